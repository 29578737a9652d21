//! The file: encrypted, kept through damage and a full disk.

#![allow(clippy::unwrap_used)]

mod common;

use std::{fs, io::Read, path::Path};

use common::*;
use daehwa_cache::{Cache, CacheError, Key, Options};
use daehwa_domain::{
    call::{CallerInfo, EndCause},
    id::CallId,
    interaction::Direction,
    record::{Fact, Record},
};

const CANARY: &str = "CanaryQzXv77 한글카나리아";

fn fill_with_canaries(cache: &Cache) -> CallId {
    let of = add_customer(cache, CANARY, "010-7373-9191");
    let contact = interaction(of, NOW.0, None);
    let note = note(&contact, CANARY);
    cache
        .commit(
            work()
                .append(id(), Fact::Note(note))
                .append(id(), Fact::Interaction(contact))
                .create(id(), Record::Remark(remark(of, CANARY, 1))),
        )
        .unwrap();
    let call: CallId = id();
    let caller = CallerInfo { display_name: Some(CANARY.into()), ..CallerInfo::default() };
    cache.call_started(call, user(), Direction::Inbound, &caller, NOW).unwrap();
    cache.journal_note(call, CANARY, NOW).unwrap();
    cache.set_setting(user(), "canary", Some(CANARY)).unwrap();
    call
}

fn canaries() -> Vec<Vec<u8>> {
    ["CanaryQzXv77", "canaryqzxv77", "한글카나리아", "01073739191", "SQLite format 3"]
        .iter()
        .map(|it| it.as_bytes().to_vec())
        .collect()
}

fn assert_no_canary(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = Vec::new();
        fs::File::open(&path).unwrap().read_to_end(&mut bytes).unwrap();
        for canary in canaries() {
            assert!(
                !bytes.windows(canary.len()).any(|it| it == canary),
                "{} in {path:?}",
                String::from_utf8_lossy(&canary)
            );
        }
        files += 1;
    }
    files
}

#[test]
fn nothing_readable_is_in_any_file() {
    // D-43; security P0-4
    let place = Place::new();
    let cache = place.open();
    fill_with_canaries(&cache);
    // A sort that would need temporary files if it were allowed to.
    assert_eq!(cache.search("canary", 20, NOW).unwrap().hits.len(), 1);
    assert!(assert_no_canary(place.folder.path()) >= 3, "database, log and its index are there to be looked at");
    drop(cache);
    assert!(assert_no_canary(place.folder.path()) >= 1);
}

