//! What is promised about cases (D-11): within how much working time a customer hears from us and the case is settled, and what happens
//! when that draws near or is over.
//!
//! All of it is read and nothing is stored: a clock is a moment that follows from the case, its steps, the policy that fits and its
//! calendar; an escalation is another ([`read`]). So it is the same on every desktop, without the server too, and no two of them do it
//! twice.

mod book;
mod clock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use book::Book;
pub use clock::{Clock, Planned, Reading, read};

use crate::{
    case::{Case, Kind},
    conversation::Priority,
    customer::Tier,
    id::{CalendarId, SlaPolicyId, TopicId},
    limits::{Fault, LimitError, MAX_NAME_BYTES, MAX_PRIORITY, holds, required},
};

/// The longest that can be promised, in minutes of working time: 90 days around the clock.
pub const MAX_TARGET_MIN: u32 = 90 * 24 * 60;
/// Escalations of a policy.
pub const MAX_ESCALATIONS: usize = 12;
/// The latest escalation, in percent of its target.
pub const MAX_PERCENT: u16 = 1_000;
/// Topics that a policy names.
pub const MAX_TOPICS: usize = 200;

/// What is promised about some cases. Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlaPolicy {
    /// Identity.
    pub id: SlaPolicyId,
    /// What it is called.
    pub name: String,
    /// Of several that fit the smaller one holds, 1 to [`MAX_PRIORITY`]; of equal ones the smaller id.
    pub rank: u8,
    /// For which cases.
    pub applies: Applies,
    /// In whose hours is counted; `None` for around the clock.
    pub calendar: Option<CalendarId>,
    /// Within so many minutes the customer hears from us.
    pub answer_min: Option<u32>,
    /// Within so many minutes it is settled.
    pub resolve_min: Option<u32>,
    /// What happens on the way.
    pub escalations: Vec<Escalation>,
    /// Not asked any more.
    pub retired: bool,
}

/// Conditions, all of which must hold; an empty list asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SlaApplies")]
pub struct Applies {
    /// It is one of these.
    pub kinds: Vec<Kind>,
    /// Judged one of these.
    pub priorities: Vec<Priority>,
    /// The customer is of one of these tiers.
    pub tiers: Vec<Tier>,
    /// It is about one of these.
    pub topics: Vec<TopicId>,
}

/// What is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "SlaTarget")]
pub enum Target {
    /// That the customer hears from us.
    Answer,
    /// That it is settled.
    Resolve,
}

/// Something that happens on the way to a target or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SlaEscalation")]
pub struct Escalation {
    /// Which target.
    pub target: Target,
    /// When so many percent of its time are over; more than 100 is after it.
    pub percent: u16,
    /// What happens.
    pub deed: Deed,
}

/// What an escalation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "SlaDeed")]
pub enum Deed {
    /// Whoever works on it is told.
    Remind,
    /// It counts as one priority higher.
    Raise,
    /// Whoever leads the team is told, and finds it among what is escalated.
    Lead,
}

impl Applies {
    /// Whether they hold of a case of a customer of a tier.
    pub fn hold(&self, case: &Case, tier: Tier) -> bool {
        fn asks<T: PartialEq>(wanted: &[T], it: Option<&T>) -> bool {
            wanted.is_empty() || it.is_some_and(|it| wanted.contains(it))
        }
        asks(&self.kinds, Some(&case.kind))
            && asks(&self.priorities, Some(&case.priority))
            && asks(&self.tiers, Some(&tier))
            && asks(&self.topics, case.topic.as_ref())
    }
}

impl SlaPolicy {
    /// What is promised, in minutes.
    pub fn minutes(&self, target: Target) -> Option<u32> {
        match target {
            Target::Answer => self.answer_min,
            Target::Resolve => self.resolve_min,
        }
    }

    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("name", &self.name, MAX_NAME_BYTES)?;
        holds("rank", (1..=MAX_PRIORITY).contains(&self.rank), Fault::OutOfRange)?;
        let lists = [self.applies.kinds.len(), self.applies.priorities.len(), self.applies.tiers.len()];
        holds("applies", lists.into_iter().all(|it| it <= 4), Fault::TooMany { max: 4 })?;
        holds("applies", self.applies.topics.len() <= MAX_TOPICS, Fault::TooMany { max: MAX_TOPICS })?;
        let bounded = |minutes: Option<u32>| minutes.is_none_or(|it| (1..=MAX_TARGET_MIN).contains(&it));
        holds("answer_min", bounded(self.answer_min), Fault::OutOfRange)?;
        holds("resolve_min", bounded(self.resolve_min), Fault::OutOfRange)?;
        let max = MAX_ESCALATIONS;
        holds("escalations", self.escalations.len() <= max, Fault::TooMany { max })?;
        let sound = |it: &Escalation| (1..=MAX_PERCENT).contains(&it.percent) && self.minutes(it.target).is_some();
        holds("escalations", self.escalations.iter().all(sound), Fault::OutOfRange)
    }
}
