//! Customers as the screen shows them.

use daehwa_domain::{
    callback::Callback,
    case::{Did, Kind},
    customer::{
        ConsentChange, ConsentPurpose, ContactKind, ContactPoint, Customer, CustomerKind, Language, Remark, RemarkKind,
        Tier,
    },
    delivered::Delivered,
    dialogue::Dialogue,
    id::{
        CallId, CaseId, ContactPointId, ConversationId, CustomerId, DialogueId, InteractionId, RemarkId, TopicId,
        UserId,
    },
    interaction::{Channel, Interaction},
    need::Need,
    participation::Participation,
    record::RecordRef,
    script::ScriptTalk,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{care::Care, cases::CaseLine, identity::MergedView};

/// A customer in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CustomerCard {
    /// Who.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Name in Latin letters.
    pub name_latin: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Account number.
    pub account_no: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number or address to show with the name.
    pub contact: Option<String>,
    /// The strongest need.
    pub need: Option<Need>,
    /// When the last contact was.
    pub last_contact_ms: Option<Timestamp>,
}

/// All that is known of a customer, with the newest contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CustomerView {
    /// Profile.
    pub customer: Customer,
    /// Numbers and addresses, primary first.
    pub contact_points: Vec<ContactPoint>,
    /// The consents that hold now.
    pub consents: Vec<ConsentChange>,
    /// Warnings, promises, preferences, handling notes that hold now, by priority.
    pub remarks: Vec<Remark>,
    /// Needs, strongest first.
    pub needs: Vec<Need>,
    /// Open dialogues by need, then closed ones by last contact.
    pub dialogues: Vec<Dialogue>,
    /// Open callbacks by due time.
    pub callbacks: Vec<Callback>,
    /// The newest contacts.
    pub timeline: TimelinePage,
    /// Fields that were set to different values without knowing of each other.
    pub conflicts: Vec<FieldConflict>,
    /// What personal service says now.
    pub care: Care,
    /// Whom the customer stands for (D-12), the latest merge first.
    pub merged: Vec<MergedView>,
    /// Requests and complaints (D-11): open ones by what falls due first, then settled ones, the latest first; at most 20.
    pub cases: Vec<CaseLine>,
}

/// A contact in the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimelineEntry {
    /// The contact.
    pub interaction: Interaction,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// Its note, whole.
    pub note: Option<String>,
    /// The stage it brought its dialogue to.
    pub stage: Option<u8>,
    /// The key of the channel rule by which it did (H-10); `None` where a person decided.
    pub rule: Option<String>,
    /// What was asked, answered and made along scripts in it.
    pub scripts: Vec<ScriptTalk>,
    /// Surveys, referrals and feedback in it (P-9).
    pub participations: Vec<Participation>,
    /// What was done for the customer in it (P-4).
    pub delivered: Vec<Delivered>,
    /// What was written in it.
    pub written: Option<WrittenWords>,
    /// Cases that came up in it, or went on.
    pub cases: Vec<CaseInContact>,
    /// Made here and not on the server yet.
    pub unsent: bool,
}

/// What a contact was to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseInContact {
    /// Which.
    pub case: CaseId,
    /// What it is.
    pub kind: Kind,
    /// In a line.
    pub title: String,
    /// What happened to it; `None` where it came up.
    pub did: Option<Did>,
}

/// What was written in a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WrittenWords {
    /// The conversation in which the whole stands.
    pub conversation: ConversationId,
    /// The beginning, in one line and without what is quoted.
    pub words: String,
}

/// A page of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimelinePage {
    /// Newest first.
    pub entries: Vec<TimelineEntry>,
    /// Ask with this for older ones; `None` when there are none.
    pub next: Option<TimelineCursor>,
    /// How many match in all.
    pub total: u32,
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimelineCursor {
    /// Started at.
    pub started_ms: Timestamp,
    /// The entry.
    pub id: InteractionId,
}

/// Which contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimelineQuery {
    /// Whose.
    pub customer: CustomerId,
    /// Only these channels; empty for all.
    pub channels: Vec<Channel>,
    /// Only this dialogue.
    pub dialogue: Option<DialogueId>,
    /// Only those whose summary or note has these words.
    pub text: Option<String>,
    /// Only those that began at or before this moment (jump to a day).
    pub until_ms: Option<Timestamp>,
    /// Continue after this one.
    pub after: Option<TimelineCursor>,
    /// At most this many, 1–200.
    pub limit: u16,
}

