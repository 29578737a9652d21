//! The sync engine as a state machine: events in, instructions out.
//!
//! No I/O, clock, thread or randomness: a runner carries the instructions out, in their order, and reports back what came of them.
//! The same engine runs in the desktop over a WebSocket and in the simulator over a bad network. See `docs/sync.md`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod dice;
mod engine;
mod event;
mod holding;
mod instruction;
mod link;
mod pushing;
mod status;

pub use engine::Engine;
pub use event::{Event, FillPosition, LocalScope, LocalState, Loss, Moment};
pub use instruction::Instruction;
pub use status::{FillStatus, Link, SyncStatus};
