//! Interactions: one contact on one channel at one time. Append-only.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    call::Route,
    id::{CallId, CustomerId, DialogueId, InteractionId, NoteId, TeamId, UserId},
    time::Timestamp,
    web::Web,
};

/// The channel of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A telephone call.
    Phone,
    /// An e-mail.
    Email,
    /// A web chat.
    Chat,
    /// A text message.
    Sms,
    /// A fax.
    Fax,
    /// Something done on the web site.
    Web,
    /// A visit to a shop or office.
    Visit,
}

impl Channel {
    /// Every channel, in the order in which screens list them.
    pub const ALL: [Channel; 7] = [Self::Phone, Self::Email, Self::Chat, Self::Sms, Self::Fax, Self::Web, Self::Visit];

    /// Whether people write to each other on it.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Email | Self::Chat | Self::Sms | Self::Fax)
    }
}

/// Who began the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer came to us.
    Inbound,
    /// We went to the customer.
    Outbound,
}

/// How a contact ended, as the agent judged it in wrap-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The need was met.
    Resolved,
    /// Something is left to do.
    FollowUp,
    /// The customer bought or agreed.
    Sold,
    /// The customer declined.
    Declined,
    /// A complaint was taken.
    Complaint,
    /// Handed to somebody else.
    Transferred,
    /// Nobody answered.
    NoAnswer,
    /// Voicemail or an answering machine.
    Voicemail,
    /// The customer hung up before anything was said, or the caller gave up.
    Abandoned,
    /// Wrong number or unwanted call.
    WrongNumber,
}

impl Outcome {
    /// Every outcome, in the order in which wrap-up offers them.
    pub const ALL: [Outcome; 10] = [
        Self::Resolved,
        Self::FollowUp,
        Self::Sold,
        Self::Declined,
        Self::Complaint,
        Self::Transferred,
        Self::NoAnswer,
        Self::Voicemail,
        Self::Abandoned,
        Self::WrongNumber,
    ];

    /// The word by which rules and files name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::FollowUp => "follow_up",
            Self::Sold => "sold",
            Self::Declined => "declined",
            Self::Complaint => "complaint",
            Self::Transferred => "transferred",
            Self::NoAnswer => "no_answer",
            Self::Voicemail => "voicemail",
            Self::Abandoned => "abandoned",
            Self::WrongNumber => "wrong_number",
        }
    }
}

/// One contact on one channel at one time. Never changed once made; one on the web site grows while the visit lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Interaction {
    /// Identity.
    pub id: InteractionId,
    /// With whom.
    pub customer: CustomerId,
    /// The customer's team at that time.
    pub team: TeamId,
    /// The dialogue it belongs to; `None` while it waits in triage (H-1).
    pub dialogue: Option<DialogueId>,
    /// On which channel.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// When it began.
    pub started_ms: Timestamp,
    /// How long it lasted, in milliseconds; 0 for written contacts.
    pub duration_ms: u32,
    /// The agent; `None` where no person of ours took part.
    pub agent: Option<UserId>,
    /// The customer's number or address as the channel gave it.
    pub address: Option<String>,
    /// The call it was, for phone contacts.
    pub call: Option<CallId>,
    /// What the exchange said of the call's way, where it said something. Programs from before schema 5 ended neither read nor keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Subject, first line or page: what stands in the timeline.
    pub summary: String,
    /// For what was read on the web site: what it grew to. The rest never changes but `duration_ms`.
    #[serde(default)]
    pub web: Option<Web>,
}

impl Interaction {
    /// As how many contacts it counts: pages and actions on the web, else one.
    pub fn touches(&self) -> u32 {
        self.web.as_ref().map_or(1, |web| web.touches)
    }

    /// When something last happened in it: a visit to the web site lasts, of other contacts the beginning counts.
    pub fn last_ms(&self) -> Timestamp {
        self.web.as_ref().map_or(self.started_ms, |web| web.last_ms.max(self.started_ms))
    }
}

/// The contact that a call is: known from the first ring on, so that what happens during the call can name it as its cause (H-10), and
/// the same contact however often it is told.
impl From<CallId> for InteractionId {
    fn from(call: CallId) -> Self {
        Self(call.0)
    }
}

/// Words written about an interaction. Append-only; a correction is a new note that replaces the old one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Note {
    /// Identity.
    pub id: NoteId,
    /// About whom.
    pub customer: CustomerId,
    /// About which contact.
    pub interaction: InteractionId,
    /// Who wrote it.
    pub author: UserId,
    /// When it was saved.
    pub at_ms: Timestamp,
    /// The words.
    pub text: String,
    /// The note that this one corrects.
    pub replaces: Option<NoteId>,
}
