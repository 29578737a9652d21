//! What comes from the server: deltas, fills, customers who leave. Unsent work stays on top.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use daehwa_cache::{Cache, CacheError};
use daehwa_domain::{
    customer::ContactKind,
    digest,
    id::{CustomerId, DeviceId},
    merge,
    record::{Fact, FieldChange, Record, RecordKind, RecordRef, Versioned},
    time::{Hlc, Stamp},
};
use daehwa_protocol::{
    error::Refusal,
    message::{Change, FillToken, OpResult, Progress, Verdict},
    scope::Scope,
};
use serde_json::json;
use uuid::Uuid;

fn scope() -> Scope {
    Scope::Team(team())
}

fn other_scope() -> Scope {
    Scope::Team(Uuid::from_u128(0x7F).into())
}

fn sum(changes: &[Change]) -> u64 {
    let digests = changes.iter().map(|change| match change {
        Change::Fact { fact } => digest::fact(fact),
        Change::Record { versioned } => digest::versioned(versioned),
        Change::Left { .. } | Change::Erased { .. } => 0,
    });
    digests.fold(0, u64::wrapping_add)
}

/// A customer with a number and a contact, as the server sends them.
fn arrives(name: &str, number: &str) -> (CustomerId, Vec<Change>) {
    let customer = customer(name);
    let of = customer.id;
    let contact_of_day = interaction(of, NOW.0 - HOUR_MS, None);
    let changes = vec![
        record_change(Record::Customer(customer)),
        record_change(Record::ContactPoint(contact(of, ContactKind::Mobile, number))),
        fact_change(Fact::Note(note(&contact_of_day, "메모"))),
        fact_change(Fact::Interaction(contact_of_day)),
    ];
    (of, changes)
}

fn delta(cache: &Cache, from: u64, changes: &[Change]) -> u64 {
    cache.apply_delta(scope(), from, from + changes.len() as u64, changes, NOW).unwrap().cursor
}

fn name(cache: &Cache, of: CustomerId) -> Option<String> {
    cache.customer_view(of, NOW).unwrap().map(|it| it.customer.name)
}

fn set_name(cache: &Cache, of: CustomerId, name: &str) {
    let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
    cache.commit(work().set(id(), target, Some(of), vec![("name".into(), json!(name))])).unwrap();
}

fn accept_all(cache: &Cache) {
    let results: Vec<_> = cache
        .outbox_after(0, usize::MAX)
        .unwrap()
        .iter()
        .map(|op| OpResult { op: op.id, counter: op.counter, verdict: Verdict::Accepted })
        .collect();
    cache.ack(&results, NOW).unwrap();
}

/// A field set by another device at a moment after `NOW`.
fn edited(mut versioned: Versioned, field: &str, value: serde_json::Value, after_ms: i64) -> Versioned {
    let stamp = Stamp { hlc: Hlc { wall_ms: NOW.0 + after_ms, counter: 0 }, device: DeviceId(Uuid::from_u128(0x5F)) };
    merge::apply(&mut versioned, &[FieldChange { field: field.into(), value, base: Vec::new() }], stamp).unwrap();
    versioned
}

#[test]
fn a_delta_takes_effect_once_however_often_it_comes_and_a_gap_is_refused() {
    // sync.md, invariant 2
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    assert_eq!(delta(&cache, 0, &changes), 4);
    assert_eq!(delta(&cache, 0, &changes), 4);
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&changes));
    assert_eq!(cache.match_number("01012345678").unwrap()[0].customer, of);
    assert_eq!(cache.customer_view(of, NOW).unwrap().unwrap().timeline.total, 1);
    let gap = cache.apply_delta(scope(), 6, 7, &[], NOW).err().unwrap();
    assert!(matches!(gap, CacheError::Gap { cursor: 4, from: 6 }));
    // The same changes again within a longer delta.
    let (_, more) = arrives("박지훈", "010-2222-3333");
    let longer: Vec<_> = changes.iter().chain(&more).cloned().collect();
    assert_eq!(cache.apply_delta(scope(), 0, 8, &longer, NOW).unwrap().cursor, 8);
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&longer));
    drop(cache);
    let state = place.open().sync_state().unwrap();
    assert_eq!((state.scopes[0].cursor, state.scopes[0].checksum), (8, sum(&longer)));
}

