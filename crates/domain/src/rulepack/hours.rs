//! When advertising may be sent: by the clock where its receiver is.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;

use crate::{interaction::Channel, time::Timestamp};

/// So often the next opening is looked for: zones whose hours never meet have none.
const MAX_STEPS: usize = 16;

/// When advertising may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// From this time of day on.
    pub from: NaiveTime,
    /// Until before this one.
    pub until: NaiveTime,
    /// So long before and after nothing is sent either, in seconds: what is handed over takes time to arrive.
    pub margin_s: u32,
    /// Channels on which it may come at any hour.
    pub exempt: Vec<Channel>,
    /// A separate consent for the night lifts them.
    pub night_consent: bool,
    /// The zones of a country whose numbers need not be told apart.
    pub zones: Vec<Tz>,
    /// Where numbers are, in a country with several zones.
    pub areas: Vec<Area>,
    /// Where fewer hours are allowed.
    pub narrower: Vec<Narrower>,
    /// The laws.
    pub source: Vec<String>,
}

/// Where numbers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The zones that it may be; all have to allow it.
    pub zones: Vec<Tz>,
    /// How its numbers begin (E.164).
    pub numbers: Vec<String>,
}

/// Where fewer hours are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrower {
    /// From this time of day on.
    pub from: NaiveTime,
    /// Until before this one.
    pub until: NaiveTime,
    /// From when on Sundays.
    pub sunday_from: Option<NaiveTime>,
    /// How its numbers begin (E.164).
    pub numbers: Vec<String>,
    /// The laws.
    pub source: Vec<String>,
}

/// Nobody knows what time it is there: unknown is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoZone;

/// A day's allowed part at a place.
struct Day {
    from: NaiveTime,
    until: NaiveTime,
    sunday_from: NaiveTime,
}

impl Hours {
    /// From when on something may go to a number (E.164) at or after `at`: `at` itself within the hours. Every zone in which the number may
    /// be has to allow it, and the one in its owner's profile, too. With `margin_s` of 0 it is the law's own hours.
    pub fn next(&self, number: &str, profile: Option<Tz>, at: Timestamp, margin_s: u32) -> Result<Timestamp, NoZone> {
        let mut zones = self.zones_of(number);
        if zones.is_empty() {
            return Err(NoZone);
        }
        zones.extend(profile);
        let day = self.day(number, margin_s);
        let mut moment = DateTime::from_timestamp_millis(at.0).ok_or(NoZone)?.fixed_offset();
        for _ in 0..MAX_STEPS {
            let next = zones.iter().map(|zone| day.next(moment.with_timezone(zone)).fixed_offset()).max();
            let next = next.ok_or(NoZone)?;
            if next == moment {
                return Ok(Timestamp(moment.timestamp_millis()));
            }
            moment = next;
        }
        Err(NoZone)
    }

    fn zones_of(&self, number: &str) -> Vec<Tz> {
        let area = self.areas.iter().find(|it| begins(number, &it.numbers));
        area.map_or_else(|| self.zones.clone(), |it| it.zones.clone())
    }

    fn day(&self, number: &str, margin_s: u32) -> Day {
        let margin = TimeDelta::seconds(i64::from(margin_s));
        let narrower = self.narrower.iter().find(|it| begins(number, &it.numbers));
        let (from, until) = narrower.map_or((self.from, self.until), |it| (it.from, it.until));
        let sunday_from = narrower.and_then(|it| it.sunday_from).unwrap_or(from);
        Day { from: from + margin, until: until - margin, sunday_from: sunday_from + margin }
    }
}

impl Day {
    /// The moment itself within the day's hours, else when they next begin.
    fn next(&self, at: DateTime<Tz>) -> DateTime<Tz> {
        let from = |weekday| if weekday == Weekday::Sun { self.sunday_from } else { self.from };
        let today = from(at.weekday());
        if (today..self.until).contains(&at.time()) {
            return at;
        }
        let date =
            if at.time() < today { Some(at.date_naive()) } else { at.date_naive().checked_add_days(Days::new(1)) };
        let opens = date.map(|it| it.and_time(from(it.weekday())));
        // No clock is set forward over a morning; were it so, the day would begin an hour later.
        let local = opens.and_then(|it| {
            let zone = at.timezone();
            zone.from_local_datetime(&it)
                .earliest()
                .or_else(|| zone.from_local_datetime(&(it + TimeDelta::hours(1))).earliest())
        });
        local.unwrap_or(at)
    }
}

