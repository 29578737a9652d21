//! Scripts: walked, checked, chosen, read from a file (D-11, P-12, P-14).
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use daehwa_domain::{
    customer::{Language, Tier},
    dialogue::{AllowedMoves, Localized, Purpose, Revision, Stage, Topic},
    id::{ScriptId, TopicId},
    script::{
        Act, Answer, AnswerFault, Branch, Choice, End, EndKind, Input, InputFault, Progress, Promise, Question, Script,
        ScriptDraft, ScriptFault, ScriptPlace, Situation, Step, StepKind, TELECOM, Test, choose, file, follows,
        words::{Slot, Values},
    },
    time::Timestamp,
    topic::Template,
};
use proptest::prelude::*;
use uuid::Uuid;

fn words(text: &str) -> Localized {
    Localized { ko: text.into(), en: text.into() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-11-23";

fn step(key: &str, kind: StepKind) -> Step {
    Step { key: key.into(), say: words(key), kind, branches: Vec::new(), next: None }
}

fn ask(key: &str, question: Question) -> Step {
    step(key, StepKind::Ask { question, optional: false })
}

fn end(key: &str) -> Step {
    step(key, StepKind::End { end: End { kind: EndKind::Product, title: words(key), text: words("") } })
}

fn one(keys: &[&str]) -> Question {
    Question::One { choices: keys.iter().map(|key| Choice { key: (*key).into(), label: words(key) }).collect() }
}

fn to(test: Test, to: &str) -> Branch {
    Branch { of: None, test, to: to.into() }
}

fn topic(stages: usize) -> Topic {
    let stages = (1..=stages).map(|it| Stage::new(words(&format!("s{it}")), words("m"), it == stages));
    Topic::new(TopicId(Uuid::from_u128(1)), "plan", words("Plan"), Purpose::Sales, stages.collect())
}

fn script(steps: Vec<Step>) -> Script {
    draft(steps).publish(ScriptId(Uuid::from_u128(5)), &[topic(3)])
}

fn draft(steps: Vec<Step>) -> ScriptDraft {
    ScriptDraft {
        id: None,
        base: 0,
        key: "s".into(),
        name: words("S"),
        topic: Some(topic(3).id),
        stages: Vec::new(),
        tiers: Vec::new(),
        languages: Vec::new(),
        retired: false,
        steps,
    }
}

/// Asks twice; each answer has its own way, and what follows `no` asks again.
fn forked() -> Script {
    let sold = End { kind: EndKind::Product, title: words("sold"), text: words("{answer.size|small}") };
    script(vec![
        Step { branches: vec![to(Test::No, "why")], ..ask("want", Question::YesNo) },
        ask("size", one(&["small", "large"])),
        step("note", StepKind::Act { act: Act::MoveStage { stage: 2 } }),
        step("sold", StepKind::End { end: sold }),
        ask("why", Question::Text { max_chars: 20 }),
        end("lost"),
    ])
}

fn answer(step: &str, answer: Answer) -> Input {
    Input::Answer { step: step.into(), answer }
}

fn yes(step: &str, yes: bool) -> Input {
    answer(step, Answer::YesNo { yes })
}

fn choice(step: &str, choice: &str) -> Input {
    answer(step, Answer::One { choice: choice.into() })
}

fn next(step: &str) -> Input {
    Input::Next { step: step.into() }
}

fn after(script: &Script, inputs: &[Input]) -> Progress {
    let mut progress = Progress::default();
    inputs.iter().for_each(|it| progress.apply(script, it.clone(), day(TODAY)).unwrap());
    progress
}

fn keys(script: &Script, progress: &Progress) -> Vec<String> {
    progress.path(script).steps.iter().map(|at| script.steps[*at].key.clone()).collect()
}

fn here<'s>(script: &'s Script, progress: &Progress) -> &'s str {
    &progress.current(script).unwrap().key
}

