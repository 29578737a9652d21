//! Which customers are one (D-12), as rows: those of all who are one lie under the local number of the customer who stands for them, each
//! saying whom it names. Reading goes by the number and finds one customer; the facts stay as they were made.
//!
//! What links customers is kept by both of them (`merge`), so that who stands for whom is found again from the few links around them
//! whenever one comes or goes ([`Persons`]).

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{
    id::{CustomerId, MergeId},
    identity::{Link, Merged, Persons},
    record::{Fact, RecordKind, RecordRef},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    Cache, Result, batch, removal,
    rows::{decode, encode, kind_code, records},
    valued,
};

/// The tables in which a customer's rows lie.
pub(crate) const TABLES: [&str; 13] = [
    "record",
    "interaction",
    "note",
    "dialogue",
    "stage_move",
    "consent",
    "assignment",
    "script_talk",
    "engagement",
    "message",
    "dispatch",
    "identity",
    "case_step",
];

/// Where a customer's rows lie.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// The local number under which they lie.
    pub cid: i64,
    /// The customer's own.
    pub home: i64,
    /// Who stands for the customer.
    pub head: CustomerId,
}

impl Place {
    /// What the customer's rows say in `whose`.
    pub(crate) fn whose(&self, customer: CustomerId) -> Option<Uuid> {
        (self.cid != self.home).then_some(customer.0)
    }
}

/// Where a customer's rows lie; `None` when it is not in the cache.
pub(crate) fn place_of(conn: &Connection, customer: CustomerId) -> Result<Option<Place>> {
    Ok(conn
        .prepare_cached(
            "SELECT ifnull(c.lies_at, c.cid), c.cid, h.id FROM customer c \
             JOIN customer h ON h.cid = ifnull(c.lies_at, c.cid) WHERE c.id = ?",
        )?
        .query_row([customer.0], |row| Ok(Place { cid: row.get(0)?, home: row.get(1)?, head: CustomerId(row.get(2)?) }))
        .optional()?)
}

/// What is known of who is who.
impl Cache {
    /// Who stands for a customer: the customer itself where nobody else does, also when it is not in the cache.
    pub fn stands_for(&self, customer: CustomerId) -> Result<CustomerId> {
        self.store.read(|conn| Ok(place_of(conn, customer)?.map_or(customer, |it| it.head)))
    }

    /// The merges that hold around a customer, the latest first.
    pub fn merges(&self, customer: CustomerId) -> Result<Vec<Merged>> {
        self.store.read(|conn| match place_of(conn, customer)? {
            Some(place) => merges_at(conn, place.cid),
            None => Ok(Vec::new()),
        })
    }

    /// All who are one with a customer, the customer among them.
    pub fn members(&self, customer: CustomerId) -> Result<BTreeSet<CustomerId>> {
        self.store.read(|conn| Ok(Persons::of(&links_around(conn, &[customer])?).members(customer)))
    }

    /// The links around a customer that hold.
    pub fn links(&self, customer: CustomerId) -> Result<Vec<Link>> {
        self.store.read(|conn| links_around(conn, &[customer]))
    }

    /// Whom people told apart from a customer: those who were said to be others, and those whose merge was undone.
    pub fn kept_apart(&self, customer: CustomerId) -> Result<BTreeSet<CustomerId>> {
        self.store.read(|conn| {
            let Some(place) = place_of(conn, customer)? else { return Ok(BTreeSet::new()) };
            let mut apart = BTreeSet::new();
            for fact in facts_at(conn, place.cid)? {
                match fact {
                    Fact::KeptApart(it) => apart.extend([it.customer, it.other]),
                    Fact::Unmerged(it) => apart.extend([it.customer, it.absorbed]),
                    _ => {}
                }
            }
            apart.remove(&customer);
            Ok(apart)
        })
    }
}

/// The merges that hold among those whose rows lie at a number, the latest first.
pub(crate) fn merges_at(conn: &Connection, cid: i64) -> Result<Vec<Merged>> {
    let (mut merged, mut undone) = (Vec::new(), BTreeSet::new());
    for fact in facts_at(conn, cid)? {
        match fact {
            Fact::Merged(it) => merged.push(it),
            Fact::Unmerged(it) => _ = undone.insert(it.merge),
            _ => {}
        }
    }
    merged.retain(|it| !undone.contains(&it.id));
    Ok(merged)
}

