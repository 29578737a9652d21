//! How customers are served, and what customer and company did for each other (P-4, P-9, P-13).
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::ops::ControlFlow;

use common::*;
use daehwa_cache::Cache;
use daehwa_domain::{
    continuity,
    customer::{Customer, Language, Tier},
    delivered::{Delivered, DeliveredKind},
    id::{CustomerId, DeliveredId, InteractionId, ParticipationId, SegmentId, TreatmentId},
    participation::{Part, Participation},
    record::{Fact, Record},
    segment::{Condition, Matches, Segment, SegmentQuery, Test},
    time::Timestamp,
    treatment::{Audience, Measures, Reason, Standing, Treatment},
};
use daehwa_protocol::scope::Scope;
use uuid::Uuid;

const DAY_MS: i64 = 24 * HOUR_MS;

fn ago(days: i64) -> Timestamp {
    NOW.plus_ms(-days * DAY_MS)
}

fn of_tier(tier: Tier) -> Treatment {
    Treatment { id: TreatmentId(Uuid::now_v7()), ..Treatment::built_in(tier) }
}

fn segment(test: Test) -> Segment {
    Segment {
        id: SegmentId(Uuid::now_v7()),
        name: "not content".into(),
        query: SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] },
        retired: false,
        created_by: user(),
        created_ms: NOW,
    }
}

fn of_segment(segment: &Segment) -> Treatment {
    Treatment { audience: Audience::Segment { segment: segment.id }, rank: 1, ..of_tier(Tier::Basic) }
}

fn low_scores() -> Segment {
    segment(Test::Survey { from: 0, to: 6, days: 60 })
}

fn arrive(cache: &Cache, records: Vec<Record>) {
    let changes: Vec<_> = records.into_iter().map(record_change).collect();
    cache.apply_delta(Scope::Centre, 0, 1, &changes, NOW).unwrap();
}

/// A customer whom we know since a year, last in contact so many days ago.
fn known(cache: &Cache, name: &str, tier: Tier, days: i64) -> CustomerId {
    let made = Customer { tier, created_ms: ago(365), ..customer(name) };
    let of = made.id;
    let contact = Fact::Interaction(interaction(of, ago(days).0, None));
    cache.commit(work().create(id(), Record::Customer(made)).append(id(), contact)).unwrap();
    of
}

fn survey(of: CustomerId, in_contact: InteractionId, score: u8, days: i64) -> Fact {
    Fact::Participation(Participation {
        id: ParticipationId(Uuid::now_v7()),
        customer: of,
        interaction: in_contact,
        dialogue: None,
        rule: None,
        by: Some(user()),
        at_ms: ago(days),
        part: Part::Survey { score, words: "오래 걸렸어요".into() },
    })
}

fn given(of: CustomerId, days: i64) -> Fact {
    Fact::Delivered(Delivered {
        id: DeliveredId(Uuid::now_v7()),
        customer: of,
        interaction: None,
        by: user(),
        at_ms: ago(days),
        kind: DeliveredKind::Gift,
        words: "쿠폰".into(),
        amount: None,
    })
}

fn silent(cache: &Cache) -> Vec<String> {
    let found = cache.silent_customers(100, NOW, &mut |_| ControlFlow::Continue(())).unwrap().unwrap();
    found.customers.into_iter().map(|it| it.name).collect()
}

#[test]
fn a_survey_stands_at_its_contact_and_with_the_customer_and_is_sent_p_9() {
    let place = Place::new();
    let cache = place.open();
    let of = customer("김민서");
    let (customer, contact) = (of.id, interaction(of.id, ago(2).0, None));
    let taken = survey(customer, contact.id, 4, 2);
    let outbox_before = cache.waiting().unwrap().waiting;
    let done = work().create(id(), Record::Customer(of)).append(id(), Fact::Interaction(contact.clone()));
    cache.commit(done.append(id(), taken.clone()).append(id(), given(customer, 1))).unwrap();
    assert_eq!(cache.waiting().unwrap().waiting, outbox_before + 4, "also without the server");
    let shows = |cache: &Cache| {
        let view = cache.customer_view(customer, NOW).unwrap().unwrap();
        assert_eq!(view.timeline.rows[0].engagement.participations.len(), 1);
        assert_eq!(Fact::Participation(view.engagement.participations[0].clone()), taken);
        assert_eq!(view.engagement.delivered.len(), 1);
        assert!(view.timeline.rows[0].engagement.delivered.is_empty(), "it was given outside of a contact");
    };
    shows(&cache);
    drop(cache);
    shows(&place.open());
}

