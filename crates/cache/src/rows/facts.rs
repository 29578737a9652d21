//! Facts in their tables. Only added, and removed with their customer.

use daehwa_domain::{
    customer::ConsentChange,
    dialogue::{DialogueOpened, StageMove},
    digest,
    id::{CallId, CustomerId, DialogueId, InteractionId, NoteId, StageMoveId, TeamId, TopicId, UserId},
    interaction::{Interaction, Note},
    journey::Touch,
    record::Fact,
    script::ScriptTalk,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{channel, channel_code, decode, direction, direction_code, encode, outcome, outcome_code};
use crate::{Result, assignments, cases, conversations, dialogues, engagement, identity, scripts};

/// Columns of [`interaction`], in its order: the contact as it was made.
pub(crate) const INTERACTION: &str = "started_ms, id, team, dialogue, channel, direction, duration_ms, agent, address, call, outcome, summary, web, route, mark IS NULL, whose";
/// As [`INTERACTION`], with the dialogue to which the contact belongs now.
pub(crate) const CONTACT: &str = "started_ms, id, team, belongs, channel, direction, duration_ms, agent, address, call, outcome, summary, web, route, mark IS NULL, whose";
/// Columns of [`note`], in its order.
pub(crate) const NOTE: &str = "at_ms, id, interaction, author, replaces, text, whose";
/// Columns of [`stage_move`], in its order.
pub(crate) const STAGE_MOVE: &str = "dialogue, at_ms, id, stage, interaction, cause, version, whose";

/// Columns of [`touch`], in its order.
pub(crate) const TOUCH: &str = "started_ms, id, channel, belongs";

/// What adding a fact did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// It was not here.
    New,
    /// It was here, made on this desktop, and the server has it now, too.
    Confirmed,
    /// It was here.
    Known,
    /// It was here, and the server has sent it as it is now. By how much that adds to the sum of digests (wrapping).
    Grown(u64),
}

/// Adds a fact; `mark` is the fill's generation when the server sent it.
pub(crate) fn add(conn: &Connection, cid: i64, fact: &Fact, mark: Option<i64>) -> Result<Added> {
    let inserted = match fact {
        Fact::Interaction(it) => conn
            .prepare_cached(
                "INSERT INTO interaction (cid, started_ms, id, team, dialogue, channel, direction, duration_ms, agent, address, \
                 call, outcome, summary, web, route, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                cid,
                it.started_ms.0,
                it.id.0,
                it.team.0,
                it.dialogue.map(|id| id.0),
                channel_code(it.channel),
                direction_code(it.direction),
                it.duration_ms,
                it.agent.map(|id| id.0),
                it.address,
                it.call.map(|id| id.0),
                it.outcome.map(outcome_code),
                it.summary,
                it.web.as_ref().map(encode).transpose()?,
                it.route.as_ref().map(encode).transpose()?,
                mark,
            ])?,
        Fact::DialogueOpened(it) => dialogues::open(conn, cid, it, mark)?,
        Fact::StageMove(it) => conn
            .prepare_cached(
                "INSERT INTO stage_move (cid, dialogue, at_ms, id, stage, version, interaction, cause, mark) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                cid,
                it.dialogue.0,
                it.at_ms.0,
                it.id.0,
                it.stage,
                it.version,
                it.interaction.map(|id| id.0),
                encode(&it.cause)?,
                mark
            ])?,
        Fact::Note(it) => crate::notes::add(conn, cid, it, mark)?,
        Fact::Consent(it) => conn
            .prepare_cached("INSERT INTO consent (cid, at_ms, id, body, mark) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")?
            .execute(params![cid, it.at_ms.0, it.id.0, encode(it)?, mark])?,
        Fact::Assigned(it) => assignments::insert(conn, cid, it, mark)?,
        Fact::ScriptTalk(it) => scripts::insert(conn, cid, it, mark)?,
        Fact::Participation(_) | Fact::Delivered(_) => engagement::insert(conn, cid, fact, mark)?,
        Fact::Message(it) => conversations::insert(conn, cid, it, mark)?,
        Fact::Dispatch(it) => conversations::insert_dispatch(conn, cid, it, mark)?,
        Fact::Merged(_) | Fact::Unmerged(_) | Fact::KeptApart(_) => identity::insert(conn, cid, fact, mark)?,
        Fact::CaseStep(it) => cases::insert(conn, cid, it, mark)?,
    };
    match fact {
        Fact::Interaction(it) if inserted > 0 => {
            dialogues::add_contact(conn, cid, &assignments::settled(conn, cid, it)?)?;
        }
        Fact::StageMove(it) if inserted > 0 => dialogues::add_move(conn, cid, it)?,
        Fact::Assigned(it) if inserted > 0 => assignments::hold(conn, cid, it.customer, it.interaction)?,
        _ => {}
    }
    match (inserted, mark) {
        (0, None) => Ok(Added::Known),
        (0, Some(mark)) => match fact {
            Fact::Interaction(it) if it.web.is_some() => grow(conn, cid, it, mark),
            _ => confirm(conn, cid, fact, mark),
        },
        _ => Ok(Added::New),
    }
}

