//! The agent's state on this desktop: the server's while it can be heard, the domain's state machine over what happens here meanwhile.

use daehwa_domain::{
    agent::{AgentStatus, WantedState, Workload},
    agent_log::{AgentLog, Numbered, StepCause},
    call::LineState,
};
use daehwa_protocol::message::AgentReport;

use crate::{
    Desk,
    api::{error::CommandError, event::UiEvent},
    shift::Shift,
};

impl Desk {
    /// Asks for a state.
    pub async fn set_agent_state(&self, wanted: WantedState) -> Result<AgentStatus, CommandError> {
        let shift = self.shift()?;
        Ok(self.move_agent(&shift, StepCause::Asked(wanted)))
    }

    /// Brings the agent's state in line with the calls.
    pub(crate) fn update_agent(&self, shift: &Shift) {
        self.move_agent(shift, StepCause::Work);
    }

    /// Moves the agent's state, and tells everyone when it changed.
    pub(crate) fn move_agent(&self, shift: &Shift, cause: StepCause) -> AgentStatus {
        let work = self.workload(shift);
        change(shift, |agent| agent.step(cause, work, shift.now()).into_iter().collect())
    }

    /// The server told how the agent's state stands.
    pub(crate) fn agent_heard(&self, shift: &Shift, status: AgentStatus, taken: u64, elsewhere: Option<Workload>) {
        let work = self.workload(shift);
        change(shift, |agent| agent.heard(status, taken, elsewhere, work));
    }

    /// What there is to do here, as the phone and the cache know it.
    fn workload(&self, shift: &Shift) -> Workload {
        let line_up = matches!(*self.inner.line.lock(), LineState::Ready);
        let owed = shift.cache.owed_wrap_ups().is_ok_and(|owed| !owed.is_empty());
        Workload::of(shift.calls.lock().live(), owed, line_up)
    }
}

/// Changes the log, keeps it, sends what `act` gives, and shows a state that is another.
fn change(shift: &Shift, act: impl FnOnce(&mut AgentLog) -> Vec<Numbered>) -> AgentStatus {
    let mut agent = shift.agent.lock();
    let before = agent.clone();
    let steps = act(&mut agent);
    let after = agent.status();
    // Written down and sent in the order of the changes.
    if *agent != before
        && let Err(error) = shift.cache.set_agent_log(shift.user.id, &agent)
    {
        tracing::warn!(error = crate::fault::chain(&error), "the agent's state is not kept");
    }
    let now = shift.now();
    let reports: Vec<_> = steps.iter().map(|(number, step)| AgentReport::of(*number, *step, now)).collect();
    shift.uplink.reports(&reports);
    drop(agent);
    if after != before.status() {
        shift.host.emit(UiEvent::Agent(after));
        shift.host.tray(after, shift.settings().language);
        shift.uplink.presence(after);
    }
    after
}
