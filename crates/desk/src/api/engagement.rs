//! What customer and company did for each other: surveys, referrals, feedback (P-9); value delivered (P-4).

use daehwa_domain::{
    delivered::{Delivered, DeliveredKind, DeliveredSum, Money},
    id::{CallId, CustomerId, DialogueId},
    interaction::Channel,
    participation::{Band, Part, Participation},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// In what a customer took part, for the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParticipationCare {
    /// The last survey.
    pub survey: Option<LastSurvey>,
    /// How many people were sent to us.
    pub referrals: u32,
    /// The last feedback.
    pub feedback: Option<Participation>,
}

/// The last survey that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastSurvey {
    /// 0 to 10.
    pub score: u8,
    /// The part of the scale.
    pub band: Band,
    /// What was said beside it.
    pub words: String,
    /// When.
    pub at_ms: Timestamp,
}

/// What was done for a customer over the last twelve months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveredCare {
    /// In sum.
    pub sum: DeliveredSum,
    /// One by one, newest first.
    pub items: Vec<DeliveredItem>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveredItem {
    /// What.
    pub delivered: Delivered,
    /// The name of who did it; `None` for somebody whom this desktop does not know.
    pub by: Option<String>,
}

/// Something in which a customer took part now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ParticipationForm {
    /// Who.
    pub customer: CustomerId,
    /// In which call; `None` outside of one.
    pub call: Option<CallId>,
    /// On which channel, outside of a call: it becomes a contact.
    pub channel: Channel,
    /// To which dialogue that contact belongs where no rule leads it; `None` for triage.
    pub dialogue: Option<DialogueId>,
    /// What.
    pub part: Part,
}

/// Something that was done for a customer now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeliveredForm {
    /// For whom.
    pub customer: CustomerId,
    /// In which call; `None` outside of one.
    pub call: Option<CallId>,
    /// Of what kind.
    pub kind: DeliveredKind,
    /// What, in words.
    pub words: String,
    /// What it is worth.
    pub amount: Option<Money>,
}