#[test]
fn answers_lead_to_a_configured_product_with_its_data_p_12() {
    let script = forked();
    let progress = after(&script, &[yes("want", true), choice("size", "large"), next("note")]);
    assert_eq!(keys(&script, &progress), ["want", "size", "note", "sold"]);
    assert!(progress.path(&script).ended);
    let values = progress.values(&script, Values::default());
    let summary = progress.summary(&script, &values).unwrap();
    assert_eq!((summary.kind, summary.title.en.as_str()), (EndKind::Product, "sold"));
    assert_eq!(summary.text.en, "large\n- want → Yes\n- size → large");
    let given = progress.given(&script, &values);
    assert_eq!(given[1].answer, Answer::One { choice: "large".into() });
    assert_eq!(progress.deeds(&script).len(), 1);
}

#[test]
fn what_was_answered_on_a_way_not_taken_is_no_part_of_the_result_and_not_lost_d_11() {
    let script = forked();
    let mut progress = after(&script, &[yes("want", true), choice("size", "large"), next("note")]);
    progress.apply(&script, Input::Go { step: "want".into() }, day(TODAY)).unwrap();
    progress.apply(&script, yes("want", false), day(TODAY)).unwrap();
    assert_eq!((keys(&script, &progress).join(" ").as_str(), here(&script, &progress)), ("want why", "why"));
    assert_eq!(progress.answered(&script).len(), 1);
    assert_eq!(progress.deeds(&script), []);
    progress.apply(&script, Input::Back { step: "why".into() }, day(TODAY)).unwrap();
    progress.apply(&script, yes("want", true), day(TODAY)).unwrap();
    assert_eq!(keys(&script, &progress), ["want", "size", "note", "sold"]);
    assert_eq!(here(&script, &progress), "size", "one step on, with what was answered");
    assert_eq!(progress.answers["size"], Answer::One { choice: "large".into() });
}

#[test]
fn what_is_come_to_again_is_asked_again_and_the_way_out_is_open_d_11() {
    let script = script(vec![
        Step { branches: vec![to(Test::Yes, "done")], ..ask("works", Question::YesNo) },
        Step { next: Some("works".into()), ..step("restart", StepKind::Say) },
        end("done"),
    ]);
    let mut progress = after(&script, &[yes("works", false), next("restart")]);
    assert_eq!((keys(&script, &progress).len(), here(&script, &progress)), (3, "works"));
    progress.apply(&script, yes("works", false), day(TODAY)).unwrap();
    assert_eq!(here(&script, &progress), "restart", "said again");
    progress.apply(&script, next("restart"), day(TODAY)).unwrap();
    progress.apply(&script, yes("works", true), day(TODAY)).unwrap();
    assert_eq!(keys(&script, &progress), ["works", "done"]);
}

#[test]
fn an_input_that_means_another_step_changes_nothing_d_11() {
    let script = forked();
    let mut progress = after(&script, &[yes("want", true)]);
    let before = progress.clone();
    let today = day(TODAY);
    assert_eq!(progress.apply(&script, yes("want", false), today), Err(InputFault::OtherStep));
    assert_eq!(progress.apply(&script, Input::Go { step: "why".into() }, today), Err(InputFault::OtherStep));
    assert_eq!(progress.apply(&script, next("size"), today), Err(AnswerFault::Missing.into()));
    assert_eq!(progress.apply(&script, choice("size", "huge"), today), Err(AnswerFault::OtherKind.into()));
    let undo = Input::Undo { step: "size".into(), undone: true };
    assert_eq!(progress.apply(&script, undo, today), Err(InputFault::OtherStep));
    assert_eq!(progress, before);
}

#[test]
fn an_act_is_taken_back_and_done_after_all_d_11() {
    let script = forked();
    let mut progress = after(&script, &[yes("want", true), choice("size", "large"), next("note")]);
    for undone in [true, false] {
        progress.apply(&script, Input::Undo { step: "note".into(), undone }, day(TODAY)).unwrap();
        assert_eq!(progress.deeds(&script)[0].undone, undone);
    }
}

