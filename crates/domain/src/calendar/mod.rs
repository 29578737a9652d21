//! When a centre works: hours of the week in a time zone, and days off. What is promised "within four hours" is counted in these.

mod hours;
pub mod korea;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use hours::{Hours, MAX_AHEAD_DAYS};

use crate::{
    id::CalendarId,
    limits::{Fault, LimitError, MAX_KEY_BYTES, MAX_NAME_BYTES, holds, required, text},
};

/// Spans of a week: several for each day.
pub const MAX_SPANS: usize = 7 * 6;
/// Days off that somebody entered.
pub const MAX_DAYS_OFF: usize = 500;
/// The end of a day, in minutes.
pub const DAY_MIN: u16 = 24 * 60;

/// When the centre works. Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Calendar {
    /// Identity.
    pub id: CalendarId,
    /// What it is called.
    pub name: String,
    /// IANA time zone in which its hours are meant.
    pub time_zone: String,
    /// The hours of the week, in their order.
    pub hours: Vec<Span>,
    /// The public holidays that are days off.
    pub public_holidays: PublicHolidays,
    /// Other days off: elections, days that a government declares at short notice, the company's own.
    pub days_off: Vec<DayOff>,
    /// Not chosen any more.
    pub retired: bool,
}

/// Hours on one day of each week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(rename = "CalendarSpan")]
pub struct Span {
    /// The day: 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekday: u8,
    /// From this minute of the day.
    pub from_min: u16,
    /// To this minute of the day; 1,440 is its end.
    pub to_min: u16,
}

/// Whose public holidays are days off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PublicHolidays {
    /// Nobody's.
    #[default]
    None,
    /// The Republic of Korea's ([`korea`]).
    Korea,
}

/// A day on which nobody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DayOff {
    /// Which, in the calendar's time zone.
    #[ts(type = "string")]
    pub date: NaiveDate,
    /// What it is.
    pub name: String,
}

impl Calendar {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("name", &self.name, MAX_NAME_BYTES)?;
        text("time_zone", &self.time_zone, MAX_KEY_BYTES)?;
        holds("time_zone", self.time_zone.parse::<Tz>().is_ok(), Fault::OutOfRange)?;
        holds("hours", !self.hours.is_empty(), Fault::Empty)?;
        holds("hours", self.hours.len() <= MAX_SPANS, Fault::TooMany { max: MAX_SPANS })?;
        let sound = |it: &Span| (1..=7).contains(&it.weekday) && it.from_min < it.to_min && it.to_min <= DAY_MIN;
        holds("hours", self.hours.iter().all(sound), Fault::OutOfRange)?;
        let apart = |it: &[Span]| (it[0].weekday, it[0].to_min) <= (it[1].weekday, it[1].from_min);
        holds("hours", self.hours.windows(2).all(apart), Fault::OutOfRange)?;
        holds("days_off", self.days_off.len() <= MAX_DAYS_OFF, Fault::TooMany { max: MAX_DAYS_OFF })?;
        self.days_off.iter().try_for_each(|it| text("days_off", &it.name, MAX_NAME_BYTES))
    }
}
