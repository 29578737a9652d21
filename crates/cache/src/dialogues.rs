//! Dialogues: their facts folded as they come in, one row each.

use std::cmp::Reverse;

use daehwa_domain::{
    dialogue::{DialogueOpened, StageMove, Topic},
    fold::{FIRST_STAGE, Folded, Moved},
    id::{CustomerId, DialogueId, InteractionId, StageMoveId, TopicId},
    interaction::Interaction,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    Result,
    rows::{channel, channel_code, facts},
};

/// Dialogues of one customer that are read: more than a person could look through.
const MAX_READ: usize = 500;
/// Columns of [`read`], in its order.
pub(crate) const FOLDED: &str = "id, topic, opened_ms, moved_ms, moved_id, stage, touches, contact_ms, contact_id, channel, \
                                 opened_version, moved_version, whose";

/// A dialogue began; 0 when that is known.
pub(crate) fn open(conn: &Connection, cid: i64, opened: &DialogueOpened, mark: Option<i64>) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "INSERT INTO dialogue (cid, id, topic, opened_ms, opened_version, mark) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT DO UPDATE SET topic = excluded.topic, opened_ms = excluded.opened_ms, \
             opened_version = excluded.opened_version, mark = excluded.mark WHERE topic IS NULL",
        )?
        .execute(params![cid, opened.id.0, opened.topic.0, opened.opened_ms.0, opened.version, mark])?)
}

/// A contact belongs to it. Once per contact.
pub(crate) fn add_contact(conn: &Connection, cid: i64, contact: &Interaction) -> Result<()> {
    let Some(dialogue) = contact.dialogue else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO dialogue (cid, id, touches, contact_ms, contact_id, channel) VALUES (?1, ?2, ?6, ?3, ?4, ?5) \
         ON CONFLICT DO UPDATE SET touches = min(touches + ?6, 4294967295), \
         channel = iif(contact_ms IS NULL OR (?3, ?4) > (contact_ms, contact_id), ?5, channel), \
         contact_id = iif(contact_ms IS NULL OR (?3, ?4) > (contact_ms, contact_id), ?4, contact_id), \
         contact_ms = iif(contact_ms IS NULL OR ?3 > contact_ms, ?3, contact_ms)",
    )?
    .execute(params![
        cid,
        dialogue.0,
        contact.last_ms().0,
        contact.id.0,
        channel_code(contact.channel),
        contact.touches()
    ])?;
    Ok(())
}

/// It reached a stage.
pub(crate) fn add_move(conn: &Connection, cid: i64, moved: &StageMove) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO dialogue (cid, id, moved_ms, moved_id, moved_version, stage) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT DO UPDATE SET moved_ms = ?3, moved_id = ?4, moved_version = ?5, stage = ?6 \
         WHERE moved_ms IS NULL OR (?3, ?4) > (moved_ms, moved_id)",
    )?
    .execute(params![cid, moved.dialogue.0, moved.at_ms.0, moved.id.0, moved.version, moved.stage])?;
    Ok(())
}

/// Folds a dialogue again after one of its facts was taken back.
pub(crate) fn refold(conn: &Connection, cid: i64, customer: CustomerId, dialogue: DialogueId) -> Result<()> {
    let opened = |row: &Row| {
        let (topic, opened_ms) = (row.get::<_, Option<Uuid>>(0)?, row.get::<_, Option<i64>>(1)?);
        let (version, mark): (u16, Option<i64>) = (row.get(2)?, row.get(3)?);
        let begun = topic.zip(opened_ms).map(|(topic, opened_ms)| DialogueOpened {
            id: dialogue,
            customer,
            topic: TopicId(topic),
            opened_ms: Timestamp(opened_ms),
            version,
        });
        let whose: Option<Uuid> = row.get(4)?;
        Ok(begun.map(|begun| (begun, mark, whose)))
    };
    let opened = conn
        .prepare_cached(
            "DELETE FROM dialogue WHERE cid = ? AND id = ? RETURNING topic, opened_ms, opened_version, mark, whose",
        )?
        .query_row(params![cid, dialogue.0], opened)
        .optional()?;
    if let Some(Some((opened, mark, whose))) = opened {
        open(conn, cid, &opened, mark)?;
        conn.prepare_cached("UPDATE dialogue SET whose = ? WHERE cid = ? AND id = ?")?
            .execute(params![whose, cid, dialogue.0])?;
    }
    for moved in moves(conn, cid, customer, dialogue)? {
        add_move(conn, cid, &moved)?;
    }
    let mut ask =
        conn.prepare_cached(&format!("SELECT {} FROM interaction WHERE cid = ? AND belongs = ?", facts::CONTACT))?;
    let mut rows = ask.query(params![cid, dialogue.0])?;
    while let Some(row) = rows.next()? {
        add_contact(conn, cid, &facts::interaction(customer, row)?.0)?;
    }
    Ok(())
}

