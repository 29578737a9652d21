//! Measures the way of what visitors read, over HTTP to a real server and on to another desktop. One JSON object a line.
//!
//! `cargo bench -p daehwa-desk --bench web_events [-- NAME]`, with `DAEHWA_SERVER_PROGRAM`, the server as it is shipped. PostgreSQL only
//! when `DAEHWA_TEST_POSTGRES_URL` names one. `DAEHWA_RAW_SQLITE` and `DAEHWA_RAW_POSTGRES` are what the raw store writes, in events a
//! second, measured just before by the store's own bench `web`.
//!
//! - `events_http_*`: events a second that one server has on the disk when it answers (H-6). All that was answered is counted again after
//!   the server was killed.
//! - `events_need_*`: milliseconds from sending an event until the need stands on a desktop, at [`LOAD`] events a second (H-5).
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod centre;
mod desktop;
mod load;

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    centre::{Centre, Database},
    desktop::Desktop,
    load::{Pace, Sent},
};

/// How long is measured, after as long as caches and plans take.
const WARM_UP: Duration = Duration::from_secs(3);
const FULL_FOR: Duration = Duration::from_secs(12);
const NEEDS_FOR: Duration = Duration::from_secs(15);
/// Events a second beside the measurement of needs: what a server must take.
const LOAD: u32 = 10_500;

#[tokio::main]
async fn main() {
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let _ = rustls::crypto::ring::default_provider().install_default();
    for database in [Database::Sqlite, Database::Postgres] {
        let of = |what: &str| format!("events_{what}_{}", database.name());
        let names = [of("http"), of("need")];
        let wanted = |measured: &String| name.as_deref().is_none_or(|name| measured.contains(name));
        if names.iter().any(wanted) && database.is_there() {
            measure(database, &names).await;
        }
    }
}

async fn measure(database: Database, names: &[String; 2]) {
    let centre = Centre::open(database).await;
    let desktop = Desktop::at_work(&centre).await;
    let load = load::Load::new(&centre);
    load.run(WARM_UP, Pace::Full).await;
    let full = load.run(FULL_FOR, Pace::Full).await;
    tell_speed(&names[0], &full, database.raw());

    let (sent, mut needs) = tokio::join!(load.run(NEEDS_FOR, Pace::Of(LOAD)), desktop.needs(&centre, NEEDS_FOR));
    let reached = sent.events as f64 / NEEDS_FOR.as_secs_f64();
    needs.sort_by(f64::total_cmp);
    let at = |share: f64| hundredths(needs[((needs.len() - 1) as f64 * share) as usize]);
    print(json!({
        "name": names[1], "unit": "ms", "n": needs.len(), "p50": at(0.5), "p99": at(0.99), "min": at(0.0), "max": at(1.0),
        "load": reached.round(),
    }));
    drop(desktop);
    let answered = load.answered();
    let stored = centre.killed_and_counted().await;
    assert!(stored >= answered, "{answered} events were answered, {stored} are there");
}

fn tell_speed(name: &str, sent: &Sent, raw: Option<f64>) {
    let mut speeds: Vec<f64> = sent.each_second.iter().map(|it| f64::from(*it)).collect();
    speeds.sort_by(f64::total_cmp);
    let at = |share: f64| speeds[((speeds.len() - 1) as f64 * share) as usize].round();
    let mut answers = sent.answers_ms.clone();
    answers.sort_by(f64::total_cmp);
    let answer = |share: f64| answers.get((answers.len().saturating_sub(1) as f64 * share) as usize).copied();
    print(json!({
        "name": name, "unit": "events/s", "n": sent.events, "p50": at(0.5), "p99": at(0.01), "min": at(0.0), "max": at(1.0),
        "baseline": raw.map(f64::round), "ratio": raw.map(|raw| hundredths(at(0.5) / raw)),
        "requests": sent.answers_ms.len(), "answer_p50_ms": answer(0.5).map(hundredths),
        "answer_p99_ms": answer(0.99).map(hundredths),
    }));
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn print(line: Value) {
    println!("{line}");
}