/// The server has sent a fact that is here already.
fn confirm(conn: &Connection, cid: i64, fact: &Fact, mark: i64) -> Result<Added> {
    let (table, at) = place(fact);
    let known: Option<Option<i64>> = conn
        .prepare_cached(&format!("SELECT mark FROM {table} WHERE cid = ? AND {at} AND id = ?"))?
        .query_row(params![cid, fact.at().0, fact.id()], |row| row.get(0))
        .optional()?;
    // The same id with another moment: not what any desktop makes. The first one stays.
    let Some(known) = known else { return Ok(Added::Known) };
    if known != Some(mark) {
        conn.prepare_cached(&format!("UPDATE {table} SET mark = ? WHERE cid = ? AND {at} AND id = ?"))?
            .execute(params![mark, cid, fact.at().0, fact.id()])?;
    }
    Ok(if known.is_none() { Added::Confirmed } else { Added::Known })
}

/// The server has sent a contact on the web site that is here already, maybe with more touches. Its word holds, also when it has fewer: it
/// was put back to a back-up.
fn grow(conn: &Connection, cid: i64, sent: &Interaction, mark: i64) -> Result<Added> {
    let read = |row: &Row| Ok((interaction(sent.customer, row), row.get::<_, Option<i64>>(16)?));
    let known = conn
        .prepare_cached(&format!(
            "SELECT {CONTACT}, mark FROM interaction WHERE cid = ? AND started_ms = ? AND id = ?"
        ))?
        .query_row(params![cid, sent.started_ms.0, sent.id.0], read)
        .optional()?;
    let Some((known, known_mark)) = known else { return Ok(Added::Known) };
    let (known, _) = known?;
    conn.prepare_cached(
        "UPDATE interaction SET web = ?, duration_ms = ?, mark = ? WHERE cid = ? AND started_ms = ? AND id = ?",
    )?
    .execute(params![
        sent.web.as_ref().map(encode).transpose()?,
        sent.duration_ms,
        mark,
        cid,
        sent.started_ms.0,
        sent.id.0
    ])?;
    if let (true, Some(dialogue)) = (known.web != sent.web, known.dialogue) {
        dialogues::refold(conn, cid, sent.customer, dialogue)?;
    }
    let digest = |it: &Interaction| digest::fact(&Fact::Interaction(it.clone()));
    let before = known_mark.map_or(0, |_| digest(&known));
    Ok(Added::Grown(digest(sent).wrapping_sub(before)))
}

/// Takes a fact back that was made here and given up; says whether it was there and the server does not have it.
pub(crate) fn remove_unsent(conn: &Connection, cid: i64, fact: &Fact) -> Result<bool> {
    let (table, at) = place(fact);
    crate::notes::forget_unsent(conn, cid, fact)?;
    let dialogue = match fact {
        Fact::Interaction(it) => assignments::place(conn, cid, it.id)?.and_then(|(_, belongs)| belongs).map(DialogueId),
        Fact::DialogueOpened(it) => Some(it.id),
        Fact::StageMove(it) => Some(it.dialogue),
        Fact::Note(_)
        | Fact::Consent(_)
        | Fact::Assigned(_)
        | Fact::ScriptTalk(_)
        | Fact::Participation(_)
        | Fact::Delivered(_)
        | Fact::Message(_)
        | Fact::Dispatch(_)
        | Fact::Merged(_)
        | Fact::Unmerged(_)
        | Fact::KeptApart(_)
        | Fact::CaseStep(_) => None,
    };
    let removed = conn
        .prepare_cached(&format!("DELETE FROM {table} WHERE cid = ? AND {at} AND id = ? AND mark IS NULL"))?
        .execute(params![cid, fact.at().0, fact.id()])?;
    if removed > 0 {
        identity::removed(conn, fact)?;
        if let Fact::Assigned(it) = fact {
            assignments::hold(conn, cid, it.customer, it.interaction)?;
        }
        dialogue.map_or(Ok(()), |dialogue| dialogues::refold(conn, cid, fact.customer(), dialogue))?;
    }
    Ok(removed > 0)
}

