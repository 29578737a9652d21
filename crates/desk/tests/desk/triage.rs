//! Triage: contacts find their dialogues.

use daehwa_desk::api::{
    error::ErrorCode,
    triage::{AssignForm, TriageContact},
    wrap_up::DialogueChoice,
};
use daehwa_domain::{
    call::EndCause,
    id::{CustomerId, DialogueId, InteractionId, TopicId},
};
use uuid::Uuid;

use crate::{bench::Seat, sign_in_server::SignInServer};

async fn missed(seat: &Seat, number: &str) -> InteractionId {
    let (mut call, ..) = seat.ring(number).await;
    seat.end(&mut call, EndCause::Missed).await;
    InteractionId::from(call.id)
}

async fn waiting(seat: &Seat) -> Vec<TriageContact> {
    seat.desk.triage(()).await.unwrap().contacts
}

fn to(customer: CustomerId, interaction: InteractionId, to: DialogueChoice) -> AssignForm {
    AssignForm { customer, interaction, to }
}

#[tokio::test]
async fn the_longest_waiting_contact_is_first_and_nothing_is_suggested_where_nothing_speaks_for_it_h_1() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    seat.customer("한민지", "010-1111-2222").await;
    seat.customer("박지훈", "010-3333-4444").await;
    let first = missed(&seat, "01033334444").await;
    let second = missed(&seat, "01011112222").await;
    let rows = waiting(&seat).await;
    assert_eq!(rows.iter().map(|it| it.interaction.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!((rows[0].customer_name.as_str(), rows[0].address_text.as_deref()), ("박지훈", Some("010-3333-4444")));
    assert!(!rows[0].suggested && rows[0].unsent);
    assert_eq!(seat.desk.triage(()).await.unwrap().total, 2);
}

#[tokio::test]
async fn what_does_not_exist_is_not_assigned_and_a_choice_that_changes_nothing_sends_nothing_h_1() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let contact = missed(&seat, "01011112222").await;
    let before = seat.desk.sync_status(()).await.unwrap().waiting;
    let nowhere = DialogueChoice::Existing { dialogue: DialogueId(Uuid::from_u128(9)) };
    let unknown = DialogueChoice::New { topic: TopicId(Uuid::from_u128(9)) };
    for (form, code) in [
        (to(minji, contact, nowhere), ErrorCode::NotFound),
        (to(minji, contact, unknown), ErrorCode::Invalid),
        (to(minji, InteractionId(Uuid::from_u128(9)), DialogueChoice::Triage), ErrorCode::NotFound),
    ] {
        assert_eq!(seat.desk.assign(form).await.unwrap_err().code, code);
    }
    seat.desk.assign(to(minji, contact, DialogueChoice::Triage)).await.unwrap();
    assert_eq!(seat.desk.sync_status(()).await.unwrap().waiting, before);
}
