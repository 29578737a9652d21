//! Two customers who are one person (D-12): found, shown and written to as one; parted again with everything where it was.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::*;
use daehwa_cache::{Cache, Matched, PopQuery, TimelineFilter};
use daehwa_domain::{
    assignment::Assignment,
    customer::ContactKind,
    dialogue::Cause,
    id::{AssignmentId, CustomerId, DeviceId, DialogueId, MergeId, TopicId, UnmergeId},
    identity::{Merged, Unmerged},
    record::{Fact, Record, RecordKind, RecordRef},
};
use daehwa_protocol::{
    message::Change,
    op::{Action, Op},
    scope::Scope,
};
use serde_json::json;
use uuid::Uuid;

fn merged(survivor: CustomerId, absorbed: CustomerId) -> Merged {
    Merged {
        id: MergeId(Uuid::now_v7()),
        customer: survivor,
        absorbed,
        at_ms: NOW,
        by: user(),
        device: DeviceId(Uuid::from_u128(0xD0)),
        chosen: Vec::new(),
    }
}

fn undone(merged: &Merged) -> Unmerged {
    let Merged { customer, absorbed, at_ms, by, .. } = *merged;
    Unmerged { id: UnmergeId(Uuid::now_v7()), customer, absorbed, merge: merged.id, at_ms, by }
}

fn append(cache: &Cache, fact: Fact) -> Vec<Op> {
    cache.commit(work().append(id(), fact)).unwrap()
}

fn pop(cache: &Cache, number: &str) -> daehwa_cache::Pop {
    cache.pop(&PopQuery { number: Some(number.into()), hint: None }, NOW).unwrap()
}

/// Everything that a desktop shows of a customer, but for what the merge itself is.
fn shown(cache: &Cache, customer: CustomerId) -> String {
    let mut view = cache.customer_view(customer, NOW).unwrap().unwrap();
    view.merges.clear();
    format!("{view:?}")
}

/// Two customers with a contact and a note each.
struct Two {
    survivor: CustomerId,
    absorbed: CustomerId,
    dialogues: [DialogueId; 2],
}

fn two(cache: &Cache) -> Two {
    let [survivor, absorbed] = [("김민서", "010-1234-5678"), ("Kim Minseo", "02-312-4567")]
        .map(|(name, number)| add_customer(cache, name, number));
    let topic = topic(4);
    let on: TopicId = topic.id;
    cache.commit(work().create(id(), Record::Topic(topic))).unwrap();
    let dialogues = [survivor, absorbed].map(|of| {
        let begun = opened(of, on, NOW.0 - HOUR_MS);
        let dialogue = begun.id;
        let contact = interaction(of, NOW.0 - HOUR_MS / 2, Some(dialogue));
        let words = note(&contact, if of == survivor { "요금제 문의" } else { "주소 변경" });
        let all = work()
            .append(id(), Fact::DialogueOpened(begun))
            .append(id(), Fact::Interaction(contact))
            .append(id(), Fact::Note(words))
            .create(id(), Record::Callback(callback(of, NOW.plus_ms(HOUR_MS))));
        cache.commit(all).unwrap();
        dialogue
    });
    Two { survivor, absorbed, dialogues }
}

