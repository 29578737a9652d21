// Compiled once for each database: `super` says which, and brings the few statements that differ.

use std::collections::BTreeMap;

use async_trait::async_trait;
use daehwa_domain::{
    conversation::Message,
    id::{ConversationId, CustomerId, InteractionId, TeamId, TenantId, UserId},
    record::{Fact, Record, RecordKind, Versioned},
    time::Timestamp,
};
use sqlx::{QueryBuilder, Row, Transaction, query, query_scalar};
use uuid::Uuid;

use super::{Backend, Db, DbRow, LOCK_CHAT, many::one_of, transaction::Writing};
use crate::{
    Rulebook, StoreError,
    chat::{self, Begun, Chat, ChatLine, ChatRows, ChatStore, LineTaken, NewLine, SecretHash, Session},
    item::{MESSAGE_KIND, record_kind},
    web::{self, NewIds},
};

#[async_trait]
impl ChatStore for Backend {
    async fn take_line(
        &self,
        tenant: TenantId,
        line: &NewLine,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<LineTaken, StoreError> {
        let mut writing = self.write(tenant).await?;
        let taken = chat::take(&mut writing, line, book, now, ids).await?;
        // Nothing of a line that is taken again stays: dropping the transaction takes it back.
        if let LineTaken::Filed { grown, .. } = &taken {
            writing.tx.commit().await?;
            self.announce(tenant, grown);
        }
        Ok(taken)
    }

    async fn chat(
        &self,
        tenant: TenantId,
        site: &str,
        secret: &SecretHash,
        after: u64,
        limit: u32,
    ) -> Result<Option<Chat>, StoreError> {
        let mut tx = self.read().await?;
        let row = query(
            "SELECT s.conversation, s.lines, s.ended_ms, m.scope, i.body FROM chat_session s \
             JOIN member m ON m.tenant = s.tenant AND m.customer = s.customer \
             JOIN item i ON i.tenant = s.tenant AND i.kind = $4 AND i.id = s.conversation \
             WHERE s.tenant = $1 AND s.secret = $2 AND s.site = $3",
        )
        .bind(tenant.0)
        .bind(secret.as_slice())
        .bind(site)
        .bind(record_kind(RecordKind::Conversation))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let id: Uuid = row.try_get("conversation")?;
        let Record::Conversation(conversation) = rmp_serde::from_slice::<Versioned>(row.try_get("body")?)?.record
        else {
            return Ok(None);
        };
        let news = lines(&mut tx, tenant, id, after, limit).await?;
        let mut named: Vec<Uuid> = news.iter().filter_map(|it| it.message.author).map(|it| it.0).collect();
        named.extend(conversation.taken.map(|it| it.0));
        named.sort_unstable();
        named.dedup();
        let names = names(&mut tx, tenant, &named).await?;
        Ok(Some(Chat {
            team: TeamId(row.try_get("scope")?),
            holder: conversation.taken.and_then(|it| names.get(&it).cloned()),
            conversation,
            lines: count(&row)?,
            ended_ms: row.try_get::<Option<i64>, _>("ended_ms")?.map(Timestamp),
            news,
            names,
        }))
    }

    async fn end_chat(&self, tenant: TenantId, secret: &SecretHash, now: Timestamp) -> Result<bool, StoreError> {
        let mut writing = self.write(tenant).await?;
        let ended = query(
            "UPDATE chat_session SET ended_ms = $3 \
             WHERE tenant = $1 AND secret = $2 AND ended_ms IS NULL AND conversation IS NOT NULL",
        )
        .bind(tenant.0)
        .bind(secret.as_slice())
        .bind(now.0)
        .execute(&mut *writing.tx)
        .await?;
        writing.tx.commit().await?;
        Ok(ended.rows_affected() > 0)
    }

    async fn chat_of(
        &self,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Result<Option<(TeamId, Option<Timestamp>)>, StoreError> {
        let row = query(
            "SELECT m.scope, s.ended_ms FROM chat_session s \
             JOIN member m ON m.tenant = s.tenant AND m.customer = s.customer \
             WHERE s.tenant = $1 AND s.conversation = $2",
        )
        .bind(tenant.0)
        .bind(conversation.0)
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((TeamId(row.try_get("scope")?), row.try_get::<Option<i64>, _>("ended_ms")?.map(Timestamp))))
    }

    async fn prune_chats(&self, silent_since: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.write(TenantId(Uuid::nil())).await?;
        query(
            "DELETE FROM chat_line WHERE (tenant, conversation) IN \
             (SELECT tenant, conversation FROM chat_session WHERE seen_ms < $1)",
        )
        .bind(silent_since.0)
        .execute(&mut *writing.tx)
        .await?;
        let gone = query("DELETE FROM chat_session WHERE seen_ms < $1").bind(silent_since.0);
        let gone = gone.execute(&mut *writing.tx).await?;
        writing.tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

#[async_trait]
impl ChatRows for Writing {
    async fn lock_session(&mut self, secret: &SecretHash, site: &str, now: Timestamp) -> Result<Session, StoreError> {
        // Made first, so that there is a row to lock.
        query(
            "INSERT INTO chat_session (tenant, secret, site, lines, seen_ms) VALUES ($1, $2, $3, 0, $4) \
             ON CONFLICT (tenant, secret) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(secret.as_slice())
        .bind(site)
        .bind(now.0)
        .execute(&mut *self.tx)
        .await?;
        let row = query(LOCK_CHAT).bind(self.tenant).bind(secret.as_slice()).fetch_one(&mut *self.tx).await?;
        let names: (Option<Uuid>, Option<Uuid>, Option<Uuid>) =
            (row.try_get("conversation")?, row.try_get("customer")?, row.try_get("contact")?);
        let begun = match names {
            (Some(conversation), Some(customer), Some(contact)) => Some(Begun {
                conversation: ConversationId(conversation),
                customer: CustomerId(customer),
                contact: InteractionId(contact),
            }),
            _ => None,
        };
        let ended_ms = row.try_get::<Option<i64>, _>("ended_ms")?.map(Timestamp);
        Ok(Session { site: row.try_get("site")?, begun, lines: count(&row)?, ended_ms })
    }

    async fn put_session(
        &mut self,
        secret: &SecretHash,
        begun: Begun,
        lines: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE chat_session SET conversation = $3, customer = $4, contact = $5, lines = $6, seen_ms = $7 \
             WHERE tenant = $1 AND secret = $2",
        )
        .bind(self.tenant)
        .bind(secret.as_slice())
        .bind(begun.conversation.0)
        .bind(begun.customer.0)
        .bind(begun.contact.0)
        .bind(i64::from(lines))
        .bind(now.0)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn has_line(&mut self, conversation: ConversationId, client: Uuid) -> Result<bool, StoreError> {
        let found = query("SELECT 1 FROM chat_line WHERE tenant = $1 AND conversation = $2 AND client = $3")
            .bind(self.tenant)
            .bind(conversation.0)
            .bind(client)
            .fetch_optional(&mut *self.tx)
            .await?;
        Ok(found.is_some())
    }

    async fn bytes_of_files(&mut self, begun: Begun) -> Result<i64, StoreError> {
        // The sum of whole numbers is no whole number on PostgreSQL.
        let bytes = query_scalar(
            "SELECT CAST(COALESCE(SUM(octet_length(body)), 0) AS BIGINT) FROM message_file \
             WHERE tenant = $1 AND customer = $2 AND conversation = $3",
        );
        let bytes = bytes.bind(self.tenant).bind(begun.customer.0).bind(begun.conversation.0);
        Ok(bytes.fetch_one(&mut *self.tx).await?)
    }

    async fn last_line_ms(&mut self, conversation: ConversationId) -> Result<Option<i64>, StoreError> {
        let last = query_scalar(
            "SELECT at_ms FROM chat_line WHERE tenant = $1 AND conversation = $2 ORDER BY seq DESC LIMIT 1",
        );
        Ok(last.bind(self.tenant).bind(conversation.0).fetch_optional(&mut *self.tx).await?)
    }

    async fn put_visitors_line(&mut self, message: &Message, client: Uuid) -> Result<(), StoreError> {
        put_line(self, message, Some(client)).await
    }

    async fn customer_of_browser(&mut self, site: &str, browser: Uuid) -> Result<Option<Uuid>, StoreError> {
        let body: Option<Vec<u8>> =
            query_scalar("SELECT body FROM web_visitor WHERE tenant = $1 AND site = $2 AND id = $3")
                .bind(self.tenant)
                .bind(site)
                .bind(browser)
                .fetch_optional(&mut *self.tx)
                .await?;
        Ok(web::kept(body.as_deref())?.1.map(|it| it.0))
    }
}

/// Adds a line behind the others. Whoever does holds the scope of the customer: places are given in the order of commits.
pub(super) async fn put_line(writing: &mut Writing, message: &Message, client: Option<Uuid>) -> Result<(), StoreError> {
    query(
        "INSERT INTO chat_line (tenant, conversation, seq, message, customer, at_ms, client) \
         SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 FROM chat_line WHERE tenant = $1 AND conversation = $2",
    )
    .bind(writing.tenant)
    .bind(message.conversation.0)
    .bind(message.id.0)
    .bind(message.customer.0)
    .bind(message.at_ms.0)
    .bind(client)
    .execute(&mut *writing.tx)
    .await?;
    Ok(())
}

async fn lines(
    tx: &mut Transaction<'static, Db>,
    tenant: TenantId,
    conversation: Uuid,
    after: u64,
    limit: u32,
) -> Result<Vec<ChatLine>, StoreError> {
    let rows = query(
        "SELECT l.seq, l.client, i.body FROM chat_line l \
         JOIN item i ON i.tenant = l.tenant AND i.kind = $5 AND i.id = l.message \
         WHERE l.tenant = $1 AND l.conversation = $2 AND l.seq > $3 ORDER BY l.seq LIMIT $4",
    )
    .bind(tenant.0)
    .bind(conversation)
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(i64::from(limit))
    .bind(MESSAGE_KIND)
    .fetch_all(&mut **tx)
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Fact::Message(message) = rmp_serde::from_slice(row.try_get("body")?)? {
            let seq = row.try_get::<i64, _>("seq")? as u64;
            all.push(ChatLine { seq, client: row.try_get("client")?, message: *message });
        }
    }
    Ok(all)
}

async fn names(
    tx: &mut Transaction<'static, Db>,
    tenant: TenantId,
    users: &[Uuid],
) -> Result<BTreeMap<UserId, String>, StoreError> {
    let mut names = BTreeMap::new();
    if users.is_empty() {
        return Ok(names);
    }
    let mut ask = QueryBuilder::<Db>::new("SELECT body FROM item WHERE tenant = ");
    ask.push_bind(tenant.0).push(" AND kind = ").push_bind(record_kind(RecordKind::User)).push(" AND id");
    for body in one_of(&mut ask, users).build_query_scalar::<Vec<u8>>().fetch_all(&mut **tx).await? {
        if let Record::User(user) = rmp_serde::from_slice::<Versioned>(&body)?.record {
            names.insert(user.id, user.name);
        }
    }
    Ok(names)
}

fn count(row: &DbRow) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.try_get::<i64, _>("lines")?).unwrap_or(u32::MAX))
}
