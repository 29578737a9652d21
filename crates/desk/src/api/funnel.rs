//! The supervisor's funnel (H-7).

use daehwa_domain::{
    customer::Tier,
    funnel::Funnel,
    id::{CustomerId, TopicId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The funnel as it was counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FunnelView {
    /// What was counted.
    pub funnel: Funnel,
    /// As of when.
    pub now_ms: Timestamp,
    /// How long counting took, in milliseconds: nobody asks again before as long a pause.
    pub took_ms: u32,
}

/// The customers behind a number of the funnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FunnelCustomers {
    /// Those that came into it last, one for each dialogue.
    pub rows: Vec<FunnelCustomer>,
    /// How many there are.
    pub total: u32,
}

/// A customer whose dialogue is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FunnelCustomer {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number that is called first, as people read it.
    pub number_text: Option<String>,
    /// On which topic.
    pub topic: TopicId,
    /// Where the dialogue stands now (from 1).
    pub stage: u8,
    /// What became of it.
    pub end: DialogueEnd,
    /// When it reached the stage.
    pub at_ms: Timestamp,
    /// When its last contact was.
    pub last_contact_ms: Timestamp,
}

/// What became of a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DialogueEnd {
    /// It runs.
    Open,
    /// It reached a stage that closes.
    Closed,
    /// It closed by itself.
    AgedOut,
}
