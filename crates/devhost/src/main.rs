//! The desktop's use cases without its shell: code generation from the list of commands, and a loopback HTTP host.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod door;
mod generate;
mod host;
mod serve;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use daehwa_desk::StartConfig;
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(name = "daehwa-devhost", about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serves the desk on this machine's own address. Prints one line of JSON: `{"url": …, "token": …}`.
    Serve {
        /// Where to listen; port 0 for a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// Where the desktop's data lies.
        #[arg(long, env = "DAEHWA_DATA_DIR")]
        data: PathBuf,
        /// The UI's built files.
        #[arg(long, default_value = "ui/dist")]
        ui: PathBuf,
        /// How the desktop is set up at the start, as JSON.
        #[arg(long, env = "DAEHWA_CONFIG")]
        config: Option<PathBuf>,
    },
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
        Task::Serve { listen, data, ui, config } => {
            let filter =
                EnvFilter::try_from_env("DAEHWA_LOG").unwrap_or_else(|_| EnvFilter::new("info,rsipstack=warn"));
            tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
            let start = config.as_deref().map(read).transpose()?;
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(serve::run(serve::Options { listen, data_dir: data, ui_dir: ui, start }))
        }
    }
}

fn read(path: &Path) -> anyhow::Result<StartConfig> {
    let text = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is not a configuration", path.display()))
}
