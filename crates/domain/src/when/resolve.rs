//! From a day and a time to a moment that lies ahead.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::{
    MAX_DAYS_AHEAD, WhenError,
    read::{Day, Said, Time},
    words::Part,
};
use crate::time::{Timestamp, shown_at};

/// The time of a day that is named without one.
const DEFAULT_HOUR: u32 = 9;
/// The first hour of the working day: smaller ones are meant in the afternoon.
const FIRST_WORKING_HOUR: u32 = 8;

pub(super) fn resolve(said: Said, now: Timestamp, zone: Tz) -> Result<Timestamp, WhenError> {
    let local = DateTime::from_timestamp_millis(now.0).ok_or(WhenError::NoSuchTime)?.with_timezone(&zone).naive_local();
    if let Some(minutes) = said.minutes {
        return ahead(now.plus_ms(i64::from(minutes) * 60_000), now);
    }
    let times = times(said, local)?;
    let mut result = Err(WhenError::Past);
    for date in dates(said.day, local.date())? {
        for (days, time) in &times {
            let date = date.checked_add_days(Days::new(*days)).ok_or(WhenError::TooFar)?;
            result =
                shown_at(date.and_time(*time), zone).ok_or(WhenError::NoSuchTime).and_then(|moment| ahead(moment, now));
            if result != Err(WhenError::Past) {
                return result;
            }
        }
    }
    result
}

fn ahead(moment: Timestamp, now: Timestamp) -> Result<Timestamp, WhenError> {
    if moment <= now {
        Err(WhenError::Past)
    } else if moment.since_ms(now) > MAX_DAYS_AHEAD * 86_400_000 {
        Err(WhenError::TooFar)
    } else {
        Ok(moment)
    }
}

/// The days that can be meant, the first that lies ahead is.
fn dates(day: Option<Day>, today: NaiveDate) -> Result<Vec<NaiveDate>, WhenError> {
    let after = |days: u64| today.checked_add_days(Days::new(days)).ok_or(WhenError::TooFar);
    match day {
        None => Ok(vec![today, after(1)?]),
        Some(Day::Ahead(days) | Day::Later(days)) => Ok(vec![after(u64::from(days))?]),
        Some(Day::Weekday { day, weeks: None }) => {
            let days = u64::from((7 + day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7);
            Ok(vec![after(days)?, after(days + 7)?])
        }
        Some(Day::Weekday { day, weeks: Some(weeks) }) => {
            let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())));
            let days = u64::from(weeks) * 7 + u64::from(day.num_days_from_monday());
            let date = monday.and_then(|it| it.checked_add_days(Days::new(days)));
            Ok(vec![date.ok_or(WhenError::TooFar)?])
        }
        Some(Day::OfMonth(day)) => {
            let first = today.with_day(1).ok_or(WhenError::NoSuchTime)?;
            // A 31st can be two months away.
            let months = (0..3).filter_map(|months| first.checked_add_months(Months::new(months)));
            some(months.filter_map(|it| it.with_day(day)).collect())
        }
        Some(Day::OfYear { month, day }) => {
            // A 29th of February can be years away; MAX_DAYS_AHEAD says which is too far.
            some((0..9).filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day)).collect())
        }
        Some(Day::Full { year, month, day }) => {
            let year = i32::try_from(year).map_err(|_| WhenError::NoSuchTime)?;
            some(NaiveDate::from_ymd_opt(year, month, day).into_iter().collect())
        }
    }
}

fn some(dates: Vec<NaiveDate>) -> Result<Vec<NaiveDate>, WhenError> {
    if dates.is_empty() { Err(WhenError::NoSuchTime) } else { Ok(dates) }
}

/// The times that can be meant, with days to add: the first that lies ahead is.
fn times(said: Said, local: NaiveDateTime) -> Result<Vec<(u64, NaiveTime)>, WhenError> {
    let hour = |hour| clock(hour, 0);
    match (said.part, said.time) {
        (_, Some(Time::Noon)) => Ok(vec![hour(12)?]),
        (_, Some(Time::Midnight)) => Ok(vec![hour(24)?]),
        (Some(part), Some(Time::Clock { hour, minute, .. })) => Ok(vec![clock(hour_of(part, hour)?, minute)?]),
        (None, Some(Time::Clock { hour, minute, exact: true })) => Ok(vec![clock(hour, minute)?]),
        (None, Some(Time::Clock { hour, minute, exact: false })) => working(hour, minute, said.day),
        (Some(part), None) => Ok(vec![hour(match part {
            Part::Morning => 10,
            Part::Afternoon => 14,
            Part::Evening => 18,
            Part::Night => 20,
            Part::Dawn => 5,
        })?]),
        (None, None) => match said.day {
            Some(Day::Later(_)) => Ok(vec![(0, local.time())]),
            Some(Day::Ahead(0)) => Err(WhenError::TimeMissing),
            _ => Ok(vec![hour(DEFAULT_HOUR)?]),
        },
    }
}

/// An hour without a part of the day: the one at which people work. Where today was named, the other one, when only that lies ahead.
fn working(hour: u32, minute: u32, day: Option<Day>) -> Result<Vec<(u64, NaiveTime)>, WhenError> {
    let (morning, afternoon) = (hour % 12, hour % 12 + 12);
    let (meant, other) =
        if (FIRST_WORKING_HOUR..12).contains(&hour) { (morning, afternoon) } else { (afternoon, morning) };
    let mut times = vec![clock(meant, minute)?];
    if day == Some(Day::Ahead(0)) {
        times.push(clock(other, minute)?);
    }
    Ok(times)
}

/// The hour on the 24-hour clock.
fn hour_of(part: Part, hour: u32) -> Result<u32, WhenError> {
    match (part, hour) {
        (Part::Morning | Part::Dawn, 12) => Ok(0),
        (Part::Morning | Part::Dawn, 0..12) => Ok(hour),
        (Part::Night, 12) => Ok(24),
        // "밤 1시" is the night that the day ends with.
        (Part::Night, 0..5) => Ok(24 + hour),
        (Part::Afternoon | Part::Evening, 12) => Ok(12),
        (Part::Afternoon | Part::Evening | Part::Night, 1..12) => Ok(hour + 12),
        (Part::Afternoon | Part::Evening | Part::Night, 13..=24) => Ok(hour),
        _ => Err(WhenError::NoSuchTime),
    }
}

fn clock(hour: u32, minute: u32) -> Result<(u64, NaiveTime), WhenError> {
    let time = NaiveTime::from_hms_opt(hour % 24, minute, 0).ok_or(WhenError::NoSuchTime)?;
    Ok((u64::from(hour / 24), time))
}
