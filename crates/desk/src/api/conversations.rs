//! Written conversations: the inbox, and one that is read and answered (D-12).

use daehwa_domain::{
    conversation::{Attachment, DispatchStatus, MessageKind, Priority, Weight},
    customer::Tier,
    dialogue::Localized,
    id::{CannedReplyId, ConversationId, CustomerId, DialogueId, InteractionId, NoteId, UserId},
    interaction::{Channel, Direction, Outcome},
    time::Timestamp,
};
use daehwa_protocol::error::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::wrap_up::DialogueChoice;

/// Whose conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InboxWhose {
    /// Everybody's and nobody's.
    All,
    /// This user's.
    Mine,
    /// Those that nobody has.
    Nobody,
}

/// Where conversations stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InboxShelf {
    /// To be worked on.
    Open,
    /// Put away for a while.
    Snoozed,
    /// Nothing is left to do.
    Done,
}

/// Which part of the inbox is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxAsk {
    /// Whose.
    pub whose: InboxWhose,
    /// On which channel; `None` for all.
    pub channel: Option<Channel>,
    /// Where they stand.
    pub shelf: InboxShelf,
    /// From which place, from 0.
    pub from: u32,
    /// How many; no more than 500 are given.
    pub count: u32,
}

/// Some of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxPart {
    /// Those that were asked for, the most urgent first.
    pub rows: Vec<InboxLine>,
    /// How many there are in all.
    pub total: u32,
}

/// Where a conversation stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(rename = "ConversationStanding")]
pub enum StandingView {
    /// To be worked on.
    Open,
    /// Comes back.
    Snoozed {
        /// When, at the latest.
        until_ms: Timestamp,
    },
    /// Nothing is left to do.
    Done,
}

/// A conversation in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxLine {
    /// Which.
    pub id: ConversationId,
    /// With whom.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// Their value tier.
    pub tier: Tier,
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub subject: String,
    /// Where it stands.
    pub standing: StandingView,
    /// Who has it; `None` for nobody.
    pub holder: Option<UserId>,
    /// Their name, where it is known here.
    pub holder_name: Option<String>,
    /// This user has it.
    pub mine: bool,
    /// As a person judged it.
    pub priority: Priority,
    /// By when it is to be answered; `None` when nobody waits.
    pub due_ms: Option<Timestamp>,
    /// What makes it come earlier.
    pub earlier: Vec<Earlier>,
    /// Since when the customer waits.
    pub waits_ms: Option<Timestamp>,
    /// When it was written in last.
    pub last_ms: Timestamp,
    /// How many messages it has.
    pub messages: u32,
    /// The latest words.
    pub last: Option<LastWords>,
    /// Something of it is not on the server yet.
    pub unsent: bool,
    /// An answer is being typed.
    pub draft: bool,
}

/// What makes a conversation come earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Earlier {
    /// What.
    pub weight: Weight,
    /// By how many minutes.
    pub minutes: u32,
}

/// A message in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastWords {
    /// From the customer, or from us.
    pub direction: Direction,
    /// Who or what wrote it.
    pub kind: MessageKind,
    /// Who of us.
    pub author_name: Option<String>,
    /// The beginning of its words.
    pub words: String,
}

/// How many conversations wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxCount {
    /// This user's.
    pub mine: u32,
    /// Those that nobody has.
    pub nobody: u32,
    /// All, by channel; channels without any are left out.
    pub channels: Vec<ChannelCount>,
}

/// How many wait on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChannelCount {
    /// Which.
    pub channel: Channel,
    /// How many.
    pub count: u32,
}

/// A conversation as it is read and answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConversationDetail {
    /// In a line.
    pub line: InboxLine,
    /// What was written, the oldest first.
    pub messages: Vec<MessageView>,
    /// To which address an answer goes; `None` when that is not known.
    pub answer_to: Option<String>,
    /// What stands under an answer.
    pub signature: String,
    /// The message that an answer quotes; `None` on channels without quotes.
    pub quotes: Option<InteractionId>,
    /// The answer typed so far.
    pub draft: String,
    /// Where its latest contact belongs; `None` while that waits in triage.
    pub dialogue: Option<DialogueId>,
    /// This user may take it from others and give it to them.
    pub may_assign: bool,
}

