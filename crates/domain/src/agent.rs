//! The agent's state (D-7): one true state machine, owned by the server, kept by the desktop when offline.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Timestamp;

/// Why an agent is on a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    /// A short rest.
    Rest,
    /// A meal.
    Meal,
    /// Training or coaching.
    Training,
    /// A meeting.
    Meeting,
    /// Work away from the phone.
    BackOffice,
}

/// What an agent does now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum AgentState {
    /// Not signed in, or the line is down.
    #[default]
    Offline,
    /// Ready for the next call.
    Available,
    /// A call rings.
    Ringing,
    /// Talking, or dialing out.
    Talking,
    /// The only call is on hold.
    OnHold,
    /// After a call: the form is owed.
    WrapUp,
    /// On a break.
    Break {
        /// Why.
        reason: BreakReason,
    },
}

/// What an agent can ask for; everything else follows from calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum WantedState {
    /// Take calls.
    Available,
    /// Go on a break.
    Break {
        /// Why.
        reason: BreakReason,
    },
    /// Stop working.
    Offline,
}

/// An agent's state with what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgentStatus {
    /// Now.
    pub state: AgentState,
    /// Since when.
    pub since_ms: Timestamp,
    /// Taken on when the work at hand is done.
    pub next: Option<WantedState>,
}
