//! Calls from the first ring to the form, and what of them outlives a crash.

use std::sync::atomic::Ordering;

use daehwa_desk::{
    api::{
        call::{AttachForm, DialForm, DigitForm, MuteForm, TransferForm},
        customer::NewCustomer,
        error::{CommandError, ErrorCode},
        event::UiEvent,
        wrap_up::{CallbackEntry, Draft},
    },
    host::{Click, Host, Subject},
    telephone::CallAction,
};
use daehwa_domain::{
    agent::{AgentState, BreakReason, WantedState},
    call::{Call, CallState, CallerInfo, EndCause, LineFault, LineState},
    customer::{CustomerKind, Language, RemarkKind},
    id::{CallId, CustomerId},
    interaction::{Direction, Outcome},
};
use daehwa_phone::{AudioRole, PhoneError, PhoneEvent};
use uuid::Uuid;

use crate::{
    bench::{Done, Seat, entry},
    sign_in_server::{SignInServer, USER},
};

fn code<T: std::fmt::Debug>(outcome: Result<T, CommandError>) -> ErrorCode {
    outcome.unwrap_err().code
}

async fn state(seat: &Seat) -> AgentState {
    seat.desk.snapshot(()).await.unwrap().agent.state
}

#[tokio::test]
async fn a_known_caller_is_on_screen_with_the_ring_and_without_the_server() {
    // D-1, D-2
    let mut server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    server.stop().await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    for written in ["01011112222", "+821011112222", "tel:+82-10-1111-2222"] {
        let (mut call, view, customer) = seat.ring(written).await;
        assert_eq!(view.customer, Some(minji), "{written}");
        assert_eq!(customer.unwrap().customer.name, "한민지");
        assert_eq!(view.number_text.as_deref(), Some("010-1111-2222"));
        seat.end(&mut call, EndCause::Missed).await;
    }
    assert!(seat.desk.snapshot(()).await.unwrap().calls.is_empty(), "a call that nobody answered owes nothing");
}

#[tokio::test]
async fn several_customers_on_one_number_are_all_offered_and_none_is_chosen() {
    // D-2
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let mother = seat.customer("김영희", "02-555-0101").await;
    let son = seat.customer("이준", "025550101").await;
    let (call, view, customer) = seat.ring("+8225550101").await;
    assert_eq!((view.customer, customer), (None, None));
    let offered: Vec<CustomerId> = view.candidates.iter().map(|card| card.id).collect();
    assert!(offered.len() == 2 && offered.contains(&mother) && offered.contains(&son));
    let view = seat.desk.attach_customer(AttachForm { call: call.id, customer: Some(son) }).await.unwrap();
    assert_eq!(view.customer, Some(son));
    let unknown = Some(CustomerId(Uuid::from_u128(9)));
    let form = AttachForm { call: call.id, customer: unknown };
    assert_eq!(code(seat.desk.attach_customer(form).await), ErrorCode::UnknownCustomer);
}

#[tokio::test]
async fn what_the_pbx_believes_is_a_hint_and_no_identity() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let caller = CallerInfo {
        number: Some("0299998888".to_owned()),
        customer_hint: Some(minji.to_string()),
        ..CallerInfo::default()
    };
    let (_, view, customer) = seat.ring_as(caller).await;
    assert_eq!((view.customer, customer), (None, None));
}

#[tokio::test]
async fn an_unknown_caller_becomes_a_customer_who_is_known_at_the_next_call() {
    // D-2
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let (mut call, view, _) = seat.ring("01077778888").await;
    assert!(view.candidates.is_empty());
    let form = NewCustomer {
        kind: CustomerKind::Person,
        name: "최서연".to_owned(),
        company: None,
        language: Language::Ko,
        phone: Some("01077778888".to_owned()),
        email: Some("seoyeon@example.com".to_owned()),
        call: Some(call.id),
    };
    let customer = seat.desk.create_customer(form).await.unwrap().customer.id;
    seat.shown(|views| views.iter().any(|view| view.customer == Some(customer))).await;
    seat.end(&mut call, EndCause::Missed).await;
    let (_, view, _) = seat.ring("+82 10 7777 8888").await;
    assert_eq!(view.customer, Some(customer));
}

