// Compiled once for each database: `super` says which, and brings the few statements that differ.

use super::{
    Backend, DELTA, Db, DbRow, FILL, load,
    many::one_of,
    prune,
    transaction::{head_of, key_of},
};
use crate::{
    Identity, Ledger, Rulebook, StoreError,
    accept::{self, id_of, scope_named},
    audit::{Deed, Entry},
    item::{CUSTOMER_KIND, MERGED_KIND, UNMERGED_KIND, change, record_kind},
    ledger::{Delta, DeltaRead, FillPart, Loaded, MAX_PART_BYTES, MAX_PART_ROWS, Pushed, Retention},
    position::Position,
    rows::{Head, Rows, What},
};
use async_trait::async_trait;
use daehwa_domain::{
    id::{CustomerId, DeviceId, TenantId},
    record::{Fact, Record, RecordKind, Versioned},
    time::Timestamp,
    treatment::Treatments,
};
use daehwa_protocol::{
    message::{Change, FillToken, Progress, ScopeHead},
    op::Op,
    scope::Scope,
};
use futures_util::TryStreamExt;
use sqlx::{QueryBuilder, Row, query, query_scalar};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[async_trait]
impl Ledger for Backend {
    async fn push(&self, author: &Identity, ops: &[Op], now: Timestamp) -> Result<Pushed, StoreError> {
        let mut writing = self.write(author.tenant).await?;
        let pushed = accept::push(&mut writing, author, ops, now).await?;
        writing.tx.commit().await?;
        self.announce(author.tenant, &pushed.grown);
        Ok(pushed)
    }

    async fn heads(&self, tenant: TenantId, scopes: &[Scope]) -> Result<Vec<ScopeHead>, StoreError> {
        // One statement sees one state without a transaction as well: this is asked often.
        let mut ask = QueryBuilder::<Db>::new("SELECT scope, head FROM scope_head WHERE tenant = ");
        let ids: Vec<Uuid> = scopes.iter().map(|it| id_of(*it)).collect();
        one_of(ask.push_bind(tenant.0).push(" AND scope"), &ids);
        let heads = ask.build_query_as::<(Uuid, i64)>().fetch_all(self.readers()).await?;
        let heads: BTreeMap<Uuid, i64> = heads.into_iter().collect();
        let head = |id| heads.get(&id).map_or(0, |it| *it as u64);
        Ok(scopes.iter().map(|&scope| ScopeHead { scope, head: head(id_of(scope)) }).collect())
    }

