// Compiled once for each database: `super` says which, and brings the few statements that differ.

use async_trait::async_trait;
use daehwa_domain::{
    conversation::Mailbox,
    id::{InteractionId, MailboxId, TeamId, TenantId},
    record::{Fact, Record, RecordKind, Versioned},
    time::{Stamp, Timestamp},
};
use daehwa_protocol::message::ScopeHead;
use sqlx::{QueryBuilder, Row, query, query_scalar};
use uuid::Uuid;

use super::{Backend, DUE_MAIL, Db, LOCK_CURSOR, many::one_of, transaction::Writing};
use crate::{
    Rulebook, StoreError, accept,
    item::{MERGED_KIND, MESSAGE_KIND, UNMERGED_KIND, record_kind},
    mail::{self, Arrival, Cursor, Kept, MailRows, MailStore, MailTaken, NewIds, Outgoing, Tried},
};

#[async_trait]
impl MailStore for Backend {
    async fn mailboxes(&self, tenant: TenantId) -> Result<Vec<Mailbox>, StoreError> {
        let bodies = query_scalar::<_, Vec<u8>>("SELECT body FROM item WHERE tenant = $1 AND kind = $2 ORDER BY id")
            .bind(tenant.0)
            .bind(record_kind(RecordKind::Mailbox))
            .fetch_all(self.readers())
            .await?;
        let mut all = Vec::with_capacity(bodies.len());
        for body in bodies {
            if let Record::Mailbox(it) = rmp_serde::from_slice::<Versioned>(&body)?.record {
                all.push(it);
            }
        }
        Ok(all)
    }

