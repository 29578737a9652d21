//! Visitors of the company's web site: the server makes contacts of what they read, and every desktop shows them as they are.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Result, ensure};
use daehwa_domain::{id::CustomerId, time::Timestamp};
use daehwa_store::web::{Arrival, Arrived, Judged, Touch, WebBatch};
use uuid::Uuid;

use crate::{
    chance::Chance,
    server::{Server, TOPIC, WireId},
};

/// What visitors were told is stored.
#[derive(Clone, Default)]
pub(crate) struct Visitors {
    /// Touches by customer.
    read: BTreeMap<CustomerId, u32>,
    /// Ids of all that the server made of it.
    made: BTreeSet<Uuid>,
    stream: u64,
    /// Sent again now and then.
    last: Option<(CustomerId, Vec<Arrival>)>,
}

/// Ids that the server gives to what it makes, from the run's chance.
pub(crate) struct FreshIds(Mutex<(Chance, Vec<Uuid>)>);

impl FreshIds {
    /// Ids that this seed decides.
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new((Chance::new(seed), Vec::new()))))
    }

    pub fn next(&self) -> Uuid {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = state.0.uuid();
        state.1.push(id);
        id
    }

    /// Those that were given.
    pub fn given(&self) -> Vec<Uuid> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

impl Visitors {
    /// A customer reads something. What the connections are told.
    pub fn read(
        &mut self,
        server: &mut Server,
        chance: &mut Chance,
        customer: CustomerId,
        now: Timestamp,
    ) -> Result<Vec<(WireId, daehwa_protocol::message::Down)>> {
        let visitor = customer.0;
        let arrives = |what| Arrival { site: "shop".into(), visitor, what };
        let ids = FreshIds::new(chance.seed());
        let known = WebBatch {
            arrivals: vec![arrives(Arrived::IsCustomer { customer, only_if_unknown: false })],
            ..WebBatch::default()
        };
        let (taken, mut down) = server.take_web(&known, now, &ids)?;
        if !taken[0].no_customer {
            self.stream += 1;
            let touch = |number, back_ms: u64, stage: u64| Touch {
                number,
                at_ms: now.plus_ms(-(back_ms as i64)),
                page: format!("/plan/{stage}"),
                judged: Some(Judged { topic: TOPIC, stage: stage as u8, rule: "plan.web".into() }),
                part: None,
            };
            let touches: Vec<Touch> =
                (1..=chance.within(1..4)).map(|n| touch(n, chance.within(0..3_600_000), chance.within(1..4))).collect();
            let more = touches.len() as u32;
            let read = vec![arrives(Arrived::Events { stream: self.stream, touches })];
            let batch = WebBatch { arrivals: read.clone(), ..WebBatch::default() };
            let (taken, told) = server.take_web(&batch, now, &ids)?;
            ensure!(
                taken[0].stored == more,
                "invariant 2: events that were not seen before were not stored: {taken:?}"
            );
            *self.read.entry(customer).or_default() += more;
            self.last = Some((customer, read));
            down.extend(told);
        }
        if let Some((_, again)) = self.last.clone().filter(|_| chance.percent(50)) {
            let batch = WebBatch { arrivals: again, ..WebBatch::default() };
            let (_, told) = server.take_web(&batch, now, &ids)?;
            down.extend(told);
        }
        self.made.extend(ids.given());
        Ok(down)
    }

    /// The server was put back to when it held this: what was read since is lost, since nobody sends it again.
    pub fn put_back(&mut self, held: &Visitors) {
        self.read.clone_from(&held.read);
        self.last = None;
    }

    /// A customer was erased.
    pub fn erased(&mut self, customer: CustomerId) {
        self.read.remove(&customer);
        if self.last.as_ref().is_some_and(|(of, _)| *of == customer) {
            self.last = None;
        }
    }

    /// Whether the server made this.
    pub fn made(&self, id: Uuid) -> bool {
        self.made.contains(&id)
    }

    /// How often each customer has read something.
    pub fn touches(&self) -> &BTreeMap<CustomerId, u32> {
        &self.read
    }
}
