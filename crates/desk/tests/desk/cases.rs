//! Requests and complaints at the desk: written down, worked on, told of in time (D-11).

use std::sync::atomic::Ordering;

use daehwa_desk::{
    api::{
        cases::{
            CalendarDraft, CaseAsk, CaseAssignee, CaseContact, CaseDetail, CaseEdit, CaseShelf, CaseStepForm,
            CaseWhose, NewCase, SlaPolicyDraft,
        },
        customer::CustomerView,
        error::ErrorCode,
        event::UiEvent,
        session::SignInForm,
    },
    host::{Click, Subject},
};
use daehwa_domain::{
    case::{Did, Kind, Resolution, State},
    conversation::Priority,
    id::{CalendarId, CaseId, CustomerId, UserId},
    sla::{Applies, Deed, Escalation, Target},
};
use uuid::Uuid;

use crate::{
    bench::{MORNING, PASSWORD, Seat, form},
    sign_in_server::{ADMINISTRATOR, SignInServer, USER},
    with_server::{Centre, shared_customer, shows},
};

const HOUR_MS: i64 = 3_600_000;

fn request(customer: CustomerId, title: &str) -> NewCase {
    NewCase {
        customer,
        kind: Kind::Request,
        title: title.to_owned(),
        words: String::new(),
        dialogue: None,
        priority: Priority::Normal,
        assignee: None,
        contact: None,
    }
}

fn unchanged(case: CaseId) -> CaseEdit {
    CaseEdit { case, kind: None, title: None, words: None, priority: None, assignee: None, dialogue: None }
}

async fn does(seat: &Seat, case: CaseId, did: Did, words: &str) -> Result<CaseDetail, ErrorCode> {
    let form = CaseStepForm { case, did, words: words.to_owned(), contact: None };
    seat.desk.step_case(form).await.map_err(|error| error.code)
}

async fn listed(seat: &Seat, whose: CaseWhose, shelf: CaseShelf) -> Vec<String> {
    let ask = CaseAsk { whose, kind: None, shelf, from: 0, count: 50 };
    seat.desk.cases(ask).await.unwrap().rows.into_iter().map(|it| it.title).collect()
}

fn around_the_clock() -> SlaPolicyDraft {
    SlaPolicyDraft {
        id: None,
        name: "기본".to_owned(),
        rank: 5,
        applies: Applies::default(),
        calendar: None,
        answer_min: Some(240),
        resolve_min: Some(600),
        escalations: vec![Escalation { target: Target::Answer, percent: 75, deed: Deed::Remind }],
        retired: false,
    }
}

#[tokio::test]
async fn a_request_goes_its_way_without_the_server_d_11() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let empty = seat.desk.open_case(request(minji, "  ")).await.unwrap_err();
    assert_eq!((empty.code, empty.detail.as_deref()), (ErrorCode::Invalid, Some("title")));
    let made = seat.desk.open_case(request(minji, " 명의 변경 ")).await.unwrap();
    let id = made.line.id;
    assert_eq!((made.line.title.as_str(), made.line.name.as_str(), made.line.unsent), ("명의 변경", "한민지", true));
    assert_eq!(listed(&seat, CaseWhose::Nobody, CaseShelf::Open).await, ["명의 변경"]);
    let mine = CaseEdit { assignee: Some(CaseAssignee::Me), priority: Some(Priority::High), ..unchanged(id) };
    let taken = seat.desk.edit_case(mine).await.unwrap();
    assert_eq!((taken.line.mine, taken.line.assignee, taken.line.judged), (true, Some(USER), Priority::High));
    let nobody = CaseAssignee::User { user: UserId(Uuid::nil()) };
    let stranger = CaseEdit { assignee: Some(nobody), ..unchanged(id) };
    assert_eq!(seat.desk.edit_case(stranger).await.unwrap_err().detail.as_deref(), Some("assignee"));

    assert_eq!(does(&seat, id, Did::Commented, " ").await.unwrap_err(), ErrorCode::Invalid);
    assert_eq!(does(&seat, id, Did::Resumed, "").await.unwrap_err(), ErrorCode::CaseMoved);
    assert_eq!(does(&seat, id, Did::Waits, "서류 요청").await.unwrap().line.state, State::Waiting);
    assert_eq!(does(&seat, id, Did::Resumed, "").await.unwrap().line.state, State::Open);
    let declined = Did::Resolved { how: Resolution::Declined };
    assert_eq!(does(&seat, id, declined, "").await.unwrap_err(), ErrorCode::Invalid, "without a reason");
    let settled = does(&seat, id, declined, "서류 미비").await.unwrap();
    assert_eq!((settled.line.state, settled.steps.len()), (State::Resolved, 3));
    assert_eq!(listed(&seat, CaseWhose::Mine, CaseShelf::Settled).await, ["명의 변경"]);
    assert_eq!(does(&seat, id, Did::Reopened, "").await.unwrap().line.reopened, 1);

    let again = seat.killed_and_started_again();
    again.desk.wait_until_resumed().await;
    assert_eq!(listed(&again, CaseWhose::Mine, CaseShelf::Open).await, ["명의 변경"]);
}

