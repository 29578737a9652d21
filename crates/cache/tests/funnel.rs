//! The funnel of the cache is the domain's over all facts (H-7).
#![allow(clippy::unwrap_used)]

mod common;

use std::{collections::BTreeMap, ops::ControlFlow};

use common::*;
use daehwa_cache::Cache;
use daehwa_demo::Demo;
use daehwa_domain::{
    assignment::{self, Assignment},
    dialogue::{Cause, Topic},
    fold::Folded,
    funnel::{Cell, Counter, Funnel, FunnelQuery, Period, Way},
    id::{CustomerId, TopicId},
    interaction::Channel,
    journey::{Journey, Touch, journeys},
    record::{Fact, Record},
    time::Timestamp,
};
use daehwa_protocol::{message::Change, scope::Scope};

const DAY_MS: i64 = 24 * HOUR_MS;

fn go_on(_: f32) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn query(from: i64, to: i64) -> FunnelQuery {
    let period = Period { from_ms: Timestamp(from), to_ms: Timestamp(to) };
    FunnelQuery { topic: None, purpose: None, way: None, period, compared: period.before() }
}

fn counted(cache: &Cache, query: &FunnelQuery) -> Funnel {
    cache.funnel(query, NOW, &mut go_on).unwrap().unwrap()
}

/// A customer's journeys from the facts alone.
fn read(facts: &[Fact], topics: &BTreeMap<TopicId, Topic>) -> Vec<Journey> {
    let contacts = facts.iter().filter_map(|it| if let Fact::Interaction(it) = it { Some(it.clone()) } else { None });
    let assigned = facts.iter().filter_map(|it| if let Fact::Assigned(it) = it { Some(it) } else { None });
    let contacts = assignment::settle(contacts, assigned);
    let moves: Vec<_> =
        facts.iter().filter_map(|it| if let Fact::StageMove(it) = it { Some(it.clone()) } else { None }).collect();
    let folded = facts.iter().filter_map(|it| match it {
        Fact::DialogueOpened(it) => Some(Folded::from_facts(it.clone(), &moves, &contacts)),
        _ => None,
    });
    let touch = |it: &daehwa_domain::interaction::Interaction| Touch {
        at_ms: it.started_ms,
        id: it.id,
        channel: it.channel,
        dialogue: it.dialogue,
    };
    let touches: Vec<_> = contacts.iter().map(touch).collect();
    journeys(folded.collect(), &moves, &touches, |id| topics.get(&id), NOW)
}

#[test]
fn the_caches_funnel_is_that_of_all_facts_in_every_period_and_its_cells_name_whom_it_counts_h_7() {
    let demo = Demo::new(29, NOW);
    let topics: BTreeMap<_, _> = demo.centre().topics.iter().map(|it| (it.id, it.clone())).collect();
    let stories: Vec<_> = demo.stories(400).map(|it| it.into_records_and_facts()).collect();
    let place = Place::new();
    let cache = place.open();
    let centre: Vec<_> = demo.centre().records().map(record_change).collect();
    cache.apply_delta(Scope::Centre, 0, 1, &centre, NOW).unwrap();
    let mut all: Vec<Change> = Vec::new();
    for (records, facts) in &stories {
        all.extend(records.iter().cloned().map(record_change));
        all.extend(facts.iter().cloned().map(fact_change));
    }
    cache.apply_delta(Scope::Team(team()), 0, 1, &all, NOW).unwrap();

    let journeys: Vec<_> = stories.iter().flat_map(|(_, facts)| read(facts, &topics)).collect();
    let mut reached = 0;
    for (days, way) in [(1, None), (7, None), (30, Some(Way::By(Channel::Web))), (90, None), (400, None)] {
        let query = FunnelQuery { way, ..query(NOW.0 - days * DAY_MS, NOW.0) };
        let mut counter = Counter::new(&query, topics.values());
        journeys.iter().for_each(|it| counter.add(it));
        let expected = counter.finish();
        assert_eq!(counted(&cache, &query), expected);
        for topic in &expected.topics {
            for (stage, count) in (1..).zip(&topic.stages) {
                let cell = Cell { topic: topic.topic, stage, way, period: query.period };
                let found = cache.funnel_customers(&cell, 1_000, NOW, &mut go_on).unwrap().unwrap();
                assert_eq!((found.total, found.rows.len() as u32), (count.reached, count.reached));
                assert!(found.rows.is_sorted_by_key(|it| std::cmp::Reverse(it.at_ms)));
                reached += count.reached;
            }
        }
    }
    assert!(reached > 1_000);
}

#[test]
fn what_is_told_to_stop_answers_nothing_and_the_list_behind_a_number_is_bounded_h_7() {
    let place = Place::new();
    let cache = place.open();
    let topic = topic(3);
    let mut steps = work().create(id(), Record::Topic(topic.clone()));
    for _ in 0..5 {
        let of = add_customer(&cache, "김민서", "010-1234-5678");
        steps = steps.append(id(), Fact::DialogueOpened(opened(of, topic.id, NOW.0 - HOUR_MS)));
    }
    cache.commit(steps).unwrap();
    let query = query(NOW.0 - DAY_MS, NOW.0);
    assert_eq!(cache.funnel(&query, NOW, &mut |_| ControlFlow::Break(())).unwrap(), None);
    let cell = Cell { topic: topic.id, stage: 1, way: None, period: query.period };
    assert_eq!(cache.funnel_customers(&cell, 9, NOW, &mut |_| ControlFlow::Break(())).unwrap(), None);
    let found = cache.funnel_customers(&cell, 2, NOW, &mut go_on).unwrap().unwrap();
    assert_eq!((found.total, found.rows.len()), (5, 2));
    assert_eq!(found.rows[0].number.as_deref(), Some("010-1234-5678"));
}

#[test]
fn a_contact_that_was_put_to_another_dialogue_counts_there_h_1_h_7() {
    let place = Place::new();
    let cache = place.open();
    let (first, second) = (topic(3), topic(3));
    let of: CustomerId = add_customer(&cache, "김민서", "010-1234-5678");
    let (one, other) = (opened(of, first.id, NOW.0 - HOUR_MS), opened(of, second.id, NOW.0 - HOUR_MS));
    let contact = interaction(of, NOW.0 - HOUR_MS, Some(one.id));
    let assigned = Assignment {
        id: id(),
        customer: of,
        interaction: contact.id,
        dialogue: Some(other.id),
        at_ms: NOW,
        cause: Cause::Person { user: user() },
    };
    let steps = work().create(id(), Record::Topic(first.clone())).create(id(), Record::Topic(second.clone()));
    let steps = steps.append(id(), Fact::DialogueOpened(one)).append(id(), Fact::DialogueOpened(other));
    cache.commit(steps.append(id(), Fact::Interaction(contact)).append(id(), Fact::Assigned(assigned))).unwrap();
    let way = |topic: TopicId| {
        let funnel = counted(&cache, &query(NOW.0 - DAY_MS, NOW.0));
        funnel.topics.iter().find(|it| it.topic == topic).unwrap().stages[0].ways[0].way
    };
    assert_eq!((way(first.id), way(second.id)), (Way::NoContact, Way::By(Channel::Phone)));
}
