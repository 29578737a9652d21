//! All that looks random in a run, from its seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// The run's one source of chance.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// Chance that begins with `seed`.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number in `range`.
    pub fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        self.0.random_range(range)
    }

    /// True `percent` times of a hundred.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.within(0..100) < percent
    }

    /// One of `all`; `None` when there is none.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.within(0..all.len() as u64) as usize) }
    }

    /// A fresh id.
    pub fn uuid(&mut self) -> Uuid {
        Uuid::from_u128(self.0.random())
    }

    /// A seed for somebody else's chance.
    pub fn seed(&mut self) -> u64 {
        self.0.random()
    }
}
