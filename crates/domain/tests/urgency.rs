//! By when customers are to have an answer, and in which order their conversations are worked on (D-12).
#![allow(clippy::unwrap_used)]

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Asia::Seoul;
use daehwa_domain::{
    calendar::{Calendar, Hours, PublicHolidays, Span},
    conversation::{Mailbox, Priority, Urgency, UrgencyInput, Weights, answer_due, urgency},
    customer::Tier,
    id::CalendarId,
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

fn at(text: &str) -> Timestamp {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Timestamp(Seoul.from_local_datetime(&local).unwrap().timestamp_millis())
}

/// Weekdays from nine to six in Seoul, without Korea's holidays.
fn seoul() -> Hours {
    Hours::of(&Calendar {
        id: CalendarId(Uuid::nil()),
        name: "상담".into(),
        time_zone: "Asia/Seoul".into(),
        hours: (1..=5).map(|weekday| Span { weekday, from_min: 9 * 60, to_min: 18 * 60 }).collect(),
        public_holidays: PublicHolidays::Korea,
        days_off: Vec::new(),
        retired: false,
    })
}

#[test]
fn an_answer_is_due_after_so_much_working_time_over_weekends_and_korean_holidays_d_12() {
    for (written, due) in [
        // A Friday evening, and a Saturday.
        ("2026-11-20 17:55", "2026-11-23 09:25"),
        ("2026-11-21 12:00", "2026-11-23 09:30"),
        // Seollal 2027 lies on a weekend and a Monday; Tuesday stands in for its Sunday.
        ("2027-02-05 17:55", "2027-02-10 09:25"),
        // 1 March 2026 is a Sunday; Monday stands in for it.
        ("2026-02-27 17:55", "2026-03-03 09:25"),
        ("2026-11-23 10:00", "2026-11-23 10:30"),
    ] {
        assert_eq!(answer_due(at(written), 30, &seoul()), at(due), "{written}");
    }
    assert_eq!(answer_due(at("2026-11-20 17:55"), 30, &Hours::always()), at("2026-11-20 18:25"));
}

#[test]
fn where_nobody_works_for_years_an_answer_is_due_all_the_same_d_12() {
    let unending = (0..)
        .map_while(|day| "2026-11-20".parse::<chrono::NaiveDate>().unwrap().checked_add_days(chrono::Days::new(day)));
    let never = Hours::of(&Calendar {
        days_off: unending
            .take(3_700)
            .map(|date| daehwa_domain::calendar::DayOff { date, name: String::new() })
            .collect(),
        id: CalendarId(Uuid::nil()),
        name: "휴무".into(),
        time_zone: "Asia/Seoul".into(),
        hours: vec![Span { weekday: 1, from_min: 540, to_min: 600 }],
        public_holidays: PublicHolidays::None,
        retired: false,
    });
    assert_eq!(answer_due(at("2026-11-20 17:55"), 30, &never), at("2026-11-20 18:25"));
}

#[test]
fn a_mailbox_of_an_older_program_counts_around_the_clock_d_12() {
    let nobody = Uuid::nil();
    let older = serde_json::json!({
        "id": nobody, "key": "help", "channel": "email", "address": "help@daehwa.example", "name": {"ko": "상담", "en": ""},
        "team": nobody, "signature": {"ko": "", "en": ""}, "answer_within_min": 60, "retired": false,
    });
    assert_eq!(serde_json::from_value::<Mailbox>(older).unwrap().calendar, None);
}

proptest! {
    #[test]
    fn what_was_filed_by_its_rank_says_the_same_as_when_it_was_filed_d_12(
        moments in prop::array::uniform3(1_704_067_200_000_i64..2_019_686_400_000), some: [bool; 2], need in 0u16..1_200,
        tier in prop::sample::select(vec![Tier::Basic, Tier::Silver, Tier::Gold, Tier::Vip]),
        priority in prop::sample::select(vec![Priority::Normal, Priority::High, Priority::Urgent]),
    ) {
        let [answer, promised, last] = moments.map(Timestamp);
        let weights = Weights { priority, tier, need };
        let (answer_ms, promised_ms) = (some[0].then_some(answer), some[1].then_some(promised));
        let filed = urgency(&UrgencyInput { answer_ms, promised_ms, last_ms: last, weights });
        prop_assert_eq!(filed.due_ms, answer_ms.into_iter().chain(promised_ms).min());
        prop_assert_eq!(Urgency::filed(filed.rank_ms, some[0] || some[1], weights), filed);
    }
}
