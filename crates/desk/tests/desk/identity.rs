//! Customers who may be one (D-12).

use daehwa_desk::api::{
    customer::{CustomerEdit, NewContactPoint},
    error::ErrorCode,
    identity::{MatchSubject, MergeForm, MergeRef, Pair},
    wrap_up::Draft,
};
use daehwa_domain::{customer::ContactKind, id::CustomerId, interaction::Outcome};

use crate::{
    bench::{Seat, entry},
    sign_in_server::SignInServer,
};

async fn mail(seat: &Seat, customer: CustomerId, address: &str) {
    let form = NewContactPoint { customer, kind: ContactKind::Email, value: address.into(), label: None };
    seat.desk.add_contact_point(form).await.unwrap();
}

/// The same person under two numbers, with one address of mail.
async fn written_twice(seat: &Seat) -> Pair {
    let customer = seat.customer("김민서", "010-1234-5678").await;
    let other = seat.customer("Kim Min-seo", "010-9876-5432").await;
    mail(seat, customer, "minseo@example.com").await;
    mail(seat, other, "minseo@example.com").await;
    Pair { customer, other }
}

#[tokio::test]
async fn who_looks_alike_is_told_with_reasons_until_somebody_says_that_they_are_two_d_12() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let pair = written_twice(&seat).await;
    let namesake = seat.customer("김민서", "010-5555-6666").await;
    let alike = seat.desk.look_alikes(pair.customer).await.unwrap();
    assert_eq!(alike.iter().map(|it| it.card.id).collect::<Vec<_>>(), [pair.other], "a name alone is nobody");
    assert!(alike[0].reasons.iter().any(|it| it.subject == MatchSubject::Email));
    assert!(seat.desk.look_alikes(namesake).await.unwrap().is_empty());
    assert!(seat.desk.keep_apart(pair).await.unwrap().is_empty());
    assert!(seat.desk.look_alikes(pair.other).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_merge_keeps_the_call_with_its_note_and_undoing_parts_what_came_of_it_d_12() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let pair = written_twice(&seat).await;
    let call = seat.answered_call("010-9876-5432").await;
    seat.desk.save_draft(Draft { call, text: "주소 변경".into() }).await.unwrap();
    let preview = seat.desk.preview_merge(pair).await.unwrap();
    assert_eq!(preview.obstacle, None);
    assert_eq!(preview.fields.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["name"]);

    let form = MergeForm { pair, take: vec!["name".into()] };
    let view = seat.desk.merge_customers(form.clone()).await.unwrap();
    assert_eq!((view.customer.name.as_str(), view.merged.len()), ("Kim Min-seo", 1));
    assert_eq!(seat.desk.merge_customers(form).await.unwrap_err().code, ErrorCode::Invalid);
    let snapshot = seat.desk.snapshot(()).await.unwrap();
    let shown = snapshot.calls.iter().find(|it| it.call.id == call).unwrap();
    assert_eq!((shown.customer, shown.draft.as_str()), (Some(pair.customer), "주소 변경"));
    assert!(shown.candidates.iter().any(|it| it.id == pair.customer && it.name == "Kim Min-seo"));
    // Somebody edits what the merge did not choose.
    let edit = CustomerEdit {
        customer: pair.other,
        name: None,
        name_latin: None,
        company: Some("한빛상사".into()),
        account_no: None,
        language: None,
        address: None,
        preferred_agent: None,
    };
    assert_eq!(seat.desk.edit_customer(edit).await.unwrap().customer.id, pair.customer);

    let mut entry = entry(call, Outcome::Resolved);
    entry.note = "주소 변경".into();
    seat.desk.wrap_up(entry).await.unwrap();
    assert_eq!(seat.desk.customer(pair.customer).await.unwrap().timeline.total, 1);

    let merge = MergeRef { customer: pair.customer, merge: view.merged[0].merge };
    let parted = seat.desk.undo_merge(merge).await.unwrap();
    assert_eq!((parted.customer.name.as_str(), parted.merged.len()), ("김민서", 0));
    assert_eq!(parted.customer.company.as_deref(), Some("한빛상사"), "what was not chosen stays as somebody set it");
    let other = seat.desk.customer(pair.other).await.unwrap();
    // The call was with the other one, and so is its contact.
    assert_eq!((other.timeline.total, parted.timeline.total), (1, 0));
    assert_eq!(other.timeline.entries[0].note.as_deref(), Some("주소 변경"));
    assert_eq!(seat.desk.undo_merge(merge).await.unwrap_err().code, ErrorCode::NothingToUndo);
}
