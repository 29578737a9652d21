//! Requests and complaints: where they stand, what is promised, when somebody is told (D-11).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    calendar::{Calendar, PublicHolidays, Span},
    case::{Case, CaseStep, Did, Kind, Resolution, Standing, State, standing},
    conversation::Priority,
    customer::Tier,
    id::{CalendarId, CaseId, CaseStepId, CustomerId, SlaPolicyId, TopicId, UserId},
    limits,
    record::{Fact, Record},
    sla::{Applies, Book, Deed, Escalation, Reading, SlaPolicy, Target},
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;
/// Monday, 2026-11-23, nine o'clock in Seoul.
const MONDAY: Timestamp = Timestamp(1_795_392_000_000);

fn at(hours: i64) -> Timestamp {
    MONDAY.plus_ms(hours * HOUR_MS)
}

fn case() -> Case {
    Case {
        id: CaseId(Uuid::nil()),
        customer: CustomerId(Uuid::from_u128(1)),
        kind: Kind::Request,
        title: "명의 변경".into(),
        words: String::new(),
        topic: None,
        dialogue: None,
        contact: None,
        priority: Priority::Normal,
        assignee: None,
        created_by: UserId(Uuid::nil()),
        created_ms: MONDAY,
    }
}

fn step(id: u128, hours: i64, did: Did) -> CaseStep {
    CaseStep {
        id: CaseStepId(Uuid::from_u128(id)),
        customer: CustomerId(Uuid::from_u128(1)),
        case: CaseId(Uuid::nil()),
        contact: None,
        by: UserId(Uuid::nil()),
        at_ms: at(hours),
        did,
        words: "확인".into(),
    }
}

const DONE: Did = Did::Resolved { how: Resolution::Done };

fn after(steps: &[(i64, Did)]) -> Standing {
    let steps: Vec<_> = (1..).zip(steps).map(|(id, (hours, did))| step(id, *hours, *did)).collect();
    standing(&case(), &steps)
}

fn calendar() -> Calendar {
    Calendar {
        id: CalendarId(Uuid::from_u128(7)),
        name: "평일".into(),
        time_zone: "Asia/Seoul".into(),
        hours: (1..=5).map(|weekday| Span { weekday, from_min: 540, to_min: 1_080 }).collect(),
        public_holidays: PublicHolidays::Korea,
        days_off: Vec::new(),
        retired: false,
    }
}

/// An answer within four hours, a solution within three working days of nine hours.
fn policy() -> SlaPolicy {
    let escalation = |target, percent, deed| Escalation { target, percent, deed };
    SlaPolicy {
        id: SlaPolicyId(Uuid::from_u128(1)),
        name: "기본".into(),
        rank: 5,
        applies: Applies::default(),
        calendar: Some(CalendarId(Uuid::from_u128(7))),
        answer_min: Some(240),
        resolve_min: Some(27 * 60),
        escalations: vec![
            escalation(Target::Answer, 75, Deed::Remind),
            escalation(Target::Answer, 100, Deed::Raise),
            escalation(Target::Resolve, 100, Deed::Raise),
            escalation(Target::Resolve, 120, Deed::Lead),
        ],
        retired: false,
    }
}

fn read(steps: &[(i64, Did)]) -> Reading {
    Book::new([policy()], [calendar()]).read(&case(), &after(steps), Tier::Basic)
}

fn planned(reading: &Reading) -> Vec<(Deed, i64)> {
    let hours = |it: Timestamp| it.since_ms(MONDAY) / HOUR_MS;
    reading.planned.iter().map(|it| (it.escalation.deed, hours(it.at_ms))).collect()
}

#[test]
fn a_case_goes_from_us_to_the_customer_and_back_until_it_is_settled_d_11() {
    let begun = after(&[]);
    assert_eq!((begun.state, begun.answered_ms, begun.reopened), (State::Open, None, 0));
    let waiting = after(&[(1, Did::Waits)]);
    assert_eq!((waiting.state, waiting.since_ms, waiting.answered_ms), (State::Waiting, at(1), Some(at(1))));
    let settled = after(&[(1, Did::Waits), (3, Did::Resumed), (4, Did::Commented), (5, DONE)]);
    assert_eq!((settled.state, settled.settled.unwrap().at_ms), (State::Resolved, at(5)));
    let again = after(&[(5, DONE), (6, Did::Reopened)]);
    assert_eq!((again.state, again.reopened, again.settled), (State::Open, 1, None));
    assert_eq!(again.answered_ms, Some(at(5)), "what was settled was answered");
}

