//! What comes from the server, in order: deltas.
//!
//! A delta is applied in small transactions, so that a key stroke never waits for more than one of them, and the cursor moves with the
//! last. A crash in between leaves a cursor that asks for the same changes again, and applying a change again changes nothing.

use daehwa_domain::{
    id::CustomerId,
    record::{Fact, Versioned},
    time::{Hlc, Timestamp},
};
use daehwa_protocol::{message::Change, scope::Scope};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    Applied, Cache, CacheError, FillState, Result, ScopeState, SyncState, Tag,
    batch::{Batch, LEFT, Origin},
    begun, device, enclosed,
    identity::{self, TABLES},
    removal,
    rows::{decode, records},
    store::Durability,
};

/// Changes in one transaction: a few milliseconds of work.
const CHANGES_AT_ONCE: usize = 64;

/// A scope as it is kept.
pub(crate) struct ScopeRow {
    pub sid: i64,
    pub cursor: u64,
    pub checksum: u64,
    pub mark: i64,
    pub fill: Option<FillState>,
}

/// What comes from the server.
impl Cache {
    /// What the sync engine starts from.
    pub fn sync_state(&self) -> Result<SyncState> {
        self.store.read(|conn| {
            let device = device::read(conn)?;
            let mut ask = conn.prepare_cached("SELECT name, cursor, checksum, fill FROM scope ORDER BY name")?;
            let mut rows = ask.query([])?;
            let mut scopes = Vec::new();
            while let Some(row) = rows.next()? {
                let name: String = row.get(0)?;
                let fill: Option<Vec<u8>> = row.get(3)?;
                scopes.push(ScopeState {
                    scope: name.parse().map_err(|_| CacheError::Impossible { column: "scope.name" })?,
                    cursor: row.get::<_, i64>(1)? as u64,
                    checksum: row.get::<_, i64>(2)? as u64,
                    fill: fill.map(|bytes| decode(&bytes)).transpose()?,
                });
            }
            Ok(SyncState {
                device: device.id,
                next_counter: device.next_counter,
                hlc: device.hlc,
                server_offset_ms: device.server_offset_ms,
                scopes,
            })
        })
    }

    /// Keeps the server's clock as seen at `now`.
    pub fn set_server_time(&self, server_time: Timestamp, now: Timestamp) -> Result<()> {
        self.store.write(Durability::Process, |conn, _| device::set_server_offset(conn, server_time.since_ms(now)))
    }

    /// Applies changes after `from` up to `to`. Applying again changes nothing; a gap is refused. Where the scope stands afterwards.
    pub fn apply_delta(&self, scope: Scope, from: u64, to: u64, changes: &[Change], now: Timestamp) -> Result<Applied> {
        let state = self.store.read(|conn| find_scope(conn, scope))?;
        let cursor = state.as_ref().map_or(0, |it| it.cursor);
        if from > cursor {
            return Err(CacheError::Gap { cursor, from });
        }
        if to > cursor {
            let mut parts = changes.chunks(CHANGES_AT_ONCE).peekable();
            while let Some(part) = parts.next() {
                let reached = if parts.peek().is_none() { to } else { cursor };
                self.apply_part(scope, part, reached, now)?;
            }
            if changes.is_empty() {
                self.apply_part(scope, &[], to, now)?;
            }
        }
        self.applied(scope)
    }

    /// Sum of the digests of what the server has sent of this scope ([`daehwa_domain::digest`]); kept up with every change.
    pub fn checksum(&self, scope: Scope) -> Result<u64> {
        self.applied(scope).map(|it| it.checksum)
    }

    pub(crate) fn applied(&self, scope: Scope) -> Result<Applied> {
        let state = self.store.read(|conn| find_scope(conn, scope))?;
        Ok(state.map_or(Applied { cursor: 0, checksum: 0 }, |it| Applied { cursor: it.cursor, checksum: it.checksum }))
    }

