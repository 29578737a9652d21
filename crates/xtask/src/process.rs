//! Programs that are started, waited for, and ended by their own process id.

use std::{
    fs::File,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long a program may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(50);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C and a request to end a flag that waiting looks at, so that everything started is ended too.
pub fn notice_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("can't notice Ctrl-C")
}

/// Whether Ctrl-C was pressed.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a program to its end, with our input and output. Errors when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("can't start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}

/// A program that runs beside us. It is ended when this is dropped.
pub struct Running {
    name: String,
    child: Child,
}

impl Running {
    /// Starts a program; what it prints goes to `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        Self::start_with_input(name, command, Stdio::null(), log)
    }

    /// Starts a program that reads `input`; what it prints goes to `log`.
    pub fn start_with_input(name: &str, command: &mut Command, input: Stdio, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| format!("can't write {}", log.display()))?;
        command.stdin(input).stdout(file.try_clone()?).stderr(file);
        separate(command);
        let child = command.spawn().with_context(|| format!("can't start {command:?}"))?;
        Ok(Self { name: name.into(), child })
    }

    /// Its status when it has ended.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until `question` has an answer. Errors when the program ends before, after `limit`, or on Ctrl-C.
    pub fn wait_for<T>(&mut self, what: &str, limit: Duration, mut question: impl FnMut() -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(answer) = question() {
                return Ok(answer);
            }
            if let Some(status) = self.ended()? {
                bail!("{} ended ({status}) before {what}", self.name);
            }
            if interrupted() {
                bail!("interrupted");
            }
            if Instant::now() > deadline {
                bail!("{}: not within {} s: {what}", self.name, limit.as_secs());
            }
            thread::sleep(POLL);
        }
    }

    /// Waits until the program ends by itself, or Ctrl-C.
    pub fn wait(&mut self) -> Result<()> {
        while self.ended()?.is_none() && !interrupted() {
            thread::sleep(POLL);
        }
        Ok(())
    }

    fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        // Asks first, so that it can save and say goodbye.
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let deadline = Instant::now() + PATIENCE;
        while asked.is_ok() && Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(POLL);
        }
        // It is a child of ours that has not been waited for: the process id is still its own.
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("{} could not be ended: {error}", self.name);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Puts the program into a group of its own, so that Ctrl-C reaches us alone and we end it in order.
#[cfg(unix)]
fn separate(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn separate(_command: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_ended_with_its_handle() {
        let log = std::env::temp_dir().join(format!("daehwa-xtask-{}", std::process::id()));
        let running = Running::start("sleep", Command::new("sleep").arg("600"), &log).unwrap();
        let id = running.child.id();
        drop(running);
        assert!(!Path::new(&format!("/proc/{id}")).exists());
        let mut ended = Running::start("true", &mut Command::new("true"), &log).unwrap();
        let failure = ended.wait_for("it is up", Duration::from_secs(30), || None::<()>).unwrap_err();
        assert!(failure.to_string().contains("before it is up"), "{failure}");
        std::fs::remove_file(log).unwrap();
    }
}
