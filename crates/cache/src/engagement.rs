//! What customer and company did for each other (P-4, P-9): surveys, referrals and feedback; value delivered.

use std::collections::HashMap;

use daehwa_domain::{
    delivered::Delivered, id::InteractionId, participation::Participation, record::Fact, time::Timestamp,
};
use rusqlite::{Connection, params};

use crate::{
    Engagement, Result, TimelineRow,
    rows::{decode, encode},
};

/// At most so many of one customer are read for a screen: more than anybody has.
const MAX_READ: usize = 500;

/// Keeps one; 0 when it is known.
pub(crate) fn insert(conn: &Connection, cid: i64, fact: &Fact, mark: Option<i64>) -> Result<usize> {
    let (at, id) = match fact {
        Fact::Participation(it) => (it.at_ms, it.id.0),
        Fact::Delivered(it) => (it.at_ms, it.id.0),
        _ => return Ok(0),
    };
    Ok(conn
        .prepare_cached(
            "INSERT INTO engagement (cid, at_ms, id, body, mark) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![cid, at.0, id, encode(fact)?, mark])?)
}

/// A customer's latest, newest first.
pub(crate) fn latest(conn: &Connection, cid: i64) -> Result<Engagement> {
    since(conn, cid, Timestamp(i64::MIN), MAX_READ)
}

/// Gives each contact its own.
pub(crate) fn share_out(rows: &mut [TimelineRow], all: Engagement) {
    if all == Engagement::default() {
        return;
    }
    let places: HashMap<InteractionId, usize> =
        rows.iter().enumerate().map(|(at, row)| (row.interaction.id, at)).collect();
    for it in all.participations {
        if let Some(at) = places.get(&it.interaction) {
            rows[*at].engagement.participations.push(it);
        }
    }
    for it in all.delivered {
        if let Some(at) = it.interaction.and_then(|contact| places.get(&contact)) {
            rows[*at].engagement.delivered.push(it);
        }
    }
}

/// In what a customer took part, newest first.
pub(crate) fn participations(conn: &Connection, cid: i64) -> Result<Vec<Participation>> {
    Ok(latest(conn, cid)?.participations)
}

/// Those since a moment, newest first, at most `limit`.
pub(crate) fn since(conn: &Connection, cid: i64, since: Timestamp, limit: usize) -> Result<Engagement> {
    let mut ask = conn.prepare_cached(
        "SELECT body FROM engagement WHERE cid = ? AND at_ms >= ? ORDER BY at_ms DESC, id DESC LIMIT ?",
    )?;
    let mut rows = ask.query(params![cid, since.0, limit as i64])?;
    let (mut participations, mut delivered): (Vec<Participation>, Vec<Delivered>) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        match decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)? {
            Fact::Participation(it) => participations.push(it),
            Fact::Delivered(it) => delivered.push(it),
            _ => {}
        }
    }
    Ok(Engagement { participations, delivered })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ring reads it: no row is looked at that is not another one of this customer.
    #[test]
    fn what_a_customer_took_part_in_is_found_by_the_primary_key() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../../migrations/cache/0011_engagement.sql")).unwrap();
        let mut ask = conn
            .prepare(
                "EXPLAIN QUERY PLAN SELECT body FROM engagement WHERE cid = 1 AND at_ms >= 2 ORDER BY at_ms DESC, id DESC LIMIT 3",
            )
            .unwrap();
        let plan: Vec<String> = ask.query_map([], |row| row.get(3)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
        assert_eq!(plan, ["SEARCH engagement USING PRIMARY KEY (cid=? AND at_ms>?)"]);
    }
}
