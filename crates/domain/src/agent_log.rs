//! How an agent's state stays one over several desktops and outages (D-7): desktops tell what happened, never what the state is. The
//! server runs the state machine over what it is told; a desktop runs it over what the server has not taken yet.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::{
    agent::{AgentEvent, AgentStatus, WantedState, Workload},
    time::Timestamp,
};

/// The most steps that wait for the server: some days of calls. The oldest are given up for newer ones.
pub const MAX_WAITING: usize = 1_000;

/// Why a desktop looks at the agent's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepCause {
    /// There is other work than before, or nothing new: the desktop is in contact again.
    Work,
    /// The agent asks for a state.
    Asked(WantedState),
    /// The agent signed in here: takes calls, unless at work elsewhere, where the state goes on.
    SignedIn,
}

/// One step of an agent's state on one desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentStep {
    /// When.
    pub at_ms: Timestamp,
    /// Why.
    pub cause: StepCause,
    /// What there is to do on this desktop from now on.
    pub work: Workload,
}

impl AgentStep {
    /// The status after this step; `elsewhere` is the work on the person's other desktops, `None` when none is in contact.
    pub fn after(&self, status: AgentStatus, elsewhere: Option<Workload>) -> AgentStatus {
        let event = match self.cause {
            StepCause::Asked(wanted) => AgentEvent::Wants(wanted),
            StepCause::SignedIn if elsewhere.is_none() || status.wanted() == WantedState::Offline => {
                AgentEvent::Wants(WantedState::Available)
            }
            StepCause::SignedIn | StepCause::Work => AgentEvent::WorkChanged,
        };
        status.on(event, self.work.and(elsewhere.unwrap_or_default()), self.at_ms)
    }
}

/// A step with its number on the desktop that made it: 1 and up.
pub type Numbered = (u64, AgentStep);

/// The agent's state on a desktop: the server's, with what the server has not taken yet laid over it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentLog {
    #[serde(flatten)]
    status: AgentStatus,
    /// The number of the latest step.
    #[serde(default)]
    last: u64,
    /// Steps that the server has not taken, oldest first.
    #[serde(default)]
    waiting: VecDeque<Numbered>,
    /// The work that the latest step told.
    #[serde(skip)]
    told: Option<Workload>,
    /// Of the person's other desktops, as the server told.
    #[serde(skip)]
    elsewhere: Option<Workload>,
    #[serde(skip)]
    in_contact: bool,
}

impl AgentLog {
    /// As [`AgentStatus::default`], since `now`. Numbers go on, so that the server takes what comes.
    pub fn over(self, now: Timestamp) -> Self {
        Self { status: AgentStatus { since_ms: now, ..AgentStatus::default() }, waiting: VecDeque::new(), ..self }
    }

    /// The state.
    pub fn status(&self) -> AgentStatus {
        self.status
    }

    /// Takes a step here. Gives what is to be sent; nothing while there is no contact, or when the step says nothing new.
    pub fn step(&mut self, cause: StepCause, work: Workload, now: Timestamp) -> Option<Numbered> {
        let step = AgentStep { at_ms: now, cause, work };
        let before = self.status;
        self.status = step.after(before, self.elsewhere);
        if cause == StepCause::Work && self.told == Some(work) && self.status == before {
            return None;
        }
        let numbered = self.number(step);
        self.in_contact.then_some(numbered)
    }

    /// The server told the state, which holds all steps up to number `taken`. Gives what is to be sent: after a time without contact
    /// all that waits, and what there is to do now.
    pub fn heard(
        &mut self,
        status: AgentStatus,
        taken: u64,
        elsewhere: Option<Workload>,
        work: Workload,
    ) -> Vec<Numbered> {
        // More was taken than was ever given out: these files are an older image, and what they hold is past.
        let restored = taken > self.last;
        self.last = self.last.max(taken);
        self.waiting.retain(|(number, _)| *number > taken && !restored);
        let shown = self.status;
        self.elsewhere = elsewhere;
        self.status = self.waiting.iter().fold(status, |status, (_, step)| step.after(status, elsewhere));
        if std::mem::replace(&mut self.in_contact, true) {
            return Vec::new();
        }
        let since_ms = shown.since_ms;
        let step = AgentStep { at_ms: since_ms, cause: StepCause::Work, work };
        self.status = step.after(self.status, elsewhere);
        self.number(step);
        self.waiting.iter().copied().collect()
    }

    /// There is no contact any more: the other desktops' work is not known.
    pub fn out_of_contact(&mut self) {
        self.in_contact = false;
        self.elsewhere = None;
    }

