//! The two shapes in which data is shared: facts, which are only added, and edited records, which are merged field by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    article::Article,
    assignment::Assignment,
    calendar::Calendar,
    call_list::{CallList, ListMember},
    callback::Callback,
    case::{Case, CaseStep},
    conversation::{CannedReply, Conversation, Dispatch, Mailbox, Message},
    customer::{ConsentChange, ContactPoint, Customer, Remark},
    delivered::Delivered,
    dialogue::{DialogueOpened, StageMove, Topic},
    id::{CustomerId, DeviceId},
    identity::{KeptApart, Merged, Unmerged},
    interaction::{Interaction, Note},
    participation::Participation,
    people::{Team, User},
    rule::Rule,
    script::{Script, ScriptTalk},
    segment::Segment,
    sla::SlaPolicy,
    time::{Hlc, Stamp, Timestamp},
    treatment::Treatment,
};

/// Something that happened. Made by one writer, never changed, merged by union.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A contact took place.
    Interaction(Interaction),
    /// A dialogue began.
    DialogueOpened(DialogueOpened),
    /// A dialogue reached a stage.
    StageMove(StageMove),
    /// Words about a contact were saved.
    Note(Note),
    /// A consent was given or withdrawn.
    Consent(ConsentChange),
    /// A contact was put to a dialogue.
    Assigned(Assignment),
    /// A script was followed in a contact.
    ScriptTalk(Box<ScriptTalk>),
    /// A customer took part: survey, referral, feedback.
    Participation(Participation),
    /// Something was done for a customer.
    Delivered(Delivered),
    /// Something was written.
    Message(Box<Message>),
    /// Something became of what we wrote.
    Dispatch(Dispatch),
    /// Two customers are one person.
    Merged(Merged),
    /// A merge was taken back.
    Unmerged(Unmerged),
    /// Two customers who look alike are two people.
    KeptApart(KeptApart),
    /// Something happened to a case.
    CaseStep(CaseStep),
}

impl Fact {
    /// When it happened; of what lasted, when it began.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Interaction(it) => it.started_ms,
            Self::DialogueOpened(it) => it.opened_ms,
            Self::StageMove(it) => it.at_ms,
            Self::Note(it) => it.at_ms,
            Self::Consent(it) => it.at_ms,
            Self::Assigned(it) => it.at_ms,
            Self::ScriptTalk(it) => it.at_ms,
            Self::Participation(it) => it.at_ms,
            Self::Delivered(it) => it.at_ms,
            Self::Message(it) => it.at_ms,
            Self::Dispatch(it) => it.at_ms,
            Self::Merged(it) => it.at_ms,
            Self::Unmerged(it) => it.at_ms,
            Self::KeptApart(it) => it.at_ms,
            Self::CaseStep(it) => it.at_ms,
        }
    }

    /// The id of what happened.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Interaction(it) => it.id.0,
            Self::DialogueOpened(it) => it.id.0,
            Self::StageMove(it) => it.id.0,
            Self::Note(it) => it.id.0,
            Self::Consent(it) => it.id.0,
            Self::Assigned(it) => it.id.0,
            Self::ScriptTalk(it) => it.id.0,
            Self::Participation(it) => it.id.0,
            Self::Delivered(it) => it.id.0,
            Self::Message(it) => it.id.0,
            Self::Dispatch(it) => it.id.0,
            Self::Merged(it) => it.id.0,
            Self::Unmerged(it) => it.id.0,
            Self::KeptApart(it) => it.id.0,
            Self::CaseStep(it) => it.id.0,
        }
    }

    /// Whose history it belongs to.
    pub fn customer(&self) -> CustomerId {
        match self {
            Self::Interaction(it) => it.customer,
            Self::DialogueOpened(it) => it.customer,
            Self::StageMove(it) => it.customer,
            Self::Note(it) => it.customer,
            Self::Consent(it) => it.customer,
            Self::Assigned(it) => it.customer,
            Self::ScriptTalk(it) => it.customer,
            Self::Participation(it) => it.customer,
            Self::Delivered(it) => it.customer,
            Self::Message(it) => it.customer,
            Self::Dispatch(it) => it.customer,
            Self::Merged(it) => it.customer,
            Self::Unmerged(it) => it.customer,
            Self::KeptApart(it) => it.customer,
            Self::CaseStep(it) => it.customer,
        }
    }
}

/// The kinds of edited records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// [`Customer`].
    Customer,
    /// [`ContactPoint`].
    ContactPoint,
    /// [`Remark`].
    Remark,
    /// [`Callback`].
    Callback,
    /// [`Topic`].
    Topic,
    /// [`User`]; edited on the server only.
    User,
    /// [`Team`]; edited on the server only.
    Team,
    /// [`Rule`].
    Rule,
    /// [`Segment`].
    Segment,
    /// [`Script`].
    Script,
    /// [`Treatment`].
    Treatment,
    /// [`CallList`].
    CallList,
    /// [`ListMember`].
    ListMember,
    /// [`Conversation`].
    Conversation,
    /// [`Mailbox`].
    Mailbox,
    /// [`CannedReply`].
    CannedReply,
    /// [`Article`].
    Article,
    /// [`Case`].
    Case,
    /// [`Calendar`].
    Calendar,
    /// [`SlaPolicy`].
    SlaPolicy,
}

