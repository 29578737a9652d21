//! Edited records: what is shown, what the server holds, and how unsent edits lie between the two.
//!
//! Without unsent edits the two are the same and stored once. With them, what is shown is always the server's record with the unsent
//! edits applied again: when the outbox is empty and everything was received, this desktop shows exactly what the server holds,
//! whatever its clock says.

use daehwa_domain::{
    digest,
    merge::apply,
    record::{Edit, Record, RecordRef, Versioned},
    time::Stamp,
};
use daehwa_protocol::op::{Action, Op};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{decode, encode, kind_code};
use crate::{CacheError, Result};

/// A record's row.
struct Stored {
    shown: Versioned,
    server: Option<Versioned>,
    digest: Option<u64>,
    mark: Option<i64>,
}

/// What changed with a record.
pub(crate) struct Changed {
    /// What was shown before; `None` when it is new.
    pub before: Option<Versioned>,
    /// What is shown now; `None` when it is gone.
    pub shown: Option<Versioned>,
    /// What the scope's checksum grows by (wrapping).
    pub checksum: u64,
}

/// Takes the server's version. `None` when it is the one that is here.
pub(crate) fn put_server(conn: &Connection, cid: i64, sent: &Versioned, mark: i64) -> Result<Option<Changed>> {
    let reference = sent.record.reference();
    let digest = digest::versioned(sent);
    let stored = load(conn, cid, reference)?;
    if let Some(stored) = &stored
        && stored.digest == Some(digest)
        && stored.mark.is_some()
    {
        if stored.mark != Some(mark) {
            conn.prepare_cached("UPDATE record SET mark = ? WHERE cid = ? AND kind = ? AND id = ?")?
                .execute(params![mark, cid, kind_code(reference.kind), reference.id])?;
        }
        // The same, and acknowledged edits of this desktop that it contains are not to be shown twice.
        let unsent = unsent_edits(conn, reference.id)?;
        if stored.server.is_none() || !unsent.is_empty() {
            return Ok(None);
        }
    }
    let unsent = unsent_edits(conn, reference.id)?;
    let shown = with_edits(sent.clone(), &unsent);
    let server = (!unsent.is_empty()).then_some(sent);
    save(conn, cid, reference, &shown, server, Some(digest), Some(mark))?;
    let before = stored.as_ref().and_then(|it| it.digest).unwrap_or(0);
    Ok(Some(Changed { before: stored.map(|it| it.shown), shown: Some(shown), checksum: digest.wrapping_sub(before) }))
}

/// Makes a record here.
pub(crate) fn create(conn: &Connection, cid: i64, record: Record, stamp: Stamp) -> Result<Changed> {
    let reference = record.reference();
    if load(conn, cid, reference)?.is_some() {
        return Err(CacheError::Exists);
    }
    let shown = Versioned::new(record, stamp);
    save(conn, cid, reference, &shown, None, None, None)?;
    Ok(Changed { before: None, shown: Some(shown), checksum: 0 })
}

/// Sets fields of a record here.
pub(crate) fn edit(conn: &Connection, cid: i64, edit: &Edit, stamp: Stamp) -> Result<Changed> {
    let (target, fields) = match edit {
        Edit::Create(record) => return create(conn, cid, record.clone(), stamp),
        Edit::Set { target, fields, .. } => (*target, fields),
    };
    let Stored { shown: before, server, digest, mark } = load(conn, cid, target)?.ok_or(CacheError::UnknownRecord)?;
    let mut shown = before.clone();
    apply(&mut shown, fields, stamp)?;
    let server = server.or_else(|| digest.is_some().then(|| before.clone()));
    save(conn, cid, target, &shown, server.as_ref(), digest, mark)?;
    Ok(Changed { before: Some(before), shown: Some(shown), checksum: 0 })
}

/// Takes an edit back that was given up: call when its op has left the outbox.
pub(crate) fn take_back(conn: &Connection, cid: i64, edit: &Edit) -> Result<Option<Changed>> {
    let target = match edit {
        Edit::Create(record) => record.reference(),
        Edit::Set { target, .. } => *target,
    };
    let Some(stored) = load(conn, cid, target)? else { return Ok(None) };
    let unsent = unsent_edits(conn, target.id)?;
    let created = unsent.iter().find_map(|(edit, stamp)| match edit {
        Edit::Create(record) => Some(Versioned::new(record.clone(), *stamp)),
        Edit::Set { .. } => None,
    });
    let Some(base) = stored.server.clone().or(created) else {
        if stored.digest.is_none() && matches!(edit, Edit::Create(_)) {
            conn.prepare_cached("DELETE FROM record WHERE cid = ? AND kind = ? AND id = ?")?.execute(params![
                cid,
                kind_code(target.kind),
                target.id
            ])?;
            return Ok(Some(Changed { before: Some(stored.shown), shown: None, checksum: 0 }));
        }
        // Made here, accepted, and not received yet: the server's version is on its way and will be without the edit.
        return Ok(None);
    };
    let shown = with_edits(base, &unsent);
    let server = stored.server.filter(|_| !unsent.is_empty());
    save(conn, cid, target, &shown, server.as_ref(), stored.digest, stored.mark)?;
    Ok(Some(Changed { before: Some(stored.shown), shown: Some(shown), checksum: 0 }))
}