#[test]
fn answers_are_checked_by_their_question_d_11() {
    let today = day(TODAY);
    let several = |min| Question::Several {
        choices: ["a", "b", "c"].iter().map(|key| Choice { key: (*key).into(), label: words(key) }).collect(),
        min,
    };
    let picked = |keys: &[&str]| Answer::Several { choices: keys.iter().map(|it| (*it).into()).collect() };
    assert_eq!(several(1).check(picked(&["c", "a", "a"]), today), Ok(picked(&["a", "c"])));
    assert_eq!(several(2).check(picked(&["c", "c"]), today), Err(AnswerFault::TooFew { min: 2 }));
    assert_eq!(several(0).check(picked(&["x"]), today), Err(AnswerFault::OtherKind));

    let number = Question::Number { min: Some(1), max: Some(10), unit: words("GB") };
    assert!(number.check(Answer::Number { number: 10 }, today).is_ok());
    let range = AnswerFault::OutOfRange { min: Some(1), max: Some(10) };
    assert_eq!(number.check(Answer::Number { number: 0 }, today), Err(range));
    assert_eq!(number.read(&Answer::Number { number: 5 }), Localized { ko: "5GB".into(), en: "5 GB".into() });

    let date = Question::Date { earliest_days: Some(-1), latest_days: Some(1) };
    let on = |text: &str| date.check(Answer::Date { date: day(text) }, today).is_ok();
    assert!(on("2026-11-22") && on("2026-11-24") && !on("2026-11-21") && !on("2026-11-25"));
    let read = date.read(&Answer::Date { date: day("2026-11-24") });
    assert_eq!((read.ko.as_str(), read.en.as_str()), ("2026년 11월 24일", "24 November 2026"));

    let text = Question::Text { max_chars: 3 };
    let said = |text: &str| Answer::Text { text: text.into() };
    assert_eq!(text.check(said("  가나다 "), today), Ok(said("가나다")));
    assert_eq!(text.check(said("가나다라"), today), Err(AnswerFault::TooLong { max_chars: 3 }));
    assert_eq!(text.check(said(" \n "), today), Err(AnswerFault::Missing));
    assert_eq!(text.check(said("a\0"), today), Err(AnswerFault::Unstorable));
}

#[test]
fn a_callback_takes_the_day_that_was_answered_d_11() {
    let callback = Act::Callback { when: Promise::OnDate { answer: "when".into() }, hour: 10, note: words("") };
    let when = Question::Date { earliest_days: None, latest_days: None };
    let optional = StepKind::Ask { question: when, optional: true };
    let script = script(vec![step("when", optional), step("call", StepKind::Act { act: callback }), end("end")]);
    let date = Answer::Date { date: day("2026-12-01") };
    let deeds = after(&script, &[answer("when", date), next("call")]).deeds(&script);
    assert_eq!(deeds[0].answer.as_deref(), Some("2026-12-01"));
    assert_eq!(after(&script, &[next("when"), next("call")]).deeds(&script), [], "no day, no call");
}

fn faults(draft: &ScriptDraft) -> Vec<(ScriptPlace, ScriptFault)> {
    draft.problems(&[], &[topic(3)]).into_iter().map(|it| (it.at, it.fault)).collect()
}

#[test]
fn everything_that_is_wrong_is_said_at_once_p_14() {
    let mut broken = draft(vec![
        Step { branches: vec![to(Test::Yes, "nowhere")], ..ask("a", Question::YesNo) },
        Step { say: words("{customer.shoe|x}"), next: Some("b".into()), ..step("b", StepKind::Say) },
        ask("b", one(&["x", "x"])),
        step("c", StepKind::Act { act: Act::MoveStage { stage: 9 } }),
        step(
            "Grüße",
            StepKind::Act {
                act: Act::SetField { field: daehwa_domain::script::ProfileField::Address, answer: "a".into() },
            },
        ),
    ]);
    broken.stages = vec![7];
    broken.key = String::new();
    let found = faults(&broken);
    let has = |at, fault: ScriptFault| assert!(found.contains(&(at, fault.clone())), "{at:?} {fault:?} in {found:#?}");
    has(ScriptPlace::Key, ScriptFault::Empty);
    has(ScriptPlace::Stages, ScriptFault::NoStage { stage: 7 });
    has(ScriptPlace::Branch { step: 1, branch: 1 }, ScriptFault::NoTarget { key: "nowhere".into() });
    has(ScriptPlace::Step { step: 2 }, ScriptFault::NeverEnds);
    has(ScriptPlace::StepKey { step: 3 }, ScriptFault::StepKeyTaken { step: 2 });
    has(ScriptPlace::Choice { step: 3, choice: 2, language: None }, ScriptFault::ChoiceKeyTaken { choice: 1 });
    has(ScriptPlace::Step { step: 3 }, ScriptFault::Unreachable);
    has(ScriptPlace::Act { step: 4 }, ScriptFault::NoStage { stage: 9 });
    has(ScriptPlace::StepKey { step: 5 }, ScriptFault::NotAKey);
    has(ScriptPlace::Act { step: 5 }, ScriptFault::OtherAnswers { key: "a".into() });
    has(ScriptPlace::Next { step: 5 }, ScriptFault::FallsOff);
    assert!(found.iter().any(|(at, fault)| {
        *at == ScriptPlace::Say { step: 2, language: Language::Ko } && matches!(fault, ScriptFault::Slot { .. })
    }));
    assert_eq!(faults(&draft(forked().steps)), []);
}

