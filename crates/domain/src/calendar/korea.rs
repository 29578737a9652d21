//! Public holidays of the Republic of Korea.
//!
//! Source: 공휴일에 관한 법률 and 관공서의 공휴일에 관한 규정 (Regulation on Holidays of Public Agencies), articles 2 and 3, as in force for each
//! year. Lunar days are those of the calendar of the Korea Astronomy and Space Science Institute; the table reaches to [`LAST_YEAR`], and
//! for later years nothing is known here: whoever runs a calendar enters their days.
//!
//! Not in it, because no rule gives them beforehand: days of elections, days that the government declares, Labour Day. Sundays are holidays
//! by the Regulation, too; whether a centre works on them is said by its hours.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The first year that is known.
pub const FIRST_YEAR: i32 = 2015;
/// The last year that is known.
pub const LAST_YEAR: i32 = 2050;

/// For each year the solar month and day of Seollal (1st of the 1st lunar month), Buddha's birthday (8th of the 4th) and Chuseok (15th of
/// the 8th).
const LUNAR: [[(u32, u32); 3]; 36] = [
    [(2, 19), (5, 25), (9, 27)],
    [(2, 8), (5, 14), (9, 15)],
    [(1, 28), (5, 3), (10, 4)],
    [(2, 16), (5, 22), (9, 24)],
    [(2, 5), (5, 12), (9, 13)],
    [(1, 25), (4, 30), (10, 1)],
    [(2, 12), (5, 19), (9, 21)],
    [(2, 1), (5, 8), (9, 10)],
    [(1, 22), (5, 27), (9, 29)],
    [(2, 10), (5, 15), (9, 17)],
    [(1, 29), (5, 5), (10, 6)],
    [(2, 17), (5, 24), (9, 25)],
    [(2, 7), (5, 13), (9, 15)],
    [(1, 27), (5, 2), (10, 3)],
    [(2, 13), (5, 20), (9, 22)],
    [(2, 3), (5, 9), (9, 12)],
    [(1, 23), (5, 28), (10, 1)],
    [(2, 11), (5, 16), (9, 19)],
    [(1, 31), (5, 6), (9, 8)],
    [(2, 19), (5, 25), (9, 27)],
    [(2, 8), (5, 15), (9, 16)],
    [(1, 28), (5, 3), (10, 4)],
    [(2, 15), (5, 22), (9, 24)],
    [(2, 4), (5, 11), (9, 13)],
    [(1, 24), (4, 30), (10, 2)],
    [(2, 12), (5, 18), (9, 21)],
    [(2, 1), (5, 7), (9, 10)],
    [(1, 22), (5, 26), (9, 28)],
    [(2, 10), (5, 16), (9, 17)],
    [(1, 30), (5, 5), (10, 5)],
    [(2, 17), (5, 24), (9, 25)],
    [(2, 6), (5, 13), (9, 15)],
    [(1, 26), (5, 2), (10, 4)],
    [(2, 14), (5, 20), (9, 22)],
    [(2, 2), (5, 9), (9, 11)],
    [(1, 23), (5, 28), (9, 30)],
];

/// What a day off is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "KoreanOccasion")]
pub enum Occasion {
    /// 1월 1일.
    NewYear,
    /// 설날, with the day before and after.
    Seollal,
    /// 3·1절.
    March1,
    /// 부처님오신날.
    BuddhasBirthday,
    /// 어린이날.
    ChildrensDay,
    /// 현충일.
    MemorialDay,
    /// 제헌절, from 2026.
    ConstitutionDay,
    /// 광복절.
    LiberationDay,
    /// 추석, with the day before and after.
    Chuseok,
    /// 개천절.
    FoundationDay,
    /// 한글날.
    HangeulDay,
    /// 기독탄신일.
    Christmas,
}

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(rename = "KoreanHoliday")]
pub struct Holiday {
    /// The day.
    #[ts(type = "string")]
    pub date: NaiveDate,
    /// What it is for.
    pub occasion: Occasion,
    /// It stands in for one that fell on another day off (대체공휴일).
    pub substitute: bool,
}

/// When a holiday that falls on another day off gets another day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Never.
    Never,
    /// On a Sunday or another holiday.
    Sunday,
    /// On a Saturday, a Sunday or another holiday.
    Weekend,
}

/// The years that are known.
pub fn years() -> impl Iterator<Item = i32> {
    FIRST_YEAR..=LAST_YEAR
}

