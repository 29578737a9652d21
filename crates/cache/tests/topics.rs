//! Versions of a topic's stages, and what a draft would do (H-2).
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use daehwa_domain::{
    dialogue::{Revision, StageMove, Topic},
    record::{Fact, Record, RecordKind, RecordRef},
    topic::{Landing, TopicDraft},
};
use serde_json::json;

/// The topic without its second stage, whose dialogues go to what was the third.
fn without_the_second(published: &Topic) -> Topic {
    let mut draft = TopicDraft::of(published);
    draft.stages.remove(1);
    draft.to = vec![Some(1), Some(2), Some(2), Some(3)];
    draft.publish(published.id, Some(published), NOW)
}

#[test]
fn the_preview_is_what_publishing_then_does_h_2() {
    let place = Place::new();
    let cache = place.open();
    let topic = topic(4);
    let mut steps = work().create(id(), Record::Topic(topic.clone()));
    let mut customers = Vec::new();
    for (stage, version) in [(1, 1), (2, 1), (2, 1), (3, 1), (4, 1)] {
        let of = add_customer(&cache, "김민서", "010-1234-5678");
        let opened = opened(of, topic.id, NOW.0 - 9);
        let contact = interaction(of, NOW.0 - 8, Some(opened.id));
        let moved = moved(of, opened.id, stage, NOW.0 - 8);
        let moved = StageMove { version, interaction: Some(contact.id), ..moved };
        steps = steps.append(id(), Fact::DialogueOpened(opened)).append(id(), Fact::Interaction(contact));
        steps = steps.append(id(), Fact::StageMove(moved));
        customers.push(of);
    }
    cache.commit(steps).unwrap();
    assert_eq!(cache.open_dialogues(NOW).unwrap().by_topic.get(&topic.id), Some(&4));

    let next = without_the_second(&topic);
    let impact = cache.topic_impact(&next, NOW).unwrap();
    let landing = |from, to, dialogues| Landing { from, to, dialogues };
    assert_eq!(impact.landings, [landing(1, 1, 1), landing(2, 2, 2), landing(3, 2, 1)]);
    assert_eq!((impact.open, impact.closed, impact.reopened, impact.more), (4, 0, 0, false));

    let target = RecordRef { kind: RecordKind::Topic, id: topic.id.0 };
    let fields = vec![("stages".into(), json!(next.stages)), ("revisions".into(), json!(next.revisions))];
    cache.commit(work().set(id(), target, None, fields)).unwrap();
    let stands = |of| {
        let view = cache.customer_view(of, NOW).unwrap().unwrap();
        let dialogue = view.dialogues[0].dialogue.clone();
        (dialogue.stage, dialogue.open, view.timeline.rows[0].stage)
    };
    let stands: Vec<_> = customers.iter().map(|of| stands(*of)).collect();
    let open = |stage| (stage, true, Some(stage));
    assert_eq!(stands, [open(1), open(2), open(2), open(2), (3, false, Some(3))]);
    assert_eq!(cache.topics().unwrap(), [next]);
}

#[test]
fn a_move_keeps_the_version_it_was_made_under_through_a_restart_h_2() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let revision = Revision { to: vec![3, 1], closing: Vec::new(), published_ms: NOW };
    let topic = Topic { revisions: vec![revision], ..topic(4) };
    let opened = opened(of, topic.id, NOW.0);
    let late = moved(of, opened.id, 1, NOW.0 + 1);
    let steps = work().create(id(), Record::Topic(topic)).append(id(), Fact::DialogueOpened(opened.clone()));
    cache.commit(steps.append(id(), Fact::StageMove(late))).unwrap();
    let stage =
        |cache: &daehwa_cache::Cache| cache.customer_view(of, NOW).unwrap().unwrap().dialogues[0].dialogue.stage;
    assert_eq!(stage(&cache), 3);
    drop(cache);
    let cache = place.open();
    let current = StageMove { version: 2, ..moved(of, opened.id, 1, NOW.0 + 2) };
    cache.commit(work().append(id(), Fact::StageMove(current))).unwrap();
    assert_eq!(stage(&cache), 1);
}
