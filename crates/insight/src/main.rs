//! `daehwa-insight TASK …`, which `cargo xtask insight TASK …` runs.

#![allow(clippy::print_stdout, reason = "a task tells its summary")]

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use clap::{Parser, Subcommand};
use daehwa_insight::{
    duplicates, needs, numbers,
    size::{self, Level, Sizes},
    topic::{self, Names, Settings},
};

const DAY_MS: i64 = 86_400_000;

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
    /// What written telephone numbers are: country, kind, forms.
    Numbers {
        /// Columns `raw` and `default_region`, TSV, plain or gzipped; columns that say what is right are counted against.
        #[arg(long)]
        test: PathBuf,
        /// Where to write `raw, default_region, valid, region, type, e164, national, international`.
        #[arg(long)]
        out: PathBuf,
    },
    /// How much is stored of a stream of events: records and bytes against events.
    Size {
        /// Events of Taobao, Diginetica, YooChoose or Airbnb, plain or gzipped.
        #[arg(long)]
        test: PathBuf,
        /// `itemId;categoryId` where the events don't tell categories; a file beside them whose name has `product-categories` is found.
        #[arg(long)]
        topics: Option<PathBuf>,
        /// After how long without an event on its topic a new record begins.
        #[arg(long, default_value_t = 14)]
        pause_days: u16,
    },
    /// Which records of people are the same person, and why.
    Duplicates {
        /// Records, CSV or TSV with a header, plain or gzipped; several files are looked through as one.
        #[arg(long, visible_alias = "in", required = true)]
        test: Vec<PathBuf>,
        /// Where to write `id_a,id_b,score,decision,reasons`.
        #[arg(long)]
        out: PathBuf,
        /// The true pairs, CSV with the columns `id_a` and `id_b`: what is found is counted against them.
        #[arg(long)]
        labels: Option<PathBuf>,
        /// The column of ids, where it isn't found.
        #[arg(long)]
        id: Option<String>,
        /// Columns that are not looked at.
        #[arg(long, value_delimiter = ',')]
        drop: Vec<String>,
        /// Columns that are called otherwise, such as `Kunde=name`.
        #[arg(long, value_delimiter = ',', value_parser = mapping)]
        map: Vec<(String, String)>,
        /// The region of numbers without a country code.
        #[arg(long, default_value = "KR")]
        region: String,
    },
    /// Which topic a text or dialogue is about: learned from one file, put through another.
    Topic {
        /// A text and its topic in each row: CSV or TSV with a header, or `topic<TAB>text`; plain or gzipped.
        #[arg(long)]
        train: PathBuf,
        /// More of the same, learned one by one after the others.
        #[arg(long)]
        later: Option<PathBuf>,
        /// The texts to answer; a column of topics is counted against.
        #[arg(long, requires = "out", required_unless_present = "folds")]
        test: Option<PathBuf>,
        /// Where to write `topic,score`.
        #[arg(long, requires = "test")]
        out: Option<PathBuf>,
        /// Instead of another file: each of so many parts of this one, answered by what learned the others.
        #[arg(long, conflicts_with_all = ["test", "later"], value_parser = clap::value_parser!(u8).range(2..=20))]
        folds: Option<u8>,
        /// The column of texts, where it isn't found.
        #[arg(long)]
        text: Option<String>,
        /// The column of topics, where it isn't found.
        #[arg(long)]
        topic: Option<String>,
        /// The column that tells which dialogue a turn belongs to, where it isn't found.
        #[arg(long)]
        dialogue: Option<String>,
        /// Which share of the right answers stays when improbable ones become `none`; only where texts about no topic are learned.
        #[arg(long, default_value_t = 0.998)]
        keep: f64,
        /// The most features that are kept; all when not given.
        #[arg(long)]
        features: Option<usize>,
        /// Orders the texts in training.
        #[arg(long, default_value_t = 1)]
        seed: u64,
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
        Task::Numbers { test, out } => Ok(numbers_summary(&numbers::numbers(&test, &out)?)),
        Task::Size { test, topics, pause_days } => {
            let sizes = size::size(&test, topics.as_deref(), i64::from(pause_days) * DAY_MS)?;
            for level in &sizes.levels {
                println!("{}", level_row(&sizes, level));
            }
            Ok(size_summary(&sizes))
        }
        Task::Duplicates { test, out, labels, id, drop, map, region } => {
            let names = duplicates::Names { id, dropped: drop, mapped: map.into_iter().collect() };
            Ok(duplicates_summary(&duplicates::duplicates(&test, &out, labels.as_deref(), &names, &region)?))
        }
        Task::Topic { train, later, test, out, folds, text, topic, dialogue, keep, features, seed } => {
            let names = Names { text, topic, dialogue };
            let settings = Settings { seed, kept: keep, max_features: features };
            let outcome = match (test, out, folds) {
                (Some(test), Some(out), _) => topic::topic(&train, later.as_deref(), &test, &out, &names, settings)?,
                (_, _, folds) => topic::folds(&train, usize::from(folds.unwrap_or(5)), &names, settings)?,
            };
            Ok(topic_summary(&outcome))
        }
    }
}

