//! Where contacts belong when that was decided after they were made.
//!
//! The decisions are facts in a table of their own. What holds is written to the contact (`assigned`, `assigned_to`, and from both
//! `belongs`), in whatever order contact and decisions arrive.

use daehwa_domain::{
    assignment::Assignment,
    id::{AssignmentId, CustomerId, DialogueId, InteractionId},
    interaction::Interaction,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    Result, dialogues,
    rows::{decode, encode, facts},
};

/// Columns of [`read`], in its order.
pub(crate) const ASSIGNMENT: &str = "interaction, at_ms, id, dialogue, cause, whose";

/// Keeps a decision; 0 when it is known. [`hold`] then makes it hold.
pub(crate) fn insert(conn: &Connection, cid: i64, it: &Assignment, mark: Option<i64>) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "INSERT INTO assignment (cid, interaction, at_ms, id, dialogue, cause, mark) VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            cid,
            it.interaction.0,
            it.at_ms.0,
            it.id.0,
            it.dialogue.map(|id| id.0),
            encode(&it.cause)?,
            mark
        ])?)
}

/// A contact arrived: as it stands, by what was decided of it before.
pub(crate) fn settled(conn: &Connection, cid: i64, contact: &Interaction) -> Result<Interaction> {
    let Some(to) = latest(conn, cid, contact.id)? else { return Ok(contact.clone()) };
    conn.prepare_cached(
        "UPDATE interaction SET assigned = 1, assigned_to = ? WHERE cid = ? AND started_ms = ? AND id = ?",
    )?
    .execute(params![to, cid, contact.started_ms.0, contact.id.0])?;
    Ok(Interaction { dialogue: to.map(DialogueId), ..contact.clone() })
}

/// Decisions about a contact came or went: writes down where it belongs now, and folds the dialogues that it left and joined.
pub(crate) fn hold(conn: &Connection, cid: i64, customer: CustomerId, contact: InteractionId) -> Result<()> {
    let Some((started_ms, before)) = place(conn, cid, contact)? else { return Ok(()) };
    let to = latest(conn, cid, contact)?;
    conn.prepare_cached(
        "UPDATE interaction SET assigned = ?, assigned_to = ? WHERE cid = ? AND started_ms = ? AND id = ?",
    )?
    .execute(params![to.is_some(), to.flatten(), cid, started_ms, contact.0])?;
    let after = place(conn, cid, contact)?.and_then(|(_, belongs)| belongs);
    if before != after {
        for dialogue in before.into_iter().chain(after) {
            dialogues::refold(conn, cid, customer, DialogueId(dialogue))?;
        }
    }
    Ok(())
}

/// Writes down again where each contact of a customer belongs, after any of their decisions were removed.
pub(crate) fn hold_all(conn: &Connection, cid: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE interaction SET (assigned, assigned_to) = (SELECT count(*) > 0, dialogue FROM (SELECT dialogue FROM assignment a \
         WHERE a.cid = interaction.cid AND a.interaction = interaction.id ORDER BY a.at_ms DESC, a.id DESC LIMIT 1)) \
         WHERE cid = ?1 AND (assigned OR id IN (SELECT interaction FROM assignment WHERE cid = ?1))",
    )?
    .execute([cid])?;
    Ok(())
}

/// Where a contact stands in its customer's run, and to which dialogue it belongs.
pub(crate) fn place(conn: &Connection, cid: i64, contact: InteractionId) -> Result<Option<(i64, Option<Uuid>)>> {
    let mut ask = conn.prepare_cached("SELECT started_ms, belongs FROM interaction WHERE cid = ? AND id = ?")?;
    Ok(ask.query_row(params![cid, contact.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The decisions about a contact, the one that holds last.
pub(crate) fn of_contact(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    contact: InteractionId,
) -> Result<Vec<Assignment>> {
    let mut ask = conn.prepare_cached(&format!(
        "SELECT {ASSIGNMENT} FROM assignment WHERE cid = ? AND interaction = ? ORDER BY at_ms, id"
    ))?;
    let mut rows = ask.query(params![cid, contact.0])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(customer, row)?);
    }
    Ok(all)
}

/// A row of [`ASSIGNMENT`].
pub(crate) fn read(head: CustomerId, row: &Row) -> Result<Assignment> {
    Ok(Assignment {
        id: AssignmentId(row.get(2)?),
        customer: facts::named(head, row, 5)?,
        interaction: InteractionId(row.get(0)?),
        dialogue: row.get::<_, Option<Uuid>>(3)?.map(DialogueId),
        at_ms: Timestamp(row.get(1)?),
        cause: decode(row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?)?,
    })
}

/// What was decided last: `None` for nothing, `Some(None)` for triage.
fn latest(conn: &Connection, cid: i64, contact: InteractionId) -> Result<Option<Option<Uuid>>> {
    let mut ask = conn.prepare_cached(
        "SELECT dialogue FROM assignment WHERE cid = ? AND interaction = ? ORDER BY at_ms DESC, id DESC LIMIT 1",
    )?;
    Ok(ask.query_row(params![cid, contact.0], |row| row.get(0)).optional()?)
}
