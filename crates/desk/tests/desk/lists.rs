//! Call lists at the real server: made by who leads, worked by two people who never call the same customer (H-9, P-11, D-22).

use std::collections::BTreeSet;

use daehwa_desk::api::{
    call::CallView,
    customer::ConsentForm,
    error::ErrorCode,
    lists::{ListEdit, ListForm, ListWork, MemberView, MembersPart, TakeOffForm},
};
use daehwa_domain::{
    call::{CallState, EndCause},
    call_list::{CallList, MemberResult, Obstacle, Origin, Retry},
    customer::{ConsentPurpose, Language},
    dialogue::{Purpose, Topic},
    funnel::{Cell, Period},
    id::{CallId, InteractionId},
    interaction::{Channel, Outcome},
    segment::{Condition, Matches, SegmentQuery, Test},
    time::Timestamp,
};

use crate::{
    bench::{Done, Seat, entry},
    with_server::{Centre, settled},
};

/// Everybody who speaks Korean, to be helped: no consent is needed, and nobody rests.
fn helping(name: &str) -> ListForm {
    let test = Test::Language { language: Language::Ko };
    let query = SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] };
    ListForm {
        name: name.to_owned(),
        origin: Origin::Segment { segment: None, query },
        purpose: Purpose::Service,
        topic: None,
        script: None,
        offer: " 안내 ".to_owned(),
        rest_days: 0,
        retries: vec![Retry { outcome: Outcome::NoAnswer, calls: 2, pause_min: 60, other_number: true }],
    }
}

