//! What is typed is never lost (D-5), and what is owed stays owed (D-6).

#![allow(clippy::unwrap_used)]

mod common;

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use common::*;
use daehwa_cache::{Cache, CacheError, DRAFT_HISTORY, MAX_DRAFT_BYTES};
use daehwa_domain::{
    call::{CallerInfo, EndCause},
    id::CallId,
    interaction::Direction,
    record::Fact,
    time::Timestamp,
};
use uuid::Uuid;

const CHILD_FILE: &str = "DAEHWA_TEST_JOURNAL";

fn start(cache: &Cache, call: CallId) {
    let caller = CallerInfo { number: Some("010-1234-5678".into()), ..CallerInfo::default() };
    cache.call_started(call, user(), Direction::Inbound, &caller, NOW).unwrap();
}

#[test]
fn a_draft_is_there_after_reopening_with_its_earlier_texts() {
    // D-5
    let place = Place::new();
    let call: CallId = id();
    let cache = place.open();
    for (second, text) in [(0, "wants"), (1, "wants a"), (30, "wants a bigger plan"), (31, "")] {
        cache.journal_note(call, text, NOW.plus_ms(second * 1_000)).unwrap();
    }
    drop(cache);
    let draft = place.open().draft(call).unwrap().unwrap();
    assert_eq!((draft.text.as_str(), draft.at_ms), ("", NOW.plus_ms(31_000)));
    let earlier: Vec<_> = draft.history.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(earlier, ["wants a bigger plan", "wants a", "wants"], "also what was deleted by mistake");
}

#[test]
fn the_earlier_texts_of_a_draft_are_bounded() {
    let place = Place::new();
    let cache = place.open();
    let call: CallId = id();
    for minute in 0..50 {
        cache.journal_note(call, &format!("text {minute}"), NOW.plus_ms(minute * 60_000)).unwrap();
    }
    let draft = cache.draft(call).unwrap().unwrap();
    assert_eq!(draft.history.len(), DRAFT_HISTORY);
    assert_eq!(draft.history[0].text, "text 48");
}

#[test]
fn a_text_that_is_too_long_is_refused_and_the_one_before_is_kept() {
    let place = Place::new();
    let cache = place.open();
    let call: CallId = id();
    cache.journal_note(call, "kept", NOW).unwrap();
    let error = cache.journal_note(call, &"x".repeat(MAX_DRAFT_BYTES + 1), NOW).unwrap_err();
    assert!(matches!(error, CacheError::TooLong));
    assert_eq!(cache.draft(call).unwrap().unwrap().text, "kept");
}

#[test]
fn an_answered_call_owes_its_wrap_up_until_it_is_committed() {
    // D-6
    let place = Place::new();
    let cache = place.open();
    let call: CallId = id();
    start(&cache, call);
    cache.call_answered(call, NOW.plus_ms(5_000)).unwrap();
    assert!(cache.owed_wrap_ups().unwrap().is_empty(), "not while it is up");
    cache.journal_note(call, "wants a bigger plan", NOW.plus_ms(20_000)).unwrap();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    cache.call_customer(call, Some(of)).unwrap();
    cache.call_ended(call, EndCause::RemoteHangup, false, NOW.plus_ms(60_000)).unwrap();
    let owed = cache.owed_wrap_ups().unwrap();
    assert_eq!((owed.len(), owed[0].call.customer), (1, Some(of)));
    assert_eq!(owed[0].draft.as_ref().unwrap().text, "wants a bigger plan");

    let contact = interaction(of, NOW.0, None);
    let note = note(&contact, "wants a bigger plan");
    cache
        .commit(work().append(id(), Fact::Interaction(contact)).append(id(), Fact::Note(note)).wraps_up(call))
        .unwrap();
    assert!(cache.owed_wrap_ups().unwrap().is_empty());
    assert!(cache.draft(call).unwrap().is_none());
    assert_eq!(cache.call(call).unwrap().unwrap().end_cause, Some(EndCause::RemoteHangup));
}

#[test]
fn a_wrap_up_that_fails_leaves_draft_and_debt() {
    let place = Place::new();
    let cache = place.open();
    let call: CallId = id();
    start(&cache, call);
    cache.call_answered(call, NOW).unwrap();
    cache.journal_note(call, "half", NOW).unwrap();
    cache.call_ended(call, EndCause::LocalHangup, true, NOW).unwrap();
    let of = add_customer(&cache, "김민서", "010-1234-5678");
    let before = cache.waiting().unwrap();
    let unknown = daehwa_domain::record::RecordRef { kind: daehwa_domain::record::RecordKind::Remark, id: Uuid::nil() };
    let contact = interaction(of, NOW.0, None);
    let failing = work()
        .append(id(), Fact::Interaction(contact))
        .set(id(), unknown, Some(of), vec![("text".into(), "x".into())])
        .wraps_up(call);
    assert!(matches!(cache.commit(failing), Err(CacheError::UnknownRecord)));
    assert_eq!(cache.draft(call).unwrap().unwrap().text, "half");
    assert_eq!(cache.owed_wrap_ups().unwrap().len(), 1);
    assert_eq!(cache.waiting().unwrap(), before);
    assert!(cache.customer_view(of, NOW).unwrap().unwrap().timeline.rows.is_empty());
}

