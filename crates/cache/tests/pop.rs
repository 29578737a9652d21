//! What is on screen before the call is answered.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use daehwa_cache::{PopQuery, TimelineCursor, TimelineFilter};
use daehwa_domain::{
    customer::{ConsentChange, ConsentPurpose, ContactKind},
    id::CustomerId,
    interaction::Channel,
    record::{Fact, Record, RecordKind, RecordRef},
    time::Timestamp,
};
use serde_json::json;

fn by(number: &str) -> PopQuery {
    PopQuery { number: Some(number.into()), hint: None }
}

#[test]
fn any_written_form_of_a_number_finds_its_customer() {
    // D-2
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    for form in ["01012345678", "+82 10-1234-5678", "0082 10 1234 5678", "010.1234.5678", "(010) 1234-5678", "８２"] {
        let found = cache.pop(&by(form), NOW).unwrap();
        if form == "８２" {
            assert!(found.customer.is_none());
        } else {
            assert_eq!(found.customer.unwrap().customer.id, of, "{form}");
        }
    }
}

#[test]
fn several_customers_on_one_number_are_all_offered_the_latest_contact_first() {
    // D-2
    let place = Place::new();
    let cache = place.open();
    let first = add_customer(&cache, "김민서", "02-555-0100");
    let second = add_customer(&cache, "박지훈", "025550100");
    let third = add_customer(&cache, "이수진", "+82-2-555-0100");
    cache.commit(work().append(id(), Fact::Interaction(interaction(second, NOW.0 - 10, None)))).unwrap();
    cache.commit(work().append(id(), Fact::Interaction(interaction(first, NOW.0 - 20, None)))).unwrap();
    let pop = cache.pop(&by("02 555 0100"), NOW).unwrap();
    let order: Vec<CustomerId> = pop.candidates.iter().map(|it| it.customer).collect();
    assert_eq!(order, [second, first, third]);
    assert_eq!(pop.customer.unwrap().customer.id, second);
    let hinted = cache.pop(&PopQuery { number: Some("02 555 0100".into()), hint: Some(third) }, NOW).unwrap();
    assert_eq!(hinted.candidates[0].customer, third);
    assert_eq!(hinted.customer.unwrap().customer.id, third);
}

#[test]
fn an_unknown_or_absurd_caller_is_no_customer() {
    let place = Place::new();
    let cache = place.open();
    add_customer(&cache, "김민서", "010-1234-5678");
    for number in ["", "anonymous", "999", &"9".repeat(10_000), "\u{202e}0101234", "'; DROP TABLE number; --"] {
        let pop = cache.pop(&by(number), NOW).unwrap();
        assert!(pop.candidates.is_empty() && pop.customer.is_none(), "{number}");
    }
    assert!(cache.pop(&PopQuery::default(), NOW).unwrap().customer.is_none());
}

