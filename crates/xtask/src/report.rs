//! What a long chore did: time and result of each step, and the tests that ran in it.

use std::{
    fmt,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    passed: u64,
    failed: u64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

struct Step {
    name: String,
    took: Duration,
    count: Count,
    failure: Option<String>,
}

/// The steps so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<Step>,
}

impl Report {
    /// Does a step. It counts as one test when no tests ran in it, or when it failed without one that failed.
    /// Returns whether it succeeded.
    pub fn step(&mut self, name: &str, work: impl FnOnce(&mut Count) -> Result<()>) -> bool {
        println!("\n── {name}");
        let began = Instant::now();
        let mut count = Count::default();
        let failure = work(&mut count).err().map(|error| format!("{error:#}"));
        match &failure {
            Some(failure) => {
                println!("{failure}");
                count.failed = count.failed.max(1);
            }
            None if count == Count::default() => count.passed = 1,
            None => {}
        }
        let succeeded = failure.is_none();
        let took = began.elapsed();
        println!("── {name}: {}, {:.1} s", if succeeded { "ok" } else { "FAILED" }, took.as_secs_f64());
        self.steps.push(Step { name: name.into(), took, count, failure });
        succeeded
    }

    /// Notes a step that could not be done because one before it failed.
    pub fn skip(&mut self, name: &str, because: &str) {
        let failure = Some(format!("not run: {because}"));
        self.steps.push(Step {
            name: name.into(),
            took: Duration::ZERO,
            count: Count { passed: 0, failed: 1 },
            failure,
        });
    }

    /// Errors when any step failed.
    pub fn result(&self) -> Result<()> {
        let failed: Vec<&str> =
            self.steps.iter().filter(|step| step.failure.is_some()).map(|step| step.name.as_str()).collect();
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut total = Count::default();
        let mut took = Duration::ZERO;
        for step in &self.steps {
            total += step.count;
            took += step.took;
            let result = if step.failure.is_some() { "FAILED" } else { "ok" };
            let Count { passed, failed } = step.count;
            writeln!(
                f,
                "{:<44}{:>8.1} s  {passed:>6} passed {failed:>4} failed  {result}",
                step.name,
                step.took.as_secs_f64()
            )?;
        }
        writeln!(f, "{:<44}{:>8.1} s", "all", took.as_secs_f64())?;
        write!(f, "{} passed, {} failed", total.passed, total.failed)
    }
}

/// Runs a program, shows what it prints, and counts the tests that it reports. Errors when it fails.
pub fn counted(command: &mut Command, count: &mut Count) -> Result<()> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("can't start {command:?}"))?;
    let output = child.stdout.take().context("no output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        *count += count_in(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}

/// The tests that a line of `cargo test`, vitest or node's runner sums up.
fn count_in(line: &str) -> Count {
    let plain = without_colours(line);
    let line = plain.trim();
    if line.starts_with("test result:") || line.starts_with("Tests ") {
        return Count { passed: number_before(line, "passed"), failed: number_before(line, "failed") };
    }
    let node = line.strip_prefix("# ").or(line.strip_prefix("ℹ ")).unwrap_or_default();
    match node.split_once(' ') {
        Some(("pass", number)) => Count { passed: number.parse().unwrap_or(0), failed: 0 },
        Some(("fail" | "cancelled", number)) => Count { passed: 0, failed: number.parse().unwrap_or(0) },
        _ => Count::default(),
    }
}

/// The line without the escape sequences (ECMA-48 SGR) that colour it.
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

fn number_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split_whitespace().collect();
    let place = words.iter().position(|it| it.trim_end_matches([';', ',']) == word);
    place.and_then(|place| words.get(place.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_s_summary_is_understood() {
        for (line, passed, failed) in [
            ("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s", 12, 0),
            ("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out", 1, 2),
            ("      Tests  3 failed | 39 passed (42)", 39, 3),
            ("      Tests  42 passed (42)", 42, 0),
            ("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m74 passed\u{1b}[39m\u{1b}[22m (74)", 74, 0),
            ("# pass 7", 7, 0),
            ("ℹ fail 2", 0, 2),
            ("# cancelled 1", 0, 1),
            ("test numbers::are_unique ... ok", 0, 0),
            (" Test Files  3 passed (3)", 0, 0),
        ] {
            assert_eq!(count_in(line), Count { passed, failed }, "{line}");
        }
    }

    #[test]
    fn the_last_line_sums_up() {
        let mut report = Report::default();
        report.step("format", |_| Ok(()));
        report.step("tests", |count| {
            *count += Count { passed: 5, failed: 2 };
            bail!("two failed")
        });
        report.skip("window", "the build failed");
        assert_eq!(report.to_string().lines().last(), Some("6 passed, 3 failed"));
        assert!(report.result().is_err());
    }

    #[test]
    fn a_failed_program_is_a_failed_step() {
        let mut report = Report::default();
        assert!(!report.step("false", |count| counted(&mut Command::new("false"), count)));
        assert!(report.step("true", |count| counted(&mut Command::new("true"), count)));
        assert_eq!(report.to_string().lines().last(), Some("1 passed, 1 failed"));
    }
}