    async fn all_heads(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError> {
        let mut tx = self.read().await?;
        let rows = query("SELECT tenant, scope, head FROM scope_head").fetch_all(&mut *tx).await?;
        rows.iter()
            .map(|row| {
                let scope = scope_named(row.try_get("scope")?);
                let head = row.try_get::<i64, _>("head")? as u64;
                Ok((TenantId(row.try_get("tenant")?), ScopeHead { scope, head }))
            })
            .collect()
    }

    async fn hear(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError> {
        self.hear_others().await
    }

    async fn delta_for(
        &self,
        schema: u16,
        tenant: TenantId,
        scope: Scope,
        cursor: u64,
        limit: u32,
    ) -> Result<DeltaRead, StoreError> {
        let mut tx = self.read().await?;
        let head = head(&mut tx, tenant, scope).await?;
        if cursor < head.floor || cursor > head.head {
            return Ok(DeltaRead::Refill);
        }
        let mut delta = Delta { to: cursor, changes: Vec::new(), checksum: None, head: head.head };
        let mut bytes = 0;
        let mut rows = query(DELTA)
            .persistent(false)
            .bind(tenant.0)
            .bind(id_of(scope))
            .bind(cursor as i64)
            .bind(rows_allowed(limit))
            .fetch(&mut *tx);
        while bytes < MAX_PART_BYTES
            && let Some(row) = rows.try_next().await?
        {
            delta.to = row.try_get::<i64, _>("seq")? as u64;
            let body: Option<Vec<u8>> = row.try_get("body")?;
            bytes += body.as_ref().map_or(0, Vec::len);
            delta.changes.extend(logged(&row, schema, body)?);
        }
        delta.checksum = (delta.to == head.head).then(|| head.checksum.readable_by(schema));
        Ok(DeltaRead::Changes(delta))
    }

    async fn fill_for(
        &self,
        schema: u16,
        tenant: TenantId,
        scope: Scope,
        after: Option<FillToken>,
        limit: u32,
    ) -> Result<FillPart, StoreError> {
        let mut tx = self.read().await?;
        let head = head(&mut tx, tenant, scope).await?;
        let (as_of, mut position) = match after {
            Some(token) if token.as_of < head.floor || token.as_of > head.head => return Err(StoreError::BadPosition),
            Some(token) => (token.as_of, Position::read(&token.position)?),
            None => (head.head, Position::START),
        };
        let limit = rows_allowed(limit);
        let mut changes = Vec::new();
        let (mut bytes, mut seen) = (0, 0);
        let mut rows = query(FILL)
            // Planned for each part anew: a plan for any position and limit would read far too much.
            .persistent(false)
            .bind(tenant.0)
            .bind(id_of(scope))
            .bind(position.key.customer)
            .bind(position.key.at_ms)
            .bind(position.key.kind)
            .bind(position.key.id)
            .bind(limit)
            .fetch(&mut *tx);
        let mut whole = false;
        while bytes < MAX_PART_BYTES {
            let Some(row) = rows.try_next().await? else {
                whole = seen < limit;
                break;
            };
            position.key = key_of(&row)?;
            position.done += u64::from(position.key.kind == CUSTOMER_KIND);
            seen += 1;
            if !is_readable(&row, schema)? {
                continue;
            }
            let body: &[u8] = row.try_get("body")?;
            bytes += body.len();
            changes.push(change(position.key.kind, body)?);
        }
        let next = (!whole).then(|| FillToken { as_of, position: position.write() });
        let progress = Progress { done: position.done, total: head.customers.max(position.done) };
        Ok(FillPart { as_of, changes, next, progress })
    }

    async fn greet_device(&self, identity: &Identity, now: Timestamp) -> Result<Option<u64>, StoreError> {
        let mut writing = self.write(identity.tenant).await?;
        let row = query(
            "INSERT INTO device (tenant, id, counter, wall_ms, tick, seen_ms) VALUES ($1, $2, 0, 0, 0, $3) \
             ON CONFLICT (tenant, id) DO UPDATE SET seen_ms = excluded.seen_ms \
             RETURNING counter, revoked_ms",
        )
        .bind(identity.tenant.0)
        .bind(identity.device.0)
        .bind(now.0)
        .fetch_one(&mut *writing.tx)
        .await?;
        writing.tx.commit().await?;
        let revoked: Option<i64> = row.try_get("revoked_ms")?;
        let counter: i64 = row.try_get("counter")?;
        Ok(revoked.is_none().then_some(counter as u64))
    }

    async fn erase(
        &self,
        tenant: TenantId,
        customer: CustomerId,
        now: Timestamp,
    ) -> Result<Option<ScopeHead>, StoreError> {
        let mut writing = self.write(tenant).await?;
        let grown = accept::erase(&mut writing, customer.0, now).await?;
        writing.tx.commit().await?;
        self.announce(tenant, grown.as_slice());
        Ok(grown)
    }

    async fn absorbed_by(&self, tenant: TenantId, customer: CustomerId) -> Result<Vec<CustomerId>, StoreError> {
        let mut tx = self.read().await?;
        let bodies = query_scalar::<_, Vec<u8>>(
            "SELECT body FROM item WHERE tenant = $1 AND customer = $2 AND kind IN ($3, $4)",
        )
        .bind(tenant.0)
        .bind(customer.0)
        .bind(MERGED_KIND)
        .bind(UNMERGED_KIND)
        .fetch_all(&mut *tx)
        .await?;
        let (mut merged, mut undone) = (Vec::new(), BTreeSet::new());
        for body in bodies {
            match rmp_serde::from_slice(&body)? {
                Fact::Merged(it) => merged.push(it),
                Fact::Unmerged(it) => _ = undone.insert(it.merge),
                _ => {}
            }
        }
        Ok(merged.into_iter().filter(|it| !undone.contains(&it.id)).map(|it| it.absorbed).collect())
    }

    async fn rulebook(&self, tenant: TenantId) -> Result<Rulebook, StoreError> {
        let mut tx = self.read().await?;
        let as_of = head(&mut tx, tenant, Scope::Centre).await?.head;
        let mut book = Rulebook { as_of, ..Rulebook::default() };
        let kinds = [RecordKind::Rule, RecordKind::Topic, RecordKind::Treatment, RecordKind::Segment].map(record_kind);
        let bodies = query_scalar::<_, Vec<u8>>(
            "SELECT body FROM item WHERE tenant = $1 AND kind IN ($2, $3, $4, $5) ORDER BY id",
        )
        .bind(tenant.0)
        .bind(kinds[0])
        .bind(kinds[1])
        .bind(kinds[2])
        .bind(kinds[3])
        .fetch_all(&mut *tx)
        .await?;
        let (mut treatments, mut segments) = (Vec::new(), Vec::new());
        for body in bodies {
            match rmp_serde::from_slice::<Versioned>(&body)?.record {
                Record::Rule(rule) => book.rules.push(rule),
                Record::Topic(topic) => book.topics.push(topic),
                Record::Treatment(treatment) => treatments.push(treatment),
                Record::Segment(segment) => segments.push(segment),
                _ => {}
            }
        }
        book.treatments = Treatments::new(treatments, &segments);
        Ok(book)
    }

    async fn load(&self, tenant: TenantId, rows: Vec<Loaded>) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        load::load(&mut writing, rows).await?;
        writing.tx.commit().await?;
        Ok(())
    }

    async fn prune(&self, now: Timestamp, keep: Retention) -> Result<(), StoreError> {
        for (tenant, head) in self.all_heads().await? {
            prune::log(self, tenant, id_of(head.scope), now, now.plus_ms(-keep.log_ms)).await?;
        }
        prune::ops(self, now.plus_ms(-keep.ops_ms)).await
    }

    async fn revoke_device(&self, tenant: TenantId, device: DeviceId, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        // First, as everybody locks: scopes before devices.
        let grown = accept::touch_centre(&mut writing).await?;
        query("UPDATE device SET revoked_ms = $3 WHERE tenant = $1 AND id = $2 AND revoked_ms IS NULL")
            .bind(tenant.0)
            .bind(device.0)
            .bind(now.0)
            .execute(&mut *writing.tx)
            .await?;
        writing.put_audit(&[Entry::on_the_server(now, Deed::DeviceRevoked { device })]).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &[grown]);
        Ok(())
    }
}

