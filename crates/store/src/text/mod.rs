//! Text messages and faxes that come in, and reports of what became of ours. They go out with mails ([`crate::mail`]): one queue for all channels.

mod take;

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{DispatchStatus, Mailbox},
    customer::Language,
    id::{InteractionId, TenantId},
    time::Timestamp,
};
use daehwa_protocol::message::ScopeHead;

pub use crate::web::{Judged, NewIds};
use crate::{Rulebook, StoreError, files::File, mail::Cursor};

pub(crate) use take::{report, take};

/// A text message or fax that came to a number of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Ours, to which it came.
    pub mailbox: Mailbox,
    /// For one that was read from a mailbox: how far that was read before, and with it.
    pub cursor: Option<(Option<Cursor>, Cursor)>,
    /// By what the same one is known when it comes again.
    pub print: [u8; 32],
    /// What it is; `None` for what is not taken in.
    pub words: Option<Words>,
}

/// What is taken in of a text message or fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The number of who wrote it as it was told; empty where it is withheld.
    pub from: String,
    /// The number's key ([`daehwa_domain::address`]); `None` for what is no number.
    pub key: Option<String>,
    /// The language in which it seems to be.
    pub language: Language,
    /// The words; may be empty beside a file.
    pub text: String,
    /// The words were longer.
    pub cut: bool,
    /// What came with it: a fax's pages.
    pub files: Vec<File>,
    /// It refuses advertising, and says nothing else.
    pub refuses: bool,
    /// What the rules say of it.
    pub judged: Option<Judged>,
}

/// A report of what became of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Ours, from which it went.
    pub mailbox: Mailbox,
    /// By what the same report is known when it comes again.
    pub print: [u8; 32],
    /// Which message.
    pub message: InteractionId,
    /// Where it is.
    pub status: DispatchStatus,
}

/// What became of what came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTaken {
    /// It is in a conversation now.
    Filed {
        /// The message that it is, or is about.
        message: InteractionId,
        /// The scopes that grew.
        grown: Vec<ScopeHead>,
    },
    /// It was there already.
    Known,
    /// It is about nothing of ours, or was not to be taken in.
    PassedOver,
    /// Its customer moved meanwhile, or the mailbox was read further: nothing was done. Take it again.
    Behind,
}

/// The text messages' side of the storage.
#[async_trait]
pub trait TextStore: Send + Sync {
    /// Takes a text message or fax in: it is on the disk when this returns. What came before changes nothing.
    async fn take_text(
        &self,
        tenant: TenantId,
        text: &Text,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<TextTaken, StoreError>;

    /// Writes down what a provider reports of a message of ours.
    async fn take_report(
        &self,
        tenant: TenantId,
        report: &Report,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<TextTaken, StoreError>;
}
