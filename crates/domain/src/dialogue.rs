//! Topics, their stages, and the dialogues that move over them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{CustomerId, DialogueId, InteractionId, StageMoveId, TopicId, UserId},
    interaction::Channel,
    time::Timestamp,
};

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Winning or growing business.
    Sales,
    /// Helping with what the customer has.
    Service,
    /// Keeping the customer.
    Retention,
}

/// A text in the languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Localized {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

/// One step of a topic. Stages are numbered from 1 in the order of the topic's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stage {
    /// Short name.
    pub name: Localized,
    /// What it means that a customer is here.
    pub meaning: Localized,
    /// Reaching this stage closes the dialogue.
    pub closing: bool,
}

/// What a dialogue can be about: defined before anything is collected (H-2). Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Topic {
    /// Identity.
    pub id: TopicId,
    /// A short key for files and rules, such as `plan_upgrade`.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// What it is for.
    pub purpose: Purpose,
    /// The stages in order; stage numbers start at 1.
    pub stages: Vec<Stage>,
    /// No longer offered for new dialogues.
    pub retired: bool,
}

impl Topic {
    /// The stage with this number (from 1).
    pub fn stage(&self, number: u8) -> Option<&Stage> {
        number.checked_sub(1).and_then(|index| self.stages.get(usize::from(index)))
    }
}

/// The fact that a dialogue began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DialogueOpened {
    /// Identity.
    pub id: DialogueId,
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
    /// When it began.
    pub opened_ms: Timestamp,
}

/// What caused a stage move (H-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person decided.
    Person {
        /// Who.
        user: UserId,
    },
    /// A rule over an interaction decided.
    Rule {
        /// The interaction that the rule matched.
        interaction: InteractionId,
        /// The rule's key.
        rule: String,
    },
}

/// A dialogue reached a stage. Append-only; the latest by (`at_ms`, `id`) holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StageMove {
    /// Identity.
    pub id: StageMoveId,
    /// Whose dialogue.
    pub customer: CustomerId,
    /// Which dialogue.
    pub dialogue: DialogueId,
    /// The new stage (from 1).
    pub stage: u8,
    /// When.
    pub at_ms: Timestamp,
    /// The contact during which it happened.
    pub interaction: Option<InteractionId>,
    /// Why.
    pub cause: Cause,
}

/// A dialogue as it stands: folded from its facts, on desktop and server by the same code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dialogue {
    /// Identity.
    pub id: DialogueId,
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
    /// When it began.
    pub opened_ms: Timestamp,
    /// Where it is now (from 1).
    pub stage: u8,
    /// Since when it is there.
    pub stage_since_ms: Timestamp,
    /// Number of contacts in it.
    pub touches: u32,
    /// When the last contact was.
    pub last_contact_ms: Timestamp,
    /// The channel of the last contact.
    pub last_channel: Option<Channel>,
    /// Whether it still runs.
    pub open: bool,
}