fn rows_allowed(limit: u32) -> i64 {
    i64::from(limit.clamp(1, MAX_PART_ROWS))
}

async fn head(tx: &mut sqlx::Transaction<'static, Db>, tenant: TenantId, scope: Scope) -> Result<Head, StoreError> {
    let row = query("SELECT head, floor, checksum, customers, newer FROM scope_head WHERE tenant = $1 AND scope = $2")
        .bind(tenant.0)
        .bind(id_of(scope))
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.as_ref().map(head_of).transpose()?.unwrap_or_default())
}

/// Whether a desktop of a schema can read an item.
fn is_readable(row: &DbRow, schema: u16) -> Result<bool, StoreError> {
    Ok(row.try_get::<i16, _>("schema")? as u16 <= schema)
}

/// What a log row tells a desktop: nothing, when it can't read the item, or the item has left the scope since (a later row says so).
fn logged(row: &DbRow, schema: u16, body: Option<Vec<u8>>) -> Result<Option<Change>, StoreError> {
    let customer = CustomerId(row.try_get("customer")?);
    let what: i16 = row.try_get("what")?;
    if what == What::Left as i16 {
        return Ok(Some(Change::Left { customer }));
    }
    if what == What::Erased as i16 {
        return Ok(Some(Change::Erased { customer }));
    }
    let Some(body) = body else { return Ok(None) };
    if !is_readable(row, schema)? {
        return Ok(None);
    }
    change(row.try_get("kind")?, &body).map(Some)
}
