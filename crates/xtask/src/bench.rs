//! Measurements: run, and shown as JSON lines or as a table. The benches themselves lie beside what they measure.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::{
    build::{self, cargo},
    packages::{self, Purpose},
    postgres::{self, Commits, Postgres},
    process::run,
};

/// How many contacts a customer of the demo centre has, about.
const CONTACTS_PER_CUSTOMER: u64 = 5;

/// What to measure, and at which size.
#[derive(Args)]
pub struct Options {
    /// Only measurements whose name contains this; `cache`, `store`, `events` or `window` for all of one suite.
    name: Option<String>,
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// Customers of the centre.
    #[arg(long)]
    customers: Option<u64>,
    /// Contacts of the centre: five for each customer.
    #[arg(long)]
    interactions: Option<u64>,
}

/// What the real window is measured for, by `tests/e2e/bench.mjs`.
const WINDOW: &[&str] =
    &["invite_to_painted", "change_to_painted_on_other_desktop", "memory_of_all_processes", "start_to_usable"];

/// What the server's storage is measured for, on each database.
const STORE: &[&str] = &["accept_sqlite", "accept_postgres"];

/// What the engine that makes episodes of events is measured for, by `crates/insight/benches/events.rs`.
const EVENTS: &[&str] = &["events_in_order", "events_late", "events_twice"];

/// What the models that learn texts and find duplicates are measured for, by `crates/insight/benches/models.rs`.
const MODELS: &[&str] = &["topic_answered", "topic_learned", "people_compared"];

/// What web events are measured for in the store alone, by `crates/store/benches/web`: beside the raw store.
const STORED: &[&str] = &["web_stored_sqlite", "web_stored_postgres"];
/// … and over HTTP on to another desktop, by `crates/desk/benches/web_events`.
const WEB: &[&str] = &["events_http_sqlite", "events_http_postgres", "events_need_sqlite", "events_need_postgres"];

/// What chats are measured for, by `crates/server/benches/chat`: beside a bare WebSocket echo.
const CHAT: &[&str] = &["chat_to_visitor", "chat_to_agent"];

/// What mailboxes are measured for, by `crates/server/benches/mail`: beside reading them alone.
const MAIL: &[&str] = &["mail_taken_in"];

/// Measures. Errors when a bench fails or says nothing.
pub fn bench(root: &Path, options: &Options) -> Result<()> {
    let name = options.name.as_deref();
    if !options.json {
        println!("{HEADER}");
    }
    let mut told = 0;
    if name.is_none_or(|name| name == "store" || in_store(name)) {
        let postgres = postgres::start(Commits::Durable)?;
        told += relay(store_suite(root, options, &postgres), |_| true, options.json)?;
    }
    if name.is_none_or(in_events) {
        told += relay(events_suite(root, name), |_| true, options.json)?;
    }
    if name.is_none_or(in_models) {
        told += relay(models_suite(root, name), |_| true, options.json)?;
    }
    if name.is_none_or(in_web) {
        told += web(root, name, options.json)?;
    }
    if name.is_none_or(in_chat) {
        let mut suite = cargo(root, &["bench", "--quiet", "--package", "daehwa-server", "--bench", "chat"]);
        suite.arg("--").args(name);
        told += relay(suite, |_| true, options.json)?;
    }
    if name.is_none_or(in_mail) {
        packages::set_up(root, Purpose::Tests)?;
        let mut suite = cargo(root, &["bench", "--quiet", "--package", "daehwa-server", "--bench", "mail"]);
        suite.arg("--").args(name);
        told += relay(suite, |_| true, options.json)?;
    }
    let elsewhere = |name| {
        ["window", "store"].contains(&name)
            || [in_window, in_store, in_events, in_models, in_web, in_chat, in_mail]
                .iter()
                .any(|measures| measures(name))
    };
    if name.is_none_or(|name| !elsewhere(name)) {
        told += relay(cache_suite(root, options)?, |_| true, options.json)?;
    }
    if name.is_none_or(|name| name == "window" || in_window(name)) {
        let wanted = |measured: &str| name.is_none_or(|name| name == "window" || measured.contains(name));
        told += relay(window_suite(root)?, wanted, options.json)?;
    }
    if told == 0 {
        bail!("no measurement is called {}", name.unwrap_or("anything"));
    }
    Ok(())
}

