//! Whatever happens in whatever order, between this desktop, another one and the server: when all is sent and received, this desktop
//! shows what the server holds, and its checksum says so.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::*;
use daehwa_cache::{Cache, TimelineFilter};
use daehwa_domain::{
    digest,
    id::{CustomerId, DeviceId, InteractionId, OpId},
    merge,
    record::{Edit, Fact, FieldChange, Record, RecordKind, RecordRef, Versioned},
    time::{Hlc, Stamp},
};
use daehwa_protocol::{
    error::Refusal,
    message::{Change, OpResult, Progress, Verdict},
    op::{Action, Op},
    scope::Scope,
};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

fn scope() -> Scope {
    Scope::Team(team())
}

/// The server as far as this matters: every op once, every change in a log.
#[derive(Default)]
struct Server {
    records: BTreeMap<RecordRef, Versioned>,
    facts: BTreeMap<Uuid, Fact>,
    done: BTreeMap<OpId, Verdict>,
    log: Vec<Change>,
}

impl Server {
    fn take(&mut self, op: &Op, refuse: bool) -> OpResult {
        let verdict = match self.done.get(&op.id) {
            Some(verdict) if *verdict == Verdict::Accepted => verdict.clone(),
            _ if refuse => Verdict::Refused { refusal: Refusal::Invalid, detail: String::new() },
            _ => self.accept(op),
        };
        self.done.insert(op.id, verdict.clone());
        OpResult { op: op.id, counter: op.counter, verdict }
    }

    fn accept(&mut self, op: &Op) -> Verdict {
        let stamp = Stamp { hlc: op.hlc, device: device() };
        let versioned = match &op.action {
            Action::Append { fact } => {
                self.facts.insert(fact.id(), fact.clone());
                self.log.push(fact_change(fact.clone()));
                return Verdict::Accepted;
            }
            Action::Edit { edit: Edit::Create(record) } => Versioned::new(record.clone(), stamp),
            Action::Edit { edit: Edit::Set { target, fields, .. } } => {
                let Some(mut versioned) = self.records.get(target).cloned() else {
                    return Verdict::Refused { refusal: Refusal::UnknownRecord, detail: String::new() };
                };
                merge::apply(&mut versioned, fields, stamp).unwrap();
                versioned
            }
        };
        self.put(versioned);
        Verdict::Accepted
    }

    fn put(&mut self, versioned: Versioned) {
        self.log.push(Change::Record { versioned: versioned.clone() });
        self.records.insert(versioned.record.reference(), versioned);
    }

    fn checksum(&self) -> u64 {
        let facts = self.facts.values().map(digest::fact);
        facts.chain(self.records.values().map(digest::versioned)).fold(0, u64::wrapping_add)
    }
}

#[derive(Clone, Debug)]
enum Step {
    NewCustomer,
    Contact(usize),
    Edit {
        who: usize,
        field: usize,
        value: u8,
    },
    TheirEdit {
        who: usize,
        field: usize,
        value: u8,
        at: i64,
    },
    TheirContact(usize),
    /// Sends what waits; of the answers, only so many come back.
    Push {
        refuse: bool,
        answers: usize,
    },
    Pull(usize),
    Retry,
    Discard,
    Fill {
        part: usize,
        to_the_end: bool,
    },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::NewCustomer),
        4 => (0..8usize).prop_map(Step::Contact),
        6 => (0..8usize, 0..3usize, any::<u8>()).prop_map(|(who, field, value)| Step::Edit { who, field, value }),
        5 => (0..8usize, 0..3usize, any::<u8>(), -500..500i64)
            .prop_map(|(who, field, value, at)| Step::TheirEdit { who, field, value, at }),
        2 => (0..8usize).prop_map(Step::TheirContact),
        4 => (prop::bool::weighted(0.2), 0..6usize).prop_map(|(refuse, answers)| Step::Push { refuse, answers }),
        5 => (1..6usize).prop_map(Step::Pull),
        1 => Just(Step::Retry),
        1 => Just(Step::Discard),
        1 => (1..5usize, any::<bool>()).prop_map(|(part, to_the_end)| Step::Fill { part, to_the_end }),
        1 => Just(Step::Reopen),
    ]
}

const FIELDS: [&str; 3] = ["name", "company", "address"];

struct World {
    place: Place,
    cache: Option<Cache>,
    server: Server,
    customers: Vec<CustomerId>,
    clock: i64,
}

impl World {
    fn cache(&self) -> &Cache {
        self.cache.as_ref().unwrap()
    }

    fn who(&self, at: usize) -> Option<CustomerId> {
        self.customers.get(at % self.customers.len().max(1)).copied()
    }

    fn cursor(&self) -> u64 {
        self.cache().sync_state().unwrap().scopes.iter().find(|it| it.scope == scope()).map_or(0, |it| it.cursor)
    }

    fn work(&mut self) -> daehwa_cache::Work {
        self.clock += 1;
        daehwa_cache::Work::new(user(), NOW.plus_ms(self.clock))
    }

    fn pull(&mut self, limit: usize) {
        let from = self.cursor();
        let to = (from as usize + limit).min(self.server.log.len());
        let changes = &self.server.log[(from as usize).min(to)..to];
        self.cache().apply_delta(scope(), from, to as u64, changes, NOW).unwrap();
    }

    fn push(&mut self, refuse: bool, answers: usize) {
        let ops = self.cache().outbox_after(0, 4_000).unwrap();
        let results: Vec<_> = ops.iter().map(|op| self.server.take(op, refuse)).collect();
        self.cache().ack(&results[..answers.min(results.len())], NOW).unwrap();
    }

