//! What goes with a message of ours besides words: who else gets it, and files. A file stays here until the server has it.

use daehwa_domain::{
    conversation::{Attachment, Message},
    id::{AttachmentId, ConversationId, CustomerId, InteractionId},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{Cache, CacheError, MAX_DRAFT_BYTES, Result, Tag, store::Durability};

/// A file whose message the server has, and that it does not have itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileToBring {
    /// With which message it goes.
    pub message: InteractionId,
    /// Which.
    pub id: AttachmentId,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Cache {
    /// Keeps a file for the message that is being typed in a conversation. Durable when it returns.
    pub fn enclose(
        &self,
        conversation: ConversationId,
        customer: CustomerId,
        file: &Attachment,
        body: &[u8],
    ) -> Result<()> {
        self.store.write(Durability::Power, |conn, _| {
            conn.prepare_cached(
                "INSERT INTO reply_file (id, conversation, customer, name, media_type, size, body) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                file.id.0,
                conversation.0,
                customer.0,
                file.name,
                file.media_type,
                file.size_bytes as i64,
                body
            ])?;
            Ok(())
        })
    }

    /// Takes a file out again, unless its message was sent.
    pub fn take_out(&self, file: AttachmentId) -> Result<()> {
        self.store.write(Durability::Power, |conn, _| {
            conn.prepare_cached("DELETE FROM reply_file WHERE id = ? AND message IS NULL")?.execute([file.0])?;
            Ok(())
        })
    }

    /// The files for the message that is being typed in a conversation, the first ones first.
    pub fn enclosed(&self, conversation: ConversationId) -> Result<Vec<Attachment>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT id, name, media_type, size FROM reply_file WHERE conversation = ? AND message IS NULL ORDER BY rowid",
            )?;
            let files = ask.query_map([conversation.0], attachment)?;
            Ok(files.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps who else gets the message that is being typed, as it was typed. Durable when it returns.
    pub fn journal_copies(&self, conversation: ConversationId, customer: CustomerId, cc: &str) -> Result<()> {
        if cc.len() > MAX_DRAFT_BYTES {
            return Err(CacheError::TooLong);
        }
        self.store.write(Durability::Power, |conn, _| {
            if cc.is_empty() {
                return forget_copies(conn, conversation);
            }
            conn.prepare_cached("INSERT OR REPLACE INTO reply_copy (conversation, customer, cc) VALUES (?, ?, ?)")?
                .execute(params![conversation.0, customer.0, cc])?;
            Ok(())
        })
    }

    /// Who else gets the message that is being typed, as it was typed.
    pub fn copies(&self, conversation: ConversationId) -> Result<String> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT cc FROM reply_copy WHERE conversation = ?")?;
            Ok(ask.query_row([conversation.0], |row| row.get(0)).optional()?.unwrap_or_default())
        })
    }

    /// The first file behind `after` that the server is to have now: its message is there.
    pub fn next_file_to_bring(&self, after: Option<AttachmentId>) -> Result<Option<FileToBring>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT message, id, body FROM reply_file f WHERE message NOT NULL AND id > ? \
                 AND NOT EXISTS (SELECT 1 FROM outbox WHERE subject = f.message) ORDER BY id LIMIT 1",
            )?;
            let after = after.map_or(Uuid::nil(), |it| it.0);
            let file = ask.query_row([after], |row| {
                let message = InteractionId(row.get(0)?);
                Ok(FileToBring { message, id: AttachmentId(row.get(1)?), body: row.get(2)? })
            });
            Ok(file.optional()?)
        })
    }

    /// The server has a file.
    pub fn file_brought(&self, file: AttachmentId) -> Result<()> {
        self.store.write(Durability::Process, |conn, tags| {
            conn.prepare_cached("DELETE FROM reply_file WHERE id = ?")?.execute([file.0])?;
            tags.push(Tag::Inbox);
            Ok(())
        })
    }
}

/// The files and other receivers of a draft are the message's now.
pub(crate) fn send(conn: &Connection, message: &Message) -> Result<()> {
    forget_copies(conn, message.conversation)?;
    let mut sent = conn.prepare_cached("UPDATE reply_file SET message = ? WHERE id = ? AND message IS NULL")?;
    for file in &message.attachments {
        sent.execute(params![message.id.0, file.id.0])?;
    }
    Ok(())
}

/// The files of a message that is given up are the draft's again.
pub(crate) fn take_back(conn: &Connection, message: InteractionId) -> Result<()> {
    conn.prepare_cached("UPDATE reply_file SET message = NULL WHERE message = ?")?.execute([message.0])?;
    Ok(())
}

/// How many files of a message wait here.
pub(crate) fn waiting(conn: &Connection, message: InteractionId) -> Result<u32> {
    let mut ask = conn.prepare_cached("SELECT count(*) FROM reply_file WHERE message = ?")?;
    Ok(ask.query_row([message.0], |row| row.get(0))?)
}

/// Forgets all of a customer's.
pub(crate) fn forget_customer(conn: &Connection, customer: CustomerId) -> Result<()> {
    conn.prepare_cached("DELETE FROM reply_copy WHERE customer = ?")?.execute([customer.0])?;
    conn.prepare_cached("DELETE FROM reply_file WHERE customer = ?")?.execute([customer.0])?;
    Ok(())
}

fn forget_copies(conn: &Connection, conversation: ConversationId) -> Result<()> {
    conn.prepare_cached("DELETE FROM reply_copy WHERE conversation = ?")?.execute([conversation.0])?;
    Ok(())
}

fn attachment(row: &Row) -> rusqlite::Result<Attachment> {
    let (name, media_type) = (row.get(1)?, row.get(2)?);
    let size_bytes = u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0);
    Ok(Attachment { id: AttachmentId(row.get(0)?), name, media_type, size_bytes })
}