/// Shows the server's version where no unsent edit is left: what was laid over it was acknowledged, and it contains that.
pub(crate) fn settle(conn: &Connection, cid: i64, target: RecordRef) -> Result<Option<Changed>> {
    let Some(Stored { shown: before, server: Some(server), digest, mark }) = load(conn, cid, target)? else {
        return Ok(None);
    };
    if !unsent_edits(conn, target.id)?.is_empty() {
        return Ok(None);
    }
    save(conn, cid, target, &server, None, digest, mark)?;
    Ok(Some(Changed { before: Some(before), shown: Some(server), checksum: 0 }))
}

/// Records over which edits of this desktop were laid.
pub(crate) fn edited(conn: &Connection) -> Result<Vec<(i64, Record)>> {
    let mut ask = conn.prepare_cached("SELECT cid, shown FROM record WHERE server IS NOT NULL")?;
    let mut rows = ask.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let shown: Versioned = decode(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
        all.push((row.get(0)?, shown.record));
    }
    Ok(all)
}

/// A record as it is shown.
pub(crate) fn shown(conn: &Connection, cid: i64, target: RecordRef) -> Result<Option<Versioned>> {
    conn.prepare_cached("SELECT shown FROM record WHERE cid = ? AND kind = ? AND id = ?")?
        .query_row(params![cid, kind_code(target.kind), target.id], |row| row.get::<_, Vec<u8>>(0))
        .optional()?
        .map(|bytes| decode(&bytes))
        .transpose()
}

fn load(conn: &Connection, cid: i64, target: RecordRef) -> Result<Option<Stored>> {
    let row = conn
        .prepare_cached("SELECT shown, server, digest, mark FROM record WHERE cid = ? AND kind = ? AND id = ?")?
        .query_row(params![cid, kind_code(target.kind), target.id], |row| {
            Ok((
                row.get::<_, Vec<u8>>(0)?,
                row.get::<_, Option<Vec<u8>>>(1)?,
                row.get::<_, Option<i64>>(2)?,
                row.get(3)?,
            ))
        })
        .optional()?;
    let Some((shown, server, digest, mark)) = row else { return Ok(None) };
    let server = server.map(|bytes| decode(&bytes)).transpose()?;
    Ok(Some(Stored { shown: decode(&shown)?, server, digest: digest.map(|it| it as u64), mark }))
}

fn save(
    conn: &Connection,
    cid: i64,
    target: RecordRef,
    shown: &Versioned,
    server: Option<&Versioned>,
    digest: Option<u64>,
    mark: Option<i64>,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO record (cid, kind, id, shown, server, digest, mark, conflicts, whose) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT nullif(?9, id) FROM customer WHERE cid = ?1)) \
         ON CONFLICT DO UPDATE SET shown = excluded.shown, server = excluded.server, digest = excluded.digest, \
         mark = excluded.mark, conflicts = excluded.conflicts",
    )?
    .execute(params![
        cid,
        kind_code(target.kind),
        target.id,
        encode(shown)?,
        server.map(encode).transpose()?,
        digest.map(|it| it as i64),
        mark,
        shown.conflicts.len() as i64,
        shown.record.customer().map(|id| id.0),
    ])?;
    Ok(())
}

/// Edits of a record in the outbox, also wedged ones, in the order in which they were made.
fn unsent_edits(conn: &Connection, subject: Uuid) -> Result<Vec<(Edit, Stamp)>> {
    let mut ask =
        conn.prepare_cached("SELECT body, (SELECT id FROM device) FROM outbox WHERE subject = ? ORDER BY counter")?;
    let mut rows = ask.query([subject])?;
    let mut edits = Vec::new();
    while let Some(row) = rows.next()? {
        let op: Op = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        let device: Uuid = row.get(1)?;
        if let Action::Edit { edit } = op.action {
            edits.push((edit, Stamp { hlc: op.hlc, device: device.into() }));
        }
    }
    edits.sort_by_key(|(_, stamp)| *stamp);
    Ok(edits)
}

/// Whether an op that waits or is wedged makes this record.
pub(crate) fn is_made_by_unsent(conn: &Connection, subject: Uuid) -> Result<bool> {
    Ok(unsent_edits(conn, subject)?.iter().any(|(edit, _)| matches!(edit, Edit::Create(_))))
}

fn with_edits(mut base: Versioned, edits: &[(Edit, Stamp)]) -> Versioned {
    for (edit, stamp) in edits {
        if let Edit::Set { fields, .. } = edit {
            // An edit that the new version does not allow is not shown; the server refuses it, and a person decides.
            if let Err(error) = apply(&mut base, fields, *stamp) {
                tracing::debug!(%error, "an unsent edit does not apply to the server's record");
            }
        }
    }
    base
}
