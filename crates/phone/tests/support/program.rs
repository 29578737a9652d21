//! A program of somebody else: what it says, and its end.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Child,
    sync::watch,
    time::timeout,
};

use super::PATIENCE;

/// A running program and those that it started: a group of processes, ended by its number.
pub struct Program {
    name: &'static str,
    child: Child,
    output: watch::Receiver<Vec<u8>>,
}

impl Program {
    pub fn start(name: &'static str, arguments: &[&str], folder: &Path) -> Self {
        let mut child = tokio::process::Command::new(name)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{name} can't be started ({error}); see tests/telephony/README.md for packages")
            });
        let (said, output) = watch::channel(Vec::new());
        tokio::spawn(listen(child.stdout.take().unwrap(), said.clone()));
        tokio::spawn(listen(child.stderr.take().unwrap(), said));
        Self { name, child, output }
    }

    /// What it said, for a person to read.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.output.borrow()).into_owned()
    }

    /// Waits until it says `words`.
    pub async fn says(&self, words: &str) {
        self.prints(words, |printed| String::from_utf8_lossy(printed).contains(words)).await;
    }

    /// Waits until what it printed is as wanted, looking each time that it prints.
    pub async fn prints(&self, what: &str, wanted: impl Fn(&[u8]) -> bool) {
        let mut output = self.output.clone();
        let waited = timeout(PATIENCE, output.wait_for(|printed| wanted(printed))).await;
        assert!(matches!(waited, Ok(Ok(_))), "waited for {what} of {}: {}", self.name, self.said());
    }

    /// Waits for the end of a program that ends by itself.
    pub async fn succeeded(&mut self, patience: Duration) {
        let status = timeout(patience, self.child.wait()).await;
        assert!(matches!(&status, Ok(Ok(status)) if status.success()), "{}: {status:?} {}", self.name, self.said());
    }

    /// Ends it and all that it started, and waits until none of them is left. Nobody is asked: Kamailio, asked to end, now and
    /// then hangs, and its children keep the ports that the next one needs.
    pub async fn end(&mut self) {
        self.kill();
        let mut output = self.output.clone();
        let gone = timeout(PATIENCE, async {
            let _ = self.child.wait().await;
            // Whoever lives holds the other end of what is listened to.
            while output.changed().await.is_ok() {}
        });
        assert!(gone.await.is_ok(), "{} did not end: {}", self.name, self.said());
    }

    fn kill(&self) {
        if let Some(id) = self.child.id() {
            let _ = Command::new("kill").args(["-KILL", "--", &format!("-{id}")]).status();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn listen(mut from: impl AsyncRead + Unpin, said: watch::Sender<Vec<u8>>) {
    let mut part = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut part).await {
        said.send_modify(|all| all.extend(&part[..length]));
    }
}
