//! What a person has to do, and what waits to be sent.

use daehwa_domain::{
    call::{CallerInfo, EndCause},
    callback::Callback,
    customer::Customer,
    dialogue::Dialogue,
    id::{CallId, CustomerId, UserId},
    interaction::{Direction, Interaction},
    time::Timestamp,
};
use daehwa_protocol::{error::Refusal, op::Op};

/// A callback in a work list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackRow {
    /// The callback.
    pub callback: Callback,
    /// The customer's name.
    pub customer_name: String,
    /// The number to call: the callback's own, else the customer's primary one.
    pub number: Option<String>,
}

/// A call in the local call log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Identity.
    pub id: CallId,
    /// Whose call it is.
    pub user: UserId,
    /// Who began it.
    pub direction: Direction,
    /// The other side.
    pub caller: CallerInfo,
    /// The customer it is tied to, once known.
    pub customer: Option<CustomerId>,
    /// When it began to ring or dial.
    pub started_ms: Timestamp,
    /// When it was answered.
    pub answered_ms: Option<Timestamp>,
    /// When it ended.
    pub ended_ms: Option<Timestamp>,
    /// Why it ended.
    pub end_cause: Option<EndCause>,
}

/// A call whose wrap-up is still owed (D-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedWrapUp {
    /// The call.
    pub call: CallRecord,
    /// What was typed.
    pub draft: Option<Draft>,
}

/// Text that was typed and not yet saved as a note (D-5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The call it belongs to.
    pub call: CallId,
    /// The latest text.
    pub text: String,
    /// When it was typed.
    pub at_ms: Timestamp,
    /// Earlier texts, newest first, at most [`crate::DRAFT_HISTORY`].
    pub history: Vec<PastText>,
}

/// A text as it was some time ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastText {
    /// When it was typed.
    pub at_ms: Timestamp,
    /// The text.
    pub text: String,
}

/// A contact that belongs to no dialogue yet (H-1), with what helps to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriageRow {
    /// The contact.
    pub interaction: Interaction,
    /// Whose.
    pub customer: Customer,
    /// What was written about it last.
    pub words: Option<String>,
    /// The customer's open dialogues, the strongest need first.
    pub open: Vec<Dialogue>,
    /// Made here and not on the server yet.
    pub unsent: bool,
}

/// What this desktop has done and the server has not acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Ops that wait to be sent or acknowledged.
    pub waiting: u32,
    /// Ops that the server refused.
    pub wedged: u32,
    /// When the oldest waiting op was made.
    pub since_ms: Option<Timestamp>,
}

/// An op that the server refused, with why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WedgedOp {
    /// The op.
    pub op: Op,
    /// Why it was refused.
    pub refusal: Refusal,
    /// Detail for people who look after the system.
    pub detail: String,
    /// When it was refused.
    pub refused_ms: Timestamp,
    /// How often it was sent again.
    pub retries: u32,
}