#[tokio::test]
async fn a_caller_without_a_number_rings_too() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let (_, view, customer) = seat.ring_as(CallerInfo::default()).await;
    assert_eq!((view.customer, view.number_text, customer), (None, None, None));
}

#[tokio::test]
async fn an_answered_call_leads_through_the_agent_s_states_and_owes_its_form() {
    // D-6, D-7
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    assert_eq!(state(&seat).await, AgentState::Available);
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.shown(|views| views.len() == 1).await;
    assert_eq!(state(&seat).await, AgentState::Ringing);
    seat.desk.answer(call.id).await.unwrap();
    assert!(seat.telephone.has(&Done::Act(call.id, CallAction::Answer)));
    seat.go(&mut call, CallState::Talking).await;
    assert_eq!(state(&seat).await, AgentState::Talking);
    let meal = WantedState::Break { reason: BreakReason::Meal };
    assert_eq!(seat.desk.set_agent_state(meal).await.unwrap().next, Some(meal));
    seat.go(&mut call, CallState::Held).await;
    assert_eq!(state(&seat).await, AgentState::OnHold);
    seat.go(&mut call, CallState::Talking).await;
    seat.host.advance(95_000);
    seat.desk.save_draft(Draft { call: call.id, text: "요금 문의\n다음 달부터 변경".to_owned() }).await.unwrap();
    assert_eq!(code(seat.desk.wrap_up(entry(call.id, Outcome::Resolved)).await), ErrorCode::CallState);
    seat.end(&mut call, EndCause::RemoteHangup).await;
    assert_eq!(state(&seat).await, AgentState::WrapUp);

    let form = seat.desk.wrap_up_form(call.id).await.unwrap();
    assert_eq!((form.customer, form.note.as_str()), (Some(minji), "요금 문의\n다음 달부터 변경"));
    let due_ms = call.ended_ms.unwrap().plus_ms(90_000);
    assert_eq!(form.due_ms, Some(due_ms));
    let mut filled = entry(call.id, Outcome::Resolved);
    filled.note = form.note;
    filled.next_step = Some("변경 확인 문자".to_owned());
    seat.desk.wrap_up(filled.clone()).await.unwrap();

    assert_eq!(state(&seat).await, AgentState::Break { reason: BreakReason::Meal });
    let view = seat.desk.customer(minji).await.unwrap();
    let [contact] = view.timeline.entries.as_slice() else { panic!("one contact") };
    assert_eq!(contact.interaction.call, Some(call.id));
    assert_eq!(contact.interaction.duration_ms, 95_000);
    assert_eq!(contact.interaction.summary, "요금 문의");
    assert_eq!(contact.note.as_deref(), Some("요금 문의\n다음 달부터 변경"));
    assert_eq!(contact.agent_name.as_deref(), Some("김민서"));
    assert!(contact.unsent);
    assert!(view.remarks.iter().any(|it| it.kind == RemarkKind::Promise && it.text == "변경 확인 문자"));
    let sync = seat.desk.sync_status(()).await.unwrap();
    assert!(sync.waiting >= 3, "what was done waits for the server: {}", sync.waiting);
    assert_eq!(code(seat.desk.wrap_up(filled).await), ErrorCode::CallGone, "once is enough");
}

