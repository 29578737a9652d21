//! Agents' states: one for each person, by the domain's state machine over what the desktops report. D-7.

use daehwa_domain::{
    agent::{AgentState, BreakReason, WantedState, Workload},
    agent_log::StepCause,
    time::Timestamp,
};
use daehwa_protocol::message::AgentReport;
use daehwa_store::{
    Identity, Store,
    agents::{AgentDesk, KnownAgent, Standing},
};

use crate::{
    centre::{Centre, NOW, elsewhere},
    ground::Ground,
};

const CONTACT_MS: i64 = 60_000;
const LUNCH: StepCause = StepCause::Asked(WantedState::Break { reason: BreakReason::Meal });
const AT_LUNCH: AgentState = AgentState::Break { reason: BreakReason::Meal };
const FREE: Workload = Workload { ringing: false, talking: false, held: false, wrap_up_owed: false, line_up: true };
const TALKING: Workload = Workload { talking: true, wrap_up_owed: true, ..FREE };
const OWED: Workload = Workload { wrap_up_owed: true, ..FREE };

fn report(number: u64, ago_ms: u64, cause: StepCause, work: Workload) -> AgentReport {
    AgentReport { number, ago_ms, cause, work }
}

async fn tell(centre: &Centre, who: &Identity, now: Timestamp, reports: &[AgentReport]) -> Standing {
    centre.store.report_agent(who, reports, now, now.plus_ms(CONTACT_MS)).await.unwrap()
}

async fn signed_in(centre: &Centre) -> Standing {
    tell(centre, &centre.agent_a, NOW, &[report(1, 0, StepCause::SignedIn, FREE)]).await
}

async fn past(store: &dyn Store, who: &Identity) -> Vec<(AgentState, i64)> {
    let past = store.past_statuses(who.tenant, who.user.id, 0, 100).await.unwrap();
    past.iter().map(|(_, status)| (status.state, status.since_ms.since_ms(NOW))).collect()
}

async fn known(store: &dyn Store, who: &Identity) -> KnownAgent {
    store.agents().await.unwrap().into_iter().find(|it| it.user == who.user.id).unwrap()
}

pub async fn an_agents_state_follows_from_what_is_reported_d_7(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let standing = signed_in(&centre).await;
    assert_eq!((standing.taken, standing.elsewhere), (1, None));
    assert_eq!(standing.agent.status.state, AgentState::Available);
    assert_eq!(standing.agent.teams, [centre.team_a]);
    // A form that is owed is not skipped by asking.
    let free = StepCause::Asked(WantedState::Available);
    let reports =
        [report(2, 9, StepCause::Work, TALKING), report(3, 5, StepCause::Work, OWED), report(4, 2, free, OWED)];
    let standing = tell(&centre, &centre.agent_a, NOW.plus_ms(10), &reports).await;
    assert_eq!(standing.agent.status.state, AgentState::WrapUp);
    // As another server sees it.
    assert_eq!(known(&*ground.store().await, &centre.agent_a).await, standing.agent);
}

pub async fn a_report_that_is_late_or_sent_twice_changes_nothing_d_7(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    signed_in(&centre).await;
    let talking = report(2, 0, StepCause::Work, TALKING);
    let lunch = report(3, 0, LUNCH, FREE);
    let standing = tell(&centre, &centre.agent_a, NOW, &[talking, lunch]).await;
    for late in [talking, lunch, report(1, 0, StepCause::SignedIn, FREE)] {
        assert_eq!(tell(&centre, &centre.agent_a, NOW, &[late]).await, standing);
    }
    assert_eq!(standing.agent.status.state, AT_LUNCH);
}

