//! What the engine is told.

use daehwa_domain::{
    agent::AgentStatus,
    id::{ConversationId, DeviceId},
};
use daehwa_protocol::{
    message::{AgentReport, ChatAct, Down, FillToken, Progress},
    op::Op,
    scope::Scope,
};

/// A moment on a clock that never steps back or jumps: milliseconds since any beginning, such as the start of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub u64);

impl Moment {
    /// This moment `ms` milliseconds later.
    pub fn plus_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// What the engine starts from, as the cache keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalState {
    /// This desktop.
    pub device: DeviceId,
    /// The counter that the next op gets.
    pub next_counter: u64,
    /// The scopes that are held or being filled.
    pub scopes: Vec<LocalScope>,
}

/// A scope as the cache keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalScope {
    /// Which.
    pub scope: Scope,
    /// The last seq applied; 0 before the first fill has ended.
    pub cursor: u64,
    /// Sum of the digests of what was received of it.
    pub checksum: u64,
    /// A fill that has not ended.
    pub fill: Option<FillPosition>,
}

/// Where an unfinished fill stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillPosition {
    /// Where the next part begins; `None` before the first.
    pub token: Option<FillToken>,
    /// How far it is.
    pub progress: Progress,
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// Nothing answers, or the connection broke.
    Network,
    /// The server refused the access token (401).
    Unauthorized,
    /// The server is busy or failing (429, 5xx); `retry_after_ms` where it said so.
    Busy {
        /// How long to wait at least.
        retry_after_ms: Option<u64>,
    },
}

/// What happened. Those marked *answer* report that an instruction was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody is signed in: connect, and stay connected.
    Start,
    /// Nobody is signed in any more: end the connection. Unsent work stays.
    Stop,
    /// The network came back, or a person asks: connect now rather than when the pause is over.
    TryNow,
    /// *Answer to [`crate::Instruction::Connect`]*: the socket is up.
    Connected,
    /// *Answer to `Connect`*, or later by itself: there is no connection. Nothing that was received before counts after it.
    Disconnected {
        /// Why.
        loss: Loss,
    },
    /// A message came over the connection that is up.
    Received(Down),
    /// Ops were written to the outbox.
    LocalOps {
        /// The counter that the next op gets.
        next_counter: u64,
    },
    /// *Answer to `ReadOutbox`*: what waits, in device order; empty when nothing does.
    Outbox {
        /// The ops.
        ops: Vec<Op>,
    },
    /// *Answer to `Acknowledge`*: what became of the ops is written down.
    Acknowledged,
    /// *Answer to `RaiseCounters`*.
    CountersRaised {
        /// The counter that the next op gets.
        next_counter: u64,
    },
    /// *Answer to `Apply`* and `EndFill`: the scope stands at `cursor` now. Also when changes were refused because they don't follow
    /// what is there.
    Applied {
        /// Which scope.
        scope: Scope,
        /// The last seq applied.
        cursor: u64,
        /// Sum of the digests of what was received of it.
        checksum: u64,
    },
    /// *Answer to `BeginFill`*: the fill begins, or goes on.
    FillBegun {
        /// Which scope.
        scope: Scope,
        /// From where.
        position: FillPosition,
    },
    /// *Answer to `ApplyPart`*.
    PartApplied {
        /// Which scope.
        scope: Scope,
    },
    /// *Answer to `DropScope`*.
    Dropped {
        /// Which scope.
        scope: Scope,
    },
    /// *Answer to any instruction for the cache* that could not be carried out, such as on a full disk. It is tried again later.
    CacheFailed,
    /// *Answer to `RefreshToken`*: there is a fresh access token.
    TokenRefreshed,
    /// *Answer to `RefreshToken`*: the server can't be asked now.
    TokenUnavailable,
    /// *Answer to `RefreshToken`*: the server refuses; the user has to sign in again ([`Event::Start`] afterwards).
    TokenRefused,
    /// The agent's state changed.
    Presence(AgentStatus),
    /// What moved the agent's state here, for the server.
    Reports(Vec<AgentReport>),
    /// What the person does in a chat, for the server.
    Chat {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        act: ChatAct,
    },
    /// The moment of the last `Wake` has come.
    Timer,
}
