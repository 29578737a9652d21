//! Scripts followed in calls, and edited by administrators, at the real server (D-11, P-12, P-14).

use daehwa_desk::api::{
    customer::CustomerView,
    error::ErrorCode,
    scripts::{Rehearsal, ScriptChoice, ScriptImport, ScriptPane, ScriptStep},
    topics::TopicFile,
    wrap_up::DialogueChoice,
};
use daehwa_domain::{
    call::{CallState, EndCause},
    dialogue::AllowedMoves,
    id::{CallId, CustomerId},
    interaction::Outcome,
    script::{Act, Answer, EndKind, Input, InputFault, Progress, ScriptDraft, ScriptFault, StepKind},
    topic::TopicDraft,
};

use crate::{
    bench::{Seat, entry},
    with_server::{Centre, settled, shows},
};

/// A customer to whom may be sold, with a number that nobody else has.
async fn contented_customer(seat: &Seat) -> (CustomerId, String) {
    let query = daehwa_desk::api::customer::SearchQuery { text: "010".to_owned(), limit: 50 };
    for hit in seat.desk.search(query).await.unwrap().hits {
        let view = seat.desk.customer(hit.card.id).await.unwrap();
        let number = view.contact_points.iter().find(|it| it.kind.is_number() && it.primary);
        let Some(number) = number.filter(|_| view.care.complaint.is_none()) else { continue };
        let (mut call, shown, _) = seat.ring(&number.value).await;
        seat.end(&mut call, EndCause::Missed).await;
        if shown.customer == Some(hit.card.id) {
            return (hit.card.id, number.value.clone());
        }
    }
    panic!("the demonstration has no such customer");
}

async fn turned_to(seat: &Seat, call: CallId, name: &str) -> ScriptPane {
    let pane = seat.desk.script(call).await.unwrap();
    let script = pane.offers.iter().find(|it| it.name.en == name).unwrap().script;
    seat.desk.choose_script(ScriptChoice { call, script }).await.unwrap()
}

async fn go(seat: &Seat, pane: &ScriptPane, input: Input) -> ScriptPane {
    let shown = pane.shown.as_ref().unwrap();
    let step = ScriptStep { call: pane.call, script: shown.script, version: shown.version, input };
    seat.desk.follow_script(step).await.unwrap()
}

fn here(pane: &ScriptPane) -> String {
    pane.shown.as_ref().unwrap().step.as_ref().unwrap().key.clone()
}

async fn answer(seat: &Seat, pane: &ScriptPane, answer: Answer) -> ScriptPane {
    go(seat, pane, Input::Answer { step: here(pane), answer }).await
}

async fn next(seat: &Seat, pane: &ScriptPane) -> ScriptPane {
    go(seat, pane, Input::Next { step: here(pane) }).await
}

