//! Fills: a scope's whole state, in parts. A fill goes on where it was cut off, and the agent works while it runs (D-44).
//!
//! The search keys of many new customers are written in batches, sorted: a batch touches each page of the index once, where one
//! customer at a time would touch forty. Batches grow with the index, so that all of them together cost a few times the last one.

use daehwa_domain::{id::CustomerId, time::Timestamp};
use daehwa_protocol::{
    message::{Change, FillToken, Progress},
    scope::Scope,
};
use rusqlite::{Connection, params};

use crate::{
    Applied, Cache, CacheError, FillState, Result, Tag,
    identity::TABLES,
    keys::Keys,
    notes, removal,
    replica::{self, ScopeRow},
    rows::encode,
    store::Durability,
};

/// Changes in one transaction of a fill: some 30 milliseconds of work. Fewer write the last page of every table again and again.
const CHANGES_AT_ONCE: usize = 1_024;
/// A fill's last transactions go through so many customers each.
const CUSTOMERS_AT_ONCE: usize = 256;
/// The smallest batch of customers whose keys are written together ...
const MIN_KEYED: i64 = 1_000;
/// ... after which each batch is as large as all before it, up to the largest, which bounds the memory it takes.
const MAX_KEYED: i64 = 50_000;
/// Keys written in one transaction.
const KEYS_AT_ONCE: usize = 20_000;
/// Notes of which the words are filed in one transaction.
const NOTES_AT_ONCE: usize = 2_000;

impl Cache {
    /// Begins a fill, or goes on with the one that has not ended unless it is to `restart`.
    pub fn begin_fill(&self, scope: Scope, restart: bool) -> Result<FillState> {
        self.store.change(Durability::Process, |conn, batch| {
            let row = replica::scope_row(conn, scope)?;
            if let (Some(fill), false) = (row.fill, restart) {
                return Ok(fill);
            }
            let fill = FillState::default();
            conn.prepare_cached("UPDATE scope SET mark = mark + 1, fill = ? WHERE sid = ?")?
                .execute(params![encode(&fill)?, row.sid])?;
            batch.tell(Tag::Scope(scope));
            Ok(fill)
        })
    }

    /// Applies a part of a fill. `next` is where the next part begins.
    pub fn apply_fill_part(
        &self,
        scope: Scope,
        as_of: u64,
        changes: &[Change],
        next: Option<&FillToken>,
        progress: Progress,
        now: Timestamp,
    ) -> Result<()> {
        for part in changes.chunks(CHANGES_AT_ONCE) {
            self.store.change_keys_later(Durability::Process, |conn, batch| {
                let row = filling(conn, scope)?;
                replica::apply(conn, batch, &row, part, self.store.region(), now)
            })?;
        }
        self.store.change(Durability::Process, |conn, batch| {
            let row = filling(conn, scope)?;
            // Deltas are pulled from the earliest moment that a part shows.
            let as_of = row.fill.and_then(|it| it.as_of).map_or(as_of, |before| before.min(as_of));
            let fill = FillState { as_of: Some(as_of), token: next.cloned(), progress };
            conn.prepare_cached("UPDATE scope SET fill = ? WHERE sid = ?")?
                .execute(params![encode(&fill)?, row.sid])?;
            batch.tell(Tag::Scope(scope));
            Ok(())
        })?;
        self.write_keys(Keyed::WhenWorthwhile)
    }

    /// Ends a fill: what it did not mention is dropped, unless it is unsent work. The cursor is then the fill's `as_of`.
    pub fn end_fill(&self, scope: Scope) -> Result<Applied> {
        let row = self.store.read(|conn| filling(conn, scope))?;
        let as_of = row.fill.as_ref().and_then(|it| it.as_of).ok_or(CacheError::NoFill)?;
        // A first fill finds nothing from before.
        if row.mark > 1 {
            self.sweep(scope, &row)?;
        }
        self.write_keys(Keyed::All)?;
        self.store.change(Durability::Process, |conn, batch| {
            conn.prepare_cached("UPDATE scope SET cursor = ?, fill = NULL WHERE sid = ?")?
                .execute(params![as_of as i64, row.sid])?;
            batch.tell(Tag::Scope(scope));
            Ok(())
        })?;
        self.store.recency.forget();
        self.applied(scope)
    }

    /// Drops all of a scope, but for unsent work.
    pub fn drop_scope(&self, scope: Scope) -> Result<()> {
        let Some(row) = self.store.read(|conn| replica::find_scope(conn, scope))? else { return Ok(()) };
        let customers = self
            .store
            .read(|conn| customers(conn, "SELECT id FROM customer WHERE sid = ?1 AND ?2 = ?2", row.sid, row.mark))?;
        for part in customers.chunks(CUSTOMERS_AT_ONCE) {
            self.store.change(Durability::Process, |conn, batch| {
                for customer in part {
                    replica::drop_from_scope(conn, batch, *customer, self.store.region())?;
                }
                Ok(())
            })?;
        }
        self.store.change(Durability::Process, |conn, batch| {
            if scope == Scope::Centre {
                removal::remove_centre(conn, batch, |it| !it.unsent)?;
            }
            conn.prepare_cached("DELETE FROM scope WHERE sid = ?")?.execute([row.sid])?;
            batch.forget_checksum(row.sid);
            batch.tell(Tag::Scope(scope));
            Ok(())
        })?;
        self.store.recency.forget();
        Ok(())
    }

