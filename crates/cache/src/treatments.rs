//! Treatments (P-13): held in memory beside the topics. Which one applies to a customer is known without a read where no treatment is for a
//! segment; else what the segments' conditions are about is read, by the customer's own keys.

use std::{collections::HashSet, sync::Arc};

use daehwa_domain::{
    customer::Tier,
    id::CustomerId,
    record::{Record, RecordKind},
    segment::{Segment, SegmentQuery},
    time::Timestamp,
    treatment::{Applied, Asked, Treatments},
};
use rusqlite::Connection;

use crate::{
    Cache, CacheError, Result, TreatmentReach, Watch, batch, centre,
    customers::Topics,
    profile,
    segments::{self, Known},
    valued::{self, TIERS},
};

/// Treatments.
impl Cache {
    /// The treatments as of the latest commit.
    pub fn treatments(&self) -> Arc<Treatments> {
        self.store.treatments()
    }

    /// The treatment that applies to each of some customers; one who is not in the cache is left out.
    pub fn treatments_of(&self, customers: &[CustomerId], now: Timestamp) -> Result<Vec<(CustomerId, Applied)>> {
        let (treatments, topics) = (self.store.treatments(), self.store.topics());
        let defined = Defined { topics: &topics, treatments: &treatments };
        self.store.read(|conn| {
            let mut all = Vec::with_capacity(customers.len());
            for id in customers {
                let Some(cid) = batch::cid_of(conn, *id)? else { continue };
                let Some(card) = profile::card(conn, cid)? else { continue };
                all.push((*id, applied(conn, cid, Known::profile(&card.customer), &defined, now)?));
            }
            Ok(all)
        })
    }

    /// What becomes of each treatment for a customer, in the order in which they are asked.
    pub fn explain_treatment(&self, customer: CustomerId, now: Timestamp) -> Result<Vec<Asked>> {
        let (treatments, topics) = (self.store.treatments(), self.store.topics());
        self.store.read(|conn| {
            let cid = batch::cid_of(conn, customer)?.ok_or(CacheError::UnknownRecord)?;
            let card = profile::card(conn, cid)?.ok_or(CacheError::UnknownRecord)?;
            let known = Known::profile(&card.customer);
            let is_in = |query: &SegmentQuery| segments::holds_of(conn, cid, known, query, &topics, now);
            treatments.explain(card.customer.tier, is_in)
        })
    }

    /// To how many customers each treatment applies, and to how many what is built in; `None` when it was told to stop.
    pub fn treatment_reach(&self, now: Timestamp, watch: Watch) -> Result<Option<TreatmentReach>> {
        let treatments = self.store.treatments();
        let mut taken = HashSet::new();
        let mut reach = TreatmentReach::default();
        for (treatment, segment) in treatments.of_segments() {
            let Some(members) = self.segment_members(&segment.query, now, &mut *watch)? else { return Ok(None) };
            let first = members.into_iter().filter(|(_, cid)| taken.insert(*cid)).count();
            reach.by_treatment.push((treatment.id, count(first)));
        }
        let by_tier = self.store.read(|conn| valued::count(conn, &taken))?;
        for (tier, customers) in TIERS.into_iter().zip(by_tier) {
            let applied = treatments.of_tier(tier);
            match applied.treatment.id.0.is_nil() {
                true => reach.built_in.push((tier, customers)),
                false => reach.by_treatment.push((applied.treatment.id, customers)),
            }
        }
        Ok(Some(reach))
    }
}

/// What the centre has defined, as of one commit.
#[derive(Clone, Copy)]
pub(crate) struct Defined<'a> {
    pub topics: &'a Topics,
    pub treatments: &'a Treatments,
}

/// The treatment that applies to a customer.
pub(crate) fn applied(conn: &Connection, cid: i64, known: Known, defined: &Defined, now: Timestamp) -> Result<Applied> {
    let is_in = |query: &SegmentQuery| segments::holds_of(conn, cid, known, query, defined.topics, now);
    defined.treatments.choose(known.customer.tier, is_in)
}

/// The shortest silence after which anybody of a tier is alerted for.
pub(crate) fn shortest_alert(treatments: &Treatments, tier: Tier) -> Option<u16> {
    let of_segments = treatments.of_segments().filter_map(|(it, _)| it.alert_days());
    of_segments.chain(treatments.of_tier(tier).treatment.alert_days()).min()
}

/// All of them, with the segments that they name.
pub(crate) fn all(conn: &Connection) -> Result<Treatments> {
    let records = centre::records(conn, RecordKind::Treatment)?.into_iter();
    let treatments: Vec<_> =
        records.filter_map(|it| if let Record::Treatment(it) = it { Some(it) } else { None }).collect();
    if treatments.is_empty() {
        return Ok(Treatments::default());
    }
    let records = centre::records(conn, RecordKind::Segment)?.into_iter();
    let segments: Vec<Segment> =
        records.filter_map(|it| if let Record::Segment(it) = it { Some(it) } else { None }).collect();
    Ok(Treatments::new(treatments, &segments))
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
