//! Promised calls, by when they fall due.

use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    id::{CallbackId, UserId},
    record::{Record, RecordKind, RecordRef},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{CallbackRow, Result, profile, rows::records};

/// Keeps a callback's due time and owner where they are looked for.
pub(crate) fn index(conn: &Connection, cid: i64, callback: &Callback, exists: bool) -> Result<()> {
    if !exists {
        conn.prepare_cached("DELETE FROM callback WHERE id = ?")?.execute([callback.id.0])?;
        return Ok(());
    }
    conn.prepare_cached("INSERT OR REPLACE INTO callback (id, cid, due_ms, owner, open) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            callback.id.0,
            cid,
            callback.due_ms.0,
            callback.owner.map(|id| id.0),
            callback.status == CallbackStatus::Open
        ])?;
    Ok(())
}

/// Open ones of `owner` and of anyone, by due time; of everyone for `None`.
pub(crate) fn open(conn: &Connection, owner: Option<UserId>, limit: usize) -> Result<Vec<CallbackRow>> {
    let mut ask = conn.prepare_cached(
        "SELECT id, cid FROM callback WHERE open = 1 AND (?1 IS NULL OR owner IS NULL OR owner = ?1) \
         ORDER BY due_ms, id LIMIT ?2",
    )?;
    let mut rows = ask.query(params![owner.map(|id| id.0), limit as i64])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.extend(row_of(conn, row.get(1)?, CallbackId(row.get(0)?))?);
    }
    Ok(all)
}

pub(crate) fn count(conn: &Connection, owner: Option<UserId>) -> Result<u32> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM callback WHERE open = 1 AND (?1 IS NULL OR owner IS NULL OR owner = ?1)")?
        .query_row([owner.map(|id| id.0)], |row| row.get(0))?)
}

pub(crate) fn one(conn: &Connection, id: CallbackId) -> Result<Option<CallbackRow>> {
    let cid: Option<i64> =
        conn.prepare_cached("SELECT cid FROM callback WHERE id = ?")?.query_row([id.0], |row| row.get(0)).optional()?;
    cid.map_or(Ok(None), |cid| row_of(conn, cid, id))
}

pub(crate) fn next_due(conn: &Connection, owner: Option<UserId>, after: Timestamp) -> Result<Option<Timestamp>> {
    Ok(conn
        .prepare_cached(
            "SELECT due_ms FROM callback WHERE open = 1 AND due_ms > ?2 AND (?1 IS NULL OR owner IS NULL OR owner = ?1) \
             ORDER BY due_ms LIMIT 1",
        )?
        .query_row(params![owner.map(|id| id.0), after.0], |row| row.get(0).map(Timestamp))
        .optional()?)
}

fn row_of(conn: &Connection, cid: i64, id: CallbackId) -> Result<Option<CallbackRow>> {
    let target = RecordRef { kind: RecordKind::Callback, id: id.0 };
    let Some(Record::Callback(callback)) = records::shown(conn, cid, target)?.map(|it| it.record) else {
        return Ok(None);
    };
    let card = profile::card(conn, cid)?;
    let number = callback.number.clone().or_else(|| card.as_ref().and_then(|it| it.number.clone()));
    let customer_name = card.map_or_else(String::new, |it| it.customer.name);
    Ok(Some(CallbackRow { callback, customer_name, number }))
}
