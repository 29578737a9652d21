//! E-mail: mailboxes are read over IMAP and what they bring is filed; messages of ours go out over SMTP.
//!
//! Nothing is changed or removed in a mailbox: it stays what its owner makes of it. How far it was read stands in the database, and is written
//! together with the mail that was read; so each mail is taken in once, whatever fails in between.

mod accounts;
mod arrival;
mod fetch;
mod file;
pub(crate) mod files;
mod imap;
mod send;
pub(crate) mod senders;
mod smtp;
mod tls;

use std::sync::Arc;

use daehwa_domain::{conversation::Mailbox, id::TenantId, time::Timestamp};
use daehwa_store::{Store, StoreError};
use tokio::task::JoinSet;

use crate::{clock, hub::Hub};

pub use accounts::{Account, Accounts, AccountsError, Password, Place, Security};
pub use file::take_file;

/// How often mails that are too old to be kept are looked for.
const PRUNE_EVERY: std::time::Duration = std::time::Duration::from_secs(3_600);

/// What reading and sending share.
pub(crate) struct Room {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    tenant: TenantId,
}

impl Room {
    /// The mailbox that people see under an account's key.
    async fn mailbox(&self, key: &str) -> Result<Option<Mailbox>, StoreError> {
        let all = self.store.mailboxes(self.tenant).await?;
        Ok(in_use(&all, key).cloned())
    }
}

/// The one of these that an account's key names, unless it is retired.
fn in_use<'a>(all: &'a [Mailbox], key: &str) -> Option<&'a Mailbox> {
    all.iter().find(|it| it.key == key && !it.retired)
}

/// The mail service of this process. It ends when this is dropped; what it was about to do is done by whoever runs next.
pub struct Mail(#[expect(dead_code, reason = "held, so that the tasks go on")] JoinSet<()>);

impl Mail {
    /// Reads the mailboxes of these accounts, and sends what waits for them.
    pub fn start(store: Arc<dyn Store>, hub: Arc<Hub>, tenant: TenantId, accounts: Accounts) -> Self {
        let room = Arc::new(Room { store, hub, tenant });
        let mut tasks = JoinSet::new();
        let Accounts { accounts, keep_ms } = accounts;
        tasks.spawn(prune(room.clone(), keep_ms));
        for account in &accounts {
            tasks.spawn(fetch::read_on(room.clone(), account.clone()));
        }
        tasks.spawn(senders::say_on(room.clone(), accounts.clone()));
        tasks.spawn(send::send_on(room, accounts));
        Self(tasks)
    }
}

async fn prune(room: Arc<Room>, keep_ms: i64) {
    loop {
        let before = Timestamp(clock::now().since_ms(Timestamp(keep_ms)));
        if let Err(error) = room.store.prune_mail(before).await {
            tracing::error!(error = &error as &dyn std::error::Error, "old mails could not be removed");
        }
        tokio::time::sleep(PRUNE_EVERY).await;
    }
}
