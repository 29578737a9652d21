//! Mails in and out: how far mailboxes were read, what came of each mail, what is to go out.

mod go;
mod take;

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{Attachment, FailureReason, Mailbox, Message, MessageKind, Party},
    customer::{ConsentChange, Language},
    id::{InteractionId, MailboxId, TeamId, TenantId},
    record::Fact,
    time::{Stamp, Timestamp},
};
use daehwa_protocol::message::ScopeHead;
use uuid::Uuid;

pub use crate::web::{Judged, NewIds};
use crate::{Rulebook, StoreError, files::File};

pub(crate) use go::{claim, dispatched};
pub(crate) use take::take;

/// How far a mailbox was read (RFC 9051 §2.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the server's numbers hold under.
    pub validity: u32,
    /// The highest number that was read.
    pub uid: u32,
}

/// A mail that was read from a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Ours, to which it came.
    pub mailbox: Mailbox,
    /// How far the mailbox was read before, as its reader knows.
    pub before: Option<Cursor>,
    /// How far it is read with this mail.
    pub after: Cursor,
    /// By what the same mail is known when it comes again.
    pub print: [u8; 32],
    /// What it is; `None` for one that is not taken in, such as a mail of ours that went in a circle.
    pub mail: Option<Mail>,
}

/// What is taken in of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// The mails before it, the nearest first; for a report of delivery the one that it is about.
    pub thread: Vec<String>,
    /// Who wrote it.
    pub from: Party,
    /// The key of the writer's address ([`daehwa_domain::address`]).
    pub address: Option<String>,
    /// The language in which it seems to be.
    pub language: Language,
    /// To whom.
    pub to: Vec<Party>,
    /// To whom besides.
    pub cc: Vec<Party>,
    /// Subject.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The words were longer.
    pub cut: bool,
    /// There is HTML that can be shown.
    pub has_html: bool,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// Who or what wrote it.
    pub kind: MessageKind,
    /// For a report that the mail before it was not delivered, for good: why.
    pub failed: Option<FailureReason>,
    /// What the rules say of it.
    pub judged: Option<Judged>,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTaken {
    /// It is a message of a conversation now.
    Filed {
        /// Which.
        message: InteractionId,
        /// The scopes that grew.
        grown: Vec<ScopeHead>,
    },
    /// It was there already.
    Known,
    /// It stays where it is: nobody of ours is to read it, and it belongs to no customer.
    PassedOver,
    /// The mailbox was read further meanwhile, or its customer moved: nothing was done. Look again.
    Behind,
}

/// A message of ours that is to go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The message.
    pub message: Message,
    /// From which mailbox; `None` when that is not known any more.
    pub mailbox: Option<Mailbox>,
    /// The files that go with it, as far as they are here.
    pub files: Vec<File>,
    /// What it answers.
    pub answered: Option<Message>,
    /// The Message-IDs of the mails before it, the nearest first. Ours are not among them: they follow from the message's id.
    pub thread: Vec<ThreadId>,
    /// For one that advertises: what decides whether and when it may go.
    pub audience: Option<Audience>,
    /// How often it was tried, this time included.
    pub tries: u32,
    /// Since when it waits.
    pub queued_ms: Timestamp,
}

/// Who is to get advertising.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// All that the person consented to or refused, under whichever of merged customers, as it is known now.
    pub consents: Vec<ConsentChange>,
    /// The zone in the customer's profile (IANA).
    pub time_zone: Option<String>,
}

/// A mail before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThreadId {
    /// One of ours.
    Ours(InteractionId),
    /// One that came in, by its Message-ID.
    Came(String),
}

/// What became of a try to send a message of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The next server took it.
    Sent,
    /// Again at that moment.
    Later(Timestamp),
    /// It is given up.
    Failed(FailureReason),
}

/// A mail as it came, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The team whose members may read it.
    pub team: TeamId,
    /// The message that it is.
    pub message: Message,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// The mails' side of the storage.
#[async_trait]
pub trait MailStore: Send + Sync {
    /// Our mailboxes on every channel, by id.
    async fn mailboxes(&self, tenant: TenantId) -> Result<Vec<Mailbox>, StoreError>;