/// The public holidays of a year in their order, none for years outside of the table. A day that is two holidays stands there once.
pub fn holidays(year: i32) -> Vec<Holiday> {
    let mut days: BTreeMap<NaiveDate, Vec<Occasion>> = BTreeMap::new();
    for (date, occasion) in appointed(year) {
        days.entry(date).or_default().push(occasion);
    }
    let mut all: Vec<Holiday> = days.iter().map(|(date, it)| holiday(*date, it[0], false)).collect();
    for (date, occasions) in &days {
        // Of several that fall on one day, one has that day and each other one that may be moved gets another.
        let met = occasions.len().saturating_sub(1);
        let movable = |it: &&Occasion| falls_badly(**it, *date, year) || (met > 0 && stand(**it, year) != Stand::Never);
        let mut owed: Vec<Occasion> = occasions.iter().filter(movable).copied().collect();
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            owed.truncate(met);
        }
        for occasion in owed {
            if let Some(next) = next_free(*date, &all) {
                all.push(holiday(next, occasion, true));
            }
        }
    }
    all.sort_unstable();
    all
}

fn holiday(date: NaiveDate, occasion: Occasion, substitute: bool) -> Holiday {
    Holiday { date, occasion, substitute }
}

/// The days themselves (article 2).
fn appointed(year: i32) -> Vec<(NaiveDate, Occasion)> {
    use Occasion::{
        BuddhasBirthday, ChildrensDay, Christmas, Chuseok, ConstitutionDay, FoundationDay, HangeulDay, LiberationDay,
        March1, MemorialDay, NewYear, Seollal,
    };
    let known = usize::try_from(year - FIRST_YEAR).ok().and_then(|at| LUNAR.get(at));
    let Some([seollal, buddha, chuseok]) = known else { return Vec::new() };
    let fixed = [
        (1, 1, NewYear),
        (3, 1, March1),
        (5, 5, ChildrensDay),
        (6, 6, MemorialDay),
        (7, 17, ConstitutionDay),
        (8, 15, LiberationDay),
        (10, 3, FoundationDay),
        (10, 9, HangeulDay),
        (12, 25, Christmas),
        (buddha.0, buddha.1, BuddhasBirthday),
    ];
    let date = |(month, day)| NaiveDate::from_ymd_opt(year, month, day);
    let fixed = fixed.into_iter().filter(|(_, _, it)| *it != ConstitutionDay || year >= 2026);
    let mut all: Vec<_> = fixed.filter_map(|(month, day, occasion)| Some((date((month, day))?, occasion))).collect();
    for (middle, occasion) in [(*seollal, Seollal), (*chuseok, Chuseok)] {
        let Some(middle) = date(middle) else { continue };
        let around = [middle.pred_opt(), Some(middle), middle.succ_opt()];
        all.extend(around.into_iter().flatten().map(|it| (it, occasion)));
    }
    all
}

/// Which holidays are moved (article 3): those of Seollal, Chuseok and Children's Day from 2014, national days from August 2021, Buddha's
/// birthday and Christmas from May 2023.
fn stand(occasion: Occasion, year: i32) -> Stand {
    match occasion {
        Occasion::NewYear | Occasion::MemorialDay => Stand::Never,
        Occasion::Seollal | Occasion::Chuseok => Stand::Sunday,
        Occasion::ChildrensDay => Stand::Weekend,
        Occasion::March1 if year >= 2022 => Stand::Weekend,
        Occasion::LiberationDay | Occasion::FoundationDay | Occasion::HangeulDay if year >= 2021 => Stand::Weekend,
        Occasion::ConstitutionDay => Stand::Weekend,
        Occasion::BuddhasBirthday | Occasion::Christmas if year >= 2023 => Stand::Weekend,
        _ => Stand::Never,
    }
}

fn falls_badly(occasion: Occasion, date: NaiveDate, year: i32) -> bool {
    match stand(occasion, year) {
        Stand::Never => false,
        Stand::Sunday => date.weekday() == Weekday::Sun,
        Stand::Weekend => matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
    }
}

/// The first day after that is neither a holiday nor on a weekend.
fn next_free(date: NaiveDate, taken: &[Holiday]) -> Option<NaiveDate> {
    let is_taken = |it: &NaiveDate| taken.iter().any(|holiday| holiday.date == *it);
    let later = (1..=30).filter_map(|days| date.checked_add_days(Days::new(days)));
    later.filter(|it| !matches!(it.weekday(), Weekday::Sat | Weekday::Sun)).find(|it| !is_taken(it))
}