#[test]
fn all_that_an_agent_should_see_is_in_one_answer() {
    // D-1, P-5
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let topic = topic(3);
    let opened = opened(of, topic.id, NOW.0 - 50 * HOUR_MS);
    let mut steps = work()
        .create(id(), Record::Topic(topic))
        .create(id(), Record::Remark(remark(of, "speaks softly", 5)))
        .create(id(), Record::Remark(remark(of, "never call at work", 1)))
        .create(id(), Record::Callback(callback(of, NOW.plus_ms(HOUR_MS))))
        .append(id(), Fact::DialogueOpened(opened.clone()))
        .append(id(), Fact::StageMove(moved(of, opened.id, 2, NOW.0 - 40 * HOUR_MS)));
    for hours in 1..=60 {
        let contact = interaction(of, NOW.0 - hours * HOUR_MS, Some(opened.id));
        if hours == 1 {
            steps = steps.append(id(), Fact::Note(note(&contact, "wants the bigger plan")));
        }
        steps = steps.append(id(), Fact::Interaction(contact));
    }
    let consent = |granted, at| ConsentChange {
        id: id(),
        customer: of,
        purpose: ConsentPurpose::Marketing,
        channel: None,
        granted,
        at_ms: Timestamp(at),
        source: "web".into(),
    };
    steps = steps.append(id(), Fact::Consent(consent(true, 5))).append(id(), Fact::Consent(consent(false, 5)));
    cache.commit(steps).unwrap();

    let view = cache.pop(&by("01012345678"), NOW).unwrap().customer.unwrap();
    assert_eq!(view.timeline.rows.len(), 50);
    assert_eq!(view.timeline.total, 60);
    assert_eq!(view.timeline.rows[0].notes[0].text, "wants the bigger plan");
    assert!(view.timeline.rows[0].unsent);
    assert_eq!(view.remarks.iter().map(|it| it.priority).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(view.callbacks.len(), 1);
    assert_eq!(view.dialogues.len(), 1);
    let dialogue = &view.dialogues[0];
    assert_eq!((dialogue.dialogue.stage, dialogue.dialogue.touches, dialogue.dialogue.open), (2, 60, true));
    assert_eq!(dialogue.need.as_ref().unwrap().evidence.len(), 5);
    assert_eq!(view.consents.len(), 1, "the latest per purpose and channel");
    assert!(!view.consents[0].granted, "a withdrawal wins a tie");
    assert_eq!(view.last_contact_ms, Some(Timestamp(NOW.0 - HOUR_MS)));

    let history = cache.dialogue_history(of, opened.id, NOW).unwrap().unwrap();
    assert_eq!((history.began, history.moves.len()), (1, 1));
    assert_eq!((history.contacts.rows.len(), history.contacts.total), (50, 60), "H-10");
    let older = cache.timeline(of, &TimelineFilter::default(), view.timeline.next, 50).unwrap();
    assert_eq!((older.rows.len(), older.next, older.total), (10, None, 60));
}

#[test]
fn a_dialogue_closes_at_a_closing_stage_and_follows_its_topic() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let topic = topic(2);
    let topic_ref = RecordRef { kind: RecordKind::Topic, id: topic.id.0 };
    let opened = opened(of, topic.id, NOW.0);
    let closing = moved(of, opened.id, 2, NOW.0 + 1);
    // The facts come before the topic that gives them their meaning.
    cache.commit(work().append(id(), Fact::StageMove(closing)).append(id(), Fact::DialogueOpened(opened))).unwrap();
    let open = |cache: &daehwa_cache::Cache| cache.customer_view(of, NOW).unwrap().unwrap().dialogues[0].dialogue.open;
    assert!(open(&cache));
    let mut stages = serde_json::to_value(&topic.stages).unwrap();
    cache.commit(work().create(id(), Record::Topic(topic))).unwrap();
    assert!(!open(&cache));
    stages[1]["closing"] = json!(false);
    cache.commit(work().set(id(), topic_ref, None, vec![("stages".into(), stages)])).unwrap();
    assert!(open(&cache));
}

#[test]
fn the_timeline_is_filtered_by_channel_words_agent_and_time_and_jumps_to_a_day() {
    // D-30
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let mut steps = work();
    for hours in 0..30 {
        let mut contact = interaction(of, NOW.0 - hours * HOUR_MS, None);
        contact.channel = if hours % 3 == 0 { Channel::Email } else { Channel::Phone };
        contact.agent = (hours % 2 == 0).then(user);
        contact.summary = format!("Café number {hours}");
        if hours == 7 {
            steps = steps.append(id(), Fact::Note(note(&contact, "해지 문의, 위약금 안내")));
        }
        steps = steps.append(id(), Fact::Interaction(contact));
    }
    cache.commit(steps).unwrap();
    let page = |filter: TimelineFilter, before| cache.timeline(of, &filter, before, 100).unwrap();
    let filter = || TimelineFilter::default();
    assert_eq!(page(TimelineFilter { channels: vec![Channel::Email], ..filter() }, None).rows.len(), 10);
    assert_eq!(
        page(TimelineFilter { agent: Some(user()), channels: vec![Channel::Email], ..filter() }, None).rows.len(),
        5
    );
    let words = page(TimelineFilter { text: Some("해지 위약금".into()), ..filter() }, None);
    assert_eq!(words.rows.len(), 1);
    assert_eq!(words.rows[0].interaction.summary, "Café number 7");
    assert_eq!(page(TimelineFilter { text: Some("cafe NUMBER 12".into()), ..filter() }, None).rows.len(), 1);
    let until = Timestamp(NOW.0 - 10 * HOUR_MS);
    let since = page(TimelineFilter { from: Some(until), ..filter() }, None);
    assert_eq!(since.rows.len(), 11);
    let jumped = page(filter(), Some(TimelineCursor::at(until)));
    assert_eq!(jumped.rows[0].interaction.started_ms, until);
    assert_eq!(jumped.total, 30);
}