    /// Makes or changes a mailbox on the server itself.
    async fn put_mailbox(&self, tenant: TenantId, mailbox: &Mailbox, stamp: Stamp) -> Result<(), StoreError>;

    /// How far a mailbox was read; `None`: not at all.
    async fn mail_cursor(&self, tenant: TenantId, mailbox: Uuid) -> Result<Option<Cursor>, StoreError>;

    /// Sets how far a mailbox is read, when it was not read at all: what was in it before stays there.
    async fn begin_mail(&self, tenant: TenantId, mailbox: Uuid, at: Cursor) -> Result<(), StoreError>;

    /// Takes a mail in and the mailbox's cursor on, in one transaction: it is on the disk when this returns.
    async fn take_mail(
        &self,
        tenant: TenantId,
        arrival: &Arrival,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<MailTaken, StoreError>;

    /// A mail as it came; `None` when there is none, or it is not kept any more.
    async fn kept_mail(&self, tenant: TenantId, message: InteractionId) -> Result<Option<Kept>, StoreError>;

    /// Somebody sends for these mailboxes, until that moment at least.
    async fn put_senders(&self, tenant: TenantId, mailboxes: &[MailboxId], until: Timestamp) -> Result<(), StoreError>;

    /// The mailboxes for which somebody sends.
    async fn senders(&self, tenant: TenantId, now: Timestamp) -> Result<Vec<MailboxId>, StoreError>;

    /// Messages of ours that are due, at most `limit`. They are not given to anybody else before `until`: when nothing was said of them by
    /// then, they are due again.
    async fn claim_outgoing(
        &self,
        tenant: TenantId,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Outgoing>, StoreError>;

    /// Writes down what became of a try. The scopes that grew.
    async fn dispatched(
        &self,
        tenant: TenantId,
        message: InteractionId,
        tried: Tried,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<Vec<ScopeHead>, StoreError>;

    /// Forgets mails as they came that are older, in every tenant; what was made of them stays.
    async fn prune_mail(&self, before: Timestamp) -> Result<u64, StoreError>;
}

/// What the transactions of mails offer beyond [`crate::rows::Rows`].
#[async_trait]
pub(crate) trait MailRows: Send {
    /// A mailbox's cursor, locked until the transaction ends.
    async fn lock_cursor(&mut self, mailbox: Uuid) -> Result<Option<Cursor>, StoreError>;
    async fn put_cursor(&mut self, mailbox: Uuid, at: Cursor) -> Result<(), StoreError>;
    /// Remembers a mail; `false` when it was known.
    async fn see(&mut self, mailbox: Uuid, print: &[u8; 32]) -> Result<bool, StoreError>;
    /// The message with a Message-ID.
    async fn message_named(&mut self, message_id: &str) -> Result<Option<Uuid>, StoreError>;
    /// A mail's Message-ID, and those of the mails before it.
    async fn thread_of(&mut self, message: Uuid) -> Result<Option<(String, Vec<String>)>, StoreError>;
    async fn put_thread(
        &mut self,
        message: Uuid,
        customer: Uuid,
        id: &str,
        thread: &[String],
    ) -> Result<(), StoreError>;
    async fn put_raw(&mut self, message: Uuid, customer: Uuid, at_ms: i64, raw: &[u8]) -> Result<(), StoreError>;
    /// Messages that are due: id, tries, since when they wait. They are due again at `until_ms`.
    async fn claim_due(&mut self, now_ms: i64, until_ms: i64, limit: u32) -> Result<Vec<(Uuid, i64, i64)>, StoreError>;
    /// How often a message was tried; `None` when it is not to go out any more.
    async fn outgoing_tries(&mut self, message: Uuid) -> Result<Option<i64>, StoreError>;
    async fn put_due(&mut self, message: Uuid, due_ms: i64) -> Result<(), StoreError>;
    async fn drop_outgoing(&mut self, message: Uuid) -> Result<(), StoreError>;
    /// All merges of customers, and what undid them.
    async fn merges(&mut self) -> Result<Vec<Fact>, StoreError>;
}

/// The message that one of our Message-IDs names: its name is the message's id.
pub(crate) fn ours(message_id: &str) -> Option<Uuid> {
    Uuid::parse_str(message_id.split('@').next()?).ok()
}
