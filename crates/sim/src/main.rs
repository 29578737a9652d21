//! Plays seeds: `daehwa-sim [--seed N | --seeds N | --seconds S]`.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Parser;

/// Simulates desktops, a server and a bad network, and checks that nothing is lost, doubled or different.
#[derive(Parser)]
struct Arguments {
    /// Plays this seed only.
    #[arg(long, conflicts_with_all = ["seeds", "seconds"])]
    seed: Option<u64>,
    /// Plays so many seeds, from `--from` on.
    #[arg(long, default_value_t = 30)]
    seeds: u64,
    /// Plays seeds for so long.
    #[arg(long, conflicts_with = "seeds")]
    seconds: Option<u64>,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Prints everything that happens.
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match play(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        // Nobody reads any more.
        Err(_) => ExitCode::FAILURE,
    }
}

fn play(arguments: &Arguments) -> io::Result<u32> {
    let mut out = io::stdout().lock();
    let begun = Instant::now();
    let goes_on = |played: u64| match (arguments.seed, arguments.seconds) {
        (Some(_), _) => played < 1,
        (None, Some(seconds)) => begun.elapsed() < Duration::from_secs(seconds),
        (None, None) => played < arguments.seeds,
    };
    let first = arguments.seed.unwrap_or(arguments.from);
    let (mut played, mut failures, mut ops, mut crashes) = (0, 0, 0, 0);
    while goes_on(played) {
        match daehwa_sim::play(first + played) {
            Ok(summary) => {
                ops += summary.ops;
                crashes += summary.crashes;
                if arguments.seed.is_some() {
                    writeln!(out, "{summary:?}")?;
                }
            }
            Err(failure) => {
                failures += 1;
                if arguments.trace {
                    failure.trace.lines().iter().try_for_each(|line| writeln!(out, "{line}"))?;
                }
                writeln!(out, "{failure}")?;
            }
        }
        played += 1;
    }
    writeln!(
        out,
        "{played} seeds, each twice: {ops} saved ops, {crashes} crashes, {failures} failures, {:.1} s",
        begun.elapsed().as_secs_f64()
    )?;
    Ok(failures)
}