    async fn put_mailbox(&self, tenant: TenantId, mailbox: &Mailbox, stamp: Stamp) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        let grown = accept::put_centre_record(&mut writing, Record::Mailbox(mailbox.clone()), stamp).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &[grown]);
        Ok(())
    }

    async fn mail_cursor(&self, tenant: TenantId, mailbox: Uuid) -> Result<Option<Cursor>, StoreError> {
        let row = query("SELECT validity, uid FROM mail_cursor WHERE tenant = $1 AND mailbox = $2")
            .bind(tenant.0)
            .bind(mailbox)
            .fetch_optional(self.readers())
            .await?;
        cursor(row.map(|row| Ok::<_, sqlx::Error>((row.try_get("validity")?, row.try_get("uid")?))).transpose()?)
    }

    async fn begin_mail(&self, tenant: TenantId, mailbox: Uuid, at: Cursor) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        if writing.lock_cursor(mailbox).await?.is_none() {
            writing.put_cursor(mailbox, at).await?;
        }
        Ok(writing.tx.commit().await?)
    }

    async fn take_mail(
        &self,
        tenant: TenantId,
        arrival: &Arrival,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<MailTaken, StoreError> {
        let mut writing = self.write(tenant).await?;
        let taken = mail::take(&mut writing, arrival, book, now, ids).await?;
        // Nothing of a mail that is looked at again stays: dropping the transaction takes it back.
        if taken != MailTaken::Behind {
            writing.tx.commit().await?;
        }
        if let MailTaken::Filed { grown, .. } = &taken {
            self.announce(tenant, grown);
        }
        Ok(taken)
    }

    async fn kept_mail(&self, tenant: TenantId, message: InteractionId) -> Result<Option<Kept>, StoreError> {
        let mut tx = self.read().await?;
        let row = query(
            "SELECT m.scope, i.body, r.body AS raw FROM mail_raw r \
             JOIN item i ON i.tenant = r.tenant AND i.kind = $3 AND i.id = r.message \
             JOIN member m ON m.tenant = r.tenant AND m.customer = r.customer \
             WHERE r.tenant = $1 AND r.message = $2",
        )
        .bind(tenant.0)
        .bind(message.0)
        .bind(MESSAGE_KIND)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let Fact::Message(message) = rmp_serde::from_slice(row.try_get("body")?)? else { return Ok(None) };
        Ok(Some(Kept { team: TeamId(row.try_get("scope")?), message: *message, raw: row.try_get("raw")? }))
    }

    async fn put_senders(&self, tenant: TenantId, mailboxes: &[MailboxId], until: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        for mailbox in mailboxes {
            query(
                "INSERT INTO mail_sender (tenant, mailbox, until_ms) VALUES ($1, $2, $3) \
                 ON CONFLICT (tenant, mailbox) DO UPDATE SET until_ms = excluded.until_ms",
            )
            .bind(tenant.0)
            .bind(mailbox.0)
            .bind(until.0)
            .execute(&mut *writing.tx)
            .await?;
        }
        Ok(writing.tx.commit().await?)
    }

    async fn senders(&self, tenant: TenantId, now: Timestamp) -> Result<Vec<MailboxId>, StoreError> {
        let all: Vec<Uuid> =
            query_scalar("SELECT mailbox FROM mail_sender WHERE tenant = $1 AND until_ms > $2 ORDER BY mailbox")
                .bind(tenant.0)
                .bind(now.0)
                .fetch_all(self.readers())
                .await?;
        Ok(all.into_iter().map(MailboxId).collect())
    }

    async fn claim_outgoing(
        &self,
        tenant: TenantId,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        // Asked every second: mostly there is nothing, and nothing is locked for it.
        let due: Option<i32> = query_scalar("SELECT 1 FROM mail_out WHERE tenant = $1 AND due_ms <= $2 LIMIT 1")
            .bind(tenant.0)
            .bind(now.0)
            .fetch_optional(self.readers())
            .await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let mut writing = self.write(tenant).await?;
        let claimed = mail::claim(&mut writing, now, until, limit).await?;
        writing.tx.commit().await?;
        Ok(claimed)
    }

    async fn dispatched(
        &self,
        tenant: TenantId,
        message: InteractionId,
        tried: Tried,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<Vec<ScopeHead>, StoreError> {
        let mut writing = self.write(tenant).await?;
        let grown = mail::dispatched(&mut writing, message, tried, now, ids).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &grown);
        Ok(grown)
    }

    async fn prune_mail(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.write(TenantId(Uuid::nil())).await?;
        let gone = query("DELETE FROM mail_raw WHERE at_ms < $1").bind(before.0).execute(&mut *writing.tx).await?;
        writing.tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

#[async_trait]
impl MailRows for Writing {
    async fn lock_cursor(&mut self, mailbox: Uuid) -> Result<Option<Cursor>, StoreError> {
        // Made first, so that there is a row to lock.
        query(
            "INSERT INTO mail_cursor (tenant, mailbox, validity, uid) VALUES ($1, $2, 0, 0) \
             ON CONFLICT (tenant, mailbox) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(mailbox)
        .execute(&mut *self.tx)
        .await?;
        let row = query(LOCK_CURSOR).bind(self.tenant).bind(mailbox).fetch_one(&mut *self.tx).await?;
        cursor(Some((row.try_get("validity")?, row.try_get("uid")?)))
    }

    async fn put_cursor(&mut self, mailbox: Uuid, at: Cursor) -> Result<(), StoreError> {
        query("UPDATE mail_cursor SET validity = $3, uid = $4 WHERE tenant = $1 AND mailbox = $2")
            .bind(self.tenant)
            .bind(mailbox)
            .bind(i64::from(at.validity))
            .bind(i64::from(at.uid))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn see(&mut self, mailbox: Uuid, print: &[u8; 32]) -> Result<bool, StoreError> {
        let seen = query(
            "INSERT INTO mail_seen (tenant, mailbox, print) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant, mailbox, print) DO NOTHING",
        )
        .bind(self.tenant)
        .bind(mailbox)
        .bind(print.as_slice())
        .execute(&mut *self.tx)
        .await?;
        Ok(seen.rows_affected() > 0)
    }

    async fn message_named(&mut self, message_id: &str) -> Result<Option<Uuid>, StoreError> {
        let message = query_scalar(
            "SELECT message FROM mail_thread WHERE tenant = $1 AND message_id = $2 ORDER BY message LIMIT 1",
        );
        Ok(message.bind(self.tenant).bind(message_id).fetch_optional(&mut *self.tx).await?)
    }

    async fn thread_of(&mut self, message: Uuid) -> Result<Option<(String, Vec<String>)>, StoreError> {
        let row = query("SELECT message_id, thread FROM mail_thread WHERE tenant = $1 AND message = $2")
            .bind(self.tenant)
            .bind(message)
            .fetch_optional(&mut *self.tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let thread: String = row.try_get("thread")?;
        Ok(Some((row.try_get("message_id")?, thread.split_whitespace().map(str::to_owned).collect())))
    }

    async fn put_thread(
        &mut self,
        message: Uuid,
        customer: Uuid,
        id: &str,
        thread: &[String],
    ) -> Result<(), StoreError> {
        query("INSERT INTO mail_thread (tenant, message, customer, message_id, thread) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.tenant)
            .bind(message)
            .bind(customer)
            .bind(id)
            .bind(thread.join(" "))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn put_raw(&mut self, message: Uuid, customer: Uuid, at_ms: i64, raw: &[u8]) -> Result<(), StoreError> {
        query("INSERT INTO mail_raw (tenant, message, customer, at_ms, body) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.tenant)
            .bind(message)
            .bind(customer)
            .bind(at_ms)
            .bind(raw)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn claim_due(&mut self, now_ms: i64, until_ms: i64, limit: u32) -> Result<Vec<(Uuid, i64, i64)>, StoreError> {
        let due: Vec<Uuid> = query_scalar(DUE_MAIL)
            .bind(self.tenant)
            .bind(now_ms)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.tx)
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let mut claim = QueryBuilder::<Db>::new("UPDATE mail_out SET tries = tries + 1, due_ms = ");
        claim.push_bind(until_ms).push(" WHERE tenant = ").push_bind(self.tenant).push(" AND message");
        one_of(&mut claim, &due).push(" RETURNING message, tries, queued_ms");
        Ok(claim.build_query_as().fetch_all(&mut *self.tx).await?)
    }

    async fn outgoing_tries(&mut self, message: Uuid) -> Result<Option<i64>, StoreError> {
        let tries = query_scalar("SELECT tries FROM mail_out WHERE tenant = $1 AND message = $2");
        Ok(tries.bind(self.tenant).bind(message).fetch_optional(&mut *self.tx).await?)
    }

    async fn put_due(&mut self, message: Uuid, due_ms: i64) -> Result<(), StoreError> {
        query("UPDATE mail_out SET due_ms = $3 WHERE tenant = $1 AND message = $2")
            .bind(self.tenant)
            .bind(message)
            .bind(due_ms)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn merges(&mut self) -> Result<Vec<Fact>, StoreError> {
        let bodies = query_scalar::<_, Vec<u8>>("SELECT body FROM item WHERE tenant = $1 AND kind IN ($2, $3)")
            .bind(self.tenant)
            .bind(MERGED_KIND)
            .bind(UNMERGED_KIND)
            .fetch_all(&mut *self.tx)
            .await?;
        bodies.iter().map(|it| Ok(rmp_serde::from_slice(it)?)).collect()
    }

    async fn drop_outgoing(&mut self, message: Uuid) -> Result<(), StoreError> {
        query("DELETE FROM mail_out WHERE tenant = $1 AND message = $2")
            .bind(self.tenant)
            .bind(message)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

/// A mailbox that was not read yet has a row of zeros; no mailbox has 0 for its validity.
fn cursor(row: Option<(i64, i64)>) -> Result<Option<Cursor>, StoreError> {
    let read = |it: i64| u32::try_from(it).map_err(|_| StoreError::BadPosition);
    let cursor = row.map(|(validity, uid)| Ok::<_, StoreError>(Cursor { validity: read(validity)?, uid: read(uid)? }));
    Ok(cursor.transpose()?.filter(|it| it.validity > 0))
}
