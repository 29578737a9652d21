//! Our answers until they are out: drafts as they are typed, and messages that the server refused.

use daehwa_domain::{
    conversation::Message,
    id::{ConversationId, CustomerId, InteractionId, UserId},
    record::Fact,
    time::Timestamp,
};
use daehwa_protocol::op::{Action, Op};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    Cache, CacheError, MAX_DRAFT_BYTES, Result, Tag,
    rows::{decode, encode},
    store::Durability,
};

impl Cache {
    /// Keeps the answer typed in a conversation with a customer, at most [`MAX_DRAFT_BYTES`]; an empty one is forgotten. Durable when it
    /// returns.
    pub fn journal_reply(
        &self,
        conversation: ConversationId,
        customer: CustomerId,
        text: &str,
        at: Timestamp,
    ) -> Result<()> {
        if text.len() > MAX_DRAFT_BYTES {
            return Err(CacheError::TooLong);
        }
        self.store.write(Durability::Power, |conn, tags| {
            // That there is one is shown; each key stroke is not.
            if has_draft(conn, conversation.0)? == text.is_empty() {
                tags.push(Tag::Inbox);
            }
            if text.is_empty() {
                forget(conn, conversation)?;
            } else {
                conn.prepare_cached(
                    "INSERT INTO reply_draft (conversation, customer, text, at_ms) VALUES (?, ?, ?, ?) \
                     ON CONFLICT DO UPDATE SET text = excluded.text, at_ms = excluded.at_ms",
                )?
                .execute(params![conversation.0, customer.0, text, at.0])?;
            }
            Ok(())
        })
    }

    /// The answer typed in a conversation so far.
    pub fn reply_draft(&self, conversation: ConversationId) -> Result<Option<String>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT text FROM reply_draft WHERE conversation = ?")?;
            Ok(ask.query_row([conversation.0], |row| row.get(0)).optional()?)
        })
    }

    /// Sends a refused message of ours all the same, with its contact: it follows on `follows` now, which its author has read. The counter
    /// after the last of them.
    pub fn send_all_the_same(&self, message: InteractionId, follows: Option<InteractionId>) -> Result<u64> {
        for counter in self.refused_of(message)? {
            self.store.write(Durability::Power, |conn, _| follow(conn, counter, follows))?;
            self.retry(counter)?;
        }
        self.sync_state().map(|it| it.next_counter)
    }

    /// Gives a refused message of ours up, with its contact. Its words become the draft again where nothing else was typed since.
    pub fn give_up_message(&self, message: InteractionId, by: UserId, now: Timestamp) -> Result<()> {
        let written = self.message(message)?.map(|it| it.message).ok_or(CacheError::UnknownRecord)?;
        if self.reply_draft(written.conversation)?.is_none() {
            self.journal_reply(written.conversation, written.customer, &written.text, now)?;
        }
        self.refused_of(message)?.into_iter().try_for_each(|counter| self.discard(counter, by, now))
    }

    /// The refused ops about a message and its contact, by counter.
    fn refused_of(&self, message: InteractionId) -> Result<Vec<u64>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT counter FROM outbox WHERE subject = ? AND refusal IS NOT NULL ORDER BY counter",
            )?;
            let counters = ask.query_map([message.0], |row| row.get::<_, i64>(0))?;
            Ok(counters.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().map(|it| it as u64).collect())
        })
    }
}

/// Lets a refused message follow on another one, in the outbox and as it is shown.
fn follow(conn: &Connection, counter: u64, follows: Option<InteractionId>) -> Result<()> {
    let body: Vec<u8> = conn
        .prepare_cached("SELECT body FROM outbox WHERE counter = ?")?
        .query_row([counter as i64], |row| row.get(0))?;
    let op: Op = decode(&body)?;
    let Action::Append { fact: Fact::Message(message) } = op.action else { return Ok(()) };
    let message = Message { follows, ..*message };
    conn.prepare_cached("UPDATE message SET body = ? WHERE id = ?")?
        .execute(params![encode(&message)?, message.id.0])?;
    let op = Op { action: Action::Append { fact: Fact::Message(Box::new(message)) }, ..op };
    conn.prepare_cached("UPDATE outbox SET body = ? WHERE counter = ?")?
        .execute(params![encode(&op)?, counter as i64])?;
    Ok(())
}

/// Forgets a draft whose text has become a message.
pub(crate) fn forget(conn: &Connection, conversation: ConversationId) -> Result<()> {
    conn.prepare_cached("DELETE FROM reply_draft WHERE conversation = ?")?.execute([conversation.0])?;
    Ok(())
}

/// Whether an answer is typed in a conversation.
pub(crate) fn has_draft(conn: &Connection, conversation: Uuid) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM reply_draft WHERE conversation = ?")?.exists([conversation])?)
}