fn in_window(name: &str) -> bool {
    WINDOW.iter().any(|measured| measured.contains(name))
}

fn in_store(name: &str) -> bool {
    STORE.iter().any(|measured| measured.contains(name) || name.starts_with(measured))
}

fn in_events(name: &str) -> bool {
    EVENTS.iter().any(|measured| measured.contains(name))
}

fn in_models(name: &str) -> bool {
    MODELS.iter().any(|measured| measured.contains(name))
}

fn in_web(name: &str) -> bool {
    STORED.iter().chain(WEB).any(|measured| measured.contains(name))
}

fn in_mail(name: &str) -> bool {
    MAIL.iter().any(|measured| measured.contains(name))
}

fn in_chat(name: &str) -> bool {
    CHAT.iter().any(|measured| measured.contains(name))
}

/// Web events: in the store and the raw store, then, held against that, through a server as it is shipped and on to a desktop.
fn web(root: &Path, name: Option<&str>, json: bool) -> Result<usize> {
    let postgres = postgres::start(Commits::Durable)?;
    run(&mut cargo(root, &["build", "--quiet", "--release", "--package", "daehwa-server"]))?;
    let mut raw = Vec::new();
    let mut stored = cargo(root, &["bench", "--quiet", "--package", "daehwa-store", "--bench", "web"]);
    stored.env("DAEHWA_TEST_POSTGRES_URL", postgres.url());
    let mut told = relay_noting(
        stored,
        |_| true,
        json,
        |measured| {
            let baseline = measured["baseline"].as_f64().map(|it| it.to_string());
            let database = measured["name"].as_str().and_then(|it| it.rsplit_once('_'));
            raw.extend(baseline.zip(database).map(|(raw, (_, database))| (database.to_uppercase(), raw)));
        },
    )?;
    let mut suite = cargo(root, &["bench", "--quiet", "--package", "daehwa-desk", "--bench", "web_events"]);
    suite.env("DAEHWA_TEST_POSTGRES_URL", postgres.url());
    suite.env("DAEHWA_SERVER_PROGRAM", build::shipped_program(root, "daehwa-server"));
    suite.envs(raw.iter().map(|(database, raw)| (format!("DAEHWA_RAW_{database}"), raw)));
    // "events" is the whole suite.
    suite.arg("--").args(name.filter(|name| WEB.iter().any(|measured| measured.contains(name))));
    told += relay(suite, |_| true, json)?;
    Ok(told)
}

/// Accepting ops, on both of the server's databases.
fn store_suite(root: &Path, options: &Options, postgres: &Postgres) -> Command {
    let mut command = cargo(root, &["bench", "--quiet", "--package", "daehwa-store", "--bench", "accept"]);
    command.env("DAEHWA_TEST_POSTGRES_URL", postgres.url());
    if let Some(name) = options.name.as_deref().filter(|name| *name != "store") {
        command.arg("--").arg(name);
    }
    command
}

fn cache_suite(root: &Path, options: &Options) -> Result<Command> {
    let mut command = cargo(root, &["bench", "--quiet", "--package", "daehwa-cache", "--bench", "cache"]);
    command.arg("--").arg("--dir").arg(root.join("run/bench"));
    command.args(["--customers", &customers(options.customers, options.interactions)?.to_string()]);
    // "cache" is the whole suite.
    if let Some(name) = options.name.as_deref().filter(|name| *name != "cache") {
        command.arg(name);
    }
    Ok(command)
}

/// The engine that makes episodes of events, without store or wire.
fn events_suite(root: &Path, name: Option<&str>) -> Command {
    let mut command = cargo(root, &["bench", "--quiet", "--package", "daehwa-insight", "--bench", "events"]);
    command.arg("--").args(name);
    command
}

/// The models that learn texts and find duplicates.
fn models_suite(root: &Path, name: Option<&str>) -> Command {
    let mut command = cargo(root, &["bench", "--quiet", "--package", "daehwa-insight", "--bench", "models"]);
    command.arg("--").args(name);
    command
}

