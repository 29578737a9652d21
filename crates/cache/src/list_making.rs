//! Who would be on a list, and who is left out and why (H-9). Nothing is stored: the list is made by ops like everything else.

use std::collections::HashMap;

use daehwa_domain::{
    call_list::{CallList, Candidate, MAX_MEMBERS, Origin, Terms, choose, number_to_call, reason},
    id::{CustomerId, TopicId},
    time::Timestamp,
};
use rusqlite::Connection;

use crate::{
    Cache, Proposed, ProposedRow, Result, Watch,
    customers::Topics,
    lists::{Known, dialogues_of, open_lists, standing},
    profile,
};

/// Customers that are looked at in one go: others wait for a reader no longer than this takes.
const CHUNK: usize = 500;
/// The share of the work that finding the customers is, beside looking at each.
const FINDING: f32 = 0.5;

/// Making lists.
impl Cache {
    /// The list that would be made now, with at most `left` of those who are not called; `None` when it was told to stop.
    pub fn propose_list(
        &self,
        origin: &Origin,
        topic: Option<TopicId>,
        terms: Terms,
        left: usize,
        now: Timestamp,
        watch: Watch,
    ) -> Result<Option<Proposed>> {
        let topics = self.store.topics();
        let found = self.behind(origin, &topics, now, &mut |done| watch(done * FINDING))?;
        let Some(found) = found else { return Ok(None) };
        let other = self.store.read(open_lists)?;
        let asked = Asked { terms, topic, other: &other, topics: &topics, region: self.store.region(), now };
        let mut candidates = Vec::with_capacity(found.len());
        let mut cids = HashMap::with_capacity(found.len());
        for (at, part) in found.chunks(CHUNK).enumerate() {
            if watch(FINDING + (1.0 - FINDING) * (at * CHUNK) as f32 / found.len() as f32).is_break() {
                return Ok(None);
            }
            self.store.read(|conn| {
                for cid in part {
                    let Some(candidate) = asked.candidate(conn, *cid)? else { continue };
                    cids.insert(candidate.customer, *cid);
                    candidates.push(candidate);
                }
                Ok(())
            })?;
        }
        let chosen = choose(candidates, MAX_MEMBERS as usize);
        let rows = |candidates: Vec<Candidate>| self.proposed_rows(candidates, &cids);
        Ok(Some(Proposed {
            called: rows(chosen.called)?,
            left: rows(chosen.left.into_iter().take(left).collect())?,
            left_out: chosen.left_out,
        }))
    }

    /// The local numbers of the customers from whom a list is made; one can come twice. `None` when it was told to stop.
    fn behind(&self, origin: &Origin, topics: &Topics, now: Timestamp, watch: Watch) -> Result<Option<Vec<i64>>> {
        match origin {
            Origin::Segment { query, .. } => {
                let members = self.segment_members(query, now, watch)?;
                Ok(members.map(|all| all.into_iter().map(|(_, cid)| cid).collect()))
            }
            Origin::Cell { cell } => {
                let mut found = Vec::new();
                let ended = self.for_each_journey(topics, cell.period.from_ms, now, watch, |cid, _, journey| {
                    if cell.entered(&journey).is_some() {
                        found.push(cid);
                    }
                })?;
                found.dedup();
                Ok(ended.is_continue().then_some(found))
            }
        }
    }

    fn proposed_rows(&self, candidates: Vec<Candidate>, cids: &HashMap<CustomerId, i64>) -> Result<Vec<ProposedRow>> {
        let mut rows = Vec::with_capacity(candidates.len());
        let mut candidates = candidates.into_iter().peekable();
        while candidates.peek().is_some() {
            self.store.read(|conn| {
                for candidate in candidates.by_ref().take(CHUNK) {
                    let Some(cid) = cids.get(&candidate.customer) else { continue };
                    let Some(card) = profile::card(conn, *cid)? else { continue };
                    let number =
                        number_to_call(&card.contact_points, self.store.region(), 0).map(|it| it.value.clone());
                    rows.push(ProposedRow { candidate, customer: card.customer, number });
                }
                Ok(())
            })?;
        }
        Ok(rows)
    }
}

/// What is asked of each customer.
struct Asked<'a> {
    terms: Terms,
    topic: Option<TopicId>,
    other: &'a [CallList],
    topics: &'a Topics,
    region: &'a str,
    now: Timestamp,
}

impl Asked<'_> {
    /// `None` when the customer's own record is not here (yet).
    fn candidate(&self, conn: &Connection, cid: i64) -> Result<Option<Candidate>> {
        let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
        let customer = card.customer.id;
        let dialogues = dialogues_of(conn, cid, customer, self.topics, self.now)?;
        let known = Known { cid, contact_points: &card.contact_points, dialogues: &dialogues, tried_ms: None };
        let obstacles = standing(conn, &known, &self.terms, self.other, self.topics, self.region, self.now)?;
        let topic_of = |id| self.topics.get(&id);
        let need = reason(&dialogues, self.topic, self.terms.purpose, topic_of, self.now);
        let (reason, strength) = need.map_or((None, 0.0), |(reason, strength)| (Some(reason), strength));
        Ok(Some(Candidate { customer, reason, strength, obstacles }))
    }
}
