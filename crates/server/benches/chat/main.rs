//! Measures the way of a chat's line from one side to the other, with many chats at once on one server, held against a bare WebSocket echo with
//! as many connections in the same run. One JSON object a line.
//!
//! `cargo bench -p daehwa-server --bench chat [-- NAME]`
//!
//! - `chat_to_visitor`: milliseconds from an agent's push until the line is in the visitor's widget: committed, relayed, read.
//! - `chat_to_agent`: from the visitor's line until it is pulled by the desktop of the agent who has the chat.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code, missing_docs)]

#[path = "../../tests/server/centre.rs"]
mod centre;
#[path = "../../tests/server/chat_room.rs"]
mod chat_room;
#[path = "../../tests/server/desktop.rs"]
mod desktop;
mod echo;
#[path = "../../tests/server/shop.rs"]
mod shop;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use daehwa_domain::interaction::Direction;
use daehwa_protocol::message::Verdict;
use daehwa_server::{chat::ChatLimits, serve::Settings};
use parking_lot::Mutex;
use serde_json::json;
use tokio::task::JoinSet;

use crate::chat_room::{Agent, Room, Widget};

/// Chats at once, and desktops that take part in them.
const CHATS: usize = 1_000;
const AGENTS: usize = 10;
/// How long is measured, and how often each side of a chat writes: a person thinks and types.
const MEASURED_FOR: Duration = Duration::from_secs(30);
const WRITES_EVERY: Duration = Duration::from_secs(20);

/// What was measured, in milliseconds.
type Times = Arc<Mutex<Vec<f64>>>;

#[tokio::main]
async fn main() {
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    if name.is_some_and(|name| !"chat_to_visitor".contains(&name) && !"chat_to_agent".contains(&name)) {
        return;
    }
    let echoed = echo::measure(CHATS, WRITES_EVERY, MEASURED_FOR).await;
    let begun = Instant::now();
    let most = u32::MAX;
    let chat = ChatLimits {
        chat_a_minute: most,
        address_a_minute: most,
        address_file_kib_a_minute: most,
        new_a_minute: most,
        address_at_once: most,
        at_once: most,
    };
    let room = Room::with(Settings { chat, ..Settings::default() }).await;
    let mut agents = Vec::new();
    for _ in 0..AGENTS {
        agents.push(room.agent("agent-a").await);
    }
    let mut widgets = Vec::with_capacity(CHATS);
    for _ in 0..CHATS {
        let mut widget = room.visitor().await;
        widget.wrote("0").await;
        widgets.push(widget);
    }
    for (at, agent) in agents.iter_mut().enumerate() {
        agent.until(|it| it.conversations.len() == CHATS).await;
        agent.keep_every(AGENTS, at);
        agent.take_all().await;
    }
    let (to_visitor, to_agent) = (Times::default(), Times::default());
    let until = Instant::now() + MEASURED_FOR;
    let mut tasks = JoinSet::new();
    for (at, widget) in widgets.into_iter().enumerate() {
        tasks.spawn(visits(widget, begun, until, spread(at, CHATS), to_visitor.clone()));
    }
    for agent in agents {
        tasks.spawn(answers(agent, begun, until, to_agent.clone()));
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    tell("chat_to_visitor", &to_visitor, &echoed);
    tell("chat_to_agent", &to_agent, &echoed);
}

/// When the first of a chat's lines is written: they don't come all at once.
fn spread(at: usize, all: usize) -> Duration {
    WRITES_EVERY.mul_f64(at as f64 / all as f64)
}

/// A visitor writes now and then, and notes when answers come.
async fn visits(mut widget: Widget, begun: Instant, until: Instant, first: Duration, times: Times) {
    let mut writes = tokio::time::interval_at(tokio::time::Instant::now() + first, WRITES_EVERY);
    while Instant::now() < until {
        tokio::select! {
            told = widget.next() => {
                let told = told.unwrap();
                for line in told["lines"].as_array().into_iter().flatten().filter(|it| it["ours"] == true) {
                    note(&times, begun, line["text"].as_str().unwrap());
                }
            }
            _ = writes.tick() => drop(widget.writes(&stamp(begun)).await),
            () = tokio::time::sleep_until(until.into()) => {}
        }
    }
}

/// An agent writes in the own chats by turns, and notes when visitors' lines of those come.
async fn answers(mut agent: Agent, begun: Instant, until: Instant, times: Times) {
    let own: Vec<_> = agent.firsts();
    let mut turns = own.iter().cycle();
    let mut writes = tokio::time::interval(WRITES_EVERY / own.len() as u32);
    let mut seen = agent.messages.len();
    while Instant::now() < until {
        tokio::select! {
            () = agent.news() => {}
            _ = writes.tick() => {
                let first = turns.next().unwrap();
                let verdict = agent.writes_after(first, &stamp(begun)).await;
                assert_eq!(verdict, Verdict::Accepted);
            }
            () = tokio::time::sleep_until(until.into()) => {}
        }
        for it in &agent.messages[seen..] {
            let is_own = own.iter().any(|first| first.conversation == it.conversation);
            if it.direction == Direction::Inbound && is_own {
                note(&times, begun, &it.text);
            }
        }
        seen = agent.messages.len();
    }
}

/// Words that say when they were written.
fn stamp(begun: Instant) -> String {
    begun.elapsed().as_micros().to_string()
}

fn note(times: &Times, begun: Instant, text: &str) {
    let at: u128 = text.parse().unwrap();
    if at > 0 {
        times.lock().push((begun.elapsed().as_micros() - at) as f64 / 1_000.0);
    }
}

fn tell(name: &str, times: &Times, echoed: &[f64]) {
    let mut times = times.lock().clone();
    times.sort_by(f64::total_cmp);
    let at = |of: &[f64], share: f64| (of[((of.len() - 1) as f64 * share) as usize] * 100.0).round() / 100.0;
    let baseline = at(echoed, 0.5);
    let line = json!({
        "name": name, "unit": "ms", "n": times.len(), "p50": at(&times, 0.5), "p99": at(&times, 0.99),
        "min": at(&times, 0.0), "max": at(&times, 1.0), "baseline": baseline,
        "ratio": (at(&times, 0.5) / baseline * 100.0).round() / 100.0,
        "chats": CHATS, "baseline_p99": at(echoed, 0.99),
    });
    println!("{line}");
}
