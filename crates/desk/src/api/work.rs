//! What waits for the agent.

use daehwa_domain::{
    agent::AgentStatus,
    callback::{Callback, CallbackStatus},
    id::{CallId, CallbackId, CustomerId, DialogueId, UserId},
    people::User,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The left column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkList {
    /// Calls whose form is owed, oldest first.
    pub owed: Vec<CallId>,
    /// Open callbacks of this agent and of anyone, at most 500: what is due first, there whom an administrator puts first, then by due time.
    pub callbacks: Vec<CallbackView>,
    /// How many callbacks there are in all.
    pub callbacks_total: u32,
    /// Missed calls that are to be returned, one for each number, at most 100: whom an administrator puts first,
    /// then the latest.
    pub missed: Vec<MissedCall>,
    /// Contacts of the own teams that wait in triage.
    pub triage_total: u32,
}

/// A number that called and was not answered, and with which nobody at this desktop has spoken since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedCall {
    /// The latest call.
    pub call: CallId,
    /// The number as the call brought it, for dialing.
    pub number: String,
    /// The number for reading.
    pub number_text: String,
    /// Whose it is, where that was clear.
    pub customer: Option<CustomerId>,
    /// The customer's name; the caller's own word where no customer is known.
    pub name: Option<String>,
    /// When the latest began.
    pub at_ms: Timestamp,
    /// How often it was tried.
    pub times: u32,
    /// Where the customer stands among those who wait, 1 (first) to 9; 5 is usual (P-8).
    pub priority: u8,
}

/// A callback with whom to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CallbackView {
    /// The callback.
    pub callback: Callback,
    /// The customer's name.
    pub customer_name: String,
    /// The number to call, for reading.
    pub number_text: Option<String>,
    /// Where the customer stands among those who wait, 1 (first) to 9; 5 is usual (P-8).
    pub priority: u8,
}

/// A callback to promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NewCallback {
    /// Whom to call.
    pub customer: CustomerId,
    /// About what.
    pub dialogue: Option<DialogueId>,
    /// When.
    pub due_ms: Timestamp,
    /// Who calls; `None` for anyone.
    pub owner: Option<UserId>,
    /// What for.
    pub note: String,
}

/// A change of a callback; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CallbackEdit {
    /// Which.
    pub id: CallbackId,
    /// When.
    pub due_ms: Option<Timestamp>,
    /// Take it over.
    pub take: bool,
    /// Finish it or call it off.
    pub status: Option<CallbackStatus>,
    /// The reason, or what for; required to call it off.
    pub note: Option<String>,
}

/// A moment as it was understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ParsedWhen {
    /// The moment.
    pub at_ms: Timestamp,
    /// The IANA time zone it was read in.
    pub time_zone: String,
}

/// Another agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Colleague {
    /// Who.
    pub user: User,
    /// What they do; `None` when not known (server down, or not signed in).
    pub status: Option<AgentStatus>,
}
