//! Samples and how they are told.

use std::time::{Duration, Instant};

use crate::data::Filled;

/// Durations of one measurement, in microseconds: on the clock, and of work of this thread. On a busy machine the two differ by what
/// others were doing.
#[derive(Default)]
pub struct Samples {
    clock: Vec<f64>,
    work: Vec<f64>,
}

impl Samples {
    /// Takes the time of one `act`.
    pub fn time<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let (begun, worked) = (Instant::now(), thread_work());
        let answer = act();
        self.work.push((thread_work() - worked).as_secs_f64() * 1e6);
        self.clock.push(begun.elapsed().as_secs_f64() * 1e6);
        answer
    }

    pub fn median(&self) -> f64 {
        quantile(&self.clock, 0.5)
    }

    /// Prints the line; `baseline` are samples of the raw store doing the same work in the same run.
    pub fn tell(&self, name: &str, baseline: Option<&Samples>) {
        let mut line = serde_json::json!({
            "name": name,
            "unit": "us",
            "n": self.clock.len(),
            "p50": round(self.median()),
            "p99": round(quantile(&self.clock, 0.99)),
            "min": round(quantile(&self.clock, 0.0)),
            "max": round(quantile(&self.clock, 1.0)),
            "work_p50": round(quantile(&self.work, 0.5)),
            "work_p99": round(quantile(&self.work, 0.99)),
        });
        if let Some(baseline) = baseline {
            line["baseline"] = round(baseline.median()).into();
            line["baseline_p99"] = round(quantile(&baseline.clock, 0.99)).into();
            line["baseline_work_p99"] = round(quantile(&baseline.work, 0.99)).into();
            line["ratio"] = round(self.median() / baseline.median()).into();
            line["baseline_work"] = round(quantile(&baseline.work, 0.5)).into();
        }
        println!("{line}");
    }
}

/// Time that several stretches took together, on the clock and of work of this thread.
#[derive(Clone, Copy, Default)]
pub struct Spent {
    pub clock: Duration,
    pub work: Duration,
}

impl Spent {
    pub fn time<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let (begun, worked) = (Instant::now(), thread_work());
        let answer = act();
        self.work += thread_work() - worked;
        self.clock += begun.elapsed();
        answer
    }
}

/// Prints the line of a speed, with the raw store's in the same run. The ratio is of work: the share of the raw store's speed.
pub fn tell_speed(name: &str, rows: u64, spent: Spent, raw: Spent) {
    let speed = |time: Duration| round(rows as f64 / time.as_secs_f64());
    let line = serde_json::json!({
        "name": name, "unit": "rows/s", "n": rows,
        "p50": speed(spent.clock), "p99": speed(spent.clock), "min": speed(spent.clock), "max": speed(spent.clock),
        "work_p50": speed(spent.work),
        "baseline": speed(raw.clock),
        "baseline_work": speed(raw.work),
        "ratio": round(raw.work.as_secs_f64() / spent.work.as_secs_f64()),
    });
    println!("{line}");
}

/// Prints the line of a fill: its parts' speeds, and how many times as long as the raw store's load it took.
pub fn tell_fill(filled: &Filled, raw: Spent) {
    let speed = |rows: u64, time: Duration| rows as f64 / time.as_secs_f64();
    // The slowest hundredth of the parts is slower than the p99.
    let slowness: Vec<f64> = filled.parts.iter().map(|(rows, time)| 1.0 / speed(*rows, *time)).collect();
    let line = serde_json::json!({
        "name": "first_fill", "unit": "rows/s", "n": filled.rows,
        "p50": round(1.0 / quantile(&slowness, 0.5)),
        "p99": round(1.0 / quantile(&slowness, 0.99)),
        "whole": round(speed(filled.rows, filled.spent.clock)),
        "baseline": round(speed(filled.rows, raw.clock)),
        "ratio": round(filled.spent.clock.as_secs_f64() / raw.clock.as_secs_f64()),
        "work_ratio": round(filled.spent.work.as_secs_f64() / raw.work.as_secs_f64()),
    });
    println!("{line}");
}

fn quantile(samples: &[f64], share: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(at - 1).copied().unwrap_or(0.0)
}

/// Processor time of this thread.
#[cfg(unix)]
fn thread_work() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Not measured elsewhere.
#[cfg(not(unix))]
fn thread_work() -> Duration {
    Duration::ZERO
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
