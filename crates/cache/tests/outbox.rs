//! What this desktop did waits until the server has it, in order, and a person decides about what was refused.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use daehwa_cache::{Cache, CacheError, Tag};
use daehwa_domain::{
    callback::CallbackStatus,
    record::{Fact, Record, RecordKind, RecordRef},
    time::Timestamp,
};
use daehwa_protocol::{
    error::Refusal,
    message::{OpResult, Verdict},
    op::Op,
    scope::Scope,
};
use serde_json::json;

fn verdict(op: &Op, verdict: Verdict) -> OpResult {
    OpResult { op: op.id, counter: op.counter, verdict }
}

fn refused(op: &Op, refusal: Refusal) -> OpResult {
    verdict(op, Verdict::Refused { refusal, detail: "why".into() })
}

fn all(cache: &Cache) -> Vec<Op> {
    cache.outbox_after(0, usize::MAX).unwrap()
}

#[test]
fn counters_are_dense_stamps_grow_and_both_go_on_after_reopening() {
    let place = Place::new();
    for _ in 0..3 {
        let cache = place.open();
        add_customer(&cache, "김민서", "010-1234-5678");
    }
    let ops = all(&place.open());
    assert_eq!(ops.iter().map(|it| it.counter).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert!(ops.windows(2).all(|it| it[0].hlc < it[1].hlc));
}

#[test]
fn a_push_is_bounded_and_goes_on_after_the_last_counter() {
    let place = Place::new();
    let cache = place.open();
    for _ in 0..10 {
        add_customer(&cache, "김민서", "010-1234-5678");
    }
    let first = cache.outbox_after(0, 1).unwrap();
    assert_eq!(first.len(), 1, "one at least");
    let some = cache.outbox_after(5, 2_000).unwrap();
    assert!(some[0].counter == 6 && some.len() < 15);
}

#[test]
fn an_accepted_op_leaves_and_a_refused_one_stays_while_later_ones_go_on() {
    // sync.md, invariant 3
    let place = Place::new();
    let cache = place.open();
    add_customer(&cache, "김민서", "010-1234-5678");
    add_customer(&cache, "박지훈", "010-2222-3333");
    let ops = all(&cache);
    let results = [
        verdict(&ops[0], Verdict::Accepted),
        refused(&ops[1], Refusal::NotAllowed),
        verdict(&ops[2], Verdict::Accepted),
    ];
    cache.ack(&results, NOW).unwrap();
    cache.ack(&results, NOW).unwrap();
    drop(cache);
    let cache = place.open();
    assert_eq!(all(&cache).iter().map(|it| it.counter).collect::<Vec<_>>(), [4]);
    let wedged = cache.wedged().unwrap();
    assert_eq!((wedged.len(), wedged[0].refusal, wedged[0].detail.as_str()), (1, Refusal::NotAllowed, "why"));
    let waiting = cache.waiting().unwrap();
    assert_eq!((waiting.waiting, waiting.wedged, waiting.since_ms), (1, 1, Some(NOW)));

    let again = cache.retry(wedged[0].op.counter).unwrap();
    let last = all(&cache).pop().unwrap();
    assert_eq!((again, last.counter, last.id), (5, 5, ops[1].id), "a new counter, the same op");
    assert!(matches!(cache.retry(again), Err(CacheError::UnknownOp)), "it waits now");
}

#[test]
fn a_discarded_op_takes_its_effect_back_and_is_kept_in_the_archive() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let contact = interaction(of, NOW.0, None);
    let text = note(&contact, "a note to be given up");
    let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
    cache
        .commit(
            work()
                .append(id(), Fact::Interaction(contact))
                .append(id(), Fact::Note(text))
                .set(id(), target, Some(of), vec![("company".into(), json!("한빛"))])
                .set(id(), target, Some(of), vec![("company".into(), json!("두빛"))]),
        )
        .unwrap();
    let ops = all(&cache);
    for op in &ops[2..] {
        cache.wedge(op.counter, Refusal::Invalid, "no", NOW).unwrap();
    }
    let view = |cache: &Cache| cache.customer_view(of, NOW).unwrap().unwrap();
    cache.discard(ops[3].counter, user(), NOW).unwrap();
    assert!(view(&cache).timeline.rows[0].notes.is_empty());
    assert!(cache.search("given", 5, NOW).unwrap().hits.is_empty());
    cache.discard(ops[2].counter, user(), NOW).unwrap();
    assert!(view(&cache).timeline.rows.is_empty() && view(&cache).last_contact_ms.is_none());
    cache.discard(ops[4].counter, user(), NOW).unwrap();
    assert_eq!(view(&cache).customer.company.as_deref(), Some("두빛"), "the later edit stays");
    cache.discard(ops[5].counter, user(), NOW).unwrap();
    assert_eq!(view(&cache).customer.company, None);
    assert!(matches!(cache.discard(ops[5].counter, user(), NOW), Err(CacheError::UnknownOp)));
    assert_eq!(cache.waiting().unwrap().wedged, 0);
}

