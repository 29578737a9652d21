//! Search as one types (D-10): a query is a range of sorted keys, the answer bounded and ranked by the last contact.

use std::{cmp::Reverse, collections::HashSet};

use daehwa_domain::{
    conversation::Message,
    customer::{ContactPoint, Customer},
    hangul,
    id::InteractionId,
    need,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    Cache, EXCERPT_CHARS, Found, Hit, Matched, Result, customers,
    keys::{self, MAX_TERM_CHARS, MIN_DIGITS},
    profile::{self, Card},
    rows::decode,
    segments::Known,
    treatments::{self, Defined},
    words::Wanted,
    written::searched,
};

/// The most hits of one search.
const MAX_HITS: usize = 100;
/// Keys that are looked at in the index for one query.
const MAX_KEYS: usize = 2_000;
/// Notes and messages that are looked at for one query, newest first.
const MAX_WORDED: usize = 100;
/// What of a query is read.
const MAX_QUERY_CHARS: usize = 128;

impl Cache {
    /// Searches all of the cache as one types (D-10), at most 100 hits.
    pub fn search(&self, text: &str, limit: usize, now: Timestamp) -> Result<Found> {
        let text: String = text.trim().chars().take(MAX_QUERY_CHARS).collect();
        let limit = limit.clamp(1, MAX_HITS);
        let (topics, treatments) = (self.store.topics(), self.store.treatments());
        let defined = Defined { topics: &topics, treatments: &treatments };
        self.store.read(|conn| {
            self.store.recency.load(conn, self.store.region())?;
            let query = Query::new(&text);
            let mut found = Found::default();
            for cid in self.ranked(conn, &query, limit + 1)? {
                if found.hits.len() == limit {
                    found.more = true;
                    break;
                }
                found.hits.extend(query.hit(conn, cid, self.store.region(), &defined, now)?);
            }
            // Digits are those of a number; a note that repeats one is no better way to its customer.
            if found.hits.len() < limit && !query.digits {
                add_worded(conn, &text, limit, &defined, now, &mut found)?;
            }
            Ok(found)
        })
    }

    /// Customers with a key that the query asks for, best first: a number that ends with the typed digits, then the latest contact.
    fn ranked(&self, conn: &Connection, query: &Query, enough: usize) -> Result<Vec<i64>> {
        let recency = &self.store.recency;
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for (from, to) in &query.ranges {
            let mut ask = conn.prepare_cached("SELECT cid, key FROM term WHERE key >= ? AND key < ? LIMIT ?")?;
            let mut rows = ask.query(params![from, to, MAX_KEYS as i64])?;
            while let Some(row) = rows.next()? {
                let cid: i64 = row.get(0)?;
                let ends = query.digits && row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)? == from;
                if seen.insert(cid) {
                    found.push((!ends, cid));
                }
            }
            found.extend(
                recency.find(from, to, enough).into_iter().filter(|cid| seen.insert(*cid)).map(|cid| (true, cid)),
            );
        }
        let cids: Vec<i64> = found.iter().map(|(_, cid)| *cid).collect();
        let minutes = recency.minutes_of(&cids);
        let mut ranked: Vec<_> =
            found.into_iter().zip(minutes).map(|((rank, cid), last)| (rank, Reverse(last), cid)).collect();
        ranked.sort_unstable();
        ranked.truncate(MAX_HITS + 1);
        Ok(ranked.into_iter().map(|(_, _, cid)| cid).collect())
    }
}

/// What somebody typed, as ranges of keys.
struct Query {
    ranges: Vec<(String, String)>,
    /// The whole key, where it is longer than what is filed.
    rest: Option<String>,
    digits: bool,
}

impl Query {
    fn new(text: &str) -> Self {
        let digits = typed_digits(text);
        let key = match &digits {
            Some(digits) => digits.clone(),
            None => keys::key(text),
        };
        let filed: String = key.chars().take(MAX_TERM_CHARS).collect();
        let mut ranges: Vec<_> = hangul::range(&filed).into_iter().collect();
        let account: String = keys::account_key(text).chars().take(MAX_TERM_CHARS).collect();
        let numbered = account.chars().any(|it| it.is_numeric());
        if numbered && account != filed && account.chars().count() >= MIN_DIGITS {
            ranges.extend(hangul::range(&account));
        }
        let rest = (key.chars().count() > MAX_TERM_CHARS).then_some(key);
        Self { ranges, rest, digits: digits.is_some() }
    }

    fn hit(&self, conn: &Connection, cid: i64, region: &str, defined: &Defined, now: Timestamp) -> Result<Option<Hit>> {
        let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
        let Some((matched, text)) = self.matched(&card, region) else { return Ok(None) };
        let contact = match matched {
            Matched::Number | Matched::Email => Some(text.clone()),
            _ => card.number.clone(),
        };
        Ok(Some(Hit { contact, ..hit(conn, cid, card, matched, &text, defined, now)? }))
    }

    /// The value that the query is a part of.
    fn matched(&self, card: &Card, region: &str) -> Option<(Matched, String)> {
        let named = std::iter::once(&card.customer).chain(&card.absorbed).flat_map(named_keys);
        let reached = card.contact_points.iter().map(|it| contact_keys(it, region));
        // With digits typed, the number is what was meant, also when the account number has them.
        let all: Vec<_> = if self.digits { reached.chain(named).collect() } else { named.chain(reached).collect() };
        let found = all.into_iter().find(|(_, _, keys)| keys.iter().any(|key| self.is_in(key)));
        found.map(|(matched, text, _)| (matched, text.clone()))
    }

