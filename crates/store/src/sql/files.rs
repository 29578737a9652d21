// Compiled once for each database: `super` says which.

use async_trait::async_trait;
use daehwa_domain::{
    conversation::Message,
    id::{AttachmentId, ConversationId, InteractionId, TeamId, TenantId},
    time::Timestamp,
};
use sqlx::{Row, query, query_as, query_scalar};
use uuid::Uuid;

use super::{Backend, transaction::Writing};
use crate::{
    StoreError,
    files::{self, Brought, FileRows, FileStore, FileTaken, KeptFile},
    web::NewIds,
};

#[async_trait]
impl FileStore for Backend {
    async fn bring_file(
        &self,
        tenant: TenantId,
        brought: &Brought,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<FileTaken, StoreError> {
        let mut writing = self.write(tenant).await?;
        let taken = files::bring(&mut writing, brought, now, ids).await?;
        if let FileTaken::Kept(grown) = &taken {
            writing.tx.commit().await?;
            self.announce(tenant, grown);
        }
        Ok(taken)
    }

    async fn file(
        &self,
        tenant: TenantId,
        message: InteractionId,
        id: AttachmentId,
    ) -> Result<Option<KeptFile>, StoreError> {
        let row = query(
            "SELECT m.scope, f.conversation, f.name, f.body FROM message_file f \
             JOIN member m ON m.tenant = f.tenant AND m.customer = f.customer \
             WHERE f.tenant = $1 AND f.id = $2 AND f.message = $3",
        )
        .bind(tenant.0)
        .bind(id.0)
        .bind(message.0)
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (name, body) = (row.try_get("name")?, row.try_get("body")?);
        let conversation = ConversationId(row.try_get("conversation")?);
        Ok(Some(KeptFile { team: TeamId(row.try_get("scope")?), conversation, name, body }))
    }
}

#[async_trait]
impl FileRows for Writing {
    async fn put_file(
        &mut self,
        id: AttachmentId,
        message: &Message,
        name: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let put = query(
            "INSERT INTO message_file (tenant, id, conversation, customer, message, at_ms, name, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, id) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(id.0)
        .bind(message.conversation.0)
        .bind(message.customer.0)
        .bind(message.id.0)
        .bind(now.0)
        .bind(name)
        .bind(body)
        .execute(&mut *self.tx)
        .await?;
        Ok(put.rows_affected() > 0)
    }

    async fn count_files(&mut self, message: Uuid) -> Result<i64, StoreError> {
        let count = query_scalar("SELECT count(*) FROM message_file WHERE tenant = $1 AND message = $2");
        Ok(count.bind(self.tenant).bind(message).fetch_one(&mut *self.tx).await?)
    }

    async fn files_of(&mut self, message: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
        let files = query_as("SELECT id, body FROM message_file WHERE tenant = $1 AND message = $2");
        Ok(files.bind(self.tenant).bind(message).fetch_all(&mut *self.tx).await?)
    }

    async fn files_came(&mut self, message: Uuid, now_ms: i64) -> Result<(), StoreError> {
        query("UPDATE mail_out SET due_ms = $3, queued_ms = $3 WHERE tenant = $1 AND message = $2 AND tries = 0")
            .bind(self.tenant)
            .bind(message)
            .bind(now_ms)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