/// The stage moves of a dialogue, oldest first.
pub(crate) fn moves(conn: &Connection, cid: i64, customer: CustomerId, dialogue: DialogueId) -> Result<Vec<StageMove>> {
    let mut ask = conn.prepare_cached(&format!(
        "SELECT {} FROM stage_move WHERE cid = ? AND dialogue = ? ORDER BY at_ms, id",
        facts::STAGE_MOVE
    ))?;
    let mut rows = ask.query(params![cid, dialogue.0])?;
    let mut moves = Vec::new();
    while let Some(row) = rows.next()? {
        moves.push(facts::stage_move(customer, row)?);
    }
    Ok(moves)
}

/// The stage at which a dialogue began, as numbered now.
pub(crate) fn began(conn: &Connection, cid: i64, dialogue: DialogueId, topic: Option<&Topic>) -> Result<u8> {
    let (version, at): (u16, Option<i64>) = conn
        .prepare_cached("SELECT opened_version, opened_ms FROM dialogue WHERE cid = ? AND id = ?")?
        .query_row(params![cid, dialogue.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let at = Timestamp(at.unwrap_or_default());
    Ok(topic.map_or(FIRST_STAGE, |topic| topic.standing(version, FIRST_STAGE, at).stage))
}

/// A customer's dialogues that have begun.
pub(crate) fn folded(conn: &Connection, cid: i64, customer: CustomerId) -> Result<Vec<Folded>> {
    let mut ask = conn.prepare_cached(&format!("SELECT {FOLDED} FROM dialogue WHERE cid = ? AND topic IS NOT NULL"))?;
    let mut rows = ask.query([cid])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(customer, row)?);
    }
    Ok(latest(all))
}

/// Those of the latest contact where a customer has very many. SQL would make a table to sort by for every customer, also for one with two.
pub(crate) fn latest(mut all: Vec<Folded>) -> Vec<Folded> {
    if all.len() > MAX_READ {
        all.sort_by_key(|it| Reverse(it.contact.map_or(it.opened.opened_ms, |(at, ..)| at.max(it.opened.opened_ms))));
        all.truncate(MAX_READ);
    }
    all
}

/// A row of [`FOLDED`].
pub(crate) fn read(head: CustomerId, row: &Row) -> Result<Folded> {
    let opened = DialogueOpened {
        id: DialogueId(row.get(0)?),
        customer: facts::named(head, row, 12)?,
        topic: TopicId(row.get(1)?),
        opened_ms: Timestamp(row.get(2)?),
        version: row.get(10)?,
    };
    let moved: (Option<i64>, Option<Uuid>, Option<u8>) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let contact: (Option<i64>, Option<Uuid>, Option<i64>) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Folded {
        moved: match moved {
            (Some(at), Some(id), Some(stage)) => {
                Some(Moved { at_ms: Timestamp(at), id: StageMoveId(id), version: row.get(11)?, stage })
            }
            _ => None,
        },
        touches: row.get(6)?,
        contact: match contact {
            (Some(at), Some(id), Some(code)) => Some((Timestamp(at), InteractionId(id), channel(code)?)),
            _ => None,
        },
        ..Folded::new(opened)
    })
}
