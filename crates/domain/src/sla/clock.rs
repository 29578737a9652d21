//! Clocks and escalations as moments.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Deed, Escalation, SlaPolicy, Target};
use crate::{
    calendar::Hours,
    case::{Run, Standing, State},
    conversation::Priority,
    id::SlaPolicyId,
    time::Timestamp,
};

/// How a target stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SlaClock")]
pub struct Clock {
    /// Which.
    pub target: Target,
    /// What is promised, in minutes of working time.
    pub promised_min: u32,
    /// When its time is over: to come while it runs, past when it was too long. `None` while it stands still with time left.
    pub due_ms: Option<Timestamp>,
    /// Working time that was left when it stood still, in milliseconds; `None` while it runs.
    #[ts(type = "number | null")]
    pub left_ms: Option<i64>,
    /// When it was reached; `None` as long as it was not.
    pub met_ms: Option<Timestamp>,
}

/// An escalation with its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// When it takes effect, or did.
    pub at_ms: Timestamp,
    /// Which.
    pub escalation: Escalation,
}

/// What is promised about a case, and how that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// By which policy; `None` when nothing is promised.
    pub policy: Option<SlaPolicyId>,
    /// The promise that the customer hears from us.
    pub answer: Option<Clock>,
    /// The promise that it is settled.
    pub resolve: Option<Clock>,
    /// Escalations that took effect, and those that will when nothing happens; by moment.
    pub planned: Vec<Planned>,
}

impl Clock {
    /// Whether it was or is late.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due_ms.is_some_and(|due| self.met_ms.map_or(due <= now, |met| due < met))
    }
}

impl Reading {
    /// What falls due first of what is not reached.
    pub fn due(&self) -> Option<(Timestamp, Target)> {
        let open = [&self.answer, &self.resolve].into_iter().flatten().filter(|it| it.met_ms.is_none());
        open.filter_map(|it| Some((it.due_ms?, it.target))).min()
    }

    /// The priority that a case has at a moment: what a person judged, raised by what took effect.
    pub fn priority(&self, judged: Priority, now: Timestamp) -> Priority {
        let raised = self.planned.iter().filter(|it| it.escalation.deed == Deed::Raise && it.at_ms <= now);
        raised.fold(judged, |priority, _| match priority {
            Priority::Normal => Priority::High,
            Priority::High | Priority::Urgent => Priority::Urgent,
        })
    }

    /// Since when it is the business of whoever leads the team.
    pub fn leads_ms(&self) -> Option<Timestamp> {
        self.planned.iter().find(|it| it.escalation.deed == Deed::Lead).map(|it| it.at_ms)
    }
}

/// How the promises of a policy stand for a case.
///
/// A clock runs while it is our turn; that the customer hears from us is reached once and for good. An escalation takes effect when so much
/// of the time was used, also when the target was reached only after that.
pub fn read(policy: &SlaPolicy, hours: &Hours, standing: &Standing) -> Reading {
    let answer_runs = until(&standing.runs, standing.answered_ms);
    let settled = standing.settled.map(|it| it.at_ms);
    let runs = |target| match target {
        Target::Answer => &answer_runs,
        Target::Resolve => &standing.runs,
    };
    let stands_still = standing.state != State::Open;
    let clock = |target, met: Option<Timestamp>| {
        let promised_min = policy.minutes(target)?;
        let promised_ms = milliseconds(promised_min);
        let due_ms = reached(runs(target), hours, promised_ms);
        let stopped = met.is_some() || stands_still;
        let left_ms = stopped.then(|| (promised_ms - worked_ms(runs(target), hours)).max(0));
        Some(Clock { target, promised_min, due_ms, left_ms, met_ms: met })
    };
    let mut planned: Vec<Planned> = policy
        .escalations
        .iter()
        .filter_map(|it| {
            let share = milliseconds(policy.minutes(it.target)?) / 100 * i64::from(it.percent);
            Some(Planned { at_ms: reached(runs(it.target), hours, share)?, escalation: *it })
        })
        .collect();
    planned.sort_by_key(|it| it.at_ms);
    Reading {
        policy: Some(policy.id),
        answer: clock(Target::Answer, standing.answered_ms),
        resolve: clock(Target::Resolve, settled),
        planned,
    }
}

/// The runs up to a moment.
fn until(runs: &[Run], end: Option<Timestamp>) -> Vec<Run> {
    let Some(end) = end else { return runs.to_vec() };
    let begun = runs.iter().filter(|it| it.from_ms <= end);
    begun.map(|it| Run { until_ms: Some(it.until_ms.map_or(end, |until| until.min(end))), ..*it }).collect()
}

/// When so much working time of the runs was over, or will be; `None` when they ended before and none goes on.
fn reached(runs: &[Run], hours: &Hours, worked_ms: i64) -> Option<Timestamp> {
    let mut left = worked_ms;
    for run in runs {
        let at = hours.after_ms(run.from_ms, left);
        let Some(until) = run.until_ms else { return at };
        if let Some(at) = at.filter(|at| *at <= until) {
            return Some(at);
        }
        left -= hours.between_ms(run.from_ms, until);
    }
    None
}

/// The working time of the runs that ended.
fn worked_ms(runs: &[Run], hours: &Hours) -> i64 {
    runs.iter().filter_map(|it| Some(hours.between_ms(it.from_ms, it.until_ms?))).sum()
}

fn milliseconds(minutes: u32) -> i64 {
    i64::from(minutes) * 60_000
}