/// Removes a fact, whether or not the server has it. A dialogue's beginning leaves the row: other facts may be folded in it.
pub(crate) fn delete(conn: &Connection, cid: i64, fact: &Fact) -> Result<()> {
    let (table, at) = place(fact);
    let statement = match fact {
        Fact::DialogueOpened(_) => "UPDATE dialogue SET topic = NULL, opened_ms = NULL, mark = NULL".to_owned(),
        _ => format!("DELETE FROM {table}"),
    };
    conn.prepare_cached(&format!("{statement} WHERE cid = ? AND {at} AND id = ?"))?.execute(params![
        cid,
        fact.at().0,
        fact.id()
    ])?;
    identity::removed(conn, fact)
}

/// Says of a fact that was just added whom it names: one who lies with another customer.
pub(crate) fn name(conn: &Connection, cid: i64, fact: &Fact, whose: Uuid) -> Result<()> {
    let (table, at) = place(fact);
    conn.prepare_cached(&format!("UPDATE {table} SET whose = ? WHERE cid = ? AND {at} AND id = ?"))?
        .execute(params![whose, cid, fact.at().0, fact.id()])?;
    Ok(())
}

fn place(fact: &Fact) -> (&'static str, &'static str) {
    match fact {
        Fact::Interaction(_) => ("interaction", "started_ms = ?"),
        Fact::DialogueOpened(_) => ("dialogue", "opened_ms = ?"),
        Fact::StageMove(_) => ("stage_move", "at_ms = ?"),
        Fact::Note(_) => ("note", "at_ms = ?"),
        Fact::Consent(_) => ("consent", "at_ms = ?"),
        Fact::Assigned(_) => ("assignment", "at_ms = ?"),
        Fact::ScriptTalk(_) => ("script_talk", "at_ms = ?"),
        Fact::Participation(_) | Fact::Delivered(_) => ("engagement", "at_ms = ?"),
        Fact::Message(_) => ("message", "at_ms = ?"),
        Fact::Dispatch(_) => ("dispatch", "at_ms = ?"),
        Fact::Merged(_) | Fact::Unmerged(_) | Fact::KeptApart(_) => ("identity", "at_ms = ?"),
        Fact::CaseStep(_) => ("case_step", "at_ms = ?"),
    }
}

/// Whom a row names: itself who stands at the number, or what the row says.
pub(crate) fn named(head: CustomerId, row: &Row, column: usize) -> Result<CustomerId> {
    Ok(row.get::<_, Option<Uuid>>(column)?.map_or(head, CustomerId))
}

/// A row of [`INTERACTION`] at the number of `head`, and whether the server does not have it yet.
pub(crate) fn interaction(head: CustomerId, row: &Row) -> Result<(Interaction, bool)> {
    let outcome_read: Option<i64> = row.get(10)?;
    let interaction = Interaction {
        id: InteractionId(row.get(1)?),
        customer: named(head, row, 15)?,
        team: TeamId(row.get(2)?),
        dialogue: row.get::<_, Option<Uuid>>(3)?.map(DialogueId),
        channel: channel(row.get(4)?)?,
        direction: direction(row.get(5)?)?,
        started_ms: Timestamp(row.get(0)?),
        duration_ms: row.get(6)?,
        agent: row.get::<_, Option<Uuid>>(7)?.map(UserId),
        address: row.get(8)?,
        call: row.get::<_, Option<Uuid>>(9)?.map(CallId),
        outcome: outcome_read.map(outcome).transpose()?,
        summary: row.get(11)?,
        web: row.get_ref(12)?.as_blob_or_null().map_err(rusqlite::Error::from)?.map(decode).transpose()?,
        route: row.get_ref(13)?.as_blob_or_null().map_err(rusqlite::Error::from)?.map(decode).transpose()?,
    };
    Ok((interaction, row.get(14)?))
}

