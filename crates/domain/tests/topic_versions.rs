//! How dialogues go over from one version of a topic's stages to the next, and how they age (H-2).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    dialogue::{
        Ageing, Cause, Dialogue, DialogueOpened, FIRST_VERSION, Localized, Purpose, Revision, Stage, StageMove, Topic,
    },
    fold::{Folded, unite},
    id::{CustomerId, DialogueId, StageMoveId, TopicId, UserId},
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

/// A topic of open stages and a last one that closes.
fn topic(stages: usize) -> Topic {
    let stages = (1..=stages).map(|number| Stage { closing: number == stages, ..Stage::default() });
    Topic::new(TopicId(Uuid::from_u128(1)), "plan", Localized::default(), Purpose::Sales, stages.collect())
}

/// The same topic with another list of open stages and a closing one, published at `at`.
fn revised(before: &Topic, stages: usize, to: &[u8], at: i64) -> Topic {
    let closing = (1..).zip(&before.stages).filter(|(_, it)| it.closing).map(|(number, _)| number).collect();
    let revision = Revision { to: to.to_vec(), closing, published_ms: Timestamp(at) };
    let revisions = before.revisions.iter().cloned().chain([revision]).collect();
    Topic { revisions, ..topic(stages) }
}

fn opened(id: u128, at: i64, version: u16) -> DialogueOpened {
    DialogueOpened {
        id: DialogueId(Uuid::from_u128(id)),
        customer: CustomerId(Uuid::from_u128(1)),
        topic: TopicId(Uuid::from_u128(1)),
        opened_ms: Timestamp(at),
        version,
    }
}

fn moved(id: u128, dialogue: u128, (version, stage): (u16, u8), at: i64) -> StageMove {
    StageMove {
        id: StageMoveId(Uuid::from_u128(id)),
        customer: CustomerId(Uuid::from_u128(1)),
        dialogue: DialogueId(Uuid::from_u128(dialogue)),
        stage,
        version,
        at_ms: Timestamp(at),
        interaction: None,
        cause: Cause::Person { user: UserId(Uuid::from_u128(9)) },
    }
}

fn fold(topic: &Topic, opens: &[DialogueOpened], moves: &[StageMove], now: i64) -> Vec<Dialogue> {
    let folded = opens.iter().map(|it| Folded::from_facts(it.clone(), moves, []));
    unite(folded, |_| Some(topic), Timestamp(now)).into_iter().map(|it| it.dialogue).collect()
}

#[test]
fn a_dialogue_goes_over_into_the_stage_that_the_administrator_named_h_2() {
    let first = topic(4);
    let second = revised(&first, 5, &[2, 3, 3, 5], 100);
    let third = revised(&second, 3, &[1, 1, 2, 2, 3], 200);
    let at = |topic, moves: &[StageMove]| fold(topic, &[opened(1, 0, 1)], moves, 300)[0].stage;
    assert_eq!((at(&first, &[]), at(&second, &[]), at(&third, &[])), (1, 2, 1));
    let to_three = [moved(1, 1, (1, 3), 50)];
    assert_eq!((at(&second, &to_three), at(&third, &to_three)), (3, 2));
    assert_eq!(at(&third, &[moved(1, 1, (2, 4), 150)]), 2);
}

#[test]
fn a_late_move_under_an_old_version_goes_over_too_h_2() {
    let second = revised(&topic(3), 4, &[1, 3, 4], 100);
    // Made on a desktop that had not heard of the second version, after it was published.
    let late = fold(&second, &[opened(1, 0, 1)], &[moved(1, 1, (2, 2), 150), moved(2, 1, (1, 2), 160)], 200);
    assert_eq!((late[0].stage, late[0].open), (3, true));
    let closing = fold(&second, &[opened(1, 0, 1)], &[moved(2, 1, (1, 3), 160)], 200);
    assert_eq!((closing[0].stage, closing[0].open), (4, false));
}

