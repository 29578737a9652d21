//! Call lists: how far each is, who is next, and what stands in the way of a call (H-9).

use std::collections::BTreeMap;

use daehwa_domain::{
    call_list::{
        CallList, Callee, Lease, ListMember, MemberResult, Obstacle, Terms, Turn, UNREACHED, again, number_to_call,
        numbers_tried, obstacles, turn,
    },
    customer::ContactPoint,
    dialogue::Dialogue,
    id::{CallId, CustomerId, ListId, ListMemberId, UserId},
    interaction::{Channel, Direction, Outcome},
    quality,
    record::{Record, RecordKind, RecordRef, Versioned},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    Cache, ListProgress, ListRow, MemberFilter, Result,
    batch::CENTRE,
    cases, centre,
    customers::{self, Topics},
    device, outbox, profile,
    rows::{channel_code, direction_code, outcome, outcome_code, records},
    segments,
    store::Durability,
};

const OPEN: i64 = 0;
const CALLED: i64 = 1;
const TAKEN_OFF: i64 = 2;
/// Called, and nobody spoke: the list's rules say whether that was all.
const UNREACHED_YET: i64 = 3;
/// What a person decided, beside the obstacles' places.
const NO_OBSTACLE: i64 = -1;

/// Lists.
impl Cache {
    /// All lists, also closed ones, each with how far it is among the customers in this cache.
    pub fn call_lists(&self, user: UserId, now: Timestamp) -> Result<Vec<(CallList, ListProgress)>> {
        self.store.read(|conn| {
            let now = server_time(conn, now)?;
            let with_progress = |list: CallList| {
                let progress = progress(conn, &list, user, now)?;
                Ok((list, progress))
            };
            all_lists(conn)?.into_values().map(with_progress).collect()
        })
    }

    /// A list with how far it is.
    pub fn list_progress(&self, id: ListId, user: UserId, now: Timestamp) -> Result<Option<(CallList, ListProgress)>> {
        self.store.read(|conn| {
            let Some(list) = list(conn, id)? else { return Ok(None) };
            let progress = progress(conn, &list, user, server_time(conn, now)?)?;
            Ok(Some((list, progress)))
        })
    }

    /// A list.
    pub fn call_list(&self, id: ListId) -> Result<Option<CallList>> {
        self.store.read(|conn| list(conn, id))
    }

    /// Members of a list in their order, at most `limit` behind the first `from`; and how many there are in all.
    pub fn list_members(&self, id: ListId, from: u32, limit: u32, now: Timestamp) -> Result<(Vec<ListRow>, u32)> {
        self.store.read(|conn| {
            let Some(list) = list(conn, id)? else { return Ok((Vec::new(), 0)) };
            let total = conn
                .prepare_cached("SELECT count(*) FROM list_member WHERE list = ?")?
                .query_row([id.0], |row| row.get(0))?;
            let mut ask = conn
                .prepare_cached("SELECT cid, id FROM list_member WHERE list = ? ORDER BY rank, id LIMIT ? OFFSET ?")?;
            let mut rows = ask.query(params![id.0, limit, from])?;
            let mut some = Vec::new();
            while let Some(row) = rows.next()? {
                let (cid, id) = (row.get(0)?, ListMemberId(row.get(1)?));
                some.extend(list_row(conn, cid, id, &list, None, self.store.region(), now)?);
            }
            Ok((some, total))
        })
    }

    /// Members of a list who are to be called now, in their order, at most `limit`, with what stands in the way; free ones are those with whom
    /// nothing does. Of two members who are one person only the first is free, and none once the person was called.
    pub fn list_rows(&self, id: ListId, filter: MemberFilter, limit: usize, now: Timestamp) -> Result<Vec<ListRow>> {
        let topics = self.store.topics();
        self.store.read(|conn| {
            let Some(list) = list(conn, id)? else { return Ok(Vec::new()) };
            let server_now = server_time(conn, now)?;
            let user = match filter {
                MemberFilter::Mine(user) => Some(user),
                MemberFilter::Free => None,
            };
            let mut ask = conn.prepare_cached(
                "SELECT cid, id, state, detail, calls, result_ms FROM list_member WHERE list = ?1 AND state IN (0, 3) AND \
                 CASE WHEN ?2 IS NULL THEN taken_by IS NULL OR until_ms <= ?3 ELSE taken_by = ?2 AND until_ms > ?3 END AND \
                 (?2 IS NOT NULL OR NOT EXISTS (SELECT 1 FROM list_member o WHERE o.cid = list_member.cid AND o.list = ?1 \
                 AND o.id <> list_member.id AND (o.state IN (1, 2) OR (o.rank, o.id) < (list_member.rank, list_member.id)))) \
                 ORDER BY rank, id",
            )?;
            let mut rows = ask.query(params![id.0, user.map(|it| it.0), server_now.0])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()?.filter(|_| limit > 0) {
                let (cid, id): (i64, Uuid) = (row.get(0)?, row.get(1)?);
                let waits = || -> Result<bool> {
                    let (outcome, calls, ended) = unreached(row, 3)?;
                    Ok(again(&list.retries, outcome, calls, ended).is_none_or(|at| at > server_now))
                };
                if row.get::<_, i64>(2)? == UNREACHED_YET && waits()? {
                    continue;
                }
                let row = list_row(conn, cid, ListMemberId(id), &list, Some(&topics), self.store.region(), now)?;
                all.extend(row.filter(|it| user.is_some() || it.obstacles.is_empty()));
                if all.len() == limit {
                    break;
                }
            }
            Ok(all)
        })
    }