    fn apply_part(&self, scope: Scope, changes: &[Change], cursor: u64, now: Timestamp) -> Result<()> {
        self.store.change(Durability::Process, |conn, batch| {
            let row = scope_row(conn, scope)?;
            apply(conn, batch, &row, changes, self.store.region(), now)?;
            conn.prepare_cached("UPDATE scope SET cursor = ? WHERE sid = ?")?
                .execute(params![cursor as i64, row.sid])?;
            batch.tell(Tag::Scope(scope));
            Ok(())
        })
    }
}

/// Takes changes of a scope in.
pub(crate) fn apply(
    conn: &Connection,
    batch: &mut Batch,
    scope: &ScopeRow,
    changes: &[Change],
    region: &str,
    now: Timestamp,
) -> Result<()> {
    let mut latest = Hlc::default();
    for change in changes {
        match change {
            Change::Fact { fact } => skip_erased(add_fact(batch, scope, fact))?,
            Change::Record { versioned } => {
                latest = latest.max(latest_stamp(versioned));
                skip_erased(batch.put_record(versioned, scope.sid, scope.mark))?;
            }
            Change::Left { customer } => leave(conn, batch, scope, *customer, region)?,
            Change::Erased { customer } => erase(conn, batch, *customer, region)?,
        }
    }
    device::receive(conn, latest, now)
}

fn add_fact(batch: &mut Batch, scope: &ScopeRow, fact: &Fact) -> Result<()> {
    batch.add_fact(fact, Origin::Server { sid: scope.sid, mark: scope.mark }).map(drop)
}

/// What arrives about an erased customer is not kept.
fn skip_erased(result: Result<()>) -> Result<()> {
    match result {
        Err(CacheError::Erased) => Ok(()),
        other => other,
    }
}

/// The customer moved to another team. Unless another scope has brought it already, all goes that is not this desktop's unsent work;
/// also when it was made here and never came down.
fn leave(conn: &Connection, batch: &mut Batch, scope: &ScopeRow, customer: CustomerId, region: &str) -> Result<()> {
    match scope_of(conn, customer)? {
        Some(sid) if sid != scope.sid => Ok(()),
        _ => drop_from_scope(conn, batch, customer, region),
    }
}

/// Drops a customer but for unsent work.
pub(crate) fn drop_from_scope(conn: &Connection, batch: &mut Batch, customer: CustomerId, region: &str) -> Result<()> {
    let sid = scope_of(conn, customer)?;
    removal::remove(conn, batch, customer, region, |row| !row.unsent)?;
    if identity::place_of(conn, customer)?.is_some() {
        let confirmed = removal::unconfirm(conn, customer)?;
        if let Some(sid) = sid.filter(|it| *it != LEFT) {
            batch.grow(sid, confirmed.wrapping_neg());
        }
        conn.prepare_cached("UPDATE customer SET sid = ? WHERE id = ?")?.execute(params![LEFT, customer.0])?;
    }
    Ok(())
}

/// Drops all customers that are in no scope, but for unsent work. Who was not made by that work has left: when it is given up, the rest
/// goes with it.
pub(crate) fn drop_scopeless(conn: &Connection, batch: &mut Batch, region: &str) -> Result<()> {
    let mut ask = conn.prepare_cached("SELECT id FROM customer WHERE sid IS NULL")?;
    let customers: Vec<Uuid> = ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in customers {
        removal::remove(conn, batch, id.into(), region, |row| !row.unsent)?;
        if !records::is_made_by_unsent(conn, id)? {
            conn.prepare_cached("UPDATE customer SET sid = ? WHERE id = ?")?.execute(params![LEFT, id])?;
        }
    }
    Ok(())
}

