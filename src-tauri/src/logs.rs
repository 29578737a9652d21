//! The log: a file in the data folder, rotated by size, with no personal data in it. Nothing that is logged should hold
//! any; what a library lets slip (a number in a SIP address, a mail address) is masked before it reaches the disk.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    panic::PanicHookInfo,
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, Result};
use parking_lot::Mutex;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::environment::Environment;

const DEFAULT_FILTER: &str = "info,rsipstack=warn";
const FILE_LIMIT_BYTES: u64 = 4 << 20;
const FILES_KEPT: usize = 5;
/// As many digits in a row may be a phone number. Dates, times and ports are shorter.
const TELLING_DIGITS: usize = 7;

/// Starts logging, panics included.
pub fn start(environment: &Environment) -> Result<()> {
    let dir = environment.data_dir.join("logs");
    fs::create_dir_all(&dir)?;
    let log = RotatingLog::open(dir).context("can't write the log")?;
    let filter = environment.log_filter.as_deref().unwrap_or(DEFAULT_FILTER);
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::builder().parse_lossy(filter))
        .with_ansi(false)
        .with_writer(SharedLog(Arc::new(Mutex::new(log))))
        .init();
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// A panic's text may hold what somebody typed; only one that stands in the source as it is can't.
fn log_panic(panic: &PanicHookInfo) {
    let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(text left out)");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, thread = std::thread::current().name(), "panic: {message}");
}

#[derive(Clone)]
struct SharedLog(Arc<Mutex<RotatingLog>>);

impl<'a> MakeWriter<'a> for SharedLog {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { log: self.0.clone(), text: Vec::new() }
    }
}

/// One event. It is written as a whole when it is complete.
struct Line {
    log: Arc<Mutex<RotatingLog>>,
    text: Vec<u8>,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let line = masked(&String::from_utf8_lossy(&self.text));
        // A log that can't be written (a full disk) must not stop a call.
        let _ = self.log.lock().append(line.as_bytes());
    }
}

/// `daehwa.log`, and up to four older ones beside it: `daehwa.1.log` is the youngest of them.
struct RotatingLog {
    dir: PathBuf,
    file: File,
    size_bytes: u64,
}

impl RotatingLog {
    fn open(dir: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(dir.join("daehwa.log"))?;
        let size_bytes = file.metadata()?.len();
        Ok(Self { dir, file, size_bytes })
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.size_bytes > 0 && self.size_bytes + line.len() as u64 > FILE_LIMIT_BYTES {
            self.rotate()?;
        }
        self.file.write_all(line)?;
        self.size_bytes += line.len() as u64;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        for age in (0..FILES_KEPT - 1).rev() {
            let from = self.path(age);
            if from.exists() {
                fs::rename(from, self.path(age + 1))?;
            }
        }
        *self = Self::open(std::mem::take(&mut self.dir))?;
        Ok(())
    }

    fn path(&self, age: usize) -> PathBuf {
        self.dir.join(if age == 0 { "daehwa.log".to_owned() } else { format!("daehwa.{age}.log") })
    }
}

/// Masks what may name a person: long runs of digits, and the user part of SIP, tel and mail addresses.
fn masked(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    for word in line.split_inclusive([' ', '<', '>', '"', ',', ';', '\n']) {
        match word.split_once('@') {
            Some((_, host)) => {
                safe.push_str("…@");
                push_without_numbers(&mut safe, host);
            }
            None => push_without_numbers(&mut safe, word),
        }
    }
    safe
}

fn push_without_numbers(safe: &mut String, word: &str) {
    let mut rest = word;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = rest[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - start);
        safe.push_str(&rest[..start]);
        safe.push_str(if digits < TELLING_DIGITS { &rest[start..start + digits] } else { "…" });
        rest = &rest[start + digits..];
    }
    safe.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_do_not_reach_the_log() {
        let line = "2026-11-22T23:50:55.123456Z INFO invite from <sip:01012345678@10.0.0.1:5060> tel:+821012345678, \"kim@example.com\" port 5060\n";
        let safe = masked(line);
        assert_eq!(
            safe,
            "2026-11-22T23:50:55.123456Z INFO invite from <…@10.0.0.1:5060> tel:+…, \"…@example.com\" port 5060\n"
        );
    }

    #[test]
    fn the_log_keeps_five_files_of_bounded_size() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = RotatingLog::open(dir.path().to_owned()).unwrap();
        let line = vec![b'x'; 1 << 20];
        for _ in 0..40 {
            log.append(&line).unwrap();
        }
        let sizes: Vec<u64> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).collect();
        assert_eq!(sizes.len(), FILES_KEPT);
        assert!(sizes.iter().all(|&size| size <= FILE_LIMIT_BYTES));
    }
}