pub async fn what_waited_on_a_desktop_arrives_in_its_order_d_7(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    signed_in(&centre).await;
    centre.store.lapse_agents(NOW.plus_ms(CONTACT_MS)).await.unwrap();
    let back = NOW.plus_ms(1_000_000);
    let waited = [
        report(2, 990_000, StepCause::Work, TALKING),
        report(3, 980_000, StepCause::Work, OWED),
        report(4, 970_000, LUNCH, OWED),
        report(5, 960_000, StepCause::Work, FREE),
    ];
    let standing = tell(&centre, &centre.agent_a, back, &waited).await;
    assert_eq!((standing.agent.status.state, standing.taken), (AT_LUNCH, 5));
    use AgentState::{Available, Offline, Talking, WrapUp};
    let expected = [
        (Available, 0),
        (Offline, 60_000),
        (Talking, 10_000),
        (WrapUp, 20_000),
        // The next state was set.
        (WrapUp, 20_000),
        (AT_LUNCH, 40_000),
    ];
    assert_eq!(past(&*centre.store, &centre.agent_a).await, expected);
}

pub async fn a_person_on_two_desktops_has_one_state_d_7(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    signed_in(&centre).await;
    tell(&centre, &centre.agent_a, NOW, &[report(2, 0, LUNCH, FREE)]).await;
    let second = elsewhere(&centre.agent_a);
    let standing = tell(&centre, &second, NOW, &[report(1, 0, StepCause::SignedIn, FREE)]).await;
    assert_eq!((standing.agent.status.state, standing.elsewhere), (AT_LUNCH, Some(FREE)));
    let standing = tell(&centre, &second, NOW, &[report(2, 0, StepCause::Work, TALKING)]).await;
    assert_eq!(standing.agent.status.state, AgentState::Talking);
    // The first has no call, and that ends nothing.
    let standing = tell(&centre, &centre.agent_a, NOW, &[report(3, 0, StepCause::Work, FREE)]).await;
    assert_eq!((standing.agent.status.state, standing.elsewhere), (AgentState::Talking, Some(TALKING)));
    // The second is gone; the person is still here.
    centre.store.end_agent(AgentDesk::of(&second), NOW).await.unwrap();
    centre.store.lapse_agents(NOW).await.unwrap();
    assert_eq!(known(&*centre.store, &second).await.status.state, AT_LUNCH);
}

pub async fn what_was_asked_for_earlier_does_not_undo_what_was_asked_for_later_elsewhere_d_7(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    signed_in(&centre).await;
    let second = elsewhere(&centre.agent_a);
    let (asked, free) = (NOW.plus_ms(9_000), StepCause::Asked(WantedState::Available));
    tell(&centre, &second, asked, &[report(1, 0, free, FREE)]).await;
    let standing = tell(&centre, &centre.agent_a, NOW.plus_ms(10_000), &[report(2, 5_000, LUNCH, FREE)]).await;
    assert_eq!(standing.agent.status.state, AgentState::Available);
}

pub async fn who_is_not_heard_is_offline_and_back_where_the_work_is_d_7(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let first = signed_in(&centre).await.agent;
    centre.store.lapse_agents(NOW.plus_ms(CONTACT_MS - 1)).await.unwrap();
    assert_eq!(known(&*centre.store, &centre.agent_a).await, first);
    // A server that was started again finds what is over.
    let store = ground.store().await;
    let desks = [AgentDesk::of(&centre.agent_a)];
    store.renew_agents(&desks, NOW.plus_ms(2 * CONTACT_MS)).await.unwrap();
    store.lapse_agents(NOW.plus_ms(CONTACT_MS)).await.unwrap();
    assert_eq!(known(&*store, &centre.agent_a).await.status.state, AgentState::Available);
    let over = NOW.plus_ms(2 * CONTACT_MS);
    store.lapse_agents(over).await.unwrap();
    let gone = known(&*store, &centre.agent_a).await;
    assert_eq!((gone.status.state, gone.status.since_ms), (AgentState::Offline, over));
    assert!(gone.number > first.number);
    store.lapse_agents(over).await.unwrap();
    assert_eq!(known(&*store, &centre.agent_a).await, gone, "once");
    let back = tell(&centre, &centre.agent_a, over, &[report(2, 0, StepCause::Work, FREE)]).await;
    assert_eq!(back.agent.status.state, AgentState::Available);
}
