//! A customer's records, read in one go: they lie side by side.

use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    customer::{ConsentChange, ContactPoint, Customer, Remark},
    record::{Record, RecordKind, Versioned},
    time::Timestamp,
};
use rusqlite::{Connection, params};

use crate::{
    OpenConflict, Result,
    rows::{decode, kind_code},
};

/// Records of one customer that are read for a screen.
const MAX_RECORDS: usize = 500;
/// Consent changes of one customer that are read.
const MAX_CONSENTS: usize = 1_000;

/// What is edited of a customer.
pub(crate) struct Profile {
    pub customer: Customer,
    /// Those for whom the customer stands.
    pub absorbed: Vec<Customer>,
    pub contact_points: Vec<ContactPoint>,
    pub remarks: Vec<Remark>,
    pub callbacks: Vec<Callback>,
    pub conflicts: Vec<OpenConflict>,
}

/// A customer in one line, with the contact points.
pub(crate) struct Card {
    pub customer: Customer,
    /// Those for whom the customer stands.
    pub absorbed: Vec<Customer>,
    pub contact_points: Vec<ContactPoint>,
    /// The number that is called first.
    pub number: Option<String>,
}

/// All records of a customer; `None` when the customer's own record is not here (yet).
pub(crate) fn read(conn: &Connection, cid: i64, now: Timestamp) -> Result<Option<Profile>> {
    let mut customer = None;
    let (mut contact_points, mut remarks, mut callbacks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut conflicts, mut absorbed) = (Vec::new(), Vec::new());
    for (versioned, heads) in records(conn, cid, RecordKind::Callback)? {
        conflicts.extend(open_conflicts(&versioned));
        match versioned.record {
            Record::Customer(it) if heads => customer = Some(it),
            Record::Customer(it) => absorbed.push(it),
            Record::ContactPoint(it) => contact_points.push(it),
            Record::Remark(it) => remarks.push(it),
            Record::Callback(it) => callbacks.push(it),
            Record::Topic(_)
            | Record::User(_)
            | Record::Team(_)
            | Record::Rule(_)
            | Record::Segment(_)
            | Record::Script(_)
            | Record::Treatment(_)
            | Record::CallList(_)
            | Record::ListMember(_)
            | Record::Conversation(_)
            | Record::Mailbox(_)
            | Record::CannedReply(_)
            | Record::Article(_)
            | Record::Case(_)
            | Record::Calendar(_)
            | Record::SlaPolicy(_) => {}
        }
    }
    let Some(customer) = customer else { return Ok(None) };
    conflicts.extend(conflicts_of(conn, cid, RecordKind::Case)?);
    contact_points.sort_by_key(in_use_first);
    remarks.retain(|it| !it.done && it.expires_ms.is_none_or(|expires| expires > now));
    remarks.sort_by_key(|it| (it.priority, it.created_ms, it.id));
    callbacks.retain(|it| it.status == CallbackStatus::Open);
    callbacks.sort_by_key(|it| (it.due_ms, it.id));
    for conflict in &mut conflicts {
        conflict.customer_name = Some(customer.name.clone());
    }
    Ok(Some(Profile { customer, absorbed, contact_points, remarks, callbacks, conflicts }))
}

/// A customer in one line.
pub(crate) fn card(conn: &Connection, cid: i64) -> Result<Option<Card>> {
    let mut customer = None;
    let (mut contact_points, mut absorbed) = (Vec::new(), Vec::new());
    for (versioned, heads) in records(conn, cid, RecordKind::ContactPoint)? {
        match versioned.record {
            Record::Customer(it) if heads => customer = Some(it),
            Record::Customer(it) => absorbed.push(it),
            Record::ContactPoint(it) => contact_points.push(it),
            _ => {}
        }
    }
    let Some(customer) = customer else { return Ok(None) };
    contact_points.sort_by_key(in_use_first);
    let number = contact_points.iter().find(|it| it.kind.is_number() && !it.retired).map(|it| it.value.clone());
    Ok(Some(Card { customer, absorbed, contact_points, number }))
}

/// The consent that holds per purpose and channel: the latest, and of the same moment the withdrawal.
pub(crate) fn consents(conn: &Connection, cid: i64) -> Result<Vec<ConsentChange>> {
    let mut ask = conn.prepare_cached("SELECT body FROM consent WHERE cid = ? ORDER BY at_ms DESC, id LIMIT ?")?;
    let mut rows = ask.query(params![cid, MAX_CONSENTS as i64])?;
    let mut held: Vec<ConsentChange> = Vec::new();
    while let Some(row) = rows.next()? {
        let change: ConsentChange = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        let same = held.iter_mut().find(|it| it.purpose == change.purpose && it.channel == change.channel);
        match same {
            Some(later) if later.at_ms == change.at_ms && later.granted && !change.granted => *later = change,
            Some(_) => {}
            None => held.push(change),
        }
    }
    Ok(held)
}

/// The fields of a customer's records of one kind that wait for a person's choice.
fn conflicts_of(conn: &Connection, cid: i64, kind: RecordKind) -> Result<Vec<OpenConflict>> {
    let mut ask = conn.prepare_cached("SELECT shown FROM record WHERE cid = ? AND conflicts > 0 AND kind = ?")?;
    let mut rows = ask.query(params![cid, kind_code(kind)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let versioned: Versioned = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        all.extend(open_conflicts(&versioned));
    }
    Ok(all)
}

/// The fields of a record that wait for a person's choice.
pub(crate) fn open_conflicts(versioned: &Versioned) -> Vec<OpenConflict> {
    if versioned.conflicts.is_empty() {
        return Vec::new();
    }
    // {"customer": {"name": …}}
    let fields = serde_json::to_value(&versioned.record).ok();
    let fields = fields.as_ref().and_then(|it| it.as_object()).and_then(|it| it.values().next());
    let open = versioned.conflicts.iter().map(|conflict| OpenConflict {
        target: versioned.record.reference(),
        customer: versioned.record.customer(),
        customer_name: None,
        field: conflict.field.clone(),
        shown: fields.and_then(|it| it.get(&conflict.field)).cloned().unwrap_or_default(),
        other: conflict.other.clone(),
        other_stamp: conflict.other_stamp,
    });
    open.collect()
}

/// The records at a number, and whether each names the customer who stands there.
fn records(conn: &Connection, cid: i64, up_to: RecordKind) -> Result<Vec<(Versioned, bool)>> {
    let mut ask = conn
        .prepare_cached("SELECT shown, whose IS NULL FROM record WHERE cid = ? AND kind <= ? ORDER BY kind LIMIT ?")?;
    let mut rows = ask.query(params![cid, kind_code(up_to), MAX_RECORDS as i64])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?, row.get(1)?));
    }
    Ok(all)
}

fn in_use_first(point: &ContactPoint) -> (bool, bool, bool) {
    (point.retired, !point.primary, !point.kind.is_number())
}
