//! The programs of the demonstration besides the desktop: server and practice caller, on this machine alone.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    build::program,
    process::{Running, run},
};

/// Decides the demo's customers, for the server and for those who call.
const SEED: &str = "29";
/// Everyone's password in the demo centre, which is reached from this machine only.
const PASSWORD: &str = "daehwa-demo";
const LINE_USER: &str = "agent1";
const LINE_PASSWORD: &str = "practice";
const LINE_DOMAIN: &str = "practice.test";
const START_LIMIT: Duration = Duration::from_secs(60);

/// The central server, filled with a demo centre.
pub struct Server {
    /// Its address.
    pub url: String,
    _running: Running,
}

impl Server {
    /// Fills and starts one with `customers` customers; it keeps its data in `folder`.
    pub fn start(root: &Path, folder: &Path, customers: u32) -> Result<Self> {
        let data = folder.join("server");
        let command = || {
            let mut command = Command::new(program(root, "daehwa-server"));
            command.arg("--data").arg(&data);
            command
        };
        run(command()
            .args(["seed", "--seed", SEED, "--customers", &customers.to_string()])
            .env("DAEHWA_PASSWORD", PASSWORD))?;
        let log = folder.join("server.log");
        let accounts = folder.join("accounts.toml");
        fs::write(&accounts, carried_by_nobody()).with_context(|| format!("can't write {}", accounts.display()))?;
        let mut serve = command();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--mail"]).arg(&accounts);
        let mut running = Running::start("server", &mut serve, &log)?;
        let url = running.wait_for("it listens", START_LIMIT, || {
            whole_lines(&log).iter().find_map(|line| Some(line.strip_prefix("listening on ")?.to_owned()))
        })?;
        Ok(Self { url, _running: running })
    }
}

/// What is written goes to nobody: it lies in folders, and what is put there comes in.
fn carried_by_nobody() -> String {
    let one = |key| format!("[[mailbox]]\nkey = \"{key}\"\n[mailbox.loopback]\nfolder = \"written/{key}\"\n");
    ["mail", "sms", "fax"].map(one).concat()
}

/// The practice caller: registrar of the desktop, and the customers who ring.
pub struct Practice {
    address: String,
    log: PathBuf,
    running: Running,
}

impl Practice {
    /// Starts one that rings `first_after_s` after the desktop is ready, and again and again.
    pub fn start(root: &Path, folder: &Path, first_after_s: u32) -> Result<Self> {
        let log = folder.join("practice.log");
        let first_after_s = first_after_s.to_string();
        let mut command = Command::new(program(root, "daehwa-practice"));
        command.args(["--user", LINE_USER, "--password", LINE_PASSWORD, "--realm", LINE_DOMAIN]);
        command.args(["--seed", SEED, "--first-after", &first_after_s, "--every", "45"]);
        let mut running = Running::start("practice caller", &mut command, &log)?;
        let listening = running.wait_for("it listens", START_LIMIT, || event(&log, "listening"))?;
        let address = listening["address"].as_str().context("the practice caller told no address")?.to_owned();
        Ok(Self { address, log, running })
    }

    /// Waits until the desktop's line is ready.
    pub fn wait_for_registration(&mut self, limit: Duration) -> Result<()> {
        let log = &self.log;
        self.running.wait_for("the desktop registers", limit, || event(log, "registered")).map(drop)
    }

    /// Waits until it rings at the desktop.
    pub fn wait_for_ring(&mut self, limit: Duration) -> Result<()> {
        let log = &self.log;
        self.running.wait_for("it rings", limit, || event(log, "ringing")).map(drop)
    }
}

/// Writes the file that signs the demo's agent in and sets the line up. Errors when it can't be written.
pub fn write_config(file: &Path, server: &Server, practice: &Practice, sound: bool) -> Result<()> {
    let device = if sound { Value::Null } else { json!("silence") };
    let config = json!({
        "server_url": server.url,
        "login": LINE_USER,
        "password": PASSWORD,
        // For machines without a key store; those that have one don't ask for it.
        "passphrase": PASSWORD,
        // The demo centre is in Korea, wherever this machine is.
        "time_zone": "Asia/Seoul",
        "audio": { "input": device, "output": device, "ring": device },
        "line": {
            "account": {
                "server": practice.address,
                "domain": LINE_DOMAIN,
                "user": LINE_USER,
                "auth_user": null,
                "transport": "udp",
                "srtp": "off",
                "extra_roots_pem": null,
            },
            "password": LINE_PASSWORD,
        },
    });
    fs::write(file, serde_json::to_vec_pretty(&config)?).with_context(|| format!("can't write {}", file.display()))
}

/// The first line of the practice caller that tells of this event.
fn event(log: &Path, kind: &str) -> Option<Value> {
    let told = whole_lines(log).into_iter().filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    told.into_iter().find(|event| event["event"] == kind)
}

/// The lines of a file that may still be written to, without a last one that has no end yet.
fn whole_lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.split_inclusive('\n').filter_map(|line| Some(line.strip_suffix('\n')?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_read() {
        let log = std::env::temp_dir().join(format!("daehwa-xtask-lines-{}", std::process::id()));
        fs::write(&log, "warn: x\n{\"event\":\"listening\",\"address\":\"127.0.0.1:5\"}\n{\"event\":\"ring").unwrap();
        assert_eq!(event(&log, "listening").unwrap()["address"], "127.0.0.1:5");
        assert!(event(&log, "ringing").is_none());
        fs::remove_file(log).unwrap();
    }
}
