//! Where a conversation stands: what somebody set, and what was written since.

use super::{Message, State};
use crate::time::Timestamp;

/// Where a conversation stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be worked on.
    Open,
    /// Comes back at a moment, or with the customer's next message.
    Snoozed {
        /// When.
        until_ms: Timestamp,
    },
    /// Nothing is left to do.
    Done,
}

/// Where a conversation stands at `now`, given how many of its messages ask for somebody ([`counted`]). What was put away by somebody who
/// had fewer of them comes back: by number and not by time, because a message can arrive long after it was written, and a desktop can be
/// without the server when it puts something away.
pub fn standing(state: State, asking: u32, now: Timestamp) -> Standing {
    match state {
        State::Snoozed { until_ms, read } if asking <= read && now < until_ms => Standing::Snoozed { until_ms },
        State::Done { read } if asking <= read => Standing::Done,
        State::Open | State::Snoozed { .. } | State::Done { .. } => Standing::Open,
    }
}

/// How many messages ask for somebody.
pub fn counted<'a>(messages: impl IntoIterator<Item = &'a Message>) -> u32 {
    messages.into_iter().filter(|it| it.wakes()).count().try_into().unwrap_or(u32::MAX)
}

/// Since when the customer waits for an answer: the first message that asks for somebody after our last one; `None` when nobody waits.
/// Messages in the order of their moments.
pub fn waits_since<'a>(messages: impl IntoIterator<Item = &'a Message>) -> Option<Timestamp> {
    let mut since = None;
    for message in messages {
        if message.is_ours() {
            since = None;
        } else if message.wakes() {
            since = since.or(Some(message.at_ms));
        }
    }
    since
}
