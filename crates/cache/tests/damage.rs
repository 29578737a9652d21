//! Damage in the middle of the file: noticed by whatever meets it, and mended while work goes on.

#![allow(clippy::unwrap_used)]

mod common;

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use common::*;
use daehwa_cache::{Cache, CacheError, PopQuery};
use daehwa_domain::{
    id::CallId,
    record::{Fact, Record},
};
use daehwa_protocol::{message::Progress, scope::Scope};

const SENT: usize = 400;

fn number(n: usize) -> String {
    format!("010-3000-{n:04}")
}

/// Brings customers in as the server sends them.
fn fill(cache: &Cache) {
    let scope = Scope::Team(team());
    let mut changes = Vec::new();
    for n in 0..SENT {
        let of = customer(&format!("손님{n}"));
        let point = contact(of.id, daehwa_domain::customer::ContactKind::Mobile, &number(n));
        let contact = interaction(of.id, NOW.0 - n as i64, None);
        changes.push(fact_change(Fact::Note(note(&contact, &"긴 메모 ".repeat(40)))));
        changes.push(fact_change(Fact::Interaction(contact)));
        changes.push(record_change(Record::ContactPoint(point)));
        changes.push(record_change(Record::Customer(of)));
    }
    cache.begin_fill(scope, true).unwrap();
    cache.apply_fill_part(scope, 9, &changes, None, Progress::default(), NOW).unwrap();
    cache.end_fill(scope).unwrap();
}

/// A closed file with customers of the server, unsent work and a draft; the draft's call.
fn filled(place: &Place) -> CallId {
    let cache = place.open();
    fill(&cache);
    add_customer(&cache, "김민서", "010-1234-5678");
    let call = id();
    cache.journal_note(call, "typed", NOW).unwrap();
    call
}