#[test]
fn both_numbers_names_and_notes_lead_to_who_stands_for_them_d_12() {
    let place = Place::new();
    let cache = place.open();
    let Two { survivor, absorbed, .. } = two(&cache);
    append(&cache, Fact::Merged(merged(survivor, absorbed)));

    for number in ["01012345678", "+82 2-312-4567"] {
        let found = pop(&cache, number);
        assert_eq!(found.candidates.iter().map(|it| it.customer).collect::<Vec<_>>(), [survivor], "{number}");
    }
    let hinted = cache.pop(&PopQuery { number: None, hint: Some(absorbed) }, NOW).unwrap();
    assert_eq!(hinted.candidates[0].customer, survivor);
    for (text, matched) in [("김민", Matched::Name), ("minseo", Matched::Name), ("주소 변경", Matched::Note)] {
        let found = cache.search(text, 10, NOW).unwrap();
        let hits: Vec<_> = found.hits.iter().map(|it| (it.customer, it.matched)).collect();
        assert_eq!(hits, [(survivor, matched)], "{text}");
    }
    for asked in [survivor, absorbed] {
        let view = cache.customer_view(asked, NOW).unwrap().unwrap();
        assert_eq!((view.customer.id, view.absorbed.len(), view.merges.len()), (survivor, 1, 1));
        assert_eq!((view.timeline.rows.len(), view.callbacks.len(), view.contact_points.len()), (2, 2, 2));
        // Two open dialogues of one topic are one.
        assert_eq!((view.dialogues.len(), view.dialogues[0].dialogue.touches), (1, 2));
    }
    assert_eq!(cache.stands_for(absorbed).unwrap(), survivor);
}

#[test]
fn undoing_parts_everything_also_what_was_written_meanwhile_d_12() {
    let place = Place::new();
    let cache = place.open();
    let Two { survivor, absorbed, dialogues } = two(&cache);
    let before = [survivor, absorbed].map(|it| shown(&cache, it));
    let merge = merged(survivor, absorbed);
    append(&cache, Fact::Merged(merge.clone()));
    append(&cache, Fact::Unmerged(undone(&merge)));
    assert_eq!([survivor, absorbed].map(|it| shown(&cache, it)), before);
    assert_eq!(pop(&cache, "02-312-4567").candidates[0].customer, absorbed);
    assert_eq!(cache.search("minseo", 10, NOW).unwrap().hits[0].customer, absorbed);

    let again = merged(survivor, absorbed);
    append(&cache, Fact::Merged(again.clone()));
    // On the survivor's screen: a call in the absorbed one's dialogue, and a remark.
    let contact = interaction(survivor, NOW.0, Some(dialogues[1]));
    let ops = append(&cache, Fact::Interaction(contact.clone()));
    assert!(matches!(&ops[0].action, Action::Append { fact } if fact.customer() == absorbed), "{ops:?}");
    let ops = append(&cache, Fact::Note(note(&contact, "다시 전화함")));
    assert!(matches!(&ops[0].action, Action::Append { fact } if fact.customer() == absorbed), "{ops:?}");
    let of_survivor = interaction(survivor, NOW.0 + 1, None);
    append(&cache, Fact::Interaction(of_survivor.clone()));
    cache.commit(work().create(id(), Record::Remark(remark(absorbed, "옛 번호로 적음", 1)))).unwrap();
    // A number is corrected on the survivor's screen.
    let view = cache.customer_view(survivor, NOW).unwrap().unwrap();
    let line = view.contact_points.iter().find(|it| it.customer == absorbed).unwrap();
    let target = RecordRef { kind: RecordKind::ContactPoint, id: line.id.0 };
    cache.commit(work().set(id(), target, Some(survivor), vec![("label".into(), json!("집"))])).unwrap();

    append(&cache, Fact::Unmerged(undone(&again)));
    let [of_one, of_other] =
        [survivor, absorbed].map(|it| cache.timeline(it, &TimelineFilter::default(), None, 100).unwrap().rows);
    assert_eq!(of_one.iter().map(|it| it.interaction.id).collect::<Vec<_>>()[..1], [of_survivor.id]);
    assert_eq!((of_one.len(), of_other.len()), (2, 2));
    assert_eq!((of_other[0].interaction.id, of_other[0].notes.len()), (contact.id, 1));
    let view = cache.customer_view(absorbed, NOW).unwrap().unwrap();
    assert_eq!((view.remarks.len(), view.contact_points[0].label.as_deref()), (1, Some("집")));
    assert!(cache.customer_view(survivor, NOW).unwrap().unwrap().remarks.is_empty());
}

