//! Moments and hybrid logical clocks. Nothing here reads a clock: `now` is always an argument.

use chrono::{NaiveDateTime, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::DeviceId;

/// A moment: milliseconds since 1970-01-01T00:00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment moved by `ms` milliseconds, bounded to what can be represented.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    pub fn since_ms(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The moment at which clocks in a zone show this. The first of two; where a change of the clocks skips it, the end of the gap.
pub(crate) fn shown_at(local: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    const STEP_MINUTES: u32 = 15;
    const LONGEST_GAP_MINUTES: u32 = 25 * 60;
    if let Some(moment) = zone.from_local_datetime(&local).earliest() {
        return Some(Timestamp(moment.timestamp_millis()));
    }
    // Gaps begin and end on whole quarters of an hour.
    let quarter = local.with_minute(local.minute() / STEP_MINUTES * STEP_MINUTES)?;
    (1..=LONGEST_GAP_MINUTES / STEP_MINUTES)
        .filter_map(|steps| quarter.checked_add_signed(TimeDelta::minutes(i64::from(steps * STEP_MINUTES))))
        .find_map(|later| zone.from_local_datetime(&later).earliest())
        .map(|moment| Timestamp(moment.timestamp_millis()))
}

/// How far a device's clock may run ahead of the server's before its stamps are cut to the server's time.
pub const MAX_CLOCK_LEAD_MS: i64 = 60_000;

/// A hybrid logical clock reading (Kulkarni et al. 2014): wall time, and a counter for readings within one millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hlc {
    /// Wall time in milliseconds, never smaller than any seen before.
    pub wall_ms: i64,
    /// Orders readings that share `wall_ms`.
    pub counter: u32,
}

impl Hlc {
    /// The next reading for something that happens here at `now`.
    pub fn tick(self, now: Timestamp) -> Self {
        if now.0 > self.wall_ms { Self { wall_ms: now.0, counter: 0 } } else { self.after() }
    }

    /// The next reading after `other` was received at `now`.
    pub fn receive(self, other: Hlc, now: Timestamp) -> Self {
        let latest = self.max(other);
        latest.tick(now)
    }

    /// This reading cut to at most [`MAX_CLOCK_LEAD_MS`] after the server's time: a clock that is days ahead
    /// must not win every later edit.
    pub fn bounded_by(self, server_now: Timestamp) -> Self {
        let limit = server_now.0.saturating_add(MAX_CLOCK_LEAD_MS);
        if self.wall_ms > limit { Self { wall_ms: limit, counter: self.counter } } else { self }
    }

    /// As [`Hlc::bounded_by`], and after `previous`, the bounded reading of the same device's edit before: cutting must not make two
    /// edits of one device look like one, nor turn their order.
    pub fn bounded_after(self, previous: Option<Hlc>, server_now: Timestamp) -> Self {
        let bounded = self.bounded_by(server_now);
        match previous {
            Some(previous) if bounded <= previous => previous.after(),
            _ => bounded,
        }
    }

    fn after(self) -> Self {
        match self.counter.checked_add(1) {
            Some(counter) => Self { counter, ..self },
            None => Self { wall_ms: self.wall_ms.saturating_add(1), counter: 0 },
        }
    }
}

/// When and where a field was last set: a total order over all edits of all devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// The moment of the edit.
    pub hlc: Hlc,
    /// The device it was made on, which decides between equal moments.
    pub device: DeviceId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_two_days_ahead_keeps_the_order_of_its_own_edits() {
        // sync.md, invariant 9
        let server_now = Timestamp(1_000_000);
        let mut previous = None;
        for wall_ms in [500, 172_800_000, 172_800_001, 172_800_001, 999_999] {
            let bounded = Hlc { wall_ms, counter: 0 }.bounded_after(previous, server_now);
            assert!(previous.is_none_or(|previous| bounded > previous));
            assert!(bounded.wall_ms <= server_now.0 + MAX_CLOCK_LEAD_MS);
            previous = Some(bounded);
        }
    }

    #[test]
    fn a_reading_is_later_than_all_that_was_seen_even_when_the_clock_steps_back() {
        let seen = Hlc { wall_ms: 9_000, counter: u32::MAX };
        let next = Hlc::default().receive(seen, Timestamp(5));
        assert!(next > seen);
        assert_eq!(next, Hlc { wall_ms: 9_001, counter: 0 });
    }
}
