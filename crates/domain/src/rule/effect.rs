//! What a rule that holds does with a customer's dialogues.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::forward;
use crate::{dialogue::Topic, fold::FIRST_STAGE};

/// What becomes of a customer's dialogue on the topic to which a rule leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Effect {
    /// None is open: one begins.
    Begins {
        /// Where it stands then (from 1).
        stage: u8,
    },
    /// The open one goes forward.
    Moves {
        /// Where it stands (from 1).
        from: u8,
        /// Where it stands then.
        to: u8,
    },
    /// The contact joins the open one, which is as far already.
    Stays {
        /// Where it stands (from 1).
        stage: u8,
    },
    /// The contact joins the open one; by the topic's own moves it can't go to the rule's stage from where it stands.
    Barred {
        /// Where it stands (from 1).
        stage: u8,
        /// Where the rule would lead.
        to: u8,
    },
}

impl Effect {
    /// What a rule that leads to `wanted` (from 1) does, where the customer's open dialogue on the topic stands at `open`.
    pub fn of(topic: &Topic, wanted: u8, open: Option<u8>) -> Self {
        match open {
            None if wanted == FIRST_STAGE || topic.may_move(FIRST_STAGE, wanted) => Self::Begins { stage: wanted },
            None => Self::Begins { stage: FIRST_STAGE },
            Some(stage) => match forward(stage, wanted) {
                None => Self::Stays { stage },
                Some(to) if topic.may_move(stage, to) => Self::Moves { from: stage, to },
                Some(to) => Self::Barred { stage, to },
            },
        }
    }

    /// The stage to which the dialogue is to be moved; a dialogue begins at the first by itself.
    pub fn moves_to(self) -> Option<u8> {
        match self {
            Self::Begins { stage } => (stage > FIRST_STAGE).then_some(stage),
            Self::Moves { to, .. } => Some(to),
            Self::Stays { .. } | Self::Barred { .. } => None,
        }
    }
}
