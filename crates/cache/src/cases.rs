//! Requests and complaints: what happened to them, and the list in which they lie by what falls due first.

use std::collections::HashMap;

use daehwa_domain::{
    case::{Case, CaseStep, Kind, State, standing},
    customer::{Customer, Tier},
    id::{CaseId, InteractionId, UserId},
    quality::OpenCase,
    record::{Fact, Record, RecordKind, RecordRef, Versioned},
    sla::{Book, Deed},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params, types::Value};
use uuid::Uuid;

use crate::{
    Cache, CaseAlarm, CaseCounts, CaseFilter, CaseMark, CaseRow, CaseShelf, CaseView, Result, Whose, centre,
    lists::server_time,
    outbox, profile,
    rows::{decode, encode, kind_code, records},
};

/// A longer window than any screen shows.
const MAX_WINDOW: u32 = 500;
/// Behind everything that falls due: what falls due never, by when it came up.
const NEVER_DUE_MS: i64 = 1 << 52;

/// Requests and complaints.
impl Cache {
    /// A window of the cases, what falls due first leading, and how many there are in all.
    pub fn cases(&self, filter: &CaseFilter, from: u32, limit: u32, now: Timestamp) -> Result<(Vec<CaseRow>, u32)> {
        self.store.read(|conn| {
            let now = server_time(conn, now)?;
            let (wanted, values) = condition(filter, now);
            let index = match filter.shelf {
                CaseShelf::Settled => "case_line_settled",
                CaseShelf::Open | CaseShelf::Late | CaseShelf::Escalated => "case_line_todo",
            };
            let total = conn
                .prepare_cached(&format!("SELECT count(*) FROM case_line INDEXED BY {index} WHERE {wanted}"))?
                .query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?;
            // Places are counted off in the index; only the lines of the window are looked up.
            let mut ask = conn.prepare_cached(&format!(
                "SELECT cid, id FROM (SELECT n FROM case_line INDEXED BY {index} WHERE {wanted} \
                 ORDER BY rank_ms, n LIMIT {} OFFSET {from}) JOIN case_line USING (n) ORDER BY rank_ms, n",
                limit.min(MAX_WINDOW)
            ))?;
            let places = ask.query_map(rusqlite::params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let places: Vec<(i64, Uuid)> = places.collect::<rusqlite::Result<_>>()?;
            Ok((rows_at(conn, &places)?, total))
        })
    }

    /// How many open cases there are.
    pub fn case_counts(&self, user: UserId, now: Timestamp) -> Result<CaseCounts> {
        self.store.read(|conn| {
            let now = server_time(conn, now)?;
            let mut ask = conn.prepare_cached(
                "SELECT count(*), total(assignee = ?2), total(assignee IS NULL), total(due_ms <= ?1), total(leads_ms <= ?1) \
                 FROM case_line INDEXED BY case_line_todo WHERE state < 2",
            )?;
            Ok(ask.query_row(params![now.0, user.0], |row| {
                let count = |at| row.get::<_, f64>(at).map(|it| it as u32);
                Ok(CaseCounts {
                    open: row.get(0)?,
                    mine: count(1)?,
                    nobody: count(2)?,
                    late: count(3)?,
                    escalated: count(4)?,
                })
            })?)
        })
    }

    /// A case with all that happened to it; `None` when it is not here.
    pub fn case(&self, id: CaseId) -> Result<Option<CaseView>> {
        self.store.read(|conn| {
            let Some(cid) = cid_of(conn, id)? else { return Ok(None) };
            let Some(row) = rows_at(conn, &[(cid, id.0)])?.into_iter().next() else { return Ok(None) };
            let mut steps = steps(conn, id)?;
            steps.sort_by_key(|it| (it.at_ms, it.id));
            Ok(Some(CaseView { row, steps }))
        })
    }

    /// The open cases of which a user is to be told by now, each with the latest reason: those on which the user works and, where the user
    /// leads, those that are the business of whoever does.
    pub fn case_alarms(&self, user: UserId, leads: bool, limit: u32, now: Timestamp) -> Result<Vec<CaseAlarm>> {
        self.store.read(|conn| {
            let now = server_time(conn, now)?;
            let mut ask = conn.prepare_cached(
                "SELECT l.cid, l.id, max(a.at_ms) FROM case_alarm a JOIN case_line l USING (n) \
                 WHERE a.at_ms <= ?1 AND ((a.leads = 0 AND l.assignee = ?2) OR (a.leads = 1 AND ?3)) \
                 GROUP BY n ORDER BY max(a.at_ms) DESC LIMIT ?4",
            )?;
            let found = ask.query_map(params![now.0, user.0, leads, limit], |row| {
                Ok(((row.get(0)?, row.get(1)?), Timestamp(row.get(2)?)))
            })?;
            let found: Vec<((i64, Uuid), Timestamp)> = found.collect::<rusqlite::Result<_>>()?;
            let mut alarms = Vec::with_capacity(found.len());
            for (place, at_ms) in found {
                alarms.extend(rows_at(conn, &[place])?.into_iter().map(|row| CaseAlarm { at_ms, row }));
            }
            Ok(alarms)
        })
    }

    /// When something about cases is next to be told, to anybody, or becomes overdue.
    pub fn next_case_moment(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        self.store.read(|conn| {
            let offset = server_time(conn, now)?.since_ms(now);
            let next: Option<i64> = conn
                .prepare_cached("SELECT min(at_ms) FROM case_alarm WHERE at_ms > ?")?
                .query_row([now.0 + offset], |row| row.get(0))?;
            Ok(next.map(|at| Timestamp(at - offset)))
        })
    }
}

/// What rows a filter wants, with its values.
fn condition(filter: &CaseFilter, now: Timestamp) -> (String, Vec<Value>) {
    let mut wanted = match filter.shelf {
        CaseShelf::Open => "state < 2 AND ?1 IS NOT NULL",
        CaseShelf::Late => "state < 2 AND due_ms <= ?1",
        CaseShelf::Escalated => "state < 2 AND leads_ms <= ?1",
        CaseShelf::Settled => "state = 2 AND ?1 IS NOT NULL",
    }
    .to_owned();
    let mut values = vec![Value::Integer(now.0)];
    match filter.whose {
        Whose::All => {}
        Whose::Nobody => wanted += " AND assignee IS NULL",
        Whose::Of(user) => {
            values.push(Value::Blob(user.0.as_bytes().to_vec()));
            wanted += " AND assignee = ?2";
        }
    }
    if let Some(kind) = filter.kind {
        values.push(Value::Integer(code(kind)));
        wanted += &format!(" AND kind = ?{}", values.len());
    }
    (wanted, values)
}

fn code(kind: Kind) -> i64 {
    match kind {
        Kind::Request => 0,
        Kind::Complaint => 1,
    }
}

/// Keeps a step; 0 when it is known.
pub(crate) fn insert(conn: &Connection, cid: i64, step: &CaseStep, mark: Option<i64>) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "INSERT INTO case_step (cid, at_ms, id, subject, body, mark) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            cid,
            step.at_ms.0,
            step.id.0,
            step.case.0,
            encode(&Fact::CaseStep(step.clone()))?,
            mark
        ])?)
}

