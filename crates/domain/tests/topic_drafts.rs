//! What is wrong with a draft of a topic, and what may follow on what is published (H-2, P-14).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    customer::Language,
    dialogue::{Ageing, AllowedMoves, Localized, Purpose, Stage, Topic},
    id::TopicId,
    time::Timestamp,
    topic::{Place, TopicDraft, TopicFault, follows},
};
use proptest::prelude::*;
use uuid::Uuid;

fn words(text: &str) -> Localized {
    Localized { ko: format!("{text}가"), en: text.into() }
}

fn stage(name: &str, closing: bool) -> Stage {
    Stage::new(words(name), words("meaning"), closing)
}

/// Asked, offered, decided, done.
fn published() -> Topic {
    let stages = vec![stage("asked", false), stage("offered", false), stage("decided", false), stage("done", true)];
    Topic::new(TopicId(Uuid::from_u128(1)), "plan", words("Plan"), Purpose::Sales, stages)
}

fn problems(draft: &TopicDraft) -> Vec<(Place, TopicFault)> {
    draft.problems(&[published()]).into_iter().map(|it| (it.at, it.fault)).collect()
}

/// What the draft of the published topic is found to lack after a change.
fn after(change: impl FnOnce(&mut TopicDraft)) -> Vec<(Place, TopicFault)> {
    let mut draft = TopicDraft::of(&published());
    change(&mut draft);
    problems(&draft)
}

#[test]
fn a_published_topic_is_a_draft_without_problems_and_publishing_it_changes_nothing_h_2() {
    let draft = TopicDraft::of(&published());
    assert_eq!(problems(&draft), []);
    assert_eq!(draft.publish(published().id, Some(&published()), Timestamp(9)), published());
}

#[test]
fn names_and_keys_are_there_and_taken_once_h_2() {
    let (ko, stage_1) = (Language::Ko, 1);
    assert_eq!(after(|it| it.name.ko = " ".into()), [(Place::Name { language: ko }, TopicFault::Empty)]);
    assert_eq!(after(|it| it.key = "Plan A".into()), [(Place::Key, TopicFault::NotAKey)]);
    assert_eq!(after(|it| it.key.clear()), [(Place::Key, TopicFault::Empty)]);
    let place = Place::StageName { stage: 2, language: ko };
    assert_eq!(
        after(|it| it.stages[1].name.ko = "asked가".into()),
        [(place, TopicFault::NameTaken { stage: stage_1 })]
    );
    let other = TopicDraft { id: None, to: Vec::new(), ..TopicDraft::of(&published()) };
    assert_eq!(problems(&other), [(Place::Key, TopicFault::KeyTaken)]);
    let long = after(|it| it.stages[0].meaning.en = "x".repeat(2_001));
    assert!(matches!(long[..], [(Place::Meaning { stage: 1, language: Language::En }, TopicFault::TooLong { .. })]));
}

#[test]
fn a_topic_begins_open_and_ends_h_2() {
    let reopens = (Place::Carry { from: 4 }, TopicFault::Reopens);
    assert_eq!(after(|it| it.stages[3].closing = false), [(Place::Stages, TopicFault::NothingCloses), reopens]);
    assert!(after(|it| it.stages[0].closing = true).contains(&(Place::Stage { stage: 1 }, TopicFault::FirstCloses)));
    assert!(after(|it| it.stages.clear()).contains(&(Place::Stages, TopicFault::NoStage)));
    let many = after(|it| it.stages.extend((0..50).map(|number| stage(&number.to_string(), false))));
    assert!(many.contains(&(Place::Stages, TopicFault::TooManyStages { max: 50 })));
}

#[test]
fn allowed_moves_reach_every_stage_and_an_end_from_each_h_2() {
    let listed = |pairs: &[(u8, u8)]| {
        let moves = AllowedMoves::Listed { pairs: pairs.to_vec() };
        after(|it| it.moves = moves)
    };
    assert_eq!(listed(&[(1, 2), (2, 3), (3, 2), (3, 4)]), []);
    // 2 and 3 go round for ever.
    let round = listed(&[(1, 2), (2, 3), (3, 2), (1, 4)]);
    let never = |stage| (Place::Stage { stage }, TopicFault::NeverCloses);
    assert_eq!(round, [never(2), never(3)]);
    assert_eq!(listed(&[(1, 2), (2, 4), (3, 4)]), [(Place::Stage { stage: 3 }, TopicFault::Unreachable)]);
    let wrong = listed(&[(1, 2), (2, 3), (3, 4), (3, 4), (2, 9), (2, 2)]);
    let fault = |fault| (Place::Moves, fault);
    assert_eq!(wrong[0], fault(TopicFault::MoveTwice { from: 3, to: 4 }));
    assert_eq!(wrong[1], fault(TopicFault::NoSuchMove { from: 2, to: 9 }));
    assert_eq!(wrong[2], fault(TopicFault::NoSuchMove { from: 2, to: 2 }));
    // Forward only: what comes after the last end never closes.
    let after_the_end = after(|it| {
        it.moves = AllowedMoves::Forward;
        it.stages.push(stage("later", false));
    });
    assert_eq!(after_the_end, [never(5)]);
}

