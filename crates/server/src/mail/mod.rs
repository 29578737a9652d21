//! Mailboxes of this server and how they are reached. E-mail: mailboxes are read over IMAP and what they bring is filed; messages of ours go out over SMTP.
//!
//! Nothing is changed or removed in a mailbox: it stays what its owner makes of it. How far it was read stands in the database, and is written
//! together with the mail that was read; so each mail is taken in once, whatever fails in between.

mod accounts;
pub(crate) mod arrival;
mod fetch;
mod file;
pub(crate) mod files;
pub(crate) mod imap;
pub(crate) mod letter;
pub(crate) mod senders;
pub(crate) mod smtp;
pub(crate) mod tls;

use std::{collections::BTreeMap, sync::Arc};

use daehwa_domain::{conversation::Mailbox, id::TenantId, time::Timestamp};
use daehwa_store::{Store, StoreError};
use tokio::task::JoinSet;

use crate::{
    clock::{self, Clock},
    hub::Hub,
    outgoing::{Exit, Way, send_on},
    texts::{Provider, gateway, loopback, webhook},
};

pub use accounts::{Account, Accounts, AccountsError, Password, Place, Security};
pub use file::take_file;

/// How often mails that are too old to be kept are looked for.
const PRUNE_EVERY: std::time::Duration = std::time::Duration::from_secs(3_600);

/// What reading and sending share.
pub(crate) struct Room {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) tenant: TenantId,
}

impl Room {
    /// The mailbox that people see under an account's key.
    pub(crate) async fn mailbox(&self, key: &str) -> Result<Option<Mailbox>, StoreError> {
        let all = self.store.mailboxes(self.tenant).await?;
        Ok(in_use(&all, key).cloned())
    }
}

/// The one of these that an account's key names, unless it is retired.
pub(crate) fn in_use<'a>(all: &'a [Mailbox], key: &str) -> Option<&'a Mailbox> {
    all.iter().find(|it| it.key == key && !it.retired)
}

/// The mail service of this process. It ends when this is dropped; what it was about to do is done by whoever runs next.
pub struct Mail(#[expect(dead_code, reason = "held, so that the tasks go on")] JoinSet<()>);

impl Mail {
    /// Reads the mailboxes of these accounts, and sends what waits for them.
    pub fn start(store: Arc<dyn Store>, hub: Arc<Hub>, tenant: TenantId, accounts: Accounts) -> Self {
        Self::start_by(Arc::new(clock::now), store, hub, tenant, accounts)
    }

    /// The same, where this clock says when a message may go and when it is tried again.
    pub fn start_by(clock: Clock, store: Arc<dyn Store>, hub: Arc<Hub>, tenant: TenantId, accounts: Accounts) -> Self {
        let room = Arc::new(Room { store, hub, tenant });
        let mut tasks = JoinSet::new();
        let Accounts { accounts, keep_ms } = accounts;
        tasks.spawn(prune(room.clone(), keep_ms));
        let mut exits = BTreeMap::new();
        for account in accounts {
            if account.imap.is_some() {
                tasks.spawn(fetch::read_on(room.clone(), account.clone()));
            }
            if let Some(Provider::Loopback { folder }) = &account.provider {
                tasks.spawn(loopback::read_on(room.clone(), account.key.clone(), folder.clone()));
            }
            if let Some(way) = way(&account) {
                exits.insert(account.key.clone(), Exit { account, way });
            }
        }
        tasks.spawn(senders::say_on(room.clone(), exits.keys().cloned().collect()));
        tasks.spawn(send_on(room, exits, clock));
        Self(tasks)
    }
}

/// The way out of a mailbox; `None` for one that is only read.
fn way(account: &Account) -> Option<Box<dyn Way>> {
    Some(match (&account.provider, &account.smtp) {
        (Some(Provider::Webhook(it)), _) => Box::new(webhook::Webhook::new(account.key.clone(), it.clone())),
        (Some(Provider::Loopback { folder }), _) => Box::new(loopback::Loopback(folder.clone())),
        (Some(Provider::Gateway(it)), Some(smtp)) => Box::new(gateway::Gateway::new(it.clone(), smtp.clone())),
        (None, Some(smtp)) => Box::new(letter::Smtp(smtp.clone())),
        _ => return None,
    })
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
