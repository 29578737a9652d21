//! Which of a source's events were seen, in bounded memory.
//!
//! A source numbers its events, so what was seen is a few intervals: one when everything came in order, one more for each gap. That is
//! exact, and takes memory for what is missing, not for what came. Ids would have to be kept for ever, each of them; a Bloom filter is
//! bounded, but takes some events for duplicates that are none.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most gaps that are kept for a source: 16 KiB. A source that is further out of order has to send what is missing first.
pub const MAX_GAPS: usize = 1_024;

/// An event would leave one gap too many. It was not taken: the source sends it again after those that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("more than {MAX_GAPS} gaps in a source's sequence")]
pub struct TooScattered;

/// The numbers that were seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequences {
    /// In order; between two of them at least one number is missing.
    intervals: Vec<RangeInclusive<u64>>,
}

impl Sequences {
    /// Notes a number; `false` when it was seen before. Errors when it would leave more than [`MAX_GAPS`] gaps.
    pub fn insert(&mut self, number: u64) -> Result<bool, TooScattered> {
        let after = self.intervals.partition_point(|it| *it.start() <= number);
        let before = after.checked_sub(1);
        if before.is_some_and(|at| self.intervals[at].contains(&number)) {
            return Ok(false);
        }
        let follows = before.filter(|at| self.intervals[*at].end().checked_add(1) == Some(number));
        let precedes = self.intervals.get(after).is_some_and(|it| number.checked_add(1) == Some(*it.start()));
        match (follows, precedes) {
            (Some(at), true) => {
                let next = self.intervals.remove(after);
                self.intervals[at] = *self.intervals[at].start()..=*next.end();
            }
            (Some(at), false) => self.intervals[at] = *self.intervals[at].start()..=number,
            (None, true) => self.intervals[after] = number..=*self.intervals[after].end(),
            (None, false) if self.intervals.len() > MAX_GAPS => return Err(TooScattered),
            (None, false) => self.intervals.insert(after, number..=number),
        }
        Ok(true)
    }

    /// The source's word that nothing up to `number` is to come any more: it all counts as seen, so that events which were lost for ever
    /// take no memory.
    pub fn settle(&mut self, number: u64) {
        let settled = self.intervals.partition_point(|it| *it.start() <= number.saturating_add(1));
        let end = settled.checked_sub(1).map_or(number, |at| number.max(*self.intervals[at].end()));
        self.intervals.splice(..settled, [0..=end]);
    }

    /// How many intervals are kept.
    pub fn intervals(&self) -> usize {
        self.intervals.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_was_seen_is_known_in_any_order_h_6(numbers in prop::collection::vec(prop_oneof![0_u64..60, (u64::MAX - 9)..=u64::MAX], 0..200)) {
            let (mut sequences, mut set) = (Sequences::default(), BTreeSet::new());
            for number in numbers {
                prop_assert_eq!(sequences.insert(number), Ok(set.insert(number)));
            }
            let gaps = set.iter().zip(set.iter().skip(1)).filter(|(a, b)| *b - *a > 1).count();
            prop_assert_eq!(sequences.intervals(), if set.is_empty() { 0 } else { gaps + 1 });
        }

        #[test]
        fn what_is_settled_counts_as_seen_h_6(numbers in prop::collection::vec(0_u64..60, 0..30), through in 0_u64..60) {
            let (mut sequences, mut expected) = (Sequences::default(), Sequences::default());
            for number in &numbers {
                let _ = sequences.insert(*number);
            }
            sequences.settle(through);
            for number in (0..=through).chain(numbers) {
                let _ = expected.insert(number);
            }
            prop_assert_eq!(sequences, expected);
        }
    }

    #[test]
    fn a_source_without_order_is_refused_and_goes_on_when_what_is_missing_comes_h_6() {
        let mut sequences = Sequences::default();
        for gap in 0..=MAX_GAPS as u64 {
            assert_eq!(sequences.insert(2 * gap), Ok(true));
        }
        let next = 2 * MAX_GAPS as u64 + 2;
        assert_eq!(sequences.insert(next), Err(TooScattered));
        assert_eq!(sequences.insert(next - 1), Ok(true), "what follows the latest is taken");
        assert_eq!(sequences.insert(next), Ok(true));
        assert_eq!(sequences.insert(2 * next), Err(TooScattered));
        assert_eq!(sequences.insert(1), Ok(true), "what fills a gap is taken");
        assert_eq!(sequences.insert(2 * next), Ok(true));
    }
}