#[tokio::test]
async fn required_fields_can_not_be_skipped() {
    // D-6
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let unknown = seat.answered_call("0299998888").await;
    let error = seat.desk.wrap_up(entry(unknown, Outcome::Resolved)).await.unwrap_err();
    assert_eq!((error.code, error.detail.as_deref()), (ErrorCode::Invalid, Some("customer")));
    seat.customer("한민지", "010-1111-2222").await;
    let known = seat.answered_call("01011112222").await;
    let error = seat.desk.wrap_up(entry(known, Outcome::FollowUp)).await.unwrap_err();
    assert_eq!(error.detail.as_deref(), Some("next_step"));
    let late = CallbackEntry {
        due_ms: seat.desk.snapshot(()).await.unwrap().now_ms.plus_ms(-3_600_000),
        owner: None,
        note: String::new(),
    };
    let mut form = entry(known, Outcome::FollowUp);
    form.callback = Some(late);
    assert_eq!(code(seat.desk.wrap_up(form).await), ErrorCode::PastTime);
    let mut form = entry(known, Outcome::Resolved);
    form.note = "x".repeat(64 * 1024 + 1);
    assert_eq!(seat.desk.wrap_up(form).await.unwrap_err().detail.as_deref(), Some("note"));
    let mut form = entry(known, Outcome::Resolved);
    form.stage = Some(2);
    assert_eq!(seat.desk.wrap_up(form).await.unwrap_err().detail.as_deref(), Some("stage"));
    // Both are still owed, and a wrong number needs no customer.
    assert_eq!(seat.desk.work_list(()).await.unwrap().owed, [unknown, known]);
    seat.desk.wrap_up(entry(unknown, Outcome::WrongNumber)).await.unwrap();
    assert_eq!(seat.desk.work_list(()).await.unwrap().owed, [known]);
    assert_eq!(code(seat.desk.wrap_up(entry(CallId(Uuid::nil()), Outcome::Resolved)).await), ErrorCode::CallGone);
}

#[tokio::test]
async fn killed_in_the_middle_of_a_call_note_and_form_are_there_again() {
    // D-5, D-6
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let earlier = seat.answered_call("01011112222").await;
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.go(&mut call, CallState::Talking).await;
    seat.desk.save_draft(Draft { call: call.id, text: "반쯤 쓴 메".to_owned() }).await.unwrap();

    let again = seat.killed_and_started_again();
    let snapshot = again.desk.snapshot(()).await.unwrap();
    assert_eq!(snapshot.agent.state, AgentState::WrapUp);
    let ids: Vec<CallId> = snapshot.calls.iter().map(|view| view.call.id).collect();
    assert_eq!(ids, [earlier, call.id]);
    let view = &snapshot.calls[1];
    assert_eq!((view.draft.as_str(), view.wrap_up_owed, view.customer), ("반쯤 쓴 메", true, Some(minji)));
    assert_eq!(view.call.end_cause, Some(EndCause::Crashed));
    assert_eq!(view.candidates.len(), 1);
    let mut form = entry(call.id, Outcome::Resolved);
    form.note = view.draft.clone();
    again.desk.wrap_up(form).await.unwrap();
    let contacts = again.desk.customer(minji).await.unwrap().timeline.entries;
    assert_eq!(contacts[0].note.as_deref(), Some("반쯤 쓴 메"));
    assert_eq!(again.desk.work_list(()).await.unwrap().owed, [earlier]);
}

#[tokio::test]
async fn a_note_written_while_it_rang_is_not_lost_with_the_call() {
    // D-5
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.shown(|views| views.len() == 1).await;
    seat.desk.save_draft(Draft { call: call.id, text: "다시 걸 것".to_owned() }).await.unwrap();
    seat.end(&mut call, EndCause::Missed).await;
    let form = seat.desk.wrap_up_form(call.id).await.unwrap();
    assert_eq!((form.outcome, form.note.as_str()), (Some(Outcome::Abandoned), "다시 걸 것"));
}

#[tokio::test]
async fn a_call_out_is_dialed_as_written_and_owes_its_form_even_unanswered() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let form = DialForm { number: "010-1111-2222".to_owned(), customer: Some(minji) };
    let id = seat.desk.dial(form).await.unwrap();
    assert!(seat.telephone.has(&Done::Dial(id, "01011112222".to_owned())));
    assert_eq!(state(&seat).await, AgentState::Talking);
    let view = seat.desk.snapshot(()).await.unwrap().calls.remove(0);
    assert_eq!((view.customer, view.call.direction), (Some(minji), Direction::Outbound));
    let mut call = view.call;
    seat.end(&mut call, EndCause::Busy).await;
    assert_eq!(seat.desk.wrap_up_form(id).await.unwrap().outcome, Some(Outcome::NoAnswer));
}

