//! Contacts in triage, and the dialogues to which they are assigned.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use daehwa_cache::{Cache, TimelineFilter};
use daehwa_domain::{
    assignment::{self, Assignment},
    call::Route,
    dialogue::{Cause, Dialogue, DialogueOpened, Topic},
    fold::{self, Folded},
    id::{CustomerId, DialogueId, InteractionId},
    interaction::Interaction,
    record::{Fact, Record},
    time::Timestamp,
};
use daehwa_protocol::{
    error::Refusal,
    message::{Change, OpResult, Progress, Verdict},
    scope::Scope,
};
use proptest::prelude::*;

fn assigned(contact: &Interaction, dialogue: Option<DialogueId>, at_ms: i64) -> Assignment {
    Assignment {
        id: id(),
        customer: contact.customer,
        interaction: contact.id,
        dialogue,
        at_ms: Timestamp(at_ms),
        cause: Cause::Person { user: user() },
    }
}

fn waiting(cache: &Cache) -> Vec<InteractionId> {
    cache.triage(100, NOW).unwrap().iter().map(|it| it.interaction.id).collect()
}

fn dialogues(cache: &Cache, of: CustomerId) -> Vec<Dialogue> {
    cache.customer_view(of, NOW).unwrap().unwrap().dialogues.into_iter().map(|it| it.dialogue).collect()
}

fn in_timeline(cache: &Cache, of: CustomerId) -> Vec<(InteractionId, Option<DialogueId>)> {
    let page = cache.timeline(of, &TimelineFilter::default(), None, 100).unwrap();
    page.rows.iter().map(|it| (it.interaction.id, it.interaction.dialogue)).collect()
}

#[test]
fn the_contact_that_has_waited_longest_is_first_with_its_customer_and_words_h_1() {
    let place = Place::new();
    let cache = place.open();
    let (minji, jihun) = (add_customer(&cache, "한민지", "010-1"), add_customer(&cache, "박지훈", "010-2"));
    let topic = topic(3);
    let opened = opened(jihun, topic.id, NOW.0 - 9 * HOUR_MS);
    let (newer, older) = (interaction(minji, NOW.0 - HOUR_MS, None), interaction(jihun, NOW.0 - 2 * HOUR_MS, None));
    let known = interaction(jihun, NOW.0 - 3 * HOUR_MS, Some(opened.id));
    let words = note(&older, "요금이 왜 올랐는지");
    let open = opened.id;
    let work = work().create(id(), Record::Topic(topic)).append(id(), Fact::DialogueOpened(opened));
    let facts = [
        Fact::Interaction(newer.clone()),
        Fact::Interaction(older.clone()),
        Fact::Interaction(known),
        Fact::Note(words),
    ];
    cache.commit(facts.into_iter().fold(work, |work, fact| work.append(id(), fact))).unwrap();

    let rows = cache.triage(100, NOW).unwrap();
    assert_eq!(rows.iter().map(|it| it.interaction.id).collect::<Vec<_>>(), [older.id, newer.id]);
    assert_eq!((rows[0].customer.name.as_str(), rows[0].words.as_deref()), ("박지훈", Some("요금이 왜 올랐는지")));
    assert_eq!(rows[0].open.iter().map(|it| it.id).collect::<Vec<_>>(), [open]);
    assert!(rows[1].open.is_empty() && rows[1].unsent);
    assert_eq!((cache.triage_count().unwrap(), cache.triage(1, NOW).unwrap().len()), (2, 1));
}

