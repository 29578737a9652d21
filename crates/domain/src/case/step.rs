//! What happens to a case.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{CaseId, CaseStepId, CustomerId, InteractionId, UserId},
    limits::{LimitError, MAX_REMARK_BYTES, required, text},
    time::Timestamp,
};

/// Something that happened to a case. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseStep {
    /// Identity.
    pub id: CaseStepId,
    /// Whose case.
    pub customer: CustomerId,
    /// Which case.
    pub case: CaseId,
    /// The contact in which it happened.
    pub contact: Option<InteractionId>,
    /// Who did it.
    pub by: UserId,
    /// When.
    pub at_ms: Timestamp,
    /// What.
    pub did: Did,
    /// A word about it: the comment, the reason.
    pub words: String,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(rename = "CaseDid")]
pub enum Did {
    /// The customer heard from us about it.
    Answered,
    /// The customer was asked something, and it is their turn.
    Waits,
    /// The customer has answered: it is our turn again.
    Resumed,
    /// It is settled.
    Resolved {
        /// How.
        how: Resolution,
    },
    /// It was not settled after all.
    Reopened,
    /// Somebody of us noted something.
    Commented,
}

/// How a case was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CaseResolution")]
pub enum Resolution {
    /// As the customer wished.
    Done,
    /// In part, or in another way.
    Partly,
    /// It can't be done; the reason stands beside it.
    Declined,
    /// The customer took it back.
    Withdrawn,
    /// It is in another case already.
    Duplicate,
}

impl CaseStep {
    /// Its bounds. A comment has words, and what is declined a reason.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        match self.did {
            Did::Commented | Did::Resolved { how: Resolution::Declined } => {
                required("words", &self.words, MAX_REMARK_BYTES)
            }
            _ => text("words", &self.words, MAX_REMARK_BYTES),
        }
    }
}