#[test]
fn a_long_delta_is_applied_whole() {
    let place = Place::new();
    let cache = place.open();
    let changes: Vec<_> = (0..100).flat_map(|n| arrives(&format!("손님{n}"), &format!("010-1000-{n:04}")).1).collect();
    assert_eq!(delta(&cache, 0, &changes), 400);
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&changes));
    assert_eq!(cache.search("손님", 20, NOW).unwrap().hits.len(), 20);
}

#[test]
fn unsent_work_is_not_in_the_checksum_until_the_server_has_sent_it() {
    // sync.md, invariant 6
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    delta(&cache, 0, &changes);
    let contact = interaction(of, NOW.0, None);
    cache.commit(work().append(id(), Fact::Interaction(contact.clone()))).unwrap();
    set_name(&cache, of, "김민지");
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&changes));
    assert_eq!(name(&cache, of).as_deref(), Some("김민지"));
    accept_all(&cache);
    assert_eq!(name(&cache, of).as_deref(), Some("김민지"), "also between the answer and the delta");
    let Change::Record { versioned } = &changes[0] else { unreachable!() };
    let merged = Change::Record { versioned: edited(versioned.clone(), "name", json!("김민지"), 1) };
    delta(&cache, 4, &[fact_change(Fact::Interaction(contact.clone())), merged.clone()]);
    let now =
        [merged, changes[1].clone(), changes[2].clone(), changes[3].clone(), fact_change(Fact::Interaction(contact))];
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&now));
    assert!(cache.customer_view(of, NOW).unwrap().unwrap().timeline.rows.iter().all(|it| !it.unsent));
}

#[test]
fn an_unsent_edit_stays_on_top_of_what_the_server_sends_and_then_the_server_holds() {
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    delta(&cache, 0, &changes);
    set_name(&cache, of, "여기");
    let Change::Record { versioned } = &changes[0] else { unreachable!() };
    let theirs = edited(versioned.clone(), "company", json!("한빛"), 5);
    delta(&cache, 4, &[Change::Record { versioned: theirs.clone() }]);
    let view = cache.customer_view(of, NOW).unwrap().unwrap();
    assert_eq!((view.customer.name.as_str(), view.customer.company.as_deref()), ("여기", Some("한빛")));
    assert_eq!(cache.search("여기", 5, NOW).unwrap().hits.len(), 1);
    accept_all(&cache);
    // The server gave the edit a stamp of its own, and somebody else's won.
    let settled = edited(theirs, "name", json!("거기"), 10);
    delta(&cache, 5, &[Change::Record { versioned: settled.clone() }]);
    assert_eq!(name(&cache, of).as_deref(), Some("거기"));
    let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
    assert_eq!(cache.record(target, Some(of)).unwrap().unwrap(), settled, "exactly what the server holds");
}

#[test]
fn two_values_that_were_set_without_knowing_of_each_other_wait_for_a_person() {
    // D-41
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    delta(&cache, 0, &changes);
    set_name(&cache, of, "여기");
    let Change::Record { versioned } = &changes[0] else { unreachable!() };
    delta(&cache, 4, &[Change::Record { versioned: edited(versioned.clone(), "name", json!("거기"), 50_000) }]);
    let open = cache.conflicts(10).unwrap();
    assert_eq!(open.len(), 1);
    let values = [open[0].shown.clone(), open[0].other.clone()];
    assert!(values.contains(&json!("여기")) && values.contains(&json!("거기")));
    assert_eq!(cache.customer_view(of, NOW).unwrap().unwrap().conflicts.len(), 1);
    set_name(&cache, of, "거기");
    assert!(cache.conflicts(10).unwrap().is_empty());
}