#[test]
fn a_call_that_was_missed_or_only_rang_owes_nothing() {
    let place = Place::new();
    let missed: CallId = id();
    let rang: CallId = id();
    let cache = place.open();
    start(&cache, missed);
    cache.call_ended(missed, EndCause::Missed, false, NOW).unwrap();
    start(&cache, rang);
    drop(cache);
    let cache = place.open();
    assert!(cache.owed_wrap_ups().unwrap().is_empty());
    assert_eq!(cache.call(rang).unwrap().unwrap().end_cause, Some(EndCause::Crashed));
    assert!(matches!(cache.call_answered(id(), NOW), Err(CacheError::UnknownCall)));
}

#[test]
fn a_missed_call_is_kept_until_it_was_returned() {
    let place = Place::new();
    let (older, newer): (CallId, CallId) = (id(), id());
    let cache = place.open();
    for (call, at) in [(older, NOW), (newer, NOW.plus_ms(1))] {
        cache.call_started(call, user(), Direction::Inbound, &CallerInfo::default(), at).unwrap();
        cache.keep_to_return(call).unwrap();
        cache.keep_to_return(call).unwrap();
        cache.call_ended(call, EndCause::Missed, false, at).unwrap();
    }
    drop(cache);
    let cache = place.open();
    let waiting = || cache.calls_to_return().unwrap().iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(waiting(), [newer, older]);
    cache.returned(&[newer, id()]).unwrap();
    assert_eq!(waiting(), [older]);
    assert!(matches!(cache.keep_to_return(id()), Err(CacheError::UnknownCall)));
}

#[test]
fn what_was_acknowledged_survives_kill_9_in_the_middle_of_a_call() {
    // D-5, D-6; sync.md, invariant 1
    let place = Place::new();
    for round in 0..5u128 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "types_until_it_is_killed", "--ignored", "--nocapture"])
            .env(CHILD_FILE, &place.path)
            .env("DAEHWA_TEST_ROUND", round.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = 0u64;
        while acknowledged < 40 + round as u64 * 7 {
            let line = lines.next().expect("the child writes until it is killed").unwrap();
            if let Some(number) = line.strip_prefix("kept ") {
                acknowledged = number.parse().unwrap();
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died counts, too.
        for line in lines.map_while(Result::ok) {
            if let Some(number) = line.strip_prefix("kept ").and_then(|it| it.parse().ok()) {
                acknowledged = number;
            }
        }
        let cache = place.open();
        let call = CallId(Uuid::from_u128(round + 1));
        let draft = cache.draft(call).unwrap().unwrap();
        let found: u64 = draft.text.strip_prefix("key stroke ").unwrap().parse().unwrap();
        assert!(found == acknowledged || found == acknowledged + 1, "{found} after {acknowledged} were acknowledged");
        let owed = cache.owed_wrap_ups().unwrap();
        let owed = owed.iter().find(|it| it.call.id == call).unwrap();
        assert_eq!(owed.call.end_cause, Some(EndCause::Crashed));
        assert!(owed.call.ended_ms.unwrap() <= NOW);
        let waiting = u64::from(cache.waiting().unwrap().waiting);
        let ops = cache.outbox_after(0, usize::MAX).unwrap();
        assert_eq!(ops.len() as u64, waiting);
        assert!(ops.iter().zip(1..).all(|(op, counter)| op.counter == counter), "counters are dense");
    }
}

/// The other side of the test above.
#[test]
#[ignore = "runs as the child of what_was_acknowledged_survives_kill_9_in_the_middle_of_a_call"]
fn types_until_it_is_killed() {
    let Some(path) = env::var_os(CHILD_FILE).map(PathBuf::from) else { return };
    let round: u128 = env::var("DAEHWA_TEST_ROUND").unwrap().parse().unwrap();
    let cache = Cache::open(&path, &key(), &options()).unwrap();
    let call = CallId(Uuid::from_u128(round + 1));
    start(&cache, call);
    cache.call_answered(call, NOW).unwrap();
    let mut out = std::io::stdout();
    for number in 1.. {
        cache.journal_note(call, &format!("key stroke {number}"), Timestamp(NOW.0 + number)).unwrap();
        writeln!(out, "kept {number}").unwrap();
        out.flush().unwrap();
        if number % 5 == 0 {
            let of = daehwa_domain::id::CustomerId(Uuid::from_u128(round << 64 | number as u128));
            let mut contact = interaction(of, NOW.0, None);
            contact.id = daehwa_domain::id::InteractionId(Uuid::from_u128(round << 64 | number as u128));
            let op = Uuid::from_u128(round << 64 | number as u128).into();
            cache.commit(work().append(op, Fact::Interaction(contact))).unwrap();
        }
    }
}
