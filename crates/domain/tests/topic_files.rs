//! Topics as a file, the templates, and what a draft would do to the dialogues there are (H-2, P-14).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    dialogue::{Ageing, AllowedMoves, Cause, DialogueOpened, Localized, Purpose, Stage, StageMove, Topic},
    fold::Folded,
    id::{CustomerId, DialogueId, StageMoveId, TopicId, UserId},
    time::Timestamp,
    topic::{Impact, Landing, Template, TopicDraft, file},
};
use proptest::prelude::*;
use uuid::Uuid;

fn id(number: u128) -> TopicId {
    TopicId(Uuid::from_u128(number))
}

fn words(text: &str) -> Localized {
    Localized { ko: format!("{text}가"), en: text.into() }
}

fn topic(stages: usize) -> Topic {
    let stages =
        (1..=stages).map(|number| Stage::new(words(&format!("s{number}")), words("meaning"), number == stages));
    Topic::new(id(1), "plan", words("Plan"), Purpose::Sales, stages.collect())
}

#[test]
fn templates_are_read_and_have_no_problems_in_both_languages_h_2() {
    for template in Template::ALL {
        let topics = template.topics().unwrap();
        assert!(topics.len() >= 4, "{template:?}");
        for read in topics {
            assert_eq!(read.draft.problems(&[]), [], "{template:?}, {}", read.draft.key);
            assert!(read.draft.stages.iter().all(|it| !it.meaning.ko.is_empty() && !it.meaning.en.is_empty()));
        }
    }
}

#[test]
fn templates_are_written_as_they_are_read_h_2() {
    for template in Template::ALL {
        let topics = template.topics().unwrap().into_iter();
        let topics: Vec<_> = topics.map(|it| it.draft.publish(id(1), None, Timestamp(0))).collect();
        assert_eq!(file::write(&topics), template.text(), "{template:?}");
    }
}

