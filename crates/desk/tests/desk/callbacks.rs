//! Callbacks: promised, announced, and not to be lost (D-8, D-23).

use std::sync::atomic::Ordering;

use daehwa_desk::{
    api::{
        error::ErrorCode,
        event::UiEvent,
        work::{CallbackEdit, CallbackView, NewCallback},
    },
    host::{Click, Host, Subject},
};
use daehwa_domain::{
    callback::CallbackStatus,
    id::{CallbackId, CustomerId},
    time::Timestamp,
};
use uuid::Uuid;

use crate::{
    bench::{MORNING, Seat},
    sign_in_server::{SignInServer, USER},
};

const HOUR_MS: i64 = 3_600_000;

async fn promise(seat: &Seat, customer: CustomerId, due_ms: Timestamp) -> CallbackView {
    let form = NewCallback { customer, dialogue: None, due_ms, owner: Some(USER), note: "견적 설명".to_owned() };
    seat.desk.create_callback(form).await.unwrap()
}

fn unchanged(id: CallbackId) -> CallbackEdit {
    CallbackEdit { id, due_ms: None, take: false, status: None, note: None }
}

fn is_due(id: CallbackId) -> impl Fn(&UiEvent) -> bool {
    move |event| matches!(event, UiEvent::CallbackDue(view) if view.callback.id == id)
}

#[tokio::test]
async fn a_callback_is_announced_when_it_falls_due_and_again_after_a_restart() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    seat.host.focused.store(false, Ordering::SeqCst);
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let view = promise(&seat, minji, MORNING.plus_ms(HOUR_MS)).await;
    assert_eq!((view.customer_name.as_str(), view.number_text.as_deref()), ("한민지", Some("010-1111-2222")));
    let id = view.callback.id;
    let list = seat.desk.work_list(()).await.unwrap();
    assert_eq!((list.callbacks.len(), list.callbacks_total), (1, 1));
    assert_eq!(seat.host.count(is_due(id)), 0);
    seat.host.advance(HOUR_MS);
    seat.host.until(is_due(id)).await;
    let notified = seat.host.notifications.lock()[0].clone();
    assert_eq!((notified.subject, notified.name.as_deref()), (Subject::Callback(id), Some("한민지")));
    seat.desk.clicked(notified.subject, Click::Open).await;
    seat.host.until(|it| matches!(it, UiEvent::Show { customer: Some(shown), .. } if *shown == minji)).await;

    let again = seat.killed_and_started_again();
    again.host.until(is_due(id)).await;
}

#[tokio::test]
async fn a_callback_that_is_moved_is_announced_at_its_new_time_only() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let id = promise(&seat, minji, MORNING.plus_ms(HOUR_MS)).await.callback.id;
    let later = CallbackEdit { due_ms: Some(MORNING.plus_ms(2 * HOUR_MS)), ..unchanged(id) };
    seat.desk.edit_callback(later).await.unwrap();
    let other = promise(&seat, minji, MORNING.plus_ms(HOUR_MS)).await.callback.id;
    seat.host.advance(HOUR_MS);
    seat.host.until(is_due(other)).await;
    assert_eq!(seat.host.count(is_due(id)), 0);
    seat.host.advance(HOUR_MS);
    seat.host.until(is_due(id)).await;
}

#[tokio::test]
async fn only_a_person_ends_a_callback_and_calling_it_off_takes_a_reason() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let id = promise(&seat, minji, MORNING.plus_ms(HOUR_MS)).await.callback.id;
    let off = CallbackEdit { status: Some(CallbackStatus::Cancelled), ..unchanged(id) };
    let error = seat.desk.edit_callback(off.clone()).await.unwrap_err();
    assert_eq!((error.code, error.detail.as_deref()), (ErrorCode::Invalid, Some("note")));
    let past = CallbackEdit { due_ms: Some(MORNING.plus_ms(-HOUR_MS)), ..unchanged(id) };
    assert_eq!(seat.desk.edit_callback(past).await.unwrap_err().code, ErrorCode::PastTime);
    let off = CallbackEdit { note: Some("고객이 취소".to_owned()), ..off };
    let ended = seat.desk.edit_callback(off.clone()).await.unwrap();
    assert_eq!(ended.callback.status, CallbackStatus::Cancelled);
    assert!(seat.desk.work_list(()).await.unwrap().callbacks.is_empty());
    assert_eq!(seat.desk.edit_callback(off).await.unwrap_err().code, ErrorCode::NotFound);
    let unknown = unchanged(CallbackId(Uuid::nil()));
    assert_eq!(seat.desk.edit_callback(unknown).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_moment_is_understood_in_the_user_s_time_zone() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let parsed = seat.desk.parse_when("내일 오후 3시".to_owned()).await.unwrap();
    assert_eq!(parsed.time_zone, "Asia/Seoul");
    let day_ms = 24 * HOUR_MS;
    let seoul_ms = parsed.at_ms.0 + 9 * HOUR_MS;
    assert_eq!(seoul_ms.rem_euclid(day_ms), 15 * HOUR_MS);
    let today = (seat.host.now().0 + 9 * HOUR_MS).div_euclid(day_ms);
    assert_eq!(seoul_ms.div_euclid(day_ms), today + 1);
    assert_eq!(seat.desk.parse_when("언젠가".to_owned()).await.unwrap_err().code, ErrorCode::UnclearTime);
}
