// Compiled once for each database: `super` says which.

use daehwa_domain::{address, record::Record};
use sqlx::{QueryBuilder, query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    Backend, Db,
    many::{one_of, parts, rows_of},
    transaction::Writing,
};
use crate::{
    StoreError,
    column::Column,
    item::{CONTACT_POINT_KIND, Item},
};
use daehwa_domain::{id::TenantId, record::Versioned};

/// Where numbers without a country code are from, as on the desktops.
const HOME_REGION: &str = "KR";
/// Grows when numbers or addresses are filed under other keys: they are filed anew then.
const VERSION: i64 = 1;
/// Rows that are filed in one transaction.
const ROWS_AT_ONCE: i64 = 10_000;

/// A number or address: its id, its customer, its key.
struct Filed(Uuid, Uuid, String);

/// Files what items say of numbers and addresses; those that are in use no longer go.
pub(super) async fn put(writing: &mut Writing, items: &[Item]) -> Result<(), StoreError> {
    let points = items.iter().filter(|it| it.key.kind == CONTACT_POINT_KIND);
    let points = points.map(|it| (it.key.id, it.key.customer, it.body.as_slice()));
    file(writing, points.collect()).await
}

async fn file(writing: &mut Writing, points: Vec<(Uuid, Uuid, &[u8])>) -> Result<(), StoreError> {
    for part in parts(&points) {
        let ids: Vec<Uuid> = part.iter().map(|(id, ..)| *id).collect();
        let mut drop = QueryBuilder::<Db>::new("DELETE FROM contact_key WHERE tenant = ");
        drop.push_bind(writing.tenant).push(" AND id");
        one_of(&mut drop, &ids).build().execute(&mut *writing.tx).await?;
        let mut filed = Vec::with_capacity(part.len());
        for (id, customer, body) in part {
            if let Record::ContactPoint(point) = rmp_serde::from_slice::<Versioned>(body)?.record
                && let Some(key) = address::of_contact_point(&point, HOME_REGION)
            {
                filed.push(Filed(*id, *customer, key));
            }
        }
        for part in parts(&filed) {
            let mut put = QueryBuilder::<Db>::new("INSERT INTO contact_key (tenant, id, customer, address) ");
            let columns = [
                Column::uuid(part, |_| writing.tenant),
                Column::uuid(part, |Filed(id, ..)| *id),
                Column::uuid(part, |Filed(_, customer, _)| *customer),
                Column::text(part, |Filed(.., key)| key),
            ];
            rows_of(&mut put, &columns).build().execute(&mut *writing.tx).await?;
        }
    }
    Ok(())
}

/// Files all numbers and addresses of a database that was made before they were, or by other keys.
pub(super) async fn file_all(backend: &Backend) -> Result<(), StoreError> {
    let tenants: Vec<Uuid> = {
        let mut tx = backend.read().await?;
        let version: Option<i64> =
            query_scalar("SELECT max(version) FROM derived WHERE name = 'contact_key'").fetch_one(&mut *tx).await?;
        if version.is_some_and(|it| it >= VERSION) {
            return Ok(());
        }
        query_scalar("SELECT id FROM tenant").fetch_all(&mut *tx).await?
    };
    for tenant in tenants {
        let mut after = Uuid::nil();
        loop {
            let mut writing = backend.write(TenantId(tenant)).await?;
            let points = query_as::<_, (Uuid, Uuid, Vec<u8>)>(
                "SELECT id, customer, body FROM item WHERE tenant = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4",
            )
            .bind(tenant)
            .bind(CONTACT_POINT_KIND)
            .bind(after)
            .bind(ROWS_AT_ONCE)
            .fetch_all(&mut *writing.tx)
            .await?;
            let Some((last, ..)) = points.last() else { break };
            after = *last;
            file(&mut writing, points.iter().map(|(id, customer, body)| (*id, *customer, body.as_slice())).collect())
                .await?;
            writing.tx.commit().await?;
        }
    }
    let mut writing = backend.write(TenantId(Uuid::nil())).await?;
    query(
        "INSERT INTO derived (name, version) VALUES ('contact_key', $1) \
         ON CONFLICT (name) DO UPDATE SET version = excluded.version",
    )
    .bind(VERSION)
    .execute(&mut *writing.tx)
    .await?;
    Ok(writing.tx.commit().await?)
}
