//! First messages of ours as they are typed, before there is a conversation: one for each customer.

use daehwa_domain::{
    id::{ConversationId, CustomerId, MailboxId},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{Cache, CacheError, MAX_DRAFT_BYTES, Result, store::Durability};

/// A conversation that is being begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The one that it will be.
    pub conversation: ConversationId,
    /// With whom.
    pub customer: CustomerId,
    /// Through which of our mailboxes.
    pub mailbox: Option<MailboxId>,
    /// To which address.
    pub address: String,
    /// About what.
    pub subject: String,
    /// The words.
    pub text: String,
    /// It is advertising.
    pub advertises: bool,
}

impl Cache {
    /// Keeps what was typed so far, instead of what was kept for this customer. Durable when it returns.
    pub fn journal_begun(&self, begun: &Begun, at: Timestamp) -> Result<()> {
        let bytes = begun.address.len() + begun.subject.len() + begun.text.len();
        if bytes > MAX_DRAFT_BYTES {
            return Err(CacheError::TooLong);
        }
        self.store.write(Durability::Power, |conn, _| {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO begun (customer, conversation, mailbox, address, subject, text, advertises, at_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                begun.customer.0,
                begun.conversation.0,
                begun.mailbox.map(|it| it.0),
                begun.address,
                begun.subject,
                begun.text,
                begun.advertises,
                at.0
            ])?;
            Ok(())
        })
    }

    /// What was typed so far to a customer.
    pub fn begun(&self, customer: CustomerId) -> Result<Option<Begun>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT conversation, mailbox, address, subject, text, advertises FROM begun WHERE customer = ?",
            )?;
            let begun = ask.query_row([customer.0], |row| {
                Ok(Begun {
                    conversation: ConversationId(row.get(0)?),
                    customer,
                    mailbox: row.get::<_, Option<Uuid>>(1)?.map(MailboxId),
                    address: row.get(2)?,
                    subject: row.get(3)?,
                    text: row.get(4)?,
                    advertises: row.get(5)?,
                })
            });
            Ok(begun.optional()?)
        })
    }

    /// Forgets what was typed to a customer.
    pub fn forget_begun(&self, customer: CustomerId) -> Result<()> {
        self.store.write(Durability::Power, |conn, _| forget_customer(conn, customer))
    }
}

/// Forgets what has become a conversation.
pub(crate) fn forget(conn: &Connection, conversation: ConversationId) -> Result<()> {
    conn.prepare_cached("DELETE FROM begun WHERE conversation = ?")?.execute([conversation.0])?;
    Ok(())
}

/// Forgets what was typed to a customer.
pub(crate) fn forget_customer(conn: &Connection, customer: CustomerId) -> Result<()> {
    conn.prepare_cached("DELETE FROM begun WHERE customer = ?")?.execute([customer.0])?;
    Ok(())
}
