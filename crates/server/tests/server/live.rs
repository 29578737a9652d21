//! What one desktop does, others see at once.

use daehwa_domain::{
    agent::{AgentState, Workload},
    agent_log::StepCause,
    id::{DeviceId, UserId},
    record::Record,
};
use daehwa_protocol::{
    auth::Refresh,
    error::{Denial, Refusal},
    message::{AgentReport, Change, Down, Up, Verdict},
    scope::Scope,
};
use daehwa_server::{
    seed::{Seed, Size, sow},
    serve::Settings,
};
use uuid::Uuid;

use crate::{
    centre::{Centre, customer},
    desktop::Desktop,
};

const FREE: Workload = Workload { ringing: false, talking: false, held: false, wrap_up_owed: false, line_up: true };
const TALKING: Workload = Workload { talking: true, ..FREE };

async fn desktop(centre: &Centre, server: std::net::SocketAddr, login: &str) -> Desktop {
    let device = DeviceId(Uuid::now_v7());
    let tokens = centre.sign_in_on(login, device).await;
    Desktop::welcomed(server, &tokens, device).await.0
}

// D-42
#[tokio::test]
async fn a_commit_of_one_desktop_is_told_to_the_others_of_the_team_only() {
    let centre = Centre::new().await;
    let here = centre.server.address();
    let (mut one, mut two) = (desktop(&centre, here, "agent-a").await, desktop(&centre, here, "lead-a").await);
    let mut other_team = desktop(&centre, here, "agent-b").await;
    let (a, b) = (centre.team("A").await, centre.team("B").await);
    one.push(Record::Customer(customer(a))).await;
    assert!(matches!(one.answer().await, Down::Acked { .. }));
    assert_eq!(two.hint().await, Down::Behind { scope: Scope::Team(a), head: 1 });
    two.say(&Up::Pull { scope: Scope::Team(a), cursor: 0, limit: 10 }).await;
    assert!(matches!(two.answer().await, Down::Delta { changes, .. } if changes.len() == 1));
    other_team.push(Record::Customer(customer(b))).await;
    let first = other_team.hint().await;
    assert!(matches!(first, Down::Acked { .. } | Down::Behind { scope: Scope::Team(_), head: 1 }), "{first:?}");
    assert!(!matches!(first, Down::Behind { scope, .. } if scope == Scope::Team(a)));
}

// D-42
#[tokio::test]
async fn a_commit_through_one_server_is_told_to_a_desktop_at_another() {
    let centre = Centre::new().await;
    let other = centre.another_server().await;
    let mut one = desktop(&centre, centre.server.address(), "agent-a").await;
    let mut two = desktop(&centre, other.address(), "lead-a").await;
    let team = centre.team("A").await;
    one.push(Record::Customer(customer(team))).await;
    assert_eq!(two.hint().await, Down::Behind { scope: Scope::Team(team), head: 1 });
}

fn report(number: u64, cause: StepCause, work: Workload) -> Up {
    Up::Agent { reports: vec![AgentReport { number, ago_ms: 0, cause, work }] }
}

/// Waits until a colleague is shown in this state.
async fn shown(watching: &mut Desktop, state: AgentState) -> UserId {
    loop {
        if let Down::Live { user, status } = watching.hear().await
            && status.state == state
        {
            return user;
        }
    }
}

/// Waits until the own state is this.
async fn own(desktop: &mut Desktop, state: AgentState) -> u64 {
    loop {
        if let Down::Agent { status, taken, .. } = desktop.hear().await
            && status.state == state
        {
            return taken;
        }
    }
}

// D-7, D-31
#[tokio::test]
async fn an_agents_state_is_shown_to_the_team_until_the_agent_was_not_heard_for_too_long() {
    let mut centre = Centre::new().await;
    let impatient = centre.another_server_with(Settings { contact_ms: 1_500, ..Settings::default() }).await;
    centre.server = impatient;
    let here = centre.server.address();
    let mut watching = desktop(&centre, here, "lead-a").await;
    let mut agent = desktop(&centre, here, "agent-a").await;
    agent.say(&report(1, StepCause::SignedIn, TALKING)).await;
    assert_eq!(own(&mut agent, AgentState::Talking).await, 1);
    let user = shown(&mut watching, AgentState::Talking).await;

    let mut late = desktop(&centre, here, "lead-a").await;
    assert_eq!(shown(&mut late, AgentState::Talking).await, user);
    drop(agent);
    assert_eq!(shown(&mut watching, AgentState::Offline).await, user);
}

// D-7
#[tokio::test]
async fn an_agents_state_outlives_the_server() {
    let mut centre = Centre::new().await;
    let mut agent = desktop(&centre, centre.server.address(), "agent-a").await;
    agent.say(&report(1, StepCause::SignedIn, TALKING)).await;
    own(&mut agent, AgentState::Talking).await;
    let other = centre.another_server().await;
    std::mem::replace(&mut centre.server, other).stop().await.unwrap();
    let mut watching = desktop(&centre, centre.server.address(), "lead-a").await;
    shown(&mut watching, AgentState::Talking).await;
}

