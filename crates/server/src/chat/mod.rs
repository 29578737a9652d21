//! Chats on the company's web sites: a visitor writes in the page, an agent at the desktop, and both see what the other does meanwhile.
//! See docs/protocol.md.
//!
//! What is written is committed before anybody is told of it, and each side asks for what it has not seen; so a connection that breaks at any
//! moment loses and doubles nothing. What is not written (typing, reading, being there) is told to who is connected and never stored.

mod admission;
mod files;
mod relay;
mod rooms;
mod script;
mod socket;
mod wire;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, routing::get};
use daehwa_domain::{
    conversation::Mailbox,
    id::{MailboxId, TenantId},
    interaction::Channel,
    rule::{Event, Sign},
};
use daehwa_protocol::scope::Scope;
use daehwa_store::{Rulebook, Store, StoreError, chat::Judged};
use parking_lot::Mutex;

use crate::{api::Server, hub::Hub, web::Tenant};

use admission::Admission;
pub use admission::ChatLimits;
use rooms::Rooms;

/// What all chats share.
pub struct Chats {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    tenant: Tenant,
    admission: Admission,
    rooms: Arc<Rooms>,
    centre: Mutex<Option<Arc<Centre>>>,
}

/// What is asked of the centre, as of one moment.
struct Centre {
    head: u64,
    book: Rulebook,
    mailboxes: Vec<Mailbox>,
}

impl Chats {
    /// With the relay that is to be run beside it.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        hub: Arc<Hub>,
        limits: ChatLimits,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (tenant, rooms) = (Tenant::default(), Arc::new(Rooms::new(hub.clone())));
        let relay = relay::run(store.clone(), hub.clone(), tenant.clone(), rooms.clone());
        (Self { store, hub, tenant, admission: Admission::new(limits), rooms, centre: Mutex::default() }, relay)
    }

    /// What goes on here while it does.
    pub(crate) fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    async fn tenant(&self) -> Result<TenantId, StoreError> {
        self.tenant.of(&*self.store).await
    }

    /// The rules and mailboxes as they are now.
    async fn centre(&self) -> Result<Arc<Centre>, StoreError> {
        let tenant = self.tenant().await?;
        let head = self.store.heads(tenant, &[Scope::Centre]).await?.first().map_or(0, |it| it.head);
        if let Some(known) = self.centre.lock().clone()
            && known.head == head
        {
            return Ok(known);
        }
        let book = self.store.rulebook(tenant).await?;
        let mailboxes = self.store.mailboxes(tenant).await?;
        let centre = Arc::new(Centre { head, book, mailboxes });
        *self.centre.lock() = Some(centre.clone());
        Ok(centre)
    }
}

impl Centre {
    /// Ours for chats, unless it is retired.
    fn mailbox(&self, id: MailboxId) -> Option<&Mailbox> {
        self.mailboxes.iter().find(|it| it.id == id && it.channel == Channel::Chat && !it.retired)
    }

    /// Where the rules lead by a visitor's words.
    fn judge(&self, words: &str) -> Option<Judged> {
        let judgement = self.book.judge(&Event::new(Channel::Chat, [(Sign::Text, words.to_owned())]));
        let holds = judgement.holds();
        holds.map(|it| Judged { topic: it.topic, stage: it.stage, rule: it.key.clone() })
    }
}

/// The routes of chats.
pub(crate) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route(script::PATH, get(script::script))
        .route("/api/v1/chat", get(socket::chat))
        .merge(files::routes().layer(DefaultBodyLimit::max(files::MAX_FILE_BYTES)))
}
