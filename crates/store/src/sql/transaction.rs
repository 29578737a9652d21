// Compiled once for each database: `super` says which, and brings the few statements that differ.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use daehwa_domain::{
    conversation::Message,
    id::DeviceId,
    time::{Hlc, Timestamp},
};
use sqlx::{QueryBuilder, Row, Transaction, query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    Db, DbRow, LOCK_AGENT, LOCK_DEVICE, LOCK_HEADS, OF_CUSTOMERS, addresses,
    agents::stored,
    audit, chat,
    many::{one_of, parts, rows_of},
};
use crate::{
    StoreError,
    agents::{AgentDesktop, StoredAgent},
    audit::Entry,
    checksum::Checksum,
    column::Column,
    item::{Item, ItemKey},
    rows::{Device, Head, Logged, Rows},
};

/// A writing transaction in one tenant's rows.
pub(super) struct Writing {
    pub tenant: Uuid,
    pub tx: Transaction<'static, Db>,
}

/// The statement that writes new items; what happens to those that are there is for the caller to add.
pub(super) fn insertion(tenant: Uuid, items: &[Item]) -> QueryBuilder<Db> {
    let mut insert = QueryBuilder::new("INSERT INTO item (tenant, customer, at_ms, kind, id, schema, digest, body) ");
    let columns = [
        Column::uuid(items, |_| tenant),
        Column::uuid(items, |it| it.key.customer),
        Column::bigint(items, |it| it.key.at_ms),
        Column::smallint(items, |it| it.key.kind),
        Column::uuid(items, |it| it.key.id),
        Column::smallint(items, |it| it.schema as i16),
        Column::bigint(items, |it| it.digest as i64),
        Column::bytes(items, |it| &it.body),
    ];
    rows_of(&mut insert, &columns);
    insert
}