#[test]
fn a_waiting_call_shows_by_which_way_it_came_whoever_took_it_h_3() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "한민지", "010-1");
    let way = |queue: &str| Some(Route { queue: Some(queue.into()), campaign: Some("가을".into()), called: None });
    let mine = Interaction { route: way("billing"), ..interaction(of, NOW.0 - 2 * HOUR_MS, None) };
    let theirs = Interaction { route: way("해지"), ..interaction(of, NOW.0 - HOUR_MS, None) };
    cache.commit(work().append(id(), Fact::Interaction(mine.clone()))).unwrap();
    cache.apply_delta(Scope::Team(team()), 0, 1, &[fact_change(Fact::Interaction(theirs.clone()))], NOW).unwrap();
    drop(cache);
    let cache = place.open();
    let kept: Vec<Interaction> = cache.triage(100, NOW).unwrap().into_iter().map(|it| it.interaction).collect();
    assert_eq!(kept, [mine, theirs]);
}

#[test]
fn an_assigned_contact_leaves_triage_counts_in_its_dialogue_and_shows_its_need_h_1_h_10() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "한민지", "010-1");
    let topic = topic(3);
    let (first, second) = (opened(of, topic.id, NOW.0 - 9 * HOUR_MS), opened(of, id(), NOW.0 - 9 * HOUR_MS));
    let contact = interaction(of, NOW.0 - HOUR_MS, None);
    let (a, b) = (first.id, second.id);
    let made = work()
        .create(id(), Record::Topic(topic))
        .append(id(), Fact::DialogueOpened(first))
        .append(id(), Fact::DialogueOpened(second))
        .append(id(), Fact::Interaction(contact.clone()));
    cache.commit(made).unwrap();

    let touches = |dialogue| dialogues(&cache, of).iter().find(|it| it.id == dialogue).unwrap().touches;
    let assign = |to, at| {
        cache.commit(work().append(id(), Fact::Assigned(assigned(&contact, to, at)))).unwrap();
        (waiting(&cache).len(), touches(a), touches(b), in_timeline(&cache, of)[0].1)
    };
    assert_eq!(assign(Some(a), NOW.0), (0, 1, 0, Some(a)));
    let view = cache.customer_view(of, NOW).unwrap().unwrap();
    let need = view.dialogues.iter().find(|it| it.dialogue.id == a).unwrap().need.clone().unwrap();
    assert_eq!(need.evidence, [contact.id]);
    assert_eq!(assign(Some(b), NOW.0 + 1), (0, 0, 1, Some(b)));
    assert_eq!(assign(None, NOW.0 + 2), (1, 0, 0, None), "undone");
    assert_eq!(assign(Some(a), NOW.0 + 1), (1, 0, 0, None), "an earlier word that arrives late");
    assert_eq!(cache.assignments(of, contact.id).unwrap().len(), 4);
}

#[test]
fn an_assignment_that_the_server_refused_and_a_person_gave_up_is_undone_h_1() {
    let place = Place::new();
    let cache = place.open();
    let of = add_customer(&cache, "한민지", "010-1");
    let (contact, opened) = (interaction(of, NOW.0 - HOUR_MS, None), opened(of, id(), NOW.0 - HOUR_MS));
    let dialogue = opened.id;
    cache
        .commit(work().append(id(), Fact::DialogueOpened(opened)).append(id(), Fact::Interaction(contact.clone())))
        .unwrap();
    let ops = cache.commit(work().append(id(), Fact::Assigned(assigned(&contact, Some(dialogue), NOW.0)))).unwrap();
    let refused = Verdict::Refused { refusal: Refusal::UnknownRecord, detail: "why".into() };
    cache.ack(&[OpResult { op: ops[0].id, counter: ops[0].counter, verdict: refused }], NOW).unwrap();
    assert!(waiting(&cache).is_empty(), "shown as done until somebody gives it up");
    cache.discard(ops[0].counter, user(), NOW).unwrap();
    assert_eq!(waiting(&cache), [contact.id]);
    assert_eq!(dialogues(&cache, of)[0].touches, 0);
}

