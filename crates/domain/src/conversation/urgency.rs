//! In what order conversations are worked on.
//!
//! How urgent one is, is a moment: by when it is to be answered. Who is worth more, whose need is stronger and what a person judged
//! urgent comes before its moment by a fixed time. A clock counts in the hours of its mailbox, yet its moment stands: so the order never
//! changes by the mere passing of time, is kept, and read in windows, however long the list is.

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
    /// By when the customer who waits is to have an answer by the mailbox's time ([`super::answer_due`]); `None` when nobody waits.
    pub answer_ms: Option<Timestamp>,
    /// By when an answer was promised.
    pub promised_ms: Option<Timestamp>,
    /// When it was written in last.
    pub last_ms: Timestamp,
    /// What makes it come earlier.
    pub weights: Weights,
}

/// What makes a conversation come earlier, taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
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
    let due = match (input.answer_ms, input.promised_ms) {
        (Some(answer), Some(promised)) => Some(answer.min(promised)),
        (answer, promised) => answer.or(promised),
    };
    let base = due.unwrap_or_else(|| input.last_ms.plus_ms(i64::from(super::MAX_ANSWER_MIN) * MINUTE_MS));
    Urgency {
        rank_ms: base.0.saturating_sub(input.weights.earlier_ms()),
        due_ms: due,
        earlier: input.weights.earlier(),
    }
}

impl Urgency {
    /// That of a conversation that was filed by its rank with the same weights. `is_due`: somebody waits, or something was promised.
    pub fn filed(rank_ms: i64, is_due: bool, weights: Weights) -> Self {
        let base = Timestamp(rank_ms.saturating_add(weights.earlier_ms()));
        Self { rank_ms, due_ms: is_due.then_some(base), earlier: weights.earlier() }
    }
}

impl Weights {
    /// Each with its minutes; those that make no difference are left out.
    fn earlier(self) -> Vec<(Weight, u32)> {
        let each = self.minutes().into_iter().filter(|(_, minutes)| *minutes > 0);
        each.map(|(weight, minutes)| (weight, minutes as u32)).collect()
    }

    fn earlier_ms(self) -> i64 {
        self.minutes().iter().map(|(_, minutes)| minutes * MINUTE_MS).sum()
    }

    fn minutes(self) -> [(Weight, i64); 3] {
        let priority = match self.priority {
            Priority::Urgent => URGENT_MIN,
            Priority::High => HIGH_MIN,
            Priority::Normal => 0,
        };
        let tier = match self.tier {
            Tier::Vip => VIP_MIN,
            Tier::Gold => GOLD_MIN,
            Tier::Silver => SILVER_MIN,
            Tier::Basic => 0,
        };
        let need = NEED_MIN * i64::from(self.need.min(1_000)) / 1_000;
        [(Weight::Priority, priority), (Weight::Tier, tier), (Weight::Need, need)]
    }
}