#[tokio::test]
async fn a_case_that_comes_up_in_a_call_is_answered_and_stands_with_the_call_d_11() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let other = seat.customer("이서연", "010-3333-4444").await;
    let call = seat.answered_call("010-1111-2222").await;
    let contact = Some(CaseContact::Call { call });
    let elsewhere = seat.desk.open_case(NewCase { contact, ..request(other, "환불") }).await.unwrap_err();
    assert_eq!(elsewhere.detail.as_deref(), Some("contact"), "another customer's call");
    let made = seat.desk.open_case(NewCase { contact, ..request(minji, "환불") }).await.unwrap();
    assert_eq!(made.steps.iter().map(|it| it.did).collect::<Vec<_>>(), [Did::Answered]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_say_what_is_promised_and_every_desktop_counts_by_it_d_11() {
    let centre = Centre::open().await;
    let (admin, seat) = (centre.seat("admin1").await, centre.seat("agent1").await);
    assert_eq!(seat.desk.save_sla_policy(around_the_clock()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(seat.desk.sla_book(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let before = admin.desk.sla_book(()).await.unwrap();
    assert!(!before.policies.is_empty() && before.calendars.len() == 1 && !before.holidays.is_empty());
    let first = SlaPolicyDraft { rank: 1, ..around_the_clock() };
    let nowhere = SlaPolicyDraft { calendar: Some(CalendarId(Uuid::nil())), ..first.clone() };
    assert_eq!(admin.desk.save_sla_policy(nowhere).await.unwrap_err().detail.as_deref(), Some("calendar"));
    let saved = admin.desk.save_sla_policy(first.clone()).await.unwrap();
    let quicker = SlaPolicyDraft { id: Some(saved.id), answer_min: Some(30), ..first };
    admin.desk.save_sla_policy(quicker).await.unwrap();
    let hours = before.calendars[0].clone();
    let longer = CalendarDraft {
        id: Some(hours.id),
        name: hours.name,
        time_zone: "Asia/Nowhere".to_owned(),
        hours: hours.hours,
        public_holidays: hours.public_holidays,
        days_off: hours.days_off,
        retired: false,
    };
    assert_eq!(admin.desk.save_calendar(longer.clone()).await.unwrap_err().detail.as_deref(), Some("time_zone"));
    let moved = admin.desk.save_calendar(CalendarDraft { time_zone: "Europe/London".to_owned(), ..longer }).await;
    assert_eq!(moved.unwrap().time_zone, "Europe/London");
    let (customer, _) = shared_customer(&seat).await;
    let id = seat.desk.open_case(request(customer, "환불")).await.unwrap().line.id;
    let promised = |view: &CustomerView| {
        let own = view.cases.iter().find(|it| it.id == id);
        own.and_then(|it| it.answer.as_ref()).is_some_and(|it| it.promised_min == 30)
    };
    shows(&seat, customer, promised).await;
    shows(&admin, customer, promised).await;
}

#[tokio::test]
async fn whoever_works_on_a_case_is_told_before_and_when_it_is_overdue_d_11() {
    let server = SignInServer::start().await;
    let seat = Seat::new();
    seat.desk.sign_in(SignInForm { login: ADMINISTRATOR.to_owned(), ..form(&server.url, PASSWORD) }).await.unwrap();
    seat.host.focused.store(false, Ordering::SeqCst);
    seat.desk.save_sla_policy(around_the_clock()).await.unwrap();
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let id = seat.desk.open_case(request(minji, "환불")).await.unwrap().line.id;
    seat.desk.edit_case(CaseEdit { assignee: Some(CaseAssignee::Me), ..unchanged(id) }).await.unwrap();
    let told = |hours: i64| move |event: &UiEvent| matches!(event, UiEvent::CaseDue(it) if it.line.id == id && it.at_ms == MORNING.plus_ms(hours * HOUR_MS));
    assert_eq!(seat.host.count(|it| matches!(it, UiEvent::CaseDue(_))), 0);
    seat.host.advance(3 * HOUR_MS);
    seat.host.until(told(3)).await;
    let notified = seat.host.notifications.lock()[0].clone();
    assert_eq!((notified.subject, notified.number.as_deref()), (Subject::Case(id), Some("환불")));
    seat.desk.clicked(notified.subject, Click::Open).await;
    seat.host.until(|it| matches!(it, UiEvent::Show { case: Some(shown), .. } if *shown == id)).await;
    seat.host.advance(HOUR_MS);
    seat.host.until(told(4)).await;
    assert_eq!(seat.desk.case_count(()).await.unwrap().late, 1);
    does(&seat, id, Did::Answered, "").await.unwrap();
    assert_eq!(seat.desk.case_count(()).await.unwrap().late, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_that_is_a_case_keeps_every_desktop_from_selling_until_it_is_settled_p_11_d_11() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = first.customer("한민지", "010-1111-2222").await;
    let complaint = NewCase { kind: Kind::Complaint, ..request(customer, "이중 청구") };
    let id = first.desk.open_case(complaint).await.unwrap().line.id;
    shows(&second, customer, |view| view.care.complaint.is_some_and(|it| it.case == Some(id))).await;
    does(&second, id, Did::Resolved { how: Resolution::Done }, "환불 완료").await.unwrap();
    shows(&first, customer, |view| view.care.complaint.is_none() && view.cases[0].state == State::Resolved).await;
}
