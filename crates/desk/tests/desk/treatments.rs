//! How customers are served, at the real server (P-4, P-8, P-9, P-13): what is switched off is not in what a screen is sent.

use daehwa_desk::api::{
    customer::{CustomerEdit, CustomerView, OpenDialogueForm, PreferredAgent, RemarkForm},
    engagement::{DeliveredForm, ParticipationForm},
    error::ErrorCode,
    event::UiEvent,
    sync::LinkState,
    treatments::TreatmentDraft,
};
use daehwa_domain::{
    call::{CallState, EndCause},
    customer::{RemarkKind, Tier},
    delivered::{DeliveredKind, Money},
    dialogue::{Localized, Purpose},
    id::{CustomerId, TopicId},
    interaction::{Channel, Outcome},
    participation::{FeedbackKind, Part},
    treatment::{Audience, Measures, Reason, Standing},
};

use crate::{
    bench::{Seat, entry},
    with_server::{Centre, settled, shows},
};

const NUMBER: &str = "010-1111-2222";

fn draft(tier: Tier) -> TreatmentDraft {
    TreatmentDraft {
        id: None,
        audience: Audience::Tier { tier },
        rank: 5,
        contact_days: Some(30),
        perks: Localized { ko: "전담 상담사".into(), en: "Own agent".into() },
        queue_priority: 2,
        preferred_agent: true,
        measures: Measures::default(),
        enabled: true,
    }
}

/// A new customer with something of everything that can be switched off.
async fn customer(seat: &Seat) -> CustomerId {
    let customer = seat.customer("한민지", NUMBER).await;
    let sales = topic(seat, |it| it == Purpose::Sales).await;
    seat.desk.open_dialogue(OpenDialogueForm { customer, topic: sales }).await.unwrap();
    let remark = RemarkForm {
        customer,
        id: None,
        kind: RemarkKind::Preference,
        text: "저녁에 통화".into(),
        priority: 5,
        due_ms: None,
        expires_ms: None,
        done: false,
    };
    seat.desk.save_remark(remark).await.unwrap();
    seat.desk.record_participation(taken(customer, Part::Survey { score: 9, words: String::new() })).await.unwrap();
    customer
}

async fn topic(seat: &Seat, wanted: impl Fn(Purpose) -> bool) -> TopicId {
    seat.desk.topics(()).await.unwrap().into_iter().find(|it| wanted(it.purpose) && !it.complaint).unwrap().id
}

fn taken(customer: CustomerId, part: Part) -> ParticipationForm {
    ParticipationForm { customer, call: None, channel: Channel::Visit, dialogue: None, part }
}

