//! A chat that nobody has taken makes itself known to who is there for it, once (D-12).

use std::sync::atomic::Ordering;

use daehwa_desk::{
    api::event::UiEvent,
    host::{Click, Notification, Subject},
};
use daehwa_domain::{call::CallState, id::ConversationId};

use crate::{
    bench::{Done, Seat},
    with_server::Centre,
};

async fn behind_other_windows(centre: &Centre, login: &str) -> Seat {
    let seat = centre.seat(login).await;
    seat.host.focused.store(false, Ordering::SeqCst);
    seat
}

fn tells(all: &[Notification], chat: ConversationId) -> usize {
    all.iter().filter(|it| it.subject == Subject::Chat(chat)).count()
}

fn chimes(seat: &Seat) -> usize {
    seat.telephone.done.lock().iter().filter(|it| **it == Done::Chime).count()
}

async fn told_of(seat: &Seat, chat: ConversationId) {
    seat.host.until_notified(|all, _| tells(all, chat) > 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_is_told_once_with_a_sound_until_somebody_takes_it_d_12() {
    let centre = Centre::open().await;
    let (one, two) = (behind_other_windows(&centre, "agent1").await, behind_other_windows(&centre, "agent2").await);
    let chat = centre.visitor_writes(1, "요금이 이상해요").await;
    told_of(&one, chat).await;
    told_of(&two, chat).await;
    let told = one.host.notifications.lock()[0].clone();
    assert_eq!((told.name.as_deref(), told.number.as_deref()), (Some("방문자 1"), Some("요금이 이상해요")));

    // Further lines are no further chat: the next that is told is another visitor's.
    assert_eq!(centre.visitor_writes(1, "여보세요?").await, chat);
    let other = centre.visitor_writes(2, "해지하고 싶어요").await;
    told_of(&one, other).await;
    assert_eq!(tells(&one.host.notifications.lock(), chat), 1);
    assert_eq!(chimes(&one), 2);

    two.desk.claim_conversation(chat).await.unwrap();
    one.host.until_notified(|_, withdrawn| withdrawn.contains(&Subject::Chat(chat))).await;
    assert!(!one.host.withdrawn.lock().contains(&Subject::Chat(other)));
    one.desk.clicked(Subject::Chat(other), Click::Open).await;
    let shown =
        |it: &UiEvent| matches!(it, UiEvent::Show { conversation: Some(it), customer: Some(_), .. } if *it == other);
    one.host.until(shown).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_call_nothing_of_a_chat_is_heard_and_the_sound_can_be_switched_off_d_12() {
    let centre = Centre::open().await;
    let (talks, quiet) = (behind_other_windows(&centre, "agent1").await, behind_other_windows(&centre, "agent2").await);
    let settings = quiet.desk.settings(()).await.unwrap();
    assert!(settings.chat_sound, "to begin with there is a sound");
    quiet.desk.save_settings(daehwa_desk::api::settings::Settings { chat_sound: false, ..settings }).await.unwrap();
    let (mut call, ..) = talks.ring("01098765432").await;
    talks.go(&mut call, CallState::Talking).await;
    for visitor in 1..=2 {
        let chat = centre.visitor_writes(visitor, "계신가요").await;
        told_of(&quiet, chat).await;
        loop {
            let told = talks.host.count(|_| true);
            if talks.desk.conversation(chat).await.is_ok() {
                break;
            }
            talks.host.more_than(told, |_| true).await;
        }
    }
    assert_eq!((chimes(&talks), chimes(&quiet)), (0, 0));
    let all = talks.host.notifications.lock();
    assert!(all.iter().all(|it| matches!(it.subject, Subject::Call(_))), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_at_the_window_hears_of_a_chat_and_gets_no_notification_d_12() {
    let centre = Centre::open().await;
    let (looks, away) = (centre.seat("agent1").await, behind_other_windows(&centre, "agent2").await);
    let first = centre.visitor_writes(1, "계신가요").await;
    told_of(&away, first).await;
    looks.telephone.until_done(&Done::Chime).await;
    assert!(looks.host.notifications.lock().is_empty());
}