#[test]
fn a_record_that_was_given_up_is_gone() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let promised = callback(of, NOW);
    let callback_id = promised.id;
    cache.commit(work().create(id(), Record::Callback(promised))).unwrap();
    assert_eq!(cache.callback_count(None).unwrap(), 1);
    let op = all(&cache).pop().unwrap();
    cache.wedge(op.counter, Refusal::Erased, "gone", NOW).unwrap();
    cache.discard(op.counter, user(), NOW).unwrap();
    assert!(cache.callback(callback_id).unwrap().is_none());
    assert_eq!(cache.callback_count(None).unwrap(), 0);
}

#[test]
fn a_file_restored_from_an_older_image_gives_its_ops_new_counters() {
    // sync.md, invariant 2
    let place = Place::new();
    let cache = place.open();
    add_customer(&cache, "김민서", "010-1234-5678");
    let before = all(&cache);
    assert_eq!(cache.raise_counters(1).unwrap(), 3, "newer than the server: nothing happens");
    assert_eq!(all(&cache), before);
    assert_eq!(cache.raise_counters(20).unwrap(), 23);
    let after = all(&cache);
    assert_eq!(after.iter().map(|it| it.counter).collect::<Vec<_>>(), [21, 22]);
    assert!(before.iter().zip(&after).all(|(before, after)| before.id == after.id && before.action == after.action));
    assert_eq!(cache.raise_counters(20).unwrap(), 23);
    add_customer(&cache, "박지훈", "010-2222-3333");
    assert_eq!(all(&cache).last().unwrap().counter, 24);
}

#[test]
fn callbacks_are_listed_by_due_time_until_a_person_ends_them() {
    // D-23
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let mine = user();
    let mut own = callback(of, NOW.plus_ms(20));
    own.owner = Some(mine);
    let mut others = callback(of, NOW.plus_ms(5));
    others.owner = Some(id());
    let anyone = callback(of, NOW.plus_ms(10));
    let ended = anyone.id;
    let records = [own.clone(), others, anyone].map(Record::Callback);
    let steps = records.into_iter().fold(work(), |steps, record| steps.create(id(), record));
    cache.commit(steps).unwrap();
    let due = |cache: &Cache| {
        cache.callbacks(Some(mine), 10).unwrap().iter().map(|it| it.callback.due_ms.0 - NOW.0).collect::<Vec<_>>()
    };
    assert_eq!(due(&cache), [10, 20]);
    assert_eq!(cache.callback_count(None).unwrap(), 3);
    let row = &cache.callbacks(Some(mine), 10).unwrap()[0];
    assert_eq!((row.customer_name.as_str(), row.number.as_deref()), ("김민서", Some("010-1234-5678")));
    assert_eq!(cache.next_callback_due(Some(mine), NOW).unwrap(), Some(NOW.plus_ms(10)));
    let target = RecordRef { kind: RecordKind::Callback, id: ended.0 };
    cache.commit(work().set(id(), target, Some(of), vec![("status".into(), json!("done"))])).unwrap();
    assert_eq!(due(&cache), [20]);
    assert_eq!(cache.callback(ended).unwrap().unwrap().callback.status, CallbackStatus::Done);
    let later = RecordRef { kind: RecordKind::Callback, id: own.id.0 };
    cache.commit(work().set(id(), later, Some(of), vec![("due_ms".into(), json!(NOW.0 + 90))])).unwrap();
    assert_eq!(due(&cache), [90]);
}

#[test]
fn listeners_hear_what_a_commit_touched_after_it_can_be_read() {
    // D-42
    let place = Place::new();
    let cache = Arc::new(place.open());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (told, weak) = (heard.clone(), Arc::downgrade(&cache));
    cache.on_change(Arc::new(move |tags| {
        let readable = weak.upgrade().is_some_and(|cache| cache.waiting().is_ok());
        assert!(readable, "a listener may read");
        told.lock().unwrap().extend_from_slice(tags);
    }));
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    cache.commit(work().create(id(), Record::Topic(topic(3)))).unwrap();
    cache.commit(work().create(id(), Record::Callback(callback(of, Timestamp(5))))).unwrap();
    let tags = heard.lock().unwrap().clone();
    for tag in [Tag::Customer(of), Tag::Outbox, Tag::Topics, Tag::Callbacks] {
        assert!(tags.contains(&tag), "{tag:?}");
    }
    assert!(!tags.contains(&Tag::Scope(Scope::Centre)));
    assert_eq!(cache.topics().unwrap().len(), 1);
}
