//! What this desktop did and the server has not acknowledged. Durable when a call returns; a refused op stays until a person decides.

use std::collections::BTreeMap;

use daehwa_domain::{
    call_list::MemberResult,
    id::{CustomerId, DeviceId, OpId, UserId},
    record::{Edit, Fact, RecordKind},
    time::{Stamp, Timestamp},
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    error::Refusal,
    message::{OpResult, Verdict},
    op::{Action, Op},
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    Cache, CacheError, Result, Tag, Waiting, WedgedOp, Work,
    batch::{self, Batch, CENTRE, Origin},
    begun, device, drafts, enclosed,
    ownership::{self, Named},
    replica, replies,
    rows::{decode, encode, records},
    scripts,
    store::Durability,
    work::Step,
};

/// What this desktop did.
impl Cache {
    /// Takes effect here and waits to be sent, in one transaction, durable when it returns. The ops as they will be sent.
    pub fn commit(&self, work: Work) -> Result<Vec<Op>> {
        self.store.change(Durability::Power, |conn, batch| {
            let mut ops = Vec::with_capacity(work.steps.len());
            let of_lists = contacts_of_lists(conn, &work.steps)?;
            for (id, step) in work.steps {
                for (id, action) in resolve(conn, id, step, &of_lists)? {
                    let (counter, stamp) = device::next(conn, work.now)?;
                    let op = Op { id, counter, hlc: stamp.hlc, user: work.user, schema: SCHEMA_VERSION, action };
                    take_effect(batch, &op, stamp.device)?;
                    put(conn, &op, work.now)?;
                    ops.push(op);
                }
            }
            if let Some(call) = work.wraps_up {
                drafts::forget(conn, call)?;
                scripts::forget(conn, call)?;
                conn.prepare_cached("UPDATE call SET owes = 0 WHERE id = ?")?.execute([call.0])?;
                batch.tell(Tag::Call(call));
            }
            if let Some(conversation) = work.answers {
                replies::forget(conn, conversation)?;
                begun::forget(conn, conversation)?;
            }
            for op in &ops {
                if let Action::Append { fact: Fact::Message(message) } = &op.action {
                    enclosed::send(conn, message)?;
                }
            }
            batch.tell(Tag::Outbox);
            Ok(ops)
        })
    }

    /// Ops to send after `counter`, in order: as many as fit into `max_bytes`, at least one.
    pub fn outbox_after(&self, counter: u64, max_bytes: usize) -> Result<Vec<Op>> {
        self.store.read(|conn| {
            let mut ask =
                conn.prepare_cached("SELECT body FROM outbox WHERE counter > ? AND refusal IS NULL ORDER BY counter")?;
            let mut rows = ask.query([counter as i64])?;
            let (mut ops, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let body = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
                bytes += body.len();
                if bytes > max_bytes && !ops.is_empty() {
                    break;
                }
                ops.push(decode(body)?);
            }
            Ok(ops)
        })
    }

    /// What became of ops, in one transaction: accepted ones leave the outbox, refused ones are wedged. A wish that somebody else had before is
    /// forgotten: nothing was done that could be lost.
    pub fn ack(&self, results: &[OpResult], now: Timestamp) -> Result<()> {
        self.store.change(Durability::Power, |conn, batch| {
            for result in results {
                match &result.verdict {
                    Verdict::Accepted => {
                        let customer: Option<Option<Uuid>> = conn
                            .prepare_cached("DELETE FROM outbox WHERE op = ? RETURNING customer")?
                            .query_row([result.op.0], |row| row.get(0))
                            .optional()?;
                        if let Some(Some(id)) = customer {
                            replica::drop_if_left(conn, batch, id.into(), self.store.region())?;
                        }
                    }
                    Verdict::Refused { refusal: Refusal::Held, .. } => {
                        forget_wish(conn, batch, result.op, self.store.region())?;
                    }
                    Verdict::Refused { refusal, detail } => {
                        mark_refused(conn, "op = ?4", &result.op.0, *refusal, detail, now)?;
                    }
                }
            }
            batch.tell(Tag::Outbox);
            Ok(())
        })
    }

    /// Shows the server's version of all records whose edits were acknowledged, and drops what the server does not have: customers
    /// who are in no scope, and what it acknowledged but lost when it was put back to a back-up. Call when everything was received
    /// that the server had at the last acknowledgement. An op that was sent twice, because its first acknowledgement was lost, can have come down while it
    /// still counted as unsent: it was laid over itself, and shows the stamp of this desktop's clock rather than the server's.
    pub fn settle(&self) -> Result<()> {
        self.store.change(Durability::Process, |conn, batch| {
            records::edited(conn)?.into_iter().try_for_each(|(cid, record)| batch.settle(cid, &record))?;
            replica::drop_scopeless(conn, batch, self.store.region())?;
            replica::drop_unconfirmed(conn, batch, self.store.region())
        })
    }

