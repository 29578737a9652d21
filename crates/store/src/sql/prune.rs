// Compiled once for each database: `super` says which.

use daehwa_domain::{id::TenantId, time::Timestamp};
use sqlx::{query, query_scalar};
use uuid::Uuid;

use super::Backend;
use crate::{StoreError, rows::Rows};

/// Rows that go in one transaction: others don't wait long for it.
const ROWS_AT_ONCE: i64 = 10_000;

/// Sets a checkpoint of a scope's log, and forgets what lies before the newest one that is not after the horizon.
pub(super) async fn log(
    backend: &Backend,
    tenant: TenantId,
    scope: Uuid,
    now: Timestamp,
    horizon: Timestamp,
) -> Result<(), StoreError> {
    let mut writing = backend.write(tenant).await?;
    let Some(mut head) = writing.lock_head(scope).await? else { return Ok(()) };
    query("INSERT INTO checkpoint (tenant, scope, at_ms, seq) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
        .bind(tenant.0)
        .bind(scope)
        .bind(now.0)
        .bind(head.head as i64)
        .execute(&mut *writing.tx)
        .await?;
    let seq: Option<i64> =
        query_scalar("SELECT max(seq) FROM checkpoint WHERE tenant = $1 AND scope = $2 AND at_ms <= $3")
            .bind(tenant.0)
            .bind(scope)
            .bind(horizon.0)
            .fetch_one(&mut *writing.tx)
            .await?;
    query("DELETE FROM checkpoint WHERE tenant = $1 AND scope = $2 AND at_ms <= $3")
        .bind(tenant.0)
        .bind(scope)
        .bind(horizon.0)
        .execute(&mut *writing.tx)
        .await?;
    // Before anything goes: from now on nobody is served from there.
    head.floor = head.floor.max(seq.unwrap_or(0) as u64);
    writing.put_head(scope, &head).await?;
    writing.tx.commit().await?;
    forget_up_to(backend, tenant, scope, head.floor as i64).await
}

async fn forget_up_to(backend: &Backend, tenant: TenantId, scope: Uuid, floor: i64) -> Result<(), StoreError> {
    loop {
        let mut writing = backend.write(tenant).await?;
        let oldest: Option<i64> = query_scalar("SELECT min(seq) FROM log WHERE tenant = $1 AND scope = $2")
            .bind(tenant.0)
            .bind(scope)
            .fetch_one(&mut *writing.tx)
            .await?;
        let Some(oldest) = oldest.filter(|oldest| *oldest <= floor) else { return Ok(()) };
        query("DELETE FROM log WHERE tenant = $1 AND scope = $2 AND seq <= $3")
            .bind(tenant.0)
            .bind(scope)
            .bind(floor.min(oldest.saturating_add(ROWS_AT_ONCE)))
            .execute(&mut *writing.tx)
            .await?;
        writing.tx.commit().await?;
    }
}

/// Forgets which ops took effect before the horizon. An op's id begins with the moment at which it was made.
pub(super) async fn ops(backend: &Backend, horizon: Timestamp) -> Result<(), StoreError> {
    let tenants: Vec<Uuid> = {
        let mut tx = backend.read().await?;
        query_scalar("SELECT id FROM tenant").fetch_all(&mut *tx).await?
    };
    for tenant in tenants {
        loop {
            let mut writing = backend.write(TenantId(tenant)).await?;
            let gone = query(
                "DELETE FROM op WHERE tenant = $1 AND id IN \
                 (SELECT id FROM op WHERE tenant = $1 AND id < $2 ORDER BY id LIMIT $3)",
            )
            .bind(tenant)
            .bind(first_id_of(horizon))
            .bind(ROWS_AT_ONCE)
            .execute(&mut *writing.tx)
            .await?;
            writing.tx.commit().await?;
            if gone.rows_affected() < ROWS_AT_ONCE as u64 {
                break;
            }
        }
    }
    Ok(())
}

/// The smallest id of version 7 that a moment can have.
fn first_id_of(moment: Timestamp) -> Uuid {
    let ms = u64::try_from(moment.0).unwrap_or(0);
    Uuid::from_u128(u128::from(ms & 0xffff_ffff_ffff) << 80)
}
