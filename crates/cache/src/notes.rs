//! Notes with the index of their words.

use daehwa_domain::interaction::Note;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Result, words};

/// Room for the notes of one second: a place for each by its id, so that even an import with one time for all finds free ones at once.
const PER_SECOND_BITS: u32 = 22;
/// The latest second that fits: far beyond any calendar in use.
const MAX_SECOND: i64 = 1 << 40;

/// Adds a note; 0 when it is here already.
pub(crate) fn add(conn: &Connection, cid: i64, note: &Note, mark: Option<i64>) -> Result<usize> {
    let known: Option<i64> = conn
        .prepare_cached("SELECT 1 FROM note WHERE cid = ? AND at_ms = ? AND id = ?")?
        .query_row(params![cid, note.at_ms.0, note.id.0], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(0);
    }
    let doc = free_doc(conn, note)?;
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
        doc,
        note.text,
        mark
    ])?;
    conn.prepare_cached("INSERT INTO note_doc (doc, cid, at_ms, id) VALUES (?, ?, ?, ?)")?.execute(params![
        doc,
        cid,
        note.at_ms.0,
        note.id.0
    ])?;
    let pairs: Vec<String> = words::pairs(&note.text).into_iter().collect();
    conn.prepare_cached("INSERT INTO note_pairs (rowid, pairs) VALUES (?, ?)")?
        .execute(params![doc, pairs.join(" ")])?;
    Ok(1)
}

/// A free number in the note's second, or in a later one.
fn free_doc(conn: &Connection, note: &Note) -> Result<i64> {
    let place = (note.id.0.as_u128() & ((1 << PER_SECOND_BITS) - 1)) as i64;
    let mut doc = ((note.at_ms.0 / 1000).clamp(0, MAX_SECOND) << PER_SECOND_BITS) | place;
    let mut taken = conn.prepare_cached("SELECT 1 FROM note_doc WHERE doc = ?")?;
    while taken.exists([doc])? {
        doc += 1;
    }
    Ok(doc)
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
    if let Some(doc) = doc {
        conn.prepare_cached("DELETE FROM note_pairs WHERE rowid = ?")?.execute([doc])?;
        conn.prepare_cached("DELETE FROM note_doc WHERE doc = ?")?.execute([doc])?;
    }
    Ok(())
}