#[tokio::test]
async fn what_can_not_be_dialed_is_said_and_leaves_nothing_behind() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let dial = |number: &str| seat.desk.dial(DialForm { number: number.to_owned(), customer: None });
    assert_eq!(code(dial("☎").await), ErrorCode::BadNumber);
    *seat.telephone.refuses.lock() = Some(PhoneError::InvalidTarget);
    assert_eq!(code(dial("123").await), ErrorCode::BadNumber);
    seat.line(LineState::Down { reason: LineFault::Unreachable });
    seat.host.last(|it| matches!(it, UiEvent::Line(_)), |it| matches!(it, UiEvent::Line(LineState::Down { .. }))).await;
    assert_eq!(code(dial("01011112222").await), ErrorCode::NoLine);
    let snapshot = seat.desk.snapshot(()).await.unwrap();
    assert!(snapshot.calls.is_empty());
    seat.host
        .last(
            |it| matches!(it, UiEvent::Agent(_)),
            |it| matches!(it, UiEvent::Agent(status) if status.state == AgentState::Offline),
        )
        .await;
}

#[tokio::test]
async fn every_button_of_a_call_reaches_the_telephone_and_a_wrong_one_is_refused() {
    // D-3
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let (mut call, ..) = seat.ring("01011112222").await;
    let id = call.id;
    assert_eq!(code(seat.desk.hold(id).await), ErrorCode::CallState);
    assert_eq!(code(seat.desk.resume(id).await), ErrorCode::CallState);
    seat.go(&mut call, CallState::Talking).await;
    assert_eq!(code(seat.desk.answer(id).await), ErrorCode::CallState);
    seat.desk.hold(id).await.unwrap();
    seat.go(&mut call, CallState::Held).await;
    seat.desk.resume(id).await.unwrap();
    seat.go(&mut call, CallState::Talking).await;
    seat.desk.set_mute(MuteForm { call: id, muted: true }).await.unwrap();
    seat.desk.send_digit(DigitForm { call: id, digit: '#' }).await.unwrap();
    assert_eq!(code(seat.desk.send_digit(DigitForm { call: id, digit: 'x' }).await), ErrorCode::Invalid);
    seat.desk.transfer(TransferForm { call: id, target: "desk2@pbx.test".to_owned() }).await.unwrap();
    for action in [
        CallAction::Hold,
        CallAction::Resume,
        CallAction::Mute(true),
        CallAction::Digit('#'),
        CallAction::Transfer("desk2@pbx.test".to_owned()),
    ] {
        assert!(seat.telephone.has(&Done::Act(id, action.clone())), "{action:?}");
    }
    assert_eq!(code(seat.desk.hang_up(CallId(Uuid::nil())).await), ErrorCode::CallGone);
    let failed = PhoneEvent::TransferResult { call: id, done: false, status: Some(486) };
    seat.telephone.events.send(failed).unwrap();
    seat.host.until(|it| matches!(it, UiEvent::Notice(error) if error.code == ErrorCode::CallState)).await;
    assert_eq!(code(seat.desk.sign_out(()).await), ErrorCode::CallState, "nobody signs out of a call");
}

#[tokio::test]
async fn a_headset_that_is_pulled_out_is_told_with_which_part_of_it_is_gone() {
    // D-3
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    for (role, part) in [(AudioRole::Input, "input"), (AudioRole::Output, "output"), (AudioRole::Ring, "ring")] {
        seat.telephone.events.send(PhoneEvent::DeviceLost { role }).unwrap();
        seat.host
            .until(|it| {
                matches!(it, UiEvent::Notice(error)
                    if error.code == ErrorCode::AudioDevice && error.retry && error.detail.as_deref() == Some(part))
            })
            .await;
    }
}

#[tokio::test]
async fn a_telephone_that_is_gone_is_told_as_an_internal_fault_and_leaves_no_call() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    *seat.telephone.refuses.lock() = Some(PhoneError::Stopped);
    let form = DialForm { number: "01011112222".to_owned(), customer: None };
    assert_eq!(code(seat.desk.dial(form).await), ErrorCode::Internal);
    assert!(seat.desk.snapshot(()).await.unwrap().calls.is_empty());
}