#[test]
fn what_can_t_be_done_where_a_case_stands_changes_nothing() {
    // Two desktops settle it without knowing of each other; a third one asks the customer after that.
    let twice = after(&[(2, DONE), (3, Did::Resolved { how: Resolution::Declined }), (4, Did::Waits)]);
    assert_eq!((twice.state, twice.settled.unwrap().how), (State::Resolved, Resolution::Done));
    assert_eq!(after(&[(1, Did::Resumed), (2, Did::Reopened)]).state, State::Open);
    assert_eq!(after(&[(1, Did::Commented)]).answered_ms, None);
    // By a clock that is behind it was answered before it came up.
    assert_eq!(after(&[(-5, Did::Answered)]).answered_ms, Some(MONDAY));
}

#[test]
fn promises_count_working_time_and_stand_still_while_the_customer_s_turn_lasts_d_11() {
    let begun = read(&[]);
    assert_eq!(begun.answer.as_ref().unwrap().due_ms, Some(at(4)));
    // Wednesday, six o'clock.
    assert_eq!(begun.resolve.as_ref().unwrap().due_ms, Some(at(2 * 24 + 9)));
    assert_eq!(begun.due(), Some((at(4), Target::Answer)));

    let waiting = read(&[(2, Did::Waits)]);
    let (answer, resolve) = (waiting.answer.clone().unwrap(), waiting.resolve.clone().unwrap());
    assert_eq!((answer.met_ms, answer.is_late(at(99))), (Some(at(2)), false));
    assert_eq!((resolve.due_ms, resolve.left_ms), (None, Some(25 * HOUR_MS)));
    assert_eq!(waiting.due(), None);

    // Seven hours of Monday and all of Tuesday were the customer's.
    let resumed = read(&[(2, Did::Waits), (48, Did::Resumed)]);
    assert_eq!(resumed.due().unwrap(), (at(4 * 24 + 7), Target::Resolve), "Friday, four o'clock");
}

#[test]
fn what_is_late_stays_late_and_what_was_in_time_stays_in_time() {
    let late = read(&[(5, Did::Answered)]);
    assert!(late.answer.unwrap().is_late(at(5)));
    let reopened = read(&[(4, Did::Answered), (5, DONE), (7 * 24, Did::Reopened)]);
    assert!(!reopened.answer.as_ref().unwrap().is_late(at(9 * 24)));
    assert_eq!(reopened.due().unwrap().1, Target::Resolve);
    // Of 27 hours five were used.
    assert_eq!(reopened.due().unwrap().0, at(9 * 24 + 4));
}

#[test]
fn escalations_are_moments_that_move_with_the_clock_d_11() {
    assert_eq!(planned(&read(&[])), [(Deed::Remind, 3), (Deed::Raise, 4), (Deed::Raise, 57), (Deed::Lead, 3 * 24 + 5)]);
    // Answered in time: nobody is reminded. What took effect before stays.
    assert_eq!(planned(&read(&[(2, Did::Answered)]))[0].0, Deed::Raise);
    assert_eq!(planned(&read(&[(3, Did::Answered)]))[0], (Deed::Remind, 3));
    let reading = read(&[]);
    let priority = |hours| reading.priority(Priority::Normal, at(hours));
    assert_eq!([priority(3), priority(4), priority(57)], [Priority::Normal, Priority::High, Priority::Urgent]);
    assert_eq!(reading.leads_ms(), Some(at(77).plus_ms(2 * HOUR_MS / 5)));
    // Settled before: it is nobody's business any more.
    assert_eq!(read(&[(2, DONE)]).leads_ms(), None);
}