    fn fill(&mut self, part: usize, to_the_end: bool) {
        self.cache().begin_fill(scope(), true).unwrap();
        let as_of = self.server.log.len() as u64;
        let records = self.server.records.values().map(|it| Change::Record { versioned: it.clone() });
        let state: Vec<_> = records.chain(self.server.facts.values().cloned().map(fact_change)).collect();
        for part in state.chunks(part) {
            self.cache().apply_fill_part(scope(), as_of, part, None, Progress::default(), NOW).unwrap();
            if !to_the_end {
                return;
            }
        }
        self.cache().apply_fill_part(scope(), as_of, &[], None, Progress::default(), NOW).unwrap();
        self.cache().end_fill(scope()).unwrap();
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::NewCustomer => {
                let customer = customer("손님");
                self.customers.push(customer.id);
                let work = self.work().create(id(), Record::Customer(customer));
                self.cache().commit(work).unwrap();
            }
            Step::Contact(who) => {
                let Some(of) = self.who(who) else { return };
                let contact = interaction(of, NOW.0 + self.clock, None);
                let text = note(&contact, "메모");
                let work = self.work().append(id(), Fact::Note(text)).append(id(), Fact::Interaction(contact));
                self.cache().commit(work).unwrap();
            }
            Step::Edit { who, field, value } => {
                let Some(of) = self.who(who) else { return };
                let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
                let set = vec![(FIELDS[field].to_owned(), json!(format!("여기{value}")))];
                let work = self.work().set(id(), target, Some(of), set);
                // It is not there when its creation was given up.
                let _ = self.cache().commit(work);
            }
            Step::TheirEdit { who, field, value, at } => {
                let Some(of) = self.who(who) else { return };
                let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
                let Some(mut versioned) = self.server.records.get(&target).cloned() else { return };
                self.clock += 1;
                let hlc = Hlc { wall_ms: NOW.0 + at, counter: self.clock as u32 };
                let stamp = Stamp { hlc, device: DeviceId(Uuid::from_u128(0x5F)) };
                let value = json!(format!("거기{value}"));
                let change = FieldChange { field: FIELDS[field].into(), value, base: Vec::new() };
                if merge::apply(&mut versioned, &[change], stamp).unwrap().changed {
                    self.server.put(versioned);
                }
            }
            Step::TheirContact(who) => {
                let Some(of) = self.who(who) else { return };
                let fact = Fact::Interaction(interaction(of, NOW.0 - self.clock, None));
                self.server.facts.insert(fact.id(), fact.clone());
                self.server.log.push(fact_change(fact));
            }
            Step::Push { refuse, answers } => self.push(refuse, answers),
            Step::Pull(limit) => self.pull(limit),
            Step::Retry => {
                for wedged in self.cache().wedged().unwrap() {
                    self.cache().retry(wedged.op.counter).unwrap();
                }
            }
            Step::Discard => {
                if let Some(wedged) = self.cache().wedged().unwrap().last() {
                    self.cache().discard(wedged.op.counter, user(), NOW).unwrap();
                }
            }
            Step::Fill { part, to_the_end } => self.fill(part, to_the_end),
            Step::Reopen => {
                self.cache = None;
                self.cache = Some(self.place.open());
            }
        }
    }

    /// The network heals, and a person gives up what the server does not take.
    fn settle(&mut self) {
        loop {
            self.push(false, usize::MAX);
            for wedged in self.cache().wedged().unwrap() {
                if matches!(wedged.refusal, Refusal::Invalid) {
                    self.cache().retry(wedged.op.counter).unwrap();
                } else {
                    self.cache().discard(wedged.op.counter, user(), NOW).unwrap();
                }
            }
            if self.cache().waiting().unwrap() == daehwa_cache::Waiting::default() {
                break;
            }
        }
        self.pull(usize::MAX / 2);
    }

    fn check(&self) {
        let cache = self.cache();
        assert_eq!(cache.checksum(scope()).unwrap(), self.server.checksum());
        let mut facts_here = BTreeSet::new();
        for of in &self.customers {
            let target = RecordRef { kind: RecordKind::Customer, id: of.0 };
            assert_eq!(cache.record(target, Some(*of)).unwrap().as_ref(), self.server.records.get(&target));
            let page = cache.timeline(*of, &TimelineFilter::default(), None, 500).unwrap();
            assert!(page.rows.iter().all(|row| !row.unsent));
            facts_here.extend(page.rows.iter().map(|row| row.interaction.id));
        }
        let interactions = self.server.facts.values().filter(|it| matches!(it, Fact::Interaction(_)));
        let facts_there: BTreeSet<_> = interactions.map(|it| InteractionId(it.id())).collect();
        assert_eq!(facts_here, facts_there);
        // The search knows each customer under the name that is shown, and no other.
        for (target, versioned) in &self.server.records {
            let Record::Customer(customer) = &versioned.record else { continue };
            let found = cache.search(&customer.name, 100, NOW).unwrap();
            assert!(found.more || found.hits.iter().any(|it| it.customer.0 == target.id));
            assert!(found.hits.iter().all(|it| it.name.contains(&customer.name)
                || it.company.as_ref().is_some_and(|company| company.contains(&customer.name))));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn when_all_is_sent_and_received_this_desktop_shows_what_the_server_holds(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        // sync.md, invariants 2, 3, 4, 6
        let place = Place::new();
        let cache = Some(place.open());
        let mut world = World { place, cache, server: Server::default(), customers: Vec::new(), clock: 0 };
        for step in steps {
            world.take(step);
        }
        world.settle();
        world.check();
        world.take(Step::Reopen);
        world.fill(7, true);
        world.check();
    }
}
