//! Customers of value who are without contact (P-4). They are filed by tier when it changes; contacts, which are far more frequent, write
//! nothing here.

use std::collections::HashSet;

use daehwa_domain::{
    continuity,
    customer::{Customer, Tier},
    record::{Record, RecordKind, Versioned},
    time::Timestamp,
};
use rusqlite::{Connection, params};

use crate::{
    Cache, Result, Silent, SilentCustomer,
    batch::LEFT,
    customers::moment,
    profile,
    rows::{decode, kind_code},
    segments::Known,
    treatments::{self, Defined},
};

/// In the order of value; the codes of the table are their places.
pub(crate) const TIERS: [Tier; 4] = [Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic];
const MINUTE_MS: i64 = 60_000;
/// Where segments decide, at most so many customers of a tier are looked at, the longest silence first.
const MAX_LOOKED_AT: usize = 50_000;

/// Customers without contact.
impl Cache {
    /// Customers who had no contact for longer than their treatment asks at `now`: best tier first, then the longest silence; at most
    /// `limit`.
    pub fn silent_customers(&self, limit: usize, now: Timestamp) -> Result<Silent> {
        let recency = &self.store.recency;
        self.store.read(|conn| recency.load(conn, self.store.region()))?;
        let (treatments, topics) = (self.store.treatments(), self.store.topics());
        let defined = Defined { topics: &topics, treatments: &treatments };
        // Without segments each customer of a tier has the tier's days.
        let by_tier_alone = treatments.of_segments().next().is_none();
        self.store.read(|conn| {
            let mut silent = Silent::default();
            for tier in TIERS {
                let Some(days) = treatments::shortest_alert(&treatments, tier) else { continue };
                let cids = of_tier(conn, tier)?;
                let minutes = recency.minutes_of(&cids);
                let latest = now.plus_ms(-i64::from(days) * 24 * 60 * MINUTE_MS).0 / MINUTE_MS;
                let mut quiet: Vec<(u32, i64)> =
                    minutes.into_iter().zip(cids).filter(|(minute, _)| i64::from(*minute) < latest).collect();
                silent.total = silent.total.saturating_add(u32::try_from(quiet.len()).unwrap_or(u32::MAX));
                quiet.sort_unstable();
                if !by_tier_alone && quiet.len() > MAX_LOOKED_AT {
                    silent.total = silent.total.saturating_sub((quiet.len() - MAX_LOOKED_AT) as u32);
                    quiet.truncate(MAX_LOOKED_AT);
                }
                // One who was never in contact is silent since we know them, which may be short.
                for (_, cid) in quiet {
                    if silent.customers.len() == limit {
                        break;
                    }
                    match row(conn, cid, &defined, now)? {
                        Some(customer) => silent.customers.push(customer),
                        None => silent.total = silent.total.saturating_sub(1),
                    }
                }
            }
            silent.customers.sort_by_key(|it| (it.tier, it.silence.since_ms, it.customer));
            Ok(silent)
        })
    }
}

/// The local numbers of a tier's customers. The lowest tier is not filed: it is read through, where an administrator asks for it.
fn of_tier(conn: &Connection, tier: Tier) -> Result<Vec<i64>> {
    if tier == Tier::Basic {
        let mut ask =
            conn.prepare_cached("SELECT cid FROM customer WHERE sid IS NOT ? AND cid NOT IN (SELECT cid FROM valued)")?;
        return Ok(ask.query_map([LEFT], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?);
    }
    let mut ask = conn.prepare_cached("SELECT cid FROM valued WHERE tier = ?")?;
    Ok(ask.query_map([code(tier)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// How many customers there are of each of [`TIERS`], without those that are named.
pub(crate) fn count(conn: &Connection, without: &HashSet<i64>) -> Result<[u32; 4]> {
    let mut counts = [0; 4];
    for (count, tier) in counts.iter_mut().zip(TIERS) {
        let others = of_tier(conn, tier)?.into_iter().filter(|cid| !without.contains(cid));
        *count = u32::try_from(others.count()).unwrap_or(u32::MAX);
    }
    Ok(counts)
}

fn row(conn: &Connection, cid: i64, defined: &Defined, now: Timestamp) -> Result<Option<SilentCustomer>> {
    let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
    let days = treatments::applied(conn, cid, Known::profile(&card.customer), defined, now)?.treatment.alert_days();
    let last_ms: i64 =
        conn.prepare_cached("SELECT last_ms FROM customer WHERE cid = ?")?.query_row([cid], |row| row.get(0))?;
    let Customer { id, name, company, tier, created_ms, .. } = card.customer;
    let silence = continuity::silence(days, moment(last_ms), created_ms, now);
    Ok(silence.map(|silence| SilentCustomer { customer: id, name, company, tier, number: card.number, silence }))
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

    /// P-4: neither the list nor a customer whose tier changes looks at more rows than it shows or files.
    #[test]
    fn every_statement_finds_its_rows_by_the_primary_key() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../../migrations/cache/0008_valued.sql")).unwrap();
        for (statement, values) in
            [("SELECT cid FROM valued WHERE tier = ?", 1), ("DELETE FROM valued WHERE tier = ? AND cid = ?", 2)]
        {
            let mut ask = conn.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
            let values = rusqlite::params_from_iter(vec![1; values]);
            let plan: Vec<String> =
                ask.query_map(values, |row| row.get(3)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
            assert!(plan.iter().all(|it| it.contains("SEARCH valued USING PRIMARY KEY")), "{plan:?}");
        }
    }
}