/// Drops facts that left the outbox and that the server does not have.
pub(crate) fn drop_unconfirmed(conn: &Connection, batch: &mut Batch, region: &str) -> Result<()> {
    // Records are settled, and what becomes of a message is the server's own to say.
    let unconfirmed = TABLES.into_iter().filter(|it| !["record", "dispatch"].contains(it)).map(|table| {
        let begun = if table == "dialogue" { "AND t.topic IS NOT NULL" } else { "" };
        format!("SELECT ifnull(t.whose, c.id) FROM {table} t JOIN customer c USING (cid) WHERE t.mark IS NULL {begun}")
    });
    let unconfirmed: Vec<String> = unconfirmed.collect();
    let mut ask = conn.prepare_cached(&unconfirmed.join(" UNION "))?;
    let customers: Vec<Uuid> = ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let goes = |row: removal::RowState| row.mark.is_none() && !row.unsent;
    customers.into_iter().try_for_each(|id| removal::remove(conn, batch, id.into(), region, goes))
}

/// Drops what is left of a customer that is kept for unsent work only, but for that work.
pub(crate) fn drop_if_left(conn: &Connection, batch: &mut Batch, customer: CustomerId, region: &str) -> Result<()> {
    if scope_of(conn, customer)? != Some(LEFT) {
        return Ok(());
    }
    removal::remove(conn, batch, customer, region, |row| !row.unsent)
}

/// The person was erased: nothing is kept, and nothing comes back (P1-21).
fn erase(conn: &Connection, batch: &mut Batch, customer: CustomerId, region: &str) -> Result<()> {
    removal::remove(conn, batch, customer, region, |_| true)?;
    conn.prepare_cached("INSERT OR IGNORE INTO erased (id) VALUES (?)")?.execute([customer.0])?;
    conn.prepare_cached("DELETE FROM journal WHERE call IN (SELECT id FROM call WHERE customer = ?)")?
        .execute([customer.0])?;
    conn.prepare_cached("DELETE FROM journal_history WHERE call IN (SELECT id FROM call WHERE customer = ?)")?
        .execute([customer.0])?;
    conn.prepare_cached("DELETE FROM reply_draft WHERE customer = ?")?.execute([customer.0])?;
    begun::forget_customer(conn, customer)?;
    enclosed::forget_customer(conn, customer)?;
    conn.prepare_cached("DELETE FROM call WHERE customer = ?")?.execute([customer.0])?;
    Ok(())
}

fn scope_of(conn: &Connection, customer: CustomerId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT sid FROM customer WHERE id = ?")?
        .query_row([customer.0], |row| row.get(0))
        .optional()?
        .flatten())
}

fn latest_stamp(versioned: &Versioned) -> Hlc {
    let seen = versioned.seen.values().flat_map(|it| it.values().copied());
    let stamps = versioned.stamps.values().map(|it| it.hlc);
    stamps.chain(seen).fold(versioned.created.hlc, Hlc::max)
}

/// A scope's row; `None` when nothing of it was ever received.
pub(crate) fn find_scope(conn: &Connection, scope: Scope) -> Result<Option<ScopeRow>> {
    let row = conn
        .prepare_cached("SELECT sid, cursor, checksum, mark, fill FROM scope WHERE name = ?")?
        .query_row([scope.to_string()], |row| {
            let fill: Option<Vec<u8>> = row.get(4)?;
            Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get(3)?, fill))
        })
        .optional()?;
    let Some((sid, cursor, checksum, mark, fill)) = row else { return Ok(None) };
    let fill = fill.map(|bytes| decode(&bytes)).transpose()?;
    Ok(Some(ScopeRow { sid, cursor: cursor as u64, checksum: checksum as u64, mark, fill }))
}

/// A scope's row, made where there is none.
pub(crate) fn scope_row(conn: &Connection, scope: Scope) -> Result<ScopeRow> {
    if let Some(row) = find_scope(conn, scope)? {
        return Ok(row);
    }
    conn.prepare_cached("INSERT INTO scope (name) VALUES (?)")?.execute([scope.to_string()])?;
    Ok(ScopeRow { sid: conn.last_insert_rowid(), cursor: 0, checksum: 0, mark: 0, fill: None })
}
