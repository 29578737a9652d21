//! Sync messages. One WebSocket at `/api/v1/sync`; each binary frame is one message (see [`crate::frame`]).
//!
//! The order: desktop sends [`Up::Hello`], server answers [`Down::Welcome`] (or `Upgrade`, `Denied`); then both send
//! freely. After `Welcome` the server sends [`Down::Behind`] whenever a scope has something newer than what it last sent.

use daehwa_domain::{
    agent::AgentStatus,
    id::{CustomerId, DeviceId, OpId, UserId},
    record::{Fact, Versioned},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

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
    /// The agent's state as the desktop sees it. Not an op: the latest one holds.
    Presence {
        /// The state.
        status: AgentStatus,
    },
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
    /// Other agents' states. Never stored.
    Live {
        /// Who.
        user: UserId,
        /// The state.
        status: AgentStatus,
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
