//! Contacts that belong to no dialogue yet (H-1).

use daehwa_domain::{
    id::{CustomerId, InteractionId, TopicId},
    interaction::Interaction,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::wrap_up::DialogueChoice;

/// What waits in triage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Triage {
    /// The contacts, the one that has waited longest first, at most 200.
    pub contacts: Vec<TriageContact>,
    /// How many there are in all.
    pub total: u32,
}

/// A contact in triage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TriageContact {
    /// The contact.
    pub interaction: Interaction,
    /// The customer's name.
    pub customer_name: String,
    /// The number or address for reading.
    pub address_text: Option<String>,
    /// The agent's name, where one took part.
    pub agent_name: Option<String>,
    /// What was written about it last.
    pub words: Option<String>,
    /// Where it could belong, the likeliest first, at most 9: one for each digit.
    pub options: Vec<TriageOption>,
    /// Whether something speaks for the first option. Where nothing does, a person has to choose.
    pub suggested: bool,
    /// The words that speak for the first option; empty where something else does.
    pub reasons: Vec<String>,
    /// Made here and not on the server yet.
    pub unsent: bool,
}

/// Where a contact could belong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TriageOption {
    /// The dialogue.
    pub choice: DialogueChoice,
    /// Its topic.
    pub topic: TopicId,
    /// Where it stands (from 1); `None` for a dialogue that would begin.
    pub stage: Option<u8>,
}

/// Puts a contact to a dialogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AssignForm {
    /// Whose contact.
    pub customer: CustomerId,
    /// Which contact.
    pub interaction: InteractionId,
    /// Where it belongs.
    pub to: DialogueChoice,
}