#[test]
fn the_first_policy_whose_conditions_all_hold_is_the_one_d_11() {
    let named = |id, rank, applies| SlaPolicy { id: SlaPolicyId(Uuid::from_u128(id)), rank, applies, ..policy() };
    let topic = TopicId(Uuid::from_u128(3));
    let complaints = Applies { kinds: vec![Kind::Complaint], ..Applies::default() };
    let valued = Applies { kinds: vec![Kind::Complaint], tiers: vec![Tier::Vip, Tier::Gold], ..Applies::default() };
    let urgent = Applies { priorities: vec![Priority::Urgent], topics: vec![topic], ..Applies::default() };
    let all = [
        named(1, 9, Applies::default()),
        named(2, 3, complaints),
        named(3, 2, valued),
        named(4, 1, urgent),
        SlaPolicy { retired: true, ..named(5, 1, Applies::default()) },
    ];
    let book = Book::new(all, [calendar()]);
    let chosen = |case: &Case, tier| book.policy(case, tier).unwrap().id.0.as_u128();
    let complaint = Case { kind: Kind::Complaint, ..case() };
    assert_eq!(chosen(&case(), Tier::Vip), 1);
    assert_eq!(chosen(&complaint, Tier::Basic), 2);
    assert_eq!(chosen(&complaint, Tier::Gold), 3);
    let urgent = Case { priority: Priority::Urgent, ..complaint };
    assert_eq!(chosen(&urgent, Tier::Gold), 3, "it is about nothing");
    assert_eq!(chosen(&Case { topic: Some(topic), ..urgent }, Tier::Gold), 4);
    assert_eq!(Book::default().read(&case(), &after(&[]), Tier::Vip), Reading::default());
}

#[test]
fn a_case_a_step_and_a_policy_have_bounds() {
    let titled = |title: &str| limits::check(&Record::Case(Box::new(Case { title: title.into(), ..case() })));
    assert!(titled("환불").is_ok() && titled("  ").is_err() && titled(&"가".repeat(700)).is_err());
    let said = |did, words: &str| {
        limits::check_fact(&Fact::CaseStep(CaseStep { words: words.into(), ..step(1, 1, did) })).is_ok()
    };
    assert!(said(DONE, "") && said(Did::Resolved { how: Resolution::Declined }, "약관상 불가"));
    assert!(!said(Did::Resolved { how: Resolution::Declined }, " ") && !said(Did::Commented, ""));
    let sound = |it: SlaPolicy| limits::check(&Record::SlaPolicy(it)).is_ok();
    assert!(sound(policy()));
    assert!(!sound(SlaPolicy { rank: 0, ..policy() }) && !sound(SlaPolicy { answer_min: Some(0), ..policy() }));
    assert!(!sound(SlaPolicy { answer_min: None, ..policy() }), "it escalates what is not promised");
}

fn any_step() -> impl Strategy<Value = (i64, Did)> {
    let did = prop::sample::select(vec![
        Did::Answered,
        Did::Waits,
        Did::Resumed,
        DONE,
        Did::Resolved { how: Resolution::Declined },
        Did::Reopened,
        Did::Commented,
    ]);
    (0i64..400, did)
}

proptest! {
    #[test]
    fn a_case_stands_the_same_in_whatever_order_its_steps_come_and_however_often(
        steps in prop::collection::vec(any_step(), 0..12), seed: u64,
    ) {
        let steps: Vec<_> = (1..).zip(&steps).map(|(id, (hours, did))| step(id, *hours, *did)).collect();
        let expected = standing(&case(), &steps);
        let mut turned = steps.clone();
        turned.rotate_left(seed as usize % steps.len().max(1));
        turned.extend(steps);
        prop_assert_eq!(&standing(&case(), &turned), &expected);
        // Times in which it was our turn follow on each other, and only the last can go on.
        for pair in expected.runs.windows(2) {
            prop_assert!(pair[0].until_ms.is_some_and(|until| until <= pair[1].from_ms));
        }
        let goes_on = expected.runs.last().is_some_and(|it| it.until_ms.is_none());
        prop_assert_eq!(goes_on, expected.state == State::Open);
    }

    #[test]
    fn time_that_is_the_customer_s_makes_nothing_fall_due_earlier(
        steps in prop::collection::vec(any_step(), 0..12),
    ) {
        let reading = read(&steps);
        let (begun, resolve) = (read(&[]).resolve.unwrap(), reading.resolve.clone().unwrap());
        prop_assert!(resolve.due_ms.is_none_or(|due| due >= begun.due_ms.unwrap()));
        prop_assert!(resolve.left_ms.is_none_or(|left| (0..=27 * HOUR_MS).contains(&left)));
        prop_assert!(reading.planned.windows(2).all(|it| it[0].at_ms <= it[1].at_ms));
    }
}
