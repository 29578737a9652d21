//! Promised calls back. They can't vanish: only a person ends one, with a reason.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{CallbackId, CustomerId, DialogueId, UserId},
    time::Timestamp,
};

/// Where a callback stands. An ended one never comes back to life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CallbackStatus {
    /// Still to be made.
    #[default]
    Open,
    /// Made.
    Done,
    /// Called off, with a reason in the note.
    Cancelled,
}

/// A promised call back. Edited field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Callback {
    /// Identity.
    pub id: CallbackId,
    /// Whom to call.
    pub customer: CustomerId,
    /// The number to call; `None` for the customer's primary number.
    pub number: Option<String>,
    /// About which dialogue.
    pub dialogue: Option<DialogueId>,
    /// When.
    pub due_ms: Timestamp,
    /// Who should call; `None` for anyone of the team.
    pub owner: Option<UserId>,
    /// What for.
    pub note: String,
    /// Where it stands.
    pub status: CallbackStatus,
    /// Who promised it.
    pub created_by: UserId,
    /// When it was promised.
    pub created_ms: Timestamp,
}
