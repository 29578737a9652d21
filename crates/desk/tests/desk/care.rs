//! Personal service at the real server: confirmed fields travel (P-6), a complaint keeps everybody from selling (P-11).

use daehwa_desk::api::{
    care::ConfirmForm,
    customer::{CustomerEdit, CustomerView, MoveStageForm, OpenDialogueForm},
    error::ErrorCode,
    wrap_up::DialogueChoice,
};
use daehwa_domain::{
    call::{CallState, EndCause},
    confirmation::ConfirmedField,
    customer::{ContactKind, Tier},
    dialogue::{Purpose, Topic},
    id::CustomerId,
    interaction::{Channel, Outcome},
    step::{ServiceStep, StepNeed},
};

use crate::{
    bench::{Seat, entry},
    with_server::{Centre, shared_customer, shows},
};

fn address(customer: CustomerId, text: &str) -> CustomerEdit {
    CustomerEdit {
        customer,
        name: None,
        name_latin: None,
        company: None,
        account_no: None,
        language: None,
        address: Some(text.to_owned()),
        preferred_agent: None,
    }
}

fn known(view: &CustomerView, field: ConfirmedField) -> Option<(bool, Option<Channel>, Option<String>)> {
    let known = view.care.known.iter().find(|it| it.field == field)?;
    Some((known.fresh, known.channel, known.by.clone()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_confirmed_to_one_agent_no_other_asks_again_p_6() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = shared_customer(&first).await;
    first.desk.edit_customer(address(customer, "서울시 종로구 1")).await.unwrap();
    let (mut call, _, _) = first.ring(&number).await;
    first.go(&mut call, CallState::Talking).await;
    let mut view = first.desk.customer(customer).await.unwrap();
    assert!(view.care.asks.contains(&ConfirmedField::Address), "set outside a call: nobody confirmed it");
    let mut asked = Vec::new();
    while let Some(&field) = view.care.asks.first() {
        assert!(!asked.contains(&field), "nothing is asked twice");
        asked.push(field);
        view = first.desk.confirm_field(ConfirmForm { customer, field, call: Some(call.id) }).await.unwrap();
        let (fresh, channel, by) = known(&view, field).unwrap();
        assert!(fresh && channel == Some(Channel::Phone) && by.is_some());
    }
    shows(&second, customer, |view| view.care.asks.is_empty()).await;
    let seen = second.desk.customer(customer).await.unwrap();
    assert!(asked.iter().all(|it| known(&seen, *it) == known(&view, *it)));

    // What the customer says in the call needs no asking; what is set afterwards does.
    let view = first.desk.edit_customer(address(customer, "부산시 2")).await.unwrap();
    assert!(known(&view, ConfirmedField::Address).unwrap().0);
    first.end(&mut call, EndCause::RemoteHangup).await;
    let view = first.desk.edit_customer(address(customer, "부산시 3")).await.unwrap();
    assert_eq!(view.care.asks, [ConfirmedField::Address]);
    let gone = ConfirmedField::ContactPoint { id: daehwa_domain::id::ContactPointId(uuid::Uuid::nil()) };
    let wrong = ConfirmForm { customer, field: gone, call: None };
    assert_eq!(first.desk.confirm_field(wrong).await.unwrap_err().code, ErrorCode::NotFound);
}

async fn topics(seat: &Seat) -> (Topic, Topic) {
    let topics = seat.desk.topics(()).await.unwrap();
    let complaint = topics.iter().find(|it| it.complaint).unwrap().clone();
    (complaint, topics.into_iter().find(|it| it.purpose == Purpose::Sales).unwrap())
}

/// A new customer, known to both.
async fn customer(first: &Seat, second: &Seat) -> CustomerId {
    let customer = first.customer("한민지", "010-1111-2222").await;
    shows(second, customer, |_| true).await;
    customer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_complaint_keeps_every_desk_from_selling_until_it_is_closed_p_11() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = customer(&first, &second).await;
    let (complaint, sales) = topics(&first).await;
    let begin = |topic: &Topic| OpenDialogueForm { customer, topic: topic.id };
    let view = first.desk.open_dialogue(begin(&complaint)).await.unwrap();
    let open = view.care.complaint.unwrap();
    assert_eq!((open.topic, open.count), (Some(complaint.id), 1));

    shows(&second, customer, |view| view.care.complaint.is_some()).await;
    assert_eq!(second.desk.open_dialogue(begin(&sales)).await.unwrap_err().code, ErrorCode::SellingHeld);
    let (mut call, _, _) = second.ring("010-1111-2222").await;
    second.go(&mut call, CallState::Talking).await;
    second.end(&mut call, EndCause::RemoteHangup).await;
    let mut form = entry(call.id, Outcome::Resolved);
    form.customer = Some(customer);
    form.dialogue = DialogueChoice::New { topic: sales.id };
    assert_eq!(second.desk.wrap_up(form.clone()).await.unwrap_err().code, ErrorCode::SellingHeld);
    form.dialogue = DialogueChoice::Existing { dialogue: open.dialogue.unwrap() };
    second.desk.wrap_up(form).await.unwrap();

    let closing = complaint.stages.iter().position(|it| it.closing).unwrap() as u8 + 1;
    let close = MoveStageForm { customer, dialogue: open.dialogue.unwrap(), stage: closing, call: None };
    first.desk.move_stage(close).await.unwrap();
    shows(&second, customer, |view| view.care.complaint.is_none()).await;
    second.desk.open_dialogue(begin(&sales)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_leads_and_what_is_sold_comes_last_p_11() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = customer(&first, &second).await;
    let (complaint, sales) = topics(&first).await;
    // A dialogue that ran before the complaint goes on; it does not lead any more.
    for (topic, leads) in [(&sales, &sales), (&complaint, &complaint), (&sales, &complaint)] {
        let view = first.desk.open_dialogue(OpenDialogueForm { customer, topic: topic.id }).await.unwrap();
        assert_eq!((view.needs[0].topic, view.dialogues[0].topic), (leads.id, leads.id));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_goes_from_step_to_step_as_more_is_known_p_1() {
    let centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = customer(&first, &second).await;
    let (_, sales) = topics(&first).await;
    let view = first.desk.customer(customer).await.unwrap();
    assert_eq!(view.care.position.step, ServiceStep::Understand);
    assert_eq!(view.care.position.missing, [StepNeed::ConfirmedContact, StepNeed::Dialogue]);
    let mobile = view.contact_points.iter().find(|it| it.kind == ContactKind::Mobile).unwrap().id;
    let field = ConfirmedField::ContactPoint { id: mobile };
    first.desk.confirm_field(ConfirmForm { customer, field, call: None }).await.unwrap();
    let view = first.desk.open_dialogue(OpenDialogueForm { customer, topic: sales.id }).await.unwrap();
    assert_eq!(view.care.position.step, ServiceStep::Customise);
    assert_eq!(view.care.position.missing, [StepNeed::Preference, StepNeed::Progress]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn valued_customers_are_listed_when_they_had_no_contact_for_too_long_p_4() {
    let centre = Centre::open().await;
    let first = centre.seat("agent1").await;
    // Everybody was in contact lately; four months later nobody was.
    assert!(first.desk.silent_customers(()).await.unwrap().unwrap().customers.is_empty());
    first.host.advance(120 * 86_400_000);
    let silent = first.desk.silent_customers(()).await.unwrap().unwrap();
    assert_eq!(silent.total as usize, silent.customers.len());
    let listed = silent.customers.first().unwrap();
    assert_ne!(listed.tier, Tier::Basic);
    let view = first.desk.customer(listed.id).await.unwrap();
    assert_eq!(view.care.silence.map(|it| it.since_ms), Some(listed.since_ms));
    assert!(silent.customers.windows(2).all(|it| (it[0].tier, it[0].since_ms) <= (it[1].tier, it[1].since_ms)));
}
