//! Where a case stands, by what happened to it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Case, CaseStep, Did, Resolution};
use crate::{id::UserId, time::Timestamp};

/// Whose turn it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CaseState")]
pub enum State {
    /// Ours.
    #[default]
    Open,
    /// The customer's: its clocks stand still.
    Waiting,
    /// Nobody's.
    Resolved,
}

/// A time in which it was our turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Since when.
    pub from_ms: Timestamp,
    /// Until when; `None` while it is.
    pub until_ms: Option<Timestamp>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "CaseSettled")]
pub struct Settled {
    /// When.
    pub at_ms: Timestamp,
    /// How.
    pub how: Resolution,
    /// By whom.
    pub by: UserId,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose turn it is.
    pub state: State,
    /// Since when.
    pub since_ms: Timestamp,
    /// When the customer first heard from us about it: told, asked something, or all of it settled.
    pub answered_ms: Option<Timestamp>,
    /// How it ended; `None` while it is open.
    pub settled: Option<Settled>,
    /// How often it was opened again.
    pub reopened: u32,
    /// The times in which it was our turn, in their order.
    pub runs: Vec<Run>,
}

/// Where a case stands after its steps, in whatever order they come: they are followed by (`at_ms`, `id`). What can't be done where it
/// stands then (two people settle it, apart from each other) changes nothing, and stays in its history. A step that a slow clock dates
/// before the case counts from the case's beginning.
pub fn standing<'a>(case: &Case, steps: impl IntoIterator<Item = &'a CaseStep>) -> Standing {
    let begun = case.created_ms;
    let mut steps: Vec<_> = steps.into_iter().filter(|it| it.case == case.id).collect();
    steps.sort_by_key(|it| (it.at_ms, it.id));
    steps.dedup_by_key(|it| it.id);
    let mut standing = Standing {
        state: State::Open,
        since_ms: begun,
        answered_ms: None,
        settled: None,
        reopened: 0,
        runs: vec![Run { from_ms: begun, until_ms: None }],
    };
    steps.into_iter().for_each(|step| standing.follow(step, step.at_ms.max(begun)));
    standing
}

impl Standing {
    /// Whether it is still to be worked on.
    pub fn is_open(&self) -> bool {
        self.state != State::Resolved
    }

    fn follow(&mut self, step: &CaseStep, at: Timestamp) {
        let next = match (step.did, self.state) {
            (Did::Waits, State::Open) => State::Waiting,
            (Did::Resumed, State::Waiting) => State::Open,
            (Did::Resolved { .. }, State::Open | State::Waiting) => State::Resolved,
            (Did::Reopened, State::Resolved) => State::Open,
            (_, state) => state,
        };
        if self.is_open() && !matches!(step.did, Did::Commented | Did::Resumed | Did::Reopened) {
            self.answered_ms = self.answered_ms.or(Some(at));
        }
        if next != self.state {
            self.turn(next, step, at);
        }
    }

    fn turn(&mut self, next: State, step: &CaseStep, at: Timestamp) {
        match (self.state, next) {
            (State::Open, _) => {
                if let Some(run) = self.runs.last_mut() {
                    run.until_ms = Some(at);
                }
            }
            (_, State::Open) => self.runs.push(Run { from_ms: at, until_ms: None }),
            _ => {}
        }
        self.settled = match step.did {
            Did::Resolved { how } => Some(Settled { at_ms: at, how, by: step.by }),
            _ => None,
        };
        self.reopened += u32::from(step.did == Did::Reopened);
        (self.state, self.since_ms) = (next, at);
    }
}
