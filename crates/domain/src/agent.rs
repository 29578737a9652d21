//! The agent's state (D-7): one true state machine, owned by the server, kept by the desktop when offline.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{call::CallState, interaction::Direction, time::Timestamp};

/// Why an agent is on a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    /// A short rest.
    Rest,
    /// A meal.
    Meal,
    /// Training or coaching.
    Training,
    /// A meeting.
    Meeting,
    /// Work away from the phone.
    BackOffice,
}

/// What an agent does now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum AgentState {
    /// Not signed in, or the line is down.
    #[default]
    Offline,
    /// Ready for the next call.
    Available,
    /// A call rings.
    Ringing,
    /// Talking, or dialing out.
    Talking,
    /// The only call is on hold.
    OnHold,
    /// After a call: the form is owed.
    WrapUp,
    /// On a break.
    Break {
        /// Why.
        reason: BreakReason,
    },
}

/// What an agent can ask for; everything else follows from calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum WantedState {
    /// Take calls.
    Available,
    /// Go on a break.
    Break {
        /// Why.
        reason: BreakReason,
    },
    /// Stop working.
    Offline,
}

/// An agent's state with what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgentStatus {
    /// Now.
    pub state: AgentState,
    /// Since when.
    pub since_ms: Timestamp,
    /// Taken on when the work at hand is done.
    pub next: Option<WantedState>,
}

/// What an agent has to do at this moment, as the phone and the cache know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// A call rings here.
    pub ringing: bool,
    /// Talking, or dialing out.
    pub talking: bool,
    /// A call is on hold.
    pub held: bool,
    /// A wrap-up is owed.
    pub wrap_up_owed: bool,
    /// Calls can come in.
    pub line_up: bool,
}

impl Workload {
    /// The workload of these calls (direction and state of each).
    pub fn of(calls: impl IntoIterator<Item = (Direction, CallState)>, wrap_up_owed: bool, line_up: bool) -> Self {
        let mut work = Self { wrap_up_owed, line_up, ..Self::default() };
        for call in calls {
            match call {
                (Direction::Inbound, CallState::Ringing) => work.ringing = true,
                (_, CallState::Dialing | CallState::Ringing | CallState::Talking) => work.talking = true,
                (_, CallState::Held) => work.held = true,
                (_, CallState::Ended) => {}
            }
        }
        work
    }

    /// This work and that of another desktop of the same person.
    pub fn and(self, other: Self) -> Self {
        Self {
            ringing: self.ringing || other.ringing,
            talking: self.talking || other.talking,
            held: self.held || other.held,
            wrap_up_owed: self.wrap_up_owed || other.wrap_up_owed,
            line_up: self.line_up || other.line_up,
        }
    }

    /// The work that a status tells of.
    pub fn shown_by(status: AgentStatus) -> Self {
        Self {
            ringing: status.state == AgentState::Ringing,
            talking: status.state == AgentState::Talking,
            held: status.state == AgentState::OnHold,
            wrap_up_owed: status.state == AgentState::WrapUp,
            line_up: status.state != AgentState::Offline,
        }
    }

    /// The state that this work puts the agent in; `None` when there is nothing to do. Talking comes before a second call that rings,
    /// a ring before the form that is owed.
    fn state(self) -> Option<AgentState> {
        match self {
            Self { talking: true, .. } => Some(AgentState::Talking),
            Self { held: true, .. } => Some(AgentState::OnHold),
            Self { ringing: true, .. } => Some(AgentState::Ringing),
            Self { wrap_up_owed: true, .. } => Some(AgentState::WrapUp),
            _ => None,
        }
    }
}

/// What moves an agent's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentEvent {
    /// The workload is another, or the desktop has just started: a state kept from before is brought in line with what there is to do.
    WorkChanged,
    /// The agent asks for a state.
    Wants(WantedState),
}