#[test]
fn the_segment_of_whom_scored_low_is_served_in_its_own_way_p_13() {
    let place = Place::new();
    let cache = place.open();
    let low = low_scores();
    let (ours, vip) = (of_segment(&low), of_tier(Tier::Vip));
    arrive(&cache, vec![Record::Segment(low), Record::Treatment(ours.clone()), Record::Treatment(vip.clone())]);
    let customer = known(&cache, "vip", Tier::Vip, 3);
    let applied = || cache.customer_view(customer, NOW).unwrap().unwrap().treatment;
    assert_eq!((applied().treatment.id, applied().reason), (vip.id, Reason::Tier));
    cache.commit(work().append(id(), survey(customer, id(), 6, 1))).unwrap();
    assert_eq!((applied().treatment.id, applied().reason), (ours.id, Reason::Segment { name: "not content".into() }));
    let standings = || {
        let asked = cache.explain_treatment(customer, NOW).unwrap();
        asked.into_iter().map(|it| it.standing).collect::<Vec<_>>()
    };
    assert_eq!(standings(), [Standing::Applies, Standing::Shadowed]);
    cache.commit(work().append(id(), survey(customer, id(), 9, 0))).unwrap();
    assert_eq!(standings(), [Standing::Elsewhere, Standing::Applies]);
}

#[test]
fn each_customer_is_counted_at_the_treatment_that_applies_p_13() {
    let place = Place::new();
    let cache = place.open();
    let low = low_scores();
    let (ours, vip) = (of_segment(&low), of_tier(Tier::Vip));
    arrive(&cache, vec![Record::Segment(low), Record::Treatment(ours.clone()), Record::Treatment(vip.clone())]);
    let (first, _, gold) = (
        known(&cache, "vip 1", Tier::Vip, 3),
        known(&cache, "vip 2", Tier::Vip, 3),
        known(&cache, "gold", Tier::Gold, 3),
    );
    known(&cache, "basic", Tier::Basic, 3);
    for customer in [first, gold] {
        cache.commit(work().append(id(), survey(customer, id(), 2, 1))).unwrap();
    }
    let reach = cache.treatment_reach(NOW, &mut |_| ControlFlow::Continue(())).unwrap().unwrap();
    assert_eq!(reach.by_treatment, [(ours.id, 2), (vip.id, 1)]);
    assert_eq!(reach.built_in, [(Tier::Gold, 0), (Tier::Silver, 0), (Tier::Basic, 1)]);
    assert_eq!(cache.treatment_reach(NOW, &mut |_| ControlFlow::Break(())).unwrap(), None);
}

#[test]
fn how_long_silence_may_last_is_what_the_treatment_says_p_4() {
    let place = Place::new();
    let cache = place.open();
    known(&cache, "vip 20", Tier::Vip, 20);
    known(&cache, "gold 80", Tier::Gold, 80);
    let basic = known(&cache, "basic 40", Tier::Basic, 40);
    assert_eq!(silent(&cache), ["gold 80"], "what is built in");
    let sooner = Treatment { contact_days: Some(14), ..of_tier(Tier::Vip) };
    let never = Treatment { measures: Measures { continuity: false, ..Measures::default() }, ..of_tier(Tier::Gold) };
    arrive(&cache, vec![Record::Treatment(sooner), Record::Treatment(never)]);
    assert_eq!(silent(&cache), ["vip 20"]);

    // A segment asks for some of those of whom their tier asks nothing.
    let low = low_scores();
    let ours = Treatment { contact_days: Some(30), ..of_segment(&low) };
    let changes = [record_change(Record::Segment(low)), record_change(Record::Treatment(ours))];
    cache.apply_delta(Scope::Centre, 1, 2, &changes, NOW).unwrap();
    assert_eq!(silent(&cache), ["vip 20"]);
    cache.commit(work().append(id(), survey(basic, id(), 0, 40))).unwrap();
    assert_eq!(silent(&cache), ["vip 20", "basic 40"]);
}