fn begins(number: &str, all: &[String]) -> bool {
    all.iter().any(|it| number.starts_with(it.as_str()))
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;

    use super::*;
    use crate::rulepack::RulePack;

    fn next(region: &str, number: &str, at: &str, margin_s: u32) -> Result<String, NoZone> {
        let at = DateTime::parse_from_rfc3339(at).unwrap();
        let hours = RulePack::of_region(region).unwrap().hours.as_ref().unwrap();
        let next = hours.next(number, None, Timestamp(at.timestamp_millis()), margin_s)?;
        let next = DateTime::from_timestamp_millis(next.0).unwrap().with_timezone(at.offset());
        Ok(next.to_rfc3339_opts(SecondsFormat::Secs, false))
    }

    fn is_open(region: &str, number: &str, at: &str) -> bool {
        next(region, number, at, 0) == Ok(at.to_owned())
    }

    #[test]
    fn the_korean_night_begins_at_nine_and_ends_at_eight_to_the_second_c_1() {
        let open = |at| is_open("KR", "+821012345678", at);
        assert!(open("2026-11-22T20:59:59+09:00") && open("2026-11-23T08:00:00+09:00"));
        assert!(!open("2026-11-22T21:00:00+09:00") && !open("2026-11-23T07:59:59+09:00"));
        let waits = |at| next("KR", "+821012345678", at, 0).unwrap();
        assert_eq!(waits("2026-11-22T21:00:00+09:00"), "2026-11-23T08:00:00+09:00");
        assert_eq!(waits("2026-11-23T00:00:00+09:00"), "2026-11-23T08:00:00+09:00");
        assert_eq!(waits("2026-12-31T23:59:59+09:00"), "2027-01-01T08:00:00+09:00");
    }

    #[test]
    fn a_margin_keeps_what_is_on_its_way_out_of_the_night_c_1() {
        let margin = |at| next("KR", "+821012345678", at, 60).unwrap();
        assert_eq!(margin("2026-11-22T20:58:59+09:00"), "2026-11-22T20:58:59+09:00");
        assert_eq!(margin("2026-11-22T20:59:00+09:00"), "2026-11-23T08:01:00+09:00");
        assert_eq!(margin("2026-11-23T08:00:30+09:00"), "2026-11-23T08:01:00+09:00");
    }

    #[test]
    fn in_the_united_states_every_zone_in_which_a_number_may_be_has_to_allow_it_c_1() {
        let open = |number, at| is_open("US", number, at);
        assert!(!open("+18502001234", "2026-11-23T08:30:00-05:00"), "it may be 07:30 there");
        assert!(open("+18502001234", "2026-11-23T09:00:00-05:00"));
        assert!(open("+15022001234", "2026-11-23T20:59:00-05:00"));
        assert!(!open("+15022001234", "2026-11-23T21:00:00-05:00"));
        assert_eq!(next("US", "+18005550123", "2026-11-23T12:00:00-05:00", 0), Err(NoZone), "of no place");
    }

    #[test]
    fn clocks_that_are_set_forward_and_back_move_the_hours_with_them_c_1() {
        // On 2026-03-08 clocks in New York go from 02:00 to 03:00, on 2026-11-01 from 02:00 back to 01:00.
        assert!(is_open("US", "+12125550123", "2026-03-08T07:30:00-05:00"), "it is 08:30 there by then");
        assert!(!is_open("US", "+12125550123", "2026-03-07T07:30:00-05:00"));
        let waits = |at| next("US", "+12125550123", at, 0).unwrap();
        assert_eq!(waits("2026-03-07T22:00:00-05:00"), "2026-03-08T07:00:00-05:00");
        assert_eq!(waits("2026-10-31T22:00:00-04:00"), "2026-11-01T09:00:00-04:00");
    }

    #[test]
    fn states_with_fewer_hours_keep_theirs_c_1() {
        assert!(!is_open("US", "+13055550123", "2026-11-23T20:00:00-05:00"), "Florida");
        assert!(is_open("US", "+13055550123", "2026-11-23T19:59:59-05:00"));
        assert!(!is_open("US", "+15125550123", "2026-11-22T11:59:00-06:00"), "a Sunday in Texas");
        assert!(is_open("US", "+15125550123", "2026-11-22T12:00:00-06:00"));
        assert!(is_open("US", "+15125550123", "2026-11-23T09:00:00-06:00"));
        let monday = next("US", "+15125550123", "2026-11-22T21:30:00-06:00", 0);
        assert_eq!(monday.as_deref(), Ok("2026-11-23T09:00:00-06:00"));
    }

    #[test]
    fn where_number_and_profile_disagree_both_have_to_allow_it_c_1() {
        let hours = RulePack::of_region("KR").unwrap().hours.as_ref().unwrap();
        let at = DateTime::parse_from_rfc3339("2026-11-23T12:00:00+09:00").unwrap().timestamp_millis();
        let london = hours.next("+821012345678", Some(Tz::Europe__London), Timestamp(at), 0).unwrap();
        // 17:00 in Seoul is 08:00 in London.
        assert_eq!(london, Timestamp(at + 5 * 3_600_000));
        let never = hours.next("+821012345678", Some(Tz::America__New_York), Timestamp(at), 0);
        // 08:00 to 21:00 in New York is 22:00 to 11:00 in Seoul: from 08:00 to 11:00 both are awake.
        assert_eq!(never, Ok(Timestamp(at + 20 * 3_600_000)));
    }
}
