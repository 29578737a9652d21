//! The sync socket: greeting, what breaks it, what does not.

use daehwa_domain::{
    agent::{AgentState, AgentStatus},
    id::DeviceId,
    record::Record,
    time::Timestamp,
};
use daehwa_protocol::{
    MAX_FRAME_BYTES, PROTOCOL_VERSION, SCHEMA_VERSION,
    error::Denial,
    message::{Down, Up, Verdict},
    scope::Scope,
};
use daehwa_server::session::{CONTACT_MS, Session};
use daehwa_store::{Identity, accounts::FamilyId};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::{
    centre::{Centre, customer},
    desktop::{self, Desktop},
};

/// Signs in and opens a socket, before hello.
async fn silent(centre: &Centre) -> Desktop {
    let tokens = centre.sign_in("agent-a").await;
    desktop::open(centre.server.address(), Some(&tokens.access_token)).await.unwrap()
}

#[tokio::test]
async fn without_a_good_token_there_is_no_socket() {
    let centre = Centre::new().await;
    let good = centre.sign_in("agent-a").await;
    for bearer in [None, Some(""), Some("nonsense"), Some(good.refresh_token.as_str())] {
        let Err(refused) = desktop::open(centre.server.address(), bearer).await else { panic!() };
        assert_eq!(refused.status().as_u16(), 401);
    }
}

#[tokio::test]
async fn a_desktop_is_welcomed_pushes_pulls_and_fills() {
    let centre = Centre::new().await;
    let device = DeviceId(Uuid::now_v7());
    let tokens = centre.sign_in_on("agent-a", device).await;
    let (mut desktop, scopes) = Desktop::welcomed(centre.server.address(), &tokens, device).await;
    let team = centre.team("A").await;
    let held: Vec<_> = scopes.iter().map(|it| it.scope).collect();
    assert_eq!(held, [Scope::Centre, Scope::Team(team)]);

    desktop.push(Record::Customer(customer(team))).await;
    let Down::Acked { results } = desktop.answer().await else { panic!() };
    assert_eq!((results[0].counter, &results[0].verdict), (1, &Verdict::Accepted));

    desktop.say(&Up::Pull { scope: Scope::Team(team), cursor: 0, limit: 100 }).await;
    let Down::Delta { from: 0, to: 1, changes, checksum: Some(_), head: 1, .. } = desktop.answer().await else {
        panic!()
    };
    desktop.say(&Up::Fill { scope: Scope::Team(team), after: None, limit: 100 }).await;
    let Down::Snapshot { as_of: 1, changes: filled, next: None, progress, .. } = desktop.answer().await else {
        panic!()
    };
    assert_eq!((progress.done, progress.total), (1, 1));
    assert_eq!(changes, filled);
}

#[tokio::test]
async fn another_device_than_the_one_that_signed_in_is_denied() {
    let centre = Centre::new().await;
    let mut desktop = silent(&centre).await;
    let device = DeviceId(Uuid::now_v7());
    desktop.say(&Up::Hello { device, protocol: PROTOCOL_VERSION, schema: SCHEMA_VERSION }).await;
    assert_eq!(desktop.closed().await.0, [Down::Denied { denial: Denial::SignIn }]);
}

#[tokio::test]
async fn what_is_no_message_ends_the_connection_and_nothing_else() {
    let centre = Centre::new().await;
    let bomb = {
        let plain = vec![0; MAX_FRAME_BYTES + 1];
        let mut frame = vec![1];
        frame.extend(zstd::bulk::compress(&plain, 1).unwrap());
        frame
    };
    for bytes in [vec![], vec![9, 9], vec![0, 0xc1], vec![1, 2, 3, 4], bomb] {
        let mut desktop = silent(&centre).await;
        desktop.send(Message::Binary(bytes.into())).await;
        assert_eq!(desktop.closed().await, (vec![], Some(1002)));
    }
    let mut texting = silent(&centre).await;
    texting.send(Message::Text("{}".into())).await;
    assert_eq!(texting.closed().await.1, Some(1002));
    let mut hasty = silent(&centre).await;
    hasty.say(&Up::Push { ops: vec![] }).await;
    assert_eq!(hasty.closed().await.1, Some(1002));
    let mut huge = silent(&centre).await;
    huge.send(Message::Binary(vec![0; MAX_FRAME_BYTES + 2].into())).await;
    assert!(huge.closed().await.0.is_empty());
    silent(&centre).await;
}

