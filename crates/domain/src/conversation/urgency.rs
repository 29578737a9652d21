//! In what order conversations are worked on.
//!
//! How urgent one is, is a moment: by when it is to be answered. Who is worth more, whose need is stronger and what a person judged
//! urgent comes before its moment by a fixed time. All clocks go alike, so the order never changes by the mere passing of time: it is
//! kept, and read in windows, however long the list is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Priority;
use crate::{customer::Tier, time::Timestamp};

const MINUTE_MS: i64 = 60_000;
/// For how long before its moment a conversation comes that a person judged urgent: before all others that are not, within reason.
const URGENT_MIN: i64 = 7 * 24 * 60;
const HIGH_MIN: i64 = 24 * 60;
/// By tier, the best first.
const VIP_MIN: i64 = 4 * 60;
const GOLD_MIN: i64 = 2 * 60;
const SILVER_MIN: i64 = 30;
/// For the strongest need, at the last stage before a topic's end; others in proportion.
const NEED_MIN: i64 = 3 * 60;

/// What a conversation's urgency comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UrgencyInput {
    /// Since when the customer waits; `None` when nobody does.
    pub waits_ms: Option<Timestamp>,
    /// When it was written in last.
    pub last_ms: Timestamp,
    /// Within how many minutes the customer is to have an answer.
    pub answer_within_min: u32,
    /// By when an answer was promised.
    pub promised_ms: Option<Timestamp>,
    /// As a person judged it.
    pub priority: Priority,
    /// What the customer is worth.
    pub tier: Tier,
    /// How strong the customer's strongest need is, in thousandths.
    pub need: u16,
}

/// What makes a conversation come earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "UrgencyWeight")]
pub enum Weight {
    /// A person judged it so.
    Priority,
    /// What the customer is worth.
    Tier,
    /// How strong the customer's need is.
    Need,
}

/// How urgent a conversation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urgency {
    /// The order: the smallest is worked on first.
    pub rank_ms: i64,
    /// By when it is to be answered: as promised, else by the mailbox's time; `None` when nobody waits.
    pub due_ms: Option<Timestamp>,
    /// What makes it come earlier, and by how many minutes.
    pub earlier: Vec<(Weight, u32)>,
}

/// How urgent a conversation is. What nobody waits for stands behind what somebody waits for, by when it was written in last.
pub fn urgency(input: &UrgencyInput) -> Urgency {
    let clock = input.waits_ms.map(|since| since.plus_ms(i64::from(input.answer_within_min) * MINUTE_MS));
    let due = match (clock, input.promised_ms) {
        (Some(clock), Some(promised)) => Some(clock.min(promised)),
        (clock, promised) => clock.or(promised),
    };
    let priority = match input.priority {
        Priority::Urgent => URGENT_MIN,
        Priority::High => HIGH_MIN,
        Priority::Normal => 0,
    };
    let tier = match input.tier {
        Tier::Vip => VIP_MIN,
        Tier::Gold => GOLD_MIN,
        Tier::Silver => SILVER_MIN,
        Tier::Basic => 0,
    };
    let need = NEED_MIN * i64::from(input.need.min(1_000)) / 1_000;
    let weights = [(Weight::Priority, priority), (Weight::Tier, tier), (Weight::Need, need)];
    let earlier_min: i64 = weights.iter().map(|(_, minutes)| minutes).sum();
    let base = due.unwrap_or_else(|| input.last_ms.plus_ms(i64::from(super::MAX_ANSWER_MIN) * MINUTE_MS));
    let earlier =
        weights.into_iter().filter(|(_, minutes)| *minutes > 0).map(|(weight, minutes)| (weight, minutes as u32));
    Urgency { rank_ms: base.0 - earlier_min * MINUTE_MS, due_ms: due, earlier: earlier.collect() }
}