    /// Marks an op as refused. It stays until a person decides.
    pub fn wedge(&self, counter: u64, refusal: Refusal, detail: &str, now: Timestamp) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            if mark_refused(conn, "counter = ?4", &(counter as i64), refusal, detail, now)? == 0 {
                return Err(CacheError::UnknownOp);
            }
            tags.push(Tag::Outbox);
            Ok(())
        })
    }

    /// Ops that were refused, oldest first.
    pub fn wedged(&self) -> Result<Vec<WedgedOp>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached(
                "SELECT body, refusal, ifnull(detail, ''), ifnull(refused_ms, 0), retries FROM outbox \
                 WHERE refusal IS NOT NULL ORDER BY counter",
            )?;
            let mut rows = ask.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                all.push(WedgedOp {
                    op: decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?,
                    refusal: decode(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?,
                    detail: row.get(2)?,
                    refused_ms: Timestamp(row.get(3)?),
                    retries: row.get(4)?,
                });
            }
            Ok(all)
        })
    }

    /// Sends a refused op again: it gets the next counter, which is returned, and keeps its id.
    pub fn retry(&self, counter: u64) -> Result<u64> {
        self.store.write(Durability::Power, |conn, tags| {
            let (op, _) = wedged_op(conn, counter)?;
            let next = device::next_counter(conn)?;
            renumber(conn, op, next)?;
            conn.prepare_cached(
                "UPDATE outbox SET refusal = NULL, detail = NULL, refused_ms = NULL, retries = retries + 1 WHERE counter = ?",
            )?
            .execute([next as i64])?;
            tags.push(Tag::Outbox);
            Ok(next)
        })
    }

    /// Gives a refused op up: its effect here is taken back, and it is kept in an archive with who decided. Of an erased customer only
    /// the fact that something was given up is kept.
    pub fn discard(&self, counter: u64, by: UserId, now: Timestamp) -> Result<()> {
        self.store.change(Durability::Power, |conn, batch| {
            let (op, refusal) = wedged_op(conn, counter)?;
            let body = (refusal != Refusal::Erased).then(|| encode(&op)).transpose()?;
            conn.prepare_cached(
                "INSERT INTO archive (op, body, refusal, detail, discarded_by, discarded_ms) \
                 SELECT op, ?2, refusal, ifnull(detail, ''), ?3, ?4 FROM outbox WHERE counter = ?1",
            )?
            .execute(params![counter as i64, body, by.0, now.0])?;
            conn.prepare_cached("DELETE FROM outbox WHERE counter = ?")?.execute([counter as i64])?;
            if let Some(id) = customer(&op.action) {
                replica::drop_if_left(conn, batch, id.into(), self.store.region())?;
            }
            match &op.action {
                Action::Append { fact } => {
                    batch.take_back_fact(fact)?;
                    if let Fact::Message(message) = fact {
                        enclosed::take_back(conn, message.id)?;
                    }
                }
                Action::Edit { edit } => batch.take_back_edit(edit)?,
            }
            batch.tell(Tag::Outbox);
            Ok(())
        })
    }

    /// What waits.
    pub fn waiting(&self) -> Result<Waiting> {
        self.store.read(|conn| {
            let (total, since_ms): (u32, Option<i64>) = conn
                .prepare_cached("SELECT count(*), min(iif(refusal IS NULL, made_ms, NULL)) FROM outbox")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let wedged: u32 = conn
                .prepare_cached("SELECT count(*) FROM outbox WHERE refusal IS NOT NULL")?
                .query_row([], |row| row.get(0))?;
            Ok(Waiting { waiting: total - wedged, wedged, since_ms: since_ms.map(Timestamp) })
        })
    }

    /// The server has processed counters that this file does not know (it was restored from an older image): waiting ops get counters
    /// after `processed`, keeping their ids and order. Nothing happens when the file is newer. The counter that the next op gets.
    pub fn raise_counters(&self, processed: u64) -> Result<u64> {
        self.store.write(Durability::Power, |conn, tags| {
            if device::peek_counter(conn)? > processed {
                return device::peek_counter(conn);
            }
            device::set_next_counter(conn, processed + 1)?;
            let mut ask = conn.prepare_cached("SELECT body FROM outbox WHERE refusal IS NULL ORDER BY counter")?;
            let bodies: Vec<Vec<u8>> = ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            for body in bodies {
                let next = device::next_counter(conn)?;
                renumber(conn, decode(&body)?, next)?;
            }
            tags.push(Tag::Outbox);
            device::peek_counter(conn)
        })
    }
}

/// Takes back a wish for something that somebody else has.
fn forget_wish(conn: &Connection, batch: &mut Batch, op: OpId, region: &str) -> Result<()> {
    let body: Option<Vec<u8>> = conn
        .prepare_cached("DELETE FROM outbox WHERE op = ? RETURNING body")?
        .query_row([op.0], |row| row.get(0))
        .optional()?;
    let Some(action) = body.map(|body| decode::<Op>(&body)).transpose()?.map(|op| op.action) else { return Ok(()) };
    if let Some(id) = customer(&action) {
        replica::drop_if_left(conn, batch, id.into(), region)?;
    }
    match action {
        Action::Edit { edit } => batch.take_back_edit(&edit),
        Action::Append { .. } => Ok(()),
    }
}