#[test]
fn what_is_done_here_is_later_than_all_that_was_received() {
    // sync.md, invariant 9
    let place = Place::new();
    let cache = place.open();
    cache.set_server_time(NOW.plus_ms(48 * HOUR_MS), NOW).unwrap();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    let Change::Record { versioned } = &changes[0] else { unreachable!() };
    let theirs = edited(versioned.clone(), "name", json!("거기"), 49 * HOUR_MS);
    delta(&cache, 0, &[Change::Record { versioned: theirs }]);
    set_name(&cache, of, "여기");
    let op = cache.outbox_after(0, usize::MAX).unwrap().pop().unwrap();
    assert!(op.hlc > Hlc { wall_ms: NOW.0 + 49 * HOUR_MS, counter: 0 });
    assert_eq!(name(&cache, of).as_deref(), Some("여기"));
    assert!(cache.conflicts(10).unwrap().is_empty(), "it was seen");
}

#[test]
fn a_customer_who_leaves_the_scope_is_dropped_but_for_unsent_work() {
    let place = Place::new();
    let cache = place.open();
    let (gone, changes) = arrives("김민서", "010-1234-5678");
    let (stays, others) = arrives("박지훈", "010-2222-3333");
    delta(&cache, 0, &changes);
    delta(&cache, 4, &others);
    let contact = interaction(gone, NOW.0, None);
    cache.commit(work().append(id(), Fact::Interaction(contact.clone()))).unwrap();
    delta(&cache, 8, &[Change::Left { customer: gone }]);
    assert!(name(&cache, gone).is_none());
    assert!(cache.match_number("010-1234-5678").unwrap().is_empty());
    assert!(cache.search("민서", 5, NOW).unwrap().hits.is_empty());
    assert!(cache.search("메모", 5, NOW).unwrap().hits.iter().all(|it| it.customer == stays));
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&others));
    assert_eq!(cache.waiting().unwrap().waiting, 1);
    // It comes back with all that belongs to it: the unsent contact is still there.
    let changes = changes.to_vec();
    delta(&cache, 9, &changes);
    let rows = cache.customer_view(gone, NOW).unwrap().unwrap().timeline.rows;
    assert_eq!((rows.len(), rows[0].interaction.id, rows[0].unsent), (2, contact.id, true));
}

#[test]
fn a_customer_can_arrive_in_the_new_scope_before_leaving_the_old_one() {
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    delta(&cache, 0, &changes);
    cache.apply_delta(other_scope(), 0, 4, &changes, NOW).unwrap();
    assert_eq!(cache.checksum(scope()).unwrap(), 0);
    assert_eq!(cache.checksum(other_scope()).unwrap(), sum(&changes));
    delta(&cache, 4, &[Change::Left { customer: of }]);
    assert_eq!(name(&cache, of).as_deref(), Some("김민서"));
    assert_eq!(cache.checksum(scope()).unwrap(), 0);
    assert_eq!(cache.checksum(other_scope()).unwrap(), sum(&changes));
}

#[test]
fn a_customer_who_left_before_ever_coming_down_goes_with_the_last_refused_edit_that_is_given_up() {
    // sync.md, invariant 6
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    accept_all(&cache);
    let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
    let edited = |zone: &str| {
        let work = work().set(id(), target, Some(of), vec![("time_zone".into(), json!(zone))]);
        cache.commit(work).unwrap();
        let counter = cache.outbox_after(0, usize::MAX).unwrap().last().unwrap().counter;
        cache.wedge(counter, Refusal::NotAllowed, "", NOW).unwrap();
        counter
    };
    let (first, second) = (edited("Asia/Seoul"), edited("Asia/Tokyo"));
    cache.settle().unwrap();
    assert!(cache.record(target, Some(of)).unwrap().is_some(), "kept for what is not decided yet");
    cache.discard(first, user(), NOW).unwrap();
    assert!(cache.record(target, Some(of)).unwrap().is_some());
    cache.discard(second, user(), NOW).unwrap();
    assert!(cache.record(target, Some(of)).unwrap().is_none());
}

