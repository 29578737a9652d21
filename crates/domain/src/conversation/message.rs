//! What was written in one contact, and what became of what we wrote.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{AttachmentId, CannedReplyId, ConversationId, CustomerId, DispatchId, InteractionId, UserId},
    interaction::{Channel, Direction},
    limits::{Fault, LimitError, MAX_ADDRESS_BYTES, MAX_KEY_BYTES, MAX_LINE_BYTES, holds, optional, required, text},
    time::Timestamp,
};

/// The words of a message. Longer ones are cut where they come in; the whole stays in the server's store.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Receivers of one kind that are kept.
pub const MAX_PARTIES: usize = 100;
/// Attachments of a message.
pub const MAX_ATTACHMENTS: usize = 100;

/// What was written in one contact. The contact is an [`crate::interaction::Interaction`] with the same id, or in a chat that of its first
/// line ([`Message::contact`]); a written contact out has its words on the server before it.
///
/// What else belongs to a message (its HTML, its attachments) lies in the server's store of files and is fetched when somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Message {
    /// The contact that it is.
    pub id: InteractionId,
    /// The contact of which it is a part: a chat is one contact, whose later lines name its first one. Since schema 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<InteractionId>,
    /// With whom.
    pub customer: CustomerId,
    /// Part of which conversation.
    pub conversation: ConversationId,
    /// On which channel.
    pub channel: Channel,
    /// From the customer, or from us.
    pub direction: Direction,
    /// When the server took it in, or when its author sent it off. The contact begins at the same moment.
    pub at_ms: Timestamp,
    /// Who wrote it, as the channel gave it.
    pub from: Party,
    /// To whom.
    pub to: Vec<Party>,
    /// To whom besides.
    pub cc: Vec<Party>,
    /// Subject; empty on channels that have none.
    pub subject: String,
    /// The words, as plain text.
    pub text: String,
    /// The words were longer, and were cut.
    pub cut: bool,
    /// The server keeps an HTML form of it.
    pub has_html: bool,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// The message that it replies to.
    pub answers: Option<InteractionId>,
    /// For ours: the latest message of ours in the conversation that its author knew of. No two follow on the same one: whoever answers
    /// without having seen a colleague's answer is told so, and nothing goes out.
    pub follows: Option<InteractionId>,
    /// What kind it is.
    pub kind: MessageKind,
    /// It is advertising: it is marked as such and sent when the law of its receiver's place allows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub advertises: bool,
    /// Who of us wrote it; `None` for what customers and programs write.
    pub author: Option<UserId>,
    /// The canned reply from which it was made.
    pub canned: Option<CannedReplyId>,
}

/// A writer or receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "MessageParty")]
pub struct Party {
    /// The name that stood beside the address.
    pub name: Option<String>,
    /// Address or number as the channel gave it.
    pub address: String,
}

/// A file that came with a message, or goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attachment {
    /// Under which the server's store of files has it.
    pub id: AttachmentId,
    /// Its name, as the sender gave it: never a path.
    pub name: String,
    /// Its media type as declared (RFC 2046), such as `application/pdf`.
    pub media_type: String,
    /// How long it is, in bytes.
    #[ts(type = "number")]
    pub size_bytes: u64,
}

/// Who or what wrote a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A person.
    #[default]
    Person,
    /// A program, in answer (RFC 3834): out of office, a ticket's receipt.
    AutoReply,
    /// A report that a message of ours was not delivered (RFC 3464).
    Bounce,
    /// Sent to many: a newsletter, a list (RFC 2369).
    Bulk,
}

impl Message {
    /// The contact to which it belongs.
    pub fn contact(&self) -> InteractionId {
        self.part_of.unwrap_or(self.id)
    }

    /// Whether it asks for somebody of us: what a customer wrote, and what tells that our answer did not arrive.
    pub fn wakes(&self) -> bool {
        self.direction == Direction::Inbound && matches!(self.kind, MessageKind::Person | MessageKind::Bounce)
    }

    /// Whether it is an answer of one of us, which ends the customer's waiting.
    pub fn is_ours(&self) -> bool {
        self.direction == Direction::Outbound && self.kind == MessageKind::Person
    }

    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        holds("channel", self.channel.is_written(), Fault::OutOfRange)?;
        let in_a_chat = self.part_of.is_none_or(|it| self.channel == Channel::Chat && it != self.id);
        holds("part_of", in_a_chat, Fault::OutOfRange)?;
        self.from.check_limits("from")?;
        for (field, parties) in [("to", &self.to), ("cc", &self.cc)] {
            holds(field, parties.len() <= MAX_PARTIES, Fault::TooMany { max: MAX_PARTIES })?;
            parties.iter().try_for_each(|it| it.check_limits(field))?;
        }
        text("subject", &self.subject, MAX_LINE_BYTES)?;
        text("text", &self.text, MAX_TEXT_BYTES)?;
        holds("attachments", self.attachments.len() <= MAX_ATTACHMENTS, Fault::TooMany { max: MAX_ATTACHMENTS })?;
        for it in &self.attachments {
            required("attachments", &it.name, MAX_LINE_BYTES)?;
            text("attachments", &it.media_type, MAX_KEY_BYTES)?;
            holds("attachments", i64::try_from(it.size_bytes).is_ok(), Fault::OutOfRange)?;
        }
        Ok(())
    }
}

impl Party {
    fn check_limits(&self, field: &'static str) -> Result<(), LimitError> {
        optional(field, &self.name, MAX_LINE_BYTES)?;
        text(field, &self.address, MAX_ADDRESS_BYTES)
    }
}

/// What became of a message of ours. Made by the server alone; the latest one of a message holds ([`dispatched`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dispatch {
    /// Identity.
    pub id: DispatchId,
    /// Whose message.
    pub customer: CustomerId,
    /// Which message.
    pub message: InteractionId,
    /// When.
    pub at_ms: Timestamp,
    /// What.
    pub status: DispatchStatus,
}

/// Where a message of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum DispatchStatus {
    /// The server has it and goes on trying.
    Queued,
    /// The next station has taken it over.
    Sent,
    /// It arrived where it was sent. Since schema 8.
    Delivered,
    /// It was not delivered, and is not tried any more.
    Failed {
        /// Why.
        reason: FailureReason,
    },
}

/// Why a message was not delivered. What a person can do differs from one to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// There is no such address or number.
    Address,
    /// The receiver does not take it from us.
    Refused,
    /// The receiver's box is full, or closed for now.
    Full,
    /// It is too large.
    TooLarge,
    /// Our own mailbox is not let in, or not set up.
    Mailbox,
    /// Nobody answered for too long.
    Unreachable,
    /// A rule forbids it: the hour, a missing consent.
    Forbidden,
    /// The files that go with it never came to the server.
    Files,
}

/// Where a message is, by all that is known to have become of it; `None` while the server has said nothing.
pub fn dispatched<'a>(all: impl IntoIterator<Item = &'a Dispatch>) -> Option<&'a Dispatch> {
    all.into_iter().max_by_key(|it| (it.at_ms, it.id))
}
