//! What the desk tells the UI without being asked.

use daehwa_domain::{
    agent::AgentStatus,
    call::LineState,
    id::{CallId, CaseId, ConversationId, CustomerId},
};
use daehwa_protocol::message::VisitorState;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    call::CallView, cases::CaseAlarm, customer::CustomerView, error::CommandError, sync::SyncView, work::CallbackView,
};
use crate::commands::Tag;

/// The name under which every event travels.
pub const UI_EVENT: &str = "ui_event";

/// An event for the UI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "event", content = "data")]
pub enum UiEvent {
    /// A call rings, with all that is known of the customer: no further question is needed to paint it.
    Ringing {
        /// The call.
        call: CallView,
        /// The customer it is with, when that is clear.
        customer: Option<Box<CustomerView>>,
    },
    /// Calls changed: the whole list.
    Calls(Vec<CallView>),
    /// The line changed.
    Line(LineState),
    /// The agent's state changed.
    Agent(AgentStatus),
    /// The outbox or the connection changed.
    Sync(SyncView),
    /// Things on screen are stale.
    Stale {
        /// Which kinds.
        tags: Vec<Tag>,
        /// Which customers; empty when many or all.
        customers: Vec<CustomerId>,
    },
    /// A callback fell due.
    CallbackDue(CallbackView),
    /// A promise about a case draws near or is overdue.
    CaseDue(Box<CaseAlarm>),
    /// Levels of microphone and speaker, 0–1, about ten a second during a test.
    Levels {
        /// Microphone.
        input: f32,
        /// Speaker.
        output: f32,
    },
    /// Quality of a call, about once a second.
    Quality {
        /// Which call.
        call: CallId,
        /// Share of packets lost, 0–1.
        loss: f32,
        /// Jitter in milliseconds.
        jitter_ms: f32,
        /// Round trip in milliseconds, where known.
        round_trip_ms: Option<f32>,
    },
    /// What the visitor does in a chat that is shown.
    Chat {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        visitor: VisitorState,
    },
    /// How far the funnel that is being counted is.
    Counting {
        /// 0–1.
        done: f32,
    },
    /// Something went wrong that nobody asked for: a lost device, a failed transfer.
    Notice(CommandError),
    /// A notification was clicked: show this call, customer, case or conversation.
    Show {
        /// The call.
        call: Option<CallId>,
        /// The customer.
        customer: Option<CustomerId>,
        /// The customer's case.
        case: Option<CaseId>,
        /// The conversation with the customer.
        conversation: Option<ConversationId>,
    },
}