/// What a step means for the records as they stand now: its op, and before it that of a dialogue that it needs.
fn resolve(
    conn: &Connection,
    op: OpId,
    step: Step,
    of_lists: &BTreeMap<Uuid, CustomerId>,
) -> Result<Vec<(OpId, Action)>> {
    let (target, customer, fields) = match step {
        Step::Append(fact) => {
            let stays = of_lists.get(&fact.id()).copied();
            let Named { first, fact } = ownership::named(conn, fact, stays)?;
            let first = first.map(|opened| {
                let before = OpId(Uuid::from_u128(op.0.as_u128().rotate_left(64)));
                (before, Action::Append { fact: Fact::DialogueOpened(opened) })
            });
            return Ok(first.into_iter().chain([(op, Action::Append { fact })]).collect());
        }
        Step::Edit(edit) => return Ok(vec![(op, Action::Edit { edit })]),
        Step::Set { target, customer, fields } => (target, customer, fields),
    };
    let cid = customer.map_or(Ok(Some(CENTRE)), |id| batch::cid_of(conn, id))?.ok_or(CacheError::UnknownRecord)?;
    let versioned = records::shown(conn, cid, target)?.ok_or(CacheError::UnknownRecord)?;
    let fields = fields.into_iter().map(|(field, value)| versioned.change(&field, value)).collect();
    Ok(vec![(op, Action::Edit { edit: Edit::Set { target, customer: versioned.record.customer(), fields } })])
}

/// The contacts that came of members of lists, which are their members' customers' own.
fn contacts_of_lists(conn: &Connection, steps: &[(OpId, Step)]) -> Result<BTreeMap<Uuid, CustomerId>> {
    let mut contacts = BTreeMap::new();
    for (_, step) in steps {
        let Step::Set { target, customer: Some(customer), fields } = step else { continue };
        let result = fields.iter().find(|(field, _)| target.kind == RecordKind::ListMember && field == "result");
        let result = result.and_then(|(_, value)| serde_json::from_value(value.clone()).ok());
        if let (Some(MemberResult::Called { contact, .. }), Some(cid)) = (result, batch::cid_of(conn, *customer)?) {
            let owner = records::shown(conn, cid, *target)?.and_then(|it| it.record.customer());
            contacts.insert(contact.0, owner.unwrap_or(*customer));
        }
    }
    Ok(contacts)
}

/// Lets an op of this desktop take effect here.
pub(crate) fn take_effect(batch: &mut Batch, op: &Op, device: DeviceId) -> Result<()> {
    match &op.action {
        Action::Append { fact } => batch.add_fact(fact, Origin::Here).map(drop),
        Action::Edit { edit } => batch.edit(edit, Stamp { hlc: op.hlc, device }),
    }
}

/// Writes an op into the outbox.
pub(crate) fn put(conn: &Connection, op: &Op, made: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO outbox (counter, op, body, subject, customer, made_ms) VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.counter as i64,
        op.id.0,
        encode(op)?,
        subject(&op.action),
        customer(&op.action),
        made.0
    ])?;
    Ok(())
}

fn subject(action: &Action) -> Uuid {
    match action {
        Action::Append { fact } => fact.id(),
        Action::Edit { edit: Edit::Create(record) } => record.reference().id,
        Action::Edit { edit: Edit::Set { target, .. } } => target.id,
    }
}

fn customer(action: &Action) -> Option<Uuid> {
    let customer = match action {
        Action::Append { fact } => Some(Fact::customer(fact)),
        Action::Edit { edit: Edit::Create(record) } => record.customer(),
        Action::Edit { edit: Edit::Set { customer, .. } } => *customer,
    };
    customer.map(|id| id.0)
}

fn mark_refused(
    conn: &Connection,
    which: &str,
    key: &dyn rusqlite::ToSql,
    refusal: Refusal,
    detail: &str,
    now: Timestamp,
) -> Result<usize> {
    Ok(conn
        .prepare_cached(&format!("UPDATE outbox SET refusal = ?1, detail = ?2, refused_ms = ?3 WHERE {which}"))?
        .execute(params![encode(&refusal)?, detail, now.0, key])?)
}

fn wedged_op(conn: &Connection, counter: u64) -> Result<(Op, Refusal)> {
    let row: Option<(Vec<u8>, Vec<u8>)> = conn
        .prepare_cached("SELECT body, refusal FROM outbox WHERE counter = ? AND refusal IS NOT NULL")?
        .query_row([counter as i64], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (body, refusal) = row.ok_or(CacheError::UnknownOp)?;
    Ok((decode(&body)?, decode(&refusal)?))
}

/// Gives an op another counter.
fn renumber(conn: &Connection, op: Op, counter: u64) -> Result<()> {
    let op = Op { counter, ..op };
    conn.prepare_cached("UPDATE outbox SET counter = ?, body = ? WHERE op = ?")?.execute(params![
        counter as i64,
        encode(&op)?,
        op.id.0
    ])?;
    Ok(())
}

/// Whether an op about this fact or record waits or is wedged.
pub(crate) fn is_unsent(conn: &Connection, subject: Uuid) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM outbox WHERE subject = ?")?.exists([subject])?)
}
