//! Topics are suggested by the centre's own model, also without the server; nothing moves until a person takes it (H-1).

use daehwa_desk::api::{
    conversations::{InboxAsk, InboxShelf, InboxWhose},
    customer::SearchQuery,
    error::ErrorCode,
    event::UiEvent,
    suggestion::{TopicAsk, TopicSuggestion},
    triage::AssignForm,
    wrap_up::{DialogueChoice, WrapUpEntry},
};
use daehwa_domain::{
    id::{CustomerId, DialogueId, InteractionId, TopicId},
    interaction::Outcome,
    time::Timestamp,
    topic_model::{Spoken, TopicModel},
};
use daehwa_protocol::topic_model::pack;
use daehwa_server::people::People;
use daehwa_store::topic_model::{Learned, StoredModel};
use uuid::Uuid;

use crate::{
    bench::{Seat, entry},
    with_server::{Centre, now},
};

const WAIT_MS: i64 = 5_000;

/// The centre has learned two topics.
async fn learn(centre: &Centre, refund: TopicId, parcel: TopicId) {
    let spoken = |at: i64| Spoken {
        dialogue: DialogueId(Uuid::from_u128(at as u128)),
        topic: if at % 2 == 0 { refund } else { parcel },
        opened_ms: Timestamp(at),
        text: if at % 2 == 0 {
            format!("환불 요청 {at}, 주문 취소")
        } else {
            format!("택배 배송 조회 {at}, 언제 도착")
        },
    };
    let model = TopicModel::learn(&(0..60).map(spoken).collect::<Vec<_>>(), now(), None).unwrap();
    let stored = StoredModel { version: "one".into(), body: pack(&model).unwrap() };
    let tenant = People::of_default_tenant(centre.store.clone()).await.unwrap().tenant();
    centre.store.begin_learning(tenant, now(), now()).await.unwrap();
    centre.store.end_learning(tenant, Learned { grown: 1, at_ms: now() }, Some(&stored)).await.unwrap();
}

async fn two_topics(seat: &Seat) -> (TopicId, TopicId) {
    let topics = seat.desk.topics(()).await.unwrap();
    let of = |key: &str| topics.iter().find(|it| it.key == key).unwrap().id;
    (of("billing_question"), of("roaming"))
}

async fn anybody(seat: &Seat) -> CustomerId {
    seat.desk.search(SearchQuery { text: "김".into(), limit: 1 }).await.unwrap().hits[0].card.id
}

async fn suggested(seat: &Seat, customer: CustomerId, text: &str) -> Option<TopicSuggestion> {
    seat.desk.suggest_topic(TopicAsk::Note { customer, text: text.into() }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_is_suggested_with_its_words_and_stays_without_the_server_h_1() {
    let mut centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let (refund, parcel) = two_topics(&seat).await;
    let customer = anybody(&seat).await;
    assert_eq!(suggested(&seat, customer, "환불 요청하고 주문 취소").await, None, "nothing was learned yet");

    learn(&centre, refund, parcel).await;
    let told = seat.host.count(|it| matches!(it, UiEvent::Stale { .. }));
    seat.host.advance(60 * 60 * 1_000 + WAIT_MS);
    seat.host.more_than(told, |it| matches!(it, UiEvent::Stale { .. })).await;
    let mut found = suggested(&seat, customer, "환불 요청하고 주문 취소").await;
    while found.is_none() {
        let told = seat.host.count(|_| true);
        seat.host.more_than(told, |_| true).await;
        found = suggested(&seat, customer, "환불 요청하고 주문 취소").await;
    }
    let found = found.unwrap();
    assert_eq!(found.topic, refund);
    assert!(found.percent >= 70 && found.words.contains(&"환불".to_owned()), "{found:?}");
    let open =
        seat.desk.customer(customer).await.unwrap().dialogues.into_iter().find(|it| it.open && it.topic == refund);
    let expected =
        open.map_or(DialogueChoice::New { topic: refund }, |it| DialogueChoice::Existing { dialogue: it.id });
    assert_eq!(found.choice, expected);
    assert_eq!(suggested(&seat, customer, "안녕하세요").await, None);

    centre.down().await;
    assert_eq!(suggested(&seat, customer, "택배 배송 조회 부탁, 언제 도착").await.map(|it| it.topic), Some(parcel));
    in_triage(&seat, refund).await;
    let ask = InboxAsk { whose: InboxWhose::All, channel: None, shelf: InboxShelf::Open, from: 0, count: 1 };
    let id = seat.desk.inbox(ask).await.unwrap().rows[0].id;
    // Whatever it is: reading a conversation is no error, and nothing is moved by it.
    let before = seat.desk.conversation(id).await.unwrap().dialogue;
    seat.desk.suggest_topic(TopicAsk::Conversation { id }).await.unwrap();
    assert_eq!(seat.desk.conversation(id).await.unwrap().dialogue, before);
}

/// What was wrapped up without a dialogue is offered where its words belong, with the words; taking that is an ordinary assignment.
async fn in_triage(seat: &Seat, refund: TopicId) {
    let customer = seat.customer("정다온", "010-7777-8888").await;
    let call = seat.answered_call("01077778888").await;
    let note = "환불 요청하고 주문 취소".to_owned();
    let form = WrapUpEntry { customer: Some(customer), note, ..entry(call, Outcome::Resolved) };
    seat.desk.wrap_up(form).await.unwrap();
    let interaction = InteractionId::from(call);
    let rows = seat.desk.triage(()).await.unwrap().contacts;
    let row = rows.into_iter().find(|it| it.interaction.id == interaction).unwrap();
    assert!(row.suggested && row.reasons.contains(&"환불".to_owned()), "{row:?}");
    assert_eq!(row.options[0].choice, DialogueChoice::New { topic: refund });
    seat.desk.assign(AssignForm { customer, interaction, to: row.options[0].choice.clone() }).await.unwrap();
    let dialogues = seat.desk.customer(customer).await.unwrap().dialogues;
    assert_eq!(dialogues.iter().map(|it| it.topic).collect::<Vec<_>>(), [refund]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leads_sees_how_good_suggestions_are_h_1() {
    let centre = Centre::open().await;
    let agent = centre.seat("agent1").await;
    assert_eq!(agent.desk.suggestion_report(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let (refund, parcel) = two_topics(&agent).await;
    learn(&centre, refund, parcel).await;
    let lead = centre.seat("supervisor1").await;
    lead.host.advance(WAIT_MS);
    let report = loop {
        let told = lead.host.count(|_| true);
        if let Some(report) = lead.desk.suggestion_report(()).await.unwrap() {
            break report;
        }
        lead.host.more_than(told, |_| true).await;
    };
    assert_eq!((report.dialogues, report.topics.len(), report.before), (60, 2, None));
}