    /// One member, with its list.
    pub fn list_row(&self, id: ListMemberId, now: Timestamp) -> Result<Option<(CallList, ListRow)>> {
        let topics = self.store.topics();
        self.store.read(|conn| {
            let found: Option<(Uuid, i64)> = conn
                .prepare_cached("SELECT list, cid FROM list_member WHERE id = ?")?
                .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((of, cid)) = found else { return Ok(None) };
            let Some(list) = list(conn, ListId(of))? else { return Ok(None) };
            let row = list_row(conn, cid, id, &list, Some(&topics), self.store.region(), now)?;
            Ok(row.map(|row| (list, row)))
        })
    }

    /// Which of these records have edits that the server has not answered.
    pub fn unanswered(&self, members: &[ListMemberId]) -> Result<bool> {
        self.store.read(|conn| {
            for id in members {
                if outbox::is_unsent(conn, id.0)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// A call is made from a list. Durable when it returns.
    pub fn list_call_started(&self, call: CallId, member: ListMemberId, customer: CustomerId) -> Result<()> {
        self.store.write(Durability::Power, |conn, _| {
            conn.prepare_cached("INSERT OR REPLACE INTO list_call (call, member, customer) VALUES (?, ?, ?)")?
                .execute(params![call.0, member.0, customer.0])?;
            conn.prepare_cached("DELETE FROM list_call WHERE call NOT IN (SELECT id FROM call)")?.execute([])?;
            Ok(())
        })
    }

    /// The member for whom a call was made, and whose member it is.
    pub fn list_call(&self, call: CallId) -> Result<Option<(ListMemberId, CustomerId)>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT member, customer FROM list_call WHERE call = ?")?;
            Ok(ask.query_row([call.0], |row| Ok((ListMemberId(row.get(0)?), CustomerId(row.get(1)?)))).optional()?)
        })
    }

    /// The server's time, as far as it is known.
    pub fn server_time(&self, now: Timestamp) -> Result<Timestamp> {
        self.store.read(|conn| server_time(conn, now))
    }
}

/// The server's time, as far as it is known.
pub(crate) fn server_time(conn: &Connection, now: Timestamp) -> Result<Timestamp> {
    Ok(now.plus_ms(device::read(conn)?.server_offset_ms.unwrap_or(0)))
}

fn list(conn: &Connection, id: ListId) -> Result<Option<CallList>> {
    let target = RecordRef { kind: RecordKind::CallList, id: id.0 };
    Ok(match records::shown(conn, CENTRE, target)?.map(|it| it.record) {
        Some(Record::CallList(list)) => Some(list),
        _ => None,
    })
}

fn all_lists(conn: &Connection) -> Result<BTreeMap<ListId, CallList>> {
    let lists = centre::records(conn, RecordKind::CallList)?.into_iter();
    Ok(lists.filter_map(|it| if let Record::CallList(list) = it { Some((list.id, list)) } else { None }).collect())
}

/// How far a list is.
fn progress(conn: &Connection, list: &CallList, user: UserId, now: Timestamp) -> Result<ListProgress> {
    let mut of = settled(conn, list.id, user, now)?;
    count_unreached(conn, list, &mut of, user, now)?;
    Ok(of)
}

/// How many members of a list are open, called for good, or taken off.
fn settled(conn: &Connection, list: ListId, user: UserId, now: Timestamp) -> Result<ListProgress> {
    let mut of = ListProgress::default();
    let mut ask = conn.prepare_cached(
        "SELECT state, detail, count(*), sum(taken_by = ?2 AND until_ms > ?3), sum(taken_by <> ?2 AND until_ms > ?3) \
         FROM list_member WHERE list = ?1 AND state <> 3 GROUP BY state, detail",
    )?;
    let mut rows = ask.query(params![list.0, user.0, now.0])?;
    while let Some(row) = rows.next()? {
        let (state, detail, count): (i64, Option<i64>, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let taken = |column| -> Result<u32> { Ok(row.get::<_, Option<u32>>(column)?.unwrap_or(0)) };
        match state {
            OPEN => {
                of.open += count;
                of.mine += taken(3)?;
                of.others += taken(4)?;
            }
            CALLED => of.called.push((outcome(detail.unwrap_or(NO_OBSTACLE))?, count)),
            _ => of.taken_off.push((obstacle(detail.unwrap_or(NO_OBSTACLE)), count)),
        }
    }
    Ok(of)
}

/// Adds those with whom nobody spoke: they are called again, or were called often enough.
fn count_unreached(
    conn: &Connection,
    list: &CallList,
    of: &mut ListProgress,
    user: UserId,
    now: Timestamp,
) -> Result<()> {
    let mut ask = conn.prepare_cached(
        "SELECT taken_by, until_ms, detail, calls, result_ms FROM list_member WHERE list = ? AND state = 3",
    )?;
    let mut rows = ask.query([list.id.0])?;
    while let Some(row) = rows.next()? {
        let (outcome, calls, ended) = unreached(row, 2)?;
        match again(&list.retries, outcome, calls, ended) {
            Some(at) if at <= now => {
                of.open += 1;
                let until: Option<i64> = row.get(1)?;
                match row.get::<_, Option<Uuid>>(0)?.filter(|_| until.is_some_and(|until| until > now.0)) {
                    Some(by) if by == user.0 => of.mine += 1,
                    Some(_) => of.others += 1,
                    None => {}
                }
            }
            Some(at) => {
                of.later += 1;
                of.next_ms = Some(of.next_ms.map_or(at, |next| next.min(at)));
            }
            None => match of.called.iter_mut().find(|it| it.0 == outcome) {
                Some(counted) => counted.1 += 1,
                None => of.called.push((outcome, 1)),
            },
        }
    }
    Ok(())
}

/// The last call to somebody with whom nobody spoke: how it ended, how many there were, and when; three columns from `first`.
fn unreached(row: &Row, first: usize) -> Result<(Outcome, u8, Timestamp)> {
    Ok((outcome(row.get(first)?)?, row.get(first + 1)?, Timestamp(row.get(first + 2)?)))
}

/// Files a member whose record has changed, or went.
pub(crate) fn index(conn: &Connection, cid: i64, member: &ListMember, shown: Option<&Versioned>) -> Result<()> {
    let Some(shown) = shown else {
        conn.prepare_cached("DELETE FROM list_member WHERE list = ? AND rank = ? AND id = ?")?.execute(params![
            member.list.0,
            member.rank,
            member.id.0
        ])?;
        return Ok(());
    };
    let lease = Lease::of(shown);
    let (state, detail, calls) = match &member.result {
        None => (OPEN, None, 0),
        Some(MemberResult::Called { outcome, calls, .. }) => {
            (if UNREACHED.contains(outcome) { UNREACHED_YET } else { CALLED }, Some(outcome_code(*outcome)), *calls)
        }
        Some(MemberResult::TakenOff { obstacle, .. }) => (TAKEN_OFF, Some(obstacle_code(*obstacle)), 0),
    };
    conn.prepare_cached(
        "INSERT OR REPLACE INTO list_member (list, rank, id, cid, state, taken_by, until_ms, detail, calls, result_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        member.list.0,
        member.rank,
        member.id.0,
        cid,
        state,
        lease.map(|it| it.by.0),
        lease.map(|it| it.until_ms.0),
        detail,
        calls,
        member.result.as_ref().map(|_| shown.set_ms("result").0)
    ])?;
    Ok(())
}

fn list_row(
    conn: &Connection,
    cid: i64,
    id: ListMemberId,
    list: &CallList,
    asked: Option<&Topics>,
    region: &str,
    now: Timestamp,
) -> Result<Option<ListRow>> {
    let target = RecordRef { kind: RecordKind::ListMember, id: id.0 };
    let Some(versioned) = records::shown(conn, cid, target)? else { return Ok(None) };
    let server_now = server_time(conn, now)?;
    let (lease, turn) = (Lease::of(&versioned), turn(&versioned, &list.retries, server_now));
    let Record::ListMember(member) = versioned.record else { return Ok(None) };
    let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
    let terms = Terms { purpose: list.purpose, rest_days: list.rest_days };
    let stands = match asked {
        Some(topics) if turn == Turn::Now => {
            let dialogues = dialogues_of(conn, cid, card.customer.id, topics, now)?;
            let tried_ms = member.result.as_ref().map(MemberResult::at_ms);
            let known = Known { cid, contact_points: &card.contact_points, dialogues: &dialogues, tried_ms };
            standing(conn, &known, &terms, &[], topics, region, now)?
        }
        _ => Vec::new(),
    };
    let tried = numbers_tried(&list.retries, member.result.as_ref());
    let number = number_to_call(&card.contact_points, region, tried).map(|it| it.value.clone());
    let lease = lease.filter(|it| it.lasts(server_now));
    Ok(Some(ListRow { member, lease, turn, customer: card.customer, number, obstacles: stands }))
}

/// A customer of whom card and dialogues were read.
pub(crate) struct Known<'a> {
    pub cid: i64,
    pub contact_points: &'a [ContactPoint],
    pub dialogues: &'a [Dialogue],
    /// When the last call from the list itself was written down.
    pub tried_ms: Option<Timestamp>,
}

