//! Segments over all customers in the cache (H-8). SQL passes over those of whom a look into the indexed tables tells that they can't be
//! in it; the domain decides of the rest, by the code that decides everywhere.

use daehwa_domain::{
    customer::{ConsentChange, Customer, Remark},
    dialogue::Topic,
    funnel::Way,
    participation::Participation,
    record::{Record, RecordKind, Versioned},
    segment::{Condition, Matches, Person, SegmentQuery, Test, before},
    time::Timestamp,
};
use rusqlite::{Connection, ToSql, params, params_from_iter};

use crate::{
    Cache, Result, SegmentCustomer, SegmentCustomers, Watch,
    batch::LEFT,
    customers::Topics,
    engagement, funnel,
    journeys::Journeys,
    profile,
    rows::{channel_code, decode, kind_code},
};

/// Local numbers of customers that are looked at in one go: others wait for a reader no longer than this takes.
const CHUNK: i64 = 1_000;

/// Segments.
impl Cache {
    /// The customers in a segment as of `now`, those with the latest contact first, at most `limit` of them; `None` when it was told to
    /// stop.
    pub fn segment_customers(
        &self,
        query: &SegmentQuery,
        limit: usize,
        now: Timestamp,
        watch: Watch,
    ) -> Result<Option<SegmentCustomers>> {
        let Some(mut found) = self.segment_members(query, now, watch)? else { return Ok(None) };
        found.sort_unstable_by_key(|(last_ms, cid)| (std::cmp::Reverse(*last_ms), *cid));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.truncate(limit);
        let mut rows = Vec::with_capacity(found.len());
        for part in found.chunks(CHUNK as usize) {
            self.store.read(|conn| {
                for (last_ms, cid) in part {
                    let Some(card) = profile::card(conn, *cid)? else { continue };
                    let last_contact_ms = (*last_ms > 0).then_some(Timestamp(*last_ms));
                    rows.push(SegmentCustomer { customer: card.customer, number: card.number, last_contact_ms });
                }
                Ok(())
            })?;
        }
        Ok(Some(SegmentCustomers { rows, total }))
    }

    /// The customers in a segment, each with the moment of the last contact and the local number; `None` when it was told to stop.
    pub(crate) fn segment_members(
        &self,
        query: &SegmentQuery,
        now: Timestamp,
        watch: Watch,
    ) -> Result<Option<Vec<(i64, i64)>>> {
        let topics = self.store.topics();
        let narrowed = Narrowed::of(query, topics.values(), now);
        let last = self.store.read(last_cid)?;
        let mut found: Vec<(i64, i64)> = Vec::new();
        let mut after = 0;
        while after < last {
            if watch(after as f32 / last as f32).is_break() {
                return Ok(None);
            }
            self.store.read(|conn| {
                for (cid, last_ms) in narrowed.customers(conn, after, after + CHUNK)? {
                    if is_in(conn, cid, query, &topics, now)? {
                        found.push((last_ms, cid));
                    }
                }
                Ok(())
            })?;
            after += CHUNK;
        }
        Ok(Some(found))
    }
}

/// What SQL can tell: a condition that holds of at least the customers of whom the query holds.
pub(crate) struct Narrowed {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Narrowed {
    pub(crate) fn of<'t>(query: &SegmentQuery, topics: impl Iterator<Item = &'t Topic>, now: Timestamp) -> Self {
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let topics: Vec<_> = topics.collect();
        let conditions = query.conditions.iter().map(|it| narrow(it, &topics, now, &mut values));
        let conditions: Vec<String> = conditions.collect();
        let together = conditions.join(match query.matches {
            Matches::All => " AND ",
            Matches::Any => " OR ",
        });
        let together = if together.is_empty() { "0" } else { &together };
        let sql = format!(
            "SELECT cid, last_ms FROM customer c WHERE cid > ? AND cid <= ? AND sid IS NOT ? AND ({together}) ORDER BY cid"
        );
        Self { sql, values }
    }

    /// Whether a customer may be in it.
    pub(crate) fn lets_through(&self, conn: &Connection, cid: i64) -> Result<bool> {
        Ok(!self.customers(conn, cid - 1, cid)?.is_empty())
    }

