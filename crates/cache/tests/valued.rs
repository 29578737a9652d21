//! Customers of value without contact (P-4).
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use common::*;
use daehwa_cache::{Cache, Silent};
use daehwa_domain::{
    customer::{Customer, Tier},
    id::CustomerId,
    record::{Fact, Record, RecordKind, RecordRef},
    time::Timestamp,
};
use serde_json::json;

const DAY_MS: i64 = 24 * HOUR_MS;

fn ago(days: i64) -> Timestamp {
    NOW.plus_ms(-days * DAY_MS)
}

/// A customer whom we know since a year, last in contact so many days ago.
fn known(cache: &Cache, name: &str, tier: Tier, contact: Option<i64>) -> CustomerId {
    let made = Customer { tier, created_ms: ago(365), ..customer(name) };
    let of = made.id;
    let mut work = work().create(id(), Record::Customer(made));
    if let Some(days) = contact {
        work = work.append(id(), Fact::Interaction(interaction(of, ago(days).0, None)));
    }
    cache.commit(work).unwrap();
    of
}

fn silent(cache: &Cache, limit: usize) -> Silent {
    cache.silent_customers(limit, NOW, &mut |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn names(silent: &Silent) -> Vec<&str> {
    silent.customers.iter().map(|it| it.name.as_str()).collect()
}

#[test]
fn valued_customers_without_contact_are_listed_by_tier_then_by_the_longest_silence_p_4() {
    let place = Place::new();
    let cache = place.open();
    known(&cache, "gold 80", Tier::Gold, Some(80));
    known(&cache, "vip 40", Tier::Vip, Some(40));
    let longest = known(&cache, "vip 99", Tier::Vip, Some(99));
    known(&cache, "vip 5", Tier::Vip, Some(5));
    known(&cache, "silver 70", Tier::Silver, Some(70));
    known(&cache, "basic 300", Tier::Basic, Some(300));
    known(&cache, "gold never", Tier::Gold, None);
    let all = silent(&cache, 100);
    assert_eq!(names(&all), ["vip 99", "vip 40", "gold never", "gold 80"]);
    assert_eq!(all.total, 4);
    assert_eq!(all.customers[0].silence.since_ms, ago(99));
    assert_eq!(names(&silent(&cache, 2)), ["vip 99", "vip 40"]);
    assert_eq!(silent(&cache, 2).total, 4);

    // A contact ends the silence at once; a tier that is taken away ends the waiting.
    cache.commit(work().append(id(), Fact::Interaction(interaction(longest, NOW.0, None)))).unwrap();
    assert_eq!(names(&silent(&cache, 100)), ["vip 40", "gold never", "gold 80"]);
    let second = silent(&cache, 1).customers[0].customer;
    let target = RecordRef { kind: RecordKind::Customer, id: second.0 };
    cache.commit(work().set(id(), target, Some(second), vec![("tier".into(), json!("basic"))])).unwrap();
    assert_eq!(names(&silent(&cache, 100)), ["gold never", "gold 80"]);
}

#[test]
fn a_file_from_before_knows_its_valued_customers_when_it_is_opened() {
    let place = Place::new();
    let cache = place.open();
    known(&cache, "vip 40", Tier::Vip, Some(40));
    known(&cache, "basic 300", Tier::Basic, Some(300));
    drop(cache);
    let conn = rusqlite::Connection::open(&place.path).unwrap();
    let key = "07".repeat(32);
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    set_back(&conn, 7);
    drop(conn);
    assert_eq!(names(&silent(&place.open(), 100)), ["vip 40"]);
}

/// Takes away what the schema's later steps brought, the newest first, so that the file is one of that version.
fn set_back(conn: &rusqlite::Connection, version: u32) {
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/cache");
    let number = |step: &PathBuf| step.file_name().unwrap().to_str().unwrap()[..4].parse::<u32>().unwrap();
    let mut later: Vec<_> = fs::read_dir(steps).unwrap().map(|it| it.unwrap().path()).collect();
    later.retain(|it| number(it) > version);
    later.sort();
    for step in later.iter().rev() {
        for line in fs::read_to_string(step).unwrap().lines().rev() {
            let words: Vec<_> = line.split([' ', ';', '(']).collect();
            let undone = match words[..] {
                ["CREATE", what @ ("TABLE" | "INDEX"), name, ..] => format!("DROP {what} IF EXISTS {name}"),
                ["ALTER", "TABLE", table, "ADD", "COLUMN", name, ..] => {
                    format!("ALTER TABLE {table} DROP COLUMN {name}")
                }
                _ => continue,
            };
            conn.execute_batch(&undone).unwrap();
        }
    }
    conn.pragma_update(None, "user_version", version).unwrap();
}
