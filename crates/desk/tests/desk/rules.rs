//! Channel rules at the real server: they act, are tried, edited, and made from what people do (H-3).

use daehwa_desk::api::{
    customer::CustomerView,
    error::ErrorCode,
    event::UiEvent,
    rules::{RuleDraft, RuleImport, RuleSource, RuleTrial, RuleVerdict},
    sync::LinkState,
    topics::TopicFile,
    triage::AssignForm,
    wrap_up::DialogueChoice,
};
use daehwa_domain::{
    call::{CallState, CallerInfo, EndCause},
    id::{CustomerId, InteractionId, TopicId},
    interaction::Channel,
    limits::MAX_LINE_BYTES,
    rule::{Effect, MAX_COMPARED_CHARS, Pattern, PatternKind, Rule, RuleFault, Sign, Standing},
};

use crate::{
    bench::Seat,
    with_server::{Centre, settled, shared_customer, shows},
};

const CANCELLATION: &str = "cancellation";

async fn topic(seat: &Seat, key: &str) -> TopicId {
    seat.desk.topics(()).await.unwrap().into_iter().find(|it| it.key == key).unwrap().id
}

async fn rule(seat: &Seat, key: &str) -> Rule {
    seat.desk.rules(()).await.unwrap().rules.into_iter().find(|it| it.rule.key == key).unwrap().rule
}

/// A call of this number that came through a queue and was missed.
async fn missed(seat: &Seat, number: &str, queue: &str) -> InteractionId {
    let caller = CallerInfo { number: Some(number.to_owned()), queue: Some(queue.to_owned()), ..CallerInfo::default() };
    let (mut call, ..) = seat.ring_as(caller).await;
    seat.end(&mut call, EndCause::Missed).await;
    InteractionId::from(call.id)
}

/// Where the customer's open dialogue on a topic stands.
fn stands(view: &CustomerView, topic: TopicId) -> Option<u8> {
    view.dialogues.iter().find(|it| it.open && it.topic == topic).map(|it| it.stage)
}

fn trial(channel: Channel, sign: Sign, value: &str) -> RuleTrial {
    RuleTrial { channel, signs: vec![(sign, value.to_owned())], customer: None, draft: None }
}

fn held(verdict: &RuleVerdict) -> Option<&str> {
    verdict.matches.iter().find(|it| it.standing == Standing::Holds).map(|it| it.key.as_str())
}

