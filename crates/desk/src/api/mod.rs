//! The shapes that travel between the UI and the desk.

pub mod articles;
pub mod call;
pub mod care;
pub mod cases;
pub mod conversations;
pub mod customer;
pub mod dialogue;
pub mod engagement;
pub mod error;
pub mod event;
pub mod funnel;
pub mod identity;
pub mod lists;
pub mod rules;
pub mod scripts;
pub mod segments;
pub mod session;
pub mod settings;
pub mod suggestion;
pub mod sync;
pub mod topics;
pub mod treatments;
pub mod triage;
pub mod web;
pub mod work;
pub mod wrap_up;

use daehwa_domain::{agent::AgentStatus, call::LineState, time::Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything a view needs to come up, also in the middle of a call (D-4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Snapshot {
    /// The desktop's clock.
    pub now_ms: Timestamp,
    /// Who is signed in.
    pub session: session::Session,
    /// The agent's state.
    pub agent: AgentStatus,
    /// Whether calls can be made and received.
    pub line: LineState,
    /// Calls that are up, ring, or still owe a wrap-up; oldest first.
    pub calls: Vec<call::CallView>,
    /// What waits.
    pub work: work::WorkList,
    /// The outbox and the connection.
    pub sync: sync::SyncView,
    /// Settings.
    pub settings: settings::Settings,
    /// What went wrong since the desktop started and should be known, also to a view that was not there when it happened.
    pub notices: Vec<error::CommandError>,
}