/// The centre's policies and calendars.
pub(crate) fn book(conn: &Connection) -> Result<Book> {
    let policies = centre::records(conn, RecordKind::SlaPolicy)?.into_iter();
    let calendars = centre::records(conn, RecordKind::Calendar)?.into_iter();
    Ok(Book::new(
        policies.filter_map(|it| if let Record::SlaPolicy(policy) = it { Some(policy) } else { None }),
        calendars.filter_map(|it| if let Record::Calendar(calendar) = it { Some(calendar) } else { None }),
    ))
}

/// Cases at a number: open ones by what falls due first, then settled ones, the latest first.
pub(crate) fn of_number(conn: &Connection, cid: i64, limit: usize) -> Result<Vec<CaseRow>> {
    let mut ask =
        conn.prepare_cached("SELECT id FROM case_line WHERE cid = ? ORDER BY state = 2, rank_ms, n LIMIT ?")?;
    let ids = ask.query_map(params![cid, limit as i64], |row| Ok((cid, row.get(0)?)))?;
    rows_at(conn, &ids.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Complaints at a number that are not settled.
pub(crate) fn open_complaints(conn: &Connection, cid: i64) -> Result<Vec<OpenCase>> {
    let mut ask = conn.prepare_cached("SELECT id FROM case_line WHERE cid = ? AND kind = 1 AND state < 2")?;
    let ids: Vec<Uuid> = ask.query_map([cid], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let open =
        |case: Case| OpenCase { id: case.id, topic: case.topic, dialogue: case.dialogue, since_ms: case.created_ms };
    let cases = ids.into_iter().map(|id| record(conn, cid, CaseId(id)));
    Ok(cases.collect::<Result<Vec<_>>>()?.into_iter().flatten().map(open).collect())
}

/// What contacts of a customer were to the customer's cases.
pub(crate) fn by_contact(conn: &Connection, cid: i64) -> Result<HashMap<InteractionId, Vec<CaseMark>>> {
    let mut marks: HashMap<InteractionId, Vec<CaseMark>> = HashMap::new();
    let mut ask = conn.prepare_cached("SELECT id FROM case_line WHERE cid = ? ORDER BY n")?;
    let ids: Vec<Uuid> = ask.query_map([cid], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in ids {
        let Some(case) = record(conn, cid, CaseId(id))? else { continue };
        let begun = case.contact.map(|contact| (contact, None));
        let mut steps = steps(conn, case.id)?;
        steps.sort_by_key(|it| (it.at_ms, it.id));
        let went_on = steps.into_iter().filter_map(|it| Some((it.contact?, Some(it.did))));
        for (contact, did) in begun.into_iter().chain(went_on) {
            let mark = CaseMark { case: case.id, kind: case.kind, title: case.title.clone(), did };
            marks.entry(contact).or_default().push(mark);
        }
    }
    Ok(marks)
}

/// Files a customer's cases by what falls due first; says whether there are or were any.
pub(crate) fn file(conn: &Connection, cid: i64, book: &mut Option<Book>) -> Result<bool> {
    let cases = of_customer(conn, cid)?;
    let mut ask = conn.prepare_cached("SELECT id FROM case_line WHERE cid = ?")?;
    let filed: Vec<Uuid> = ask.query_map([cid], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for gone in filed.iter().filter(|id| cases.iter().all(|it| it.id.0 != **id)) {
        conn.prepare_cached("DELETE FROM case_alarm WHERE n = (SELECT n FROM case_line WHERE id = ?)")?
            .execute([gone])?;
        conn.prepare_cached("DELETE FROM case_line WHERE id = ?")?.execute([gone])?;
    }
    if cases.is_empty() {
        return Ok(!filed.is_empty());
    }
    let book = match book {
        Some(book) => book,
        None => book.insert(self::book(conn)?),
    };
    let tier = profile::card(conn, cid)?.map_or(Tier::default(), |it| it.customer.tier);
    for case in &cases {
        file_one(conn, cid, case, tier, book)?;
    }
    Ok(true)
}

/// Forgets the cases of a customer who left.
pub(crate) fn forget(conn: &Connection, cid: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM case_alarm WHERE n IN (SELECT n FROM case_line WHERE cid = ?)")?.execute([cid])?;
    conn.prepare_cached("DELETE FROM case_line WHERE cid = ?")?.execute([cid])?;
    Ok(())
}

/// Where customers with cases lie.
pub(crate) fn everywhere(conn: &Connection) -> Result<Vec<i64>> {
    let mut ask = conn.prepare_cached("SELECT DISTINCT cid FROM case_line")?;
    Ok(ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn file_one(conn: &Connection, cid: i64, case: &Case, tier: Tier, book: &Book) -> Result<()> {
    let standing = standing(case, &steps(conn, case.id)?);
    let reading = book.read(case, &standing, tier);
    let due = reading.due().map(|(at, _)| at.0).filter(|_| standing.is_open());
    let (state, rank) = match standing.state {
        State::Open => (0, due.unwrap_or(NEVER_DUE_MS + case.created_ms.0)),
        // What was late before the customer's turn came stays in its place.
        State::Waiting => (1, due.unwrap_or(NEVER_DUE_MS + case.created_ms.0)),
        State::Resolved => (2, -standing.since_ms.0),
    };
    let n: i64 = conn
        .prepare_cached(
            "INSERT INTO case_line (id, cid, kind, state, assignee, rank_ms, due_ms, leads_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET cid = excluded.cid, kind = excluded.kind, state = excluded.state, \
             assignee = excluded.assignee, rank_ms = excluded.rank_ms, due_ms = excluded.due_ms, leads_ms = excluded.leads_ms \
             RETURNING n",
        )?
        .query_row(
            params![
                case.id.0,
                cid,
                code(case.kind),
                state,
                case.assignee.map(|it| it.0),
                rank,
                due,
                reading.leads_ms().map(|it| it.0)
            ],
            |row| row.get(0),
        )?;
    conn.prepare_cached("DELETE FROM case_alarm WHERE n = ?")?.execute([n])?;
    if !standing.is_open() {
        return Ok(());
    }
    let told = reading.planned.iter().filter(|it| it.escalation.deed != Deed::Raise);
    let told = told.map(|it| (it.at_ms.0, i64::from(it.escalation.deed == Deed::Lead)));
    for (at, leads) in told.chain(due.map(|due| (due, 0))) {
        conn.prepare_cached("INSERT INTO case_alarm (n, at_ms, leads) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")?
            .execute(params![n, at, leads])?;
    }
    Ok(())
}

fn rows_at(conn: &Connection, places: &[(i64, Uuid)]) -> Result<Vec<CaseRow>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let book = book(conn)?;
    let mut rows = Vec::with_capacity(places.len());
    for (cid, id) in places {
        let Some(case) = record(conn, *cid, CaseId(*id))? else { continue };
        let Some(card) = profile::card(conn, *cid)? else { continue };
        let customer: Customer = card.customer;
        let steps = steps(conn, case.id)?;
        let standing = standing(&case, &steps);
        let reading = book.read(&case, &standing, customer.tier);
        let mut unsent = outbox::is_unsent(conn, *id)?;
        for step in &steps {
            unsent |= outbox::is_unsent(conn, step.id.0)?;
        }
        rows.push(CaseRow { case, customer, standing, reading, unsent });
    }
    Ok(rows)
}

fn cid_of(conn: &Connection, id: CaseId) -> Result<Option<i64>> {
    let mut ask = conn.prepare_cached("SELECT cid FROM case_line WHERE id = ?")?;
    Ok(ask.query_row([id.0], |row| row.get(0)).optional()?)
}

fn record(conn: &Connection, cid: i64, id: CaseId) -> Result<Option<Case>> {
    let target = RecordRef { kind: RecordKind::Case, id: id.0 };
    Ok(match records::shown(conn, cid, target)?.map(|it| it.record) {
        Some(Record::Case(case)) => Some(*case),
        _ => None,
    })
}

fn of_customer(conn: &Connection, cid: i64) -> Result<Vec<Case>> {
    let mut ask = conn.prepare_cached("SELECT shown FROM record WHERE cid = ? AND kind = ?")?;
    let mut rows = ask.query(params![cid, kind_code(RecordKind::Case)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let versioned: Versioned = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        if let Record::Case(it) = versioned.record {
            all.push(*it);
        }
    }
    Ok(all)
}

fn steps(conn: &Connection, id: CaseId) -> Result<Vec<CaseStep>> {
    let mut ask = conn.prepare_cached("SELECT body FROM case_step WHERE subject = ?")?;
    let mut rows = ask.query([id.0])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let Fact::CaseStep(step) = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)? {
            all.push(step);
        }
    }
    Ok(all)
}