/// A row of [`TOUCH`].
pub(crate) fn touch(row: &Row) -> Result<Touch> {
    Ok(Touch {
        at_ms: Timestamp(row.get(0)?),
        id: InteractionId(row.get(1)?),
        channel: channel(row.get(2)?)?,
        dialogue: row.get::<_, Option<Uuid>>(3)?.map(DialogueId),
    })
}

/// A row of [`NOTE`].
pub(crate) fn note(head: CustomerId, row: &Row) -> Result<Note> {
    Ok(Note {
        id: NoteId(row.get(1)?),
        customer: named(head, row, 6)?,
        interaction: InteractionId(row.get(2)?),
        author: UserId(row.get(3)?),
        at_ms: Timestamp(row.get(0)?),
        text: row.get(5)?,
        replaces: row.get::<_, Option<Uuid>>(4)?.map(NoteId),
    })
}

/// A row of [`STAGE_MOVE`].
pub(crate) fn stage_move(head: CustomerId, row: &Row) -> Result<StageMove> {
    Ok(StageMove {
        id: StageMoveId(row.get(2)?),
        customer: named(head, row, 7)?,
        dialogue: DialogueId(row.get(0)?),
        stage: row.get(3)?,
        version: row.get(6)?,
        at_ms: Timestamp(row.get(1)?),
        interaction: row.get::<_, Option<Uuid>>(4)?.map(InteractionId),
        cause: decode(row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?)?,
    })
}

/// The facts that name a customer, with their marks. `whose`: what their rows say at the number where they lie.
pub(crate) fn of_customer(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    whose: Option<Uuid>,
) -> Result<Vec<(Fact, Option<i64>)>> {
    let mut facts = Vec::new();
    let of = params![cid, whose];
    let mut ask =
        conn.prepare_cached(&format!("SELECT {INTERACTION}, mark FROM interaction WHERE cid = ? AND whose IS ?"))?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        facts.push((Fact::Interaction(interaction(customer, row)?.0), row.get(16)?));
    }
    let mut ask = conn.prepare_cached(
        "SELECT id, topic, opened_ms, mark, opened_version FROM dialogue WHERE cid = ? AND whose IS ? AND topic IS NOT NULL",
    )?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        let opened = DialogueOpened {
            id: DialogueId(row.get(0)?),
            customer,
            topic: TopicId(row.get(1)?),
            opened_ms: Timestamp(row.get(2)?),
            version: row.get(4)?,
        };
        facts.push((Fact::DialogueOpened(opened), row.get(3)?));
    }
    let mut ask =
        conn.prepare_cached(&format!("SELECT {STAGE_MOVE}, mark FROM stage_move WHERE cid = ? AND whose IS ?"))?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        facts.push((Fact::StageMove(stage_move(customer, row)?), row.get(8)?));
    }
    let mut ask = conn.prepare_cached(&format!("SELECT {NOTE}, mark FROM note WHERE cid = ? AND whose IS ?"))?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        facts.push((Fact::Note(note(customer, row)?), row.get(7)?));
    }
    let mut ask = conn.prepare_cached("SELECT body, mark FROM consent WHERE cid = ? AND whose IS ?")?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        let change: ConsentChange = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        facts.push((Fact::Consent(change), row.get(1)?));
    }
    let mut ask = conn.prepare_cached(&format!(
        "SELECT {}, mark FROM assignment WHERE cid = ? AND whose IS ?",
        assignments::ASSIGNMENT
    ))?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        facts.push((Fact::Assigned(assignments::read(customer, row)?), row.get(6)?));
    }
    let mut ask = conn.prepare_cached("SELECT body, mark FROM script_talk WHERE cid = ? AND whose IS ?")?;
    let mut rows = ask.query(of)?;
    while let Some(row) = rows.next()? {
        let talk: ScriptTalk = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        facts.push((Fact::ScriptTalk(Box::new(talk)), row.get(1)?));
    }
    for table in ["engagement", "identity", "case_step"] {
        let mut ask = conn.prepare_cached(&format!("SELECT body, mark FROM {table} WHERE cid = ? AND whose IS ?"))?;
        let mut rows = ask.query(of)?;
        while let Some(row) = rows.next()? {
            facts.push((decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?, row.get(1)?));
        }
    }
    conversations::facts(conn, cid, whose, &mut facts)?;
    Ok(facts)
}
