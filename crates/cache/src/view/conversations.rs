//! Written conversations as they are worked on.

use daehwa_domain::{
    conversation::{Conversation, Dispatch, Message, MessageKind, Standing, Urgency},
    customer::Customer,
    id::{DialogueId, UserId},
    interaction::{Channel, Direction, Note},
    time::Timestamp,
};
use daehwa_protocol::error::Refusal;

/// Whose conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's and nobody's.
    #[default]
    All,
    /// Those that this user has.
    Of(UserId),
    /// Those that nobody has.
    Nobody,
}

/// Which conversations stand in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxFilter {
    /// Whose.
    pub whose: Whose,
    /// On which channel; `None` for all.
    pub channel: Option<Channel>,
    /// Where they stand; of snoozed ones the moment plays no part.
    pub standing: Shelf,
}

/// Where a conversation stands, as far as lists tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shelf {
    /// To be worked on.
    #[default]
    Open,
    /// Comes back later.
    Snoozed,
    /// Nothing is left to do.
    Done,
}

/// A conversation in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// The conversation.
    pub conversation: Conversation,
    /// With whom.
    pub customer: Customer,
    /// Where it stands.
    pub standing: Standing,
    /// How urgent it is, and why.
    pub urgency: Urgency,
    /// Since when the customer waits.
    pub waits_ms: Option<Timestamp>,
    /// When it was written in last.
    pub last_ms: Timestamp,
    /// How many messages it has.
    pub messages: u32,
    /// How many of them ask for somebody.
    pub asking: u32,
    /// The latest message.
    pub last: Option<Glimpse>,
    /// Something of it waits to be sent, or was refused.
    pub unsent: bool,
    /// An answer is being typed here.
    pub draft: bool,
}

/// A message in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// From the customer, or from us.
    pub direction: Direction,
    /// Who or what wrote it.
    pub kind: MessageKind,
    /// Who of us.
    pub author: Option<UserId>,
    /// The beginning of its words.
    pub words: String,
}

/// How many open conversations there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxCounts {
    /// Those of the asking user.
    pub mine: u32,
    /// Those that nobody has.
    pub nobody: u32,
    /// All, by channel, in the order of [`Channel::ALL`]; channels without any are left out.
    pub channels: Vec<(Channel, u32)>,
}

/// A conversation with all that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationView {
    /// In a line.
    pub row: InboxRow,
    /// What was written, the oldest first.
    pub messages: Vec<MessageRow>,
}

/// A message with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// What was written.
    pub message: Message,
    /// The latest that the server said about it.
    pub dispatch: Option<Dispatch>,
    /// Where the contact belongs.
    pub dialogue: Option<DialogueId>,
    /// The server does not have it yet.
    pub unsent: bool,
    /// The server refused it, and a person has to decide.
    pub refused: Option<Refusal>,
    /// So many of its files the server does not have yet.
    pub files_waiting: u32,
    /// What we noted about it among ourselves, the oldest first.
    pub notes: Vec<Note>,
}
