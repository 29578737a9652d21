//! How a dialogue came to where it is.

use daehwa_domain::{
    id::{CustomerId, DialogueId, InteractionId, StageMoveId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::customer::TimelinePage;

/// Which dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DialogueRef {
    /// Whose.
    pub customer: CustomerId,
    /// Which.
    pub dialogue: DialogueId,
}

/// What a dialogue's need is read from (H-10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DialogueEvidence {
    /// Its stage moves, newest first.
    pub moves: Vec<MoveView>,
    /// Its latest contacts, newest first.
    pub contacts: TimelinePage,
}

/// A stage move with its cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MoveView {
    /// Which.
    pub id: StageMoveId,
    /// The stage it led to (from 1), as numbered now.
    pub stage: u8,
    /// When.
    pub at_ms: Timestamp,
    /// The contact during which it happened, or that a rule matched.
    pub interaction: Option<InteractionId>,
    /// Why.
    pub by: MovedBy,
}

/// Who or what moved a dialogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum MovedBy {
    /// A person.
    Person {
        /// Name; `None` for one whom this desktop does not know.
        name: Option<String>,
    },
    /// A rule.
    Rule {
        /// Its key.
        rule: String,
    },
}