    fn is_in(&self, key: &str) -> bool {
        if let Some(rest) = &self.rest {
            return key.contains(rest.as_str());
        }
        let suffixes = || key.char_indices().map(|(at, _)| &key[at..]);
        self.ranges.iter().any(|(from, to)| suffixes().any(|it| it >= from.as_str() && it < to.as_str()))
    }
}

fn named_keys(customer: &Customer) -> impl Iterator<Item = (Matched, &String, Vec<String>)> {
    let Customer { name, name_latin, company, account_no, .. } = customer;
    let names =
        [(Matched::Name, Some(name)), (Matched::Name, name_latin.as_ref()), (Matched::Company, company.as_ref())];
    let names = names.into_iter().filter_map(|(matched, text)| text.map(|it| (matched, it)));
    names
        .map(|(matched, text)| (matched, text, vec![keys::key(text), hangul::initials(text)]))
        .chain(account_no.iter().map(|it| (Matched::Account, it, vec![keys::account_key(it)])))
}

fn contact_keys<'c>(point: &'c ContactPoint, region: &str) -> (Matched, &'c String, Vec<String>) {
    if point.kind.is_number() {
        (Matched::Number, &point.value, keys::number_forms(&point.value, region).into_iter().collect())
    } else {
        (Matched::Email, &point.value, vec![keys::email_key(&point.value)])
    }
}

/// The digits of a query that looks like a number.
fn typed_digits(text: &str) -> Option<String> {
    let looks = text.chars().all(|it| it.is_ascii_digit() || matches!(it, ' ' | '-' | '+' | '(' | ')' | '.' | '/'));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (looks && digits.len() >= MIN_DIGITS).then_some(digits)
}

fn hit(
    conn: &Connection,
    cid: i64,
    card: Card,
    matched: Matched,
    text: &str,
    defined: &Defined,
    now: Timestamp,
) -> Result<Hit> {
    let topics = defined.topics;
    let united = customers::united(conn, cid, card.customer.id, topics, now)?;
    let needs = need::needs(&united, &[], |id| topics.get(&id), now);
    let treatment = treatments::applied(conn, cid, Known::profile(&card.customer), defined, now)?.treatment;
    let last_ms: i64 =
        conn.prepare_cached("SELECT last_ms FROM customer WHERE cid = ?")?.query_row([cid], |row| row.get(0))?;
    Ok(Hit {
        customer: card.customer.id,
        name: card.customer.name,
        name_latin: card.customer.name_latin,
        company: card.customer.company,
        account_no: card.customer.account_no,
        tier: card.customer.tier,
        contact: card.number,
        need: needs.into_iter().find(|need| treatment.says_need(topics.get(&need.topic))),
        last_contact_ms: customers::moment(last_ms),
        matched,
        interaction: None,
        excerpt: text.chars().take(EXCERPT_CHARS).collect(),
    })
}

/// Adds customers of whom a note or message has the words, the newest first.
fn add_worded(
    conn: &Connection,
    text: &str,
    limit: usize,
    defined: &Defined,
    now: Timestamp,
    found: &mut Found,
) -> Result<()> {
    let wanted = Wanted::new(text);
    let Some(pairs) = wanted.pair_query() else { return Ok(()) };
    let mut ask =
        conn.prepare_cached("SELECT rowid FROM note_pairs WHERE note_pairs MATCH ? ORDER BY rowid DESC LIMIT ?")?;
    let docs: Vec<i64> =
        ask.query_map(params![pairs, MAX_WORDED as i64], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for doc in docs {
        let Some((cid, worded)) = worded_at(conn, doc)? else { continue };
        // A pair of each word is in the text, the words may not be: that is settled before anything else is read.
        if !wanted.all_in(&[crate::words::fold(&worded.text)]) {
            continue;
        }
        let Some(card) = profile::card(conn, cid)? else { continue };
        if found.hits.iter().any(|it| it.customer == card.customer.id) {
            continue;
        }
        if found.hits.len() == limit {
            found.more = true;
            break;
        }
        let excerpt = wanted.excerpt(&worded.text, EXCERPT_CHARS);
        let hit = hit(conn, cid, card, worded.matched, &excerpt, defined, now)?;
        found.hits.push(Hit { interaction: Some(worded.contact), ..hit });
    }
    Ok(())
}

/// A note or message: its words, and the contact that they are about.
struct FoundWords {
    matched: Matched,
    text: String,
    contact: InteractionId,
}

fn worded_at(conn: &Connection, doc: i64) -> Result<Option<(i64, FoundWords)>> {
    let place: Option<(i64, i64, Uuid, bool)> = conn
        .prepare_cached("SELECT cid, at_ms, id, written FROM note_doc WHERE doc = ?")?
        .query_row([doc], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((cid, at_ms, id, written)) = place else { return Ok(None) };
    let ask = match written {
        true => "SELECT body FROM message WHERE cid = ? AND at_ms = ? AND id = ?",
        false => "SELECT text, interaction FROM note WHERE cid = ? AND at_ms = ? AND id = ?",
    };
    let mut ask = conn.prepare_cached(ask)?;
    let mut rows = ask.query(params![cid, at_ms, id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let found = if written {
        let message: Message = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        FoundWords { matched: Matched::Message, text: searched(&message), contact: message.contact() }
    } else {
        FoundWords { matched: Matched::Note, text: row.get(0)?, contact: InteractionId(row.get(1)?) }
    };
    Ok(Some((cid, found)))
}
