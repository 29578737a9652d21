//! A mail from a file, such as one that stayed in the mailbox, taken in as if it had just come.

use daehwa_domain::id::TenantId;
use daehwa_store::{
    Store, StoreError,
    mail::{Arrival, Cursor, MailTaken},
};
use uuid::Uuid;

use super::{arrival, imap::Fetched, in_use};
use crate::clock;

/// How far a mailbox is read that was never read.
const NOT_READ: Cursor = Cursor { validity: 0, uid: 0 };

/// Takes a mail in for the mailbox with this key; `None` when there is none in use. How far the mailbox is read does not change.
pub async fn take_file(
    store: &dyn Store,
    tenant: TenantId,
    key: &str,
    bytes: Vec<u8>,
) -> Result<Option<MailTaken>, StoreError> {
    let mailboxes = store.mailboxes(tenant).await?;
    let Some(mailbox) = in_use(&mailboxes, key).cloned() else { return Ok(None) };
    let book = store.rulebook(tenant).await?;
    let (print, mail) = arrival::of(Fetched { bytes, head_only: false }, &mailboxes, &book);
    let before = store.mail_cursor(tenant, mailbox.id.0).await?;
    let arrival = Arrival { mailbox, before, after: before.unwrap_or(NOT_READ), print, mail };
    Ok(Some(store.take_mail(tenant, &arrival, &book, clock::now(), &Uuid::now_v7).await?))
}
