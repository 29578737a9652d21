//! Missed calls: in the customer's history, and on a list until they were returned.

use std::sync::atomic::Ordering;

use daehwa_desk::{
    api::{call::DialForm, error::ErrorCode, work::MissedCall, wrap_up::Draft},
    host::Subject,
};
use daehwa_domain::{
    call::{CallState, CallerInfo, EndCause},
    id::CallId,
    interaction::{Channel, Direction, Outcome},
};

use crate::{
    bench::{Seat, entry},
    sign_in_server::SignInServer,
};

async fn missed(seat: &Seat) -> Vec<MissedCall> {
    seat.desk.work_list(()).await.unwrap().missed
}

async fn ring_out(seat: &Seat, number: &str) -> CallId {
    let (mut call, ..) = seat.ring(number).await;
    seat.end(&mut call, EndCause::Missed).await;
    call.id
}

#[tokio::test]
async fn a_missed_call_of_a_known_customer_is_a_contact_in_triage_h_1() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let call = ring_out(&seat, "01011112222").await;
    let view = seat.desk.customer(minji).await.unwrap();
    let [contact] = view.timeline.entries.as_slice() else { panic!("one contact") };
    let it = &contact.interaction;
    assert_eq!((it.call, it.dialogue, it.agent, it.duration_ms), (Some(call), None, None, 0));
    assert_eq!((it.channel, it.direction, it.outcome), (Channel::Phone, Direction::Inbound, Some(Outcome::Abandoned)));
    assert_eq!(it.summary, "부재중 전화");
    assert!(contact.unsent);
    let work = seat.desk.work_list(()).await.unwrap();
    assert!(work.owed.is_empty(), "nobody has to fill in anything");
    assert_eq!(work.triage_total, 1);
    assert_eq!((work.missed[0].customer, work.missed[0].name.as_deref()), (Some(minji), Some("한민지")));

    // A desktop that is killed and started again does not tell it a second time.
    let again = seat.killed_and_started_again();
    again.desk.snapshot(()).await.unwrap();
    assert_eq!(again.desk.customer(minji).await.unwrap().timeline.total, 1);
}

#[tokio::test]
async fn a_missed_call_with_a_note_is_told_once_by_its_form_h_1() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.desk.save_draft(Draft { call: call.id, text: "다시 걸 것".to_owned() }).await.unwrap();
    seat.end(&mut call, EndCause::Missed).await;
    assert_eq!(seat.desk.customer(minji).await.unwrap().timeline.total, 0);
    seat.desk.wrap_up(entry(call.id, Outcome::Abandoned)).await.unwrap();
    assert_eq!(seat.desk.customer(minji).await.unwrap().timeline.total, 1);
}

#[tokio::test]
async fn an_unknown_number_that_was_missed_waits_until_somebody_spoke_with_it() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    ring_out(&seat, "0299998888").await;
    let other = ring_out(&seat, "01077778888").await;
    let latest = ring_out(&seat, "+8229999888").await;
    let same = ring_out(&seat, "+82299998888").await;
    let (mut withheld, ..) = seat.ring_as(CallerInfo::default()).await;
    seat.end(&mut withheld, EndCause::Missed).await;
    let listed = missed(&seat).await;
    let calls: Vec<(CallId, u32)> = listed.iter().map(|it| (it.call, it.times)).collect();
    assert_eq!(calls, [(same, 2), (latest, 1), (other, 1)], "one for each number, the latest first");
    assert_eq!((listed[0].number_text.as_str(), listed[0].customer), ("02-9999-8888", None));

    let seat = seat.killed_and_started_again();
    seat.line(daehwa_domain::call::LineState::Ready);
    assert_eq!(seat.desk.snapshot(()).await.unwrap().work.missed, listed);
    // Nobody answers there: it still waits.
    let form = || DialForm { number: listed[0].number.clone(), customer: None };
    seat.host
        .until(|it| {
            matches!(it, daehwa_desk::api::event::UiEvent::Line(line) if *line == daehwa_domain::call::LineState::Ready)
        })
        .await;
    let id = seat.desk.dial(form()).await.unwrap();
    let mut call = seat.desk.snapshot(()).await.unwrap().calls.remove(0).call;
    seat.end(&mut call, EndCause::NoAnswer).await;
    seat.desk.wrap_up(entry(id, Outcome::NoAnswer)).await.unwrap();
    assert_eq!(missed(&seat).await.len(), 3);
    let id = seat.desk.dial(form()).await.unwrap();
    let mut call = seat.desk.snapshot(()).await.unwrap().calls.remove(0).call;
    assert_eq!(call.id, id);
    seat.go(&mut call, CallState::Talking).await;
    seat.desk.dismiss_missed(latest).await.unwrap();
    assert_eq!(missed(&seat).await.iter().map(|it| it.call).collect::<Vec<_>>(), [other]);
    seat.desk.dismiss_missed(other).await.unwrap();
    seat.desk.dismiss_missed(other).await.unwrap();
    assert!(missed(&seat).await.is_empty());
}

#[tokio::test]
async fn a_call_that_a_colleague_took_leaves_nothing_behind_h_1() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    seat.host.focused.store(false, Ordering::SeqCst);
    let (mut call, ..) = seat.ring("01011112222").await;
    assert_eq!(seat.host.notifications.lock()[0].subject, Subject::Call(call.id));
    seat.end(&mut call, EndCause::Elsewhere).await;
    assert!(seat.host.withdrawn.lock().contains(&Subject::Call(call.id)));
    let work = seat.desk.work_list(()).await.unwrap();
    assert!(work.missed.is_empty() && work.owed.is_empty());
    assert_eq!((work.triage_total, seat.desk.customer(minji).await.unwrap().timeline.total), (0, 0));
    assert_eq!(seat.desk.wrap_up_form(call.id).await.unwrap_err().code, ErrorCode::CallGone);
    // What was typed while it rang is not lost.
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.desk.save_draft(Draft { call: call.id, text: "다시 걸 것".to_owned() }).await.unwrap();
    seat.end(&mut call, EndCause::Elsewhere).await;
    let again = seat.killed_and_started_again();
    let owed = again.desk.snapshot(()).await.unwrap().calls.remove(0);
    assert_eq!((owed.call.id, owed.call.end_cause), (call.id, Some(EndCause::Elsewhere)));
    assert!(missed(&again).await.is_empty());
}

#[tokio::test]
async fn a_rejected_call_is_not_a_missed_one() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.end(&mut call, EndCause::Rejected).await;
    assert!(missed(&seat).await.is_empty());
    assert_eq!(seat.desk.customer(minji).await.unwrap().timeline.total, 0);
    assert_eq!(seat.desk.wrap_up_form(call.id).await.unwrap_err().code, ErrorCode::CallGone);
}
