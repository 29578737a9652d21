//! Which topic something is probably about (H-1).

use daehwa_domain::{
    id::{ConversationId, CustomerId, TopicId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::wrap_up::DialogueChoice;

/// What a suggestion is wanted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum TopicAsk {
    /// A note as it is typed.
    Note {
        /// About whom.
        customer: CustomerId,
        /// All of it.
        text: String,
    },
    /// A written conversation: all that the customer wrote, and what we noted.
    Conversation {
        /// Which.
        id: ConversationId,
    },
}

/// What it is probably about. Nothing comes of it until a person takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TopicSuggestion {
    /// The topic.
    pub topic: TopicId,
    /// The customer's open dialogue on it, or a new one.
    pub choice: DialogueChoice,
    /// How probable it is that it is right, in percent.
    pub percent: u8,
    /// The words that say so, as they were written; at most three.
    pub words: Vec<String>,
}

/// How good suggestions are; for supervisors and administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionReport {
    /// When the topics were learned.
    pub learned_ms: Timestamp,
    /// From how many dialogues.
    pub dialogues: u32,
    /// The topics that are suggested; the others have too few dialogues.
    pub topics: Vec<TopicId>,
    /// What became of the suggestions before, where there were any.
    pub before: Option<SuggestionAgreement>,
}

/// How often what was suggested is what people chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionAgreement {
    /// Since when.
    pub since_ms: Timestamp,
    /// Dialogues that began since, on a topic that a person chose.
    pub dialogues: u32,
    /// For how many of them something is suggested.
    pub suggested: u32,
    /// For how many of these it is what the person chose.
    pub agreed: u32,
}