#[test]
fn a_stage_to_which_the_topic_lets_nobody_move_is_no_act_of_a_script_p_14() {
    let forward = Topic { moves: AllowedMoves::Forward, ..topic(3) };
    let moving = |stage, offered: &[u8]| {
        let act = step("move", StepKind::Act { act: Act::MoveStage { stage } });
        ScriptDraft { stages: offered.to_vec(), ..draft(vec![act, end("end")]) }
    };
    let barred = |draft: &ScriptDraft, topic: &Topic| {
        let found = draft.problems(&[], std::slice::from_ref(topic));
        assert!(found.iter().all(|it| matches!(it.fault, ScriptFault::BarredStage { stage: 2 })), "{found:?}");
        !found.is_empty()
    };
    assert!(barred(&moving(2, &[3]), &forward));
    assert!(!barred(&moving(2, &[1, 3]), &forward), "from one of them it can be done");
    assert!(!barred(&moving(2, &[3]), &topic(3)));
    assert!(!barred(&moving(2, &[]), &forward), "offered at all, it is at the first, too");
}

#[test]
fn a_cycle_without_an_exit_is_found_and_one_with_an_exit_is_none_p_14() {
    let mut cycle =
        vec![step("a", StepKind::Say), Step { next: Some("a".into()), ..step("b", StepKind::Say) }, end("c")];
    let found = faults(&draft(cycle.clone()));
    let never = |step| (ScriptPlace::Step { step }, ScriptFault::NeverEnds);
    assert!(found.contains(&never(1)) && found.contains(&never(2)));
    assert!(found.contains(&(ScriptPlace::Step { step: 3 }, ScriptFault::Unreachable)));
    cycle[0] = Step { branches: vec![to(Test::Yes, "c")], ..ask("a", Question::YesNo) };
    assert_eq!(faults(&draft(cycle)), []);
}

#[test]
fn a_branch_for_every_answer_leaves_nothing_to_fall_through_p_14() {
    let both = vec![to(Test::Yes, "end"), to(Test::No, "end")];
    let steps = vec![Step { branches: both, ..ask("a", Question::YesNo) }, step("b", StepKind::Say), end("end")];
    let found = faults(&draft(steps));
    assert_eq!(found, [(ScriptPlace::Step { step: 2 }, ScriptFault::Unreachable)]);
}

#[test]
fn five_hundred_steps_are_taken_and_one_more_is_not_p_14() {
    let mut steps: Vec<Step> = (0..499).map(|it| step(&format!("s{it}"), StepKind::Say)).collect();
    steps.push(end("end"));
    assert_eq!(faults(&draft(steps.clone())), []);
    let long = script(steps.clone());
    let mut progress = Progress::default();
    while let Some(step) = progress.current(&long).filter(|it| !matches!(it.kind, StepKind::End { .. })) {
        let input = next(&step.key.clone());
        progress.apply(&long, input, day(TODAY)).unwrap();
    }
    assert_eq!(progress.path(&long).steps.len(), 500);
    steps.insert(0, step("more", StepKind::Say));
    assert!(faults(&draft(steps)).contains(&(ScriptPlace::Steps, ScriptFault::TooMany { max: 500 })));
}

fn situation(stage: u8, tier: Tier, language: Language) -> Situation {
    Situation { topic: topic(3).id, stage, tier, language }
}

