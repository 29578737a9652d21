//! The practice caller: rings a registered desktop as a customer, without a PBX.
//!
//! It is the desktop's registrar while it runs. Whatever number the agent dials is answered and echoes what is said; `*1`
//! makes the next customer ring two seconds later; `*486`, `*603`, `*404` and `*180` are busy, decline, don't exist and don't
//! answer. What happens is told as JSON lines on stdout; commands are taken from stdin, one a line:
//! `call NUMBER[@QUEUE] [NAME]`, `hangup`, `hold`, `resume`, `digit KEY`, `quit`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod callers;
mod practice;
mod report;

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Parser;

/// Rings a registered desktop as a customer.
#[derive(Clone, Debug, Parser)]
#[command(name = "daehwa-practice", version)]
pub struct Options {
    /// Where to listen over UDP and TCP; port 0 lets the system choose, and the choice is told.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// A user who may register; repeat with --password for more.
    #[arg(long = "user", default_values_t = [String::from("agent1")])]
    pub users: Vec<String>,
    /// The password of the --user at the same place.
    #[arg(long = "password", default_values_t = [String::from("practice")])]
    pub passwords: Vec<String>,
    /// Realm of the password check and domain of all addresses.
    #[arg(long, default_value = "practice.test")]
    pub realm: String,
    /// Seed of the demo centre whose customers call, and of their order.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Ring again this many seconds after a call is over.
    #[arg(long)]
    pub every: Option<f64>,
    /// Ring once and no more.
    #[arg(long)]
    pub once: bool,
    /// Seconds between the first registration and the first ring.
    #[arg(long, default_value_t = 3.0)]
    pub first_after: f64,
    /// Hang up after talking this many seconds, if the agent does not.
    #[arg(long, default_value_t = 120.0)]
    pub talk: f64,
    /// Give up when nobody answers for this many seconds.
    #[arg(long, default_value_t = 60.0)]
    pub patience: f64,
    /// Customers as JSON lines with "number" and "name"; those of the demo centre of the same seed without it.
    #[arg(long)]
    pub callers: Option<PathBuf>,
    /// The only customer's number.
    #[arg(long)]
    pub caller: Option<String>,
    /// The only customer's name.
    #[arg(long, requires = "caller")]
    pub name: Option<String>,
    /// A folder of WAV files with what customers say; a tone without it.
    #[arg(long)]
    pub voices: Option<PathBuf>,
    /// Frequency of the tone that customers without a voice send, in hertz.
    #[arg(long, default_value_t = 440.0)]
    pub tone: f32,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The SIP stack logs whole messages, passwords' proofs and numbers included: only its errors are let through.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,rsipstack=error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = Options::parse();
    ensure!(options.users.len() == options.passwords.len(), "give one --password for each --user");
    practice::run(options).await.context("practice ended")
}
