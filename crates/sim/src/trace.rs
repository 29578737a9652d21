//! What happened in a run, line by line: two runs of one seed must have the same.

use std::fmt;

/// The lines of a run, and their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    lines: Vec<String>,
}

impl Trace {
    /// Adds a line.
    pub fn note(&mut self, at_ms: u64, line: impl fmt::Display) {
        self.lines.push(format!("{:>9.3} {line}", at_ms as f64 / 1_000.0));
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The first line in which another run differs, from both.
    pub fn difference(&self, other: &Trace) -> Option<(usize, String, String)> {
        let end = || "(end)".to_owned();
        let at = (0..self.len().max(other.len())).find(|at| self.lines.get(*at) != other.lines.get(*at))?;
        let line = |trace: &Trace| trace.lines.get(at).cloned().unwrap_or_else(end);
        Some((at, line(self), line(other)))
    }
}