fn facts_at(conn: &Connection, cid: i64) -> Result<Vec<Fact>> {
    let mut ask = conn.prepare_cached("SELECT body FROM identity WHERE cid = ? ORDER BY at_ms DESC, id DESC")?;
    let mut rows = ask.query([cid])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        facts.push(decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    Ok(facts)
}

/// Keeps a fact about who is who; 0 when it is known.
pub(crate) fn insert(conn: &Connection, cid: i64, fact: &Fact, mark: Option<i64>) -> Result<usize> {
    let at_ms = match fact {
        Fact::Merged(it) => it.at_ms,
        Fact::Unmerged(it) => it.at_ms,
        Fact::KeptApart(it) => it.at_ms,
        _ => return Ok(0),
    };
    let inserted = conn
        .prepare_cached(
            "INSERT INTO identity (cid, at_ms, id, body, mark) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![cid, at_ms.0, fact.id(), encode(fact)?, mark])?;
    if inserted > 0 {
        match fact {
            Fact::Merged(it) => put_link(conn, &it.link())?,
            Fact::Unmerged(it) => count_undone(conn, it.merge, 1)?,
            _ => {}
        }
    }
    Ok(inserted)
}

/// A fact about who is who was removed.
pub(crate) fn removed(conn: &Connection, fact: &Fact) -> Result<()> {
    match fact {
        Fact::Merged(it) => {
            conn.prepare_cached("UPDATE merge SET survivor = NULL, absorbed = NULL, at_ms = NULL WHERE id = ?")?
                .execute([it.id.0])?;
        }
        Fact::Unmerged(it) => count_undone(conn, it.merge, -1)?,
        _ => return Ok(()),
    }
    conn.prepare_cached("DELETE FROM merge WHERE survivor IS NULL AND undone <= 0")?.execute([])?;
    Ok(())
}

/// The two customers of whom a fact says that they are one, or that they are so no more.
pub(crate) fn two_of(fact: &Fact) -> Option<[CustomerId; 2]> {
    match fact {
        Fact::Merged(it) => Some([it.customer, it.absorbed]),
        Fact::Unmerged(it) => Some([it.customer, it.absorbed]),
        _ => None,
    }
}

fn put_link(conn: &Connection, link: &Link) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO merge (id, survivor, absorbed, at_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET survivor = excluded.survivor, absorbed = excluded.absorbed, at_ms = excluded.at_ms",
    )?
    .execute(params![link.id.0, link.survivor.0, link.absorbed.0, link.at_ms.0])?;
    Ok(())
}

fn count_undone(conn: &Connection, merge: MergeId, by: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO merge (id, undone) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET undone = undone + ?2",
    )?
    .execute(params![merge.0, by])?;
    Ok(())
}

/// Whether a customer is linked with another one.
pub(crate) fn is_linked(conn: &Connection, customer: CustomerId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM merge WHERE survivor = ?1 UNION ALL SELECT 1 FROM merge WHERE absorbed = ?1")?
        .exists([customer.0])?)
}

/// All links that hold and through which any of some customers is reached.
fn links_around(conn: &Connection, customers: &[CustomerId]) -> Result<Vec<Link>> {
    let mut ask = conn.prepare_cached(
        "SELECT id, survivor, absorbed, at_ms FROM merge WHERE survivor = ?1 AND undone <= 0 \
         UNION ALL SELECT id, survivor, absorbed, at_ms FROM merge WHERE absorbed = ?1 AND undone <= 0",
    )?;
    let mut links: BTreeMap<MergeId, Link> = BTreeMap::new();
    let mut seen: BTreeSet<CustomerId> = customers.iter().copied().collect();
    let mut to_ask: Vec<CustomerId> = customers.to_vec();
    while let Some(customer) = to_ask.pop() {
        let mut rows = ask.query([customer.0])?;
        while let Some(row) = rows.next()? {
            let link = Link {
                id: MergeId(row.get(0)?),
                survivor: CustomerId(row.get(1)?),
                absorbed: CustomerId(row.get(2)?),
                at_ms: Timestamp(row.get(3)?),
            };
            to_ask.extend([link.survivor, link.absorbed].into_iter().filter(|it| seen.insert(*it)));
            links.insert(link.id, link);
        }
    }
    Ok(links.into_values().collect())
}

