//! Cases over the cache: what falls due first, what is told when, what a merge does (D-11).
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use daehwa_cache::{Cache, CaseFilter, CaseShelf, Whose};
use daehwa_domain::{
    case::{Case, CaseStep, Did, Kind, Resolution, State},
    conversation::Priority,
    customer::{Customer, Tier},
    id::{CaseId, CustomerId, UserId},
    identity::{Merged, Unmerged},
    interaction::Interaction,
    record::{Fact, Record, RecordKind, RecordRef},
    sla::{Applies, Deed, Escalation, SlaPolicy, Target},
    time::Timestamp,
};
use daehwa_protocol::scope::Scope;
use serde_json::json;

const HOUR_MS: i64 = 3_600_000;
const OPEN: CaseFilter = CaseFilter { whose: Whose::All, kind: None, shelf: CaseShelf::Open };

fn case(of: CustomerId, title: &str, created_ms: Timestamp) -> Case {
    Case {
        id: id(),
        customer: of,
        kind: Kind::Request,
        title: title.into(),
        words: String::new(),
        topic: None,
        dialogue: None,
        contact: None,
        priority: Priority::Normal,
        assignee: None,
        created_by: user(),
        created_ms,
    }
}

fn step(of: &Case, at_ms: Timestamp, did: Did) -> Fact {
    Fact::CaseStep(CaseStep {
        id: id(),
        customer: of.customer,
        case: of.id,
        contact: None,
        by: user(),
        at_ms,
        did,
        words: "확인".into(),
    })
}

/// Around the clock: an answer within four hours, settled within ten; a supervisor is told after twelve.
fn policy() -> SlaPolicy {
    SlaPolicy {
        id: id(),
        name: "기본".into(),
        rank: 5,
        applies: Applies::default(),
        calendar: None,
        answer_min: Some(240),
        resolve_min: Some(600),
        escalations: vec![
            Escalation { target: Target::Answer, percent: 75, deed: Deed::Remind },
            Escalation { target: Target::Resolve, percent: 120, deed: Deed::Lead },
        ],
        retired: false,
    }
}

fn promised(cache: &Cache, policies: Vec<SlaPolicy>) {
    let changes: Vec<_> = policies.into_iter().map(|it| record_change(Record::SlaPolicy(it))).collect();
    cache.apply_delta(Scope::Centre, 0, 1, &changes, NOW).unwrap();
}

fn open(cache: &Cache, case: &Case) {
    cache.commit(work().create(id(), Record::Case(Box::new(case.clone())))).unwrap();
}

fn happens(cache: &Cache, fact: Fact) {
    cache.commit(work().append(id(), fact)).unwrap();
}

fn set(cache: &Cache, of: &Case, field: &str, value: serde_json::Value) {
    let target = RecordRef { kind: RecordKind::Case, id: of.id.0 };
    cache.commit(work().set(id(), target, Some(of.customer), vec![(field.into(), value)])).unwrap();
}

fn listed(cache: &Cache, filter: CaseFilter, now: Timestamp) -> Vec<CaseId> {
    let (rows, total) = cache.cases(&filter, 0, 100, now).unwrap();
    assert_eq!(rows.len(), total as usize);
    rows.into_iter().map(|it| it.case.id).collect()
}

