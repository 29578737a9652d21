//! A throw-away PostgreSQL for tests and measurements: an own cluster in a temporary folder, reached over a unix socket only.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

/// Where Debian keeps the server's programs, by version.
const DEBIAN_VERSIONS: &str = "/usr/lib/postgresql";
/// PostgreSQL refuses to run as root: root runs it as this user, which Debian's package makes.
const UNPRIVILEGED_USER: &str = "postgres";

/// A running cluster. It is stopped and its folder removed when this is dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    as_root: bool,
}

/// Whether what is committed is on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Commits {
    /// It is, as on a server that is used.
    Durable,
    /// It is some time: for tests, which are over sooner.
    Fast,
}

/// Makes and starts a cluster. Errors when PostgreSQL is not installed (Debian: `postgresql`).
pub fn start(commits: Commits) -> Result<Postgres> {
    let programs = programs()?;
    let moment = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    let folder = std::env::temp_dir().join(format!("daehwa-postgres-{}-{moment}", std::process::id()));
    let as_root = output(Command::new("id").arg("-u"))?.trim() == "0";
    fs::create_dir(&folder).with_context(|| format!("can't make {}", folder.display()))?;
    let cluster = Postgres { programs, folder, as_root };
    if as_root {
        output(Command::new("chown").arg(UNPRIVILEGED_USER).arg(&cluster.folder))?;
    }
    output(
        cluster
            .command("initdb")
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"])
            .arg(cluster.data()),
    )?;
    let options = format!(
        "-k {} -c listen_addresses='' -c fsync={} -c max_connections=300 -c deadlock_timeout=200ms",
        cluster.folder.display(),
        if commits == Commits::Durable { "on" } else { "off" }
    );
    output(
        cluster
            .command("pg_ctl")
            .args(["start", "--wait", "--options", &options, "--log"])
            .arg(cluster.folder.join("log"))
            .arg("--pgdata")
            .arg(cluster.data()),
    )?;
    Ok(cluster)
}

impl Postgres {
    /// The URL of its first database, for a user who may make others.
    pub fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.folder.display())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", UNPRIVILEGED_USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stopped = output(self.command("pg_ctl").args(["stop", "--mode=immediate", "--pgdata"]).arg(self.data()));
        if let Err(error) = stopped.and_then(|_| fs::remove_dir_all(&self.folder).context("can't remove the folder")) {
            eprintln!("the test's PostgreSQL in {} is left over: {error:#}", self.folder.display());
        }
    }
}

/// The folder with the programs of the newest installed version.
fn programs() -> Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN_VERSIONS)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    versions.sort();
    match versions.pop() {
        Some((_, bin)) => Ok(bin),
        None => bail!("PostgreSQL is not installed: nothing in {DEBIAN_VERSIONS} (Debian: apt-get install postgresql)"),
    }
}

/// Runs a command to its end; its output when it succeeds. The output goes through a file: a server that is started
/// by `pg_ctl` keeps its standard output open.
fn output(command: &mut Command) -> Result<String> {
    let path = std::env::temp_dir().join(format!("daehwa-command-{}", std::process::id()));
    let status = run_into(command, &path);
    let text = fs::read_to_string(&path).unwrap_or_default();
    // A left-over file of a few lines in the temporary folder harms nobody.
    let _ = fs::remove_file(&path);
    if !status? {
        bail!("{command:?} failed:\n{text}");
    }
    Ok(text)
}

fn run_into(command: &mut Command, path: &Path) -> Result<bool> {
    let file = fs::File::create(path).with_context(|| format!("can't make {}", path.display()))?;
    let command = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    Ok(command.status().with_context(|| format!("can't run {command:?}"))?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_is_gone_when_it_is_dropped() {
        let cluster = start(Commits::Fast).unwrap();
        let folder = cluster.folder.clone();
        let ready = output(cluster.command("pg_isready").arg("--host").arg(&folder)).unwrap();
        assert!(ready.contains("accepting connections"), "{ready}");
        assert!(cluster.url().contains(folder.to_str().unwrap()));
        drop(cluster);
        assert!(!folder.exists());
    }
}
