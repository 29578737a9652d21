//! Customers of value (P-4), filed by tier when it changes; contacts, which are far more frequent, write nothing here.

use std::collections::HashSet;

use daehwa_domain::{
    customer::Tier,
    record::{Record, RecordKind, Versioned},
};
use rusqlite::{Connection, Row, params};

use crate::{
    Result,
    batch::LEFT,
    rows::{decode, kind_code},
};

/// In the order of value; the codes of the table are their places.
pub(crate) const TIERS: [Tier; 4] = [Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic];
/// Customers that are read in one go.
const CHUNK: i64 = 1_000;
const NEXT: &str = "SELECT v.cid, c.last_ms FROM valued v CROSS JOIN customer c ON c.cid = v.cid \
    WHERE v.tier = ?1 AND v.cid > ?2 ORDER BY v.cid LIMIT ?3";
/// The lowest tier is not filed: it is those who are in none of the others.
const NEXT_BASIC: &str = "SELECT c.cid, c.last_ms FROM customer c WHERE c.cid > ?2 AND c.sid IS NOT ?4 \
    AND NOT EXISTS (SELECT 1 FROM valued v WHERE v.tier IN (0, 1, 2) AND v.cid = c.cid) \
    AND EXISTS (SELECT 1 FROM record r WHERE r.cid = c.cid AND r.kind = ?1) ORDER BY c.cid LIMIT ?3";

/// Some of a tier's customers by local number, behind `after`; with the moment of the last contact, 0 for never.
pub(crate) fn next_of_tier(conn: &Connection, tier: Tier, after: i64) -> Result<Vec<(i64, i64)>> {
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    let mut ask;
    let rows = match tier {
        Tier::Basic => {
            ask = conn.prepare_cached(NEXT_BASIC)?;
            ask.query_map(params![kind_code(RecordKind::Customer), after, CHUNK, LEFT], read)?
        }
        Tier::Vip | Tier::Gold | Tier::Silver => {
            ask = conn.prepare_cached(NEXT)?;
            ask.query_map(params![code(tier), after, CHUNK], read)?
        }
    };
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many customers there are of each of [`TIERS`], without those that are named.
pub(crate) fn count(conn: &Connection, without: &HashSet<i64>) -> Result<[u32; 4]> {
    let mut counts = [0; 4];
    for (count, tier) in counts.iter_mut().zip(TIERS) {
        let mut after = Some(0);
        while let Some(passed) = after {
            let some = next_of_tier(conn, tier, passed)?;
            let others = some.iter().filter(|(cid, _)| !without.contains(cid)).count();
            *count += u32::try_from(others).unwrap_or(u32::MAX);
            after = some.last().map(|(cid, _)| *cid);
        }
    }
    Ok(counts)
}

/// Files a customer whose record has changed.
pub(crate) fn file(conn: &Connection, cid: i64, before: Option<&Versioned>, shown: Option<&Versioned>) -> Result<()> {
    let tier_of = |it: &Versioned| if let Record::Customer(it) = &it.record { it.tier } else { Tier::Basic };
    let (before, after) = (before.map(tier_of), shown.map(tier_of));
    if before == after {
        return Ok(());
    }
    if let Some(tier) = before.filter(|it| *it != Tier::Basic) {
        conn.prepare_cached("DELETE FROM valued WHERE tier = ? AND cid = ?")?.execute(params![code(tier), cid])?;
    }
    if let Some(tier) = after.filter(|it| *it != Tier::Basic) {
        conn.prepare_cached("INSERT OR IGNORE INTO valued (tier, cid) VALUES (?, ?)")?
            .execute(params![code(tier), cid])?;
    }
    Ok(())
}

/// Forgets a customer who left.
pub(crate) fn forget(conn: &Connection, cid: i64) -> Result<()> {
    for tier in TIERS {
        conn.prepare_cached("DELETE FROM valued WHERE tier = ? AND cid = ?")?.execute(params![code(tier), cid])?;
    }
    Ok(())
}

/// Files all customers of a file that was made before this table was. Once, when it is opened.
pub(crate) fn file_all(conn: &Connection) -> Result<()> {
    let mut ask =
        conn.prepare("SELECT r.cid, r.shown FROM customer c JOIN record r ON r.cid = c.cid AND r.kind = ?")?;
    let mut rows = ask.query([kind_code(RecordKind::Customer)])?;
    while let Some(row) = rows.next()? {
        let shown: Versioned = decode(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
        file(conn, row.get(0)?, None, Some(&shown))?;
    }
    Ok(())
}

fn code(tier: Tier) -> i64 {
    TIERS.iter().position(|it| *it == tier).map_or(-1, |at| at as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P-4: neither a list nor a customer whose tier changes looks at more rows than it shows or files.
    #[test]
    fn every_statement_finds_its_rows_by_the_primary_key() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../../migrations/cache/0008_valued.sql")).unwrap();
        conn.execute_batch("CREATE TABLE customer (cid INTEGER PRIMARY KEY, sid INTEGER, last_ms INTEGER)").unwrap();
        for (statement, values) in [(NEXT, 3), ("DELETE FROM valued WHERE tier = ? AND cid = ?", 2)] {
            let mut ask = conn.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
            let values = rusqlite::params_from_iter(vec![1; values]);
            let plan: Vec<String> =
                ask.query_map(values, |row| row.get(3)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
            assert!(plan.iter().all(|it| it.starts_with("SEARCH") && it.contains("PRIMARY KEY")), "{plan:?}");
        }
    }
}