#[test]
fn cases_are_listed_by_what_falls_due_first_d_11() {
    let place = Place::new();
    let cache = place.open();
    promised(&cache, vec![policy()]);
    let of = add_customer(&cache, "김민준", "010-1111-2222");
    let [old, new, answered, waiting] = [-3, -1, -3, -2].map(|hours| case(of, "요청", NOW.plus_ms(hours * HOUR_MS)));
    [&new, &waiting, &answered, &old].into_iter().for_each(|it| open(&cache, it));
    happens(&cache, step(&answered, NOW.plus_ms(-HOUR_MS), Did::Answered));
    happens(&cache, step(&waiting, NOW.plus_ms(-HOUR_MS), Did::Waits));
    // Due in one, three and seven hours; and never while it is the customer's turn.
    assert_eq!(listed(&cache, OPEN, NOW), [old.id, new.id, answered.id, waiting.id]);
    let (window, total) = cache.cases(&OPEN, 1, 1, NOW).unwrap();
    assert_eq!((window[0].case.id, total), (new.id, 4));

    let later = NOW.plus_ms(2 * HOUR_MS);
    assert_eq!(listed(&cache, CaseFilter { shelf: CaseShelf::Late, ..OPEN }, later), [old.id]);
    let counts = cache.case_counts(user(), later).unwrap();
    assert_eq!((counts.open, counts.nobody, counts.mine, counts.late, counts.escalated), (4, 4, 0, 1, 0));

    set(&cache, &new, "assignee", json!(user()));
    set(&cache, &new, "kind", json!("complaint"));
    assert_eq!(listed(&cache, CaseFilter { whose: Whose::Of(user()), ..OPEN }, NOW), [new.id]);
    assert_eq!(listed(&cache, CaseFilter { kind: Some(Kind::Complaint), ..OPEN }, NOW), [new.id]);

    happens(&cache, step(&old, NOW, Did::Resolved { how: Resolution::Done }));
    assert_eq!(listed(&cache, CaseFilter { shelf: CaseShelf::Settled, ..OPEN }, NOW), [old.id]);
    assert_eq!(listed(&cache, OPEN, NOW).len(), 3);
    let view = cache.case(old.id).unwrap().unwrap();
    assert_eq!((view.row.standing.state, view.steps.len(), view.row.unsent), (State::Resolved, 1, true));
}

#[test]
fn another_promise_or_another_tier_puts_cases_in_another_order_d_11() {
    let place = Place::new();
    let cache = place.open();
    let plain = add_customer(&cache, "김민준", "010-1111-2222");
    let valued = add_customer(&cache, "이서연", "010-3333-4444");
    let (first, second) = (case(plain, "하나", NOW.plus_ms(-HOUR_MS)), case(valued, "둘", NOW));
    open(&cache, &first);
    open(&cache, &second);
    assert_eq!(listed(&cache, OPEN, NOW), [first.id, second.id], "nothing is promised: by when they came up");
    assert_eq!(cache.next_case_moment(NOW).unwrap(), None);
    let quick = Applies { tiers: vec![Tier::Vip], ..Applies::default() };
    promised(&cache, vec![policy(), SlaPolicy { rank: 1, applies: quick, answer_min: Some(30), ..policy() }]);
    assert_eq!(listed(&cache, OPEN, NOW), [first.id, second.id]);
    let target = RecordRef { kind: RecordKind::Customer, id: valued.0 };
    cache.commit(work().set(id(), target, Some(valued), vec![("tier".into(), json!("vip"))])).unwrap();
    assert_eq!(listed(&cache, OPEN, NOW), [second.id, first.id]);
    assert!(cache.next_case_moment(NOW).unwrap().is_some());
}

#[test]
fn who_works_on_a_case_is_told_and_later_whoever_leads_d_11() {
    let place = Place::new();
    let cache = place.open();
    promised(&cache, vec![policy()]);
    let of = add_customer(&cache, "김민준", "010-1111-2222");
    let own = Case { assignee: Some(user()), ..case(of, "환불", NOW) };
    open(&cache, &own);
    let told = |hours: i64, who: UserId, leads: bool| -> Vec<i64> {
        let alarms = cache.case_alarms(who, leads, 10, NOW.plus_ms(hours * HOUR_MS)).unwrap();
        alarms.into_iter().map(|it| it.at_ms.since_ms(NOW) / HOUR_MS).collect()
    };
    let another: UserId = id();
    assert_eq!(told(2, user(), false), Vec::<i64>::new());
    assert_eq!(cache.next_case_moment(NOW).unwrap(), Some(NOW.plus_ms(3 * HOUR_MS)));
    assert_eq!((told(3, user(), false), told(3, another, true)), (vec![3], vec![]));
    assert_eq!((told(4, user(), false), told(13, another, true)), (vec![4], vec![12]));
    assert_eq!(told(13, another, false), Vec::<i64>::new(), "an agent with other cases");
    assert_eq!(listed(&cache, CaseFilter { shelf: CaseShelf::Escalated, ..OPEN }, NOW.plus_ms(13 * HOUR_MS)), [own.id]);
    happens(&cache, step(&own, NOW.plus_ms(HOUR_MS), Did::Resolved { how: Resolution::Done }));
    assert!(told(20, user(), true).is_empty());
}

