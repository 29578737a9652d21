//! Personal service: what a customer's card says beyond facts and dialogues.

use daehwa_domain::{
    confirmation::ConfirmedField,
    continuity::Silence,
    customer::Tier,
    dialogue::Localized,
    id::{CallId, CustomerId},
    interaction::Channel,
    quality::OpenComplaint,
    step::StepPosition,
    time::Timestamp,
    treatment::{Measures, Reason},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::engagement::{DeliveredCare, ParticipationCare};

/// What personal service says of a customer now. All of it is read from what is known; nothing is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Care {
    /// The complaint that keeps from selling (P-11).
    pub complaint: Option<OpenComplaint>,
    /// The step of the four, and what it still needs (P-1).
    pub position: StepPosition,
    /// Without contact for too long (P-4).
    pub silence: Option<Silence>,
    /// The fields that hold something, and how well they are known (P-6).
    pub known: Vec<KnownField>,
    /// The fields that are worth asking in a conversation, most useful first (P-6).
    pub asks: Vec<ConfirmedField>,
    /// How the customer is served (P-8, P-13).
    pub treatment: TreatmentCare,
    /// In what the customer took part (P-9); `None` where that is off.
    pub participation: Option<ParticipationCare>,
    /// What was done for the customer (P-4).
    pub delivered: DeliveredCare,
}

/// How a customer is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TreatmentCare {
    /// What such customers enjoy; empty for nothing.
    pub perks: Localized,
    /// Where they stand among those who wait, 1 (first) to 9; 5 is usual.
    pub queue_priority: u8,
    /// What is on. What is off is not in what is sent.
    pub measures: Measures,
    /// Why they are served so.
    pub reason: Reason,
}

/// How well a field is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KnownField {
    /// The field.
    pub field: ConfirmedField,
    /// When the customer confirmed it last; `None` for never.
    pub at_ms: Option<Timestamp>,
    /// The name of who heard it; `None` where that is not known.
    pub by: Option<String>,
    /// On which channel.
    pub channel: Option<Channel>,
    /// Confirmed so lately that it is not asked again.
    pub fresh: bool,
}

/// A field that the customer confirmed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConfirmForm {
    /// Whose.
    pub customer: CustomerId,
    /// What.
    pub field: ConfirmedField,
    /// The call in which it was said; `None` outside of one.
    pub call: Option<CallId>,
}

/// Customers of value who had no contact for longer than their tier asks (P-4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Silent {
    /// Best tier first, then the longest silence; at most 10,000.
    pub customers: Vec<SilentCustomer>,
    /// How many there are in all.
    pub total: u32,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SilentCustomer {
    /// Who.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number that is called first.
    pub number: Option<String>,
    /// Since when.
    pub since_ms: Timestamp,
}