#[test]
fn a_fill_that_does_not_mention_an_assignment_takes_it_back_h_1() {
    let place = Place::new();
    let cache = place.open();
    let scope = Scope::Team(team());
    let person = customer("한민지");
    let (contact, opened) = (interaction(person.id, NOW.0 - HOUR_MS, None), opened(person.id, id(), NOW.0 - HOUR_MS));
    let decided = assigned(&contact, Some(opened.id), NOW.0);
    let rest = [
        record_change(Record::Customer(person)),
        fact_change(Fact::DialogueOpened(opened)),
        fact_change(Fact::Interaction(contact.clone())),
    ];
    let fill = |as_of: u64, changes: &[Change]| {
        cache.begin_fill(scope, true).unwrap();
        let progress = Progress { done: 1, total: 1 };
        cache.apply_fill_part(scope, as_of, changes, None, progress, NOW).unwrap();
        cache.end_fill(scope).unwrap();
    };
    fill(1, &[&rest[..], &[fact_change(Fact::Assigned(decided))]].concat());
    assert!(waiting(&cache).is_empty());
    fill(2, &rest);
    assert_eq!(waiting(&cache), [contact.id]);
}

/// Facts about one customer, and what the domain reads from them.
fn history(of: CustomerId, topic: &Topic, seeds: &[(u8, u8, u8)]) -> (Vec<Fact>, Vec<Interaction>, Vec<Dialogue>) {
    let opened: Vec<DialogueOpened> =
        (0..3).map(|at| opened(of, if at == 0 { topic.id } else { id() }, 10 + at)).collect();
    let dialogue = |which: u8| (which > 0).then(|| opened[usize::from(which - 1) % 3].id);
    let contacts: Vec<_> = (0..3).map(|which| interaction(of, 100 + which, dialogue(which as u8))).collect();
    let decided: Vec<_> = seeds
        .iter()
        .map(|(which, to, at)| assigned(&contacts[usize::from(*which)], dialogue(*to), i64::from(*at)))
        .collect();
    let settled = assignment::settle(contacts.clone(), &decided);
    let folded = opened.iter().map(|it| Folded::from_facts(it.clone(), &[], &settled));
    let mut read: Vec<_> =
        fold::unite(folded, |id| (id == topic.id).then_some(topic), NOW).into_iter().map(|it| it.dialogue).collect();
    read.sort_by_key(|it| it.id);
    let facts = opened.into_iter().map(Fact::DialogueOpened);
    let facts = facts.chain(contacts.into_iter().map(Fact::Interaction)).chain(decided.into_iter().map(Fact::Assigned));
    (facts.collect(), settled, read)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn in_whatever_order_contacts_and_assignments_arrive_the_cache_reads_as_the_domain_does_h_1(
        seeds in prop::collection::vec((0u8..3, 0u8..4, 0u8..4), 0..6),
        order in Just((0usize..12).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let place = Place::new();
        let cache = place.open();
        let topic = topic(3);
        let person = customer("한민지");
        let of = person.id;
        cache.apply_delta(Scope::Centre, 0, 1, &[record_change(Record::Topic(topic.clone()))], NOW).unwrap();
        cache.apply_delta(Scope::Team(team()), 0, 1, &[record_change(Record::Customer(person))], NOW).unwrap();
        let (facts, settled, read) = history(of, &topic, &seeds);
        let arrival = order.iter().filter_map(|at| facts.get(*at));
        for (seq, fact) in (1..).zip(arrival.clone().chain(arrival)) {
            cache.apply_delta(Scope::Team(team()), seq, seq + 1, &[fact_change(fact.clone())], NOW).unwrap();
        }
        let mut shown = dialogues(&cache, of);
        shown.sort_by_key(|it| it.id);
        prop_assert_eq!(shown, read);
        let expected: Vec<_> = settled.iter().rev().map(|it| (it.id, it.dialogue)).collect();
        prop_assert_eq!(in_timeline(&cache, of), expected);
        let in_triage: Vec<_> = settled.iter().filter(|it| it.dialogue.is_none()).map(|it| it.id).collect();
        prop_assert_eq!(waiting(&cache), in_triage);
    }
}