#[test]
fn another_key_does_not_open_the_file_and_changes_nothing() {
    let place = Place::new();
    fill_with_canaries(&place.open());
    let before = fs::read(&place.path).unwrap();
    let error = Cache::open(&place.path, &Key::new([8; 32]), &options()).err().unwrap();
    assert!(matches!(error, CacheError::WrongKey), "{error:?}");
    assert!(!error.retry());
    assert_eq!(fs::read(&place.path).unwrap(), before);
    assert_eq!(place.open().search("canary", 20, NOW).unwrap().hits.len(), 1);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_recovering_keeps_it_aside() {
    let place = Place::new();
    fs::write(&place.path, b"this is a text, and it is longer than one page of a database. ".repeat(200)).unwrap();
    assert!(matches!(Cache::open(&place.path, &key(), &options()), Err(CacheError::WrongKey)));
    let (cache, rescue) = Cache::recover(&place.path, &key(), &options()).unwrap();
    assert_eq!((rescue.ops, rescue.unreadable), (0, vec!["*".to_owned()]));
    assert!(fs::read(&rescue.set_aside).unwrap().starts_with(b"this is a text"));
    add_customer(&cache, "김민서", "010-1234-5678");
}

#[test]
fn damaged_pages_are_an_error_and_unsent_work_is_rescued() {
    let place = Place::new();
    let cache = place.open();
    let call = fill_with_canaries(&cache);
    cache.call_answered(call, NOW).unwrap();
    cache.call_ended(call, EndCause::LocalHangup, true, NOW).unwrap();
    for n in 0..300 {
        add_customer(&cache, &format!("손님{n}"), &format!("010-2000-{n:04}"));
    }
    let waiting = cache.waiting().unwrap().waiting;
    let next_counter = cache.sync_state().unwrap().next_counter;
    drop(cache);
    let pages = fs::metadata(&place.path).unwrap().len() / 4096;
    // Some of the pages of everything.
    damage(&place.path, (40..pages).step_by(29));
    let outcome = Cache::open(&place.path, &key(), &options()).and_then(|cache| {
        (0..300).try_for_each(|n| cache.search(&format!("손님{n}"), 5, NOW).map(drop))?;
        cache.outbox_after(0, usize::MAX).map(drop)
    });
    let error = outcome.err().unwrap();
    assert!(matches!(error, CacheError::Corrupt(_)), "{error:?}");

    let (cache, rescue) = Cache::recover(&place.path, &key(), &options()).unwrap();
    assert!(rescue.set_aside.exists());
    assert!(rescue.ops > waiting * 3 / 4, "{} of {waiting}: {rescue:?}", rescue.ops);
    assert_eq!(rescue.ops, cache.waiting().unwrap().waiting);
    let state = cache.sync_state().unwrap();
    assert_eq!(state.device, device());
    let last = cache.outbox_after(0, usize::MAX).unwrap().last().unwrap().counter;
    assert!(state.next_counter > last && state.next_counter <= next_counter);
    // What was rescued is shown, too, and work goes on.
    assert!(!cache.search("손님", 20, NOW).unwrap().hits.is_empty());
    add_customer(&cache, "김민서", "010-1234-5678");
}

#[test]
fn an_undamaged_file_is_rescued_whole() {
    let place = Place::new();
    let cache = place.open();
    let call = fill_with_canaries(&cache);
    cache.call_answered(call, NOW).unwrap();
    let waiting = cache.waiting().unwrap();
    let before = cache.sync_state().unwrap();
    let ops = cache.outbox_after(0, usize::MAX).unwrap();
    drop(cache);
    let (cache, rescue) = Cache::recover(&place.path, &key(), &options()).unwrap();
    assert_eq!((rescue.ops, rescue.drafts, rescue.owed, rescue.settings), (waiting.waiting, 1, 1, 1));
    assert!(rescue.unreadable.is_empty());
    assert_eq!(cache.draft(call).unwrap().unwrap().text, CANARY);
    assert_eq!(cache.setting(user(), "canary").unwrap().as_deref(), Some(CANARY));
    assert_eq!(cache.outbox_after(0, usize::MAX).unwrap(), ops);
    assert_eq!(cache.sync_state().unwrap(), before);
    assert_eq!(cache.search("canary", 5, NOW).unwrap().hits.len(), 1);
    // The file that was set aside is as encrypted as before.
    assert_no_canary(place.folder.path());
}

#[test]
fn a_full_disk_is_said_and_loses_nothing_and_work_goes_on_when_there_is_room() {
    let place = Place::new();
    drop(place.open());
    let full = Options { max_pages: Some(150), ..options() };
    let cache = Cache::open(&place.path, &key(), &full).unwrap();
    let call: CallId = id();
    cache.journal_note(call, "kept", NOW).unwrap();
    let mut kept = 0;
    let error = loop {
        let of = customer("김민서");
        let contact = interaction(of.id, NOW.0, None);
        let big = note(&contact, &"메모 ".repeat(2_000));
        let steps = work()
            .create(id(), Record::Customer(of))
            .append(id(), Fact::Interaction(contact))
            .append(id(), Fact::Note(big));
        match cache.commit(steps) {
            Ok(_) => kept += 3,
            Err(error) => break error,
        }
        assert!(kept < 3_000, "the limit holds");
    };
    assert!(matches!(error, CacheError::Full(_)) && error.retry(), "{error:?}");
    assert_eq!(cache.waiting().unwrap().waiting, kept);
    assert_eq!(cache.draft(call).unwrap().unwrap().text, "kept");
    drop(cache);
    let cache = place.open();
    assert_eq!(cache.waiting().unwrap().waiting, kept);
    let ops = cache.outbox_after(0, usize::MAX).unwrap();
    assert!(ops.iter().zip(1..).all(|(op, counter)| op.counter == counter));
    add_customer(&cache, "박지훈", "010-1234-5678");
}

#[test]
fn a_place_that_can_not_be_written_is_an_error_that_can_be_tried_again() {
    let place = Place::new();
    let nowhere = place.folder.path().join("no folder").join("cache.db");
    let error = Cache::open(&nowhere, &key(), &options()).err().unwrap();
    assert!(matches!(error, CacheError::ReadOnly(_)) && error.retry(), "{error:?}");
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let place = Place::new();
    drop(place.open());
    let conn = rusqlite::Connection::open(&place.path).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"; PRAGMA user_version = 999", "07".repeat(32))).unwrap();
    drop(conn);
    let error = Cache::open(&place.path, &key(), &options()).err().unwrap();
    assert!(matches!(error, CacheError::Newer { found: 999, .. }), "{error:?}");
}

#[test]
fn wiping_leaves_no_file() {
    // D-43
    let place = Place::new();
    fill_with_canaries(&place.open());
    Cache::wipe(&place.path).unwrap();
    assert_eq!(fs::read_dir(place.folder.path()).unwrap().count(), 0);
    Cache::wipe(&place.path).unwrap();
}

#[test]
fn settings_and_status_are_kept_per_user() {
    let place = Place::new();
    let cache = place.open();
    let other = id();
    cache.set_setting(user(), "theme", Some("dark")).unwrap();
    cache.set_setting(other, "theme", Some("light")).unwrap();
    cache.set_setting(user(), "language", Some("ko")).unwrap();
    cache.set_setting(user(), "language", None).unwrap();
    drop(cache);
    let cache = place.open();
    assert_eq!(cache.settings(user()).unwrap().into_iter().collect::<Vec<_>>(), [("theme".into(), "dark".into())]);
    assert_eq!(cache.setting(other, "theme").unwrap().as_deref(), Some("light"));
    assert!(cache.agent_log(user()).unwrap().is_none());
}
