//! Sync messages. One WebSocket at `/api/v1/sync`; each binary frame is one message (see [`crate::frame`]).
//!
//! The order: desktop sends [`Up::Hello`], server answers [`Down::Welcome`] (or `Upgrade`, `Denied`); then both send
//! freely. After `Welcome` the server sends [`Down::Behind`] whenever a scope has something newer than what it last sent.

use daehwa_domain::{
    agent::{AgentStatus, Workload},
    agent_log::{AgentStep, StepCause},
    id::{ConversationId, CustomerId, DeviceId, InteractionId, OpId, UserId},
    record::{Fact, Versioned},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::{Denial, Refusal},
    op::Op,
    scope::Scope,
};

/// From desktop to server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Up {
    /// First message.
    Hello {
        /// The desktop.
        device: DeviceId,
        /// Its protocol version.
        protocol: u16,
        /// Its schema version.
        schema: u16,
    },
    /// Ops in device order, at most [`crate::MAX_PUSH_BYTES`].
    Push {
        /// The ops.
        ops: Vec<Op>,
    },
    /// Asks for what came after `cursor`.
    Pull {
        /// Of which scope.
        scope: Scope,
        /// The last seq applied here.
        cursor: u64,
        /// At most this many changes.
        limit: u32,
    },
    /// Asks for a part of a scope's state.
    Fill {
        /// Which scope.
        scope: Scope,
        /// Where the last part ended; `None` for the first. Opaque to the desktop.
        after: Option<FillToken>,
        /// At most this many records and facts.
        limit: u32,
    },
    /// The agent's state as a desktop of protocol 1 sees it.
    Presence {
        /// The state.
        status: AgentStatus,
    },
    /// What moved the agent's state on this desktop, in order, at most [`MAX_REPORTS`]. Answer: [`Down::Agent`]. From protocol 2 on.
    Agent {
        /// The steps.
        reports: Vec<AgentReport>,
    },
    /// What goes on at this desktop in a chat. Never stored. From protocol 3 on.
    Chat {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        act: ChatAct,
    },
}

/// What an agent does in a chat, besides writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatAct {
    /// Has it before them, and wants to hear what the visitor does. Answer: [`Down::Chat`], where the server has the visitor.
    Watches,
    /// Has turned to something else.
    Leaves,
    /// Types an answer.
    Types,
    /// Has read up to this message.
    Read {
        /// Which.
        message: InteractionId,
    },
}

/// What a visitor does in a chat, besides writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VisitorState {
    /// Has the page open.
    pub present: bool,
    /// Typed at this moment: it holds for a few seconds.
    pub types: bool,
    /// Has read up to this message.
    pub read: Option<InteractionId>,
    /// Since when the page is not open any more; `None` while it is, or when that is not known.
    pub left_ms: Option<Timestamp>,
    /// When the visitor ended the chat.
    pub ended_ms: Option<Timestamp>,
}

/// The most steps in one [`Up::Agent`].
pub const MAX_REPORTS: usize = 250;

/// A step of the agent's state on its way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentReport {
    /// Its number on this desktop, growing: what is not above the highest that was taken is late, or was sent before.
    pub number: u64,
    /// How long ago it happened, in milliseconds: the desktop's clock may be wrong.
    pub ago_ms: u64,
    /// Why.
    pub cause: StepCause,
    /// What there is to do on this desktop from then on.
    pub work: Workload,
}

impl AgentReport {
    /// The report of a step, sent at `now` on the same clock.
    pub fn of(number: u64, step: AgentStep, now: Timestamp) -> Self {
        let ago_ms = u64::try_from(now.since_ms(step.at_ms)).unwrap_or(0);
        Self { number, ago_ms, cause: step.cause, work: step.work }
    }

    /// The step, received at `now`.
    pub fn step(&self, now: Timestamp) -> AgentStep {
        let ago_ms = i64::try_from(self.ago_ms).unwrap_or(i64::MAX);
        let at_ms = Timestamp(now.since_ms(Timestamp(ago_ms)).max(0));
        AgentStep { at_ms, cause: self.cause, work: self.work }
    }
}

