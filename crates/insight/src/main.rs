//! `daehwa-insight TASK …`, which `cargo xtask insight TASK …` runs.

#![allow(clippy::print_stdout, reason = "a task tells its summary")]

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use clap::{Parser, Subcommand};
use daehwa_insight::needs;

#[derive(Parser)]
#[command(name = "cargo xtask insight", about = "Puts the product's models through files")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Which topic is put into the cart next: chooses one for each moment by the need's strength.
    Needs {
        /// Rows of moment × candidate topic, CSV, plain or gzipped.
        #[arg(long)]
        test: PathBuf,
        /// Where to write `session_id,atc_ts,category_id`.
        #[arg(long)]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    let begun = Instant::now();
    match run(Arguments::parse().task) {
        Ok(summary) => {
            println!("{summary} in {:.2} s", begun.elapsed().as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<String> {
    match task {
        Task::Needs { test, out } => Ok(needs_summary(&needs::needs(&test, &out)?)),
    }
}

fn needs_summary(outcome: &needs::Outcome) -> String {
    let right = outcome.hits.map_or_else(String::new, |(all, many_open)| {
        format!(
            ": acc@1 {:.4} over all, {:.4} over {} with three or more topics open",
            all.share(),
            many_open.share(),
            many_open.moments
        )
    });
    format!("needs: {} moments, {} rows{right}", outcome.moments, outcome.rows)
}