/// What stands in the way of calling a customer now. To be waiting on one of the `other` lists is an obstacle, too.
pub(crate) fn standing(
    conn: &Connection,
    known: &Known,
    terms: &Terms,
    other: &[CallList],
    topics: &Topics,
    region: &str,
    now: Timestamp,
) -> Result<Vec<Obstacle>> {
    let complaint =
        quality::open_complaint(known.dialogues, &cases::open_complaints(conn, known.cid)?, |id| topics.get(&id));
    let consents = segments::consents(conn, known.cid)?;
    let callee = Callee {
        consents: &consents,
        complaint: complaint.as_ref(),
        contact_points: known.contact_points,
        region,
        on_another_list: !other.is_empty() && waits_on_one(conn, known.cid, other)?,
        last_call_ms: last_call(conn, known.cid)?,
        tried_ms: known.tried_ms,
    };
    Ok(obstacles(&callee, terms, now))
}

/// A customer's dialogues, those on one topic that overlap as one.
pub(crate) fn dialogues_of(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    topics: &Topics,
    now: Timestamp,
) -> Result<Vec<Dialogue>> {
    Ok(customers::united(conn, cid, customer, topics, now)?.into_iter().map(|it| it.dialogue).collect())
}

/// Lists that are not closed.
pub(crate) fn open_lists(conn: &Connection) -> Result<Vec<CallList>> {
    Ok(all_lists(conn)?.into_values().filter(|it| !it.closed).collect())
}

