//! Notes, with the index of the words of notes and messages.

use daehwa_domain::{conversation::Message, id::InteractionId, interaction::Note, record::Fact, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{Result, rows::decode, words, written};

/// So many messages are filed together where those of an older file are.
const MESSAGES_AT_ONCE: usize = 2_000;
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
        first_doc(note.at_ms.0, note.id.0),
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

/// The number that a note or message is to have: in its second, at a place of its own. Another one may have it already.
pub(crate) fn first_doc(at_ms: i64, id: Uuid) -> i64 {
    let place = (id.as_u128() & ((1 << PER_SECOND_BITS) - 1)) as i64;
    ((at_ms / 1000).clamp(0, MAX_SECOND) << PER_SECOND_BITS) | place
}

/// What has words that are found: where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worded {
    Note,
    Message,
}

impl Worded {
    /// Whether a fact has such words, and where it lies among its customer's.
    pub fn of(fact: &Fact) -> Option<(Self, Timestamp, Uuid)> {
        match fact {
            Fact::Note(it) => Some((Self::Note, it.at_ms, it.id.0)),
            Fact::Message(it) => Some((Self::Message, it.at_ms, it.id.0)),
            _ => None,
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Message => "message",
        }
    }

    fn words_column(self) -> &'static str {
        match self {
            Self::Note => "text",
            Self::Message => "body",
        }
    }
}

/// A note or message whose words are to be filed.
pub(crate) struct Unfiled {
    pub doc: i64,
    of: Worded,
    cid: i64,
    at_ms: i64,
    id: Uuid,
    /// Its pairs, each once.
    pairs: String,
}

/// One of them; `None` when it has gone meanwhile.
pub(crate) fn unfiled(conn: &Connection, of: Worded, cid: i64, at_ms: Timestamp, id: Uuid) -> Result<Option<Unfiled>> {
    let (table, words) = (of.table(), of.words_column());
    let mut ask = conn.prepare_cached(&format!(
        "SELECT doc, at_ms, id, {words} FROM {table} WHERE cid = ? AND at_ms = ? AND id = ?"
    ))?;
    let mut rows = ask.query(params![cid, at_ms.0, id])?;
    rows.next()?.map(|row| read_unfiled(of, cid, row)).transpose()
}

/// All notes and messages of a customer.
pub(crate) fn unfiled_of(conn: &Connection, cid: i64) -> Result<Vec<Unfiled>> {
    let mut all = Vec::new();
    for of in [Worded::Note, Worded::Message] {
        let (table, words) = (of.table(), of.words_column());
        let mut ask = conn.prepare_cached(&format!("SELECT doc, at_ms, id, {words} FROM {table} WHERE cid = ?"))?;
        let mut rows = ask.query([cid])?;
        while let Some(row) = rows.next()? {
            all.push(read_unfiled(of, cid, row)?);
        }
    }
    Ok(all)
}

/// Files the words of all messages of a file that was made before they were found.
pub(crate) fn file_messages(conn: &Connection) -> Result<()> {
    let mut ask = conn.prepare("SELECT doc, at_ms, id, body, cid FROM message")?;
    let mut rows = ask.query([])?;
    let mut part = Vec::new();
    while let Some(row) = rows.next()? {
        part.push(read_unfiled(Worded::Message, row.get(4)?, row)?);
        if part.len() == MESSAGES_AT_ONCE {
            file_sorted(conn, &mut part)?;
        }
    }
    file_sorted(conn, &mut part)
}

fn file_sorted(conn: &Connection, part: &mut Vec<Unfiled>) -> Result<()> {
    part.sort_unstable_by_key(|it| it.doc);
    file(conn, part)?;
    part.clear();
    Ok(())
}

fn read_unfiled(of: Worded, cid: i64, row: &Row) -> Result<Unfiled> {
    let (at_ms, id) = (row.get(1)?, row.get(2)?);
    let words = row.get_ref(3)?;
    let pairs = match of {
        Worded::Note => words::pairs(words.as_str().map_err(rusqlite::Error::from)?),
        Worded::Message => {
            let message: Message = decode(words.as_blob().map_err(rusqlite::Error::from)?)?;
            words::pairs(&written::searched(&message))
        }
    };
    let pairs = pairs.into_iter().collect::<Vec<_>>().join(" ");
    // Messages of an older file have no number yet.
    let doc = row.get::<_, Option<i64>>(0)?.unwrap_or_else(|| first_doc(at_ms, id));
    Ok(Unfiled { doc, of, cid, at_ms, id, pairs })
}

/// Files notes and messages under their numbers, by which they are sorted: the index writes a piece of its own each time that a number is
/// lower than the one before, and joining the pieces costs many times what writing them does. What is filed already is filed anew.
pub(crate) fn file(conn: &Connection, all: &[Unfiled]) -> Result<()> {
    let mut place =
        conn.prepare_cached("INSERT OR IGNORE INTO note_doc (doc, cid, at_ms, id, written) VALUES (?, ?, ?, ?, ?)")?;
    let mut insert = conn.prepare_cached("INSERT OR REPLACE INTO note_pairs (rowid, pairs) VALUES (?, ?)")?;
    for it in all {
        let mut doc = it.doc;
        let written = it.of == Worded::Message;
        while place.execute(params![doc, it.cid, it.at_ms, it.id, written])? == 0 && !is_filed_at(conn, doc, it)? {
            doc += 1;
        }
        let table = it.of.table();
        conn.prepare_cached(&format!(
            "UPDATE {table} SET doc = ?1 WHERE cid = ?2 AND at_ms = ?3 AND id = ?4 AND doc IS NOT ?1"
        ))?
        .execute(params![doc, it.cid, it.at_ms, it.id])?;
        insert.execute(params![doc, it.pairs])?;
    }
    Ok(())
}

fn is_filed_at(conn: &Connection, doc: i64, it: &Unfiled) -> Result<bool> {
    let mut ask = conn
        .prepare_cached("SELECT 1 FROM note_doc WHERE doc = ? AND cid = ? AND at_ms = ? AND id = ? AND written = ?")?;
    Ok(ask.exists(params![doc, it.cid, it.at_ms, it.id, it.of == Worded::Message])?)
}

/// Takes the words of a fact out of the index that was made here and is given up.
pub(crate) fn forget_unsent(conn: &Connection, cid: i64, fact: &Fact) -> Result<()> {
    forget(conn, cid, fact, "AND mark IS NULL")
}

/// Takes the words of a fact out of the index.
pub(crate) fn forget_at(conn: &Connection, cid: i64, fact: &Fact) -> Result<()> {
    forget(conn, cid, fact, "")
}

fn forget(conn: &Connection, cid: i64, fact: &Fact, condition: &str) -> Result<()> {
    let Some((of, at_ms, id)) = Worded::of(fact) else { return Ok(()) };
    let table = of.table();
    let doc: Option<i64> = conn
        .prepare_cached(&format!("SELECT doc FROM {table} WHERE cid = ? AND at_ms = ? AND id = ? {condition}"))?
        .query_row(params![cid, at_ms.0, id], |row| row.get(0))
        .optional()?
        .flatten();
    let Some(doc) = doc else { return Ok(()) };
    // What is not filed yet has a number that may be another's.
    let filed = conn
        .prepare_cached("DELETE FROM note_doc WHERE doc = ? AND cid = ? AND at_ms = ? AND id = ? AND written = ?")?
        .execute(params![doc, cid, at_ms.0, id, of == Worded::Message])?;
    if filed > 0 {
        conn.prepare_cached("DELETE FROM note_pairs WHERE rowid = ?")?.execute([doc])?;
    }
    Ok(())
}