async fn arrived(seat: &Seat, list: &CallList) {
    loop {
        let views = seat.desk.call_lists(()).await.unwrap();
        // The members come with their customers.
        if views.iter().any(|it| it.list.id == list.id && it.open >= 10) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

fn part(list: &CallList, from: u32) -> MembersPart {
    MembersPart { list: list.id, from, count: 3 }
}

/// All members, read as a view does that is scrolled.
async fn all_members(seat: &Seat, list: &CallList) -> Vec<MemberView> {
    let mut all = Vec::new();
    loop {
        let read = seat.desk.list_members(part(list, all.len() as u32)).await.unwrap();
        assert!(read.rows.len() <= 3);
        all.extend(read.rows);
        if all.len() == read.total as usize {
            return all;
        }
    }
}

async fn taken(seat: &Seat, list: &CallList) -> ListWork {
    seat.desk.take_members(list.id).await.unwrap()
}

/// Calls the first of the own members that can be called, and ends the call with an outcome.
async fn call(seat: &Seat, work: &ListWork, outcome: Outcome) -> CallId {
    let member = work.mine.iter().find(|it| it.obstacles.is_empty()).unwrap();
    let id = seat.desk.call_member(member.id).await.unwrap();
    assert!(seat.telephone.done.lock().iter().any(|it| matches!(it, Done::Dial(call, _) if *call == id)));
    let CallView { mut call, customer, .. } =
        seat.desk.snapshot(()).await.unwrap().calls.into_iter().find(|it| it.call.id == id).unwrap();
    assert_eq!(customer, Some(member.customer));
    seat.go(&mut call, CallState::Talking).await;
    seat.end(&mut call, EndCause::RemoteHangup).await;
    seat.desk.wrap_up(entry(id, outcome)).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_agents_work_through_a_list_and_never_have_the_same_customer_h_9_d_22() {
    let centre = Centre::open().await;
    let lead = centre.seat("supervisor1").await;
    let (one, two) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let ahead = lead.desk.preview_list(helping("")).await.unwrap().unwrap();
    assert!(ahead.called.len() >= 10, "{}", ahead.called.len());
    let list = lead.desk.make_list(helping(" 안내 전화 ")).await.unwrap().unwrap();
    assert_eq!(
        (list.name.as_str(), list.offer.as_str(), list.members),
        ("안내 전화", "안내", ahead.called.len() as u32)
    );
    assert_eq!(list.left_out, ahead.left_out);
    settled(&lead).await;
    let members = all_members(&lead, &list).await;
    let order: Vec<_> = members.iter().map(|it| it.customer).collect();
    assert_eq!(order, ahead.called.iter().map(|it| it.customer).collect::<Vec<_>>(), "in the order that was looked at");

    arrived(&one, &list).await;
    arrived(&two, &list).await;
    let (ours, theirs) = tokio::join!(taken(&one, &list), taken(&two, &list));
    let ids = |work: &ListWork| work.mine.iter().map(|it| it.customer).collect::<BTreeSet<_>>();
    assert!(!ours.mine.is_empty() && !theirs.mine.is_empty());
    assert!(ids(&ours).is_disjoint(&ids(&theirs)), "{ours:?} {theirs:?}");
    assert!(one.desk.snapshot(()).await.unwrap().sync.stuck.is_empty(), "a wish that was not granted is no trouble");
    assert!(two.desk.snapshot(()).await.unwrap().sync.stuck.is_empty());
    // Whose member it is calls it, and nobody else.
    let foreign = theirs.mine[0].id;
    assert_eq!(one.desk.call_member(foreign).await.unwrap_err().code, ErrorCode::MemberNotYours);

    let call = call(&one, &ours, Outcome::Sold).await;
    settled(&one).await;
    let done = loop {
        let members = all_members(&lead, &list).await;
        if let Some(done) = members.into_iter().find(|it| it.result.is_some()) {
            break done;
        }
        tokio::task::yield_now().await;
    };
    let Some(MemberResult::Called { contact, outcome, .. }) = done.result else { panic!("{done:?}") };
    assert_eq!((contact, outcome, done.customer), (InteractionId::from(call), Outcome::Sold, ours.mine[0].customer));
    assert!(done.result_by.is_some());
    let view = lead.desk.call_lists(()).await.unwrap().remove(0);
    assert_eq!((view.called[0].outcome, view.called[0].count), (Outcome::Sold, 1));
    assert_eq!(view.open, list.members - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_goes_on_without_the_server_and_what_came_of_it_arrives_h_9() {
    let mut centre = Centre::open().await;
    let (lead, agent) = (centre.seat("supervisor1").await, centre.seat("agent1").await);
    let list = lead.desk.make_list(helping("안내")).await.unwrap().unwrap();
    arrived(&agent, &list).await;
    let work = taken(&agent, &list).await;
    settled(&agent).await;
    centre.down().await;
    while agent.desk.sync_status(()).await.unwrap().link == daehwa_desk::api::sync::LinkState::Online {
        tokio::task::yield_now().await;
    }
    call(&agent, &work, Outcome::NoAnswer).await;
    let left = agent.desk.take_members(list.id).await.unwrap();
    assert_eq!(left.mine.len(), work.mine.len() - 1, "nobody new without the server");
    let rest: Vec<_> = left.mine.iter().map(|it| it.id).collect();
    for member in rest {
        let off = TakeOffForm { member, words: "자리에 없음".to_owned() };
        agent.desk.take_off(off).await.unwrap();
    }
    assert_eq!(agent.desk.take_members(list.id).await.unwrap_err().code, ErrorCode::NeedsServer);
    centre.up().await;
    settled(&agent).await;
    let view = loop {
        let view = lead.desk.call_lists(()).await.unwrap().remove(0);
        if view.later == 1 && view.taken_off.iter().map(|it| it.count).sum::<u32>() as usize == work.mine.len() - 1 {
            break view;
        }
        tokio::task::yield_now().await;
    };
    let members = all_members(&lead, &list).await;
    let missed = members.iter().find(|it| it.again_ms.is_some()).unwrap();
    assert_eq!((missed.again_ms, missed.open), (view.next_ms, false), "nobody answered: again after the pause");
    assert!(matches!(missed.result, Some(MemberResult::Called { outcome: Outcome::NoAnswer, calls: 1, .. })));
    let none = ListEdit { id: list.id, name: None, closed: None, retries: Some(Vec::new()) };
    assert_eq!(agent.desk.edit_list(none.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    lead.desk.edit_list(none).await.unwrap();
    let view = lead.desk.call_lists(()).await.unwrap().remove(0);
    assert_eq!((view.later, view.called[0].outcome, view.called[0].count), (0, Outcome::NoAnswer, 1), "that was all");
    let wrong = Retry { outcome: Outcome::Declined, calls: 2, pause_min: 60, other_number: false };
    let wrong = ListEdit { id: list.id, name: None, closed: None, retries: Some(vec![wrong]) };
    assert_eq!(lead.desk.edit_list(wrong).await.unwrap_err().detail.as_deref(), Some("retries"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_or_a_refusal_since_then_keeps_from_calling_visibly_p_11_h_9() {
    let centre = Centre::open().await;
    let (lead, agent) = (centre.seat("supervisor1").await, centre.seat("agent1").await);
    for it in lead.desk.preview_list(helping("")).await.unwrap().unwrap().called {
        let consent = ConsentForm {
            customer: it.customer,
            purpose: ConsentPurpose::Marketing,
            channel: Some(Channel::Phone),
            granted: true,
            source: "테스트".to_owned(),
        };
        lead.desk.record_consent(consent).await.unwrap();
    }
    let selling = ListForm { purpose: Purpose::Sales, ..helping("판매") };
    let ahead = lead.desk.preview_list(selling.clone()).await.unwrap().unwrap();
    assert!(ahead.called.len() >= 3);
    assert!(ahead.left.iter().all(|it| !it.obstacles.is_empty()));
    let list = lead.desk.make_list(selling).await.unwrap().unwrap();
    settled(&lead).await;
    while agent.desk.call_lists(()).await.unwrap().first().is_none_or(|it| it.open < 2) {
        tokio::task::yield_now().await;
    }
    let work = taken(&agent, &list).await;
    let (complains, refuses) = (&work.mine[0], &work.mine[1]);
    let topics = agent.desk.topics(()).await.unwrap();
    let complaint: &Topic = topics.iter().find(|it| it.complaint).unwrap();
    let form = daehwa_desk::api::customer::OpenDialogueForm { customer: complains.customer, topic: complaint.id };
    agent.desk.open_dialogue(form).await.unwrap();
    let withdrawn = ConsentForm {
        customer: refuses.customer,
        purpose: ConsentPurpose::Marketing,
        channel: None,
        granted: false,
        source: "통화 중".to_owned(),
    };
    agent.desk.record_consent(withdrawn).await.unwrap();
    let again = agent.desk.list_work(list.id).await.unwrap();
    let obstacles = |id| again.mine.iter().find(|it| it.id == id).unwrap().obstacles.clone();
    assert_eq!(obstacles(complains.id), [Obstacle::Complaint]);
    assert_eq!(obstacles(refuses.id), [Obstacle::Refused]);
    let refused = agent.desk.call_member(complains.id).await.unwrap_err();
    assert_eq!((refused.code, refused.detail.as_deref()), (ErrorCode::NotCallable, Some("complaint")));
    assert_eq!(agent.desk.call_member(refuses.id).await.unwrap_err().detail.as_deref(), Some("refused"));
    assert!(agent.telephone.done.lock().iter().all(|it| !matches!(it, Done::Dial(..))), "nobody was dialed");
    agent.desk.take_off(TakeOffForm { member: complains.id, words: String::new() }).await.unwrap();
    let view = agent.desk.list_work(list.id).await.unwrap().view;
    assert_eq!((view.taken_off[0].obstacle, view.taken_off[0].count), (Some(Obstacle::Complaint), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_makes_and_follows_no_lists_and_a_closed_one_is_worked_by_nobody_h_9() {
    let centre = Centre::open().await;
    let (lead, agent) = (centre.seat("supervisor1").await, centre.seat("agent1").await);
    assert_eq!(agent.desk.preview_list(helping("")).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.make_list(helping("a")).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(lead.desk.make_list(helping(" ")).await.unwrap_err().code, ErrorCode::Invalid);
    let to_ms = lead.desk.snapshot(()).await.unwrap().now_ms;
    let topic = lead.desk.topics(()).await.unwrap().remove(0).id;
    let long_ago = Period { from_ms: Timestamp(0), to_ms: Timestamp(1) };
    let nobody = ListForm {
        origin: Origin::Cell { cell: Cell { topic, stage: 1, way: None, period: long_ago } },
        ..helping("a")
    };
    assert_eq!(lead.desk.make_list(nobody).await.unwrap_err().detail.as_deref(), Some("members"));
    let month = Period { from_ms: to_ms.plus_ms(-200 * 86_400_000), to_ms };
    let cell = Cell { topic, stage: 1, way: None, period: month };
    let behind = lead.desk.funnel_customers(cell).await.unwrap().unwrap();
    let form = ListForm { origin: Origin::Cell { cell }, topic: Some(topic), ..helping("숫자에서") };
    let ahead = lead.desk.preview_list(form.clone()).await.unwrap().unwrap();
    let left: u32 = ahead.left_out.iter().map(|it| it.count).sum();
    assert_eq!(
        ahead.called.len() + left as usize,
        behind.rows.iter().map(|it| it.customer).collect::<BTreeSet<_>>().len(),
        "everybody behind the number, once"
    );
    let list = lead.desk.make_list(form).await.unwrap().unwrap();
    assert_eq!(agent.desk.list_members(part(&list, 0)).await.unwrap_err().code, ErrorCode::NotAllowed);
    let edit = |closed| ListEdit { id: list.id, name: None, closed: Some(closed), retries: None };
    assert_eq!(agent.desk.edit_list(edit(true)).await.unwrap_err().code, ErrorCode::NotAllowed);
    lead.desk.edit_list(edit(true)).await.unwrap();
    assert!(lead.desk.call_lists(()).await.unwrap()[0].list.closed, "who leads sees it");
    assert!(lead.desk.take_members(list.id).await.unwrap().mine.is_empty());
    lead.desk.edit_list(edit(false)).await.unwrap();
    settled(&lead).await;
    assert!(!lead.desk.take_members(list.id).await.unwrap().mine.is_empty());
}
