//! Notes with the index of their words.

use daehwa_domain::{
    id::{InteractionId, NoteId},
    interaction::Note,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{Result, words};

/// Room for the notes of one second: a place for each by its id, so that even an import with one time for all finds free ones at once.
const PER_SECOND_BITS: u32 = 22;
/// The latest second that fits: far beyond any calendar in use.
const MAX_SECOND: i64 = 1 << 40;

/// Adds a note without filing its words; 0 when it is here already.
pub(crate) fn add(conn: &Connection, cid: i64, note: &Note, mark: Option<i64>) -> Result<usize> {
    let known: Option<i64> = conn
        .prepare_cached("SELECT 1 FROM note WHERE cid = ? AND at_ms = ? AND id = ?")?
        .query_row(params![cid, note.at_ms.0, note.id.0], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(0);
    }
    conn.prepare_cached(
        "INSERT INTO note (cid, at_ms, id, interaction, author, replaces, doc, text, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        cid,
        note.at_ms.0,
        note.id.0,
        note.interaction.0,
        note.author.0,
        note.replaces.map(|id| id.0),
        first_doc(note),
        note.text,
        mark
    ])?;
    Ok(1)
}

/// The latest words about a contact.
pub(crate) fn latest_about(conn: &Connection, cid: i64, contact: InteractionId) -> Result<Option<String>> {
    let mut ask = conn.prepare_cached(
        "SELECT text FROM note WHERE cid = ? AND interaction = ? ORDER BY at_ms DESC, id DESC LIMIT 1",
    )?;
    Ok(ask.query_row(params![cid, contact.0], |row| row.get(0)).optional()?)
}

/// The number that a note is to have: in its second, at a place of its own. Another note may have it already.
fn first_doc(note: &Note) -> i64 {
    let place = (note.id.0.as_u128() & ((1 << PER_SECOND_BITS) - 1)) as i64;
    ((note.at_ms.0 / 1000).clamp(0, MAX_SECOND) << PER_SECOND_BITS) | place
}

/// A note whose words are to be filed.
pub(crate) struct Unfiled {
    pub doc: i64,
    cid: i64,
    at_ms: i64,
    id: Uuid,
    /// Its pairs, each once.
    pairs: String,
}

/// One note; `None` when it has gone meanwhile.
pub(crate) fn unfiled(conn: &Connection, cid: i64, at_ms: Timestamp, id: NoteId) -> Result<Option<Unfiled>> {
    let mut ask =
        conn.prepare_cached("SELECT doc, at_ms, id, text FROM note WHERE cid = ? AND at_ms = ? AND id = ?")?;
    let mut rows = ask.query(params![cid, at_ms.0, id.0])?;
    rows.next()?.map(|row| read_unfiled(cid, row)).transpose()
}

/// All notes of a customer.
pub(crate) fn unfiled_of(conn: &Connection, cid: i64) -> Result<Vec<Unfiled>> {
    let mut ask = conn.prepare_cached("SELECT doc, at_ms, id, text FROM note WHERE cid = ?")?;
    let mut rows = ask.query([cid])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read_unfiled(cid, row)?);
    }
    Ok(all)
}

fn read_unfiled(cid: i64, row: &Row) -> Result<Unfiled> {
    let text = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
    let pairs = words::pairs(text).into_iter().collect::<Vec<_>>().join(" ");
    Ok(Unfiled { doc: row.get(0)?, cid, at_ms: row.get(1)?, id: row.get(2)?, pairs })
}

/// Files notes under their numbers, by which they are sorted: the index writes a piece of its own each time that a number is lower than
/// the one before, and joining the pieces costs many times what writing them does. Notes that are filed already are filed anew.
pub(crate) fn file(conn: &Connection, notes: &[Unfiled]) -> Result<()> {
    let mut place = conn.prepare_cached("INSERT OR IGNORE INTO note_doc (doc, cid, at_ms, id) VALUES (?, ?, ?, ?)")?;
    let mut insert = conn.prepare_cached("INSERT OR REPLACE INTO note_pairs (rowid, pairs) VALUES (?, ?)")?;
    for note in notes {
        let mut doc = note.doc;
        while place.execute(params![doc, note.cid, note.at_ms, note.id])? == 0 && !is_filed_at(conn, doc, note)? {
            doc += 1;
        }
        if doc != note.doc {
            conn.prepare_cached("UPDATE note SET doc = ? WHERE cid = ? AND at_ms = ? AND id = ?")?
                .execute(params![doc, note.cid, note.at_ms, note.id])?;
        }
        insert.execute(params![doc, note.pairs])?;
    }
    Ok(())
}

fn is_filed_at(conn: &Connection, doc: i64, note: &Unfiled) -> Result<bool> {
    let mut ask = conn.prepare_cached("SELECT 1 FROM note_doc WHERE doc = ? AND cid = ? AND at_ms = ? AND id = ?")?;
    Ok(ask.exists(params![doc, note.cid, note.at_ms, note.id])?)
}

/// Takes the words of a note out of the index that was made here and is given up.
pub(crate) fn forget_unsent(conn: &Connection, cid: i64, note: &Note) -> Result<()> {
    forget(conn, cid, note, "AND mark IS NULL")
}

/// Takes the words of a note out of the index.
pub(crate) fn forget_at(conn: &Connection, cid: i64, note: &Note) -> Result<()> {
    forget(conn, cid, note, "")
}

fn forget(conn: &Connection, cid: i64, note: &Note, condition: &str) -> Result<()> {
    let doc: Option<i64> = conn
        .prepare_cached(&format!("SELECT doc FROM note WHERE cid = ? AND at_ms = ? AND id = ? {condition}"))?
        .query_row(params![cid, note.at_ms.0, note.id.0], |row| row.get(0))
        .optional()?;
    let Some(doc) = doc else { return Ok(()) };
    // A note that is not filed yet has a number that may be another's.
    let filed = conn
        .prepare_cached("DELETE FROM note_doc WHERE doc = ? AND cid = ? AND at_ms = ? AND id = ?")?
        .execute(params![doc, cid, note.at_ms.0, note.id.0])?;
    if filed > 0 {
        conn.prepare_cached("DELETE FROM note_pairs WHERE rowid = ?")?.execute([doc])?;
    }
    Ok(())
}