#[test]
fn an_erased_person_is_gone_and_nothing_about_them_is_taken_any_more() {
    // sync.md, invariant 8
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    delta(&cache, 0, &changes);
    cache.commit(work().append(id(), Fact::Interaction(interaction(of, NOW.0, None)))).unwrap();
    delta(&cache, 4, &[Change::Erased { customer: of }]);
    delta(&cache, 5, &changes);
    assert!(name(&cache, of).is_none());
    assert!(cache.search("메모", 5, NOW).unwrap().hits.is_empty());
    assert_eq!(cache.checksum(scope()).unwrap(), 0);
    let late = cache.commit(work().append(id(), Fact::Interaction(interaction(of, NOW.0, None))));
    assert!(matches!(late, Err(CacheError::Erased)));
}

#[test]
fn what_the_server_took_and_lost_is_gone_here_too_and_what_waits_is_not_d_41() {
    // A server that was put back to its back-up: it acknowledged a contact that it does not have any more.
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    delta(&cache, 0, &changes);
    let lost = interaction(of, NOW.0, None);
    let waits = interaction(of, NOW.0 + 1, None);
    cache.commit(work().append(id(), Fact::Interaction(lost.clone()))).unwrap();
    accept_all(&cache);
    cache.commit(work().append(id(), Fact::Interaction(waits.clone()))).unwrap();
    cache.settle().unwrap();
    let rows = cache.customer_view(of, NOW).unwrap().unwrap().timeline.rows;
    let shown: Vec<_> = rows.iter().map(|it| it.interaction.id).collect();
    assert!(shown.contains(&waits.id) && !shown.contains(&lost.id), "{shown:?}");
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&changes));
}

fn token(position: u8) -> FillToken {
    FillToken { as_of: 40, position: vec![position] }
}

fn part(cache: &Cache, changes: &[Change], next: Option<FillToken>) {
    let progress = Progress { done: 1, total: 2 };
    cache.apply_fill_part(scope(), 40, changes, next.as_ref(), progress, NOW).unwrap();
}

#[test]
fn a_fill_goes_on_where_it_was_cut_off_and_then_deltas_follow() {
    // D-44
    let place = Place::new();
    let (first, a) = arrives("김민서", "010-1234-5678");
    let (second, b) = arrives("박지훈", "010-2222-3333");
    let cache = place.open();
    assert!(matches!(cache.end_fill(scope()), Err(CacheError::NoFill)));
    assert_eq!(cache.begin_fill(scope(), false).unwrap().token, None);
    part(&cache, &a, Some(token(1)));
    assert_eq!(name(&cache, first).as_deref(), Some("김민서"), "the agent works while it runs");
    drop(cache);
    let cache = place.open();
    let fill = cache.begin_fill(scope(), false).unwrap();
    assert_eq!((fill.token, fill.as_of, fill.progress.done), (Some(token(1)), Some(40), 1));
    // A part that is sent again changes nothing.
    part(&cache, &a, Some(token(1)));
    part(&cache, &b, None);
    let applied = cache.end_fill(scope()).unwrap();
    let all: Vec<_> = a.iter().chain(&b).cloned().collect();
    assert_eq!((applied.cursor, applied.checksum), (40, sum(&all)));
    assert_eq!(cache.match_number("010 2222 3333").unwrap()[0].customer, second);
    assert_eq!(cache.search("ㄱㅁㅅ", 5, NOW).unwrap().hits.len(), 1);
    assert_eq!(cache.search("3333", 5, NOW).unwrap().hits[0].customer, second);
    assert_eq!(delta(&cache, 40, &arrives("이수진", "010-1111-0000").1), 44);
}

