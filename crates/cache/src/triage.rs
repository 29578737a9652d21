//! Contacts that belong to no dialogue yet (H-1).

use daehwa_domain::{
    assignment::Assignment,
    id::{CustomerId, InteractionId},
    need::{self, Need},
    time::Timestamp,
};
use rusqlite::{Connection, params};

use crate::{
    Cache, Result, TriageRow, assignments, batch,
    customers::{Topics, united},
    identity, profile,
    rows::facts,
};

/// Triage.
impl Cache {
    /// Contacts in triage, the one that has waited longest first, each with the customer's open dialogues.
    pub fn triage(&self, limit: usize, now: Timestamp) -> Result<Vec<TriageRow>> {
        let topics = self.store.topics();
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT cid, id FROM interaction WHERE belongs IS NULL ORDER BY started_ms, id LIMIT ?",
            )?;
            let mut rows = ask.query([limit as i64])?;
            let mut waiting = Vec::new();
            while let Some(row) = rows.next()? {
                let (cid, contact) = (row.get(0)?, InteractionId(row.get(1)?));
                if let Some(customer) = batch::id_of(conn, cid)? {
                    waiting.extend(waits(conn, cid, customer, contact, &topics, now)?);
                }
            }
            Ok(waiting)
        })
    }

    /// How many contacts wait in triage.
    pub fn triage_count(&self) -> Result<u32> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT count(*) FROM interaction WHERE belongs IS NULL")?;
            Ok(ask.query_row([], |row| row.get(0))?)
        })
    }

    /// A contact as it would stand in triage, wherever it belongs; `None` when it is not in the cache.
    pub fn contact(&self, customer: CustomerId, contact: InteractionId, now: Timestamp) -> Result<Option<TriageRow>> {
        let topics = self.store.topics();
        self.store.read(|conn| match identity::place_of(conn, customer)? {
            Some(place) => waits(conn, place.cid, place.head, contact, &topics, now),
            None => Ok(None),
        })
    }

    /// What was decided of where a contact belongs, the decision that holds last.
    pub fn assignments(&self, customer: CustomerId, contact: InteractionId) -> Result<Vec<Assignment>> {
        self.store.read(|conn| match identity::place_of(conn, customer)? {
            Some(place) => assignments::of_contact(conn, place.cid, place.head, contact),
            None => Ok(Vec::new()),
        })
    }
}

fn waits(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    contact: InteractionId,
    topics: &Topics,
    now: Timestamp,
) -> Result<Option<TriageRow>> {
    let mut ask =
        conn.prepare_cached(&format!("SELECT {} FROM interaction WHERE cid = ? AND id = ?", facts::CONTACT))?;
    let mut rows = ask.query(params![cid, contact.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (interaction, unsent) = facts::interaction(customer, row)?;
    let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
    let united = united(conn, cid, customer, topics, now)?;
    let needs = need::needs(&united, &[], |id| topics.get(&id), now);
    let of_need = |need: &Need| united.iter().find(|it| it.dialogue.id == need.dialogue).map(|it| it.dialogue.clone());
    let open = needs.iter().filter_map(of_need).collect();
    let words = crate::notes::latest_about(conn, cid, contact)?;
    Ok(Some(TriageRow { interaction, customer: card.customer, words, open, unsent }))
}
