//! Field merge: the cases a person would name, and the laws for any order of any edits.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    customer::{Customer, CustomerKind, Language, Tier},
    id::{CallbackId, CustomerId, DeviceId, TeamId, UserId},
    limits::{Fault, LimitError},
    merge::{MAX_SEEN, MergeError, apply, merge},
    record::{FieldChange, Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

fn stamp(wall_ms: i64, device: u128) -> Stamp {
    Stamp { hlc: Hlc { wall_ms, counter: 0 }, device: DeviceId(Uuid::from_u128(device)) }
}

fn customer() -> Versioned {
    let record = Customer {
        id: CustomerId(Uuid::from_u128(1)),
        team: TeamId(Uuid::from_u128(2)),
        kind: CustomerKind::Person,
        name: "김민서".into(),
        name_latin: None,
        company: None,
        account_no: None,
        language: Language::Ko,
        tier: Tier::Basic,
        time_zone: None,
        address: None,
        preferred_agent: None,
        created_ms: Timestamp(0),
        name_confirmed: None,
        address_confirmed: None,
    };
    Versioned::new(Record::Customer(record), stamp(0, 9))
}

fn callback() -> Versioned {
    let record = Callback {
        id: CallbackId(Uuid::from_u128(3)),
        customer: CustomerId(Uuid::from_u128(1)),
        number: None,
        dialogue: None,
        due_ms: Timestamp(10),
        owner: None,
        note: String::new(),
        status: CallbackStatus::Open,
        created_by: UserId(Uuid::from_u128(4)),
        created_ms: Timestamp(0),
    };
    Versioned::new(Record::Callback(record), stamp(0, 9))
}

fn set(versioned: &mut Versioned, change: FieldChange, stamp: Stamp) {
    apply(versioned, &[change], stamp).unwrap();
}

fn unaware(field: &str, value: impl Into<Value>) -> FieldChange {
    FieldChange { field: field.into(), value: value.into(), base: Vec::new() }
}

fn field(versioned: &Versioned, name: &str) -> Value {
    let record = serde_json::to_value(&versioned.record).unwrap();
    record.as_object().unwrap().values().next().unwrap()[name].clone()
}

fn kept(versioned: &Versioned) -> Vec<&Value> {
    versioned.conflicts.iter().map(|it| &it.other).collect()
}

#[test]
fn two_fields_edited_apart_both_hold_without_a_conflict() {
    // D-41
    let mut record = customer();
    set(&mut record, unaware("name", "김민서2"), stamp(10, 1));
    set(&mut record, unaware("address", "서울"), stamp(5, 2));
    assert_eq!((field(&record, "name"), field(&record, "address")), (json!("김민서2"), json!("서울")));
    assert!(record.conflicts.is_empty());
}

#[test]
fn a_name_edited_on_two_desktops_apart_keeps_both_values() {
    // D-41
    let mut record = customer();
    set(&mut record, unaware("name", "나중"), stamp(20, 2));
    let outcome = apply(&mut record, &[unaware("name", "먼저")], stamp(10, 1)).unwrap();
    assert_eq!(field(&record, "name"), json!("나중"));
    assert_eq!(kept(&record), [&json!("먼저")]);
    assert_eq!(outcome.conflicting, ["name"]);
}

#[test]
fn an_edit_that_knew_of_the_one_before_replaces_it() {
    let mut record = customer();
    set(&mut record, unaware("name", "먼저"), stamp(10, 1));
    let change = record.change("name", json!("나중"));
    set(&mut record, change, stamp(20, 2));
    assert_eq!(field(&record, "name"), json!("나중"));
    assert!(record.conflicts.is_empty());
}

#[test]
fn a_device_replaces_its_own_edits() {
    let mut record = customer();
    for wall in [10, 20, 30] {
        set(&mut record, unaware("name", format!("{wall}")), stamp(wall, 1));
    }
    assert_eq!(field(&record, "name"), json!("30"));
    assert!(record.conflicts.is_empty());
}

#[test]
fn setting_the_field_after_seeing_both_values_resolves_the_conflict_everywhere() {
    // D-41
    let mut record = customer();
    let (first, second) = (unaware("name", "하나"), unaware("name", "둘"));
    set(&mut record, first.clone(), stamp(10, 1));
    set(&mut record, second.clone(), stamp(20, 2));
    let resolution = record.change("name", json!("하나"));
    set(&mut record, resolution.clone(), stamp(30, 3));
    assert!(record.conflicts.is_empty());

    let mut late = customer();
    set(&mut late, resolution, stamp(30, 3));
    set(&mut late, second, stamp(20, 2));
    set(&mut late, first, stamp(10, 1));
    assert_eq!(late, record);
}

#[test]
fn a_later_edit_that_did_not_see_the_conflict_does_not_hide_it() {
    let mut record = customer();
    set(&mut record, unaware("name", "하나"), stamp(10, 1));
    set(&mut record, unaware("name", "둘"), stamp(20, 2));
    // Device 2, still apart, goes on typing.
    set(&mut record, FieldChange { base: vec![stamp(20, 2)], ..unaware("name", "둘둘") }, stamp(30, 2));
    assert_eq!(field(&record, "name"), json!("둘둘"));
    assert_eq!(kept(&record), [&json!("하나")]);
}

#[test]
fn the_later_tier_wins_without_asking() {
    let mut record = customer();
    set(&mut record, unaware("tier", "vip"), stamp(20, 2));
    set(&mut record, unaware("tier", "gold"), stamp(10, 1));
    assert_eq!(field(&record, "tier"), json!("vip"));
    assert!(record.conflicts.is_empty());
}

#[test]
fn an_ended_callback_never_comes_back_to_life() {
    // sync.md, invariant 4
    for order in [[0, 1], [1, 0]] {
        let mut record = callback();
        let edits = [("done", 10), ("open", 20)];
        for index in order {
            let (status, wall) = edits[index];
            set(&mut record, unaware("status", status), stamp(wall, 1 + index as u128));
        }
        assert_eq!(field(&record, "status"), json!("done"));
    }
}

#[test]
fn an_edit_is_refused_as_a_whole() {
    let mut record = customer();
    let before = record.clone();
    let named = |name: &str| MergeError::WrongValue { field: name.into() };
    let good = unaware("company", "새 회사");
    for (bad, error) in [
        (unaware("shoe_size", 42), MergeError::UnknownField),
        (unaware("name", 42), named("name")),
        (unaware("tier", "platinum"), named("tier")),
        (unaware("name", Value::Null), named("name")),
        (unaware("name", " "), MergeError::Limit(LimitError { field: "name", fault: Fault::Empty })),
        (unaware("preferred_agent", "nobody"), named("preferred_agent")),
        (unaware("id", Uuid::from_u128(5).to_string()), MergeError::Fixed { field: "id".into() }),
        (unaware("created_ms", 5), MergeError::Fixed { field: "created_ms".into() }),
        (good.clone(), MergeError::Malformed { field: "company".into() }),
        (
            FieldChange { base: vec![stamp(1, 1); MAX_SEEN + 1], ..unaware("address", "x") },
            MergeError::Malformed { field: "address".into() },
        ),
    ] {
        assert_eq!(apply(&mut record, &[good.clone(), bad], stamp(10, 1)), Err(error));
        assert_eq!(record, before);
    }
    let mut promised = callback();
    let elsewhere = unaware("customer", Uuid::from_u128(6).to_string());
    assert!(matches!(apply(&mut promised, &[elsewhere], stamp(1, 1)), Err(MergeError::Fixed { .. })));
    assert_eq!(merge(&mut record, &promised), Err(MergeError::Different));
}

#[test]
fn a_device_can_not_claim_to_have_seen_what_is_still_to_come() {
    let mut record = customer();
    set(&mut record, FieldChange { base: vec![stamp(1_000, 2)], ..unaware("name", "가") }, stamp(10, 1));
    set(&mut record, unaware("name", "나"), stamp(20, 2));
    assert_eq!(field(&record, "name"), json!("나"));
    assert_eq!(kept(&record), [&json!("가")]);
}

/// What a few desktops do, each on its own copy: edit, or take over another's copy.
#[derive(Clone, Debug)]
enum Step {
    Edit { device: usize, field: usize, value: u8 },
    Meet { device: usize, other: usize },
}

const DEVICES: usize = 4;
const FIELDS: [&str; 4] = ["name", "note", "tier", "status"];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..DEVICES, 0..FIELDS.len(), 0u8..3).prop_map(|(device, field, value)| Step::Edit { device, field, value }),
        (0..DEVICES, 0..DEVICES).prop_map(|(device, other)| Step::Meet { device, other }),
    ]
}