fn level_row(sizes: &Sizes, level: &Level) -> String {
    let per_stored = |bytes: u64| bytes as f64 / level.stored_bytes.max(1) as f64;
    format!(
        "{} by {}: {} events, {} records, {:.2} events a record; {} B raw, {} B stored, raw/stored {:.2}; {} B as single contacts, {:.2} × stored",
        sizes.source,
        level.topic,
        sizes.events,
        level.records,
        events_per_record(sizes, level),
        sizes.raw_bytes,
        level.stored_bytes,
        per_stored(sizes.raw_bytes),
        sizes.contact_bytes,
        per_stored(sizes.contact_bytes)
    )
}

fn size_summary(sizes: &Sizes) -> String {
    let level = |it: &Level| format!("{:.2} × fewer records by {}", events_per_record(sizes, it), it.topic);
    let levels: Vec<_> = sizes.levels.iter().map(level).collect();
    format!("size: {}, {} events: {}", sizes.source, sizes.events, levels.join(", "))
}

fn events_per_record(sizes: &Sizes, level: &Level) -> f64 {
    sizes.events as f64 / level.records.max(1) as f64
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

fn numbers_summary(outcome: &numbers::Outcome) -> String {
    let right = outcome.right.map_or_else(String::new, |(all, korean)| {
        format!(
            ": {:.2} % right ({} of {}), Korean {:.2} % ({} of {})",
            100.0 * all.share(),
            all.right,
            all.rows,
            100.0 * korean.share(),
            korean.right,
            korean.rows
        )
    });
    format!("numbers: {} rows, {} of them numbers{right}", outcome.rows, outcome.numbers)
}

fn topic_summary(outcome: &topic::Outcome) -> String {
    let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    let mut summary = format!(
        "topic: {} topics, {} features, {:.1} MB stored; learned in {:.1} s, {:.3} ms a text",
        outcome.topics,
        outcome.features,
        outcome.stored_bytes as f64 / 1e6,
        outcome.learned_in.as_secs_f64(),
        outcome.answered_in.as_secs_f64() * 1e3
    );
    let Some(score) = outcome.score else { return summary };
    summary += &format!(
        "; {} in scope: right {:.4}, best topic right {:.4}",
        score.in_scope,
        share(score.right, score.in_scope),
        share(score.best, score.in_scope)
    );
    if score.out_of_scope > 0 {
        summary +=
            &format!("; {} out of scope: none {:.4}", score.out_of_scope, share(score.rejected, score.out_of_scope));
    }
    if score.dialogues > 0 {
        summary += &format!(
            "; {} whole dialogues: right {:.4}",
            score.dialogues,
            share(score.dialogues_right, score.dialogues)
        );
    }
    summary
}

fn duplicates_summary(outcome: &duplicates::Outcome) -> String {
    let right = outcome.score.map_or_else(String::new, |score| {
        format!(
            "; {} there are: F1 {:.4}, precision {:.4}, recall {:.4}; merges alone F1 {:.4}, precision {:.4}, recall {:.4}",
            score.there,
            score.f1(score.found),
            duplicates::precision(score.found),
            score.recall(score.found),
            score.f1(score.merged),
            duplicates::precision(score.merged),
            score.recall(score.merged)
        )
    });
    format!(
        "duplicates: {} records, {} pairs, {} of them to merge{right}",
        outcome.records, outcome.pairs, outcome.merges
    )
}

fn mapping(text: &str) -> Result<(String, String), String> {
    let (theirs, ours) = text.split_once('=').ok_or("not THEIRS=OURS")?;
    Ok((theirs.to_owned(), ours.to_owned()))
}