// D-7
#[tokio::test]
async fn a_person_signed_in_on_two_desktops_has_one_state_on_both_servers() {
    let centre = Centre::new().await;
    let other = centre.another_server().await;
    let mut first = desktop(&centre, centre.server.address(), "agent-a").await;
    let mut second = desktop(&centre, other.address(), "agent-a").await;
    first.say(&report(1, StepCause::SignedIn, FREE)).await;
    own(&mut second, AgentState::Available).await;
    second.say(&report(1, StepCause::Work, TALKING)).await;
    own(&mut first, AgentState::Talking).await;
}

// D-7
#[tokio::test]
async fn a_person_who_signs_out_is_offline_at_once() {
    let centre = Centre::new().await;
    let here = centre.server.address();
    let mut watching = desktop(&centre, here, "lead-a").await;
    let device = DeviceId(Uuid::now_v7());
    let tokens = centre.sign_in_on("agent-a", device).await;
    let (mut agent, _) = Desktop::welcomed(here, &tokens, device).await;
    agent.say(&report(1, StepCause::SignedIn, FREE)).await;
    shown(&mut watching, AgentState::Available).await;
    centre.post("sign-out", &Refresh { refresh_token: tokens.refresh_token }).await;
    shown(&mut watching, AgentState::Offline).await;
}

// security.md, 7
#[tokio::test]
async fn a_disabled_users_open_socket_is_closed() {
    let centre = Centre::new().await;
    let mut agent = desktop(&centre, centre.server.address(), "agent-a").await;
    // As the command line does it: nothing tells the running server, it has to look.
    centre.people.set_disabled("agent-a", true).await.unwrap();
    let (heard, _) = agent.closed().await;
    assert!(heard.contains(&Down::Denied { denial: Denial::Disabled }), "{heard:?}");
}

// security.md, 7
#[tokio::test]
async fn the_open_socket_of_a_revoked_device_and_of_a_changed_password_is_closed_on_every_server() {
    let centre = Centre::new().await;
    let other = centre.another_server().await;
    for here in [centre.server.address(), other.address()] {
        let device = DeviceId(Uuid::now_v7());
        let tokens = centre.sign_in_on("agent-a", device).await;
        let (mut stolen, _) = Desktop::welcomed(here, &tokens, device).await;
        let mut signed_out = desktop(&centre, here, "agent-b").await;
        let mut lead = desktop(&centre, here, "lead-a").await;
        centre.people.revoke_device(device).await.unwrap();
        let (heard, _) = stolen.closed().await;
        assert!(heard.contains(&Down::Denied { denial: Denial::DeviceRevoked }), "{heard:?}");
        centre.people.set_password("agent-b", crate::centre::PASSWORD).await.unwrap();
        let (heard, _) = signed_out.closed().await;
        assert!(heard.contains(&Down::Denied { denial: Denial::SignIn }), "{heard:?}");
        // Who has nothing to do with it goes on, and has nothing to apply.
        lead.say(&Up::Pull { scope: Scope::Centre, cursor: 0, limit: 100 }).await;
        assert!(matches!(lead.answer().await, Down::Delta { to, head, .. } if to == head));
    }
}

// security.md, 21; sync.md, invariant 8
#[tokio::test]
async fn an_erased_customer_leaves_the_desktops_and_is_not_brought_back() {
    let centre = Centre::new().await;
    let team = centre.team("A").await;
    let mut agent = desktop(&centre, centre.server.address(), "agent-a").await;
    let customer = customer(team);
    let made = agent.create(Record::Customer(customer.clone()));
    agent.say(&Up::Push { ops: vec![made.clone()] }).await;
    agent.answer().await;
    assert!(centre.people.erase(customer.id).await.unwrap());
    agent.say(&Up::Pull { scope: Scope::Team(team), cursor: 1, limit: 10 }).await;
    let Down::Delta { changes, .. } = agent.answer().await else { panic!() };
    assert_eq!(changes, [Change::Erased { customer: customer.id }]);
    agent.push(Record::Customer(customer.clone())).await;
    let Down::Acked { results } = agent.answer().await else { panic!() };
    assert!(matches!(results[0].verdict, Verdict::Refused { refusal: Refusal::Erased, .. }));
    assert!(!centre.people.erase(customer.id).await.unwrap());
}

#[tokio::test]
async fn a_demonstration_of_a_size_in_contacts_has_so_many() {
    let centre = Centre::new().await;
    let seed = Seed { seed: 7, size: Size::Interactions(100), password: crate::centre::PASSWORD.to_owned() };
    let sown = sow(centre.store.clone(), &seed).await.unwrap();
    assert!((100..150).contains(&sown.interactions), "{sown:?}");
}

#[tokio::test]
async fn a_server_that_stops_ends_its_sockets() {
    let mut centre = Centre::new().await;
    let other = centre.another_server().await;
    let stopping = std::mem::replace(&mut centre.server, other);
    let mut agent = desktop(&centre, stopping.address(), "agent-a").await;
    let (stopped, closed) = tokio::join!(stopping.stop(), agent.closed());
    stopped.unwrap();
    assert!(closed.0.iter().all(|it| matches!(it, Down::Agent { .. })));
}
