// Compiled once for each database: `super` says which.

use async_trait::async_trait;
use daehwa_domain::id::TenantId;
use sqlx::{Row, query};

use super::{Backend, DbRow, LOCK_AUDIT, transaction::Writing};
use crate::{
    StoreError,
    audit::{Audit, AuditHead, AuditRow, Entry},
};

#[async_trait]
impl Audit for Backend {
    async fn audit(&self, tenant: TenantId, entry: &Entry) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        put(&mut writing, std::slice::from_ref(entry)).await?;
        Ok(writing.tx.commit().await?)
    }

    async fn audited(&self, tenant: TenantId, after: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let rows = query("SELECT seq, body, hash FROM audit WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3")
            .bind(tenant.0)
            .bind(after as i64)
            .bind(i64::from(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| Ok(AuditRow { at: head_of(row)?, body: row.try_get("body")? })).collect()
    }

    async fn audit_head(&self, tenant: TenantId) -> Result<AuditHead, StoreError> {
        let row = query("SELECT seq, hash FROM audit_head WHERE tenant = $1")
            .bind(tenant.0)
            .fetch_optional(self.readers())
            .await?;
        row.map_or(Ok(AuditHead::START), |row| head_of(&row))
    }
}

/// Adds entries. The last thing that a transaction locks.
pub(super) async fn put(writing: &mut Writing, entries: &[Entry]) -> Result<(), StoreError> {
    query("INSERT INTO audit_head (tenant, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (tenant) DO NOTHING")
        .bind(writing.tenant)
        .bind(AuditHead::START.hash.as_slice())
        .execute(&mut *writing.tx)
        .await?;
    let mut head = head_of(&query(LOCK_AUDIT).bind(writing.tenant).fetch_one(&mut *writing.tx).await?)?;
    for entry in entries {
        let body = rmp_serde::to_vec_named(entry)?;
        head = head.after(&body);
        query("INSERT INTO audit (tenant, seq, body, hash) VALUES ($1, $2, $3, $4)")
            .bind(writing.tenant)
            .bind(head.seq as i64)
            .bind(body)
            .bind(head.hash.as_slice())
            .execute(&mut *writing.tx)
            .await?;
    }
    query("UPDATE audit_head SET seq = $2, hash = $3 WHERE tenant = $1")
        .bind(writing.tenant)
        .bind(head.seq as i64)
        .bind(head.hash.as_slice())
        .execute(&mut *writing.tx)
        .await?;
    Ok(())
}

fn head_of(row: &DbRow) -> Result<AuditHead, StoreError> {
    let seq: i64 = row.try_get("seq")?;
    let hash: Vec<u8> = row.try_get("hash")?;
    // What is no hash at all is found by the check as a row that does not follow.
    Ok(AuditHead { seq: seq as u64, hash: hash.try_into().unwrap_or([0; 32]) })
}
