// Compiled once for each database: `super` says which.

use std::collections::HashSet;

use async_trait::async_trait;
use daehwa_domain::{
    id::{CustomerId, TenantId},
    record::Fact,
    time::Timestamp,
};
use sqlx::{Row, query, query_scalar};
use uuid::Uuid;

use super::Backend;
use crate::{
    StoreError,
    item::{ASSIGNED_KIND, CONTACT_KIND, DIALOGUE_KIND, MESSAGE_KIND, NOTE_KIND},
    topic_model::{Learned, StoredModel, TopicModels},
};

#[async_trait]
impl TopicModels for Backend {
    async fn topic_model(&self, tenant: TenantId) -> Result<Option<StoredModel>, StoreError> {
        let row = query("SELECT version, body FROM topic_model WHERE tenant = $1 AND version <> ''")
            .bind(tenant.0)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| Ok(StoredModel { version: row.try_get("version")?, body: row.try_get("body")? })).transpose()
    }

    async fn topic_model_version(&self, tenant: TenantId) -> Result<Option<String>, StoreError> {
        let version = query_scalar("SELECT version FROM topic_model WHERE tenant = $1 AND version <> ''");
        Ok(version.bind(tenant.0).fetch_optional(self.readers()).await?)
    }

    async fn begin_learning(
        &self,
        tenant: TenantId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Learned>, StoreError> {
        let mut writing = self.write(tenant).await?;
        let row = query(
            "INSERT INTO topic_model (tenant, busy_until_ms, grown, learned_ms, version, body) \
             VALUES ($1, $3, 0, 0, '', $4) \
             ON CONFLICT (tenant) DO UPDATE SET busy_until_ms = excluded.busy_until_ms \
             WHERE topic_model.busy_until_ms <= $2 \
             RETURNING grown, learned_ms",
        )
        .bind(tenant.0)
        .bind(now.0)
        .bind(until.0)
        .bind(Vec::<u8>::new())
        .fetch_optional(&mut *writing.tx)
        .await?;
        writing.tx.commit().await?;
        let learned = row.map(|row| {
            let grown: i64 = row.try_get("grown")?;
            Ok::<_, sqlx::Error>(Learned { grown: grown as u64, at_ms: Timestamp(row.try_get("learned_ms")?) })
        });
        Ok(learned.transpose()?)
    }

    async fn end_learning(
        &self,
        tenant: TenantId,
        learned: Learned,
        model: Option<&StoredModel>,
    ) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        query("UPDATE topic_model SET busy_until_ms = 0, grown = $2, learned_ms = $3 WHERE tenant = $1")
            .bind(tenant.0)
            .bind(learned.grown as i64)
            .bind(learned.at_ms.0)
            .execute(&mut *writing.tx)
            .await?;
        if let Some(model) = model {
            query("UPDATE topic_model SET version = $2, body = $3 WHERE tenant = $1")
                .bind(tenant.0)
                .bind(&model.version)
                .bind(&model.body)
                .execute(&mut *writing.tx)
                .await?;
        }
        Ok(writing.tx.commit().await?)
    }

    async fn spoken_of(&self, tenant: TenantId, limit: u32) -> Result<Vec<CustomerId>, StoreError> {
        let (mut known, mut customers) = (HashSet::new(), Vec::new());
        for kind in [NOTE_KIND, MESSAGE_KIND] {
            // Ids begin with the moment at which they were made (RFC 9562, version 7), so the index has them in the order wanted.
            let newest: Vec<Uuid> =
                query_scalar("SELECT customer FROM item WHERE tenant = $1 AND kind = $2 ORDER BY id DESC LIMIT $3")
                    .bind(tenant.0)
                    .bind(kind)
                    .bind(i64::from(limit))
                    .fetch_all(self.readers())
                    .await?;
            customers.extend(newest.into_iter().filter(|it| known.insert(*it)).map(CustomerId));
        }
        Ok(customers)
    }

    async fn said_with(&self, tenant: TenantId, customer: CustomerId) -> Result<Vec<Fact>, StoreError> {
        let bodies = query_scalar::<_, Vec<u8>>(
            "SELECT body FROM item WHERE tenant = $1 AND customer = $2 AND kind IN ($3, $4, $5, $6, $7) \
             ORDER BY at_ms, kind, id",
        )
        .bind(tenant.0)
        .bind(customer.0)
        .bind(DIALOGUE_KIND)
        .bind(CONTACT_KIND)
        .bind(ASSIGNED_KIND)
        .bind(NOTE_KIND)
        .bind(MESSAGE_KIND)
        .fetch_all(self.readers())
        .await?;
        bodies.iter().map(|body| Ok(rmp_serde::from_slice(body)?)).collect()
    }
}
