//! Who is called again with whom nobody spoke, when, and how often at most (D-23).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MemberResult;
use crate::{
    interaction::Outcome,
    record::{Record, Versioned},
    time::Timestamp,
};

/// How calls end in which nobody spoke with the customer: those after which somebody can be called again.
pub const UNREACHED: [Outcome; 3] = [Outcome::NoAnswer, Outcome::Voicemail, Outcome::Abandoned];
/// Calls to one member at most, whatever a rule says.
pub const MAX_CALLS: u8 = 10;
/// The longest pause between two calls, in minutes: 90 days.
const MAX_PAUSE_MIN: u32 = 90 * 24 * 60;

/// What follows on a call that ended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Retry {
    /// How the call ended: one of [`UNREACHED`].
    pub outcome: Outcome,
    /// Calls to a member at most, the first one included; 1 for none after it.
    pub calls: u8,
    /// Minutes until the next one.
    pub pause_min: u32,
    /// The next one goes to the customer's next number, where there is another one.
    pub other_number: bool,
}

/// When a member is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now.
    Now,
    /// Again, from this moment.
    Later(Timestamp),
    /// Not any more.
    Done,
}

/// When a member is called again after `calls` calls, of which the last ended so at `ended`; `None` when that was the last one.
pub fn again(retries: &[Retry], outcome: Outcome, calls: u8, ended: Timestamp) -> Option<Timestamp> {
    let rule = retries.iter().find(|it| it.outcome == outcome)?;
    let goes_on = calls < rule.calls.min(MAX_CALLS);
    goes_on.then(|| ended.plus_ms(i64::from(rule.pause_min) * 60_000))
}

/// When a member as it is stored is called, at `now` in the server's time. Pauses count from the stamp of the edit that set the result, which
/// the server bounds by its own clock. What is no member is done.
pub fn turn(versioned: &Versioned, retries: &[Retry], now: Timestamp) -> Turn {
    let Record::ListMember(member) = &versioned.record else { return Turn::Done };
    match &member.result {
        None => Turn::Now,
        Some(MemberResult::TakenOff { .. }) => Turn::Done,
        Some(MemberResult::Called { outcome, calls, .. }) => {
            match again(retries, *outcome, *calls, versioned.set_ms("result")) {
                None => Turn::Done,
                Some(at) if at <= now => Turn::Now,
                Some(at) => Turn::Later(at),
            }
        }
    }
}

/// How many of a customer's numbers were tried before the next call: 0 while it goes to the first one.
pub fn numbers_tried(retries: &[Retry], result: Option<&MemberResult>) -> usize {
    let Some(MemberResult::Called { outcome, calls, .. }) = result else { return 0 };
    let other = retries.iter().any(|it| it.outcome == *outcome && it.other_number);
    if other { usize::from(*calls) } else { 0 }
}

/// Whether rules are in their bounds: one for an outcome, of calls in which nobody spoke.
pub(super) fn are_sound(retries: &[Retry]) -> bool {
    let outcomes: BTreeSet<_> = retries.iter().map(|it| it.outcome.key()).collect();
    let sound = |it: &Retry| {
        UNREACHED.contains(&it.outcome)
            && (1..=MAX_CALLS).contains(&it.calls)
            && (1..=MAX_PAUSE_MIN).contains(&it.pause_min)
    };
    outcomes.len() == retries.len() && retries.iter().all(sound)
}