impl AgentStatus {
    /// The status after `event`, with `work` as it is then.
    ///
    /// Work comes first: calls and the owed form decide the state, and what the agent asks for meanwhile is taken on afterwards. While
    /// the line is down, an agent who wants calls is offline, and available again with the line; a break needs no line.
    pub fn on(self, event: AgentEvent, work: Workload, now: Timestamp) -> Self {
        let wanted = match event {
            AgentEvent::Wants(wanted) => wanted,
            AgentEvent::WorkChanged => self.wanted(),
        };
        let (state, next) = match (work.state(), wanted) {
            (Some(state), WantedState::Available) => (state, None),
            (Some(state), wanted) => (state, Some(wanted)),
            (None, WantedState::Available) if work.line_up => (AgentState::Available, None),
            (None, WantedState::Available) => (AgentState::Offline, Some(WantedState::Available)),
            (None, WantedState::Break { reason }) => (AgentState::Break { reason }, None),
            (None, WantedState::Offline) => (AgentState::Offline, None),
        };
        let since_ms = if state == self.state { self.since_ms } else { now };
        Self { state, since_ms, next }
    }

    /// The status of somebody of whose desktops none has been heard for too long: offline, and back at what was wanted with the
    /// next report.
    pub fn out_of_contact(self, now: Timestamp) -> Self {
        let next = Some(self.wanted()).filter(|wanted| *wanted != WantedState::Offline);
        let since_ms = if self.state == AgentState::Offline { self.since_ms } else { now };
        Self { state: AgentState::Offline, since_ms, next }
    }

    /// Whether a new chat makes itself known: to who is there for what comes in, and in no call.
    pub fn hears_of_chats(self) -> bool {
        let in_call = matches!(self.state, AgentState::Ringing | AgentState::Talking | AgentState::OnHold);
        self.wanted() == WantedState::Available && !in_call
    }

