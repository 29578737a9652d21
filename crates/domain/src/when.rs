//! Moments as people type them: "내일 오후 3시", "다음 주 월요일 9시 반", "30분 뒤", "tomorrow 3pm", "next monday 9:30", "12/24 15:00".
//!
//! Words become tokens ([`words`]), tokens a day and a time ([`read`]), and those, with now and a time zone, a moment that lies ahead
//! ([`resolve`]).

mod read;
mod resolve;
mod words;

use chrono_tz::Tz;
use thiserror::Error;

use crate::time::Timestamp;

/// The most characters that are read.
pub const MAX_CHARS: usize = 100;
/// How far ahead a moment may lie.
pub const MAX_DAYS_AHEAD: i64 = 2 * 366;

/// Why a text is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WhenError {
    /// There are words that mean no moment.
    #[error("not understood")]
    NotUnderstood,
    /// A day without a time, and the day is today.
    #[error("no time of day")]
    TimeMissing,
    /// There is no such day or time, such as February 30 or 25:00.
    #[error("no such day or time")]
    NoSuchTime,
    /// It is over.
    #[error("in the past")]
    Past,
    /// More than [`MAX_DAYS_AHEAD`] days ahead.
    #[error("too far ahead")]
    TooFar,
}

/// The moment that `text` means to somebody in `zone` at `now`. Always later than `now`.
///
/// An hour without morning or afternoon is the one at which people work: 8 to 11 in the morning, 12 to 7 in the afternoon. A time
/// that is over today is tomorrow's, a date that is over this year is next year's; where the day was named, it is an error. A day
/// without a time is 9:00. A week begins on Monday. A time that a clock change skips is moved to just after it.
pub fn parse(text: &str, now: Timestamp, zone: Tz) -> Result<Timestamp, WhenError> {
    if text.chars().count() > MAX_CHARS {
        return Err(WhenError::NotUnderstood);
    }
    resolve::resolve(read::read(&words::tokens(text)?)?, now, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDateTime, TimeZone};
    use chrono_tz::{America::New_York, Asia::Seoul};
    use proptest::prelude::*;

    fn at(zone: Tz, text: &str) -> Timestamp {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        Timestamp(zone.from_local_datetime(&local).single().unwrap().timestamp_millis())
    }

    /// A Wednesday afternoon.
    const NOW: &str = "2026-12-16 14:20";

    fn table(zone: Tz, now: &str, rows: &[(&str, &str)]) {
        for (text, expected) in rows {
            let found = parse(text, at(zone, now), zone);
            assert_eq!(found, Ok(at(zone, expected)), "{text}");
        }
    }

    #[test]
    fn korean_moments_are_understood() {
        // screens.md, flows: set a callback
        table(
            Seoul,
            NOW,
            &[
                ("내일 오후 3시", "2026-12-17 15:00"),
                ("내일오후3시에", "2026-12-17 15:00"),
                ("모레 10시 반", "2026-12-18 10:30"),
                ("내일모레 10시", "2026-12-18 10:00"),
                ("글피 오전 11시 20분", "2026-12-19 11:20"),
                ("다음 주 월요일 오전 9시", "2026-12-21 09:00"),
                ("다음주 수요일", "2026-12-23 09:00"),
                ("다다음 주 화요일 2시", "2026-12-29 14:00"),
                ("이번 주 금요일 2시", "2026-12-18 14:00"),
                ("금요일 2시", "2026-12-18 14:00"),
                ("수요일 3시", "2026-12-16 15:00"),
                ("수요일 1시", "2026-12-23 13:00"),
                ("3일 후", "2026-12-19 14:20"),
                ("3일 뒤 오후 2시", "2026-12-19 14:00"),
                ("사흘 뒤 9시", "2026-12-19 09:00"),
                ("일주일 후", "2026-12-23 14:20"),
                ("2주 뒤 월요일 10시", "2026-12-28 10:00"),
                ("30분 뒤", "2026-12-16 14:50"),
                ("2시간 후", "2026-12-16 16:20"),
                ("한 시간 반 뒤", "2026-12-16 15:50"),
                ("3시", "2026-12-16 15:00"),
                ("세시 반", "2026-12-16 15:30"),
                ("9시", "2026-12-17 09:00"),
                ("오늘 9시", "2026-12-16 21:00"),
                ("오늘 저녁 7시", "2026-12-16 19:00"),
                ("오후 2시", "2026-12-17 14:00"),
                ("내일 오후", "2026-12-17 14:00"),
                ("내일 오전 중", "2026-12-17 10:00"),
                ("내일 정오", "2026-12-17 12:00"),
                ("오늘 자정", "2026-12-17 00:00"),
                ("오늘 밤 12시", "2026-12-17 00:00"),
                ("오후 12시 30분", "2026-12-17 12:30"),
                ("내일 오전 12시", "2026-12-17 00:00"),
                ("12월 24일 15시", "2026-12-24 15:00"),
                ("12월 24일", "2026-12-24 09:00"),
                ("1월 5일 10시", "2027-01-05 10:00"),
                ("24일 3시", "2026-12-24 15:00"),
                ("3일 10시", "2027-01-03 10:00"),
                ("내일 14:05까지", "2026-12-17 14:05"),
                ("새벽 2시", "2026-12-17 02:00"),
                ("１５：３０", "2026-12-16 15:30"),
                ("열두 시", "2026-12-17 12:00"),
            ],
        );
    }

    #[test]
    fn english_moments_are_understood() {
        table(
            Seoul,
            NOW,
            &[
                ("tomorrow 3pm", "2026-12-17 15:00"),
                ("Tomorrow at 3 p.m.", "2026-12-17 15:00"),
                ("tmr 10:15am", "2026-12-17 10:15"),
                ("3pm tomorrow", "2026-12-17 15:00"),
                ("in 20 minutes", "2026-12-16 14:40"),
                ("in an hour", "2026-12-16 15:20"),
                ("in half an hour", "2026-12-16 14:50"),
                ("2 hours later", "2026-12-16 16:20"),
                ("in 3 days at 2pm", "2026-12-19 14:00"),
                ("in a week", "2026-12-23 14:20"),
                ("next monday 9:30", "2026-12-21 09:30"),
                ("next week monday", "2026-12-21 09:00"),
                ("this friday at noon", "2026-12-18 12:00"),
                ("fri 2pm", "2026-12-18 14:00"),
                ("friday", "2026-12-18 09:00"),
                ("15:30", "2026-12-16 15:30"),
                ("2:30", "2026-12-16 14:30"),
                ("02:30", "2026-12-17 02:30"),
                ("12/24 15:00", "2026-12-24 15:00"),
                ("2027-01-04 09:00", "2027-01-04 09:00"),
                ("dec 24 3pm", "2026-12-24 15:00"),
                ("24 December at 15:00", "2026-12-24 15:00"),
                ("tonight 8", "2026-12-16 20:00"),
                ("tomorrow morning", "2026-12-17 10:00"),
                ("the day after tomorrow 4pm", "2026-12-18 16:00"),
                ("tomorrow 3", "2026-12-17 15:00"),
            ],
        );
    }

    #[test]
    fn what_is_no_moment_says_why() {
        use WhenError::{NoSuchTime, NotUnderstood, Past, TimeMissing, TooFar};
        for (text, error) in [
            ("", NotUnderstood),
            ("곧", NotUnderstood),
            ("soon", NotUnderstood),
            ("내일 오후 3시 김민서", NotUnderstood),
            ("3", NotUnderstood),
            ("내일 모레 글피", NotUnderstood),
            ("3시 4시", NotUnderstood),
            ("오늘", TimeMissing),
            ("25시", NoSuchTime),
            ("내일 10:75", NoSuchTime),
            ("내일 오전 15시", NoSuchTime),
            ("2월 30일 10시", NoSuchTime),
            ("13/40", NoSuchTime),
            ("오늘 오전 9시", Past),
            ("이번 주 월요일 9시", Past),
            ("2020-01-01 10:00", Past),
            ("99999일 후", TooFar),
            ("2099-01-01 10:00", TooFar),
            ("99999999999999999999분 뒤", NoSuchTime),
        ] {
            assert_eq!(parse(text, at(Seoul, NOW), Seoul), Err(error), "{text}");
        }
        assert_eq!(parse(&"내일 ".repeat(60), at(Seoul, NOW), Seoul), Err(NotUnderstood));
    }

    #[test]
    fn a_time_that_a_clock_change_skips_is_moved_behind_it() {
        // New York, 2026-03-08: 02:00 to 03:00 does not exist; 2026-11-01: 01:00 to 02:00 comes twice.
        let skipped = parse("02:30", at(New_York, "2026-03-07 20:00"), New_York);
        assert_eq!(skipped, Ok(at(New_York, "2026-03-08 03:00")));
        let before = at(New_York, "2026-10-31 20:00");
        assert_eq!(parse("01:30", before, New_York), Ok(Timestamp(before.0 + 5 * 3_600_000 + 1_800_000)));
        // Hours are hours, days are days.
        let evening = at(New_York, "2026-03-07 20:00");
        assert_eq!(parse("in 8 hours", evening, New_York), Ok(Timestamp(evening.0 + 8 * 3_600_000)));
        assert_eq!(parse("in 1 day", evening, New_York), Ok(at(New_York, "2026-03-08 20:00")));
    }

    proptest! {
        #[test]
        fn no_text_and_no_clock_panics(text in ".{0,30}", now: i64) {
            let _ = parse(&text, Timestamp(now), Seoul);
        }

        #[test]
        fn what_is_understood_lies_ahead(
            parts in prop::collection::vec(prop::sample::select(vec![
                "내일", "모레", "오늘", "다음 주", "이번 주", "월요일", "일요일", "월", "일", "오전", "오후", "밤", "자정", "정오", "시", "분", "반",
                "시간", "후", "뒤", "주", "in", "next", "at", "an", "half", "hour", "mon", "dec", "day", "am", "pm", ":", "/", "-", " ",
                "0", "1", "2", "3", "7", "9", "12", "15", "24", "29", "30", "31", "59", "60", "2027", "999999999",
            ]), 1..7),
            now in 0i64..4_000_000_000_000, east: bool,
        ) {
            let zone = if east { Seoul } else { New_York };
            if let Ok(found) = parse(&parts.join(" "), Timestamp(now), zone) {
                prop_assert!(found.0 > now && found.0 - now <= (MAX_DAYS_AHEAD + 2) * 86_400_000);
            }
            let _ = parse(&parts.concat(), Timestamp(now), zone);
        }
    }
}