fn value(field: &str, value: u8) -> Value {
    match field {
        "tier" => json!(["vip", "gold", "silver"][usize::from(value)]),
        "status" => json!(["open", "done", "cancelled"][usize::from(value)]),
        _ => json!(format!("v{value}")),
    }
}

type Ops = Vec<(usize, FieldChange, Stamp)>;

/// Plays the steps on one copy per device; gives the copies and the edits in the order in which they were made.
fn play(start: &Versioned, steps: &[Step]) -> (Vec<Versioned>, Ops) {
    let mut copies = vec![start.clone(); DEVICES];
    let mut clocks = [Hlc::default(); DEVICES];
    let mut ops = Vec::new();
    for (now, step) in steps.iter().enumerate() {
        let now = Timestamp(1 + now as i64 / 3);
        match *step {
            Step::Edit { device, field, value: choice } => {
                let fields: Vec<_> = FIELDS.iter().filter(|it| !crate::field(start, it).is_null()).collect();
                let name = fields[field % fields.len()];
                clocks[device] = clocks[device].tick(now);
                let stamp = Stamp { hlc: clocks[device], device: DeviceId(Uuid::from_u128(1 + device as u128)) };
                let change = copies[device].change(name, value(name, choice));
                apply(&mut copies[device], std::slice::from_ref(&change), stamp).unwrap();
                ops.push((device, change, stamp));
            }
            Step::Meet { device, other } => {
                let theirs = copies[other].clone();
                clocks[device] = clocks[device].receive(clocks[other], now);
                merge(&mut copies[device], &theirs).unwrap();
            }
        }
    }
    (copies, ops)
}