/// From server to desktop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Down {
    /// The connection stands.
    Welcome {
        /// The server's clock, for bounding HLCs.
        server_time: Timestamp,
        /// The protocol version used from here on.
        protocol: u16,
        /// What this user may hold. A scope that the desktop holds and that is missing here must be dropped.
        scopes: Vec<ScopeHead>,
        /// The highest counter of this device that was processed.
        device_counter: u64,
    },
    /// This desktop is too old: what is in its outbox is still taken, but nothing is sent.
    Upgrade {
        /// The lowest version that works.
        needs_protocol: u16,
    },
    /// No.
    Denied {
        /// Why.
        denial: Denial,
    },
    /// What became of pushed ops, in their order.
    Acked {
        /// One result for each op.
        results: Vec<OpResult>,
    },
    /// Changes after `from`, up to `to`; a scope's seqs are dense, so nothing is missing between them.
    Delta {
        /// Of which scope.
        scope: Scope,
        /// The cursor that was asked for.
        from: u64,
        /// The cursor after applying.
        to: u64,
        /// In order.
        changes: Vec<Change>,
        /// Sum of the scope's digests at `to`, when `to` is the head.
        checksum: Option<u64>,
        /// The head when this was made.
        head: u64,
    },
    /// One part of a scope's state.
    Snapshot {
        /// Of which scope.
        scope: Scope,
        /// The seq as of which the fill began: deltas are pulled from there afterwards.
        as_of: u64,
        /// The changes that make this part.
        changes: Vec<Change>,
        /// Where the next part begins; `None` when this was the last.
        next: Option<FillToken>,
        /// How many customers of the scope are sent with this part, and how many there are.
        progress: Progress,
    },
    /// The cursor that was asked for is not in the log any more: fill again.
    Refill {
        /// Which scope.
        scope: Scope,
    },
    /// A hint to pull.
    Behind {
        /// Which scope.
        scope: Scope,
        /// Its newest seq.
        head: u64,
    },
    /// The state of the person on this connection: after `Welcome`, as the answer to `Up::Agent`, and when it changed elsewhere.
    /// Only from protocol 2 on.
    Agent {
        /// The state.
        status: AgentStatus,
        /// The highest number of this desktop's reports that it holds.
        taken: u64,
        /// The work on the person's other desktops; `None` when none is in contact.
        elsewhere: Option<Workload>,
    },
    /// Another agent's state.
    Live {
        /// Who.
        user: UserId,
        /// The state.
        status: AgentStatus,
    },
    /// What the visitor does in a chat that this desktop watches. Only from protocol 3 on.
    Chat {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        visitor: VisitorState,
    },
}

/// Opaque position in a fill, with the seq as of which the fill began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillToken {
    /// The seq as of which the fill began.
    pub as_of: u64,
    /// The server's own position.
    #[serde(with = "serde_bytes")]
    pub position: Vec<u8>,
}

/// How far a fill is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Customers sent so far.
    pub done: u64,
    /// Customers in the scope.
    pub total: u64,
}

/// A scope the desktop may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeHead {
    /// Which.
    pub scope: Scope,
    /// Its newest seq.
    pub head: u64,
}

/// One thing that changed in a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A fact was added.
    Fact {
        /// The fact.
        fact: Fact,
    },
    /// A record was created or merged; all of it, so that applying twice changes nothing.
    Record {
        /// The record as merged by the server.
        versioned: Versioned,
    },
    /// A customer left the scope (moved to another team): drop it and all that belongs to it.
    Left {
        /// Who.
        customer: CustomerId,
    },
    /// A customer was erased: drop it and refuse what still arrives about it.
    Erased {
        /// Who.
        customer: CustomerId,
    },
}

/// What became of one op.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpResult {
    /// Which op.
    pub op: OpId,
    /// Its device counter.
    pub counter: u64,
    /// What became of it.
    pub verdict: Verdict,
}

/// Accepted or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It took effect, now or when it was first sent.
    Accepted,
    /// It did not take effect.
    Refused {
        /// Why.
        refusal: Refusal,
        /// Detail for people who look after the system; no personal data.
        detail: String,
    },
}