/// A session without a socket.
async fn session(centre: &Centre) -> (Session, Identity) {
    let tokens = centre.sign_in("agent-a").await;
    let device = DeviceId(Uuid::now_v7());
    let family = FamilyId { tenant: tokens.tenant, id: Uuid::now_v7() };
    let identity = Identity { tenant: tokens.tenant, user: tokens.user, device, family };
    (Session::new(centre.store.clone(), identity.clone(), CONTACT_MS), identity)
}

// sync.md, invariant 10
#[tokio::test]
async fn a_desktop_that_is_too_old_is_told_so_and_its_outbox_still_drains() {
    let centre = Centre::new().await;
    let (mut session, identity) = session(&centre).await;
    let now = Timestamp(1_000);
    let hello = Up::Hello { device: identity.device, protocol: 0, schema: SCHEMA_VERSION };
    let answer = session.handle(hello, now).await.unwrap();
    assert!(matches!(answer.down[..], [Down::Upgrade { needs_protocol: 1 }]) && !answer.close);
    let pulled = session.handle(Up::Pull { scope: Scope::Centre, cursor: 0, limit: 1 }, now).await.unwrap();
    assert!(pulled.down.is_empty());
    let pushed = session.handle(Up::Push { ops: vec![] }, now).await.unwrap();
    assert_eq!(pushed.down, [Down::Acked { results: vec![] }]);
}

// sync.md, invariant 10
#[tokio::test]
async fn a_desktop_one_version_older_hears_nothing_that_it_does_not_know_and_its_state_counts() {
    let centre = Centre::new().await;
    let (mut session, identity) = session(&centre).await;
    let now = Timestamp(1_000);
    let hello = Up::Hello { device: identity.device, protocol: 1, schema: SCHEMA_VERSION };
    let answer = session.handle(hello, now).await.unwrap();
    assert!(matches!(answer.down[..], [Down::Welcome { protocol: 1, .. }]));
    for state in [AgentState::Available, AgentState::Talking] {
        let status = AgentStatus { state, ..AgentStatus::default() };
        let shown = session.handle(Up::Presence { status }, now).await.unwrap();
        assert_eq!(shown.agent.unwrap().status.state, state);
        assert!(shown.down.is_empty());
    }
    assert!(session.standing(now).await.unwrap().down.is_empty());
}

#[tokio::test]
async fn more_ops_than_a_push_may_hold_end_the_session() {
    let centre = Centre::new().await;
    let (mut session, identity) = session(&centre).await;
    let now = Timestamp(1_000);
    let hello = Up::Hello { device: identity.device, protocol: PROTOCOL_VERSION, schema: SCHEMA_VERSION };
    session.handle(hello.clone(), now).await.unwrap();
    assert!(session.handle(hello, now).await.is_err());
    let mut big = customer(centre.team("A").await);
    big.address = Some("x".repeat(1_100_000));
    let op = daehwa_protocol::op::Op {
        id: daehwa_domain::id::OpId(Uuid::now_v7()),
        counter: 1,
        hlc: daehwa_domain::time::Hlc::default(),
        user: identity.user.id,
        schema: SCHEMA_VERSION,
        action: daehwa_protocol::op::Action::Edit { edit: daehwa_domain::record::Edit::Create(Record::Customer(big)) },
    };
    assert!(session.handle(Up::Push { ops: vec![op] }, now).await.is_err());
    let status = AgentStatus { state: AgentState::Available, ..AgentStatus::default() };
    let shown = session.handle(Up::Presence { status }, now).await.unwrap();
    assert_eq!(shown.agent.unwrap().status.state, AgentState::Available);
}