/// Counts how often damage was told.
fn told(cache: &Cache) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    cache.on_damage(Arc::new(move || {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    count
}

fn pop(cache: &Cache, n: usize) -> Result<bool, CacheError> {
    let query = PopQuery { number: Some(number(n)), hint: None };
    Ok(cache.pop(&query, NOW)?.customer.is_some())
}

#[test]
fn a_read_that_meets_damage_says_so_and_the_open_file_is_rebuilt_with_what_was_not_sent() {
    // D-5, D-43
    let place = Place::new();
    let call = filled(&place);
    damage(&place.path, leaves(&place.path, "record").into_iter().skip(1));
    let cache = place.open();
    let told = told(&cache);
    let waiting = cache.outbox_after(0, usize::MAX).unwrap();
    for n in 100..103 {
        assert!(matches!(pop(&cache, n), Err(CacheError::Corrupt(_))));
    }
    assert_eq!(told.load(Ordering::SeqCst), 1, "once, however often it is met");
    // Typing goes on meanwhile.
    cache.journal_note(call, "typed on", NOW).unwrap();

    let rescue = cache.rebuild().unwrap();
    assert_eq!((rescue.ops, rescue.drafts, rescue.unreadable.len()), (2, 1, 0), "{rescue:?}");
    assert!(rescue.set_aside.exists());
    assert_eq!(cache.outbox_after(0, usize::MAX).unwrap(), waiting);
    assert_eq!(cache.draft(call).unwrap().unwrap().text, "typed on");
    assert!(!cache.search("김민서", 5, NOW).unwrap().hits.is_empty());
    assert!(!pop(&cache, 100).unwrap(), "what the server has comes with the next fill");
    assert_eq!(cache.sync_state().unwrap().scopes, []);
    fill(&cache);
    assert!(pop(&cache, 100).unwrap());
    // Found again after a restart, and damage is told anew.
    drop(cache);
    damage(&place.path, leaves(&place.path, "record").into_iter().skip(1));
    let cache = place.open();
    assert_eq!(cache.draft(call).unwrap().unwrap().text, "typed on");
    let told = self::told(&cache);
    assert!(pop(&cache, 101).is_err());
    assert_eq!(told.load(Ordering::SeqCst), 1);
}

#[test]
fn a_write_that_meets_damage_says_so_and_takes_no_effect() {
    let place = Place::new();
    filled(&place);
    damage(&place.path, leaves(&place.path, "record").into_iter().skip(1));
    let cache = place.open();
    let told = told(&cache);
    let of = customer("박지훈");
    let error = cache.commit(work().create(id(), Record::Customer(of.clone()))).unwrap_err();
    assert!(matches!(error, CacheError::Corrupt(_)), "{error:?}");
    assert_eq!(told.load(Ordering::SeqCst), 1);
    assert_eq!(cache.rebuild().unwrap().ops, 2);
    cache.commit(work().create(id(), Record::Customer(of))).unwrap();
    assert_eq!(cache.waiting().unwrap().waiting, 3);
}

#[test]
fn a_file_that_was_damaged_under_an_open_cache_is_rebuilt_too() {
    let place = Place::new();
    filled(&place);
    let leaves = leaves(&place.path, "record");
    let cache = place.open();
    // Also its first page, so that it can't be opened any more.
    damage(&place.path, leaves.into_iter().chain([0]));
    let told = told(&cache);
    let error = (0..SENT).find_map(|n| pop(&cache, n).err()).unwrap();
    assert!(matches!(error, CacheError::Corrupt(_)), "{error:?}");
    assert_eq!(told.load(Ordering::SeqCst), 1);
    let rescue = cache.rebuild().unwrap();
    assert!(rescue.set_aside.exists());
    assert_eq!(rescue.unreadable, ["*"]);
    add_customer(&cache, "박지훈", "010-1234-9999");
}

#[test]
fn damage_that_nobody_has_met_is_found_by_looking_the_file_through() {
    let place = Place::new();
    filled(&place);
    let cache = place.open();
    let (told, mut pauses) = (told(&cache), 0);
    let pages = cache
        .check(|| {
            pauses += 1;
            true
        })
        .unwrap();
    let in_file = fs::metadata(&place.path).unwrap().len() / 4096;
    assert!(pages > in_file * 9 / 10 && pages <= in_file, "{pages} of {in_file}");
    assert_eq!((pauses, told.load(Ordering::SeqCst)), (pages / 64, 0));
    assert_eq!(cache.check(|| false).unwrap(), 64, "it stops when it is told to");
    drop(cache);

    let leaves = leaves(&place.path, "note_pairs_data");
    damage(&place.path, leaves.last().copied());
    let cache = place.open();
    let told = self::told(&cache);
    assert!(matches!(cache.check(|| true), Err(CacheError::Corrupt(_))));
    assert_eq!(told.load(Ordering::SeqCst), 1);
    // Who asks later is told at once.
    assert_eq!(self::told(&cache).load(Ordering::SeqCst), 1);
    assert_eq!(cache.rebuild().unwrap().ops, 2);
    assert!(cache.check(|| true).unwrap() > 0);
}

#[test]
fn a_page_that_was_lost_is_found_by_looking_the_file_through() {
    let place = Place::new();
    filled(&place);
    let page = leaves(&place.path, "interaction")[0] as usize;
    let mut bytes = fs::read(&place.path).unwrap();
    bytes[page * 4096..(page + 1) * 4096].fill(0);
    fs::write(&place.path, bytes).unwrap();
    let cache = place.open();
    assert!(matches!(cache.check(|| true), Err(CacheError::Corrupt(_))));
}

#[test]
fn damage_among_what_must_not_be_lost_is_noticed_at_opening() {
    // D-5
    for table in ["outbox", "journal", "setting", "device"] {
        let place = Place::new();
        filled(&place);
        place.open().set_setting(user(), "theme", Some("dark")).unwrap();
        damage(&place.path, leaves(&place.path, table));
        let error = Cache::open(&place.path, &key(), &options()).err();
        assert!(matches!(error, Some(CacheError::Corrupt(_))), "{table}: {error:?}");
    }
}

#[test]
fn a_rebuild_that_was_cut_off_leaves_the_old_file_or_the_new_one() {
    let place = Place::new();
    filled(&place);
    let [aside, new, log] =
        ["cache.db.damaged-1", "cache.db.rebuilt", "cache.db-wal"].map(|name| place.folder.path().join(name));
    // Before the new file was whole.
    fs::write(&new, "half").unwrap();
    assert_eq!(place.open().waiting().unwrap().waiting, 2);
    // Between the two renames: the old file has gone, but for a log.
    fs::copy(&place.path, &new).unwrap();
    fs::rename(&place.path, &aside).unwrap();
    fs::write(&log, "of the old file").unwrap();
    assert_eq!(place.open().waiting().unwrap().waiting, 2);
    assert!(!new.exists() && aside.exists());
    // A later rebuild does not stumble over what an earlier one left.
    fs::write(&new, "half").unwrap();
    assert_eq!(place.open().rebuild().unwrap().ops, 2);
    Cache::wipe(&place.path).unwrap();
}