#[test]
fn a_contact_put_to_the_others_dialogue_is_in_its_own_on_that_topic_when_they_part_d_12() {
    let place = Place::new();
    let cache = place.open();
    let Two { survivor, absorbed, dialogues } = two(&cache);
    let contact = interaction(survivor, NOW.0, None);
    append(&cache, Fact::Interaction(contact.clone()));
    let merge = merged(survivor, absorbed);
    append(&cache, Fact::Merged(merge.clone()));
    let ops = append(
        &cache,
        Fact::Assigned(Assignment {
            id: AssignmentId(Uuid::now_v7()),
            customer: survivor,
            interaction: contact.id,
            dialogue: Some(dialogues[1]),
            at_ms: NOW,
            cause: Cause::Person { user: user() },
        }),
    );
    assert_eq!(ops.len(), 2, "its own dialogue on that topic begins first");
    assert!(ops.iter().all(|op| matches!(&op.action, Action::Append { fact } if fact.customer() == survivor)));
    let view = cache.customer_view(survivor, NOW).unwrap().unwrap();
    assert_eq!((view.dialogues.len(), view.dialogues[0].dialogue.touches), (1, 3));
    append(&cache, Fact::Unmerged(undone(&merge)));
    let touches = [survivor, absorbed].map(|it| {
        let view = cache.customer_view(it, NOW).unwrap().unwrap();
        (view.dialogues.len(), view.dialogues[0].dialogue.touches)
    });
    assert_eq!(touches, [(1, 2), (1, 1)]);
    assert_eq!(cache.triage_count().unwrap(), 0);
}

#[test]
fn what_comes_from_the_server_in_any_order_shows_the_same_d_12() {
    let scope = Scope::Team(team());
    let (one, other) = (customer("김민서"), customer("Kim Minseo"));
    let merge = merged(one.id, other.id);
    let mut changes: Vec<Change> = vec![
        record_change(Record::Customer(one.clone())),
        record_change(Record::Customer(other.clone())),
        record_change(Record::ContactPoint(contact(other.id, ContactKind::Mobile, "010-9876-5432"))),
        fact_change(Fact::Interaction(interaction(other.id, NOW.0, None))),
        fact_change(Fact::Interaction(interaction(one.id, NOW.0 - 1, None))),
        fact_change(Fact::Merged(merge.clone())),
    ];
    let mut seen = Vec::new();
    for _ in 0..changes.len() {
        let place = Place::new();
        let cache = place.open();
        let sum = cache.apply_delta(scope, 0, 1, &changes, NOW).unwrap().checksum;
        assert_eq!(pop(&cache, "01098765432").candidates[0].customer, one.id);
        seen.push((shown(&cache, other.id), sum));
        // The absorbed one goes to another team, or is erased: the survivor stays, and nothing of the other.
        let gone = Change::Left { customer: other.id };
        cache.apply_delta(scope, 1, 2, &[gone], NOW).unwrap();
        let view = cache.customer_view(one.id, NOW).unwrap().unwrap();
        assert_eq!((view.timeline.rows.len(), view.contact_points.len(), view.absorbed.len()), (1, 0, 0));
        cache.apply_delta(scope, 2, 3, &[Change::Erased { customer: one.id }], NOW).unwrap();
        assert_eq!(cache.checksum(scope).unwrap(), 0);
        changes.rotate_left(1);
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:#?}");

    // Who stood for them goes: the other one is there again.
    let place = Place::new();
    let cache = place.open();
    cache.apply_delta(scope, 0, 1, &changes, NOW).unwrap();
    cache.apply_delta(scope, 1, 2, &[Change::Erased { customer: one.id }], NOW).unwrap();
    assert_eq!(pop(&cache, "01098765432").candidates[0].customer, other.id);
    assert_eq!(cache.stands_for(other.id).unwrap(), other.id);
}
