//! The desktop's use cases without its shell: code generation from the list of commands, and a loopback HTTP host.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::path::PathBuf;

use clap::{Parser, Subcommand};

mod generate;

#[derive(Parser)]
#[command(name = "daehwa-devhost", about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes what is made from the list of commands: the TypeScript client, the shell's handlers and permissions.
    Gen {
        /// Change nothing; fail when a file differs from what would be written.
        #[arg(long)]
        check: bool,
        /// The repository's top folder.
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))]
        root: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Gen { check, root } => generate::run(&root, check),
    }
}