#[test]
fn what_was_closed_stays_closed_and_what_a_new_list_closes_is_closed_from_then_on_h_1() {
    let second = revised(&topic(3), 3, &[1, 3, 3], 100);
    // Open at stage 2 until the list was published; begun again before and after that.
    let moves = [moved(1, 1, (1, 2), 10)];
    let both = fold(&second, &[opened(1, 0, 1), opened(2, 50, 1)], &moves, 300);
    assert_eq!(both.iter().map(|it| it.open).collect::<Vec<_>>(), [false]);
    let apart = fold(&second, &[opened(1, 0, 1), opened(2, 150, 2)], &moves, 300);
    assert_eq!(apart.iter().map(|it| it.open).collect::<Vec<_>>(), [false, true]);
    let closed_before = fold(&second, &[opened(1, 0, 1), opened(2, 50, 1)], &[moved(1, 1, (1, 3), 10)], 300);
    assert_eq!(closed_before.iter().map(|it| it.open).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_version_that_has_not_arrived_yet_closes_nothing_h_2() {
    let dialogue = &fold(&topic(3), &[opened(1, 0, 1)], &[moved(1, 1, (2, 3), 10)], 20)[0];
    assert_eq!((dialogue.stage, dialogue.open), (3, true));
}

#[test]
fn a_dialogue_that_rests_is_stale_and_then_closed_and_the_next_contact_begins_another_h_2() {
    let ageing = Ageing { stale_days: Some(7), close_days: Some(30) };
    let mut aged = Topic { ageing, ..topic(3) };
    let moves = [moved(1, 1, (1, 2), DAY_MS)];
    let at = |topic: &Topic, days: i64| {
        let dialogue = fold(topic, &[opened(1, 0, 1)], &moves, days * DAY_MS).remove(0);
        (dialogue.open, dialogue.stale)
    };
    assert_eq!((at(&aged, 7), at(&aged, 8), at(&aged, 30)), ((true, false), (true, true), (true, true)));
    assert_eq!(at(&aged, 31), (false, false));
    let again = fold(&aged, &[opened(1, 0, 1), opened(2, 31 * DAY_MS, 1)], &moves, 32 * DAY_MS);
    assert_eq!(again.iter().map(|it| it.open).collect::<Vec<_>>(), [false, true]);
    let in_time = fold(&aged, &[opened(1, 0, 1), opened(2, 30 * DAY_MS, 1)], &moves, 30 * DAY_MS);
    assert_eq!(in_time.len(), 1);
    // The stage's own period comes before the topic's.
    aged.stages[1].ageing.close_days = Some(90);
    assert_eq!(at(&aged, 40), (true, true));
}

#[test]
fn what_was_stored_before_there_were_versions_still_reads_h_2() {
    let words = r#"{"ko":"가","en":"a"}"#;
    let json = format!(
        r#"{{"id":"00000000-0000-0000-0000-000000000001","key":"plan","name":{words},"purpose":"sales","retired":false,
        "stages":[{{"name":{words},"meaning":{words},"closing":true}}]}}"#
    );
    let topic: Topic = serde_json::from_str(&json).unwrap();
    assert_eq!((topic.version(), topic.stages.len(), topic.may_move(1, 2)), (FIRST_VERSION, 1, true));
    let nil = Uuid::nil();
    let opened: DialogueOpened =
        serde_json::from_str(&format!(r#"{{"id":"{nil}","customer":"{nil}","topic":"{nil}","opened_ms":5}}"#)).unwrap();
    let moved: StageMove = serde_json::from_str(&format!(
        r#"{{"id":"{nil}","customer":"{nil}","dialogue":"{nil}","stage":2,"at_ms":5,"interaction":null,
        "cause":{{"person":{{"user":"{nil}"}}}}}}"#
    ))
    .unwrap();
    assert_eq!((opened.version, moved.version), (FIRST_VERSION, FIRST_VERSION));
}

/// A chain of revisions in which closing stages go over into closing ones: sizes of the lists, and where the open stages go.
fn chain() -> impl Strategy<Value = Topic> {
    prop::collection::vec((2usize..6, prop::collection::vec(0usize..6, 6), 0i64..400), 0..4).prop_map(|revisions| {
        revisions.into_iter().fold(topic(4), |before, (stages, targets, day)| {
            let last = before.stages.len();
            let to = (1..=last).map(|from| if from == last { stages } else { 1 + targets[from] % stages } as u8);
            let to: Vec<u8> = to.collect();
            let aged = revised(&before, stages, &to, day * DAY_MS);
            Topic { ageing: Ageing { stale_days: Some(5), close_days: Some(60) }, ..aged }
        })
    })
}

proptest! {
    #[test]
    fn facts_of_all_versions_fold_to_the_same_in_any_order_h_2(
        topic in chain(),
        opens in prop::collection::btree_map(1u128..5, (0i64..400, 1u16..6), 1..5),
        moves in prop::collection::btree_map(1u128..8, (1u128..5, 1u16..6, 1u8..7, 0i64..400), 0..8),
        now in 0i64..500,
        turn: usize,
    ) {
        let mut opens: Vec<_> = opens.into_iter().map(|(id, (day, version))| opened(id, day * DAY_MS, version)).collect();
        let moves = moves.into_iter().map(|(id, (of, version, stage, day))| moved(id, of, (version, stage), day * DAY_MS));
        let mut moves: Vec<_> = moves.collect();
        let expected = fold(&topic, &opens, &moves, now * DAY_MS);
        prop_assert!(expected.iter().filter(|it| it.open).count() <= 1);
        prop_assert!(expected.iter().all(|it| !it.stale || it.open));

        let by = |len: usize| if len == 0 { 0 } else { turn % len };
        let (o, m) = (by(opens.len()), by(moves.len()));
        opens.rotate_left(o);
        moves.rotate_left(m);
        moves.extend(moves.clone());
        prop_assert_eq!(fold(&topic, &opens, &moves, now * DAY_MS), expected.clone());

        // Which ids belong together is the same at any moment.
        let ids = |dialogues: &[Dialogue]| dialogues.iter().map(|it| it.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(&fold(&topic, &opens, &moves, 0)), ids(&expected));
    }

    #[test]
    fn a_stage_goes_over_by_every_mapping_since_its_version_h_2(topic in chain(), version in 1u16..6, stage in 1u8..7) {
        let standing = topic.standing(version, stage, Timestamp(0));
        if topic.had_stage(version, stage) {
            let later = topic.revisions.iter().skip(usize::from(version - 1));
            let expected = later.fold(stage, |stage, it| it.to[usize::from(stage - 1)]);
            prop_assert_eq!(standing.stage, expected);
            // A stage that closes now has closed it, and no later list opens it again.
            prop_assert_eq!(standing.closed_ms.is_some(), topic.stage(expected).unwrap().closing);
        } else {
            prop_assert_eq!((standing.stage, standing.closed_ms), (stage, None));
        }
    }
}
