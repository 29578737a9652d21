//! Customers and rows that leave the cache: because they moved to another team, were erased, or a fill did not mention them.

use daehwa_domain::{
    digest,
    id::CustomerId,
    record::{Fact, Record, Versioned},
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    Result, Tag, assignments,
    batch::{self, Batch, CENTRE},
    callbacks, cases, conversations, dialogues,
    identity::{self, TABLES},
    keys::{self, Keys},
    lists, notes, outbox,
    rows::{decode, facts, kind_code},
    valued,
};

/// A row as a decision about it needs it.
#[derive(Clone, Copy)]
pub(crate) struct RowState {
    /// The fill that last brought it; `None` when the server never sent it.
    pub mark: Option<i64>,
    /// An op about it waits or is wedged.
    pub unsent: bool,
}

/// Removes a customer's rows of which `goes` says so, and the customer when none is left. The digests of those that the server had
/// sent leave the checksum of scope `sid`.
pub(crate) fn remove(
    conn: &Connection,
    batch: &mut Batch,
    id: CustomerId,
    region: &str,
    goes: impl Fn(RowState) -> bool,
) -> Result<()> {
    let Some(place) = identity::place_of(conn, id)? else { return Ok(()) };
    let (cid, whose) = (place.cid, place.whose(id));
    let sid: Option<i64> =
        conn.prepare_cached("SELECT sid FROM customer WHERE id = ?")?.query_row([id.0], |row| row.get(0))?;
    let before = Keys::read(conn, cid, region)?;
    let mut removed = remove_records(conn, batch, cid, whose, &goes)?;
    let (mut left, mut parted) = (0, Vec::new());
    for (fact, mark) in facts::of_customer(conn, cid, id, whose)? {
        let state = RowState { mark, unsent: outbox::is_unsent(conn, fact.id())? };
        if !goes(state) {
            left += 1;
            continue;
        }
        remove_fact(conn, cid, &fact)?;
        parted.extend(identity::two_of(&fact).into_iter().flatten());
        if mark.is_some() {
            removed = removed.wrapping_add(digest::fact(&fact));
        }
    }
    let records: i64 = conn
        .prepare_cached("SELECT count(*) FROM record WHERE cid = ? AND whose IS ?")?
        .query_row(params![cid, whose], |row| row.get(0))?;
    if !keys::are_left_for_later(conn, cid)? {
        keys::replace(conn, cid, &before, &Keys::read(conn, cid, region)?)?;
    }
    batch.forget(id);
    let gone = left + records == 0;
    parted.extend(identity::guests(conn, place.home)?);
    batch.regroup(&parted, gone.then_some(id))?;
    if gone {
        conn.prepare_cached("DELETE FROM customer WHERE cid = ?")?.execute([place.home])?;
        conn.prepare_cached("DELETE FROM dialogue WHERE cid = ?")?.execute([place.home])?;
        conn.prepare_cached("DELETE FROM unindexed WHERE cid = ?")?.execute([place.home])?;
        conversations::forget(conn, place.home)?;
        cases::forget(conn, place.home)?;
    }
    if let Some(head) = batch::id_of(conn, cid)? {
        batch.file_conversations_of(cid, head)?;
        derive_again(conn, cid, head)?;
        batch.tell(Tag::Customer(head));
    }
    if let Some(sid) = sid {
        batch.grow(sid, removed.wrapping_neg());
    }
    batch.tell(Tag::Inbox);
    batch.tell(Tag::Cases);
    batch.tell(Tag::Triage);
    batch.tell(Tag::Customer(id));
    Ok(())
}

/// Removes the centre's own records of which `goes` says so; the sum of their digests (wrapping).
pub(crate) fn remove_centre(conn: &Connection, batch: &mut Batch, goes: impl Fn(RowState) -> bool) -> Result<u64> {
    batch.definitions = true;
    batch.tell(Tag::Topics);
    batch.tell(Tag::Rules);
    batch.tell(Tag::Segments);
    batch.tell(Tag::Scripts);
    batch.tell(Tag::Treatments);
    batch.tell(Tag::Lists);
    batch.tell(Tag::Writing);
    batch.tell(Tag::Articles);
    batch.tell_of_policies();
    batch.tell(Tag::People);
    remove_records(conn, batch, CENTRE, None, &goes)
}