    /// What the agent wants to do when there is no work: what was asked for last.
    pub fn wanted(self) -> WantedState {
        match (self.next, self.state) {
            (Some(next), _) => next,
            (None, AgentState::Offline) => WantedState::Offline,
            (None, AgentState::Break { reason }) => WantedState::Break { reason },
            (None, _) => WantedState::Available,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LUNCH: WantedState = WantedState::Break { reason: BreakReason::Meal };
    const AT_LUNCH: AgentState = AgentState::Break { reason: BreakReason::Meal };

    /// A workload from a few letters: r(ings), t(alking), h(eld), w(rap-up owed), d(own line).
    fn work(letters: &str) -> Workload {
        Workload {
            ringing: letters.contains('r'),
            talking: letters.contains('t'),
            held: letters.contains('h'),
            wrap_up_owed: letters.contains('w'),
            line_up: !letters.contains('d'),
        }
    }

    fn play(story: &[(AgentEvent, &str, AgentState, Option<WantedState>)]) {
        let mut status = AgentStatus::default();
        for (step, (event, letters, state, next)) in story.iter().enumerate() {
            let now = Timestamp(1 + step as i64);
            let after = status.on(*event, work(letters), now);
            assert_eq!((after.state, after.next), (*state, *next), "step {step}");
            let since = if after.state == status.state { status.since_ms } else { now };
            assert_eq!(after.since_ms, since, "step {step}");
            status = after;
        }
    }

    use AgentEvent::{Wants, WorkChanged};
    use AgentState::{Available, Offline, OnHold, Ringing, Talking, WrapUp};

    #[test]
    fn a_call_leads_from_available_through_wrap_up_to_available() {
        // D-7
        play(&[
            (WorkChanged, "", Offline, None),
            (Wants(WantedState::Available), "", Available, None),
            (WorkChanged, "r", Ringing, None),
            (WorkChanged, "tw", Talking, None),
            (WorkChanged, "hw", OnHold, None),
            (WorkChanged, "tw", Talking, None),
            (WorkChanged, "w", WrapUp, None),
            (WorkChanged, "", Available, None),
        ]);
    }

    #[test]
    fn a_state_asked_for_during_a_call_is_taken_on_after_the_form() {
        // D-7
        play(&[
            (Wants(WantedState::Available), "", Available, None),
            (WorkChanged, "tw", Talking, None),
            (Wants(LUNCH), "tw", Talking, Some(LUNCH)),
            (WorkChanged, "w", WrapUp, Some(LUNCH)),
            (WorkChanged, "", AT_LUNCH, None),
            (Wants(WantedState::Available), "", Available, None),
            (WorkChanged, "t", Talking, None),
            (Wants(LUNCH), "t", Talking, Some(LUNCH)),
            (Wants(WantedState::Available), "t", Talking, None),
            (WorkChanged, "", Available, None),
        ]);
    }

    #[test]
    fn an_owed_form_can_not_be_skipped_by_asking_for_another_state_or_by_a_second_call() {
        // D-6
        play(&[
            (Wants(WantedState::Available), "", Available, None),
            (WorkChanged, "w", WrapUp, None),
            (Wants(WantedState::Available), "w", WrapUp, None),
            (Wants(WantedState::Offline), "w", WrapUp, Some(WantedState::Offline)),
            (WorkChanged, "rw", Ringing, Some(WantedState::Offline)),
            (WorkChanged, "w", WrapUp, Some(WantedState::Offline)),
            (WorkChanged, "", Offline, None),
        ]);
    }

    #[test]
    fn a_second_call_changes_nothing_until_it_is_answered() {
        // D-7
        play(&[
            (Wants(WantedState::Available), "", Available, None),
            (WorkChanged, "tw", Talking, None),
            (WorkChanged, "trw", Talking, None),
            (WorkChanged, "htw", Talking, None),
            (WorkChanged, "hw", OnHold, None),
            (WorkChanged, "hrw", OnHold, None),
            (WorkChanged, "rw", Ringing, None),
        ]);
    }

    #[test]
    fn a_call_during_a_break_leads_back_to_the_break() {
        // D-7
        play(&[
            (Wants(LUNCH), "", AT_LUNCH, None),
            (WorkChanged, "r", Ringing, Some(LUNCH)),
            (WorkChanged, "", AT_LUNCH, None),
        ]);
    }

    // D-12
    #[test]
    fn who_is_there_and_in_no_call_hears_of_a_new_chat() {
        let is = |state, next| AgentStatus { state, since_ms: Timestamp(1), next }.hears_of_chats();
        assert!(is(AgentState::Available, None) && is(AgentState::WrapUp, None));
        assert!(is(AgentState::Offline, Some(WantedState::Available)), "the line alone is down");
        for state in [AgentState::Ringing, AgentState::Talking, AgentState::OnHold, AgentState::Offline] {
            assert!(!is(state, None), "{state:?}");
        }
        assert!(!is(AgentState::Break { reason: BreakReason::Meal }, None));
        assert!(!is(AgentState::WrapUp, Some(WantedState::Offline)), "about to go");
    }

    #[test]
    fn without_a_line_an_available_agent_is_offline_and_comes_back_with_it() {
        // D-7
        play(&[
            (Wants(WantedState::Available), "d", Offline, Some(WantedState::Available)),
            (WorkChanged, "", Available, None),
            (WorkChanged, "d", Offline, Some(WantedState::Available)),
            (Wants(LUNCH), "d", AT_LUNCH, None),
            (WorkChanged, "", AT_LUNCH, None),
            (Wants(WantedState::Offline), "", Offline, None),
            (WorkChanged, "d", Offline, None),
            (WorkChanged, "", Offline, None),
        ]);
    }

    #[test]
    fn a_call_goes_on_when_the_line_falls() {
        // D-4
        play(&[
            (Wants(WantedState::Available), "", Available, None),
            (WorkChanged, "td", Talking, None),
            (WorkChanged, "wd", WrapUp, None),
            (WorkChanged, "d", Offline, Some(WantedState::Available)),
            (WorkChanged, "", Available, None),
        ]);
    }

    #[test]
    fn after_a_crash_in_a_call_the_form_is_still_owed() {
        // D-6
        let talking = AgentStatus { state: Talking, since_ms: Timestamp(5), next: Some(LUNCH) };
        let back = talking.on(WorkChanged, work("w"), Timestamp(9));
        assert_eq!((back.state, back.next, back.since_ms), (WrapUp, Some(LUNCH), Timestamp(9)));
    }

    #[test]
    fn the_workload_follows_from_the_calls() {
        use Direction::{Inbound, Outbound};
        for (calls, letters) in [
            (vec![], ""),
            (vec![(Inbound, CallState::Ringing)], "r"),
            (vec![(Outbound, CallState::Ringing)], "t"),
            (vec![(Outbound, CallState::Dialing)], "t"),
            (vec![(Inbound, CallState::Held), (Inbound, CallState::Ringing)], "hr"),
            (vec![(Inbound, CallState::Talking), (Outbound, CallState::Held)], "th"),
            (vec![(Inbound, CallState::Ended)], ""),
        ] {
            assert_eq!(Workload::of(calls, false, true), work(letters));
        }
    }
}
