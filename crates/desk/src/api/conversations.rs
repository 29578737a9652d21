//! Written conversations: the inbox, and one that is read and answered (D-12).

use daehwa_domain::{
    calendar::Calendar,
    conversation::{
        AdFault, Attachment, DispatchStatus, Mailbox, MessageKind, Priority, Steps, TextSize, Then, Weight,
    },
    customer::{Language, Tier},
    dialogue::Localized,
    id::{
        AttachmentId, CalendarId, CannedReplyId, ConversationId, CustomerId, DialogueId, InteractionId, MailboxId,
        NoteId, TeamId, UserId,
    },
    interaction::{Channel, Direction, Outcome},
    people::Team,
    script::words::SlotFault,
    time::Timestamp,
};
use daehwa_protocol::{error::Refusal, message::ChatAct};
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
    /// Our mailbox through which it runs, where that is known.
    pub mailbox: Option<MailboxId>,
    /// A complaint is open: nothing is advertised until it is closed.
    pub complaint: bool,
    /// Whether an answer may advertise.
    pub advertising: Advertising,
    /// No server sends for its mailbox now: answers wait.
    pub waits: bool,
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

/// Whether advertising may be written to an address of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Advertising {
    /// Why not; `None` when it may.
    pub fault: Option<AdFault>,
    /// It is night there: it goes when that is over. `None` when it goes at once.
    pub waits_ms: Option<Timestamp>,
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
    /// It advertises and goes when the night is over where its receiver is.
    pub waits_ms: Option<Timestamp>,
    /// It waits to be sent.
    pub unsent: bool,
    /// It was refused: a person has to decide.
    pub refused: Option<Refusal>,
    /// So many of its files the server does not have yet; it goes out with the last of them.
    pub files_waiting: u32,
    /// What we noted about it among ourselves.
    pub notes: Vec<PrivateLine>,
}

/// Which message that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnclosedAsk {
    /// In which conversation, or the one that it will be.
    pub conversation: ConversationId,
}

/// What goes with a message that is being typed, besides words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Enclosed {
    /// Who else gets it, as it was typed.
    pub cc: String,
    /// Files.
    pub files: Vec<Attachment>,
    /// Who else has the mail that is answered.
    pub everyone: Vec<String>,
}

/// Who else gets a message, as it is typed.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CopiesDraft {
    /// In which conversation, or the one that it will be.
    pub conversation: ConversationId,
    /// With whom.
    pub customer: CustomerId,
    /// Addresses with commas between them.
    pub cc: String,
}

/// A file for a message.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct FileForm {
    /// In which conversation, or the one that it will be.
    pub conversation: ConversationId,
    /// With whom.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: Channel,
    /// Its name.
    pub name: String,
    /// What is in it, in base64.
    pub base64: String,
}

/// A file of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentRef {
    /// Whose.
    pub message: InteractionId,
    /// Which.
    pub attachment: AttachmentId,
}

/// A file as it was fetched from the server.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct FetchedFile {
    /// Its name, as the sender gave it.
    pub name: String,
    /// What is in it, in base64.
    pub base64: String,
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
    /// It is advertising, too.
    pub advertises: bool,
    /// Nothing is left to do once it is sent.
    pub done: bool,
    /// How soon the conversation is to be answered from now on.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Where it goes then; `done` comes first.
    #[serde(default)]
    pub next: Option<Then>,
}

/// An answer before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewAsk {
    /// To whom.
    pub customer: CustomerId,
    /// About what.
    pub about: String,
    /// The words as they were typed.
    pub text: String,
    /// From which of our mailboxes.
    pub mailbox: Option<MailboxId>,
    /// To which address.
    pub address: String,
    /// With the signature under it.
    pub signature: bool,
    /// It is advertising.
    pub advertises: bool,
}

/// Words exactly as they go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WordsOut {
    /// Their subject; empty on channels without subjects.
    pub subject: String,
    /// The words.
    pub text: String,
    /// How long a text message is; `None` on other channels.
    pub size: Option<TextSize>,
}