#[tokio::test]
async fn hanging_up_returns_when_the_form_is_owed() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.go(&mut call, CallState::Talking).await;
    let (ended, id) = (seat.telephone.events.clone(), call.id);
    call.end(EndCause::LocalHangup, call.started_ms);
    let hanging_up = seat.desk.hang_up(id);
    let reporting = async {
        tokio::task::yield_now().await;
        ended.send(PhoneEvent::Call(call)).unwrap();
    };
    let (hung_up, ()) = tokio::join!(hanging_up, reporting);
    hung_up.unwrap();
    assert_eq!(seat.desk.work_list(()).await.unwrap().owed, [id]);
}

#[tokio::test]
async fn a_second_call_rings_while_the_first_is_talked_and_both_owe_their_form() {
    // D-6
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let (mut first, ..) = seat.ring("01011112222").await;
    seat.go(&mut first, CallState::Talking).await;
    let (mut second, ..) = seat.ring("01033334444").await;
    seat.shown(|views| views.len() == 2).await;
    assert_eq!(state(&seat).await, AgentState::Talking);
    seat.go(&mut first, CallState::Held).await;
    seat.go(&mut second, CallState::Talking).await;
    seat.end(&mut second, EndCause::RemoteHangup).await;
    assert_eq!(state(&seat).await, AgentState::OnHold);
    seat.end(&mut first, EndCause::RemoteHangup).await;
    assert_eq!(seat.desk.work_list(()).await.unwrap().owed, [first.id, second.id]);
}

#[tokio::test]
async fn behind_other_windows_a_ring_is_notified_and_can_be_answered_from_there() {
    // D-8
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    seat.customer("한민지", "010-1111-2222").await;
    let (mut call, ..) = seat.ring("01011112222").await;
    assert!(seat.host.notifications.lock().is_empty(), "not while the person looks at the window");
    seat.end(&mut call, EndCause::Missed).await;
    seat.host.focused.store(false, Ordering::SeqCst);
    let (mut call, ..) = seat.ring("01011112222").await;
    seat.shown(|views| views.iter().any(|view| view.call.id == call.id)).await;
    let notification = seat.host.notifications.lock()[0].clone();
    assert_eq!(notification.subject, Subject::Call(call.id));
    assert_eq!((notification.name.as_deref(), notification.number.as_deref()), (Some("한민지"), Some("010-1111-2222")));
    seat.desk.clicked(notification.subject, Click::Answer).await;
    assert!(seat.telephone.has(&Done::Act(call.id, CallAction::Answer)));
    let id = call.id;
    seat.host.until(|it| matches!(it, UiEvent::Show { call: Some(shown), .. } if *shown == id)).await;
    seat.go(&mut call, CallState::Talking).await;
    assert!(seat.host.withdrawn.lock().contains(&Subject::Call(call.id)));
}

#[tokio::test]
async fn a_call_while_nobody_is_signed_in_shows_nobody_s_data() {
    let seat = Seat::new();
    let caller = CallerInfo { number: Some("01011112222".to_owned()), ..CallerInfo::default() };
    seat.report(&Call::begin(seat.new_call_id(), Direction::Inbound, caller, crate::bench::MORNING));
    seat.line(LineState::Ready);
    seat.host.until(|it| matches!(it, UiEvent::Line(LineState::Ready))).await;
    assert_eq!(seat.host.count(|it| matches!(it, UiEvent::Ringing { .. } | UiEvent::Calls(_))), 0);
}

#[tokio::test]
async fn a_break_outlives_a_crash() {
    // D-7
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let rest = WantedState::Break { reason: BreakReason::Rest };
    seat.desk.set_agent_state(rest).await.unwrap();
    let again = seat.killed_and_started_again();
    assert_eq!(state(&again).await, AgentState::Break { reason: BreakReason::Rest });
    let user = again.desk.snapshot(()).await.unwrap().session;
    // After a sign-out the next shift begins anew.
    seat.desk.sign_out(()).await.unwrap();
    seat.sign_in(&server.url).await.unwrap();
    let agent = seat.desk.snapshot(()).await.unwrap().agent;
    assert_eq!((agent.state, agent.since_ms), (AgentState::Available, seat.host.now()));
    assert!(matches!(user, daehwa_desk::api::session::Session::SignedIn { user, .. } if user.id == USER));
}