/// A customer moved to another scope: nothing of it is confirmed there yet. The sum of the digests that were (wrapping).
pub(crate) fn unconfirm(conn: &Connection, id: CustomerId) -> Result<u64> {
    let Some(place) = identity::place_of(conn, id)? else { return Ok(0) };
    let (cid, whose) = (place.cid, place.whose(id));
    let mut sum = 0u64;
    for (fact, _) in facts::of_customer(conn, cid, id, whose)?.into_iter().filter(|(_, mark)| mark.is_some()) {
        sum = sum.wrapping_add(digest::fact(&fact));
    }
    for table in TABLES {
        conn.prepare_cached(&format!(
            "UPDATE {table} SET mark = NULL WHERE cid = ? AND whose IS ? AND mark IS NOT NULL"
        ))?
        .execute(params![cid, whose])?;
    }
    let mut ask =
        conn.prepare_cached("SELECT digest FROM record WHERE cid = ? AND whose IS ? AND digest IS NOT NULL")?;
    let mut rows = ask.query(params![cid, whose])?;
    while let Some(row) = rows.next()? {
        sum = sum.wrapping_add(row.get::<_, i64>(0)? as u64);
    }
    conn.prepare_cached("UPDATE record SET digest = NULL WHERE cid = ? AND whose IS ?")?
        .execute(params![cid, whose])?;
    Ok(sum)
}

fn remove_records(
    conn: &Connection,
    batch: &mut Batch,
    cid: i64,
    whose: Option<Uuid>,
    goes: &impl Fn(RowState) -> bool,
) -> Result<u64> {
    let mut ask = conn.prepare_cached("SELECT id, digest, mark, shown FROM record WHERE cid = ? AND whose IS ?")?;
    let mut rows = ask.query(params![cid, whose])?;
    let (mut going, mut sum) = (Vec::new(), 0u64);
    while let Some(row) = rows.next()? {
        let id: Uuid = row.get(0)?;
        let state = RowState { mark: row.get(2)?, unsent: outbox::is_unsent(conn, id)? };
        if goes(state) {
            let digest: Option<i64> = row.get(1)?;
            sum = sum.wrapping_add(digest.unwrap_or(0) as u64);
            going.push(decode::<Versioned>(row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?)?.record);
        }
    }
    for record in going {
        let target = record.reference();
        conn.prepare_cached("DELETE FROM record WHERE cid = ? AND kind = ? AND id = ?")?.execute(params![
            cid,
            kind_code(target.kind),
            target.id
        ])?;
        if let Record::Callback(callback) = &record {
            callbacks::index(conn, cid, callback, false)?;
            batch.tell(Tag::Callbacks);
        }
        if let Record::ListMember(member) = &record {
            lists::index(conn, cid, member, None)?;
            batch.tell(Tag::Lists);
        }
        batch.tell_of_clock(&record);
        if matches!(record, Record::Customer(_)) && whose.is_none() {
            valued::forget(conn, cid)?;
        }
    }
    Ok(sum)
}

fn remove_fact(conn: &Connection, cid: i64, fact: &Fact) -> Result<()> {
    notes::forget_at(conn, cid, fact)?;
    facts::delete(conn, cid, fact)
}

/// Folds dialogues and finds the last contact again after facts were removed.
pub(crate) fn derive_again(conn: &Connection, cid: i64, id: CustomerId) -> Result<()> {
    assignments::hold_all(conn, cid)?;
    let mut ask = conn.prepare_cached(
        "SELECT id FROM dialogue WHERE cid = ?1 UNION SELECT belongs FROM interaction WHERE cid = ?1 AND belongs NOT NULL",
    )?;
    let dialogues: Vec<Uuid> = ask.query_map([cid], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for dialogue in dialogues {
        dialogues::refold(conn, cid, id, dialogue.into())?;
    }
    conn.prepare_cached(
        "UPDATE customer SET last_ms = (SELECT ifnull(max(started_ms), 0) FROM interaction WHERE cid = ?1) WHERE cid = ?1",
    )?
    .execute([cid])?;
    Ok(())
}
