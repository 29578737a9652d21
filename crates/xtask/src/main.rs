//! The project's chores: `cargo xtask` lists them.

#![allow(clippy::print_stdout, reason = "chores talk to the terminal")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bench;
mod build;
mod demo;
mod imports;
mod licence;
mod metadata;
mod packages;
mod postgres;
mod process;
mod programs;
mod report;
mod screen;
mod test;

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{
    build::{cargo, npm},
    packages::{Purpose, root},
    process::run,
};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's chores")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Sets up, builds, and starts server, practice caller and desktop with demo data.
    Demo,
    /// Installs what building and testing need and this machine lacks.
    Setup,
    /// Sets up, then runs every check and every test.
    Test,
    /// Measures against the raw store in the same run.
    Bench(bench::Options),
    /// Writes screenshots of every screen, light and dark, Korean and English.
    Shots {
        /// Where to.
        folder: PathBuf,
    },
    /// Writes the generated files: TypeScript client, shell handlers, permissions.
    Gen {
        /// Change nothing; fail when a file differs from what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Simulates desktops, a server and a bad network. Arguments go to the simulator.
    Sim {
        /// Such as `--seed 7` or `--seconds 60`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Puts the product's models through files: `needs --test F.csv --out F.csv`.
    Insight {
        /// Go to the task.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Checks who imports what, and every package's licence.
    CheckImports,
}

fn main() -> ExitCode {
    match chore(Arguments::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore(chore: Chore) -> Result<()> {
    let root = root();
    match chore {
        Chore::Demo => demo::demo(&root),
        Chore::Setup => packages::set_up(&root, Purpose::Tests),
        Chore::Test => test::test(&root),
        Chore::Bench(options) => bench::bench(&root, &options),
        Chore::Shots { folder } => shots(&root, &folder),
        Chore::Gen { check } => generate(check),
        Chore::Sim { arguments } => {
            run(cargo(&root, &["run", "--quiet", "--package", "daehwa-sim"]).arg("--").args(arguments))
        }
        Chore::Insight { arguments } => {
            run(cargo(&root, &["run", "--quiet", "--release", "--package", "daehwa-insight"]).arg("--").args(arguments))
        }
        Chore::CheckImports => imports::check(&root).map(|summary| println!("{summary}")),
    }
}

fn generate(check: bool) -> Result<()> {
    let mut command: Command = cargo(&root(), &["run", "--quiet", "--package", "daehwa-devhost", "--", "gen"]);
    if check {
        command.arg("--check");
    }
    run(&mut command)
}

fn shots(root: &Path, folder: &Path) -> Result<()> {
    packages::set_up(root, Purpose::Tests)?;
    build::ui(root)?;
    let packages = ["daehwa-server", "daehwa-practice", "daehwa-devhost"].map(|name| ["--package", name]).concat();
    run(cargo(root, &["build"]).args(packages))?;
    run(npm(&root.join("tests/ui"), "shots").arg("--").arg(std::path::absolute(folder)?))
}
