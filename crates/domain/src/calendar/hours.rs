//! Counting the time in which a centre works.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::{Calendar, DAY_MIN, PublicHolidays, korea};
use crate::time::{Timestamp, shown_at};

/// So far ahead is looked for time to work in: who has none in ten years has none.
pub const MAX_AHEAD_DAYS: u64 = 3_660;

const MINUTE_MS: i64 = 60_000;

/// A calendar made ready for counting.
///
/// Hours are what clocks on the wall show, time is what passes: a day that a change of the clocks makes an hour shorter has an hour less to
/// work in where the hours lie over the change, and the same elsewhere.
#[derive(Clone, Debug)]
pub struct Hours {
    zone: Tz,
    /// Minutes of each day of the week, Monday first.
    week: [Vec<(u16, u16)>; 7],
    off: HashSet<NaiveDate>,
}

impl Hours {
    /// The hours of a calendar. One whose time zone is not known here is counted in UTC.
    pub fn of(calendar: &Calendar) -> Self {
        let mut week: [Vec<(u16, u16)>; 7] = Default::default();
        for span in &calendar.hours {
            if let Some(day) = span.weekday.checked_sub(1).and_then(|at| week.get_mut(usize::from(at))) {
                day.push((span.from_min, span.to_min));
            }
        }
        let mut off: HashSet<NaiveDate> = calendar.days_off.iter().map(|it| it.date).collect();
        if calendar.public_holidays == PublicHolidays::Korea {
            off.extend(korea::years().flat_map(korea::holidays).map(|it| it.date));
        }
        Self { zone: calendar.time_zone.parse().unwrap_or(Tz::UTC), week, off }
    }

    /// At all times.
    pub fn always() -> Self {
        Self { zone: Tz::UTC, week: std::array::from_fn(|_| vec![(0, DAY_MIN)]), off: HashSet::new() }
    }

    /// The moment until which `minutes` were worked since `from`; `None` when that is more than [`MAX_AHEAD_DAYS`] away.
    pub fn after(&self, from: Timestamp, minutes: u32) -> Option<Timestamp> {
        self.after_ms(from, i64::from(minutes) * MINUTE_MS)
    }

    /// As [`Hours::after`], in milliseconds.
    pub fn after_ms(&self, from: Timestamp, worked_ms: i64) -> Option<Timestamp> {
        let mut left = worked_ms;
        if left <= 0 {
            return Some(from);
        }
        for (begins, ends) in self.spans(from)? {
            let begins = begins.max(from);
            let length = ends.since_ms(begins);
            if length >= left {
                return Some(begins.plus_ms(left));
            }
            left -= length.max(0);
        }
        None
    }

    /// How long was worked between two moments, in milliseconds; 0 when `to` is not later. At most [`MAX_AHEAD_DAYS`] are counted.
    pub fn between_ms(&self, from: Timestamp, to: Timestamp) -> i64 {
        let Some(spans) = self.spans(from) else { return 0 };
        let spans = spans.take_while(|(begins, _)| *begins < to);
        spans.map(|(begins, ends)| ends.min(to).since_ms(begins.max(from)).max(0)).sum()
    }

    /// Whether somebody works at a moment.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.between_ms(at, at.plus_ms(1)) > 0
    }

    /// The hours of each day from the one of a moment, in their order.
    fn spans(&self, from: Timestamp) -> Option<impl Iterator<Item = (Timestamp, Timestamp)> + '_> {
        let first = DateTime::from_timestamp_millis(from.0)?.with_timezone(&self.zone).date_naive();
        let days = (0..MAX_AHEAD_DAYS).map_while(move |day| first.checked_add_days(Days::new(day)));
        let open = days.filter(|date| !self.off.contains(date));
        Some(open.flat_map(move |date| {
            let spans = &self.week[date.weekday().num_days_from_monday() as usize];
            spans
                .iter()
                .filter_map(move |(begins, ends)| Some((self.moment(date, *begins)?, self.moment(date, *ends)?)))
        }))
    }

    fn moment(&self, date: NaiveDate, minute: u16) -> Option<Timestamp> {
        let days = u64::from(minute / DAY_MIN);
        let minute = u32::from(minute % DAY_MIN);
        let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?;
        shown_at(date.checked_add_days(Days::new(days))?.and_time(time), self.zone)
    }
}