    /// The customers behind `after`, up to `until`, who may be in it.
    fn customers(&self, conn: &Connection, after: i64, until: i64) -> Result<Vec<(i64, i64)>> {
        let mut ask = conn.prepare_cached(&self.sql)?;
        let left = LEFT;
        let range: [&dyn ToSql; 3] = [&after, &until, &left];
        let values = range.into_iter().chain(self.values.iter().map(|it| &**it));
        let rows = ask.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// SQL that holds of at least those of whom the condition holds; `1` where only the domain can tell.
fn narrow(condition: &Condition, topics: &[&Topic], now: Timestamp, values: &mut Vec<Box<dyn ToSql>>) -> String {
    const DIALOGUE: &str = "EXISTS (SELECT 1 FROM dialogue d WHERE d.cid = c.cid AND ";
    match &condition.test {
        // Exact, so that its opposite is too.
        Test::Contacts { channel, days, times } => {
            values.push(Box::new(before(now, *days).0));
            let on = channel.map_or("", |channel| {
                values.push(Box::new(channel_code(channel)));
                " AND channel = ?"
            });
            values.push(Box::new(*times));
            values.push(Box::new(*times));
            let not = if condition.not { "<" } else { ">=" };
            format!(
                "(SELECT count(*) FROM (SELECT 1 FROM interaction i WHERE i.cid = c.cid AND i.started_ms > ?{on} LIMIT ?)) {not} ?"
            )
        }
        _ if condition.not => "1".to_owned(),
        Test::Dialogue { topic, purpose, .. } => {
            let asked = |it: &&&Topic| {
                topic.is_none_or(|id| id == it.id) && purpose.is_none_or(|purpose| purpose == it.purpose)
            };
            match (topic, purpose) {
                (None, None) => format!("{DIALOGUE}d.topic IS NOT NULL)"),
                // A dialogue on a topic that has not arrived yet can be asked for by the topic alone.
                (Some(topic), None) => {
                    values.push(Box::new(topic.0));
                    format!("{DIALOGUE}d.topic = ?)")
                }
                (_, Some(_)) => {
                    let asked: Vec<_> = topics.iter().filter(asked).collect();
                    asked.iter().for_each(|it| values.push(Box::new(it.id.0)));
                    format!("{DIALOGUE}d.topic IN ({}))", vec!["?"; asked.len()].join(", "))
                }
            }
        }
        Test::Reached { topic, days, way, .. } => {
            let since = before(now, *days).0;
            values.push(Box::new(topic.0));
            values.push(Box::new(since));
            values.push(Box::new(since));
            let reached = format!("{DIALOGUE}d.topic = ? AND (d.opened_ms > ? OR d.moved_ms > ?))");
            match way {
                Some(Way::By(channel)) => {
                    values.push(Box::new(channel_code(*channel)));
                    format!(
                        "({reached} AND EXISTS (SELECT 1 FROM interaction i WHERE i.cid = c.cid AND i.channel = ?))"
                    )
                }
                Some(Way::NoContact) | None => reached,
            }
        }
        Test::Consent { .. } => "EXISTS (SELECT 1 FROM consent s WHERE s.cid = c.cid)".to_owned(),
        Test::Remark { .. } => {
            values.push(Box::new(kind_code(RecordKind::Remark)));
            "EXISTS (SELECT 1 FROM record r WHERE r.cid = c.cid AND r.kind = ?)".to_owned()
        }
        Test::Survey { days, .. } | Test::Participation { days, .. } => {
            values.push(Box::new(before(now, *days).0));
            "EXISTS (SELECT 1 FROM engagement e WHERE e.cid = c.cid AND e.at_ms > ?)".to_owned()
        }
        Test::Tier { .. } | Test::Language { .. } | Test::Team { .. } | Test::Region { .. } => "1".to_owned(),
    }
}

/// What is known of a customer already; what is not and is asked for is read.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub customer: &'a Customer,
    pub remarks: Option<&'a [Remark]>,
    pub consents: Option<&'a [ConsentChange]>,
    pub participations: Option<&'a [Participation]>,
}

impl<'a> Known<'a> {
    /// The profile alone.
    pub(crate) fn profile(customer: &'a Customer) -> Self {
        Self { customer, remarks: None, consents: None, participations: None }
    }
}

/// Whether a customer is in a segment. Reads only what its conditions are about.
pub(crate) fn is_in(
    conn: &Connection,
    cid: i64,
    query: &SegmentQuery,
    topics: &Topics,
    now: Timestamp,
) -> Result<bool> {
    let remarked = query.conditions.iter().any(|it| matches!(it.test, Test::Remark { .. }));
    let Some((customer, remarks)) = records(conn, cid, remarked)? else { return Ok(false) };
    let known = Known { remarks: Some(&remarks), ..Known::profile(&customer) };
    holds_of(conn, cid, known, query, topics, now)
}

/// Whether a segment's query holds of a customer.
pub(crate) fn holds_of(
    conn: &Connection,
    cid: i64,
    known: Known,
    query: &SegmentQuery,
    topics: &Topics,
    now: Timestamp,
) -> Result<bool> {
    let about = |wanted: fn(&Test) -> bool| query.conditions.iter().any(|it| wanted(&it.test));
    let read_remarks = match known.remarks {
        None if about(|it| matches!(it, Test::Remark { .. })) => records(conn, cid, true)?.map(|it| it.1),
        _ => None,
    };
    let read_consents = match known.consents {
        None if about(|it| matches!(it, Test::Consent { .. })) => Some(consents(conn, cid)?),
        _ => None,
    };
    let journeys = match about(|it| matches!(it, Test::Dialogue { .. } | Test::Reached { .. })) {
        true => Journeys::new(conn, topics, now)?.of_one(cid, known.customer.id)?,
        false => Vec::new(),
    };
    let touches = match about(|it| matches!(it, Test::Contacts { .. })) {
        true => funnel::touches(conn, cid)?,
        false => Vec::new(),
    };
    let read_participations = match known.participations {
        None if about(|it| matches!(it, Test::Survey { .. } | Test::Participation { .. })) => {
            Some(engagement::participations(conn, cid)?)
        }
        _ => None,
    };
    let person = Person {
        customer: known.customer,
        remarks: known.remarks.or(read_remarks.as_deref()).unwrap_or_default(),
        consents: known.consents.or(read_consents.as_deref()).unwrap_or_default(),
        journeys: &journeys,
        touches: &touches,
        participations: known.participations.or(read_participations.as_deref()).unwrap_or_default(),
    };
    Ok(query.holds(&person, |id| topics.get(&id), now))
}

/// The customer's own record; `None` when it is not here (yet).
pub(crate) fn customer(conn: &Connection, cid: i64) -> Result<Option<Customer>> {
    Ok(records(conn, cid, false)?.map(|(customer, _)| customer))
}

/// The highest local number of a customer.
pub(crate) fn last_cid(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("SELECT ifnull(max(cid), 0) FROM customer", [], |row| row.get(0))?)
}

/// The customer's own record, and the remarks where they are asked for; `None` when the record is not here (yet).
fn records(conn: &Connection, cid: i64, remarked: bool) -> Result<Option<(Customer, Vec<Remark>)>> {
    let last = if remarked { RecordKind::Remark } else { RecordKind::Customer };
    let mut ask = conn
        .prepare_cached("SELECT shown FROM record WHERE cid = ?1 AND kind <= ?2 AND (kind <> ?3 OR whose IS NULL)")?;
    let mut rows = ask.query(params![cid, kind_code(last), kind_code(RecordKind::Customer)])?;
    let (mut customer, mut remarks) = (None, Vec::new());
    while let Some(row) = rows.next()? {
        let versioned: Versioned = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        match versioned.record {
            Record::Customer(it) => customer = Some(it),
            Record::Remark(it) => remarks.push(it),
            _ => {}
        }
    }
    Ok(customer.map(|it| (it, remarks)))
}

/// All changes of a customer's consents.
pub(crate) fn consents(conn: &Connection, cid: i64) -> Result<Vec<ConsentChange>> {
    let mut ask = conn.prepare_cached("SELECT body FROM consent WHERE cid = ?")?;
    let mut rows = ask.query([cid])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    Ok(all)
}
