//! Customers of value who are without contact (P-4): all of those for whose tier anybody waits are passed over, some at a time, and each by
//! the days of the treatment that applies. Only the foremost are held.

use std::collections::BinaryHeap;

use daehwa_domain::{
    continuity::{self, Silence},
    customer::{Customer, Tier},
    segment::SegmentQuery,
    time::Timestamp,
    treatment::Treatments,
};
use rusqlite::Connection;

use crate::{
    Cache, Result, Silent, SilentCustomer, Watch,
    customers::{Topics, moment},
    profile,
    segments::{self, Narrowed},
    treatments,
    valued::{self, TIERS},
};

/// Cards that are read in one go.
const CHUNK: usize = 1_000;

/// Customers without contact.
impl Cache {
    /// Customers who had no contact for longer than their treatment asks at `now`: best tier first, then the longest silence; at most
    /// `limit`. `None` when it was told to stop.
    pub fn silent_customers(&self, limit: usize, now: Timestamp, watch: Watch) -> Result<Option<Silent>> {
        let (treatments, topics) = (self.store.treatments(), self.store.topics());
        let segments = Segments::of(&treatments, &topics, now);
        let asked: Vec<(Tier, u16)> =
            TIERS.into_iter().filter_map(|tier| Some((tier, treatments::shortest_alert(&treatments, tier)?))).collect();
        let last = self.store.read(segments::last_cid)?.max(1);
        let (mut foremost, mut total) = (BinaryHeap::new(), 0_u32);
        for (turn, (tier, shortest)) in asked.iter().enumerate() {
            let of_tier = treatments.of_tier(*tier).treatment.alert_days();
            let mut after = Some(0);
            while let Some(passed) = after {
                if watch((turn as f32 + passed as f32 / last as f32) / asked.len() as f32).is_break() {
                    return Ok(None);
                }
                after = self.store.read(|conn| {
                    let some = valued::next_of_tier(conn, *tier, passed)?;
                    for &(cid, last_ms) in &some {
                        let Some((contact, created)) = contact(conn, cid, last_ms)? else { continue };
                        let silence = |days| continuity::silence(days, contact, created, now);
                        // Most are silent by no treatment.
                        if silence(Some(*shortest)).is_none() {
                            continue;
                        }
                        let Some(found) = silence(segments.days(conn, cid)?.unwrap_or(of_tier)) else { continue };
                        total = total.saturating_add(1);
                        foremost.push((*tier, found.since_ms, cid, found.days));
                        if foremost.len() > limit {
                            foremost.pop();
                        }
                    }
                    Ok(some.last().map(|(cid, _)| *cid))
                })?;
            }
        }
        let mut silent = Silent { customers: Vec::with_capacity(foremost.len()), total };
        for part in foremost.into_sorted_vec().chunks(CHUNK) {
            self.store.read(|conn| {
                for (_, since_ms, cid, days) in part {
                    let silence = Silence { since_ms: *since_ms, days: *days };
                    match profile::card(conn, *cid)? {
                        Some(card) => silent.customers.push(row(card, silence)),
                        // Left meanwhile.
                        None => silent.total = silent.total.saturating_sub(1),
                    }
                }
                Ok(())
            })?;
        }
        Ok(Some(silent))
    }
}

/// The last contact, and since when we know the customer, which counts only where there was none: then it is read.
fn contact(conn: &Connection, cid: i64, last_ms: i64) -> Result<Option<(Option<Timestamp>, Timestamp)>> {
    match moment(last_ms) {
        Some(at) => Ok(Some((Some(at), at))),
        None => Ok(segments::customer(conn, cid)?.map(|it| (None, it.created_ms))),
    }
}

fn row(card: profile::Card, silence: Silence) -> SilentCustomer {
    let Customer { id, name, company, tier, .. } = card.customer;
    SilentCustomer { customer: id, name, company, tier, number: card.number, silence }
}

/// The segments that have a treatment, in the order in which they are asked.
struct Segments<'a> {
    asked: Vec<(Option<u16>, &'a SegmentQuery, Narrowed)>,
    topics: &'a Topics,
    now: Timestamp,
}

impl<'a> Segments<'a> {
    fn of(treatments: &'a Treatments, topics: &'a Topics, now: Timestamp) -> Self {
        let asked = treatments.of_segments().map(|(treatment, segment)| {
            (treatment.alert_days(), &segment.query, Narrowed::of(&segment.query, topics.values(), now))
        });
        Self { asked: asked.collect(), topics, now }
    }

    /// After how many days a customer should hear from us by the first segment in which the customer is; `None`: in none of them.
    fn days(&self, conn: &Connection, cid: i64) -> Result<Option<Option<u16>>> {
        for (days, query, narrowed) in &self.asked {
            if narrowed.lets_through(conn, cid)? && segments::is_in(conn, cid, query, self.topics, self.now)? {
                return Ok(Some(*days));
            }
        }
        Ok(None)
    }
}
