//! What the engine wants done.

use daehwa_domain::{
    agent::{AgentStatus, Workload},
    id::{ConversationId, UserId},
    time::Timestamp,
};
use daehwa_protocol::{
    message::{Change, FillToken, OpResult, Progress, Up, VisitorState},
    scope::Scope,
};

use crate::{Moment, SyncStatus};

/// What a runner has to do, in the order given. Instructions for the cache are carried out one after the other; the event that
/// answers one is given to the engine before or after the next is begun, as it suits, but in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Connects with the access token that is there. Answer: `Connected` or `Disconnected`.
    Connect,
    /// Ends the connection, also one that is being made. Without answer: nothing of it is reported any more.
    Disconnect,
    /// Sends a message.
    Send(Up),
    /// Gets a fresh access token. Answer: `TokenRefreshed`, `TokenUnavailable` or `TokenRefused`.
    RefreshToken,
    /// Sends `Timer` at this moment, and forgets the moment asked for before; `None` forgets it only.
    Wake {
        /// When.
        at: Option<Moment>,
    },
    /// Shows where sync stands. Only when it changed.
    Status(SyncStatus),
    /// Shows the person's own state as the server holds it, and sends what it has not taken, and what there is to do now.
    Agent {
        /// The state.
        status: AgentStatus,
        /// The highest number of this desktop's reports that it holds.
        taken: u64,
        /// The work on the person's other desktops; `None` when none is in contact.
        elsewhere: Option<Workload>,
    },
    /// What the visitor does in a chat that is watched, for the screen. Never stored.
    Chat {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        visitor: VisitorState,
    },
    /// Another agent's state, for the screen. Never stored.
    Live {
        /// Who.
        user: UserId,
        /// The state.
        status: AgentStatus,
    },

    /// Keeps the server's clock as it is now.
    SetServerTime {
        /// The server's clock.
        server_time: Timestamp,
    },
    /// Reads what waits in the outbox, from the oldest on: ops that are not wedged, in device order, as many as fit. Answer: `Outbox`.
    ReadOutbox {
        /// At most so many bytes, but at least one op.
        max_bytes: usize,
    },
    /// Writes down what became of ops, in one transaction: accepted ones leave the outbox, refused ones are wedged, with the reason.
    /// Answer: `Acknowledged`.
    Acknowledge {
        /// What became of them.
        results: Vec<OpResult>,
    },
    /// Everything that the server had when it last acknowledged an op is here: what has no unsent work is as the server has it, and
    /// what is in no scope goes. Without answer, but for `CacheFailed`.
    ///
    /// Ordinarily a record comes down after its op was acknowledged, and replaces what was shown. An op that was sent again, because
    /// its acknowledgement was lost, can have come down before, and was laid over itself; where the server has cut its stamp because
    /// this desktop's clock is ahead, that shows another stamp than the server's. And a customer who was made here can have been moved
    /// or erased before it ever came down.
    Settle,
    /// The server has processed counters that this cache has not given out yet, because the cache was restored from an older image:
    /// what waits gets counters after `processed`, keeping ids and order. Answer: `CountersRaised`.
    RaiseCounters {
        /// The highest counter that the server has processed.
        processed: u64,
    },
    /// Applies changes after `from` up to `to`, and moves the cursor, in one transaction. Unsent work stays on top. Answer: `Applied`.
    Apply {
        /// Of which scope.
        scope: Scope,
        /// The cursor before.
        from: u64,
        /// The cursor afterwards.
        to: u64,
        /// In order.
        changes: Vec<Change>,
    },
    /// Begins a fill. Answer: `FillBegun`.
    BeginFill {
        /// Of which scope.
        scope: Scope,
        /// Forget how far an unfinished one was.
        restart: bool,
    },
    /// Applies a part of a fill, and keeps where the next begins, in one transaction. Answer: `PartApplied`.
    ApplyPart {
        /// Of which scope.
        scope: Scope,
        /// The seq as of which the fill began.
        as_of: u64,
        /// The part.
        changes: Vec<Change>,
        /// Where the next part begins; `None` for the last.
        next: Option<FillToken>,
        /// How far the fill is.
        progress: Progress,
    },
    /// Ends a fill: what it did not mention goes, but for unsent work. Answer: `Applied`.
    EndFill {
        /// Of which scope.
        scope: Scope,
    },
    /// Drops a scope that the user may not hold any more, but for unsent work. Answer: `Dropped`.
    DropScope {
        /// Which scope.
        scope: Scope,
    },
}
