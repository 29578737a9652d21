//! Scripts: how far a call's is followed, journalled with every answer (D-5, D-11), and what came of them in earlier contacts.

use std::collections::HashMap;

use daehwa_domain::{
    id::{CallId, InteractionId, ScriptId},
    script::{Progress, Script, ScriptTalk},
    time::Timestamp,
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    Cache, Result, TIMELINE_SCAN, Tag,
    rows::{decode, encode},
    store::Durability,
};

/// A script of a call: the version with which it was begun, and how far it was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningScript {
    /// The script.
    pub script: Script,
    /// How far.
    pub progress: Progress,
}

impl Cache {
    /// Begins a script in a call, or turns to it again; it is then the one on screen. One that was begun keeps its version. Durable when it
    /// returns.
    pub fn turn_to_script(&self, call: CallId, script: &Script, at: Timestamp) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            conn.prepare_cached("INSERT OR IGNORE INTO script_begun (call, id, script) VALUES (?, ?, ?)")?
                .execute(params![call.0, script.id.0, encode(script)?])?;
            let at_ms = after_others(conn, call, at)?;
            conn.prepare_cached(
                "INSERT INTO script_progress (call, id, progress, at_ms) VALUES (?, ?, ?, ?) \
                 ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms",
            )?
            .execute(params![call.0, script.id.0, encode(&Progress::default())?, at_ms])?;
            tags.push(Tag::Call(call));
            Ok(())
        })
    }

    /// Keeps how far a script of a call was followed; it is then the one on screen. Durable when it returns.
    pub fn journal_script(&self, call: CallId, script: ScriptId, progress: &Progress, at: Timestamp) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            let at_ms = after_others(conn, call, at)?;
            conn.prepare_cached("UPDATE script_progress SET progress = ?, at_ms = ? WHERE call = ? AND id = ?")?
                .execute(params![encode(progress)?, at_ms, call.0, script.0])?;
            tags.push(Tag::Call(call));
            Ok(())
        })
    }

    /// The scripts of a call, the one on screen last.
    pub fn running_scripts(&self, call: CallId) -> Result<Vec<RunningScript>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT b.script, p.progress FROM script_begun b JOIN script_progress p USING (call, id) \
                 WHERE b.call = ? ORDER BY p.at_ms",
            )?;
            let mut rows = ask.query([call.0])?;
            let mut running = Vec::new();
            while let Some(row) = rows.next()? {
                let body = |at: usize| row.get_ref(at).and_then(|it| it.as_blob().map_err(rusqlite::Error::from));
                running.push(RunningScript { script: decode(body(0)?)?, progress: decode(body(1)?)? });
            }
            Ok(running)
        })
    }
}

/// `at`, or later when another script of the call has that moment: a clock that was set back turns to no other script.
fn after_others(conn: &Connection, call: CallId, at: Timestamp) -> Result<i64> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(at_ms) FROM script_progress WHERE call = ?")?
        .query_row([call.0], |row| row.get(0))?;
    Ok(last.map_or(at.0, |last| at.0.max(last.saturating_add(1))))
}

/// When something was last answered along a script of a call.
pub(crate) fn answered_at(conn: &Connection, call: CallId) -> Result<Option<Timestamp>> {
    let mut ask =
        conn.prepare_cached("SELECT progress, at_ms FROM script_progress WHERE call = ? ORDER BY at_ms DESC")?;
    let mut rows = ask.query([call.0])?;
    while let Some(row) = rows.next()? {
        let progress: Progress = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        if !progress.answers.is_empty() {
            return Ok(Some(Timestamp(row.get(1)?)));
        }
    }
    Ok(None)
}

/// Forgets the scripts of a call: they have become facts.
pub(crate) fn forget(conn: &Connection, call: CallId) -> Result<()> {
    conn.prepare_cached("DELETE FROM script_begun WHERE call = ?")?.execute([call.0])?;
    conn.prepare_cached("DELETE FROM script_progress WHERE call = ?")?.execute([call.0])?;
    Ok(())
}

/// Keeps what came of a script; 0 when it is known.
pub(crate) fn insert(conn: &Connection, cid: i64, it: &ScriptTalk, mark: Option<i64>) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "INSERT INTO script_talk (cid, at_ms, id, interaction, body, mark) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![cid, it.at_ms.0, it.id.0, it.interaction.0, encode(it)?, mark])?)
}

/// What came of scripts in contacts since a moment, by contact, oldest first.
pub(crate) fn by_contact(
    conn: &Connection,
    cid: i64,
    since_ms: i64,
) -> Result<HashMap<InteractionId, Vec<ScriptTalk>>> {
    let mut ask = conn.prepare_cached(
        "SELECT interaction, body FROM script_talk WHERE cid = ? AND at_ms >= ? ORDER BY at_ms, id LIMIT ?",
    )?;
    let mut rows = ask.query(params![cid, since_ms, TIMELINE_SCAN as i64])?;
    let mut talks: HashMap<_, Vec<ScriptTalk>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let talk = decode(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
        talks.entry(InteractionId(row.get::<_, Uuid>(0)?)).or_default().push(talk);
    }
    Ok(talks)
}
