//! The local call log: what survives a crash in the middle of a call, and whose wrap-up is owed (D-6). Durable when a call returns.

use daehwa_domain::{
    call::{CallerInfo, EndCause},
    id::{CallId, CustomerId, UserId},
    interaction::Direction,
    time::Timestamp,
};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::{
    Cache, CacheError, CallRecord, OwedWrapUp, Result, Tag, drafts,
    rows::{decode, direction, direction_code, encode},
    scripts,
    store::Durability,
};

/// Calls that are kept when nothing is owed any more.
const KEPT_CALLS: i64 = 1_000;

/// Columns of [`record`], in its order.
const CALL: &str = "id, user, direction, caller, customer, started_ms, answered_ms, ended_ms, cause";

/// Calls.
impl Cache {
    /// A call began to ring or dial.
    pub fn call_started(
        &self,
        call: CallId,
        user: UserId,
        direction: Direction,
        caller: &CallerInfo,
        at: Timestamp,
    ) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            conn.prepare_cached(
                "INSERT OR IGNORE INTO call (id, user, direction, caller, started_ms) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![call.0, user.0, direction_code(direction), encode(caller)?, at.0])?;
            conn.prepare_cached(
                "DELETE FROM call WHERE owes = 0 AND ended_ms IS NOT NULL AND started_ms < \
                 (SELECT started_ms FROM call ORDER BY started_ms DESC LIMIT 1 OFFSET ?) \
                 AND id NOT IN (SELECT call FROM call_to_return)",
            )?
            .execute([KEPT_CALLS])?;
            tags.push(Tag::Call(call));
            Ok(())
        })
    }

    /// It was answered: from here its wrap-up is owed.
    pub fn call_answered(&self, call: CallId, at: Timestamp) -> Result<()> {
        self.update(call, |conn| {
            Ok(conn
                .prepare_cached("UPDATE call SET answered_ms = ?, owes = 1 WHERE id = ?")?
                .execute(params![at.0, call.0])?)
        })
    }

    /// It ended. An answered call owes its wrap-up in any case, another one when `owes_wrap_up`.
    pub fn call_ended(&self, call: CallId, cause: EndCause, owes_wrap_up: bool, at: Timestamp) -> Result<()> {
        self.update(call, |conn| {
            Ok(conn
                .prepare_cached("UPDATE call SET ended_ms = ?, cause = ?, owes = max(owes, ?) WHERE id = ?")?
                .execute(params![at.0, encode(&cause)?, owes_wrap_up, call.0])?)
        })
    }

    /// Ties a call to a customer.
    pub fn call_customer(&self, call: CallId, customer: Option<CustomerId>) -> Result<()> {
        self.update(call, |conn| {
            Ok(conn
                .prepare_cached("UPDATE call SET customer = ? WHERE id = ?")?
                .execute(params![customer.map(|id| id.0), call.0])?)
        })
    }

    /// A call of the log.
    pub fn call(&self, call: CallId) -> Result<Option<CallRecord>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(&format!("SELECT {CALL} FROM call WHERE id = ?"))?;
            let mut rows = ask.query([call.0])?;
            rows.next()?.map(record).transpose()
        })
    }

    /// Ended calls whose wrap-up is owed, oldest first.
    pub fn owed_wrap_ups(&self) -> Result<Vec<OwedWrapUp>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(&format!(
                "SELECT {CALL} FROM call WHERE owes = 1 AND ended_ms IS NOT NULL ORDER BY started_ms"
            ))?;
            let mut rows = ask.query([])?;
            let mut owed = Vec::new();
            while let Some(row) = rows.next()? {
                let call = record(row)?;
                owed.push(OwedWrapUp { draft: drafts::read(conn, call.id)?, call });
            }
            Ok(owed)
        })
    }

    /// Keeps a missed call as one to return.
    pub fn keep_to_return(&self, call: CallId) -> Result<()> {
        self.update(call, |conn| {
            let mut keep =
                conn.prepare_cached("INSERT OR REPLACE INTO call_to_return (call) SELECT id FROM call WHERE id = ?")?;
            Ok(keep.execute([call.0])?)
        })
    }

    /// These calls need not be returned any more: all of them, or none when that fails.
    pub fn returned(&self, calls: &[CallId]) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            for call in calls {
                conn.prepare_cached("DELETE FROM call_to_return WHERE call = ?")?.execute([call.0])?;
                tags.push(Tag::Call(*call));
            }
            Ok(())
        })
    }

    /// Calls to return, newest first.
    pub fn calls_to_return(&self) -> Result<Vec<CallRecord>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(&format!(
                "SELECT {CALL} FROM call WHERE id IN (SELECT call FROM call_to_return) ORDER BY started_ms DESC, id"
            ))?;
            let mut rows = ask.query([])?;
            let mut calls = Vec::new();
            while let Some(row) = rows.next()? {
                calls.push(record(row)?);
            }
            Ok(calls)
        })
    }

    fn update(&self, call: CallId, change: impl FnOnce(&Connection) -> Result<usize>) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            if change(conn)? == 0 {
                return Err(CacheError::UnknownCall);
            }
            tags.push(Tag::Call(call));
            Ok(())
        })
    }
}

/// Ends the calls that were up when the desktop crashed, at the last moment of which something is known. An answered one, and one for
/// which something was typed, owes its wrap-up.
pub(crate) fn end_crashed(conn: &Connection, now: Timestamp) -> Result<()> {
    let mut ask = conn.prepare_cached("SELECT id, started_ms, answered_ms FROM call WHERE ended_ms IS NULL")?;
    let up: Vec<(Uuid, i64, Option<i64>)> =
        ask.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    for (id, started_ms, answered_ms) in up {
        let draft = drafts::read(conn, CallId(id))?;
        let typed = draft.as_ref().map(|it| it.at_ms.0);
        let answered = scripts::answered_at(conn, CallId(id))?.map(|it| it.0);
        let last_known = [Some(started_ms), answered_ms, typed, answered].into_iter().flatten().max();
        let ended_ms = last_known.unwrap_or(started_ms).min(now.0).max(started_ms);
        conn.prepare_cached("UPDATE call SET ended_ms = ?, cause = ?, owes = max(owes, ?) WHERE id = ?")?
            .execute(params![ended_ms, encode(&EndCause::Crashed)?, typed.is_some() || answered.is_some(), id])?;
    }
    Ok(())
}

fn record(row: &Row) -> Result<CallRecord> {
    let cause: Option<Vec<u8>> = row.get(8)?;
    Ok(CallRecord {
        id: CallId(row.get(0)?),
        user: UserId(row.get(1)?),
        direction: direction(row.get(2)?)?,
        caller: decode(row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?)?,
        customer: row.get::<_, Option<Uuid>>(4)?.map(CustomerId),
        started_ms: Timestamp(row.get(5)?),
        answered_ms: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        ended_ms: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        end_cause: cause.map(|bytes| decode(&bytes)).transpose()?,
    })
}
