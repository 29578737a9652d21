//! Cases (D-11): what a customer asks of us or complains about, until it is settled.
//!
//! What a case is about is an edited record ([`Case`]); what happens to it is facts ([`CaseStep`]). Where it stands follows from both
//! ([`standing`]), and so do its clocks ([`crate::sla`]): nothing runs at a time, and the same holds on every desktop without the server.

mod standing;
mod step;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use standing::{Run, Settled, Standing, State, standing};
pub use step::{CaseStep, Did, Resolution};

use crate::{
    conversation::Priority,
    id::{CaseId, CustomerId, DialogueId, InteractionId, TopicId, UserId},
    limits::{LimitError, MAX_LINE_BYTES, MAX_REMARK_BYTES, required, text},
    time::Timestamp,
};

/// What a case is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CaseKind")]
pub enum Kind {
    /// The customer asks for something.
    #[default]
    Request,
    /// The customer complains: while it is open, nothing is sold (P-11).
    Complaint,
}

/// A request or complaint. Where it came up and who wrote it down stay; the rest is edited field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Case {
    /// Identity.
    pub id: CaseId,
    /// Whose.
    pub customer: CustomerId,
    /// What it is.
    pub kind: Kind,
    /// In a line.
    pub title: String,
    /// In full; may be empty.
    pub words: String,
    /// What it is about, where that is one of the centre's topics.
    pub topic: Option<TopicId>,
    /// The dialogue to which it belongs.
    pub dialogue: Option<DialogueId>,
    /// The contact in which it came up.
    pub contact: Option<InteractionId>,
    /// How soon it is to be settled, as a person judged it.
    pub priority: Priority,
    /// Who works on it; `None` for anyone of the team.
    pub assignee: Option<UserId>,
    /// Who wrote it down.
    pub created_by: UserId,
    /// When it came up: its clocks count from here.
    pub created_ms: Timestamp,
}

impl Case {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("title", &self.title, MAX_LINE_BYTES)?;
        text("words", &self.words, MAX_REMARK_BYTES)
    }
}
