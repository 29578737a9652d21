//! The journal: text as it is typed, tied to its call (D-5). Durable when a call returns.

use daehwa_domain::{id::CallId, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Cache, CacheError, DRAFT_HISTORY, Draft, PastText, Result, Tag, store::Durability};

/// The longest text of a draft.
pub const MAX_DRAFT_BYTES: usize = 1024 * 1024;
/// An earlier text is kept when so much time has passed since the one kept before ...
const KEEP_EVERY_MS: i64 = 15_000;
/// ... or when the text has shrunk to less than one part in so many: somebody deleted by mistake.
const SHRUNK_PARTS: usize = 2;

impl Cache {
    /// Keeps the text typed for a call (D-5), at most [`MAX_DRAFT_BYTES`].
    pub fn journal_note(&self, call: CallId, text: &str, at: Timestamp) -> Result<()> {
        if text.len() > MAX_DRAFT_BYTES {
            return Err(CacheError::TooLong);
        }
        self.store.write(Durability::Power, |conn, tags| {
            keep_earlier(conn, call, text, at)?;
            conn.prepare_cached(
                "INSERT INTO journal (call, text, at_ms) VALUES (?, ?, ?) \
                 ON CONFLICT DO UPDATE SET text = excluded.text, at_ms = excluded.at_ms",
            )?
            .execute(params![call.0, text, at.0])?;
            tags.push(Tag::Call(call));
            Ok(())
        })
    }

    /// The text typed for a call.
    pub fn draft(&self, call: CallId) -> Result<Option<Draft>> {
        self.store.read(|conn| read(conn, call))
    }
}

fn keep_earlier(conn: &Connection, call: CallId, text: &str, at: Timestamp) -> Result<()> {
    let held: Option<(String, i64)> = conn
        .prepare_cached("SELECT text, at_ms FROM journal WHERE call = ?")?
        .query_row([call.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((held, held_at)) = held.filter(|(held, _)| !held.is_empty() && held != text) else { return Ok(()) };
    let last_kept: Option<i64> = conn
        .prepare_cached("SELECT max(at_ms) FROM journal_history WHERE call = ?")?
        .query_row([call.0], |row| row.get(0))?;
    let shrunk = text.len() < held.len() / SHRUNK_PARTS;
    if !shrunk && last_kept.is_some_and(|kept| at.0.saturating_sub(kept) < KEEP_EVERY_MS) {
        return Ok(());
    }
    conn.prepare_cached("INSERT OR REPLACE INTO journal_history (call, at_ms, text) VALUES (?, ?, ?)")?
        .execute(params![call.0, held_at, held])?;
    conn.prepare_cached(
        "DELETE FROM journal_history WHERE call = ?1 AND at_ms NOT IN \
         (SELECT at_ms FROM journal_history WHERE call = ?1 ORDER BY at_ms DESC LIMIT ?2)",
    )?
    .execute(params![call.0, DRAFT_HISTORY as i64])?;
    Ok(())
}

/// A call's draft.
pub(crate) fn read(conn: &Connection, call: CallId) -> Result<Option<Draft>> {
    let held: Option<(String, i64)> = conn
        .prepare_cached("SELECT text, at_ms FROM journal WHERE call = ?")?
        .query_row([call.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((text, at_ms)) = held else { return Ok(None) };
    let mut ask =
        conn.prepare_cached("SELECT at_ms, text FROM journal_history WHERE call = ? ORDER BY at_ms DESC LIMIT ?")?;
    let history = ask
        .query_map(params![call.0, DRAFT_HISTORY as i64], |row| {
            Ok(PastText { at_ms: Timestamp(row.get(0)?), text: row.get(1)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(Draft { call, text, at_ms: Timestamp(at_ms), history }))
}

/// Forgets a draft whose text has become a note.
pub(crate) fn forget(conn: &Connection, call: CallId) -> Result<()> {
    conn.prepare_cached("DELETE FROM journal WHERE call = ?")?.execute([call.0])?;
    conn.prepare_cached("DELETE FROM journal_history WHERE call = ?")?.execute([call.0])?;
    Ok(())
}