fn has_preference(view: &CustomerView) -> bool {
    view.remarks.iter().any(|it| it.kind == RemarkKind::Preference)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_switched_off_for_a_tier_is_gone_from_every_desk_and_comes_back_p_13() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let customer = customer(&agent).await;
    let before = agent.desk.customer(customer).await.unwrap();
    assert_eq!(before.care.treatment.reason, Reason::BuiltIn);
    assert!(before.care.treatment.perks.ko.is_empty() && has_preference(&before));
    assert!(!before.needs.is_empty() && !before.care.asks.is_empty() && before.care.participation.is_some());
    assert!(before.timeline.entries.iter().any(|it| !it.participations.is_empty()));

    assert_eq!(agent.desk.treatments(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let off = Measures {
        needs: false,
        offers: false,
        preferences: false,
        confirmation: false,
        scripts: false,
        participation: false,
        continuity: false,
    };
    let mut basic = TreatmentDraft { measures: off, ..draft(Tier::Basic) };
    assert_eq!(agent.desk.save_treatment(basic.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    basic.id = Some(admin.desk.save_treatment(basic.clone()).await.unwrap().id);

    shows(&agent, customer, |view| view.care.treatment.reason == Reason::Tier).await;
    let quiet = agent.desk.customer(customer).await.unwrap();
    assert!(quiet.needs.is_empty() && !has_preference(&quiet));
    assert!(quiet.care.asks.is_empty() && quiet.care.known.is_empty() && quiet.care.participation.is_none());
    assert!(quiet.care.silence.is_none());
    assert!(quiet.timeline.entries.iter().all(|it| it.participations.is_empty()));
    assert_eq!(quiet.dialogues.len(), before.dialogues.len(), "the work itself stays");
    assert_eq!(quiet.care.treatment.perks.en, "Own agent");
    let survey = taken(customer, Part::Survey { score: 1, words: String::new() });
    assert_eq!(agent.desk.record_participation(survey).await.unwrap_err().code, ErrorCode::MeasureOff);

    basic.measures = Measures::default();
    admin.desk.save_treatment(basic).await.unwrap();
    shows(&agent, customer, |view| view.care.participation.is_some()).await;
    let again = agent.desk.customer(customer).await.unwrap();
    assert_eq!((again.needs.len(), again.care.asks), (before.needs.len(), before.care.asks));
}

/// What a screen is told that can be switched off: a need to help, one to sell, a preference, fields to confirm, participation.
fn told(view: &CustomerView, sales: &[TopicId]) -> [bool; 5] {
    let need = |sold: bool| view.needs.iter().any(|it| sales.contains(&it.topic) == sold);
    let participation = view.care.participation.is_some();
    [need(false), need(true), has_preference(view), !view.care.asks.is_empty(), participation]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_switch_takes_its_own_away_and_nothing_else_p_13() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let customer = customer(&agent).await;
    let help = topic(&agent, |it| it == Purpose::Service).await;
    agent.desk.open_dialogue(OpenDialogueForm { customer, topic: help }).await.unwrap();
    let topics = agent.desk.topics(()).await.unwrap();
    let sales: Vec<_> = topics.iter().filter(|it| it.purpose == Purpose::Sales).map(|it| it.id).collect();
    let all_on = Measures::default();
    let mut basic = draft(Tier::Basic);
    for (measures, expected) in [
        (all_on, [true, true, true, true, true]),
        (Measures { needs: false, ..all_on }, [false, false, true, true, true]),
        (Measures { offers: false, ..all_on }, [true, false, true, true, true]),
        (Measures { preferences: false, ..all_on }, [true, true, false, true, true]),
        (Measures { confirmation: false, ..all_on }, [true, true, true, false, true]),
        (Measures { participation: false, ..all_on }, [true, true, true, true, false]),
        (Measures { scripts: false, ..all_on }, [true, true, true, true, true]),
        (Measures { continuity: false, ..all_on }, [true, true, true, true, true]),
    ] {
        basic.measures = measures;
        basic.id = Some(admin.desk.save_treatment(basic.clone()).await.unwrap().id);
        let arrived =
            |view: &CustomerView| view.care.treatment.measures == measures && !view.care.treatment.perks.ko.is_empty();
        shows(&agent, customer, arrived).await;
        let view = agent.desk.customer(customer).await.unwrap();
        assert_eq!(told(&view, &sales), expected, "{measures:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_of_tiers_and_of_what_is_sold_are_not_offered_where_they_are_off_p_13() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let customer = customer(&agent).await;
    let topics = agent.desk.topics(()).await.unwrap();
    let sells = |id: TopicId| topics.iter().any(|it| it.id == id && it.purpose == Purpose::Sales);
    let (mut call, ..) = agent.ring(NUMBER).await;
    agent.go(&mut call, CallState::Talking).await;
    let offered = async || agent.desk.script(call.id).await.unwrap().offers;
    assert!(offered().await.iter().any(|it| sells(it.topic)));
    let measures = Measures { offers: false, scripts: false, ..Measures::default() };
    admin.desk.save_treatment(TreatmentDraft { measures, ..draft(Tier::Basic) }).await.unwrap();
    shows(&agent, customer, |view| !view.care.treatment.measures.offers).await;
    let left = offered().await;
    assert!(!left.is_empty() && left.iter().all(|it| !sells(it.topic) && it.because.is_none_or(|it| !it.tier)));
    let view = agent.desk.customer(customer).await.unwrap();
    assert!(view.needs.iter().all(|it| !sells(it.topic)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_treatment_is_saved_once_for_a_tier_with_the_server_at_hand_and_explained_p_13() {
    let mut centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let customer = admin.customer("한민지", NUMBER).await;
    let list = admin.desk.treatments(()).await.unwrap();
    assert!(list.rows.iter().all(|it| it.faults.is_empty()));
    let basic = draft(Tier::Basic);
    let check = admin.desk.check_treatment(basic.clone()).await.unwrap();
    assert!(check.faults.is_empty() && check.changed);
    let saved = admin.desk.save_treatment(basic.clone()).await.unwrap();
    settled(&admin).await;
    assert_eq!(
        admin.desk.save_treatment(basic.clone()).await.unwrap_err().code,
        ErrorCode::Invalid,
        "the tier is taken"
    );
    let explained = admin.desk.explain_treatment(customer).await.unwrap();
    let applies: Vec<_> = explained.asked.iter().filter(|it| it.standing == Standing::Applies).collect();
    assert_eq!((applies.len(), applies[0].treatment), (1, saved.id));
    let reach = admin.desk.treatment_reach(()).await.unwrap().unwrap();
    assert!(reach.by_treatment.iter().any(|(id, customers)| *id == saved.id && *customers > 0));
    centre.down().await;
    let offline = |it: &UiEvent| matches!(it, UiEvent::Sync(view) if view.link != LinkState::Online);
    admin.host.last(|it| matches!(it, UiEvent::Sync(_)), offline).await;
    let later = TreatmentDraft { id: Some(saved.id), queue_priority: 1, ..basic };
    let error = admin.desk.save_treatment(later).await.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::NeedsServer, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_that_is_heard_in_a_call_opens_its_own_matter_and_holds_selling_p_9_p_11() {
    let centre = Centre::open().await;
    let (agent, other) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = agent.customer("한민지", NUMBER).await;
    let (mut call, ..) = agent.ring(NUMBER).await;
    agent.go(&mut call, CallState::Talking).await;
    let part = Part::Survey { score: 3, words: "너무 오래 기다렸어요".into() };
    let form = ParticipationForm { call: Some(call.id), ..taken(customer, part) };
    let view = agent.desk.record_participation(form).await.unwrap();
    let complaint = view.care.complaint.unwrap();
    assert_eq!(view.care.participation.unwrap().survey.unwrap().score, 3);
    agent.end(&mut call, EndCause::RemoteHangup).await;
    let mut form = entry(call.id, Outcome::Resolved);
    form.customer = Some(customer);
    agent.desk.wrap_up(form).await.unwrap();
    let view = agent.desk.customer(customer).await.unwrap();
    let row = view.timeline.entries.iter().find(|it| it.interaction.call == Some(call.id)).unwrap();
    assert_eq!(row.participations[0].dialogue, complaint.dialogue, "it stands at the call it was said in");
    assert_eq!(row.participations[0].rule.as_deref(), Some("billing_complaint.survey.phone"), "H-10");
    shows(&other, customer, |view| view.care.complaint.is_some() && view.care.participation.is_some()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_server_and_outside_of_a_call_it_is_a_contact_of_its_own_p_9() {
    let mut centre = Centre::open().await;
    let (agent, other) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = agent.customer("한민지", NUMBER).await;
    shows(&other, customer, |_| true).await;
    centre.down().await;
    let sales = topic(&agent, |it| it == Purpose::Sales).await;
    let view = agent.desk.open_dialogue(OpenDialogueForm { customer, topic: sales }).await.unwrap();
    let dialogue = view.dialogues[0].id;
    let idea = Part::Feedback { kind: FeedbackKind::Idea, words: " 앱에서도 바꾸고 싶어요 ".into() };
    let form = ParticipationForm { dialogue: Some(dialogue), ..taken(customer, idea) };
    let view = agent.desk.record_participation(form).await.unwrap();
    let row = &view.timeline.entries[0];
    assert_eq!((row.interaction.channel, row.interaction.dialogue), (Channel::Visit, Some(dialogue)));
    assert!(row.interaction.summary.contains("앱에서도") && row.participations.len() == 1);

    let named = Part::Referral { name: "이서연".into(), number: None, consent: false };
    assert_eq!(agent.desk.record_participation(taken(customer, named)).await.unwrap_err().code, ErrorCode::Invalid);
    let named = Part::Referral { name: "이서연".into(), number: Some("010-3333-4444".into()), consent: true };
    let view = agent.desk.record_participation(taken(customer, named)).await.unwrap();
    assert!(
        !view.timeline.entries[0].interaction.summary.contains("이서연"),
        "somebody else's name is in the fact alone"
    );
    centre.up().await;
    shows(&other, customer, |view| view.care.participation.as_ref().is_some_and(|it| it.referrals == 1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_for_a_customer_is_summed_up_on_every_desk_p_4() {
    let centre = Centre::open().await;
    let (agent, other) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let customer = agent.customer("한민지", NUMBER).await;
    let form = |words: &str, won: Option<i64>| DeliveredForm {
        customer,
        call: None,
        kind: DeliveredKind::Waiver,
        words: words.into(),
        amount: won.map(|amount_minor| Money { amount_minor, currency: "KRW".into() }),
    };
    assert_eq!(agent.desk.record_delivered(form(" ", None)).await.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(agent.desk.record_delivered(form("면제", Some(-1))).await.unwrap_err().code, ErrorCode::Invalid);
    agent.desk.record_delivered(form("수수료 면제", Some(12_000))).await.unwrap();
    agent.desk.record_delivered(form("방문 일정 변경", None)).await.unwrap();
    agent.host.advance(1);
    let view = agent.desk.record_delivered(form("할인", Some(3_000))).await.unwrap();
    let sum = view.care.delivered.sum;
    assert_eq!((sum.count, sum.amounts[0].amount_minor, sum.amounts.len()), (3, 15_000, 1));
    shows(&other, customer, |view| view.care.delivered.sum == sum).await;
    let there = other.desk.customer(customer).await.unwrap();
    assert_eq!(there.care.delivered.items[0].delivered.words, "할인");
    assert!(there.care.delivered.items[0].by.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_a_customer_asks_for_is_named_only_where_that_is_on_also_when_the_phone_rings_p_8_p_13() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let customer = agent.customer("한민지", NUMBER).await;
    let wanted = agent.desk.colleagues(()).await.unwrap().remove(0).user.id;
    let edit = CustomerEdit {
        customer,
        name: None,
        name_latin: None,
        company: None,
        account_no: None,
        language: None,
        address: None,
        preferred_agent: Some(PreferredAgent::Agent { agent: wanted }),
    };
    let view = agent.desk.edit_customer(edit).await.unwrap();
    assert_eq!(view.customer.preferred_agent, Some(wanted));
    admin.desk.save_treatment(TreatmentDraft { preferred_agent: false, ..draft(Tier::Basic) }).await.unwrap();
    shows(&agent, customer, |view| view.customer.preferred_agent.is_none()).await;
    let (_, _, shown) = agent.ring(NUMBER).await;
    let shown = shown.unwrap();
    assert_eq!((shown.customer.id, shown.customer.preferred_agent), (customer, None));
    assert_eq!(shown.care.treatment.perks.en, "Own agent", "what is read with the ring");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_an_administrator_puts_first_is_called_first_once_it_is_due_p_8() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let first = agent.customer("한민지", NUMBER).await;
    let missed = async |number: &str| {
        let (mut call, ..) = agent.ring(number).await;
        agent.end(&mut call, EndCause::Missed).await;
    };
    missed(NUMBER).await;
    missed("010-9999-8888").await;
    let numbers = async || -> Vec<(Option<CustomerId>, u8)> {
        let missed = agent.desk.work_list(()).await.unwrap().missed;
        missed.into_iter().map(|it| (it.customer, it.priority)).collect()
    };
    assert_eq!(numbers().await, [(None, 5), (Some(first), 5)], "the latest first");
    admin.desk.save_treatment(draft(Tier::Basic)).await.unwrap();
    shows(&agent, first, |view| view.care.treatment.queue_priority == 2).await;
    assert_eq!(numbers().await, [(Some(first), 2), (None, 5)]);
}