/// Up to the offer of a plan.
async fn as_far_as_the_offer(seat: &Seat, call: CallId) -> ScriptPane {
    let pane = turned_to(seat, call, "Find the right plan").await;
    let pane = next(seat, &pane).await;
    let pane = answer(seat, &pane, Answer::Number { number: 2 }).await;
    let pane = answer(seat, &pane, Answer::Number { number: 12 }).await;
    let pane = answer(seat, &pane, Answer::Several { choices: vec!["video".into()] }).await;
    answer(seat, &pane, Answer::YesNo { yes: true }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_outlive_a_kill_without_the_server_and_are_saved_with_the_wrap_up_d_5_d_11_p_12() {
    let mut centre = Centre::open().await;
    let (seat, colleague) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, number) = contented_customer(&seat).await;
    centre.down().await;
    let (mut call, ..) = seat.ring(&number).await;
    seat.go(&mut call, CallState::Talking).await;
    let pane = as_far_as_the_offer(&seat, call.id).await;
    assert_eq!(here(&pane), "standard");
    let said = pane.shown.as_ref().unwrap().step.as_ref().unwrap().say.ko.clone();
    assert!(said.starts_with("월 12GB를 쓰시면"), "{said}");

    let again = seat.killed_and_started_again();
    seat.desk.shutdown().await;
    again.desk.snapshot(()).await.unwrap();
    let after = again.desk.script(call.id).await.unwrap();
    assert_eq!(after.shown, pane.shown, "nothing that was answered is lost");
    let pane = answer(&again, &after, Answer::YesNo { yes: true }).await;
    let pane = next(&again, &next(&again, &pane).await).await;
    let shown = pane.shown.clone().unwrap();
    assert_eq!((shown.deeds.len(), shown.summary.unwrap().title.en.as_str()), (2, "5G Standard"));

    let form = again.desk.wrap_up_form(call.id).await.unwrap();
    assert_eq!((form.outcome, form.stage, form.topic), (Some(Outcome::Sold), Some(4), Some(shown.topic)));
    let undo = Input::Undo { step: "standard_sold".into(), undone: true };
    go(&again, &pane, undo).await;
    assert_ne!(again.desk.wrap_up_form(call.id).await.unwrap().outcome, Some(Outcome::Sold));

    let mut form = entry(call.id, Outcome::Sold);
    form.dialogue = DialogueChoice::New { topic: shown.topic };
    form.stage = Some(4);
    again.desk.wrap_up(form).await.unwrap();
    assert!(again.desk.script(call.id).await.unwrap().offers.iter().all(|it| !it.begun), "the journal is empty");
    centre.up().await;
    settled(&again).await;
    let talked = |view: &CustomerView| view.timeline.entries.iter().any(|it| !it.scripts.is_empty());
    shows(&colleague, customer, talked).await;
    let view = colleague.desk.customer(customer).await.unwrap();
    let contact = view.timeline.entries.iter().find(|it| !it.scripts.is_empty()).unwrap();
    let talk = &contact.scripts[0];
    assert_eq!((talk.answers.len(), talk.version, talk.dialogue), (5, 1, contact.interaction.dialogue));
    let summary = talk.summary.as_ref().unwrap();
    assert_eq!(summary.kind, EndKind::Product);
    assert!(summary.text.ko.contains("12GB"), "{}", summary.text.ko);
    let moved = view.dialogues.iter().find(|it| Some(it.id) == talk.dialogue).unwrap();
    assert_eq!((moved.topic, moved.stage), (shown.topic, 4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_keeps_the_version_with_which_it_began_p_14() {
    let centre = Centre::open().await;
    let (seat, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let (_, number) = contented_customer(&seat).await;
    let (mut call, ..) = seat.ring(&number).await;
    seat.go(&mut call, CallState::Talking).await;
    let before = as_far_as_the_offer(&seat, call.id).await;

    let script = admin.desk.script_overview(()).await.unwrap().into_iter().find(|it| it.key == "plan_finder").unwrap();
    let topics = admin.desk.topics(()).await.unwrap();
    let mut draft = ScriptDraft::of(&script, &topics);
    draft.steps[0].say.en.push_str(" New words.");
    assert!(admin.desk.check_script(draft.clone()).await.unwrap().problems.is_empty());
    let published = admin.desk.publish_script(draft.clone()).await.unwrap();
    assert_eq!(published.version, 2);
    settled(&admin).await;
    // Begun before that: it would undo what was published.
    assert_eq!(admin.desk.publish_script(draft).await.unwrap_err().code, ErrorCode::Invalid);

    let (mut second, ..) = seat.ring(&number).await;
    let fresh = loop {
        let pane = turned_to(&seat, second.id, "Find the right plan").await;
        if pane.shown.as_ref().unwrap().version == 2 {
            break pane;
        }
        seat.end(&mut second, EndCause::Missed).await;
        second = seat.ring(&number).await.0;
    };
    assert!(fresh.shown.unwrap().step.unwrap().say.en.ends_with("New words."));
    assert_eq!(seat.desk.script(call.id).await.unwrap().shown, before.shown);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_that_the_topic_bars_is_refused_where_the_script_suggests_it_h_2_d_11() {
    let centre = Centre::open().await;
    let (seat, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    let (customer, number) = contented_customer(&seat).await;
    let topics = admin.desk.topics(()).await.unwrap();
    let plans = topics.iter().find(|it| it.key == "plan_upgrade").unwrap();
    let moves = AllowedMoves::Listed { pairs: vec![(1, 2), (2, 3), (3, 4), (4, 5), (4, 6)] };
    let draft = TopicDraft { moves: moves.clone(), ..TopicDraft::of(plans) };
    admin.desk.publish_topic(draft).await.unwrap();
    let knows = async |seat: &Seat| seat.desk.topics(()).await.unwrap().iter().any(|it| it.moves == moves);
    while !knows(&seat).await || !knows(&admin).await {
        tokio::task::yield_now().await;
    }
    let script = admin.desk.script_overview(()).await.unwrap().into_iter().find(|it| it.key == "plan_finder").unwrap();
    let draft = ScriptDraft::of(&script, &admin.desk.topics(()).await.unwrap());
    assert_eq!(admin.desk.check_script(draft.clone()).await.unwrap().problems, []);
    let early = ScriptDraft { stages: vec![1, 2], ..draft };
    let problems = admin.desk.check_script(early).await.unwrap().problems;
    assert!(!problems.is_empty() && problems.iter().all(|it| it.fault == ScriptFault::BarredStage { stage: 4 }));

    let (mut call, ..) = seat.ring(&number).await;
    seat.go(&mut call, CallState::Talking).await;
    let mut pane = answer(&seat, &as_far_as_the_offer(&seat, call.id).await, Answer::YesNo { yes: true }).await;
    let view = seat.desk.customer(customer).await.unwrap();
    let open = view.dialogues.iter().find(|it| it.open && it.topic == plans.id);
    let stands_at = open.map_or(1, |it| it.stage);
    assert!(stands_at < 3, "from there stage 4 is barred");
    while pane.shown.as_ref().unwrap().summary.is_none() {
        let step = pane.shown.as_ref().unwrap().step.as_ref().unwrap();
        let moves = matches!(step.kind, StepKind::Act { act: Act::MoveStage { stage: 4 } });
        assert_eq!(step.barred_from, moves.then_some(stands_at), "{}", step.key);
        pane = next(&seat, &pane).await;
    }
    let deeds = pane.shown.unwrap().deeds;
    let barred: Vec<_> = deeds.iter().map(|it| it.barred_from).collect();
    assert_eq!(barred.iter().flatten().collect::<Vec<_>>(), [&stands_at]);
    let form = seat.desk.wrap_up_form(call.id).await.unwrap();
    assert_eq!((form.stage, form.outcome), (None, Some(Outcome::Sold)), "the rest of it holds");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_does_not_fit_changes_nothing_and_says_why_d_11() {
    let centre = Centre::open().await;
    let seat = centre.seat("agent1").await;
    let (_, number) = contented_customer(&seat).await;
    let (mut call, ..) = seat.ring(&number).await;
    seat.go(&mut call, CallState::Talking).await;
    let pane = as_far_as_the_offer(&seat, call.id).await;
    let late = Input::Answer { step: "lines".into(), answer: Answer::Number { number: 3 } };
    let after = go(&seat, &pane, late).await;
    assert_eq!((after.fault, &after.shown), (Some(InputFault::OtherStep), &pane.shown));
    let none = seat.desk.choose_script(ScriptChoice { call: call.id, script: uuid::Uuid::nil().into() }).await;
    assert_eq!(none.unwrap_err().code, ErrorCode::NotFound);
    // Another script is turned to, and the first one is as it was.
    let other = turned_to(&seat, call.id, "Roaming: find the pack").await;
    assert_eq!(here(&other), "where");
    let back = turned_to(&seat, call.id, "Find the right plan").await;
    assert_eq!(back.shown, pane.shown);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_are_tried_out_and_travel_as_files_for_administrators_alone_p_14() {
    let centre = Centre::open().await;
    let (agent, admin) = (centre.seat("agent1").await, centre.seat("admin1").await);
    assert_eq!(agent.desk.script_overview(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.export_scripts(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let file = admin.desk.export_scripts(()).await.unwrap();
    let ScriptImport::Scripts { scripts } = admin.desk.import_scripts(file).await.unwrap() else {
        panic!("unreadable")
    };
    assert_eq!(scripts.len(), 5);
    assert!(scripts.iter().all(|it| it.draft.id.is_some() && it.check.problems.is_empty() && !it.check.changed));
    let broken = TopicFile { text: "format = 1\n[[script]".to_owned() };
    assert!(matches!(admin.desk.import_scripts(broken).await.unwrap(), ScriptImport::Unreadable { .. }));

    let draft = scripts.into_iter().find(|it| it.draft.key == "retention").unwrap().draft;
    assert_eq!(agent.desk.publish_script(draft.clone()).await.unwrap_err().code, ErrorCode::NotAllowed);
    let rehearsal = Rehearsal { draft, progress: Progress::default(), input: None };
    let shown = admin.desk.rehearse_script(rehearsal.clone()).await.unwrap().view;
    assert!(shown.step.unwrap().say.ko.starts_with("김민서 님,"));
    let price = Input::Answer { step: "listen".into(), answer: Answer::One { choice: "price".into() } };
    let after = admin.desk.rehearse_script(Rehearsal { input: Some(price), ..rehearsal }).await.unwrap();
    assert_eq!((after.view.step.unwrap().key.as_str(), after.fault), ("discount", None));
}
