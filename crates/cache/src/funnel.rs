//! The funnel over all customers in the cache, and whom its numbers stand for (H-7). Nothing is stored: customers are looked through in
//! their order, those in whose dialogues nothing began or moved since are passed over by their folded dialogues alone.

use std::ops::ControlFlow;

use daehwa_domain::{
    funnel::{Cell, Counter, Funnel, FunnelQuery},
    id::CustomerId,
    journey::{Journey, Touch},
    time::Timestamp,
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    Cache, CellCustomer, CellCustomers, Result, batch::LEFT, customers::Topics, journeys::Journeys, profile,
    rows::facts, segments,
};

/// Local numbers of customers that are looked at in one go: others wait for a reader no longer than this takes.
const CHUNK: i64 = 1_000;

/// Told how far a long reading is, 0–1; says whether it goes on.
pub type Watch<'a> = &'a mut dyn FnMut(f32) -> ControlFlow<()>;

/// The funnel.
impl Cache {
    /// Counts the funnel as of `now`; `None` when it was told to stop.
    pub fn funnel(&self, query: &FunnelQuery, now: Timestamp, watch: Watch) -> Result<Option<Funnel>> {
        let topics = self.store.topics();
        let mut counter = Counter::new(query, topics.values());
        let ended = self.for_each_journey(&topics, query.since(), now, watch, |_, _, journey| counter.add(&journey))?;
        Ok(ended.is_continue().then(|| counter.finish()))
    }

    /// The customers whose dialogues a cell counts as of `now`, those that came into it last first, at most `limit` of them; `None` when
    /// it was told to stop.
    pub fn funnel_customers(
        &self,
        cell: &Cell,
        limit: usize,
        now: Timestamp,
        watch: Watch,
    ) -> Result<Option<CellCustomers>> {
        let topics = self.store.topics();
        let mut found: Vec<(Timestamp, i64, CustomerId, Journey)> = Vec::new();
        let ended = self.for_each_journey(&topics, cell.period.from_ms, now, watch, |cid, customer, journey| {
            if let Some(at_ms) = cell.entered(&journey) {
                found.push((at_ms, cid, customer, journey));
            }
        })?;
        if ended.is_break() {
            return Ok(None);
        }
        found.sort_unstable_by_key(|(at_ms, _, customer, _)| (std::cmp::Reverse(*at_ms), *customer));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.truncate(limit);
        let mut rows = Vec::with_capacity(found.len());
        for part in found.chunks(CHUNK as usize) {
            self.store.read(|conn| {
                for (at_ms, cid, _, journey) in part {
                    let Some(card) = profile::card(conn, *cid)? else { continue };
                    rows.push(CellCustomer {
                        customer: card.customer,
                        number: card.number,
                        dialogue: journey.dialogue.clone(),
                        end: journey.end,
                        at_ms: *at_ms,
                    });
                }
                Ok(())
            })?;
        }
        Ok(Some(CellCustomers { rows, total }))
    }

    /// Hands over the journeys of every customer of whose dialogues one began or moved at `since` or later.
    pub(crate) fn for_each_journey(
        &self,
        topics: &Topics,
        since: Timestamp,
        now: Timestamp,
        watch: Watch,
        mut each: impl FnMut(i64, CustomerId, Journey),
    ) -> Result<ControlFlow<()>> {
        let last = self.store.read(segments::last_cid)?;
        let mut after = 0;
        while after < last {
            if watch(after as f32 / last as f32).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.store.read(|conn| {
                let customers = active(conn, after, since)?;
                Journeys::new(conn, topics, now)?.of(&customers, |(cid, customer), journeys| {
                    journeys.into_iter().for_each(|journey| each(cid, customer, journey));
                    Ok(())
                })
            })?;
            after += CHUNK;
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// The next customers in whose dialogues something began or moved at `since` or later.
fn active(conn: &Connection, after: i64, since: Timestamp) -> Result<Vec<(i64, CustomerId)>> {
    let mut ask = conn.prepare_cached(
        "SELECT cid, id FROM customer WHERE cid > ?1 AND cid <= ?2 AND sid IS NOT ?3 AND EXISTS (SELECT 1 FROM dialogue d \
         WHERE d.cid = customer.cid AND d.topic IS NOT NULL AND (d.opened_ms >= ?4 OR d.moved_ms >= ?4)) ORDER BY cid",
    )?;
    let rows = ask.query_map(params![after, after + CHUNK, LEFT, since.0], |row| {
        Ok((row.get(0)?, CustomerId(row.get::<_, Uuid>(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A customer's contacts, newest first.
pub(crate) fn touches(conn: &Connection, cid: i64) -> Result<Vec<Touch>> {
    let mut ask = conn.prepare_cached(&format!("SELECT {} FROM interaction WHERE cid = ?", facts::TOUCH))?;
    let mut rows = ask.query([cid])?;
    let mut touches = Vec::new();
    while let Some(row) = rows.next()? {
        touches.push(facts::touch(row)?);
    }
    Ok(touches)
}
