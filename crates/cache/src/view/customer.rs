//! One customer on screen.

use std::collections::BTreeMap;

use daehwa_domain::{
    callback::Callback,
    case::{Did, Kind},
    continuity::Silence,
    customer::{ConsentChange, ContactPoint, Customer, Remark, Tier},
    delivered::Delivered,
    dialogue::{Dialogue, StageMove},
    id::{CaseId, ContactPointId, ConversationId, CustomerId, DialogueId, InteractionId, TopicId, UserId},
    identity::Merged,
    interaction::{Channel, Interaction, Note},
    need::Need,
    participation::Participation,
    quality::OpenComplaint,
    record::RecordRef,
    script::ScriptTalk,
    time::{Stamp, Timestamp},
    treatment::Applied,
};
use uuid::Uuid;

use super::CaseRow;

/// Who may be calling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PopQuery {
    /// The caller's number in any written form.
    pub number: Option<String>,
    /// The customer as the PBX believes.
    pub hint: Option<CustomerId>,
}

/// What is on screen while the phone rings (D-1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pop {
    /// All customers with this number (D-2), the most likely first.
    pub candidates: Vec<Candidate>,
    /// The most likely customer; `None` for an unknown caller.
    pub customer: Option<CustomerView>,
}

/// A customer who may be the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The contact point that matched; `None` for the hint of a PBX.
    pub contact_point: Option<ContactPointId>,
    /// What people call that number, such as "office".
    pub label: Option<String>,
    /// The number is no longer in use.
    pub retired: bool,
    /// When the last contact was.
    pub last_contact_ms: Option<Timestamp>,
}

/// All of a customer that an agent sees at a glance.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerView {
    /// Profile.
    pub customer: Customer,
    /// Those for whom the customer stands (D-12), as they are on their own.
    pub absorbed: Vec<Customer>,
    /// The merges that made them one, the latest first.
    pub merges: Vec<Merged>,
    /// Numbers and addresses, those in use and primary first.
    pub contact_points: Vec<ContactPoint>,
    /// The consent that holds per purpose and channel.
    pub consents: Vec<ConsentChange>,
    /// Remarks that are neither done nor expired, by priority.
    pub remarks: Vec<Remark>,
    /// Dialogues: open ones first, the strongest need leading; then closed ones, latest first, at most 20.
    pub dialogues: Vec<DialogueView>,
    /// The last 50 contacts, newest first.
    pub timeline: TimelinePage,
    /// Open callbacks, the earliest first.
    pub callbacks: Vec<Callback>,
    /// Values that a person has to choose between.
    pub conflicts: Vec<OpenConflict>,
    /// When the last contact was.
    pub last_contact_ms: Option<Timestamp>,
    /// The complaint that keeps from selling (P-11): then its need leads, and what would be sold comes last.
    pub complaint: Option<OpenComplaint>,
    /// What customer and company did for each other.
    pub engagement: Engagement,
    /// How the customer is served (P-13).
    pub treatment: Applied,
    /// Requests and complaints (D-11): open ones by what falls due first, then settled ones, the latest first; at most 20.
    pub cases: Vec<CaseRow>,
}

/// What customer and company did for each other, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Engagement {
    /// Surveys, referrals, feedback (P-9).
    pub participations: Vec<Participation>,
    /// Value delivered (P-4).
    pub delivered: Vec<Delivered>,
}

/// A dialogue with its reading.
#[derive(Clone, Debug, PartialEq)]
pub struct DialogueView {
    /// The dialogue.
    pub dialogue: Dialogue,
    /// What it says now; `None` for a closed one.
    pub need: Option<Need>,
}

/// How a dialogue came to where it is (H-10).
#[derive(Clone, Debug, PartialEq)]
pub struct DialogueHistory {
    /// The dialogue with its reading.
    pub view: DialogueView,
    /// The stage at which it began, as numbered now.
    pub began: u8,
    /// Its moves, oldest first.
    pub moves: Vec<StageMove>,
    /// Its latest contacts, newest first.
    pub contacts: TimelinePage,
}

/// A contact with what was written about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// The contact.
    pub interaction: Interaction,
    /// Its notes without those that were corrected, oldest first.
    pub notes: Vec<Note>,
    /// The stage it brought its dialogue to.
    pub stage: Option<u8>,
    /// The key of the channel rule by which it did (H-10); `None` where a person decided.
    pub rule: Option<String>,
    /// What came of the scripts that were followed in it.
    pub scripts: Vec<ScriptTalk>,
    /// What customer and company did for each other in it.
    pub engagement: Engagement,
    /// What was written in it.
    pub written: Option<Written>,
    /// Cases that came up in it, or went on.
    pub cases: Vec<CaseMark>,
    /// Made here and not on the server yet.
    pub unsent: bool,
}

/// What a contact was to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMark {
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Part of which conversation.
    pub conversation: ConversationId,
    /// The beginning of its words, in one line and without what is quoted.
    pub words: String,
}

/// Which contacts to show (D-30). Empty or `None` means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineFilter {
    /// On these channels.
    pub channels: Vec<Channel>,
    /// Of this dialogue.
    pub dialogue: Option<DialogueId>,
    /// With these words in summary, notes or what was written, whatever the case.
    pub text: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
    /// With this agent.
    pub agent: Option<UserId>,
}

/// A place in a timeline. A page holds what is older.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineCursor {
    /// When the contact began.
    pub started_ms: Timestamp,
    /// Orders contacts of the same moment.
    pub id: InteractionId,
}

impl TimelineCursor {
    /// The place right after a moment: a page from here begins with what was at `moment` or before.
    pub fn at(moment: Timestamp) -> Self {
        Self { started_ms: moment, id: InteractionId(Uuid::max()) }
    }
}

/// A part of a timeline, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelinePage {
    /// The contacts.
    pub rows: Vec<TimelineRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<TimelineCursor>,
    /// How many match in all, counted up to [`crate::TIMELINE_SCAN`] contacts.
    pub total: u32,
}

/// A field with values that were set without knowing of each other (D-41).
#[derive(Clone, Debug, PartialEq)]
pub struct OpenConflict {
    /// The record.
    pub target: RecordRef,
    /// Whose; `None` for the centre's own records.
    pub customer: Option<CustomerId>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// The field.
    pub field: String,
    /// The value that is shown now.
    pub shown: serde_json::Value,
    /// The other one.
    pub other: serde_json::Value,
    /// When and where the other one was set.
    pub other_stamp: Stamp,
}

/// How many dialogues are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenDialogues {
    /// By topic.
    pub by_topic: BTreeMap<TopicId, u32>,
    /// There are more customers than were counted.
    pub more: bool,
}

/// A customer of value without contact (P-4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentCustomer {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number that is called first.
    pub number: Option<String>,
    /// Since when, and how long it may be.
    pub silence: Silence,
}

/// Customers of value without contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Silent {
    /// Best tier first, then the longest silence.
    pub customers: Vec<SilentCustomer>,
    /// How many there are in all.
    pub total: u32,
}
