//! Segments at the real server: made by who leads, there for everybody (H-8).

use daehwa_desk::api::{error::ErrorCode, segments::SegmentForm};
use daehwa_domain::{
    customer::Language,
    dialogue::Purpose,
    funnel::{Cell, Period},
    segment::{Condition, DialogueState, Matches, SegmentQuery, Test},
    time::Timestamp,
};

use crate::{
    bench::Seat,
    with_server::{Centre, settled},
};

fn korean() -> SegmentQuery {
    let test = Test::Language { language: Language::Ko };
    SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] }
}

fn form(name: &str, query: SegmentQuery) -> SegmentForm {
    SegmentForm { id: None, name: name.to_owned(), query, retired: false }
}

/// The names of the segments, without the one that the demonstration has.
async fn names(seat: &Seat) -> Vec<String> {
    let segments = seat.desk.segments(()).await.unwrap().segments.into_iter();
    segments.map(|it| it.name).filter(|name| name != "최근 설문 6점 이하").collect()
}

async fn sees(seat: &Seat, expected: &[&str]) {
    while names(seat).await != expected {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_segment_that_a_supervisor_saves_is_on_the_administrators_desktop_and_counts_alike_h_8() {
    let centre = Centre::open().await;
    let (lead, admin) = (centre.seat("supervisor1").await, centre.seat("admin1").await);
    let made = lead.desk.save_segment(form(" 한국어 고객 ", korean())).await.unwrap();
    assert_eq!(made.name, "한국어 고객");
    sees(&admin, &["한국어 고객"]).await;

    let open = Test::Dialogue {
        topic: None,
        purpose: Some(Purpose::Sales),
        from_stage: None,
        to_stage: None,
        state: DialogueState::Open,
        idle_days: None,
        touches: None,
    };
    let both = SegmentQuery {
        matches: Matches::Any,
        conditions: vec![korean().conditions.remove(0), Condition { not: false, test: open }],
    };
    let changed = SegmentForm { id: Some(made.id), name: "둘 중 하나".into(), query: both.clone(), retired: false };
    admin.desk.save_segment(changed).await.unwrap();
    settled(&admin).await;
    sees(&lead, &["둘 중 하나"]).await;
    let kept = lead.desk.segments(()).await.unwrap().segments;
    let kept = kept.into_iter().find(|it| it.id == made.id).unwrap();
    assert_eq!((kept.query.clone(), kept.created_by), (both.clone(), made.created_by));
    let found = lead.desk.segment_customers(both).await.unwrap().unwrap();
    let korean = lead.desk.segment_customers(korean()).await.unwrap().unwrap();
    assert!(found.total >= korean.total && korean.total > 0);
    assert_eq!(found.rows.len() as u32, found.total);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_makes_no_segments_and_a_query_without_conditions_is_none_h_8() {
    let centre = Centre::open().await;
    let (agent, lead) = (centre.seat("agent1").await, centre.seat("supervisor1").await);
    assert_eq!(agent.desk.save_segment(form("a", korean())).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.segment_customers(korean()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.segments(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let nothing = SegmentQuery { matches: Matches::All, conditions: vec![] };
    assert_eq!(lead.desk.save_segment(form("a", nothing.clone())).await.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(lead.desk.segment_customers(nothing).await.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(lead.desk.save_segment(form("  ", korean())).await.unwrap_err().code, ErrorCode::Invalid);
    assert!(names(&lead).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_customers_behind_a_number_are_in_the_segment_made_from_it_h_7_h_8() {
    let centre = Centre::open().await;
    let lead = centre.seat("supervisor1").await;
    let topic = lead.desk.topics(()).await.unwrap().remove(0).id;
    let to_ms = lead.desk.snapshot(()).await.unwrap().now_ms;
    let cell =
        Cell { topic, stage: 1, way: None, period: Period { from_ms: Timestamp(to_ms.0 - 200 * 86_400_000), to_ms } };
    let behind = lead.desk.funnel_customers(cell).await.unwrap().unwrap();
    let query = lead.desk.segment_of_cell(cell).await.unwrap();
    let found = lead.desk.segment_customers(query).await.unwrap().unwrap();
    assert!(behind.total > 0);
    assert!(behind.rows.iter().all(|it| found.rows.iter().any(|row| row.customer == it.customer)));
}