fn merged(copies: impl IntoIterator<Item = Versioned>) -> Versioned {
    copies
        .into_iter()
        .reduce(|mut ours, theirs| {
            merge(&mut ours, &theirs).unwrap();
            ours
        })
        .unwrap()
}

proptest! {
    #[test]
    fn copies_merge_to_the_same_in_every_order(
        steps in prop::collection::vec(step(), 0..24), order in Just((0..DEVICES).collect::<Vec<_>>()).prop_shuffle(), person: bool,
    ) {
        let start = if person { customer() } else { callback() };
        let (copies, ops) = play(&start, &steps);
        let forward = merged(copies.clone());
        prop_assert_eq!(&forward, &merged(order.iter().map(|it| copies[*it].clone())));
        // Associative: pairs first.
        let left = merged(copies[..2].to_vec());
        let right = merged(copies[2..].to_vec());
        prop_assert_eq!(&forward, &merged([right, left.clone(), left]));
        // Idempotent.
        let again = merged([forward.clone(), copies[order[0]].clone(), forward.clone()]);
        prop_assert_eq!(&forward, &again);
        // And the same as all edits applied to one copy.
        let mut one = start;
        for (_, change, stamp) in &ops {
            set(&mut one, change.clone(), *stamp);
        }
        prop_assert_eq!(&forward, &one);
    }

    #[test]
    fn edits_apply_to_the_same_in_any_order_with_duplicates(
        steps in prop::collection::vec(step(), 0..24), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..40), person: bool,
    ) {
        let start = if person { customer() } else { callback() };
        let (_, ops) = play(&start, &steps);
        let mut expected = start.clone();
        for (_, change, stamp) in &ops {
            set(&mut expected, change.clone(), *stamp);
        }
        let mut shuffled: Vec<_> = picks.iter().filter(|_| !ops.is_empty()).map(|it| it.index(ops.len())).collect();
        shuffled.extend((0..ops.len()).rev());
        let mut actual = start;
        for index in shuffled {
            let (_, change, stamp) = &ops[index];
            set(&mut actual, change.clone(), *stamp);
        }
        prop_assert_eq!(actual, expected);
    }

    #[test]
    fn no_value_of_a_kept_field_is_lost_unless_somebody_saw_it(steps in prop::collection::vec(step(), 0..24)) {
        let (_, ops) = play(&customer(), &steps);
        let mut record = customer();
        let mut replaced: BTreeMap<Stamp, bool> = BTreeMap::new();
        for (_, change, stamp) in ops.iter().filter(|(_, change, _)| change.field == "name") {
            set(&mut record, change.clone(), *stamp);
            for (held, gone) in &mut replaced {
                *gone |= held.device == stamp.device || change.base.contains(held);
            }
            replaced.insert(*stamp, false);
        }
        let mut held: Vec<_> = record.conflicts.iter().map(|it| it.other_stamp).chain(record.stamps.get("name").copied()).collect();
        held.sort();
        let expected: Vec<_> = replaced.into_iter().filter(|(_, gone)| !gone).map(|(stamp, _)| stamp).collect();
        prop_assert_eq!(held, expected);
    }

    #[test]
    fn any_field_and_value_is_taken_or_refused_without_a_panic(name in ".{0,12}", text in ".{0,40}", number: i64) {
        for value in [json!(text), json!(number), json!({ &text: number }), json!([text]), Value::Null] {
            for target in [name.as_str(), "name", "status", "due_ms"] {
                let before = callback();
                let mut after = before.clone();
                if apply(&mut after, &[unaware(target, value.clone())], stamp(5, 1)).is_err() {
                    prop_assert_eq!(&after, &before);
                }
            }
        }
    }
}
