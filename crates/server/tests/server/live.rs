//! What one desktop does, others see at once.

use daehwa_domain::{
    agent::{AgentState, AgentStatus},
    id::DeviceId,
    record::Record,
    time::Timestamp,
};
use daehwa_protocol::{
    error::Denial,
    message::{Down, Up},
    scope::Scope,
};
use uuid::Uuid;

use crate::{
    centre::{Centre, customer},
    desktop::Desktop,
};

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
    assert_eq!(two.hear().await, Down::Behind { scope: Scope::Team(a), head: 1 });
    two.say(&Up::Pull { scope: Scope::Team(a), cursor: 0, limit: 10 }).await;
    assert!(matches!(two.answer().await, Down::Delta { changes, .. } if changes.len() == 1));
    other_team.push(Record::Customer(customer(b))).await;
    let first = other_team.hear().await;
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
    assert_eq!(two.hear().await, Down::Behind { scope: Scope::Team(team), head: 1 });
}

// D-31
#[tokio::test]
async fn an_agents_state_is_shown_to_the_team_until_the_agent_is_gone() {
    let centre = Centre::new().await;
    let here = centre.server.address();
    let mut watching = desktop(&centre, here, "lead-a").await;
    let mut agent = desktop(&centre, here, "agent-a").await;
    let status = AgentStatus { state: AgentState::Talking, since_ms: Timestamp(7), next: None };
    agent.say(&Up::Presence { status }).await;
    let Down::Live { user, status: shown } = watching.hear().await else { panic!() };
    assert_eq!(shown, status);

    let mut late = desktop(&centre, here, "lead-a").await;
    assert_eq!(late.hear().await, Down::Live { user, status });
    drop(agent);
    let Down::Live { user: gone, status } = watching.hear().await else { panic!() };
    assert_eq!((gone, status.state), (user, AgentState::Offline));
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

#[tokio::test]
async fn a_server_that_stops_ends_its_sockets() {
    let mut centre = Centre::new().await;
    let other = centre.another_server().await;
    let stopping = std::mem::replace(&mut centre.server, other);
    let mut agent = desktop(&centre, stopping.address(), "agent-a").await;
    let (stopped, closed) = tokio::join!(stopping.stop(), agent.closed());
    stopped.unwrap();
    assert!(closed.0.is_empty());
}
