//! Deterministic simulator of desktops, one server and a bad network.
//!
//! Real engines with real cache files and the real server session over its SQLite store; only the network, the clocks and the people
//! are made up. Every run is decided by one seed, is played twice, and both times must leave the same trace. See `docs/sync.md`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod chance;
mod check;
mod desktop;
mod disk;
mod network;
mod person;
mod promises;
mod server;
mod trace;
mod visitors;
mod world;
mod writers;

use std::{fmt, io, path::PathBuf};

pub use trace::Trace;
pub use world::Summary;

/// The last lines of a trace that are told with a failure.
const TOLD_LINES: usize = 40;

/// A seed with which a promise was broken.
#[derive(Debug)]
pub struct Failure {
    /// The seed; it plays the same again.
    pub seed: u64,
    /// What went wrong.
    pub cause: anyhow::Error,
    /// What had happened.
    pub trace: Trace,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.trace.len().saturating_sub(TOLD_LINES);
        for line in &self.trace.lines()[from..] {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "seed {}: {:#}", self.seed, self.cause)?;
        write!(f, "play it again with: cargo xtask sim --seed {}", self.seed)
    }
}

impl std::error::Error for Failure {}

/// Plays a seed twice and compares the traces.
pub fn play(seed: u64) -> Result<Summary, Box<Failure>> {
    let (trace, first) = play_once(seed);
    let summary = first.map_err(|cause| Box::new(Failure { seed, cause, trace: trace.clone() }))?;
    let (again, second) = play_once(seed);
    let cause = match (trace.difference(&again), second) {
        (None, Ok(_)) => return Ok(summary),
        (Some((at, first, second)), _) => {
            anyhow::anyhow!("two runs of one seed differ in line {at}:\n  {first}\n  {second}")
        }
        (None, Err(error)) => error.context("only the second run failed"),
    };
    Err(Box::new(Failure { seed, cause, trace: again }))
}

fn play_once(seed: u64) -> (Trace, anyhow::Result<Summary>) {
    let folder = match tempfile::Builder::new().prefix("daehwa-sim-").tempdir_in(fastest_folder()) {
        Ok(folder) => folder,
        Err(error) => return (Trace::default(), Err(no_folder(error))),
    };
    world::play(seed, folder.path())
}

/// Memory where there is some: crashes are played with copies of the files, so that no real disk is needed.
fn fastest_folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

fn no_folder(error: io::Error) -> anyhow::Error {
    anyhow::Error::from(error).context("a temporary folder can't be made")
}
