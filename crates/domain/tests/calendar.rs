//! Working time: hours, days off, Korean holidays (D-11).
#![allow(clippy::unwrap_used)]

use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::{America::New_York, Asia::Seoul, Europe::London, Tz};
use daehwa_domain::{
    calendar::{Calendar, DayOff, Hours, PublicHolidays, Span, korea},
    id::CalendarId,
    limits,
    record::Record,
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;

fn at(zone: Tz, text: &str) -> Timestamp {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Timestamp(zone.from_local_datetime(&local).earliest().unwrap().timestamp_millis())
}

fn weekdays(from_min: u16, to_min: u16) -> Vec<Span> {
    (1..=5).map(|weekday| Span { weekday, from_min, to_min }).collect()
}

fn calendar(zone: &str, hours: Vec<Span>) -> Calendar {
    Calendar {
        id: CalendarId(Uuid::nil()),
        name: "상담".into(),
        time_zone: zone.into(),
        hours,
        public_holidays: PublicHolidays::None,
        days_off: Vec::new(),
        retired: false,
    }
}

/// Weekdays from nine to six in Seoul, without Korea's holidays.
fn seoul() -> Hours {
    let of = calendar("Asia/Seoul", weekdays(9 * 60, 18 * 60));
    Hours::of(&Calendar { public_holidays: PublicHolidays::Korea, ..of })
}

fn days(year: i32, substitute: bool) -> Vec<String> {
    let all = korea::holidays(year).into_iter().filter(|it| it.substitute == substitute);
    all.map(|it| it.date.format("%m-%d").to_string()).collect()
}

#[test]
fn four_hours_that_begin_on_friday_afternoon_end_on_monday_d_11() {
    // 2026-11-20 is a Friday.
    assert_eq!(seoul().after(at(Seoul, "2026-11-20 16:00"), 240), Some(at(Seoul, "2026-11-23 11:00")));
    assert_eq!(seoul().after(at(Seoul, "2026-11-21 12:00"), 30), Some(at(Seoul, "2026-11-23 09:30")));
    // Right at the end of a day, not at the beginning of the next.
    assert_eq!(seoul().after(at(Seoul, "2026-11-20 16:00"), 120), Some(at(Seoul, "2026-11-20 18:00")));
    assert_eq!(seoul().after(at(Seoul, "2026-11-20 16:00"), 0), Some(at(Seoul, "2026-11-20 16:00")));
}

#[test]
fn lunch_is_no_working_time() {
    let hours = [(9 * 60, 12 * 60), (13 * 60, 18 * 60)];
    let spans = hours.map(|(from_min, to_min)| Span { weekday: 1, from_min, to_min });
    let hours = Hours::of(&calendar("Asia/Seoul", spans.to_vec()));
    assert_eq!(hours.after(at(Seoul, "2026-11-23 11:30"), 60), Some(at(Seoul, "2026-11-23 13:30")));
    assert!(!hours.is_open(at(Seoul, "2026-11-23 12:30")) && hours.is_open(at(Seoul, "2026-11-23 13:00")));
}

#[test]
fn seollal_and_chuseok_stop_the_clock_with_their_substitute_days_d_11() {
    // Seollal 2026 is from Monday 16 to Wednesday 18 February.
    assert_eq!(seoul().after(at(Seoul, "2026-02-13 17:00"), 120), Some(at(Seoul, "2026-02-19 10:00")));
    // Chuseok 2025: from Friday 3 (National Foundation Day) to Thursday 9 October (Hangeul Day), with the 8th instead of Sunday the 5th.
    assert_eq!(seoul().after(at(Seoul, "2025-10-02 17:00"), 120), Some(at(Seoul, "2025-10-10 10:00")));
    assert_eq!(seoul().between_ms(at(Seoul, "2025-10-03 00:00"), at(Seoul, "2025-10-10 00:00")), 0);
}

#[test]
fn the_days_of_known_years_are_those_of_the_official_calendars() {
    // Year, days that others stand in for, as announced each year by the Ministry of Personnel Management and printed since.
    let substitutes: [(i32, &[&str]); 13] = [
        (2015, &["09-29"]),
        (2016, &["02-10"]),
        (2017, &["01-30", "10-06"]),
        (2018, &["05-07", "09-26"]),
        (2019, &["05-06"]),
        (2020, &["01-27"]),
        (2021, &["08-16", "10-04", "10-11"]),
        (2022, &["09-12", "10-10"]),
        (2023, &["01-24", "05-29"]),
        (2024, &["02-12", "05-06"]),
        (2025, &["03-03", "05-06", "10-08"]),
        (2026, &["03-02", "05-25", "08-17", "10-05"]),
        (2027, &["02-09", "07-19", "08-16", "10-04", "10-11", "12-27"]),
    ];
    for (year, expected) in substitutes {
        assert_eq!(days(year, true), expected, "{year}");
    }
    let of_2026 = [
        "01-01", "02-16", "02-17", "02-18", "03-01", "05-05", "05-24", "06-06", "07-17", "08-15", "09-24", "09-25",
        "09-26", "10-03", "10-09", "12-25",
    ];
    assert_eq!(days(2026, false), of_2026);
    // Constitution Day is a day off from 2026 on.
    assert!(!days(2025, false).contains(&"07-17".to_owned()));
    // Chuseok and National Foundation Day fall on one day: each has its own.
    assert_eq!(days(2028, true), ["10-05"]);
}

#[test]
fn behind_the_table_no_holiday_is_known_and_before_it_neither() {
    assert!(korea::holidays(korea::LAST_YEAR + 1).is_empty() && korea::holidays(korea::FIRST_YEAR - 1).is_empty());
    assert!(korea::years().all(|year| korea::holidays(year).len() >= 15));
}

#[test]
fn a_day_that_the_company_takes_off_is_no_working_day() {
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let off = vec![DayOff { date, name: "창립기념일".into() }];
    let hours = Hours::of(&Calendar { days_off: off, ..calendar("Asia/Seoul", weekdays(540, 1_080)) });
    assert_eq!(hours.after(at(Seoul, "2026-11-20 17:30"), 60), Some(at(Seoul, "2026-11-24 09:30")));
}

#[test]
fn a_change_of_the_clocks_gives_and_takes_an_hour_only_where_people_work_then() {
    let around_the_clock = || (1..=7).map(|weekday| Span { weekday, from_min: 0, to_min: 1_440 }).collect();
    // London, 2026-03-29: 01:00 to 02:00 does not exist; 2026-10-25: it comes twice.
    let london = Hours::of(&calendar("Europe/London", around_the_clock()));
    assert_eq!(london.after(at(London, "2026-03-28 23:00"), 180), Some(at(London, "2026-03-29 03:00")));
    let day = |date: &str, next: &str| london.between_ms(at(London, date), at(London, next)) / MINUTE_MS;
    assert_eq!(day("2026-03-29 00:00", "2026-03-30 00:00"), 23 * 60);
    assert_eq!(day("2026-10-25 00:00", "2026-10-26 00:00"), 25 * 60);
    let office = Hours::of(&calendar("Europe/London", weekdays(540, 1_020)));
    assert_eq!(office.after(at(London, "2026-03-27 16:00"), 120), Some(at(London, "2026-03-30 10:00")));
    // New York, 2026-03-08: work that begins at 02:30 on that Sunday begins at 03:00.
    let night = Span { weekday: 7, from_min: 150, to_min: 300 };
    let night = Hours::of(&calendar("America/New_York", vec![night]));
    assert_eq!(night.after(at(New_York, "2026-03-08 00:00"), 60), Some(at(New_York, "2026-03-08 04:00")));
    let whole = night.between_ms(at(New_York, "2026-11-01 00:00"), at(New_York, "2026-11-02 00:00"));
    assert_eq!(whole / MINUTE_MS, 150);
}

#[test]
fn a_calendar_has_hours_in_order_a_zone_and_bounds() {
    let sound = |it: Calendar| limits::check(&Record::Calendar(it)).is_ok();
    let good = || calendar("Asia/Seoul", weekdays(540, 1_080));
    assert!(sound(good()));
    assert!(!sound(Calendar { time_zone: "Mars/Olympus".into(), ..good() }));
    assert!(!sound(Calendar { hours: Vec::new(), ..good() }));
    assert!(!sound(Calendar { name: " ".into(), ..good() }));
    for wrong in [(1, 600, 600), (0, 540, 600), (8, 540, 600), (1, 540, 1_441)] {
        let (weekday, from_min, to_min) = wrong;
        assert!(!sound(calendar("Asia/Seoul", vec![Span { weekday, from_min, to_min }])), "{wrong:?}");
    }
    let overlapping = [(540, 720), (700, 1_080)].map(|(from_min, to_min)| Span { weekday: 2, from_min, to_min });
    assert!(!sound(calendar("Asia/Seoul", overlapping.to_vec())));
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let spans = prop::collection::vec((1u8..=7, 0u16..1_440, 1u16..600), 1..8);
    let zone = prop::sample::select(vec!["Asia/Seoul", "Europe/London", "America/New_York", "Asia/Kathmandu"]);
    (spans, zone, any::<bool>()).prop_map(|(spans, zone, korean)| {
        let mut hours: Vec<Span> = Vec::new();
        let mut drawn: Vec<_> = spans;
        drawn.sort_unstable();
        for (weekday, from, length) in drawn {
            let last = hours.last().filter(|it| it.weekday == weekday).map_or(0, |it| it.to_min);
            let (from_min, to_min) = (from.max(last), from.max(last).saturating_add(length).min(1_440));
            if from_min < to_min {
                hours.push(Span { weekday, from_min, to_min });
            }
        }
        if hours.is_empty() {
            hours = weekdays(540, 1_080);
        }
        let public_holidays = if korean { PublicHolidays::Korea } else { PublicHolidays::None };
        Hours::of(&Calendar { public_holidays, ..calendar(zone, hours) })
    })
}

/// From 2024 to 2033: with changes of the clocks and Korean holidays.
fn moments() -> impl Strategy<Value = i64> {
    1_704_067_200_000_i64..2_019_686_400_000
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_time_until_a_moment_is_the_time_that_was_counted_to_it(
        hours in any_hours(), from in moments(), minutes in 1u32..3_000,
    ) {
        let from = Timestamp(from);
        let Some(until) = hours.after(from, minutes) else { return Ok(()) };
        prop_assert_eq!(hours.between_ms(from, until), i64::from(minutes) * MINUTE_MS);
        // No moment before it is late enough.
        prop_assert!(hours.between_ms(from, until.plus_ms(-1)) < i64::from(minutes) * MINUTE_MS);
        prop_assert!(hours.after(from, minutes + 1).is_none_or(|later| later > until));
    }

    #[test]
    fn working_time_adds_up_and_is_never_more_than_what_passed(
        hours in any_hours(), from in moments(), first in 0i64..900_000_000, second in 0i64..900_000_000,
    ) {
        let (a, b) = (Timestamp(from), Timestamp(from + first));
        let c = b.plus_ms(second);
        prop_assert_eq!(hours.between_ms(a, b) + hours.between_ms(b, c), hours.between_ms(a, c));
        prop_assert!((0..=first).contains(&hours.between_ms(a, b)));
        prop_assert_eq!(hours.between_ms(b, a), 0);
        prop_assert_eq!(Hours::always().between_ms(a, b), first);
    }

    #[test]
    fn no_moment_and_no_length_panics(hours in any_hours(), from: i64, to: i64, worked: i64) {
        let _ = hours.after_ms(Timestamp(from), worked);
        let _ = hours.between_ms(Timestamp(from), Timestamp(to));
    }
}