/// P-4: as many as there are; more than are read in one go.
#[test]
fn the_list_of_silent_customers_is_what_each_customer_s_treatment_says_p_4_p_13() {
    let place = Place::new();
    let cache = place.open();
    let (low, korean) = (low_scores(), segment(Test::Language { language: Language::Ko }));
    let never = Measures { continuity: false, ..Measures::default() };
    let treatments = [
        Treatment { contact_days: Some(10), ..of_segment(&low) },
        Treatment { rank: 2, measures: never, ..of_segment(&korean) },
        Treatment { contact_days: Some(200), ..of_tier(Tier::Vip) },
        Treatment { contact_days: Some(90), ..of_tier(Tier::Basic) },
    ];
    let segments = [Record::Segment(low), Record::Segment(korean)];
    arrive(&cache, segments.into_iter().chain(treatments.map(Record::Treatment)).collect());
    let mut changes = Vec::new();
    let mut all = Vec::new();
    for turn in 0..2_500_i64 {
        let tier = [Tier::Vip, Tier::Basic, Tier::Gold, Tier::Basic, Tier::Silver, Tier::Basic][turn as usize % 6];
        let language = if turn % 4 == 0 { Language::Ko } else { Language::En };
        let made = Customer { tier, language, created_ms: ago(turn * 7 % 400), ..customer(&format!("{turn}")) };
        let contact = (turn % 5 > 0).then(|| interaction(made.id, ago(turn * 11 % 300).0 + turn, None));
        let scored = (turn % 3 == 0).then(|| survey(made.id, id(), (turn % 11) as u8, turn % 100));
        all.push((made.id, made.tier, made.created_ms, contact.as_ref().map(|it| it.started_ms)));
        changes.push(record_change(Record::Customer(made)));
        changes.extend(contact.map(Fact::Interaction).into_iter().chain(scored).map(fact_change));
    }
    cache.apply_delta(Scope::Team(team()), 0, 1, &changes, NOW).unwrap();

    let ids: Vec<_> = all.iter().map(|it| it.0).collect();
    let applied = cache.treatments_of(&ids, NOW).unwrap();
    let mut expected: Vec<_> = all
        .iter()
        .zip(applied)
        .filter_map(|((of, tier, created, contact), (_, applied))| {
            let silence = continuity::silence(applied.treatment.alert_days(), *contact, *created, NOW)?;
            Some((*tier, silence.since_ms, *of, silence.days))
        })
        .collect();
    expected.sort_by_key(|(tier, since_ms, ..)| (*tier, *since_ms));
    let listed = |limit| {
        let found = cache.silent_customers(limit, NOW, &mut |_| ControlFlow::Continue(())).unwrap().unwrap();
        let rows = found.customers.iter().map(|it| (it.tier, it.silence.since_ms, it.customer, it.silence.days));
        (rows.collect::<Vec<_>>(), found.total)
    };
    let total = expected.len() as u32;
    assert!((600..2_000).contains(&total), "{total} of 2,500");
    assert_eq!(listed(5_000), (expected.clone(), total));
    assert_eq!(listed(100), (expected[..100].to_vec(), total));
    assert_eq!(cache.silent_customers(100, NOW, &mut |_| ControlFlow::Break(())).unwrap(), None);
}

#[test]
fn a_need_that_is_switched_off_is_said_neither_with_the_customer_nor_in_a_search_p_13() {
    let place = Place::new();
    let cache = place.open();
    let topic = topic(3);
    arrive(&cache, vec![Record::Topic(topic.clone())]);
    let customer = known(&cache, "김민서", Tier::Silver, 3);
    let began = opened(customer, topic.id, ago(2).0);
    let contact = interaction(customer, ago(1).0, Some(began.id));
    let done = work().append(id(), Fact::DialogueOpened(began)).append(id(), Fact::Interaction(contact));
    cache.commit(done).unwrap();
    let said = || {
        let view = cache.customer_view(customer, NOW).unwrap().unwrap();
        assert_eq!(view.dialogues.len(), 1, "the dialogue itself stays");
        let hit = cache.search("김민서", 5, NOW).unwrap().hits.remove(0);
        (view.dialogues[0].need.is_some(), hit.need.is_some())
    };
    assert_eq!(said(), (true, true));
    let quiet = Treatment { measures: Measures { needs: false, ..Measures::default() }, ..of_tier(Tier::Silver) };
    cache.apply_delta(Scope::Centre, 1, 2, &[record_change(Record::Treatment(quiet))], NOW).unwrap();
    assert_eq!(said(), (false, false));
}