#[test]
fn a_fill_again_drops_what_it_does_not_mention_but_no_unsent_work() {
    let place = Place::new();
    let cache = place.open();
    let (gone, a) = arrives("김민서", "010-1234-5678");
    let (stays, b) = arrives("박지훈", "010-2222-3333");
    let (worked, c) = arrives("이수진", "010-1111-0000");
    for changes in [&a, &b, &c] {
        let cursor = cache.sync_state().unwrap().scopes.first().map_or(0, |it| it.cursor);
        delta(&cache, cursor, changes);
    }
    let made_here = add_customer(&cache, "새손님", "010-5555-6666");
    let contact = interaction(worked, NOW.0, None);
    cache.commit(work().append(id(), Fact::Interaction(contact.clone()))).unwrap();
    // Once before: the server's own state began anew.
    cache.begin_fill(scope(), true).unwrap();
    part(&cache, &a, Some(token(9)));
    let restarted = cache.begin_fill(scope(), true).unwrap();
    assert_eq!(restarted.token, None);
    // One contact of this customer is not there any more.
    part(&cache, &b[..3], None);
    let applied = cache.end_fill(scope()).unwrap();
    assert_eq!((applied.cursor, applied.checksum), (40, sum(&b[..3])));
    assert!(name(&cache, gone).is_none() && name(&cache, worked).is_none());
    assert_eq!(name(&cache, made_here).as_deref(), Some("새손님"));
    assert!(cache.customer_view(stays, NOW).unwrap().unwrap().timeline.rows.is_empty());
    assert!(cache.search("민서", 5, NOW).unwrap().hits.is_empty());
    delta(&cache, 40, &c);
    let rows = cache.customer_view(worked, NOW).unwrap().unwrap().timeline.rows;
    assert!(rows.iter().any(|it| it.interaction.id == contact.id && it.unsent));
}

#[test]
fn a_dropped_scope_leaves_unsent_work_and_the_other_scopes() {
    let place = Place::new();
    let cache = place.open();
    let (of, changes) = arrives("김민서", "010-1234-5678");
    let (other, others) = arrives("박지훈", "010-2222-3333");
    delta(&cache, 0, &changes);
    cache.apply_delta(other_scope(), 0, 4, &others, NOW).unwrap();
    let topic = topic(3);
    cache.apply_delta(Scope::Centre, 0, 1, &[record_change(Record::Topic(topic))], NOW).unwrap();
    cache.commit(work().append(id(), Fact::Interaction(interaction(of, NOW.0, None)))).unwrap();
    cache.drop_scope(scope()).unwrap();
    assert!(name(&cache, of).is_none());
    assert_eq!(name(&cache, other).as_deref(), Some("박지훈"));
    assert_eq!(cache.checksum(other_scope()).unwrap(), sum(&others));
    assert_eq!(cache.waiting().unwrap().waiting, 1);
    assert_eq!(cache.sync_state().unwrap().scopes.len(), 2);
    assert_eq!(cache.topics().unwrap().len(), 1);
    cache.drop_scope(Scope::Centre).unwrap();
    assert!(cache.topics().unwrap().is_empty());
    assert_eq!(delta(&cache, 0, &changes), 4, "it can come again");
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&changes));
}

#[test]
fn a_key_stroke_is_kept_while_a_large_delta_is_applied() {
    let place = Place::new();
    let cache = place.open();
    let changes: Vec<_> = (0..400).flat_map(|n| arrives(&format!("손님{n}"), &format!("010-1000-{n:04}")).1).collect();
    let call = id();
    let mut kept = 0;
    std::thread::scope(|threads| {
        let applying = threads.spawn(|| delta(&cache, 0, &changes));
        while !applying.is_finished() {
            kept += 1;
            cache.journal_note(call, &format!("{kept}"), NOW).unwrap();
            assert!(cache.search("손", 5, NOW).unwrap().hits.len() <= 5);
        }
        assert_eq!(applying.join().unwrap(), 1_600);
    });
    assert!(kept > 1, "one waits for a batch, not for all");
    assert_eq!(cache.draft(call).unwrap().unwrap().text, kept.to_string());
    assert_eq!(cache.checksum(scope()).unwrap(), sum(&changes));
}
