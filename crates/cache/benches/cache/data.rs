//! The centre that is measured: a demo centre of the wanted size, brought in as a fill from the server. Made once.

use std::{path::Path, sync::mpsc, thread, time::Duration};

use daehwa_cache::{Cache, CacheError, Key, Options};
use daehwa_demo::{CustomerStory, DEFAULT_SEED, Demo};
use daehwa_domain::{
    id::{DeviceId, TeamId},
    record::{Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::{
    message::{Change, Progress},
    scope::Scope,
};
use uuid::Uuid;

use crate::measure::Spent;

/// The moment at which the demo centre stands.
pub const NOW: Timestamp = Timestamp(1_780_000_000_000);
const CUSTOMERS_A_PART: u64 = 1_000;
const PARTS_AHEAD: usize = 2;

pub fn key() -> Key {
    Key::new([7; 32])
}

pub fn demo() -> Demo {
    Demo::new(DEFAULT_SEED, NOW)
}

pub fn open(path: &Path) -> Result<Cache, CacheError> {
    let options = Options { device: DeviceId(Uuid::from_u128(0xBE)), now: NOW, region: "KR".into(), max_pages: None };
    Cache::open(path, &key(), &options)
}

/// All customers lie in one scope here, whatever their team: the most that a desktop could hold.
pub fn scope() -> Scope {
    Scope::Team(TeamId(Uuid::from_u128(1)))
}

pub fn sent(record: Record) -> Versioned {
    let stamp = Stamp { hlc: Hlc { wall_ms: NOW.0 - 1_000, counter: 0 }, device: DeviceId(Uuid::from_u128(0x5E)) };
    Versioned::new(record, stamp)
}

/// Everything of a customer as a fill brings it.
pub fn changes(story: CustomerStory) -> impl Iterator<Item = Change> {
    let (records, facts) = story.into_records_and_facts();
    let records = records.into_iter().map(|record| Change::Record { versioned: sent(record) });
    records.chain(facts.into_iter().map(|fact| Change::Fact { fact }))
}

/// What filling took.
pub struct Filled {
    pub rows: u64,
    pub spent: Spent,
    /// Rows of each part, and how long it took.
    pub parts: Vec<(u64, Duration)>,
}

/// Fills a cache with so many customers; goes on where it was cut off.
pub fn fill(cache: &Cache, customers: u64, tell: bool) -> Result<Filled, CacheError> {
    let demo = demo();
    put_centre(cache, Vec::new())?;
    let first = cache.begin_fill(scope(), false)?.progress.done;
    let (made, coming) = mpsc::sync_channel::<(u64, Vec<Change>)>(PARTS_AHEAD);
    let maker = thread::spawn(move || {
        for start in (first..customers).step_by(CUSTOMERS_A_PART as usize) {
            let end = (start + CUSTOMERS_A_PART).min(customers);
            let part = (start..end).flat_map(|index| changes(demo.story(index))).collect();
            if made.send((end, part)).is_err() {
                return;
            }
        }
    });
    let (mut rows, mut spent, mut parts) = (0, Spent::default(), Vec::new());
    for (done, part) in coming {
        let progress = Progress { done, total: customers };
        let before = spent.clock;
        spent.time(|| cache.apply_fill_part(scope(), 1, &part, None, progress, NOW))?;
        parts.push((part.len() as u64, spent.clock - before));
        rows += part.len() as u64;
        if tell && done % 20_000 == 0 {
            eprintln!("{done} customers, {rows} rows, {:.0} rows/s", rows as f64 / spent.clock.as_secs_f64());
        }
    }
    spent.time(|| cache.end_fill(scope()))?;
    // A panic of the maker has been reported, and shows in the number of customers.
    let _ = maker.join();
    Ok(Filled { rows, spent, parts })
}

/// Makes the centre's own records those of the demo and these.
pub fn put_centre(cache: &Cache, besides: Vec<Record>) -> Result<(), CacheError> {
    let centre: Vec<Change> =
        demo().centre().records().chain(besides).map(|record| Change::Record { versioned: sent(record) }).collect();
    cache.begin_fill(Scope::Centre, true)?;
    cache.apply_fill_part(Scope::Centre, 1, &centre, None, Progress::default(), NOW)?;
    cache.end_fill(Scope::Centre)?;
    Ok(())
}

/// Whether the cache holds the whole centre.
pub fn is_whole(cache: &Cache) -> Result<bool, CacheError> {
    Ok(cache.sync_state()?.scopes.iter().any(|it| it.scope == scope() && it.cursor > 0 && it.fill.is_none()))
}
