// Compiled once for each database: `super` says which.

use daehwa_domain::id::TenantId;
use futures_util::TryStreamExt;
use sqlx::{query_as, query_scalar};
use uuid::Uuid;

use super::Backend;
use crate::{StoreError, checksum::Checksum, rows::Rows};

/// Counts what only newer desktops can read, in the scopes of a database that was made before this was kept.
pub(super) async fn count(backend: &Backend) -> Result<(), StoreError> {
    let uncounted: Vec<(Uuid, Uuid)> = {
        let mut tx = backend.read().await?;
        query_as("SELECT tenant, scope FROM scope_head WHERE newer IS NULL").fetch_all(&mut *tx).await?
    };
    for (tenant, scope) in uncounted {
        let mut writing = backend.write(TenantId(tenant)).await?;
        let Some(mut head) = writing.lock_head(scope).await? else { continue };
        let missing: bool = query_scalar("SELECT newer IS NULL FROM scope_head WHERE tenant = $1 AND scope = $2")
            .bind(tenant)
            .bind(scope)
            .fetch_one(&mut *writing.tx)
            .await?;
        if !missing {
            continue;
        }
        let mut checksum = Checksum::read(head.checksum.all, None)?;
        let mut rows = query_as::<_, (i16, i64)>(
            "SELECT i.schema, i.digest FROM member m JOIN item i ON i.tenant = m.tenant AND i.customer = m.customer \
             WHERE m.tenant = $1 AND m.scope = $2 AND i.schema > 1",
        )
        .bind(tenant)
        .bind(scope)
        .fetch(&mut *writing.tx);
        while let Some((schema, digest)) = rows.try_next().await? {
            checksum.add_newer(schema as u16, digest as u64);
        }
        drop(rows);
        head.checksum = checksum;
        writing.put_head(scope, &head).await?;
        writing.tx.commit().await?;
    }
    Ok(())
}