/// Two values for one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FieldConflict {
    /// Of which record.
    pub record: RecordRef,
    /// Which field.
    pub field: String,
    /// The value that holds.
    pub current: String,
    /// The other one.
    pub other: String,
    /// When the other one was set.
    pub other_at_ms: Timestamp,
}

/// A decision between two values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConflictChoice {
    /// Whose record.
    pub customer: CustomerId,
    /// Which record.
    pub record: RecordRef,
    /// Which field.
    pub field: String,
    /// Take the other value; else the current one stays.
    pub take_other: bool,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SearchQuery {
    /// As typed.
    pub text: String,
    /// At most this many, 1–50.
    pub limit: u16,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SearchResults {
    /// The query this answers: an older answer must not replace a newer one.
    pub text: String,
    /// Best first.
    pub hits: Vec<SearchHit>,
    /// There are more than the limit.
    pub more: bool,
}

/// One customer found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SearchHit {
    /// Who.
    pub card: CustomerCard,
    /// What matched.
    pub matched: MatchedBy,
    /// The text that matched, cut to 120 characters.
    pub excerpt: String,
}

/// What matched a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Name, in any script or by initial consonants.
    Name,
    /// Digits of a number.
    Number,
    /// E-mail address.
    Email,
    /// Company.
    Company,
    /// Account number.
    Account,
    /// Words of a note or summary.
    Note,
    /// The words of a mail, a text message or a chat.
    Message,
}

/// A new customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NewCustomer {
    /// Person or company.
    pub kind: CustomerKind,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Language.
    pub language: Language,
    /// Number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The call to tie to the new customer.
    pub call: Option<CallId>,
}

/// Fields to set; `None` leaves a field as it is, an empty text clears an optional one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CustomerEdit {
    /// Whose.
    pub customer: CustomerId,
    /// Name.
    pub name: Option<String>,
    /// Name in Latin letters.
    pub name_latin: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Account number.
    pub account_no: Option<String>,
    /// Language.
    pub language: Option<Language>,
    /// Address.
    pub address: Option<String>,
    /// Preferred agent.
    pub preferred_agent: Option<PreferredAgent>,
}

/// Whom a customer wants to talk with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum PreferredAgent {
    /// Nobody in particular.
    Anyone,
    /// Always the same one, where that is possible.
    Agent {
        /// Who.
        agent: UserId,
    },
}

/// A new number or address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NewContactPoint {
    /// Whose.
    pub customer: CustomerId,
    /// What kind.
    pub kind: ContactKind,
    /// As written.
    pub value: String,
    /// What people call it.
    pub label: Option<String>,
}

/// Fields of a number or address to set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ContactPointEdit {
    /// Whose.
    pub customer: CustomerId,
    /// Which.
    pub id: ContactPointId,
    /// As written.
    pub value: Option<String>,
    /// What people call it.
    pub label: Option<String>,
    /// Use first.
    pub primary: Option<bool>,
    /// Confirmed by the customer now.
    pub verified: bool,
    /// No longer in use.
    pub retired: Option<bool>,
}

/// A remark to add or change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RemarkForm {
    /// Whose.
    pub customer: CustomerId,
    /// Which; `None` for a new one.
    pub id: Option<RemarkId>,
    /// What it is.
    pub kind: RemarkKind,
    /// The words.
    pub text: String,
    /// 1 (first) to 9 (last).
    pub priority: u8,
    /// When a promise falls due.
    pub due_ms: Option<Timestamp>,
    /// When it stops being shown.
    pub expires_ms: Option<Timestamp>,
    /// Kept or no longer true.
    pub done: bool,
}

/// A consent given or withdrawn now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConsentForm {
    /// Whose.
    pub customer: CustomerId,
    /// For what.
    pub purpose: ConsentPurpose,
    /// On which channel; `None` for all.
    pub channel: Option<Channel>,
    /// Given or withdrawn.
    pub granted: bool,
    /// How it was obtained.
    pub source: String,
}

/// A dialogue to begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OpenDialogueForm {
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
}

/// A stage to move to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MoveStageForm {
    /// Whose.
    pub customer: CustomerId,
    /// Which dialogue.
    pub dialogue: DialogueId,
    /// The stage (from 1).
    pub stage: u8,
    /// The call during which it happens: its contact is the move's cause (H-10).
    pub call: Option<CallId>,
}
