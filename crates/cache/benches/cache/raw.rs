//! The raw store: SQLite with the same encryption, doing the same statements on the same kind of file without any of the cache's code.

use std::path::Path;

use daehwa_domain::{interaction::Interaction, number, record::Fact};
use daehwa_protocol::message::Change;
use rusqlite::{Connection, params};

use crate::data;

pub fn open(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "07".repeat(32)))?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -24576; PRAGMA synchronous = NORMAL")?;
    Ok(conn)
}

/// The statements of a pop, their rows read and thrown away.
pub fn pop(conn: &Connection, number: &str) -> rusqlite::Result<usize> {
    conn.prepare_cached("BEGIN")?.execute([])?;
    let mut columns = 0;
    let key = number::match_keys(number, "KR").pop().unwrap_or_default();
    let cid: Option<i64> = conn
        .prepare_cached(
            "SELECT c.cid, c.id, c.last_ms, n.contact FROM number n JOIN customer c USING (cid) WHERE n.key = ?",
        )?
        .query_map([key], |row| row.get(0))?
        .next()
        .transpose()?;
    for statement in [
        "SELECT shown FROM record WHERE cid = ? AND kind <= 3 ORDER BY kind LIMIT 500",
        "SELECT * FROM interaction WHERE cid = ? ORDER BY started_ms DESC, id DESC LIMIT 51",
        "SELECT * FROM note WHERE cid = ? ORDER BY at_ms DESC, id DESC LIMIT 20000",
        "SELECT interaction, stage FROM stage_move WHERE cid = ? AND interaction IS NOT NULL",
        "SELECT * FROM dialogue WHERE cid = ?",
        "SELECT body FROM consent WHERE cid = ? ORDER BY at_ms DESC, id",
    ] {
        let mut ask = conn.prepare_cached(statement)?;
        let width = ask.column_count();
        let mut rows = ask.query([cid])?;
        while let Some(row) = rows.next()? {
            for column in 0..width {
                let value: rusqlite::types::Value = row.get(column)?;
                columns += usize::from(value != rusqlite::types::Value::Null);
            }
        }
    }
    conn.prepare_cached("ROLLBACK")?.execute([])?;
    Ok(columns)
}

/// Rows in one transaction, as the cache applies them.
const ROWS_AT_ONCE: usize = 64;

/// Adds contacts and notes to the cache's own tables, one upsert each with the customer's time of last contact, and nothing that is
/// derived from them.
pub fn upsert(conn: &Connection, changes: &[Change]) -> rusqlite::Result<()> {
    for part in changes.chunks(ROWS_AT_ONCE) {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for fact in part.iter().filter_map(fact_of) {
            let cid: i64 = conn
                .prepare_cached("SELECT cid FROM customer WHERE id = ?")?
                .query_row([fact.customer().0], |row| row.get(0))?;
            match fact {
                Fact::Interaction(it) => {
                    conn.prepare_cached(
                        "INSERT INTO interaction (cid, started_ms, id, team, channel, direction, duration_ms, agent, address, call, \
                         outcome, summary, mark) VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?, ?, 0, ?, 1) ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![
                        cid,
                        it.started_ms.0,
                        it.id.0,
                        it.team.0,
                        it.duration_ms,
                        it.agent.map(|id| id.0),
                        it.address,
                        it.call.map(|id| id.0),
                        it.summary
                    ])?;
                    conn.prepare_cached("UPDATE customer SET last_ms = max(last_ms, ?) WHERE cid = ?")?
                        .execute(params![it.started_ms.0, cid])?;
                }
                Fact::Note(it) => {
                    conn.prepare_cached(
                        "INSERT INTO note (cid, at_ms, id, interaction, author, doc, text, mark) \
                         VALUES (?, ?, ?, ?, ?, 0, ?, 1) ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![
                        cid,
                        it.at_ms.0,
                        it.id.0,
                        it.interaction.0,
                        it.author.0,
                        it.text
                    ])?;
                }
                _ => {}
            }
        }
        conn.prepare_cached("COMMIT")?.execute([])?;
    }
    Ok(())
}

