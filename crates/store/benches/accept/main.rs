//! Measures how fast pushed ops are accepted, against the raw store writing the same rows in the same run. One JSON object a line.
//!
//! `cargo bench -p daehwa-store [-- NAME]`; PostgreSQL only when `DAEHWA_TEST_POSTGRES_URL` names one.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code, missing_docs)]

#[path = "../../tests/conformance/centre.rs"]
mod centre;
#[path = "../raw/connection.rs"]
mod connection;
#[path = "../../tests/conformance/ground.rs"]
mod ground;
mod raw;

use std::time::{Duration, Instant};

use daehwa_domain::customer::Customer;
use daehwa_protocol::op::Op;

use crate::{
    centre::{Centre, Desktop, interaction},
    ground::Ground,
    raw::{Raw, Row},
};

/// Ops of one measurement, and of one batch.
const SIZES: [(usize, usize); 3] = [(300, 1), (5_000, 50), (20_000, 500)];
/// The first are not counted: caches and plans.
const WARM_UP: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let wanted = |measured: &str| name.as_deref().is_none_or(|name| measured.contains(name));
    for (ops, batch) in SIZES {
        if wanted("accept_sqlite") {
            let (grounds, name) = ((Ground::sqlite().await, Ground::sqlite().await), "accept_sqlite");
            measure(&format!("{name}_{batch}"), grounds, ops, batch).await;
        }
        if wanted("accept_postgres") && std::env::var(ground::POSTGRES_URL).is_ok() {
            let (grounds, name) = ((Ground::postgres().await, Ground::postgres().await), "accept_postgres");
            measure(&format!("{name}_{batch}"), grounds, ops, batch).await;
        }
    }
}

/// Store and raw store take turns, so that what else the machine does meets both.
async fn measure(name: &str, (ground, raw_ground): (Ground, Ground), ops: usize, batch: usize) {
    let centre = Centre::new(ground.store().await).await;
    drop(raw_ground.store().await);
    let mut raw = Raw::open(raw_ground.url(), centre.team_a.0).await;
    let mut desktop = centre.desktop(&centre.agent_a);
    let customer = centre.customer_of_a().await;
    let (mut accepted, mut written) = (Vec::new(), Vec::new());
    for round in 0..ops / batch + WARM_UP {
        let ops = made(&centre, &mut desktop, &customer, batch);
        let rows: Vec<Row> = ops.iter().map(Row::of).collect();
        let store = async {
            let begun = Instant::now();
            centre.push(&centre.agent_a, &ops).await;
            begun.elapsed()
        };
        let store_first = round % 2 == 0;
        let (here, there) = if store_first {
            let here = store.await;
            (here, time(raw.write(&rows)).await)
        } else {
            let there = time(raw.write(&rows)).await;
            (store.await, there)
        };
        if round >= WARM_UP {
            accepted.push(here);
            written.push(there);
        }
    }
    tell(name, batch, accepted, written);
    drop((centre, raw));
    ground.clear().await;
    raw_ground.clear().await;
}

fn made(centre: &Centre, desktop: &mut Desktop, customer: &Customer, count: usize) -> Vec<Op> {
    let agent = centre.agent_a.user.id;
    (0..count).map(|at| desktop.append(interaction(customer, agent, 1_000 + at as i64))).collect()
}

async fn time(act: impl Future<Output = ()>) -> Duration {
    let begun = Instant::now();
    act.await;
    begun.elapsed()
}

fn tell(name: &str, batch: usize, mut accepted: Vec<Duration>, mut written: Vec<Duration>) {
    accepted.sort();
    written.sort();
    let speed = |sorted: &[Duration], share: f64| {
        let at = (sorted.len() as f64 * share) as usize;
        (batch as f64 / sorted[at.min(sorted.len() - 1)].as_secs_f64()).round()
    };
    let line = serde_json::json!({
        "name": name, "unit": "ops/s", "n": accepted.len() * batch,
        "p50": speed(&accepted, 0.5), "p99": speed(&accepted, 0.99),
        "min": speed(&accepted, 1.0), "max": speed(&accepted, 0.0),
        "baseline": speed(&written, 0.5),
        "ratio": (speed(&accepted, 0.5) / speed(&written, 0.5) * 100.0).round() / 100.0,
    });
    println!("{line}");
}