/// Whether a customer is called from one of these lists, now or later.
fn waits_on_one(conn: &Connection, cid: i64, lists: &[CallList]) -> Result<bool> {
    let mut ask = conn.prepare_cached(
        "SELECT list, state, detail, calls, result_ms FROM list_member WHERE cid = ? AND state IN (0, 3)",
    )?;
    let mut rows = ask.query([cid])?;
    while let Some(row) = rows.next()? {
        let id = ListId(row.get(0)?);
        let Some(list) = lists.iter().find(|it| it.id == id) else { continue };
        if row.get::<_, i64>(1)? == OPEN {
            return Ok(true);
        }
        let (outcome, calls, ended) = unreached(row, 2)?;
        if again(&list.retries, outcome, calls, ended).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When we last called a customer.
fn last_call(conn: &Connection, cid: i64) -> Result<Option<Timestamp>> {
    let mut ask = conn.prepare_cached(
        "SELECT started_ms FROM interaction WHERE cid = ? AND channel = ? AND direction = ? ORDER BY started_ms DESC LIMIT 1",
    )?;
    let values = params![cid, channel_code(Channel::Phone), direction_code(Direction::Outbound)];
    Ok(ask.query_row(values, |row| row.get(0)).optional()?.map(Timestamp))
}

fn obstacle_code(obstacle: Option<Obstacle>) -> i64 {
    let place = obstacle.and_then(|it| Obstacle::ALL.iter().position(|one| *one == it));
    place.map_or(NO_OBSTACLE, |at| at as i64)
}

fn obstacle(code: i64) -> Option<Obstacle> {
    usize::try_from(code).ok().and_then(|at| Obstacle::ALL.get(at).copied())
}