/// Removes what [`upsert`] added.
pub fn take_out(conn: &Connection, changes: &[Change]) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    for fact in changes.iter().filter_map(fact_of) {
        let (table, at) = match fact {
            Fact::Interaction(_) => ("interaction", "started_ms"),
            _ => ("note", "at_ms"),
        };
        conn.prepare_cached(&format!(
            "DELETE FROM {table} WHERE cid = (SELECT cid FROM customer WHERE id = ?) AND {at} = ? AND id = ?"
        ))?
        .execute(params![fact.customer().0, fact.at().0, fact.id()])?;
    }
    conn.execute_batch("COMMIT")
}

fn fact_of(change: &Change) -> Option<&Fact> {
    match change {
        Change::Fact { fact } => Some(fact),
        _ => None,
    }
}

/// A file with tables for what a person does, and nothing derived.
pub struct Store {
    conn: Connection,
}

const TABLES: &str = "
    CREATE TABLE customer (cid INTEGER PRIMARY KEY, id BLOB NOT NULL, last_ms INTEGER);
    CREATE TABLE interaction (cid INTEGER, started_ms INTEGER, id BLOB, team BLOB, dialogue BLOB, channel INTEGER, direction INTEGER,
        duration_ms INTEGER, agent BLOB, address TEXT, call BLOB, outcome INTEGER, summary TEXT,
        PRIMARY KEY (cid, started_ms DESC, id DESC)) WITHOUT ROWID;
    CREATE TABLE fact (cid INTEGER, at_ms INTEGER, id BLOB, body BLOB, PRIMARY KEY (cid, at_ms, id)) WITHOUT ROWID;
    CREATE TABLE journal (call BLOB PRIMARY KEY, text TEXT, at_ms INTEGER) WITHOUT ROWID;
    CREATE TABLE outbox (counter INTEGER PRIMARY KEY, op BLOB UNIQUE, body BLOB);
";

impl Store {
    pub fn make(path: &Path) -> rusqlite::Result<Self> {
        let conn = open(path)?;
        conn.execute_batch(TABLES)?;
        Ok(Self { conn })
    }

    fn put_interaction(&self, cid: i64, it: &Interaction) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO interaction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                cid,
                it.started_ms.0,
                it.id.0,
                it.team.0,
                it.dialogue.map(|id| id.0),
                it.channel as i64,
                it.direction as i64,
                it.duration_ms,
                it.agent.map(|id| id.0),
                it.address,
                it.call.map(|id| id.0),
                it.outcome.map(|outcome| outcome as i64),
                it.summary,
            ])?;
        self.conn
            .prepare_cached("UPDATE customer SET last_ms = max(last_ms, ?) WHERE cid = ?")?
            .execute(params![it.started_ms.0, cid])?;
        Ok(())
    }

    /// One key stroke, on the disk when it returns.
    pub fn key_stroke(&self, call: uuid::Uuid, text: &str) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO journal VALUES (?, ?, 0)")?
            .execute(params![call, text])
            .map(drop)
    }

    /// What a wrap-up writes, on the disk when it returns.
    pub fn wrap_up(
        &self,
        bodies: &[(uuid::Uuid, Vec<u8>)],
        contact: &Interaction,
        counter: u64,
    ) -> rusqlite::Result<()> {
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        self.put_interaction(1, contact)?;
        for (at, (id, body)) in bodies.iter().enumerate() {
            self.conn.prepare_cached("INSERT INTO fact VALUES (1, ?, ?, ?)")?.execute(params![at as i64, id, body])?;
            self.conn.prepare_cached("INSERT INTO outbox VALUES (?, ?, ?)")?.execute(params![
                (counter * 10 + at as u64) as i64,
                id,
                body
            ])?;
        }
        self.conn.prepare_cached("DELETE FROM journal")?.execute([])?;
        self.conn.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    pub fn durable(&self) -> rusqlite::Result<()> {
        self.conn.execute_batch("PRAGMA synchronous = FULL")
    }
}

/// The number of the customer at an index of the demo centre.
pub fn number_of(index: u64) -> Option<String> {
    let story = data::demo().story(index);
    story.contact_points.into_iter().find(|it| it.kind.is_number()).map(|it| it.value)
}
