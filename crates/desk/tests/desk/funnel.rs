//! The supervisor's funnel at the real server (H-7).

use daehwa_desk::api::{customer::MoveStageForm, error::ErrorCode, funnel::FunnelView};
use daehwa_domain::{
    funnel::{Cell, FunnelQuery, Period, Way},
    id::TopicId,
    time::Timestamp,
};

use crate::{
    bench::Seat,
    with_server::{Centre, shared_customer, shows},
};

fn always() -> FunnelQuery {
    // Ten years until 2030.
    let to_ms = Timestamp(1_893_456_000_000);
    let period = Period { from_ms: to_ms.plus_ms(-315_000_000_000), to_ms };
    FunnelQuery { topic: None, purpose: None, way: None, period, compared: period.before() }
}

async fn counted(seat: &Seat) -> FunnelView {
    seat.desk.funnel(always()).await.unwrap().unwrap()
}

fn at(view: &FunnelView, topic: TopicId, stage: u8) -> u32 {
    let topic = view.funnel.topics.iter().find(|it| it.topic == topic).unwrap();
    topic.stages[usize::from(stage) - 1].reached
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_that_an_agent_moves_is_counted_on_the_supervisors_desktop_at_once_h_5_h_7() {
    let centre = Centre::open().await;
    let (agent, supervisor) = (centre.seat("agent1").await, centre.seat("supervisor1").await);
    let (customer, _) = shared_customer(&agent).await;
    let view = agent.desk.customer(customer).await.unwrap();
    let dialogue = view.dialogues.iter().find(|it| it.open && it.stage < 3).unwrap();
    let (topic, stage) = (dialogue.topic, dialogue.stage + 1);
    let before = counted(&supervisor).await;
    let form = MoveStageForm { customer, dialogue: dialogue.id, stage, call: None };
    agent.desk.move_stage(form).await.unwrap();
    shows(&supervisor, customer, |view| view.dialogues.iter().any(|it| it.topic == topic && it.stage == stage)).await;
    let after = counted(&supervisor).await;
    assert_eq!(at(&after, topic, stage), at(&before, topic, stage) + 1);

    let cell = Cell { topic, stage, way: Some(Way::NoContact), period: always().period };
    let behind = supervisor.desk.funnel_customers(cell).await.unwrap().unwrap();
    assert!(behind.rows.iter().any(|it| it.customer == customer && it.stage == stage));
    assert_eq!(behind.total as usize, behind.rows.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_lead_sees_no_funnel_and_an_administrator_may_h_7() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let topic = agent.desk.topics(()).await.unwrap().remove(0).id;
    let cell = Cell { topic, stage: 1, way: None, period: always().period };
    assert_eq!(agent.desk.funnel(always()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.funnel_customers(cell).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(counted(&admin).await.funnel.topics.len(), 10);
    let backwards = Period { from_ms: Timestamp(5), to_ms: Timestamp(5) };
    let refused = admin.desk.funnel(FunnelQuery { period: backwards, ..always() }).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
}