#[test]
fn the_most_exact_script_is_chosen_and_says_why_d_11() {
    let named = |id: u128, key: &str, stages: &[u8], tiers: &[Tier], languages: &[Language]| Script {
        id: ScriptId(Uuid::from_u128(id)),
        key: key.into(),
        stages: stages.to_vec(),
        tiers: tiers.to_vec(),
        languages: languages.to_vec(),
        ..forked()
    };
    let scripts = [
        named(1, "any", &[], &[], &[]),
        named(2, "english", &[], &[], &[Language::En]),
        named(3, "vip", &[], &[Tier::Vip], &[]),
        named(4, "stage", &[2], &[], &[]),
        named(5, "stages", &[1, 2], &[], &[]),
        Script { retired: true, ..named(6, "gone", &[2], &[Tier::Vip], &[]) },
    ];
    let topics = [topic(3)];
    let chosen = |situation| {
        let all = choose(&scripts, |id| topics.iter().find(|it| it.id == id), situation);
        all.into_iter().map(|it| (it.script.key.clone(), it.because)).collect::<Vec<_>>()
    };
    let keys = |situation| chosen(situation).into_iter().map(|it| it.0).collect::<Vec<_>>().join(" ");
    assert_eq!(keys(situation(2, Tier::Vip, Language::En)), "stage stages vip english any");
    assert_eq!(keys(situation(1, Tier::Basic, Language::Ko)), "stages any");
    assert_eq!(keys(situation(3, Tier::Vip, Language::Ko)), "vip any");
    let (_, because) = chosen(situation(3, Tier::Vip, Language::Ko))[0];
    assert!(because.tier && !because.stage && !because.language);
    let elsewhere = Situation { topic: TopicId(Uuid::from_u128(9)), ..situation(1, Tier::Vip, Language::Ko) };
    assert_eq!(chosen(elsewhere), []);
}

#[test]
fn stages_of_a_script_go_with_the_topic_when_its_list_changes_p_14() {
    let mut revised = topic(3);
    let first = revised.stages[0].clone();
    revised.stages.insert(0, first);
    revised.revisions.push(Revision { to: vec![2, 3, 4], closing: vec![3], published_ms: Timestamp(5) });
    let script = Script { stages: vec![1], ..forked() };
    let topics = [revised.clone()];
    let at = |stage| {
        choose([&script], |id| topics.iter().find(|it| it.id == id), situation(stage, Tier::Vip, Language::Ko)).len()
    };
    assert_eq!((at(1), at(2)), (0, 1));
    let carried = script.clone().carried(&revised);
    assert_eq!((carried.stages.clone(), carried.topic_version), (vec![2], 2));
    assert!(matches!(carried.steps[2].kind, StepKind::Act { act: Act::MoveStage { stage: 3 } }));
    assert_eq!(carried.clone().carried(&revised), carried, "once");
}

#[test]
fn a_version_follows_on_the_one_that_is_published_p_14() {
    let first = forked();
    let draft = ScriptDraft { retired: true, ..ScriptDraft::of(&first, &[topic(3)]) };
    let second = draft.publish(first.id, &[topic(3)]);
    assert!(follows(&first, &second) && follows(&first, &first) && !follows(&second, &first));
    assert!(!follows(&second, &Script { retired: false, ..second.clone() }));
    let late = draft.problems(&[second], &[topic(3)]);
    assert_eq!((late[0].at, &late[0].fault), (ScriptPlace::Script, &ScriptFault::PublishedMeanwhile));
}

fn telecom() -> Vec<Topic> {
    let read = Template::Telecom.topics().unwrap();
    (1..).zip(read).map(|(id, it)| it.draft.publish(TopicId(Uuid::from_u128(id)), None, Timestamp(0))).collect()
}

#[test]
fn the_scripts_for_telephone_companies_have_no_problems_and_are_written_as_they_are_read_p_14() {
    let topics = telecom();
    let read = file::read(TELECOM, &topics).unwrap();
    assert_eq!(read.len(), 5);
    for it in &read {
        assert_eq!(it.draft.problems(&[], &topics), [], "{}", it.draft.key);
    }
    let scripts: Vec<Script> =
        (1..).zip(&read).map(|(id, it)| it.draft.publish(ScriptId(Uuid::from_u128(id)), &topics)).collect();
    assert_eq!(file::write(&scripts, &topics), TELECOM);
}