#[test]
fn a_corrected_note_is_shown_in_its_last_form() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let contact = interaction(of, NOW.0, None);
    let wrong = note(&contact, "wants plan A");
    let mut right = note(&contact, "wants plan B");
    right.replaces = Some(wrong.id);
    cache
        .commit(
            work()
                .append(id(), Fact::Interaction(contact))
                .append(id(), Fact::Note(right))
                .append(id(), Fact::Note(wrong)),
        )
        .unwrap();
    let view = cache.customer_view(of, NOW).unwrap().unwrap();
    let texts: Vec<_> = view.timeline.rows[0].notes.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["wants plan B"]);
}

#[test]
fn a_retired_number_is_matched_after_those_in_use() {
    let place = Place::new();
    let cache = place.open();
    let old = add_customer(&cache, "김민서", "010-1234-5678");
    let point = cache.customer_view(old, NOW).unwrap().unwrap().contact_points[0].clone();
    let target = RecordRef { kind: RecordKind::ContactPoint, id: point.id.0 };
    cache.commit(work().set(id(), target, Some(old), vec![("retired".into(), json!(true))])).unwrap();
    cache.commit(work().append(id(), Fact::Interaction(interaction(old, NOW.0, None)))).unwrap();
    let new = add_customer(&cache, "박지훈", "010-1234-5678");
    let found = cache.match_number("01012345678").unwrap();
    assert_eq!(found.iter().map(|it| (it.customer, it.retired)).collect::<Vec<_>>(), [(new, false), (old, true)]);
}

#[test]
fn a_number_that_was_corrected_no_longer_finds_its_customer() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let point = cache.customer_view(of, NOW).unwrap().unwrap().contact_points[0].clone();
    assert_eq!(point.kind, ContactKind::Mobile);
    let target = RecordRef { kind: RecordKind::ContactPoint, id: point.id.0 };
    cache.commit(work().set(id(), target, Some(of), vec![("value".into(), json!("010-9999-0000"))])).unwrap();
    assert!(cache.match_number("010-1234-5678").unwrap().is_empty());
    assert_eq!(cache.match_number("010 9999 0000").unwrap()[0].customer, of);
}

#[test]
fn of_more_dialogues_than_a_person_could_look_through_those_of_the_latest_contact_are_read() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let begun: Vec<_> = (0..502).map(|at| opened(of, id(), NOW.0 - HOUR_MS + at)).collect();
    let again = interaction(of, NOW.0, Some(begun[0].id));
    let facts = begun.iter().map(|it| Fact::DialogueOpened(it.clone())).chain([Fact::Interaction(again)]);
    cache.commit(facts.fold(work(), |work, fact| work.append(id(), fact))).unwrap();
    let is_read = |at: usize| cache.dialogue_history(of, begun[at].id, NOW).unwrap().is_some();
    assert!(is_read(0), "the contact is the latest");
    assert!(!is_read(1) && !is_read(2), "the earliest without one");
    assert!(is_read(3) && is_read(501));
}