/// Two real windows, a server and a practice caller, as they are shipped.
fn window_suite(root: &Path) -> Result<Command> {
    packages::set_up(root, Purpose::Tests)?;
    build::ui(root)?;
    let programs = ["--package", "daehwa-desktop", "--package", "daehwa-server", "--package", "daehwa-practice"];
    run(cargo(root, &["build", "--quiet", "--release"]).args(programs))?;
    let mut command = Command::new("node");
    command.current_dir(root.join("tests/e2e")).arg("bench.mjs").env("DAEHWA_PROFILE", "release");
    Ok(command)
}

/// Shows what a suite measures as it comes, and tells how many measurements there were.
fn relay(suite: Command, wanted: impl Fn(&str) -> bool, json: bool) -> Result<usize> {
    relay_noting(suite, wanted, json, |_| {})
}

/// The same, and what is shown is noted.
fn relay_noting(
    mut suite: Command,
    wanted: impl Fn(&str) -> bool,
    json: bool,
    mut note: impl FnMut(&Value),
) -> Result<usize> {
    let mut child = suite.stdout(Stdio::piped()).spawn().with_context(|| format!("can't start {suite:?}"))?;
    let mut told = 0;
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        let Ok(measured) = serde_json::from_str::<Value>(&line) else { continue };
        if !measured["name"].as_str().is_some_and(&wanted) {
            continue;
        }
        told += 1;
        note(&measured);
        println!("{}", if json { line } else { row(&measured) });
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the bench failed ({status})");
    }
    Ok(told)
}

/// The size that was asked for. Errors when the two numbers don't belong to one centre.
fn customers(customers: Option<u64>, interactions: Option<u64>) -> Result<u64> {
    match (customers, interactions) {
        (Some(customers), Some(interactions)) if interactions != customers * CONTACTS_PER_CUSTOMER => bail!(
            "the demo's customers have about {CONTACTS_PER_CUSTOMER} contacts each: for {customers} customers give --interactions {}",
            customers * CONTACTS_PER_CUSTOMER
        ),
        (Some(customers), _) => Ok(customers),
        (None, Some(interactions)) => Ok(interactions / CONTACTS_PER_CUSTOMER),
        (None, None) => Ok(1_000_000),
    }
}

const HEADER: &str = "measurement                                 unit          n        p50        p99        min        max   raw store  ratio";

fn row(measured: &Value) -> String {
    let text = |field: &str| match &measured[field] {
        Value::String(text) => text.clone(),
        Value::Null => "–".into(),
        other => other.to_string(),
    };
    format!(
        "{:<40}{:>8}{:>11}{:>11}{:>11}{:>11}{:>11}{:>12}{:>7}",
        text("name"),
        text("unit"),
        text("n"),
        text("p50"),
        text("p99"),
        text("min"),
        text("max"),
        text("baseline"),
        text("ratio")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_finds_its_suite() {
        assert!(in_window("painted") && in_window("memory_of_all_processes"));
        assert!(in_events("events") && in_events("events_late") && !in_events("pop"));
        assert!(in_web("events") && in_web("events_need") && in_web("web_stored_sqlite") && !in_web("pop"));
        assert!(!in_window("pop") && !in_window("search"));
        assert!(in_store("accept") && in_store("accept_postgres_50") && !in_store("pop"));
    }

    #[test]
    fn both_ways_to_say_the_size_agree() {
        assert_eq!(customers(Some(10), None).unwrap(), 10);
        assert_eq!(customers(None, Some(50)).unwrap(), 10);
        assert_eq!(customers(Some(1_000_000), Some(5_000_000)).unwrap(), 1_000_000);
        assert!(customers(Some(10), Some(10)).is_err());
    }

    #[test]
    fn a_row_shows_what_was_measured_and_a_dash_for_what_was_not() {
        let measured = serde_json::json!({"name": "pop", "unit": "us", "n": 1000, "p50": 95.5, "p99": 240.0});
        let row = row(&measured);
        assert!(row.starts_with("pop ") && row.contains("95.5") && row.trim_end().ends_with('–'), "{row}");
    }
}