#[test]
fn a_complaint_that_is_a_case_stands_on_the_card_and_in_the_contact_in_which_it_came_up_p_11_d_11() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민준", "010-1111-2222");
    let contact: Interaction = interaction(of, NOW.0 - HOUR_MS, None);
    happens(&cache, Fact::Interaction(contact.clone()));
    let own = Case { kind: Kind::Complaint, contact: Some(contact.id), ..case(of, "이중 청구", NOW) };
    open(&cache, &own);
    let view = || cache.customer_view(of, NOW).unwrap().unwrap();
    let shown = view();
    let complaint = shown.complaint.unwrap();
    assert_eq!((complaint.case, complaint.count, complaint.since_ms), (Some(own.id), 1, NOW));
    assert_eq!(shown.cases.len(), 1);
    let mark = &shown.timeline.rows[0].cases[0];
    assert_eq!((mark.case, mark.did), (own.id, None));
    happens(&cache, step(&own, NOW, Did::Resolved { how: Resolution::Done }));
    assert_eq!((view().complaint, view().cases.len()), (None, 1));
}

#[test]
fn cases_of_two_who_are_one_lie_together_and_part_again_d_11_d_12() {
    let place = Place::new();
    let cache = place.open();
    let [one, other] = ["김민준", "김 민준"].map(|name| {
        let made: Customer = customer(name);
        let of = made.id;
        cache.commit(work().create(id(), Record::Customer(made))).unwrap();
        of
    });
    let own = case(other, "주소 변경", NOW);
    open(&cache, &own);
    let merged = Merged {
        id: id(),
        customer: one,
        absorbed: other,
        at_ms: NOW,
        by: user(),
        device: device(),
        chosen: Vec::new(),
    };
    happens(&cache, Fact::Merged(merged.clone()));
    let (rows, _) = cache.cases(&OPEN, 0, 10, NOW).unwrap();
    assert_eq!((rows[0].case.id, rows[0].customer.id), (own.id, one));
    // What is done in it is the other one's still.
    let ops = cache.commit(work().append(id(), step(&Case { customer: one, ..own.clone() }, NOW, Did::Waits))).unwrap();
    assert_eq!(cache.case(own.id).unwrap().unwrap().steps[0].customer, other, "{ops:?}");
    let undone = Unmerged { id: id(), customer: one, absorbed: other, merge: merged.id, at_ms: NOW, by: user() };
    happens(&cache, Fact::Unmerged(undone));
    let (rows, _) = cache.cases(&OPEN, 0, 10, NOW).unwrap();
    assert_eq!((rows.len(), rows[0].customer.id, rows[0].standing.state), (1, other, State::Waiting));
}

#[test]
fn titles_that_were_set_apart_are_both_kept_for_a_person_to_choose() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "김민준", "010-1111-2222");
    let own = case(of, "주소 변경", NOW);
    open(&cache, &own);
    set(&cache, &own, "title", json!("이사"));
    let view = cache.customer_view(of, NOW).unwrap().unwrap();
    assert!(view.conflicts.is_empty(), "one desktop knows its own words");
}
