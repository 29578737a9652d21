//! SQL and the domain agree on who is in a segment, whatever is asked (H-8).
#![allow(clippy::unwrap_used)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::LazyLock,
};

use common::*;
use daehwa_cache::Cache;
use daehwa_demo::Demo;
use daehwa_domain::{
    customer::{ConsentChange, ConsentPurpose, Customer, Language, Remark, RemarkKind, Tier},
    dialogue::{Purpose, StageMove, Topic},
    fold::Folded,
    funnel::Way,
    id::{CustomerId, TeamId, TopicId},
    interaction::{Channel, Interaction},
    journey::{Journey, Touch, journeys},
    participation::Participation,
    record::{Fact, Record},
    segment::{Condition, DialogueState, Matches, PartKind, Person, SegmentQuery, Test},
};
use daehwa_protocol::{message::Change, scope::Scope};
use proptest::prelude::*;

/// One customer as facts and records tell, without the cache.
struct Known {
    customer: Customer,
    remarks: Vec<Remark>,
    consents: Vec<ConsentChange>,
    journeys: Vec<Journey>,
    touches: Vec<Touch>,
    participations: Vec<Participation>,
}

struct Ground {
    _place: Place,
    cache: Cache,
    topics: BTreeMap<TopicId, Topic>,
    teams: Vec<TeamId>,
    known: Vec<Known>,
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let demo = Demo::new(29, NOW);
    let topics: BTreeMap<_, _> = demo.centre().topics.iter().map(|it| (it.id, it.clone())).collect();
    let place = Place::new();
    let cache = place.open();
    let centre: Vec<_> = demo.centre().records().map(record_change).collect();
    cache.apply_delta(Scope::Centre, 0, 1, &centre, NOW).unwrap();
    let (mut all, mut known): (Vec<Change>, Vec<Known>) = (Vec::new(), Vec::new());
    for (records, facts) in demo.stories(250).map(|it| it.into_records_and_facts()) {
        known.push(Known::of(&records, &facts, &topics));
        all.extend(records.into_iter().map(record_change));
        all.extend(facts.into_iter().map(fact_change));
    }
    cache.apply_delta(Scope::Team(team()), 0, 1, &all, NOW).unwrap();
    let teams = demo.centre().teams.iter().map(|it| it.id).collect();
    Ground { _place: place, cache, topics, teams, known }
});

impl Known {
    fn of(records: &[Record], facts: &[Fact], topics: &BTreeMap<TopicId, Topic>) -> Self {
        let pick = |it: &Record| if let Record::Customer(it) = it { Some(it.clone()) } else { None };
        let contacts: Vec<Interaction> = facts
            .iter()
            .filter_map(|it| if let Fact::Interaction(it) = it { Some(it.clone()) } else { None })
            .collect();
        let moves: Vec<StageMove> =
            facts.iter().filter_map(|it| if let Fact::StageMove(it) = it { Some(it.clone()) } else { None }).collect();
        let folded = facts.iter().filter_map(|it| match it {
            Fact::DialogueOpened(it) => Some(Folded::from_facts(it.clone(), &moves, &contacts)),
            _ => None,
        });
        let touch =
            |it: &Interaction| Touch { at_ms: it.started_ms, id: it.id, channel: it.channel, dialogue: it.dialogue };
        let touches: Vec<_> = contacts.iter().map(touch).collect();
        Self {
            customer: records.iter().find_map(pick).unwrap(),
            remarks: records
                .iter()
                .filter_map(|it| if let Record::Remark(it) = it { Some(it.clone()) } else { None })
                .collect(),
            consents: facts
                .iter()
                .filter_map(|it| if let Fact::Consent(it) = it { Some(it.clone()) } else { None })
                .collect(),
            participations: facts
                .iter()
                .filter_map(|it| if let Fact::Participation(it) = it { Some(it.clone()) } else { None })
                .collect(),
            journeys: journeys(folded.collect(), &moves, &touches, |id| topics.get(&id), NOW),
            touches,
        }
    }

    fn is_in(&self, query: &SegmentQuery) -> bool {
        let Self { customer, remarks, consents, journeys, touches, participations } = self;
        let person = Person { customer, remarks, consents, journeys, touches, participations };
        query.holds(&person, |id| GROUND.topics.get(&id), NOW)
    }
}

fn found(query: &SegmentQuery) -> BTreeSet<CustomerId> {
    let found =
        GROUND.cache.segment_customers(query, 10_000, NOW, &mut |_| ControlFlow::Continue(())).unwrap().unwrap();
    assert_eq!(found.total as usize, found.rows.len());
    assert!(found.rows.is_sorted_by_key(|it| std::cmp::Reverse(it.last_contact_ms)));
    found.rows.into_iter().map(|it| it.customer.id).collect()
}

fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.to_vec())
}

fn topic_id() -> impl Strategy<Value = TopicId> {
    prop::sample::select(GROUND.topics.keys().copied().collect::<Vec<_>>())
}