#[test]
fn a_dialogue_is_stale_before_it_is_closed_h_2() {
    let aged = |stale_days, close_days| after(|it| it.ageing = Ageing { stale_days, close_days });
    assert_eq!(aged(Some(7), Some(30)), []);
    let place = Place::Ageing { stage: None };
    assert_eq!(aged(Some(30), Some(30)), [(place, TopicFault::StaleAfterClose)]);
    assert_eq!(aged(Some(0), None), [(place, TopicFault::DaysOutOfRange { max: 3_650 })]);
}

#[test]
fn every_published_stage_says_where_its_dialogues_go_h_2() {
    let removed = |to: Option<u8>| {
        after(|it| {
            it.stages.remove(2);
            it.to = vec![Some(1), Some(2), to, Some(3)];
        })
    };
    assert_eq!(removed(Some(2)), []);
    assert_eq!(removed(None), [(Place::Carry { from: 3 }, TopicFault::NotCarried)]);
    assert_eq!(removed(Some(4)), [(Place::Carry { from: 3 }, TopicFault::NotCarried)]);
    assert_eq!(after(|it| it.to[3] = Some(1)), [(Place::Carry { from: 4 }, TopicFault::Reopens)]);
    assert_eq!(after(|it| it.base = 7), [(Place::Topic, TopicFault::PublishedMeanwhile)]);
}

#[test]
fn another_list_is_another_version_and_other_words_are_not_h_2() {
    let mut draft = TopicDraft::of(&published());
    draft.stages[0].name = words("inquired");
    draft.ageing.close_days = Some(60);
    let reworded = draft.publish(published().id, Some(&published()), Timestamp(9));
    assert_eq!(reworded.version(), 1);
    draft.stages.swap(0, 1);
    draft.to = vec![Some(2), Some(1), Some(3), Some(4)];
    let swapped = draft.publish(published().id, Some(&published()), Timestamp(9));
    assert_eq!((swapped.version(), &swapped.revisions[0].to), (2, &vec![2, 1, 3, 4]));
    assert_eq!(swapped.revisions[0].closing, [4]);
    assert!(follows(&published(), &reworded) && follows(&published(), &swapped) && follows(&reworded, &swapped));
}

#[test]
fn nothing_follows_that_rewrites_what_was_published_h_2() {
    let mut draft = TopicDraft::of(&published());
    draft.stages.remove(1);
    draft.to = vec![Some(1), Some(1), Some(2), Some(3)];
    let second = draft.publish(published().id, Some(&published()), Timestamp(9));
    let bad = |change: &dyn Fn(&mut Topic)| {
        let mut next = second.clone();
        change(&mut next);
        !follows(&published(), &next)
    };
    assert!(follows(&published(), &second));
    assert!(!follows(&second, &published()), "a version is lost");
    assert!(bad(&|it| it.revisions.clear()), "a stage vanishes without a word");
    assert!(bad(&|it| it.revisions[0].to[1] = 9), "a stage that is not there");
    assert!(bad(&|it| it.revisions[0].to.truncate(2)), "not every stage");
    assert!(bad(&|it| it.revisions[0].to[3] = 1), "a closed dialogue would be open again");
    assert!(bad(&|it| it.revisions[0].closing.clear()), "what closed is forgotten");
    assert!(bad(&|it| it.revisions.push(it.revisions[0].clone())), "two at once");
    // Two that were made apart: the second does not know of the first.
    let mut other = TopicDraft::of(&published());
    other.stages.push(stage("lost", true));
    let other = other.publish(published().id, Some(&published()), Timestamp(10));
    assert!(!follows(&second, &other));
}

#[test]
fn an_imported_topic_keeps_stages_by_name_and_asks_about_the_others_h_2() {
    let mut imported = TopicDraft { id: None, to: Vec::new(), ..TopicDraft::of(&published()) };
    imported.stages = vec![stage("decided", false), stage("new", false), stage("done", true)];
    let draft = imported.over(&published());
    assert_eq!(draft.to, [None, None, Some(1), Some(3)]);
    assert_eq!(problems(&draft).len(), 2);
}

proptest! {
    #[test]
    fn a_draft_without_problems_always_follows_on_what_it_was_begun_from_h_2(
        closing in prop::collection::vec(any::<bool>(), 1..7),
        to in prop::collection::vec(prop::option::of(0u8..8), 4),
        base in 1u16..3,
    ) {
        let published = published();
        let stages = closing.iter().enumerate().map(|(index, closing)| stage(&format!("s{index}"), *closing));
        let draft = TopicDraft { base, to, stages: stages.collect(), ..TopicDraft::of(&published) };
        if draft.problems(std::slice::from_ref(&published)).is_empty() {
            let next = draft.publish(published.id, Some(&published), Timestamp(5));
            prop_assert!(follows(&published, &next));
            prop_assert_eq!(next.version() > published.version(), draft.revises(&published));
        }
    }
}