/// A message in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageView {
    /// The contact that it is.
    pub id: InteractionId,
    /// From the customer, or from us.
    pub direction: Direction,
    /// Who or what wrote it.
    pub kind: MessageKind,
    /// When.
    pub at_ms: Timestamp,
    /// Who wrote it, as the channel or our own list of people names them.
    pub from: String,
    /// The address beside that name.
    pub from_address: String,
    /// To whom, in a line.
    pub to: String,
    /// To whom besides, in a line; may be empty.
    pub cc: String,
    /// Subject; empty where it is the conversation's.
    pub subject: String,
    /// The words, as plain text.
    pub text: String,
    /// They were longer, and were cut.
    pub cut: bool,
    /// The server keeps an HTML form.
    pub has_html: bool,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// What became of it, where the server said so.
    pub dispatch: Option<DispatchStatus>,
    /// It waits to be sent.
    pub unsent: bool,
    /// It was refused: a person has to decide.
    pub refused: Option<Refusal>,
    /// What we noted about it among ourselves.
    pub notes: Vec<PrivateLine>,
}

/// A private note in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrivateLine {
    /// Which.
    pub id: NoteId,
    /// Who wrote it, where that is known here.
    pub by: Option<String>,
    /// When.
    pub at_ms: Timestamp,
    /// The words.
    pub text: String,
}

/// What came of taking a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Claimed {
    /// It is this user's.
    pub mine: bool,
    /// The server has not said so yet.
    pub waits: bool,
    /// Who else has it, where that is known here.
    pub holder_name: Option<String>,
}

/// A conversation is handed to a colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOverForm {
    /// Which.
    pub conversation: ConversationId,
    /// To whom.
    pub to: UserId,
    /// What they should know; may be empty.
    pub words: String,
}

/// A conversation is put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PutAwayForm {
    /// Which.
    pub conversation: ConversationId,
    /// Until when; `None` when nothing is left to do.
    pub until_ms: Option<Timestamp>,
}

/// How soon a conversation is to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PriorityForm {
    /// Which.
    pub conversation: ConversationId,
    /// How soon.
    pub priority: Priority,
}

/// An answer as it is typed.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReplyDraft {
    /// In which conversation.
    pub conversation: ConversationId,
    /// All of it, at most 64 KiB; empty for none.
    pub text: String,
}

/// An answer, with what the conversation came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ReplyForm {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The words.
    pub text: String,
    /// With the signature under it.
    pub signature: bool,
    /// With the latest message quoted under it.
    pub quote: bool,
    /// The canned reply from which it was made.
    pub canned: Option<CannedReplyId>,
    /// What the conversation is about; `None` leaves its contacts where they are.
    pub dialogue: Option<DialogueChoice>,
    /// The stage reached (from 1); `None` for no move.
    pub stage: Option<u8>,
    /// How it ended; `None` while it goes on.
    pub outcome: Option<Outcome>,
    /// Nothing is left to do once it is sent.
    pub done: bool,
}

/// Something that the customer does not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrivateNote {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The words.
    pub text: String,
}

/// A canned reply, filled in from a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CannedLine {
    /// Which.
    pub id: CannedReplyId,
    /// What is typed behind the `/`.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// The words in the customer's language.
    pub text: String,
}

/// A canned reply as an administrator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CannedDraft {
    /// Which; `None` for a new one.
    pub id: Option<CannedReplyId>,
    /// What is typed behind the `/`.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// The words in both languages.
    pub text: Localized,
    /// On which channels it is offered; empty for all.
    pub channels: Vec<Channel>,
    /// Not offered any more.
    pub retired: bool,
}