/// Where the rows of those who are one with any of some customers are to lie: the number, and the customers in the cache whose rows lie
/// elsewhere. `without` is about to leave the cache.
pub(crate) fn to_move(
    conn: &Connection,
    customers: &[CustomerId],
    without: Option<CustomerId>,
) -> Result<Vec<(i64, Vec<CustomerId>)>> {
    let persons = Persons::of(&links_around(conn, customers)?);
    let heads: BTreeSet<CustomerId> = customers.iter().map(|it| persons.head(*it)).collect();
    let mut moves = Vec::new();
    for head in heads {
        let mut here = Vec::new();
        for member in persons.members(head).into_iter().filter(|it| Some(*it) != without) {
            here.extend(place_of(conn, member)?.map(|place| (member, place)));
        }
        // Who stands for them can be in a scope that this desktop does not hold.
        let Some((_, to)) = here.iter().find(|(id, _)| *id == head).or(here.first()).copied() else { continue };
        let from_elsewhere = here.into_iter().filter(|(_, place)| place.cid != to.home);
        moves.push((to.home, from_elsewhere.map(|(id, _)| id).collect()));
    }
    Ok(moves)
}

/// The customers whose rows lie at a number that is another's.
pub(crate) fn guests(conn: &Connection, cid: i64) -> Result<Vec<CustomerId>> {
    let mut ask = conn.prepare_cached("SELECT id FROM customer WHERE lies_at = ?")?;
    Ok(ask.query_map([cid], |row| row.get(0).map(CustomerId))?.collect::<rusqlite::Result<_>>()?)
}

/// Puts a customer's rows under another number, and what is found by it alone; what is derived from them is for the caller.
pub(crate) fn move_rows(conn: &Connection, customer: CustomerId, place: &Place, to: i64) -> Result<()> {
    let (before, after) = (place.whose(customer), (to != place.home).then_some(customer.0));
    conn.prepare_cached(
        "UPDATE note_doc SET cid = ?1 WHERE cid = ?2 AND (doc IN (SELECT doc FROM note WHERE cid = ?2 AND whose IS ?3) \
         OR doc IN (SELECT doc FROM message WHERE cid = ?2 AND whose IS ?3))",
    )?
    .execute(params![to, place.cid, before])?;
    for table in TABLES {
        // A dialogue's row can stand there for facts that came before its beginning: it is folded again.
        let (or, which) = if table == "dialogue" { ("OR REPLACE", "AND topic IS NOT NULL") } else { ("", "") };
        conn.prepare_cached(&format!(
            "UPDATE {or} {table} SET cid = ?1, whose = ?2 WHERE cid = ?3 AND whose IS ?4 {which}"
        ))?
        .execute(params![to, after, place.cid, before])?;
    }
    for (table, kind) in [("callback", RecordKind::Callback), ("list_member", RecordKind::ListMember)] {
        conn.prepare_cached(&format!(
            "UPDATE {table} SET cid = ?1 WHERE id IN (SELECT id FROM record WHERE cid = ?1 AND kind = ?2 AND whose IS ?3)"
        ))?
        .execute(params![to, kind_code(kind), after])?;
    }
    let lies_at = (to != place.home).then_some(to);
    conn.prepare_cached("UPDATE customer SET lies_at = ? WHERE cid = ?")?.execute(params![lies_at, place.home])?;
    Ok(())
}

/// What is derived of the rows at a number, after some came or went.
pub(crate) fn derive_again(conn: &Connection, cid: i64) -> Result<()> {
    let Some(head) = batch::id_of(conn, cid)? else { return Ok(()) };
    removal::derive_again(conn, cid, head)?;
    valued::forget(conn, cid)?;
    let target = RecordRef { kind: RecordKind::Customer, id: head.0 };
    valued::file(conn, cid, None, records::shown(conn, cid, target)?.as_ref())
}
