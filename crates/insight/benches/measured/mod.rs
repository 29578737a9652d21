//! What the benches of the models have in common: their argument, the same chance in every run, and how speeds are told.

use std::{hint::black_box, time::Instant};

use clap::Parser;

/// How often each is measured; the model and what it is held against take turns.
const ROUNDS: usize = 7;

/// What a bench is called with.
#[derive(Parser)]
pub struct Arguments {
    /// Only measurements whose name contains this.
    name: Option<String>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// Whether a measurement is asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.name.as_deref().is_none_or(|it| name.contains(it))
    }
}

/// Numerical Recipes' linear congruential generator (Press et al. 2007 §7.1): the same in every run.
pub fn dice() -> impl FnMut(u64) -> u64 {
    let mut state = 1_u64;
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    }
}

/// Prints how many of `n` things a second the model does, and the least that anybody could do with them.
pub fn measure(name: &str, unit: &str, n: usize, model: impl Fn() -> usize, least: impl Fn() -> usize) {
    let speed = |work: &dyn Fn() -> usize| {
        let begun = Instant::now();
        black_box(work());
        n as f64 / begun.elapsed().as_secs_f64()
    };
    let (mut speeds, mut baselines) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        baselines.push(speed(&least));
        speeds.push(speed(&model));
    }
    speeds.sort_by(f64::total_cmp);
    baselines.sort_by(f64::total_cmp);
    let (median, baseline) = (speeds[ROUNDS / 2], baselines[ROUNDS / 2]);
    println!(
        r#"{{"name":"{name}","unit":"{unit}","n":{n},"p50":{median:.0},"p99":{:.0},"min":{:.0},"max":{:.0},"baseline":{baseline:.0},"ratio":{:.5}}}"#,
        speeds[0],
        speeds[0],
        speeds[ROUNDS - 1],
        median / baseline
    );
}