/// Which edited record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct RecordRef {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    #[ts(type = "string")]
    pub id: Uuid,
}

/// An edited record as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A customer.
    Customer(Customer),
    /// A number or address.
    ContactPoint(ContactPoint),
    /// Something learned.
    Remark(Remark),
    /// A promised call.
    Callback(Callback),
    /// A topic.
    Topic(Topic),
    /// A user.
    User(User),
    /// A team.
    Team(Team),
    /// A channel rule.
    Rule(Rule),
    /// A segment of customers.
    Segment(Segment),
    /// A script.
    Script(Script),
    /// How some customers are served.
    Treatment(Treatment),
    /// A list of customers to call.
    CallList(CallList),
    /// A customer on a list.
    ListMember(ListMember),
    /// A written conversation.
    Conversation(Conversation),
    /// An address of ours on a written channel.
    Mailbox(Mailbox),
    /// A reply that is used often.
    CannedReply(CannedReply),
    /// An article of the centre's knowledge.
    Article(Box<Article>),
    /// A request or complaint.
    Case(Box<Case>),
    /// When the centre works.
    Calendar(Calendar),
    /// What is promised about some cases.
    SlaPolicy(SlaPolicy),
}

impl Record {
    /// Which record this is.
    pub fn reference(&self) -> RecordRef {
        let (kind, id) = match self {
            Self::Customer(it) => (RecordKind::Customer, it.id.0),
            Self::ContactPoint(it) => (RecordKind::ContactPoint, it.id.0),
            Self::Remark(it) => (RecordKind::Remark, it.id.0),
            Self::Callback(it) => (RecordKind::Callback, it.id.0),
            Self::Topic(it) => (RecordKind::Topic, it.id.0),
            Self::User(it) => (RecordKind::User, it.id.0),
            Self::Team(it) => (RecordKind::Team, it.id.0),
            Self::Rule(it) => (RecordKind::Rule, it.id.0),
            Self::Segment(it) => (RecordKind::Segment, it.id.0),
            Self::Script(it) => (RecordKind::Script, it.id.0),
            Self::Treatment(it) => (RecordKind::Treatment, it.id.0),
            Self::CallList(it) => (RecordKind::CallList, it.id.0),
            Self::ListMember(it) => (RecordKind::ListMember, it.id.0),
            Self::Conversation(it) => (RecordKind::Conversation, it.id.0),
            Self::Mailbox(it) => (RecordKind::Mailbox, it.id.0),
            Self::CannedReply(it) => (RecordKind::CannedReply, it.id.0),
            Self::Article(it) => (RecordKind::Article, it.id.0),
            Self::Case(it) => (RecordKind::Case, it.id.0),
            Self::Calendar(it) => (RecordKind::Calendar, it.id.0),
            Self::SlaPolicy(it) => (RecordKind::SlaPolicy, it.id.0),
        };
        RecordRef { kind, id }
    }

    /// The customer it belongs to; `None` for the centre's own records.
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Customer(it) => Some(it.id),
            Self::ContactPoint(it) => Some(it.customer),
            Self::Remark(it) => Some(it.customer),
            Self::Callback(it) => Some(it.customer),
            Self::ListMember(it) => Some(it.customer),
            Self::Conversation(it) => Some(it.customer),
            Self::Case(it) => Some(it.customer),
            Self::Topic(_)
            | Self::User(_)
            | Self::Team(_)
            | Self::Rule(_)
            | Self::Segment(_)
            | Self::Script(_)
            | Self::Treatment(_)
            | Self::CallList(_)
            | Self::Mailbox(_)
            | Self::CannedReply(_)
            | Self::Article(_)
            | Self::Calendar(_)
            | Self::SlaPolicy(_) => None,
        }
    }
}

/// One field set to a value by somebody who saw it at `base`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field's name as in the record's serialised form.
    pub field: String,
    /// The new value in the record's serialised form.
    pub value: Value,
    /// The stamps of the values that the editor saw: the field's own and those of its conflicts. Empty when the field had none.
    /// [`Versioned::change`] fills it.
    pub base: Vec<Stamp>,
}

/// An edit: the fields of one record that somebody set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A record that did not exist before. All its fields carry the op's stamp.
    Create(Record),
    /// Fields of a record that exists.
    Set {
        /// Which record.
        target: RecordRef,
        /// The customer it belongs to; `None` for the centre's own records.
        customer: Option<CustomerId>,
        /// What was set.
        fields: Vec<FieldChange>,
    },
}

/// Two values for one field, set without knowing of each other. A person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field.
    pub field: String,
    /// The value that lost, and is kept.
    pub other: Value,
    /// When and where it was set.
    pub other_stamp: Stamp,
}

/// An edited record with what merging needs: the stamp of each field, and the values that a person still has to choose between.
///
/// A field without a stamp of its own has the stamp `created`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versioned {
    /// The record.
    pub record: Record,
    /// The stamp of its creation.
    pub created: Stamp,
    /// Stamps of fields that were set later.
    pub stamps: BTreeMap<String, Stamp>,
    /// Open conflicts, by (field, stamp).
    pub conflicts: Vec<Conflict>,
    /// For fields that keep both values: the latest edit per device that is contained here, whether its value is still held or was
    /// replaced. See [`crate::merge`].
    #[serde(default)]
    pub seen: BTreeMap<String, BTreeMap<DeviceId, Hlc>>,
}