    fn number(&mut self, step: AgentStep) -> Numbered {
        self.last += 1;
        self.told = Some(step.work);
        if self.waiting.len() == MAX_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back((self.last, step));
        (self.last, step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{AgentState, BreakReason};

    const LUNCH: WantedState = WantedState::Break { reason: BreakReason::Meal };
    const AT_LUNCH: AgentState = AgentState::Break { reason: BreakReason::Meal };
    const FREE: Workload = Workload { ringing: false, talking: false, held: false, wrap_up_owed: false, line_up: true };
    const TALKING: Workload = Workload { talking: true, ..FREE };

    fn available(since_ms: i64) -> AgentStatus {
        AgentStatus { state: AgentState::Available, since_ms: Timestamp(since_ms), next: None }
    }

    fn numbers(steps: &[Numbered]) -> Vec<u64> {
        steps.iter().map(|(number, _)| *number).collect()
    }

    /// Signed in and in contact; step 1 was taken.
    fn at_work() -> AgentLog {
        let mut log = AgentLog::default();
        assert_eq!(log.step(StepCause::SignedIn, FREE, Timestamp(1)), None);
        assert_eq!(numbers(&log.heard(AgentStatus::default(), 0, None, FREE)), [1, 2]);
        assert!(log.heard(available(1), 2, None, FREE).is_empty());
        log
    }

    #[test]
    fn steps_without_contact_wait_and_go_out_in_their_order_d_7() {
        let mut log = at_work();
        log.out_of_contact();
        for (cause, work, at) in
            [(StepCause::Work, TALKING, 5), (StepCause::Asked(LUNCH), TALKING, 6), (StepCause::Work, FREE, 7)]
        {
            assert_eq!(log.step(cause, work, Timestamp(at)), None);
        }
        assert_eq!(log.status().state, AT_LUNCH);
        let offline = available(1).out_of_contact(Timestamp(6));
        let sent = log.heard(offline, 2, None, FREE);
        assert_eq!(numbers(&sent), [3, 4, 5, 6]);
        assert_eq!(sent.last().unwrap().1.at_ms, Timestamp(7), "in this state since");
        assert_eq!(log.status().state, AT_LUNCH);
    }

    #[test]
    fn an_answer_overtaken_by_a_step_does_not_undo_it_d_7() {
        let mut log = at_work();
        assert!(log.step(StepCause::Asked(LUNCH), FREE, Timestamp(5)).is_some());
        log.heard(available(1), 2, None, FREE);
        assert_eq!(log.status().state, AT_LUNCH);
        log.heard(available(1), 3, None, FREE);
        assert_eq!(log.status().state, AgentState::Available, "the server has the last word on what it took");
    }

    #[test]
    fn an_older_image_s_steps_are_past_and_its_numbers_go_on_after_those_taken_d_7() {
        let mut log = at_work();
        log.out_of_contact();
        log.step(StepCause::Asked(LUNCH), FREE, Timestamp(5));
        assert_eq!(numbers(&log.heard(available(9), 40, None, FREE)), [41]);
        assert_eq!(log.status(), available(9));
    }

    #[test]
    fn a_second_desktop_joins_the_state_of_the_first_d_7() {
        let lunch = AgentStatus { state: AT_LUNCH, since_ms: Timestamp(3), next: None };
        let signed_in = AgentStep { at_ms: Timestamp(5), cause: StepCause::SignedIn, work: FREE };
        assert_eq!(signed_in.after(lunch, Some(FREE)), lunch);
        assert_eq!(signed_in.after(lunch, None), available(5));
        assert_eq!(signed_in.after(AgentStatus::default(), Some(FREE)), available(5));
        let mut log = at_work();
        log.heard(available(1), 2, Some(TALKING), FREE);
        log.step(StepCause::Asked(LUNCH), FREE, Timestamp(8));
        assert_eq!((log.status().state, log.status().next), (AgentState::Talking, Some(LUNCH)));
        log.out_of_contact();
        log.step(StepCause::Work, FREE, Timestamp(9));
        assert_eq!(log.status().state, AT_LUNCH);
    }

    #[test]
    fn a_log_without_end_keeps_its_newest_steps_d_7() {
        let mut log = at_work();
        log.out_of_contact();
        for at in 0..2_000 {
            log.step(StepCause::Asked(LUNCH), FREE, Timestamp(at));
        }
        let sent = log.heard(available(1), 2, None, FREE);
        assert_eq!((sent.len(), sent.last().unwrap().0), (MAX_WAITING, 2_003));
    }

    #[test]
    fn a_status_kept_by_an_earlier_version_is_read_as_a_log_d_7() {
        let kept = serde_json::to_string(&available(4)).unwrap();
        let log: AgentLog = serde_json::from_str(&kept).unwrap();
        assert_eq!(log.status(), available(4));
        let bytes = serde_json::to_string(&log).unwrap();
        assert_eq!(serde_json::from_str::<AgentLog>(&bytes).unwrap(), log);
    }
}
