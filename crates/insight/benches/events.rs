//! Measures how many events a second one core makes into episodes, and prints one JSON object a line.
//!
//! `cargo bench -p daehwa-insight --bench events -- [NAME]`

#![allow(clippy::print_stdout, missing_docs)]

mod measured;

use std::collections::HashMap;

use clap::Parser;
use daehwa_domain::{
    episode::{Episodes, Event},
    id::{CustomerId, SourceId, TopicId},
    interaction::Channel,
    time::Timestamp,
};
use measured::{Arguments, dice, measure};
use uuid::Uuid;

/// Events of a round.
const EVENTS: u64 = 1_000_000;
const CUSTOMERS: u64 = 20_000;
const TOPICS: u64 = 20;
const SOURCES: u64 = 4;
const PAUSE_MS: i64 = 14 * 86_400_000;

fn main() {
    let arguments = Arguments::parse();
    let mut late: Vec<_> = stream().enumerate().collect();
    late.sort_by_key(|(at, _)| scattered(*at));
    let cases: [(&str, Vec<Event>); 3] = [
        ("events_in_order", stream().collect()),
        ("events_late", late.into_iter().map(|(_, event)| event).collect()),
        ("events_twice", stream().flat_map(|event| [event, event]).collect()),
    ];
    for (name, events) in cases {
        if arguments.wants(name) {
            measure(name, "events/s", events.len(), || taken(&events), || counted(&events));
        }
    }
}

/// Where an event arrives that should be at a place: each 512 are shuffled among themselves (an odd factor permutes a power of two).
fn scattered(at: usize) -> usize {
    at & !0x1ff | at.wrapping_mul(167) & 0x1ff
}

/// A web site's day after day: customers come back to their topics, four sources number what they send.
fn stream() -> impl Iterator<Item = Event> {
    let mut dice = dice();
    (0..EVENTS).map(move |n| Event {
        source: SourceId(Uuid::from_u128(u128::from(n % SOURCES))),
        sequence: n / SOURCES,
        customer: CustomerId(Uuid::from_u128(u128::from(dice(CUSTOMERS)) << 64 | 1)),
        topic: TopicId(Uuid::from_u128(u128::from(dice(TOPICS)))),
        stage: dice(5) as u8 + 1,
        channel: Channel::Web,
        at_ms: Timestamp((n * 2_000) as i64),
    })
}

/// The engine: duplicates known, episodes made.
fn taken(events: &[Event]) -> usize {
    let mut episodes = Episodes::new(PAUSE_MS);
    let new = events.iter().filter(|it| episodes.take(it).is_ok()).count();
    new + episodes.intervals()
}

/// The least that anybody can do: count the events of each customer and topic, duplicates with them.
fn counted(events: &[Event]) -> usize {
    let mut counts: HashMap<(CustomerId, TopicId), u32> = HashMap::new();
    for event in events {
        *counts.entry((event.customer, event.topic)).or_default() += 1;
    }
    counts.len()
}