#[async_trait]
impl Rows for Writing {
    async fn lock_heads(&mut self, scopes: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, Head>, StoreError> {
        let scopes: Vec<Uuid> = scopes.iter().copied().collect();
        let mut heads = BTreeMap::new();
        for part in parts(&scopes) {
            let mut lock = QueryBuilder::<Db>::new("WITH wanted (tenant, scope) AS (");
            rows_of(&mut lock, &[Column::uuid(part, |_| self.tenant), Column::uuid(part, |it| *it)]);
            lock.push(
                ") SELECT it.scope, it.head, it.floor, it.checksum, it.customers, it.newer FROM wanted CROSS JOIN ",
            );
            for row in lock.push(LOCK_HEADS).build().fetch_all(&mut *self.tx).await? {
                heads.insert(row.try_get("scope")?, head_of(&row)?);
            }
        }
        Ok(heads)
    }

    async fn put_heads(&mut self, heads: &[(Uuid, &Head)]) -> Result<(), StoreError> {
        for part in parts(heads) {
            let newer = part.iter().map(|(_, head)| head.checksum.newer()).collect::<Result<Vec<_>, _>>()?;
            let mut put = QueryBuilder::<Db>::new(
                "INSERT INTO scope_head (tenant, scope, head, floor, checksum, customers, newer) ",
            );
            let columns = [
                Column::uuid(part, |_| self.tenant),
                Column::uuid(part, |(scope, _)| *scope),
                Column::bigint(part, |(_, it)| it.head as i64),
                Column::bigint(part, |(_, it)| it.floor as i64),
                Column::bigint(part, |(_, it)| it.checksum.all as i64),
                Column::bigint(part, |(_, it)| it.customers as i64),
                Column::bytes(&newer, |it| it),
            ];
            rows_of(&mut put, &columns).push(
                " ON CONFLICT (tenant, scope) DO UPDATE SET head = excluded.head, floor = excluded.floor, \
                 checksum = excluded.checksum, customers = excluded.customers, newer = excluded.newer",
            );
            put.build().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn add_scope(&mut self, scope: Uuid) -> Result<(), StoreError> {
        query(
            "INSERT INTO scope_head (tenant, scope, head, floor, checksum, customers, newer) VALUES ($1, $2, 0, 0, 0, 0, $3) \
             ON CONFLICT (tenant, scope) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(scope)
        .bind(Checksum::default().newer()?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn scope_of(&mut self, customer: Uuid) -> Result<Option<Uuid>, StoreError> {
        let scope = query_scalar("SELECT scope FROM member WHERE tenant = $1 AND customer = $2");
        Ok(scope.bind(self.tenant).bind(customer).fetch_optional(&mut *self.tx).await?)
    }

    async fn scopes_of(&mut self, customers: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let mut scopes = Vec::with_capacity(customers.len());
        for part in parts(customers) {
            let mut ask = QueryBuilder::<Db>::new("SELECT customer, scope FROM member WHERE tenant = ");
            ask.push_bind(self.tenant).push(" AND customer");
            scopes.extend(one_of(&mut ask, part).build_query_as::<(Uuid, Uuid)>().fetch_all(&mut *self.tx).await?);
        }
        Ok(scopes)
    }

    async fn put_member(&mut self, customer: Uuid, scope: Uuid) -> Result<(), StoreError> {
        query(
            "INSERT INTO member (tenant, customer, scope) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant, customer) DO UPDATE SET scope = excluded.scope",
        )
        .bind(self.tenant)
        .bind(customer)
        .bind(scope)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn item(&mut self, kind: i16, id: Uuid) -> Result<Option<Item>, StoreError> {
        let row = query(
            "SELECT customer, at_ms, kind, id, schema, digest, body FROM item WHERE tenant = $1 AND kind = $2 AND id = $3",
        )
        .bind(self.tenant)
        .bind(kind)
        .bind(id)
        .fetch_optional(&mut *self.tx)
        .await?;
        row.as_ref().map(item_of).transpose()
    }

    async fn items(&mut self, names: &[(i16, Uuid)]) -> Result<Vec<Item>, StoreError> {
        let mut by_kind: BTreeMap<i16, Vec<Uuid>> = BTreeMap::new();
        for (kind, id) in names {
            by_kind.entry(*kind).or_default().push(*id);
        }
        let mut items = Vec::with_capacity(names.len());
        for (kind, ids) in by_kind {
            for part in parts(&ids) {
                let mut ask = QueryBuilder::<Db>::new(
                    "SELECT customer, at_ms, kind, id, schema, digest, body FROM item WHERE tenant = ",
                );
                ask.push_bind(self.tenant).push(" AND kind = ").push_bind(kind).push(" AND id");
                let rows = one_of(&mut ask, part).build().fetch_all(&mut *self.tx).await?;
                items.extend(rows.iter().map(item_of).collect::<Result<Vec<_>, _>>()?);
            }
        }
        Ok(items)
    }

    async fn put_items(&mut self, items: &[Item]) -> Result<(), StoreError> {
        for part in parts(items) {
            let mut put = insertion(self.tenant, part);
            put.push(
                " ON CONFLICT (tenant, customer, at_ms, kind, id) \
                 DO UPDATE SET schema = excluded.schema, digest = excluded.digest, body = excluded.body",
            );
            put.build().execute(&mut *self.tx).await?;
        }
        addresses::put(self, items).await
    }

    async fn items_of(&mut self, customers: &[Uuid], kinds: &[i16]) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        for part in parts(customers) {
            let mut ask = QueryBuilder::<Db>::new("WITH wanted (tenant, customer) AS (");
            rows_of(&mut ask, &[Column::uuid(part, |_| self.tenant), Column::uuid(part, |it| *it)]);
            ask.push(") SELECT it.customer, it.at_ms, it.kind, it.id, it.schema, it.digest, it.body FROM wanted ");
            ask.push(OF_CUSTOMERS).push(" WHERE it.kind IN (");
            let mut wanted = ask.separated(", ");
            for kind in kinds {
                wanted.push_bind(*kind);
            }
            wanted.push_unseparated(")");
            let rows = ask.build().fetch_all(&mut *self.tx).await?;
            items.extend(rows.iter().map(item_of).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(items)
    }

    async fn sum_of(&mut self, customer: Uuid) -> Result<(Checksum, u64), StoreError> {
        let items = query_as::<_, (i16, i64)>("SELECT schema, digest FROM item WHERE tenant = $1 AND customer = $2")
            .bind(self.tenant)
            .bind(customer)
            .fetch_all(&mut *self.tx)
            .await?;
        let mut sum = Checksum::default();
        items.iter().for_each(|(schema, digest)| sum.add_digest(*schema as u16, *digest as u64));
        Ok((sum, items.len() as u64))
    }

    async fn remove(&mut self, customer: Uuid) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM item WHERE tenant = $1 AND customer = $2",
            "DELETE FROM member WHERE tenant = $1 AND customer = $2",
            "DELETE FROM contact_key WHERE tenant = $1 AND customer = $2",
            "DELETE FROM mail_thread WHERE tenant = $1 AND customer = $2",
            "DELETE FROM mail_raw WHERE tenant = $1 AND customer = $2",
            "DELETE FROM mail_out WHERE tenant = $1 AND customer = $2",
            "DELETE FROM chat_session WHERE tenant = $1 AND customer = $2",
            "DELETE FROM chat_line WHERE tenant = $1 AND customer = $2",
            "DELETE FROM message_file WHERE tenant = $1 AND customer = $2",
        ] {
            query(statement).bind(self.tenant).bind(customer).execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn put_log(&mut self, rows: &[Logged]) -> Result<(), StoreError> {
        for part in parts(rows) {
            let mut put =
                QueryBuilder::<Db>::new("INSERT INTO log (tenant, scope, seq, what, customer, at_ms, kind, id) ");
            let columns = [
                Column::uuid(part, |_| self.tenant),
                Column::uuid(part, |it| it.scope),
                Column::bigint(part, |it| it.seq as i64),
                Column::smallint(part, |it| it.what as i16),
                Column::uuid(part, |it| it.key.customer),
                Column::bigint(part, |it| it.key.at_ms),
                Column::smallint(part, |it| it.key.kind),
                Column::uuid(part, |it| it.key.id),
            ];
            rows_of(&mut put, &columns).build().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn log_all(&mut self, scope: Uuid, after: u64, customer: Uuid) -> Result<(), StoreError> {
        query(
            "INSERT INTO log (tenant, scope, seq, what, customer, at_ms, kind, id) \
             SELECT tenant, $2, $3 + row_number() OVER (ORDER BY at_ms, kind, id), 0, customer, at_ms, kind, id \
             FROM item WHERE tenant = $1 AND customer = $4",
        )
        .bind(self.tenant)
        .bind(scope)
        .bind(after as i64)
        .bind(customer)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn is_erased(&mut self, customer: Uuid) -> Result<bool, StoreError> {
        let found = query("SELECT 1 FROM erased WHERE tenant = $1 AND customer = $2");
        Ok(found.bind(self.tenant).bind(customer).fetch_optional(&mut *self.tx).await?.is_some())
    }

    async fn put_erased(&mut self, customer: Uuid, at_ms: i64) -> Result<(), StoreError> {
        query(
            "INSERT INTO erased (tenant, customer, at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant, customer) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(customer)
        .bind(at_ms)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn known_ops(&mut self, ops: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let mut known = Vec::new();
        for part in parts(ops) {
            let mut ask = QueryBuilder::<Db>::new("SELECT id FROM op WHERE tenant = ");
            ask.push_bind(self.tenant).push(" AND id");
            known.extend(one_of(&mut ask, part).build_query_scalar::<Uuid>().fetch_all(&mut *self.tx).await?);
        }
        Ok(known)
    }

    async fn put_ops(&mut self, ops: &[Uuid]) -> Result<(), StoreError> {
        for part in parts(ops) {
            let mut put = QueryBuilder::<Db>::new("INSERT INTO op (tenant, id) ");
            rows_of(&mut put, &[Column::uuid(part, |_| self.tenant), Column::uuid(part, |it| *it)])
                .build()
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    async fn lock_device(&mut self, device: Uuid) -> Result<Device, StoreError> {
        let row = query(LOCK_DEVICE).bind(self.tenant).bind(device).fetch_optional(&mut *self.tx).await?;
        let Some(row) = row else { return Ok(Device::default()) };
        Ok(Device {
            counter: row.try_get::<i64, _>("counter")? as u64,
            latest: Hlc { wall_ms: row.try_get("wall_ms")?, counter: row.try_get::<i64, _>("tick")? as u32 },
        })
    }

    async fn put_device(&mut self, device: Uuid, row: Device) -> Result<(), StoreError> {
        query(
            "INSERT INTO device (tenant, id, counter, wall_ms, tick, seen_ms) VALUES ($1, $2, $3, $4, $5, 0) \
             ON CONFLICT (tenant, id) DO UPDATE \
             SET counter = excluded.counter, wall_ms = excluded.wall_ms, tick = excluded.tick",
        )
        .bind(self.tenant)
        .bind(device)
        .bind(row.counter as i64)
        .bind(row.latest.wall_ms)
        .bind(i64::from(row.latest.counter))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn lock_agent(&mut self, user: Uuid) -> Result<StoredAgent, StoreError> {
        // Made first, so that there is a row to lock.
        query(
            "INSERT INTO agent (tenant, user_id, number, body) VALUES ($1, $2, 0, $3) \
             ON CONFLICT (tenant, user_id) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(user)
        .bind(rmp_serde::to_vec_named(&StoredAgent::default())?)
        .execute(&mut *self.tx)
        .await?;
        stored(&query(LOCK_AGENT).bind(self.tenant).bind(user).fetch_one(&mut *self.tx).await?)
    }

    async fn put_agent(&mut self, user: Uuid, agent: &StoredAgent) -> Result<(), StoreError> {
        query("UPDATE agent SET number = $3, body = $4 WHERE tenant = $1 AND user_id = $2")
            .bind(self.tenant)
            .bind(user)
            .bind(agent.number as i64)
            .bind(rmp_serde::to_vec_named(agent)?)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn put_past_status(&mut self, user: Uuid, agent: &StoredAgent) -> Result<(), StoreError> {
        query("INSERT INTO agent_past (tenant, user_id, number, at_ms, body) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.tenant)
            .bind(user)
            .bind(agent.number as i64)
            .bind(agent.status.since_ms.0)
            .bind(rmp_serde::to_vec_named(&agent.status)?)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn agent_desktops(&mut self, user: Uuid) -> Result<Vec<AgentDesktop>, StoreError> {
        let rows = query("SELECT device, taken, work, until_ms FROM agent_desktop WHERE tenant = $1 AND user_id = $2")
            .bind(self.tenant)
            .bind(user)
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(AgentDesktop {
                    device: DeviceId(row.try_get("device")?),
                    taken: row.try_get::<i64, _>("taken")? as u64,
                    work: rmp_serde::from_slice(row.try_get("work")?)?,
                    until: row.try_get::<Option<i64>, _>("until_ms")?.map(Timestamp),
                })
            })
            .collect()
    }

    async fn put_agent_desktop(&mut self, user: Uuid, desktop: &AgentDesktop) -> Result<(), StoreError> {
        query(
            "INSERT INTO agent_desktop (tenant, user_id, device, taken, work, until_ms) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (tenant, user_id, device) DO UPDATE \
             SET taken = excluded.taken, work = excluded.work, until_ms = excluded.until_ms",
        )
        .bind(self.tenant)
        .bind(user)
        .bind(desktop.device.0)
        .bind(desktop.taken as i64)
        .bind(rmp_serde::to_vec_named(&desktop.work)?)
        .bind(desktop.until.map(|until| until.0))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_outgoing(&mut self, message: Uuid, customer: Uuid, due_ms: i64) -> Result<(), StoreError> {
        query(
            "INSERT INTO mail_out (tenant, message, customer, due_ms, tries, queued_ms) VALUES ($1, $2, $3, $4, 0, $4) \
             ON CONFLICT (tenant, message) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(message)
        .bind(customer)
        .bind(due_ms)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_chat_line(&mut self, message: &Message) -> Result<(), StoreError> {
        let live = query("SELECT 1 FROM chat_session WHERE tenant = $1 AND conversation = $2")
            .bind(self.tenant)
            .bind(message.conversation.0)
            .fetch_optional(&mut *self.tx)
            .await?;
        match live {
            Some(_) => chat::put_line(self, message, None).await,
            None => Ok(()),
        }
    }

    async fn put_audit(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        audit::put(self, entries).await
    }
}

pub(super) fn head_of(row: &DbRow) -> Result<Head, StoreError> {
    let all = row.try_get::<i64, _>("checksum")? as u64;
    let newer: Option<&[u8]> = row.try_get("newer")?;
    Ok(Head {
        head: row.try_get::<i64, _>("head")? as u64,
        floor: row.try_get::<i64, _>("floor")? as u64,
        checksum: Checksum::read(all, newer)?,
        customers: row.try_get::<i64, _>("customers")? as u64,
    })
}

pub(super) fn key_of(row: &DbRow) -> Result<ItemKey, StoreError> {
    Ok(ItemKey {
        customer: row.try_get("customer")?,
        at_ms: row.try_get("at_ms")?,
        kind: row.try_get("kind")?,
        id: row.try_get("id")?,
    })
}

pub(super) fn item_of(row: &DbRow) -> Result<Item, StoreError> {
    let schema = row.try_get::<i16, _>("schema")? as u16;
    let digest = row.try_get::<i64, _>("digest")? as u64;
    Ok(Item { key: key_of(row)?, schema, digest, body: row.try_get("body")? })
}