#[test]
fn a_file_that_is_no_file_of_topics_says_the_line_p_14() {
    let error = |text: &str| file::read(text).unwrap_err().to_string();
    let topic = "[[topic]]\nkey = \"a\"\npurpose = \"sales\"\nname = { ko = \"가\", en = \"a\" }\n";
    assert!(error("format = 1\n\n[[topic]\n").starts_with("line 3: "));
    assert!(error(&format!("format = 1\n{topic}colour = 3\n")).starts_with("line 6: "), "an unknown field");
    assert!(error(&format!("format = 1\n{topic}stale_days = -4\n")).starts_with("line 6: "));
    assert!(error(&format!("format = 1\n{topic}moves = \"up\"\n")).starts_with("line 6: moves are"));
    assert!(error("format = 1\n[[topic]]\nkey = \"a\"\n").starts_with("line 2: missing field"));
    assert_eq!(error(&format!("format = 1\n{topic}{topic}")), "line 6: a second topic a");
    assert_eq!(error("format = 9"), "format 9");
    assert!(error("").starts_with("line 1: missing field `format`"));
    assert!(error(&"#".repeat(file::MAX_FILE_BYTES + 1)).contains("bytes"));
    let many: String =
        (0..=file::MAX_TOPICS).map(|number| topic.replace("\"a\"\np", &format!("\"a{number}\"\np"))).collect();
    assert_eq!(error(&format!("format = 1\n{many}")), "more than 500 topics");
    let deep = format!("format = 1\nx = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(error(&deep).starts_with("line "), "nesting without end");
}

fn opened(dialogue: u128, of: TopicId) -> DialogueOpened {
    DialogueOpened {
        id: DialogueId(Uuid::from_u128(dialogue)),
        customer: CustomerId(Uuid::from_u128(1)),
        topic: of,
        opened_ms: Timestamp(0),
        version: 1,
    }
}

/// A dialogue that was moved to a stage at a moment.
fn at_stage(dialogue: u128, of: TopicId, stage: u8, at: i64) -> Folded {
    let mut folded = Folded::new(opened(dialogue, of));
    folded.add_move(&StageMove {
        id: StageMoveId(Uuid::from_u128(dialogue)),
        customer: CustomerId(Uuid::from_u128(1)),
        dialogue: DialogueId(Uuid::from_u128(dialogue)),
        stage,
        version: 1,
        at_ms: Timestamp(at),
        interaction: None,
        cause: Cause::Person { user: UserId(Uuid::from_u128(9)) },
    });
    folded
}

#[test]
fn the_preview_says_where_dialogues_land_and_which_would_close_h_2() {
    let (published, other) = (topic(4), Topic { id: id(2), ..topic(4) });
    let mut draft = TopicDraft::of(&published);
    draft.stages.remove(1);
    draft.to = vec![Some(1), Some(3), Some(2), Some(3)];
    let next = draft.publish(published.id, Some(&published), Timestamp(100));
    let topic_of = |id| [&published, &other].into_iter().find(|it| it.id == id);
    let mut impact = Impact::default();
    let customers = [
        // Stands first with the first topic, and would no longer: the need for the second is stronger then.
        vec![at_stage(1, id(1), 3, 50), at_stage(2, id(2), 2, 50)],
        vec![at_stage(3, id(1), 2, 50)],
        vec![at_stage(4, id(1), 4, 50)],
        vec![at_stage(5, id(2), 2, 50)],
    ];
    for customer in &customers {
        impact.add(customer, &next, topic_of, Timestamp(200));
    }
    let landing = |from, to| Landing { from, to, dialogues: 1 };
    assert_eq!((impact.open, impact.closed, impact.reopened), (2, 1, 0));
    assert_eq!(impact.landings, [landing(2, 3), landing(3, 2)]);
    assert_eq!(impact.reordered, 1, "the customer whose need is closed");

    let mut nothing = Impact::default();
    nothing.add(&customers[0], &published, topic_of, Timestamp(200));
    assert_eq!((nothing.open, nothing.closed, nothing.reordered), (1, 0, 0));
}

#[test]
fn the_preview_says_what_other_periods_make_stale_close_and_open_again_h_2() {
    let (day, now) = (86_400_000, Timestamp(40 * 86_400_000));
    let impact = |before: Ageing, after: Ageing| {
        let published = Topic { ageing: before, ..topic(3) };
        let next = Topic { ageing: after, ..topic(3) };
        let mut impact = Impact::default();
        impact.add(&[at_stage(1, id(1), 2, 10 * day)], &next, |_| Some(&published), now);
        (impact.closed, impact.reopened, impact.stale)
    };
    let days = |stale_days, close_days| Ageing { stale_days, close_days };
    assert_eq!(impact(days(None, None), days(Some(20), None)), (0, 0, 1));
    assert_eq!(impact(days(None, None), days(None, Some(30))), (1, 0, 0));
    assert_eq!(impact(days(None, Some(30)), days(None, Some(31))), (0, 1, 0));
}

fn any_words() -> impl Strategy<Value = Localized> {
    (any::<String>(), any::<String>()).prop_map(|(ko, en)| Localized { ko, en })
}

fn any_ageing() -> impl Strategy<Value = Ageing> {
    (any::<Option<u16>>(), any::<Option<u16>>()).prop_map(|(stale_days, close_days)| Ageing { stale_days, close_days })
}

fn any_stage() -> impl Strategy<Value = Stage> {
    (any_words(), any_words(), any::<bool>(), any_words(), any_ageing())
        .prop_map(|(name, meaning, closing, entry, ageing)| Stage { name, meaning, closing, entry, ageing })
}

proptest! {
    #[test]
    fn any_topic_is_read_as_it_was_written_p_14(
        (key, name, retired, complaint, ageing) in
            (any::<String>(), any_words(), any::<bool>(), any::<bool>(), any_ageing()),
        stages in prop::collection::vec(any_stage(), 0..5),
        moves in prop_oneof![
            Just(AllowedMoves::Any),
            Just(AllowedMoves::Forward),
            prop::collection::vec(any::<(u8, u8)>(), 0..4).prop_map(|pairs| AllowedMoves::Listed { pairs }),
        ],
    ) {
        let written = Topic { retired, complaint, ageing, moves, ..Topic::new(id(1), key, name, Purpose::Retention, stages) };
        let read = file::read(&file::write([&written])).unwrap().remove(0);
        let trimmed = Topic { key: written.key.trim().into(), ..written };
        prop_assert_eq!(read.draft.publish(id(1), None, Timestamp(0)), trimmed);
    }

    #[test]
    fn no_text_brings_the_reader_down_p_14(text in "(format = 1\n)?([\\[\\]a-z=\"{}, 0-9.\n가\u{0}-\u{1f}]{0,80})") {
        let _ = file::read(&text);
    }
}