/// Our mailboxes, for administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxBook {
    /// All, those in use first.
    pub mailboxes: Vec<MailboxLine>,
    /// The teams that can answer.
    pub teams: Vec<Team>,
    /// In whose hours answers can be due, those in use first.
    pub calendars: Vec<Calendar>,
}

/// A mailbox of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxLine {
    /// As it is kept.
    pub mailbox: Mailbox,
    /// No server sends for it now.
    pub waits: bool,
}

/// A mailbox as it is edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxDraft {
    /// Which; `None` for a new one.
    pub id: Option<MailboxId>,
    /// The word by which the server's settings name it.
    pub key: String,
    /// On which channel; that of a known one stays.
    pub channel: Channel,
    /// The address or number that customers see.
    pub address: String,
    /// The name beside it, in both languages.
    pub name: Localized,
    /// The team that answers what comes in.
    pub team: TeamId,
    /// What stands under our messages, in both languages.
    pub signature: Localized,
    /// The free way by which customers refuse advertising; empty where nothing is advertised from it.
    pub free_refusal: String,
    /// Within how many minutes of working time the customer is to have an answer.
    pub answer_within_min: u32,
    /// In whose hours is counted; `None` for around the clock.
    pub calendar: Option<CalendarId>,
    /// Not used any more.
    pub retired: bool,
}

/// From what a conversation can be begun with a customer, and what was typed of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Beginning {
    /// Our mailboxes of channels on which the customer has an address.
    pub mailboxes: Vec<BeginningMailbox>,
    /// The customer's addresses, the first ones to be used before others.
    pub addresses: Vec<BeginningAddress>,
    /// A complaint is open: nothing is advertised until it is closed.
    pub complaint: bool,
    /// The language in which the customer is written to.
    pub language: Language,
    /// What was typed so far.
    pub draft: BeginningDraft,
}

/// A mailbox from which a conversation can be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BeginningMailbox {
    /// Which.
    pub id: MailboxId,
    /// On which channel.
    pub channel: Channel,
    /// Its name.
    pub name: Localized,
    /// The address that the customer sees.
    pub address: String,
    /// No server sends for it now: messages wait.
    pub waits: bool,
    /// What stands under messages, in the customer's language.
    pub signature: String,
    /// It names a free way to refuse advertising.
    pub refusable: bool,
}

/// An address of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BeginningAddress {
    /// On which channel it is written to.
    pub channel: Channel,
    /// The address or number.
    pub value: String,
    /// What people call it.
    pub label: Option<String>,
    /// Whether advertising may be written to it, as far as that is not a matter of our mailbox.
    pub advertising: Advertising,
}

/// A first message as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BeginningDraft {
    /// The conversation that it will be.
    pub conversation: ConversationId,
    /// To whom.
    pub customer: CustomerId,
    /// From which mailbox.
    pub mailbox: Option<MailboxId>,
    /// To which address.
    pub address: String,
    /// About what; empty on channels without subjects.
    pub subject: String,
    /// The words.
    pub text: String,
    /// It is advertising.
    pub advertises: bool,
}

/// A first message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BeginningForm {
    /// What was typed.
    pub draft: BeginningDraft,
    /// With the signature under it.
    pub signature: bool,
    /// The canned reply from which it was made.
    pub canned: Option<CannedReplyId>,
    /// What it is about.
    pub dialogue: DialogueChoice,
}

/// What is done in a chat, besides writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatForm {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What.
    pub act: ChatAct,
}

/// Something that the customer does not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrivateNote {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The words.
    pub text: String,
}

/// For whom canned replies are filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CannedAsk {
    /// For whom.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub about: String,
}

/// A canned reply as it would read, and what keeps it from being saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CannedPreview {
    /// Filled in for somebody who is made up.
    pub text: Localized,
    /// What is wrong with its places.
    pub faults: Vec<SlotFault>,
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
    /// The words in the customer's language; empty for a macro without any.
    pub text: String,
    /// What a macro does besides; `None` for words alone.
    pub steps: Option<Steps>,
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
    /// What is done with it, as a macro.
    #[serde(default)]
    pub steps: Steps,
    /// Not offered any more.
    pub retired: bool,
}