/// A customer without an open dialogue on the topic, and without a complaint that would keep a person from beginning one.
async fn without_dialogue(seat: &Seat, topic: TopicId) -> (CustomerId, String) {
    for letter in ["김", "이", "박", "최", "정", "010", "02"] {
        let query = daehwa_desk::api::customer::SearchQuery { text: letter.to_owned(), limit: 50 };
        for hit in seat.desk.search(query).await.unwrap().hits {
            let view = seat.desk.customer(hit.card.id).await.unwrap();
            let number = view.contact_points.iter().find(|it| it.kind.is_number() && !it.retired);
            if let (Some(number), None, None) = (number, stands(&view, topic), &view.care.complaint) {
                let (call, shown, _) = seat.ring(&number.value).await;
                let alone = shown.customer == Some(hit.card.id);
                seat.end(&mut { call }, EndCause::Rejected).await;
                if alone {
                    return (hit.card.id, number.value.clone());
                }
            }
        }
    }
    panic!("the demonstration has no such customer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missed_call_of_the_cancellation_queue_opens_its_dialogue_at_its_stage_and_the_cause_names_the_rule_h_3_h_10()
{
    let mut centre = Centre::open().await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let renewal = topic(&first, "contract_renewal").await;
    let (customer, number) = without_dialogue(&first, renewal).await;
    let triage_before = first.desk.work_list(()).await.unwrap().triage_total;
    // Also without the server.
    centre.down().await;
    let contact = missed(&first, &number, CANCELLATION).await;
    let view = first.desk.customer(customer).await.unwrap();
    assert_eq!(stands(&view, renewal), Some(2));
    let entry = view.timeline.entries.iter().find(|it| it.interaction.id == contact).unwrap();
    let dialogue = view.dialogues.iter().find(|it| it.open && it.topic == renewal).unwrap();
    assert_eq!((entry.interaction.dialogue, entry.stage), (Some(dialogue.id), Some(2)));
    assert_eq!(first.desk.work_list(()).await.unwrap().triage_total, triage_before);
    assert_eq!(entry.rule.as_deref(), Some("contract_renewal.phone"));
    let need = view.needs.iter().find(|it| it.dialogue == dialogue.id).unwrap();
    assert_eq!((need.stage, need.evidence.contains(&contact)), (2, true));

    // Another one changes nothing but that there is one more contact: a rule only moves forward.
    missed(&first, &number, CANCELLATION).await;
    let again = first.desk.customer(customer).await.unwrap();
    assert_eq!(again.dialogues.iter().filter(|it| it.topic == renewal && it.open).count(), 1);
    assert_eq!((stands(&again, renewal), again.timeline.total), (Some(2), view.timeline.total + 1));

    centre.up().await;
    settled(&first).await;
    shows(&second, customer, |it| stands(it, renewal) == Some(2) && it.timeline.total == again.timeline.total).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_rule_knows_waits_in_triage_as_before_h_1() {
    let centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let (customer, number) = shared_customer(&seat).await;
    let before = seat.desk.work_list(()).await.unwrap().triage_total;
    let contact = missed(&seat, &number, "'; DROP TABLE queue; --").await;
    let view = seat.desk.customer(customer).await.unwrap();
    let entry = view.timeline.entries.iter().find(|it| it.interaction.id == contact).unwrap();
    assert_eq!(entry.interaction.dialogue, None);
    assert_eq!(seat.desk.work_list(()).await.unwrap().triage_total, before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_call_shows_the_rule_of_its_queue_and_its_form_suggests_the_dialogue_h_3() {
    let centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let renewal = topic(&seat, "contract_renewal").await;
    let (_, number) = without_dialogue(&seat, renewal).await;
    let caller =
        CallerInfo { number: Some(number.clone()), queue: Some(CANCELLATION.to_owned()), ..CallerInfo::default() };
    let (mut call, shown, _) = seat.ring_as(caller).await;
    let rule = shown.rule.unwrap();
    assert_eq!((rule.key.as_str(), rule.value.as_str(), rule.topic), ("contract_renewal.phone", CANCELLATION, renewal));
    seat.go(&mut call, CallState::Talking).await;
    let form = seat.desk.wrap_up_form(call.id).await.unwrap();
    assert_eq!(form.dialogue, Some(DialogueChoice::New { topic: renewal }));
    seat.end(&mut call, EndCause::RemoteHangup).await;
    let owed = seat.desk.snapshot(()).await.unwrap().calls.into_iter().find(|it| it.call.id == call.id).unwrap();
    assert_eq!(owed.rule.map(|it| it.rule), Some(rule.rule), "also while its form is owed");
    let (_, without, _) = seat.ring(&number).await;
    assert_eq!(without.rule, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_s_rule_acts_on_an_agent_s_desktop_and_nobody_else_edits_h_3() {
    let mut centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let list = agent.desk.rules(()).await.unwrap();
    assert!(list.rules.len() > 20 && list.rules.iter().all(|it| it.faults.is_empty()));
    assert_eq!(list.administrators, ["Hannah Park"]);

    let saved = rule(&admin, "contract_renewal.phone").await;
    let draft = RuleDraft { enabled: false, ..RuleDraft::of(&saved) };
    assert_eq!(agent.desk.save_rule(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.check_rule(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.apply_rule(saved.id).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert!(admin.desk.check_rule(draft.clone()).await.unwrap().changed);
    admin.desk.save_rule(draft.clone()).await.unwrap();
    settled(&admin).await;
    let mut seen = 0;
    while rule(&agent, &saved.key).await.enabled {
        seen = agent.host.more_than(seen, |it| matches!(it, UiEvent::Stale { .. })).await;
    }
    let verdict = agent.desk.try_rules(trial(Channel::Phone, Sign::Queue, CANCELLATION)).await.unwrap();
    let standings: Vec<_> = verdict.matches.iter().map(|it| (it.key.as_str(), it.standing)).collect();
    assert_eq!(standings, [("contract_renewal.phone", Standing::Off)]);
    assert!(verdict.misses.iter().any(|it| it.key == "billing_question.phone" && !it.absent));
    assert!(verdict.misses.iter().any(|it| it.key == "plan_upgrade.campaign" && it.absent));

    // Without the server nothing is saved: it would act on one desktop alone.
    centre.down().await;
    let offline = |it: &UiEvent| matches!(it, UiEvent::Sync(view) if view.link != LinkState::Online);
    admin.host.last(|it| matches!(it, UiEvent::Sync(_)), offline).await;
    let error = admin.desk.save_rule(RuleDraft { enabled: true, ..draft }).await.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::NeedsServer, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_s_faults_are_said_and_what_matches_everything_is_a_warning_h_3() {
    let centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let good = RuleDraft { id: None, key: "any".to_owned(), ..RuleDraft::of(&rule(&admin, "roaming.sms").await) };
    let pattern = |text: String| RuleDraft { pattern: Pattern { kind: PatternKind::Wildcard, text }, ..good.clone() };
    for (draft, fault) in [
        (pattern(" ".to_owned()), RuleFault::PatternMissing),
        (pattern("가".repeat(MAX_LINE_BYTES)), RuleFault::PatternUnfit),
        (pattern("a\0b".to_owned()), RuleFault::PatternUnfit),
        (RuleDraft { key: "roaming.sms".to_owned(), ..good.clone() }, RuleFault::KeyTaken),
        (RuleDraft { topic: None, ..good.clone() }, RuleFault::TopicUnknown),
        (RuleDraft { stage: 40, ..good.clone() }, RuleFault::StageUnknown),
        (RuleDraft { priority: 0, ..good.clone() }, RuleFault::PriorityUnknown),
        (RuleDraft { sign: Sign::Page, ..good.clone() }, RuleFault::SignElsewhere),
    ] {
        assert_eq!(admin.desk.check_rule(draft.clone()).await.unwrap().faults, [fault]);
        assert_eq!(admin.desk.save_rule(draft).await.unwrap_err().code, ErrorCode::Invalid);
    }
    let everything = RuleDraft { priority: 9, ..pattern("*".to_owned()) };
    let check = admin.desk.check_rule(everything.clone()).await.unwrap();
    assert_eq!((check.faults, check.warnings), (vec![], vec![RuleFault::MatchesEverything]));
    admin.desk.save_rule(everything).await.unwrap();
    settled(&admin).await;
    let verdict = admin.desk.try_rules(trial(Channel::Sms, Sign::Text, "로밍 문의")).await.unwrap();
    let standings: Vec<_> = verdict.matches.iter().map(|it| (it.key.as_str(), it.standing)).collect();
    assert_eq!(standings, [("roaming.sms", Standing::Holds), ("any", Standing::Shadowed)]);
    let verdict = admin.desk.try_rules(trial(Channel::Sms, Sign::Text, "고마워요")).await.unwrap();
    assert_eq!(held(&verdict), Some("any"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_travel_as_a_file_that_changes_nothing_by_itself_h_3() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    assert_eq!(agent.desk.export_rules(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let file = admin.desk.export_rules(()).await.unwrap();
    assert_eq!(agent.desk.import_rules(file.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let imported = async |text: String| match admin.desk.import_rules(TopicFile { text }).await.unwrap() {
        RuleImport::Rules { rules } => rules,
        RuleImport::Unreadable { error } => panic!("{error}"),
    };
    let before = admin.desk.rules(()).await.unwrap().rules;
    let same = imported(file.text.clone()).await;
    assert_eq!(same.len(), before.len());
    assert!(same.iter().all(|it| it.draft.id.is_some() && !it.check.changed && it.check.faults.is_empty()));

    let other = file.text.replace("\"roaming.sms\"", "\"roaming.other\"").replace("\"roaming\"", "\"no.such\"");
    let changed = imported(other).await;
    let new = changed.iter().find(|it| it.draft.key == "roaming.other").unwrap();
    assert_eq!((new.draft.id, new.draft.topic, new.topic_key.as_str()), (None, None, "no.such"));
    assert_eq!(new.check.faults, [RuleFault::TopicUnknown]);
    let topic = Some(topic(&admin, "roaming").await);
    let saved = admin.desk.save_rule(RuleDraft { topic, ..new.draft.clone() }).await.unwrap();
    assert_eq!(saved.pattern, rule(&admin, "roaming.sms").await.pattern);
    let after = admin.desk.rules(()).await.unwrap().rules;
    assert_eq!(after.len(), before.len() + 1, "the rest of the file was only looked at");
    let broken = TopicFile { text: "format = 1\n[[rule]".to_owned() };
    assert!(matches!(admin.desk.import_rules(broken).await.unwrap(), RuleImport::Unreadable { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trial_tells_what_would_become_of_a_customer_s_dialogue_and_does_nothing_h_3() {
    let centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let upgrade = topic(&admin, "plan_upgrade").await;
    let (customer, _) = without_dialogue(&admin, upgrade).await;
    let of = |page: &str| RuleTrial { customer: Some(customer), ..trial(Channel::Web, Sign::Page, page) };
    let verdict = admin.desk.try_rules(of("/plans/compare")).await.unwrap();
    assert_eq!((held(&verdict), verdict.effect), (Some("plan_upgrade.web.compare"), Some(Effect::Begins { stage: 2 })));
    let form = daehwa_desk::api::customer::OpenDialogueForm { customer, topic: upgrade };
    admin.desk.open_dialogue(form).await.unwrap();
    assert_eq!(admin.desk.try_rules(of("/plans")).await.unwrap().effect, Some(Effect::Stays { stage: 1 }));
    let further = admin.desk.try_rules(of("/plans/compare")).await.unwrap();
    assert_eq!(further.effect, Some(Effect::Moves { from: 1, to: 2 }));
    let nothing = admin.desk.try_rules(of("/careers")).await.unwrap();
    assert_eq!((held(&nothing), nothing.effect), (None, None));
    assert_eq!(stands(&admin.desk.customer(customer).await.unwrap(), upgrade), Some(1));

    // A draft is tried before it is saved.
    let saved = rule(&admin, "plan_upgrade.web").await;
    let draft = RuleDraft {
        pattern: Pattern { kind: PatternKind::Exact, text: "/careers".to_owned() },
        ..RuleDraft::of(&saved)
    };
    let verdict = admin.desk.try_rules(RuleTrial { draft: Some(draft), ..of("/careers") }).await.unwrap();
    assert_eq!(held(&verdict), Some("plan_upgrade.web"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_texts_are_compared_and_nothing_more_h_3() {
    let centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let draft = RuleDraft { id: None, key: "hostile".to_owned(), ..RuleDraft::of(&rule(&admin, "roaming.sms").await) };
    let naughty = [
        "🤯🏳️‍🌈",
        "مرحبا بالعالم",
        "\u{202e}txet",
        "\u{200b}",
        "Ω≈ç√∫˜µ≤≥÷",
        "<script>alert(1)</script>",
        "%n%n%n",
        "*?*?*?",
        "İ",
        "ß",
        "a\0b",
    ];
    let long = "*a".repeat(900);
    for text in naughty.into_iter().chain([long.as_str()]) {
        let pattern = Pattern { kind: PatternKind::Exact, text: text.to_owned() };
        let tried =
            RuleTrial { draft: Some(RuleDraft { pattern, ..draft.clone() }), ..trial(Channel::Sms, Sign::Text, text) };
        let verdict = admin.desk.try_rules(tried).await.unwrap();
        assert_eq!(held(&verdict), (!text.trim().is_empty()).then_some("hostile"), "{text:?}");
    }
    let text = "가".repeat(MAX_COMPARED_CHARS * 10);
    let verdict = admin.desk.try_rules(trial(Channel::Sms, Sign::Text, &text)).await.unwrap();
    assert!(verdict.cut && held(&verdict).is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_did_becomes_a_rule_that_empties_the_rest_of_triage_h_1_h_3() {
    let centre = Centre::open().await;
    let admin = centre.seat("admin1").await;
    let roaming = topic(&admin, "roaming").await;
    let (customer, number) = without_dialogue(&admin, roaming).await;
    let first = missed(&admin, &number, "travel").await;
    // Also what rang at others is known by its queue.
    let agent = centre.seat("agent1").await;
    let elsewhere = missed(&agent, &number, "travel").await;
    let unrelated = missed(&agent, &number, "unrelated").await;
    for contact in [elsewhere, unrelated] {
        shows(&admin, customer, |it| it.timeline.entries.iter().any(|it| it.interaction.id == contact)).await;
    }
    let before = admin.desk.work_list(()).await.unwrap().triage_total;
    let form = AssignForm { customer, interaction: first, to: DialogueChoice::New { topic: roaming } };
    admin.desk.assign(form).await.unwrap();

    let source = RuleSource { customer, interaction: first };
    let proposal = admin.desk.propose_rule(source).await.unwrap();
    let draft = proposal.draft;
    assert_eq!((draft.key.as_str(), draft.sign, draft.topic), ("roaming.phone", Sign::Queue, Some(roaming)));
    assert_eq!(draft.pattern, Pattern { kind: PatternKind::Exact, text: "travel".to_owned() });
    assert!(proposal.signs.contains(&(Sign::Outcome, "abandoned".to_owned())));
    assert_eq!(admin.desk.check_rule(draft.clone()).await.unwrap().faults, []);
    let saved = admin.desk.save_rule(draft).await.unwrap();

    let fits = admin.desk.rule_fits(saved.id).await.unwrap();
    assert_eq!((fits.total, fits.contacts[0].effect), (1, Effect::Stays { stage: 1 }));
    assert_eq!(admin.desk.apply_rule(saved.id).await.unwrap(), 1);
    assert_eq!(admin.desk.work_list(()).await.unwrap().triage_total, before - 2);
    assert_eq!(admin.desk.apply_rule(saved.id).await.unwrap(), 0, "done once");
    shows(&agent, customer, |it| stands(it, roaming) == Some(1)).await;
}
