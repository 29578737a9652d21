//! A typed id for every entity, so that a dialogue's id can't stand where a customer's belongs.
//!
//! All are UUIDv7 (RFC 9562 §5.7), made where the entity is made: sending one twice changes nothing.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id's 16 bytes, as databases keep it.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

typed_ids! {
    /// One organisation on a server.
    TenantId;
    /// A team of agents; a customer belongs to one.
    TeamId;
    /// A person who signs in.
    UserId;
    /// One installed desktop.
    DeviceId;
    /// A customer: a person or a company.
    CustomerId;
    /// A number or address of a customer.
    ContactPointId;
    /// A change of consent.
    ConsentId;
    /// What one agent learned and all should know about a customer.
    RemarkId;
    /// One contact on one channel at one time.
    InteractionId;
    /// What a dialogue is about.
    TopicId;
    /// One customer × one topic until closed.
    DialogueId;
    /// One move of a dialogue to a stage.
    StageMoveId;
    /// A contact put to a dialogue.
    AssignmentId;
    /// A channel rule.
    RuleId;
    /// A script.
    ScriptId;
    /// What was said and answered along a script in one contact.
    ScriptTalkId;
    /// A segment of customers.
    SegmentId;
    /// How some customers are served.
    TreatmentId;
    /// An answered survey, a referral, feedback.
    ParticipationId;
    /// Something that was done for a customer.
    DeliveredId;
    /// Two customers made one.
    MergeId;
    /// A merge taken back.
    UnmergeId;
    /// Two customers who look alike and are two.
    KeptApartId;
    /// A list of customers to call.
    ListId;
    /// A customer on a list.
    ListMemberId;
    /// What a customer and we wrote to each other on one subject.
    ConversationId;
    /// An address of ours on a written channel.
    MailboxId;
    /// A file that came with a message.
    AttachmentId;
    /// What became of a message of ours.
    DispatchId;
    /// A reply that is written once and used often.
    CannedReplyId;
    /// An article of the centre's knowledge.
    ArticleId;
    /// A request or complaint.
    CaseId;
    /// Something that happened to a case.
    CaseStepId;
    /// When the centre works.
    CalendarId;
    /// What is promised about some cases.
    SlaPolicyId;
    /// A note about an interaction.
    NoteId;
    /// A promised call back.
    CallbackId;
    /// One call, from first ring to wrap-up.
    CallId;
    /// One thing done on a desktop.
    OpId;
    /// What sends events: a web site's tag, a mail gateway, a switchboard.
    SourceId;
}
