//! Customers: found, edited, and the same on screen at once.

use daehwa_desk::api::{
    customer::{
        ConsentForm, ContactPointEdit, CustomerEdit, MatchedBy, MoveStageForm, NewContactPoint, OpenDialogueForm,
        PreferredAgent, RemarkForm, SearchQuery, TimelineQuery,
    },
    error::ErrorCode,
    event::UiEvent,
};
use daehwa_desk::commands::Tag;
use daehwa_domain::{
    customer::{ConsentPurpose, ContactKind, Language, RemarkKind},
    id::{CustomerId, DialogueId, TopicId},
    interaction::Channel,
};
use uuid::Uuid;

use crate::{
    bench::Seat,
    sign_in_server::{SignInServer, USER},
};

fn no_change(customer: CustomerId) -> CustomerEdit {
    CustomerEdit {
        customer,
        name: None,
        name_latin: None,
        company: None,
        account_no: None,
        language: None,
        address: None,
        preferred_agent: None,
    }
}

#[tokio::test]
async fn a_customer_is_found_by_name_initials_and_last_digits() {
    // D-10
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    seat.customer("박지훈", "010-3333-4444").await;
    for (text, matched) in [("한민", MatchedBy::Name), ("ㅎㅁㅈ", MatchedBy::Name), ("2222", MatchedBy::Number)] {
        let found = seat.desk.search(SearchQuery { text: text.to_owned(), limit: 10 }).await.unwrap();
        assert_eq!(found.text, text);
        let [hit] = found.hits.as_slice() else { panic!("{text}: {} hits", found.hits.len()) };
        assert_eq!((hit.card.id, hit.matched), (minji, matched), "{text}");
    }
    let nothing = seat.desk.search(SearchQuery { text: "x".repeat(10_000), limit: 0 }).await.unwrap();
    assert!(nothing.hits.is_empty());
}

#[tokio::test]
async fn fields_are_set_and_cleared_and_the_screen_is_told_which_customer_changed() {
    // D-42
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let edit = CustomerEdit {
        name_latin: Some("Han Minji".to_owned()),
        company: Some("한강상사".to_owned()),
        language: Some(Language::En),
        ..no_change(minji)
    };
    let view = seat.desk.edit_customer(edit).await.unwrap();
    assert_eq!(view.customer.name_latin.as_deref(), Some("Han Minji"));
    assert_eq!((view.customer.language, view.customer.name.as_str()), (Language::En, "한민지"));
    let told = |event: &UiEvent| matches!(event, UiEvent::Stale { tags, customers } if tags.contains(&Tag::Customer) && customers.contains(&minji));
    seat.host.until(told).await;
    let cleared = CustomerEdit { company: Some(" ".to_owned()), ..no_change(minji) };
    assert_eq!(seat.desk.edit_customer(cleared).await.unwrap().customer.company, None);
    // P-8
    for (wish, kept) in [(PreferredAgent::Agent { agent: USER }, Some(USER)), (PreferredAgent::Anyone, None)] {
        let edit = CustomerEdit { preferred_agent: Some(wish), ..no_change(minji) };
        assert_eq!(seat.desk.edit_customer(edit).await.unwrap().customer.preferred_agent, kept);
    }
    for (edit, field) in [
        (CustomerEdit { name: Some("  ".to_owned()), ..no_change(minji) }, "name"),
        (CustomerEdit { address: Some("가".repeat(2000)), ..no_change(minji) }, "address"),
    ] {
        let error = seat.desk.edit_customer(edit).await.unwrap_err();
        assert_eq!((error.code, error.detail.as_deref()), (ErrorCode::Invalid, Some(field)));
    }
    let unknown = no_change(CustomerId(Uuid::nil()));
    assert_eq!(seat.desk.edit_customer(unknown).await.unwrap_err().code, ErrorCode::UnknownCustomer);
}

#[tokio::test]
async fn only_one_number_is_used_first() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let new = |value: &str, kind| NewContactPoint { customer: minji, kind, value: value.to_owned(), label: None };
    let view = seat.desk.add_contact_point(new("02-555-0101", ContactKind::Phone)).await.unwrap();
    let office = view.contact_points.iter().find(|point| point.value == "02-555-0101").unwrap();
    assert!(!office.primary);
    let edit = ContactPointEdit {
        customer: minji,
        id: office.id,
        value: None,
        label: Some("사무실".to_owned()),
        primary: Some(true),
        verified: true,
        retired: None,
    };
    let view = seat.desk.edit_contact_point(edit).await.unwrap();
    let first: Vec<&str> = view.contact_points.iter().filter(|it| it.primary).map(|it| it.value.as_str()).collect();
    assert_eq!(first, ["02-555-0101"]);
    assert!(view.contact_points[0].verified_ms.is_some());
    for (value, kind) in [("no digits", ContactKind::Phone), ("no-at.example.com", ContactKind::Email)] {
        assert_eq!(seat.desk.add_contact_point(new(value, kind)).await.unwrap_err().code, ErrorCode::Invalid);
    }
}

#[tokio::test]
async fn a_remark_and_a_consent_are_kept_and_can_be_changed() {
    // P-2
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let form = RemarkForm {
        customer: minji,
        id: None,
        kind: RemarkKind::Warning,
        text: "녹음 싫어함".to_owned(),
        priority: 1,
        due_ms: None,
        expires_ms: None,
        done: false,
    };
    let view = seat.desk.save_remark(form.clone()).await.unwrap();
    let id = view.remarks[0].id;
    assert_eq!(
        seat.desk.save_remark(RemarkForm { priority: 0, ..form.clone() }).await.unwrap_err().detail.as_deref(),
        Some("priority")
    );
    let view = seat.desk.save_remark(RemarkForm { id: Some(id), done: true, ..form }).await.unwrap();
    assert!(view.remarks.is_empty(), "what is done is not shown any more");
    let consent = |granted| ConsentForm {
        customer: minji,
        purpose: ConsentPurpose::Recording,
        channel: Some(Channel::Phone),
        granted,
        source: "통화".to_owned(),
    };
    seat.desk.record_consent(consent(true)).await.unwrap();
    seat.host.advance(1000);
    let view = seat.desk.record_consent(consent(false)).await.unwrap();
    assert_eq!(view.consents.iter().map(|it| it.granted).collect::<Vec<_>>(), [false]);
}

#[tokio::test]
async fn dialogues_are_only_about_topics_that_exist() {
    let server = SignInServer::start().await;
    let seat = Seat::at_work(&server.url).await;
    let minji = seat.customer("한민지", "010-1111-2222").await;
    let open = OpenDialogueForm { customer: minji, topic: TopicId(Uuid::nil()) };
    assert_eq!(seat.desk.open_dialogue(open).await.unwrap_err().detail.as_deref(), Some("topic"));
    let moved = MoveStageForm { customer: minji, dialogue: DialogueId(Uuid::nil()), stage: 1, call: None };
    assert_eq!(seat.desk.move_stage(moved).await.unwrap_err().code, ErrorCode::NotFound);
    let query = TimelineQuery {
        customer: minji,
        channels: Vec::new(),
        dialogue: None,
        text: None,
        until_ms: None,
        after: None,
        limit: 0,
    };
    let page = seat.desk.timeline(query).await.unwrap();
    assert_eq!((page.entries.len(), page.total), (0, 0));
}
