//! Who stands for whom (D-12), whatever merges meet.
#![allow(clippy::unwrap_used, missing_docs)]

use daehwa_domain::{
    customer::{Customer, CustomerKind, Language, Tier},
    id::{CustomerId, DeviceId, MergeId, TeamId, UserId},
    identity::{Chosen, Link, Merged, Persons, parting},
    merge,
    record::{Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

fn customer(id: u8) -> CustomerId {
    CustomerId(Uuid::from_u128(id.into()))
}

/// A merge of `absorbed` into `survivor`, its number the moment, too.
fn link(number: u8, absorbed: u8, survivor: u8) -> Link {
    Link {
        id: MergeId(Uuid::from_u128(number.into())),
        survivor: customer(survivor),
        absorbed: customer(absorbed),
        at_ms: Timestamp(number.into()),
    }
}

fn heads(links: &[Link]) -> Vec<CustomerId> {
    let persons = Persons::of(links);
    (1..=4).map(|id| persons.head(customer(id))).collect()
}

#[test]
fn a_chain_ends_at_the_last_survivor_in_whatever_order_it_was_made_d_12() {
    let last = vec![customer(3), customer(3), customer(3), customer(4)];
    assert_eq!(heads(&[link(1, 1, 2), link(2, 2, 3)]), last);
    assert_eq!(heads(&[link(2, 1, 2), link(1, 2, 3)]), last);
}

#[test]
fn of_two_merges_that_cross_the_earlier_says_who_survives_d_12() {
    let crossed = [link(2, 2, 1), link(1, 1, 2)];
    assert_eq!(heads(&crossed)[..2], [customer(2), customer(2)]);
    // Undoing either parts them: the other would hold them together.
    for merge in crossed {
        assert_eq!(parting(&crossed, merge.id).len(), 2);
    }
}

#[test]
fn a_cycle_is_one_person_d_12() {
    let cycle = [link(1, 1, 2), link(2, 2, 3), link(3, 3, 1)];
    assert_eq!(heads(&cycle)[..3], [customer(3); 3]);
}

#[test]
fn two_survivors_of_one_absorbed_are_one_person_d_12() {
    let persons = Persons::of(&[link(1, 1, 2), link(2, 1, 3)]);
    assert_eq!(persons.members(customer(2)).len(), 3);
}

proptest! {
    #[test]
    fn who_stands_for_whom_does_not_depend_on_the_order_of_arrival_d_12(
        merges in prop::collection::vec((1u8..7, 1u8..7, 0u8..9), 0..9),
        undone in any::<prop::sample::Index>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut links: Vec<Link> = Vec::new();
        for (number, (absorbed, survivor, at)) in merges.into_iter().enumerate().filter(|(_, it)| it.0 != it.1) {
            links.push(Link { at_ms: Timestamp(at.into()), ..link(number as u8 + 1, absorbed, survivor) });
        }
        let persons = Persons::of(&links);
        for id in (1..7).map(customer) {
            prop_assert_eq!(persons.head(persons.head(id)), persons.head(id));
            prop_assert!(persons.members(id).contains(&persons.head(id)));
        }
        prop_assert!(links.iter().all(|it| persons.head(it.survivor) == persons.head(it.absorbed)));

        if !links.is_empty() {
            let merge = links[undone.index(links.len())];
            let parted = parting(&links, merge.id);
            let left: Vec<Link> = links.iter().filter(|it| !parted.contains(&it.id)).copied().collect();
            let after = Persons::of(&left);
            prop_assert_ne!(after.head(merge.survivor), after.head(merge.absorbed));
            // Nobody else is parted: who was one with neither end still is one with the same.
            for (a, b) in (1..7).flat_map(|a| (1..7).map(move |b| (customer(a), customer(b)))) {
                if persons.head(a) == persons.head(b) && persons.head(a) != persons.head(merge.survivor) {
                    prop_assert_eq!(after.head(a), after.head(b));
                }
            }
            let at = turn.index(links.len());
            links.rotate_left(at);
            links.reverse();
            let twice: Vec<Link> = links.iter().chain(&links).copied().collect();
            prop_assert_eq!(Persons::of(&twice), persons);
        }
    }
}

const HERE: DeviceId = DeviceId(Uuid::from_u128(1));
const ELSEWHERE: DeviceId = DeviceId(Uuid::from_u128(2));

fn stamp(at: i64, device: DeviceId) -> Stamp {
    Stamp { hlc: Hlc { wall_ms: at, counter: 0 }, device }
}

fn kim() -> Versioned {
    let record = Record::Customer(Customer {
        id: customer(1),
        team: TeamId(Uuid::from_u128(1)),
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
    });
    Versioned::new(record, stamp(1, ELSEWHERE))
}

fn set(versioned: &mut Versioned, field: &str, value: Value, stamp: Stamp) {
    let change = versioned.change(field, value);
    merge::apply(versioned, &[change], stamp).unwrap();
}

#[test]
fn undoing_sets_back_what_was_chosen_and_nobody_has_set_since_d_12() {
    let chosen = |field: &str, before: Value, after: Value| Chosen { field: field.into(), before, after };
    let merged = Merged {
        id: MergeId(Uuid::from_u128(1)),
        customer: customer(1),
        absorbed: customer(2),
        at_ms: Timestamp(10),
        by: UserId(Uuid::from_u128(1)),
        device: HERE,
        chosen: vec![
            chosen("name", json!("김민서"), json!("김민서영")),
            chosen("company", json!(null), json!("한빛상사")),
            chosen("tier", json!("basic"), json!("gold")),
        ],
    };
    let mut survivor = kim();
    for it in &merged.chosen {
        set(&mut survivor, &it.field, it.after.clone(), stamp(10, HERE));
    }
    assert_eq!(merged.to_set_back(&survivor).len(), 3);
    set(&mut survivor, "name", json!("김민서진"), stamp(20, ELSEWHERE));
    // Somebody else came to the same value: it is theirs now.
    set(&mut survivor, "tier", json!("gold"), stamp(20, ELSEWHERE));
    assert_eq!(merged.to_set_back(&survivor), [("company".to_owned(), json!(null))]);
}