fn test() -> impl Strategy<Value = Test> {
    let tiers = prop::sample::subsequence(vec![Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic], 1..4);
    let purposes = vec![Purpose::Sales, Purpose::Service, Purpose::Retention];
    let states = vec![DialogueState::Open, DialogueState::Ended, DialogueState::Any];
    let dialogue = (
        prop::option::of(topic_id()),
        prop::option::of(prop::sample::select(purposes)),
        prop::option::of(1u8..4),
        prop::option::of(4u8..6),
        prop::sample::select(states),
        prop::option::of(1u16..120),
        prop::option::of(1u32..6),
    );
    let way = prop_oneof![channel().prop_map(Way::By), Just(Way::NoContact)];
    let purpose = prop::sample::select(vec![ConsentPurpose::Marketing, ConsentPurpose::Recording]);
    let kinds = vec![RemarkKind::Preference, RemarkKind::Promise, RemarkKind::Warning, RemarkKind::Handling];
    let words = prop::sample::select(vec!["", "오후", "전화", "e"]);
    let parts = vec![PartKind::Survey, PartKind::Referral, PartKind::Praise, PartKind::Complaint, PartKind::Idea];
    prop_oneof![
        tiers.prop_map(|tiers| Test::Tier { tiers }),
        prop::sample::select(vec![Language::Ko, Language::En]).prop_map(|language| Test::Language { language }),
        prop::sample::subsequence(GROUND.teams.clone(), 1..=1).prop_map(|teams| Test::Team { teams }),
        prop::sample::select(vec!["서울", "부산", "Seoul"]).prop_map(|it| Test::Region { words: it.into() }),
        dialogue.prop_map(|(topic, purpose, from_stage, to_stage, state, idle_days, touches)| Test::Dialogue {
            topic,
            purpose,
            from_stage,
            to_stage,
            state,
            idle_days,
            touches,
        }),
        (topic_id(), 1u8..6, prop::option::of(way), 1u16..400).prop_map(|(topic, stage, way, days)| Test::Reached {
            topic,
            stage,
            way,
            days
        }),
        (prop::option::of(channel()), 1u16..200, 1u32..5).prop_map(|(channel, days, times)| Test::Contacts {
            channel,
            days,
            times
        }),
        (purpose, prop::option::of(channel())).prop_map(|(purpose, channel)| Test::Consent { purpose, channel }),
        (0_u8..=10, 0_u8..=10, 1_u16..500).prop_map(|(a, b, days)| Test::Survey { from: a.min(b), to: a.max(b), days }),
        (prop::sample::select(parts), 1_u16..500).prop_map(|(part, days)| Test::Participation { part, days }),
        (prop::sample::select(kinds), words).prop_map(|(kind, words)| Test::Remark { kind, words: words.into() }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_cache_finds_whom_the_domain_says_whatever_is_asked_h_8(
        all: bool,
        conditions in prop::collection::vec((any::<bool>(), test()), 1..4),
    ) {
        let conditions = conditions.into_iter().map(|(not, test)| Condition { not, test }).collect();
        let query = SegmentQuery { matches: if all { Matches::All } else { Matches::Any }, conditions };
        prop_assert_eq!(query.check(), Ok(()));
        let expected: BTreeSet<_> = GROUND.known.iter().filter(|it| it.is_in(&query)).map(|it| it.customer.id).collect();
        prop_assert_eq!(found(&query), expected);
    }
}

#[test]
fn every_kind_of_condition_finds_some_and_not_all_h_8() {
    let topic = *GROUND.topics.keys().next().unwrap();
    let dialogue = Test::Dialogue {
        topic: Some(topic),
        purpose: None,
        from_stage: Some(2),
        to_stage: None,
        state: DialogueState::Any,
        idle_days: None,
        touches: None,
    };
    for test in [
        Test::Tier { tiers: vec![Tier::Vip, Tier::Gold] },
        Test::Language { language: Language::En },
        Test::Team { teams: vec![GROUND.teams[0]] },
        Test::Region { words: "서울".into() },
        dialogue,
        Test::Reached { topic, stage: 1, way: None, days: 400 },
        Test::Contacts { channel: Some(Channel::Web), days: 90, times: 2 },
        Test::Consent { purpose: ConsentPurpose::Marketing, channel: None },
        Test::Remark { kind: RemarkKind::Preference, words: String::new() },
        Test::Survey { from: 0, to: 6, days: 365 },
        Test::Participation { part: PartKind::Referral, days: 365 },
    ] {
        for not in [false, true] {
            let query = SegmentQuery { matches: Matches::All, conditions: vec![Condition { not, test: test.clone() }] };
            let found = found(&query).len();
            assert!((1..GROUND.known.len()).contains(&found), "{found}: {query:?}");
        }
    }
}

#[test]
fn what_is_told_to_stop_answers_nothing_h_8() {
    let test = Test::Language { language: Language::Ko };
    let query = SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] };
    assert_eq!(GROUND.cache.segment_customers(&query, 9, NOW, &mut |_| ControlFlow::Break(())).unwrap(), None);
}
