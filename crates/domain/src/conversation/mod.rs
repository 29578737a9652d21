//! Written conversations: what a customer and we wrote to each other on one subject, through one mailbox of ours.
//!
//! What was written is facts ([`Message`]), each with the contact that it is. Who answers it and where it stands is an edited record
//! ([`Conversation`]). What follows from both (whether it waits, since when, how urgent it is) is read and not stored.

mod advertising;
mod canned;
mod claim;
mod files;
mod mailbox;
mod message;
mod standing;
mod text_size;
mod urgency;

pub use advertising::{AdAsk, AdFault, as_advertising, check_advertising, is_labelled};
pub use canned::{CannedReply, MAX_CANNED_BYTES, MAX_SNOOZE_H, Steps, Then};
pub use claim::{ClaimFault, check_claim};
pub use files::{
    FileFault, MAX_CHAT_FILE_BYTES, MAX_FILES, MAX_FILES_BYTES, check_files, file_name, is_invisible, known_kind,
};
pub use mailbox::{MAX_ANSWER_MIN, Mailbox, answer_due, usual_answer_min};
pub use message::{
    Attachment, Dispatch, DispatchStatus, FailureReason, MAX_ATTACHMENTS, MAX_PARTIES, MAX_TEXT_BYTES, Message,
    MessageKind, Party, dispatched,
};
pub use standing::{Standing, counted, standing, waits_since};
pub use text_size::{LMS_BYTES, MAX_PARTS, SMS_BYTES, TextForm, TextSize, text_size};
pub use urgency::{Urgency, UrgencyInput, Weight, Weights, urgency};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{ConversationId, CustomerId, MailboxId, TeamId, UserId},
    interaction::Channel,
    limits::{Fault, LimitError, MAX_LINE_BYTES, holds, text},
    time::Timestamp,
};

/// How soon it is to be answered, as a person judged it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// Before others.
    High,
    /// As it comes.
    #[default]
    Normal,
}

/// Where somebody put a conversation, having read it up to a message. Whatever the customer writes after that brings it back
/// ([`standing`]), whether or not who put it away could know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(rename = "ConversationState")]
pub enum State {
    /// To be worked on.
    #[default]
    Open,
    /// Not before a moment.
    Snoozed {
        /// Which.
        until_ms: Timestamp,
        /// How many messages that ask for somebody ([`Message::wakes`]) there were for who set it.
        read: u32,
    },
    /// Nothing is left to do.
    Done {
        /// How many messages that ask for somebody ([`Message::wakes`]) there were for who set it.
        read: u32,
    },
}

/// A written conversation with a customer. The mailbox, the channel and the customer stay; the rest is edited field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Conversation {
    /// Identity.
    pub id: ConversationId,
    /// With whom.
    pub customer: CustomerId,
    /// The team that answers it.
    pub team: TeamId,
    /// On which channel: one that is written.
    pub channel: Channel,
    /// Through which of our mailboxes it runs; `None` when that is not known any more.
    pub mailbox: Option<MailboxId>,
    /// What it is about, in the words of its first message.
    pub subject: String,
    /// Where somebody put it.
    pub state: State,
    /// Who answers it. The server decides: setting it is a wish ([`check_claim`]).
    pub taken: Option<UserId>,
    /// How soon it is to be answered, as a person judged it.
    pub priority: Priority,
    /// By when an answer was promised.
    pub due_ms: Option<Timestamp>,
    /// When its first message came or went.
    pub created_ms: Timestamp,
}

impl Conversation {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        holds("channel", self.channel.is_written(), Fault::OutOfRange)?;
        text("subject", &self.subject, MAX_LINE_BYTES)
    }
}
