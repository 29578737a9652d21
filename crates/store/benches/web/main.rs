//! Measures how fast what visitors read is stored, against the raw store writing the same rows in the same run. One JSON object a line.
//!
//! `cargo bench -p daehwa-store --bench web [-- NAME]`; PostgreSQL only when `DAEHWA_TEST_POSTGRES_URL` names one.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code, missing_docs)]

#[path = "../../tests/conformance/centre.rs"]
mod centre;
#[path = "../raw/connection.rs"]
mod connection;
#[path = "../../tests/conformance/ground.rs"]
mod ground;
mod raw;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use daehwa_domain::{id::CustomerId, record::Record, time::Timestamp};
use daehwa_store::{
    Rulebook,
    web::{Arrival, Arrived, Counts, Judged, Touch, WebBatch},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use uuid::Uuid;

use crate::{
    centre::{Centre, NOW, customer, id},
    ground::Ground,
    raw::Raw,
};

/// Visitors; each fourth is known as a customer.
const VISITORS: usize = 8_000;
const KNOWN_EACH: usize = 4;
/// Requests that are stored together, as many as wait while the batch before is written.
const REQUESTS: usize = 128;
/// Events of a request: what a page of the script gathers in half a second, mostly one or two.
const EVENTS: [usize; 10] = [1, 1, 1, 2, 2, 3, 3, 5, 7, 15];
const ROUNDS: usize = 60;
/// The first are not counted: caches and plans.
const WARM_UP: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let wanted = |measured: &str| name.as_deref().is_none_or(|name| measured.contains(name));
    if wanted("web_stored_sqlite") {
        measure("web_stored_sqlite", (Ground::sqlite().await, Ground::sqlite().await)).await;
    }
    if wanted("web_stored_postgres") && std::env::var(ground::POSTGRES_URL).is_ok() {
        measure("web_stored_postgres", (Ground::postgres().await, Ground::postgres().await)).await;
    }
}

/// A visitor, and how far the events of its page are counted.
struct Reader {
    visitor: Uuid,
    customer: Option<CustomerId>,
    next: u64,
}

/// Store and raw store take turns, so that what else the machine does meets both.
async fn measure(name: &str, (ground, raw_ground): (Ground, Ground)) {
    let centre = Centre::new(ground.store().await).await;
    drop(raw_ground.store().await);
    let mut raw = Raw::open(raw_ground.url(), centre.team_a.0).await;
    let mut readers = readers(&centre).await;
    let book = centre.store.rulebook(centre.tenant).await.unwrap();
    let mut random = StdRng::seed_from_u64(1);
    readers.shuffle(&mut random);
    let (mut here, mut there) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + WARM_UP {
        let first = round * REQUESTS % (VISITORS - REQUESTS);
        let readers = &mut readers[first..first + REQUESTS];
        let (batch, events) = requests(&centre, readers, &mut random, NOW.plus_ms(round as i64 * 100));
        let rows = raw::Rows { visitors: readers.iter().map(|it| (it.visitor, it.customer.map(|it| it.0))).collect() };
        let store_first = round % 2 == 0;
        let mut times = (Duration::ZERO, Duration::ZERO);
        if !store_first {
            times.1 = time(raw.write(&rows)).await;
        }
        times.0 = time(take(&centre, &batch, &book)).await;
        if store_first {
            times.1 = time(raw.write(&rows)).await;
        }
        if round >= WARM_UP {
            here.push(events as f64 / times.0.as_secs_f64());
            there.push(events as f64 / times.1.as_secs_f64());
        }
    }
    tell(name, here, there);
    drop((centre, raw));
    ground.clear().await;
    raw_ground.clear().await;
}

async fn readers(centre: &Centre) -> Vec<Reader> {
    let mut desktop = centre.desktop(&centre.agent_a);
    let (mut readers, mut made, mut arrivals) = (Vec::with_capacity(VISITORS), Vec::new(), Vec::new());
    for number in 0..VISITORS {
        let mut reader = Reader { visitor: id(), customer: None, next: 1 };
        if number % KNOWN_EACH == 0 {
            let customer = customer(centre.team_a);
            reader.customer = Some(customer.id);
            let what = Arrived::IsCustomer { customer: customer.id, only_if_unknown: false };
            arrivals.push(Arrival { site: "s".into(), visitor: reader.visitor, what });
            made.push(desktop.create(Record::Customer(customer)));
        }
        readers.push(reader);
    }
    for ops in made.chunks(500) {
        centre.accepted(&centre.agent_a, ops).await;
    }
    take(centre, &WebBatch { arrivals, ..WebBatch::default() }, &Rulebook::default()).await;
    readers
}

async fn take(centre: &Centre, batch: &WebBatch, book: &Rulebook) {
    centre.store.take_web(centre.tenant, batch, book, NOW, &id).await.unwrap();
}

fn requests(centre: &Centre, readers: &mut [Reader], random: &mut StdRng, now: Timestamp) -> (WebBatch, usize) {
    let mut batch = WebBatch::default();
    let mut all = 0;
    for reader in readers {
        let events = EVENTS[random.random_range(0..EVENTS.len())];
        let judged = Some(Judged { topic: centre.topic, stage: 1, rule: "plans.web".into() });
        let touch = |number| Touch { number, at_ms: now, page: "/plans/5g".into(), judged: judged.clone(), part: None };
        let touches = (reader.next..reader.next + events as u64).map(touch).collect();
        reader.next += events as u64;
        all += events;
        let what = Arrived::Events { stream: 1, touches };
        batch.arrivals.push(Arrival { site: "s".into(), visitor: reader.visitor, what });
    }
    batch.counts = BTreeMap::from([("s".to_owned(), Counts { raw_bytes: 200 * all as i64, ..Counts::default() })]);
    (batch, all)
}

async fn time(act: impl Future<Output = ()>) -> Duration {
    let begun = Instant::now();
    act.await;
    begun.elapsed()
}

fn tell(name: &str, mut here: Vec<f64>, mut there: Vec<f64>) {
    here.sort_by(f64::total_cmp);
    there.sort_by(f64::total_cmp);
    let at = |sorted: &[f64], share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize].round();
    let (median, baseline) = (at(&here, 0.5), at(&there, 0.5));
    let line = serde_json::json!({
        "name": name, "unit": "events/s", "n": here.len() * REQUESTS, "p50": median, "p99": at(&here, 0.01),
        "min": at(&here, 0.0), "max": at(&here, 1.0), "baseline": baseline,
        "ratio": (median / baseline * 100.0).round() / 100.0,
    });
    println!("{line}");
}
