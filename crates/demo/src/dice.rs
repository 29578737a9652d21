//! Chance from a seed: the same seed and stream always fall the same way.

use daehwa_domain::time::Timestamp;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use uuid::{Builder, Uuid};

/// What a stream of chance decides about, so that no two things share one.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    /// One customer, by index.
    Customer(u64),
    /// What has happened with one customer, by index.
    History(u64),
    /// A family with one landline, by index.
    Household(u64),
    /// A company with one switchboard, by index.
    Company(u64),
    /// Somebody the centre does not know, by index.
    Stranger(u64),
    /// What one customer confirmed, by index.
    Confirmed(u64),
    /// What one customer and the centre did for each other, by index.
    Engaged(u64),
    /// What was written with one customer, by index.
    Written(u64),
    /// What one customer asks for or complains about, by index.
    Cases(u64),
    /// The centre's own teams, users and topics.
    Centre,
}

impl Stream {
    fn number(self) -> u64 {
        let (kind, index) = match self {
            Self::Customer(index) => (0, index),
            Self::History(index) => (1, index),
            Self::Household(index) => (2, index),
            Self::Company(index) => (3, index),
            Self::Stranger(index) => (4, index),
            Self::Centre => (5, 0),
            Self::Confirmed(index) => (6, index),
            Self::Engaged(index) => (7, index),
            Self::Written(index) => (8, index),
            Self::Cases(index) => (9, index),
        };
        (kind << 56) | index
    }
}

/// A stream of chance.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `seed` for one subject.
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream.number());
        Self(rng)
    }

    /// A number below `end`, which is at least 1. The bias of at most `end` / 2⁶⁴ does not matter here.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(low.abs_diff(high) + 1) as i64
    }

    /// True in `percent` of 100 cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }

    /// One of the items, each as often as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, items: &[(T, u64)]) -> T {
        let mut left = self.below(items.iter().map(|(_, weight)| weight).sum());
        for &(item, weight) in items {
            if left < weight {
                return item;
            }
            left -= weight;
        }
        items[0].0
    }

    /// A UUIDv7 (RFC 9562 §5.7) for something made at `at`.
    pub(crate) fn id(&mut self, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.0.fill_bytes(&mut random);
        Builder::from_unix_timestamp_millis(at.0.unsigned_abs(), &random).into_uuid()
    }
}