#[test]
fn guided_questions_end_in_a_configured_plan_with_rightly_joined_words_p_12() {
    let topics = telecom();
    let read = file::read(TELECOM, &topics).unwrap();
    let draft = &read.iter().find(|it| it.draft.key == "plan_finder").unwrap().draft;
    let script = draft.publish(ScriptId(Uuid::from_u128(1)), &topics);
    let number = |step: &str, number| answer(step, Answer::Number { number });
    let uses = answer("uses", Answer::Several { choices: vec!["video".into(), "work".into()] });
    let progress = after(&script, &[next("greet"), number("lines", 2), number("data_gb", 12), uses, yes("term", true)]);
    assert_eq!(here(&script, &progress), "standard");
    let values = Values::default().with(Slot::CustomerName, Some("김민서")).with(Slot::AgentName, Some("이하늘"));
    let values = progress.values(&script, values);
    let said = daehwa_domain::script::words::fill(&progress.current(&script).unwrap().say, &values);
    assert!(said.ko.starts_with("월 12GB를 쓰시면"), "{}", said.ko);
    let family = after(&script, &[next("greet"), number("lines", 4), number("data_gb", 2)]);
    let mut family = family;
    let messages = Answer::Several { choices: vec!["messages".into()] };
    family.apply(&script, answer("uses", messages), day(TODAY)).unwrap();
    family.apply(&script, yes("term", false), day(TODAY)).unwrap();
    assert_eq!(here(&script, &family), "family");
}

#[test]
fn a_file_that_can_not_be_read_says_the_line_p_14() {
    for (text, line) in [
        ("format = 1\n[[script]]\nkey = 1", 3),
        (
            "format = 1\n\n[[script]]\nkey = \"a\"\nname = { ko = \"\", en = \"\" }\ntopic = \"\"\n[[script.step]]\nkey = \"a\"\nask = \"maybe\"",
            9,
        ),
    ] {
        let error = file::read(text, &[]).unwrap_err();
        assert!(
            matches!(error, daehwa_domain::topic::file::FileError::Malformed { line: at, .. } if at == line),
            "{error:?}"
        );
    }
    let twice = "format = 1\n[[script]]\nkey = \"a\"\nname = { ko = \"\", en = \"\" }\ntopic = \"\"\nstep = [{ key = \"a\", ask = \"yes_no\", act = { stage = 1 } }]";
    assert!(file::read(twice, &[]).unwrap_err().to_string().contains("at most one of ask, act, end"));
}

/// The strings by which programs are known to fall over, where they are at hand; else a few of them.
/// A script about the topic of this key, of one step and its end.
fn written(key: &str, topic: &str) -> String {
    format!(
        "[[script]]\nkey = \"{key}\"\nname = {{ ko = \"가\", en = \"A\" }}\ntopic = \"{topic}\"\n\n\
         [[script.step]]\nkey = \"hello\"\nsay = {{ ko = \"#1\", en = \"a\" }}\n\n\
         [[script.step]]\nkey = \"end\"\nend = {{ talk = {{ title = {{ ko = \"\", en = \"\" }}, text = {{ ko = \"\", en = \"\" }} }} }}\n"
    )
}