    /// Drops what the fill did not mention.
    fn sweep(&self, scope: Scope, row: &ScopeRow) -> Result<()> {
        let unmentioned = self.store.read(|conn| {
            let mut all = Vec::new();
            for table in TABLES {
                for lies in ["t.cid = c.cid AND t.whose IS NULL", "t.cid = c.lies_at AND t.whose = c.id"] {
                    let ask = format!(
                        "SELECT DISTINCT c.id FROM customer c JOIN {table} t ON {lies} WHERE c.sid = ?1 AND t.mark < ?2"
                    );
                    all.extend(customers(conn, &ask, row.sid, row.mark)?);
                }
            }
            all.sort_unstable();
            all.dedup();
            Ok(all)
        })?;
        let goes = |it: removal::RowState| it.mark.is_some_and(|mark| mark < row.mark) && !it.unsent;
        for part in unmentioned.chunks(CUSTOMERS_AT_ONCE) {
            self.store.change(Durability::Process, |conn, batch| {
                part.iter().try_for_each(|id| removal::remove(conn, batch, *id, self.store.region(), goes))
            })?;
        }
        if scope == Scope::Centre {
            self.store.change(Durability::Process, |conn, batch| {
                let removed = removal::remove_centre(conn, batch, goes)?;
                batch.grow(row.sid, removed.wrapping_neg());
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Writes the keys of new customers that were left for later.
    fn write_keys(&self, which: Keyed) -> Result<()> {
        loop {
            let batch = self.store.write(Durability::Process, |conn, _| {
                self.store.late.lock().clear();
                keyless(conn, which)
            })?;
            if batch.is_empty() {
                return Ok(());
            }
            let mut terms = Vec::new();
            let mut numbers = Vec::new();
            let mut notes = Vec::new();
            self.store.read(|conn| {
                for cid in &batch {
                    let keys = Keys::read(conn, *cid, self.store.region())?;
                    terms.extend(keys.terms.into_iter().map(|key| (key, *cid)));
                    numbers.extend(keys.numbers.into_iter().map(|(key, contact)| (key, *cid, contact)));
                    notes.extend(notes::unfiled_of(conn, *cid)?);
                }
                Ok(())
            })?;
            terms.sort_unstable();
            numbers.sort_unstable();
            notes.sort_unstable_by_key(|it| it.doc);
            // The customers stay on the list until all is written: a crash in between writes some keys again. So do those that were
            // touched meanwhile.
            for part in terms.chunks(KEYS_AT_ONCE) {
                self.store.write(Durability::Process, |conn, _| {
                    let mut insert = conn.prepare_cached("INSERT OR IGNORE INTO term (key, cid) VALUES (?, ?)")?;
                    part.iter().try_for_each(|(key, cid)| insert.execute(params![key, cid]).map(drop))?;
                    Ok(())
                })?;
            }
            for part in numbers.chunks(KEYS_AT_ONCE) {
                self.store.write(Durability::Process, |conn, _| {
                    let mut insert =
                        conn.prepare_cached("INSERT OR IGNORE INTO number (key, cid, contact) VALUES (?, ?, ?)")?;
                    part.iter()
                        .try_for_each(|(key, cid, contact)| insert.execute(params![key, cid, contact]).map(drop))?;
                    Ok(())
                })?;
            }
            for part in notes.chunks(NOTES_AT_ONCE) {
                self.store.write(Durability::Process, |conn, _| notes::file(conn, part))?;
            }
            self.store.write(Durability::Process, |conn, _| {
                let mut done = conn.prepare_cached("DELETE FROM unindexed WHERE cid = ?")?;
                let late = self.store.late.lock();
                batch.iter().filter(|it| !late.contains(it)).try_for_each(|cid| done.execute([cid]).map(drop))?;
                Ok(())
            })?;
        }
    }
}

/// How many of the customers without keys get theirs now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyed {
    WhenWorthwhile,
    All,
}

/// The next customers whose keys are to be written; none when they are too few to be worthwhile.
fn keyless(conn: &Connection, which: Keyed) -> Result<Vec<i64>> {
    let (waiting, total): (i64, i64) = conn
        .prepare_cached("SELECT (SELECT count(*) FROM unindexed), (SELECT ifnull(max(cid), 0) FROM customer)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let worthwhile = (total - waiting).clamp(MIN_KEYED, MAX_KEYED);
    if which == Keyed::WhenWorthwhile && waiting < worthwhile {
        return Ok(Vec::new());
    }
    let mut ask = conn.prepare_cached("SELECT cid FROM unindexed ORDER BY cid LIMIT ?")?;
    Ok(ask.query_map([MAX_KEYED], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn filling(conn: &Connection, scope: Scope) -> Result<ScopeRow> {
    replica::find_scope(conn, scope)?.filter(|row| row.fill.is_some()).ok_or(CacheError::NoFill)
}

fn customers(conn: &Connection, ask: &str, sid: i64, mark: i64) -> Result<Vec<CustomerId>> {
    let mut ask = conn.prepare_cached(ask)?;
    Ok(ask.query_map([sid, mark], |row| row.get(0).map(CustomerId))?.collect::<rusqlite::Result<_>>()?)
}
