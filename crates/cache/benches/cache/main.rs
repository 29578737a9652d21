//! Measures the cache at the size of a large centre and prints one JSON object a line.
//!
//! `cargo bench -p daehwa-cache -- --dir /var/tmp/daehwa-cache [--customers N] [NAME]`

#![allow(clippy::print_stdout, missing_docs)]

mod beside;
mod data;
mod fill;
mod inbox;
mod measure;
mod raw;
mod reads;
mod reports;
mod served;
mod writes;

use std::{error::Error, path::PathBuf};

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    /// Only measurements whose name contains this.
    name: Option<String>,
    /// Where the data is kept between runs.
    #[arg(long, default_value = "/var/tmp/daehwa-cache")]
    dir: PathBuf,
    /// Customers of the centre; each has about five interactions.
    #[arg(long, default_value_t = 1_000_000)]
    customers: u64,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    std::fs::create_dir_all(&arguments.dir)?;
    // Its conversations lie in a file of their own.
    if arguments.name.as_ref().is_some_and(|it| inbox::NAMES.iter().any(|name| name.contains(it.as_str()))) {
        return inbox::inbox(&arguments.dir);
    }
    let path = arguments.dir.join(format!("centre-{}.db", arguments.customers));
    let cache = data::open(&path)?;
    if !data::is_whole(&cache)? {
        eprintln!("making {} customers in {}", arguments.customers, path.display());
        let filled = data::fill(&cache, arguments.customers, true)?;
        eprintln!("{} rows in {:.0} s of work", filled.rows, filled.spent.clock.as_secs_f64());
    }
    let (dir, customers) = (arguments.dir.as_path(), arguments.customers);
    let wanted = |name: &str| arguments.name.as_ref().is_none_or(|it| name.contains(it.as_str()));
    reads::remember_file(&path)?;
    if wanted("pop") {
        reads::pop_warm(&cache, &path, customers)?;
    }
    if wanted("search") {
        reads::search(&cache, customers)?;
    }
    if wanted("report") {
        reports::reports(&cache, customers)?;
    }
    if wanted("served") {
        served::served(&cache, customers)?;
    }
    if wanted("note") {
        writes::key_stroke(&cache, dir)?;
    }
    if wanted("wrap_up") {
        writes::wrap_up(&cache, dir, customers)?;
    }
    if wanted("delta") {
        writes::delta(&cache, &path, customers)?;
    }
    drop(cache);
    if arguments.name.is_none() {
        inbox::inbox(dir)?;
    }
    if wanted("fill") {
        fill::first_fill(dir)?;
    }
    if wanted("open") {
        reads::open(&path)?;
    }
    if wanted("cold") {
        reads::pop_cold(&path, customers)?;
    }
    Ok(())
}