#[test]
fn what_was_changed_outside_of_a_file_is_written_into_it_and_the_rest_of_it_stays_p_14() {
    let topics = [topic(3)];
    let (first, second, third) = (written("first", "plan"), written("second", "gone"), written("third", "plan"));
    let before =
        format!("# ours\nformat = 1\n\n{first}# about the second\n\n{second}\n# about the third\n{third}# end\n");
    let read = file::read(&before, &topics).unwrap();
    assert!(read.iter().all(|it| !it.own_layout));
    assert_eq!(read[1].draft.topic, None);
    let changed = |number: u16, name: &str| {
        let draft = ScriptDraft { name: words(name), ..read[usize::from(number) - 1].draft.clone() };
        file::Changed { number: Some(number), draft }
    };
    let new = file::Changed { number: None, draft: ScriptDraft { key: "fourth".into(), ..read[0].draft.clone() } };
    let after = file::rewrite(&before, &[changed(2, "둘째 \"2\" #x"), new], &topics).unwrap();
    let named = second.replace(r#"{ ko = "가", en = "A" }"#, r#"{ ko = "둘째 \"2\" #x", en = "둘째 \"2\" #x" }"#);
    let fourth = written("fourth", "plan");
    assert_eq!(after, before.replace(&second, &named) + "\n" + &fourth);
    assert_eq!(file::rewrite(&before, &[], &topics).unwrap(), before);
    assert_eq!(file::rewrite(&after, &[changed(1, "가"), changed(3, "나")], &topics).unwrap().matches('#').count(), 10);
    assert!(file::rewrite("format = ", &[], &topics).is_err());
}

#[test]
fn a_script_with_comments_in_it_or_laid_out_by_hand_is_told_apart_p_14() {
    let topics = [topic(3)];
    let commented = format!("format = 1\n\n{}", written("first", "plan").replace("say =", "# why\nsay ="));
    let read = file::read(&commented, &topics).unwrap();
    assert!(read[0].own_layout);
    let same = file::Changed { number: Some(1), draft: read[0].draft.clone() };
    assert_eq!(
        file::rewrite(&commented, &[same], &topics).unwrap(),
        format!("format = 1\n\n{}", written("first", "plan"))
    );
    // In one array there are no lines to replace: all of it is written anew, and says the same.
    let array = "format = 1\nscript = [{ key = \"a\", name = { ko = \"\", en = \"\" }, topic = \"plan\" }, \
                 { key = \"b\", name = { ko = \"\", en = \"\" }, topic = \"gone\" }]";
    let [a, b] = file::read(array, &topics).unwrap().try_into().unwrap();
    assert!(a.own_layout && b.own_layout);
    let renamed = ScriptDraft { key: "c".into(), ..b.draft };
    let after = file::rewrite(array, &[file::Changed { number: Some(2), draft: renamed.clone() }], &topics).unwrap();
    let read: Vec<_> = file::read(&after, &topics).unwrap().into_iter().map(|it| it.draft).collect();
    assert_eq!(read, [a.draft, renamed]);
    assert!(after.contains("topic = \"gone\""), "{after}");
}

fn naughty() -> Vec<String> {
    let data = std::env::var_os("DAEHWA_DATA")
        .map_or_else(|| std::path::PathBuf::from("../../../shared/data"), std::path::PathBuf::from);
    let listed = std::fs::read_to_string(data.join("corpora/blns/blns.json")).unwrap_or_default();
    let mut all: Vec<String> = serde_json::from_str(&listed).unwrap_or_default();
    all.extend(
        ["{customer.name}", "}{", "\u{0}", "\u{202e}abc", "田中さん", "{{{{", "\\u0000", "\"'''"].map(String::from),
    );
    all
}

#[test]
fn no_text_from_outside_breaks_names_answers_words_or_files_d_11() {
    for text in naughty() {
        let script = script(vec![
            Step {
                say: words(&format!("{text} {{customer.name|고객님}}은(는)")),
                ..ask("a", Question::Text { max_chars: 500 })
            },
            Step { say: words("{answer.a|없음}"), ..end("end") },
        ]);
        let values = Values::default().with(Slot::CustomerName, Some(&text));
        let mut progress = Progress::default();
        let taken = progress.apply(&script, answer("a", Answer::Text { text: text.clone() }), day(TODAY));
        let values = progress.values(&script, values);
        if taken.is_ok() {
            assert_eq!(progress.given(&script, &values)[0].words.ko, text.trim());
            assert!(progress.summary(&script, &values).is_some());
        }
        let _ = draft(script.steps.clone()).problems(&[], &[topic(3)]);
        let named = Script { name: words(&text), ..script };
        let written = file::write([&named], &[topic(3)]);
        let read = file::read(&written, &[topic(3)]).unwrap();
        assert_eq!((&read[0].draft.name, &read[0].draft.steps), (&named.name, &named.steps), "{text}");
    }
}

fn any_script() -> impl Strategy<Value = Script> {
    let target = || 0usize..8;
    let step = (0u8..5, target(), target(), any::<bool>());
    prop::collection::vec(step, 8).prop_map(|raw| {
        let key = |at: usize| format!("s{at}");
        let steps = raw.into_iter().enumerate().map(|(at, (kind, first, other, optional))| {
            let kind = match kind {
                0 => StepKind::Say,
                1 => StepKind::Ask { question: Question::YesNo, optional },
                2 => StepKind::Ask { question: one(&["x", "y"]), optional },
                3 => StepKind::Act { act: Act::MoveStage { stage: 2 } },
                _ => end("end").kind,
            };
            let test = match kind {
                StepKind::Ask { question: Question::YesNo, .. } => Some(Test::No),
                StepKind::Ask { .. } => Some(Test::Choice { choice: "y".into() }),
                _ => None,
            };
            let branches = test.into_iter().map(|test| to(test, &key(first))).collect();
            Step { key: key(at), say: words("w"), kind, branches, next: optional.then(|| key(other)) }
        });
        let mut steps: Vec<Step> = steps.collect();
        // Nothing falls off the end: what can't be published isn't walked.
        steps[7] = end("s7");
        script(steps)
    })
}

/// What a person does, whatever comes: the number picks among what is possible.
fn input(script: &Script, progress: &Progress, pick: u8) -> Input {
    let key = here(script, progress).to_owned();
    match pick % 8 {
        0 => Input::Back { step: key },
        1 => Input::Go { step: format!("s{}", pick / 8 % 8) },
        2 => Input::Undo { step: key, undone: pick > 128 },
        3 => next(&key),
        _ => match progress.current(script).unwrap().question() {
            Some(Question::YesNo) => yes(&key, pick > 128),
            Some(_) => choice(&key, if pick > 128 { "x" } else { "y" }),
            None => next(&key),
        },
    }
}

proptest! {
    #[test]
    fn whatever_is_done_the_way_is_whole_and_follows_from_the_answers_alone_d_11(
        script in any_script(), picks in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut progress = Progress::default();
        for pick in picks {
            let before = progress.clone();
            let input = input(&script, &progress, pick);
            if progress.apply(&script, input, day(TODAY)).is_err() {
                prop_assert_eq!(&progress, &before);
            }
            let path = progress.path(&script);
            prop_assert!(path.at < path.steps.len() && path.steps.len() <= script.steps.len() + 1);
            prop_assert_eq!(path.steps[0], 0);
            // Nothing that was ever answered is lost.
            prop_assert!(before.answers.keys().all(|key| progress.answers.contains_key(key)));
            // Who answers the same in the same order, without going back, comes the same way.
            let ended_or_open = &path.steps[..path.steps.len() - 1];
            let mut straight = Progress::default();
            for place in ended_or_open {
                let step = &script.steps[*place];
                let again = match progress.answers.get(&step.key).filter(|it| **it != Answer::Passed) {
                    Some(given) => answer(&step.key, given.clone()),
                    None => next(&step.key),
                };
                straight.apply(&script, again, day(TODAY)).unwrap();
            }
            let (walked, again) = (straight.path(&script).steps, path.steps.clone());
            prop_assert_eq!(walked, again);
            prop_assert_eq!(straight.answered(&script), progress.answered(&script));
        }
    }

    #[test]
    fn going_back_and_answering_the_same_changes_nothing_d_11(picks in prop::collection::vec(any::<u8>(), 1..20), script in any_script()) {
        let mut progress = Progress::default();
        for pick in picks {
            let input = input(&script, &progress, pick);
            let _ = progress.apply(&script, input, day(TODAY));
        }
        let path = progress.path(&script);
        let first = script.steps[path.steps[0]].key.clone();
        if progress.done.contains(&first) && path.at > 0 && !path.steps[1..].contains(&0) {
            let (before, answered) = (path.steps.clone(), progress.answers.get(&first).cloned());
            progress.apply(&script, Input::Go { step: first.clone() }, day(TODAY)).unwrap();
            let same = match answered.filter(|it| *it != Answer::Passed) {
                Some(given) => answer(&first, given),
                None => next(&first),
            };
            progress.apply(&script, same, day(TODAY)).unwrap();
            prop_assert_eq!(progress.path(&script).steps, before);
        }
    }
}
