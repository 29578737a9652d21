//! When each customer was last in contact, in memory: what a search is ranked by.
//!
//! A short query fits a tenth of all customers; reading when each was last in contact would take seconds. Four bytes a customer hold
//! the minute of the last contact, and the keys of the customers who were last in contact are looked through first. Together with a
//! bounded look into the index this gives the exact order almost always: a query that fits more customers than are looked at in the
//! index has its best hits among the recent ones.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashSet},
    ops::Range,
};

use parking_lot::Mutex;
use rusqlite::Connection;

use crate::{Result, keys::Keys};

/// So many customers who were last in contact are kept with their search keys.
const RECENT: usize = 5_000;
/// Customers who were in contact since then are looked through one by one, until there are so many.
const LATEST: usize = 256;
/// Customers who are kept before those of the earliest contact are left out.
const MAX_RECENT: usize = 2 * RECENT;
const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
pub(crate) struct Recency {
    state: Mutex<State>,
    /// Held by the one that loads, so that commits don't wait for it.
    loading: Mutex<()>,
}

#[derive(Default)]
struct State {
    loaded: bool,
    /// What moves while the rest is being loaded; `None` when nothing is.
    meanwhile: Option<Vec<Moved>>,
    /// By local number of the customer; 0: never.
    minutes: Vec<u32>,
    recent: Terms,
    latest: Vec<(i64, Vec<String>)>,
}

/// A customer's last contact changed, or the keys of one who is recent.
pub(crate) struct Moved {
    pub cid: i64,
    pub last_ms: i64,
    pub terms: Option<Vec<String>>,
}

impl Recency {
    /// Reads the state, once. `conn` must not have read anything in its transaction: what commits from here on is taken in beside it.
    pub(crate) fn load(&self, conn: &Connection, region: &str) -> Result<()> {
        let _one_at_a_time = self.loading.lock();
        {
            let mut state = self.state.lock();
            if state.loaded {
                return Ok(());
            }
            state.meanwhile = Some(Vec::new());
        }
        let mut fresh = State::read(conn, region)?;
        let mut state = self.state.lock();
        if let Some(meanwhile) = state.meanwhile.take() {
            fresh.loaded = true;
            meanwhile.into_iter().for_each(|it| fresh.take(it));
            *state = fresh;
        }
        Ok(())
    }

    /// Forgets all; the next search reads it again.
    pub(crate) fn forget(&self) {
        *self.state.lock() = State::default();
    }

    /// Takes in what a commit changed.
    pub(crate) fn moved(&self, moved: Vec<Moved>) {
        let mut state = self.state.lock();
        if let Some(meanwhile) = &mut state.meanwhile {
            meanwhile.extend(moved);
        } else if state.loaded {
            moved.into_iter().for_each(|it| state.take(it));
        }
    }

    /// The minute of a customer's last contact; 0 for never.
    pub(crate) fn minutes_of(&self, cids: &[i64]) -> Vec<u32> {
        let state = self.state.lock();
        cids.iter().map(|cid| state.minute(*cid)).collect()
    }

    /// Recent customers with a key in the range, the latest contacts, at most so many.
    pub(crate) fn find(&self, from: &str, to: &str, enough: usize) -> Vec<i64> {
        let state = self.state.lock();
        let mut best = BTreeSet::new();
        let recent = state.recent.in_range(from, to).map(|at| state.recent.entries[at].cid);
        // Keys that changed since make no difference: a hit is compared with what is stored.
        let latest = state.latest.iter().filter(|(_, terms)| {
            let at = terms.partition_point(|term| term.as_str() < from);
            terms.get(at).is_some_and(|term| term.as_str() < to)
        });
        for cid in recent.chain(latest.map(|(cid, _)| *cid)) {
            let rank = (Reverse(state.minute(cid)), cid);
            if best.len() < enough || best.last().is_some_and(|worst| rank < *worst) {
                best.insert(rank);
                if best.len() > enough {
                    best.pop_last();
                }
            }
        }
        best.into_iter().map(|(_, cid)| cid).collect()
    }
}

impl State {
    fn read(conn: &Connection, region: &str) -> Result<Self> {
        let mut state = Self::default();
        let mut ask = conn.prepare("SELECT cid, last_ms FROM customer")?;
        let mut rows = ask.query([])?;
        let mut recent = BinaryHeap::with_capacity(RECENT + 1);
        while let Some(row) = rows.next()? {
            let (cid, last_ms): (i64, i64) = (row.get(0)?, row.get(1)?);
            state.note(cid, last_ms);
            recent.push(Reverse((last_ms, cid)));
            if recent.len() > RECENT {
                recent.pop();
            }
        }
        let mut terms = Vec::new();
        for Reverse((_, cid)) in recent {
            terms.extend(Keys::read(conn, cid, region)?.terms.into_iter().map(|term| (term, cid)));
        }
        terms.sort_unstable();
        state.recent = Terms::from_sorted(terms.iter().map(|(term, cid)| (term.as_str(), *cid)));
        Ok(state)
    }

    fn take(&mut self, moved: Moved) {
        self.note(moved.cid, moved.last_ms);
        if let Some(terms) = moved.terms {
            self.latest.retain(|(cid, _)| *cid != moved.cid);
            self.latest.push((moved.cid, terms));
            if self.latest.len() > LATEST {
                self.take_latest_in();
            }
        }
    }

    fn note(&mut self, cid: i64, last_ms: i64) {
        let Ok(at) = usize::try_from(cid) else { return };
        if at >= self.minutes.len() {
            self.minutes.resize(at + 1, 0);
        }
        self.minutes[at] = u32::try_from(last_ms / MINUTE_MS).unwrap_or(0);
    }

    fn minute(&self, cid: i64) -> u32 {
        usize::try_from(cid).ok().and_then(|at| self.minutes.get(at)).copied().unwrap_or(0)
    }

    /// Sorts the latest customers in among the recent ones.
    fn take_latest_in(&mut self) {
        let latest = std::mem::take(&mut self.latest);
        let replaced: HashSet<i64> = latest.iter().map(|(cid, _)| *cid).collect();
        let left_out = self.earliest(MAX_RECENT.saturating_sub(replaced.len()));
        let mut terms: Vec<(&str, i64)> =
            latest.iter().flat_map(|(cid, terms)| terms.iter().map(|term| (term.as_str(), *cid))).collect();
        terms.extend(self.recent.iter().filter(|(_, cid)| !replaced.contains(cid) && !left_out.contains(cid)));
        terms.sort();
        self.recent = Terms::from_sorted(terms.into_iter());
    }

    /// The recent customers beyond `kept`, those of the earliest contact.
    fn earliest(&self, kept: usize) -> HashSet<i64> {
        let cids: HashSet<i64> = self.recent.entries.iter().map(|it| it.cid).collect();
        let mut ranked: Vec<_> = cids.into_iter().map(|cid| (Reverse(self.minute(cid)), cid)).collect();
        ranked.sort_unstable();
        ranked.into_iter().skip(kept).map(|(_, cid)| cid).collect()
    }
}

/// Sorted keys, each with its customer, in one piece of memory: looking one up touches few lines of it.
#[derive(Default)]
struct Terms {
    text: String,
    entries: Vec<Entry>,
}

struct Entry {
    cid: i64,
    start: u32,
    bytes: u32,
}

impl Terms {
    fn from_sorted<'t>(terms: impl Iterator<Item = (&'t str, i64)>) -> Self {
        let mut all = Self::default();
        for (term, cid) in terms {
            let start = all.text.len() as u32;
            all.text.push_str(term);
            all.entries.push(Entry { cid, start, bytes: term.len() as u32 });
        }
        all
    }

    fn term(&self, entry: &Entry) -> &str {
        let start = entry.start as usize;
        self.text.get(start..start + entry.bytes as usize).unwrap_or_default()
    }

    fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.entries.iter().map(|entry| (self.term(entry), entry.cid))
    }

    fn in_range(&self, from: &str, to: &str) -> Range<usize> {
        let first = self.entries.partition_point(|entry| self.term(entry) < from);
        let end = self.entries.partition_point(|entry| self.term(entry) < to);
        first..end.max(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded() -> Recency {
        Recency { state: Mutex::new(State { loaded: true, ..State::default() }), ..Recency::default() }
    }

    fn moved(cid: i64, minute: i64, term: &str) -> Moved {
        Moved { cid, last_ms: minute * MINUTE_MS, terms: Some(vec![term.to_owned()]) }
    }

    #[test]
    fn the_latest_contacts_are_found_however_many_have_moved() {
        let recency = loaded();
        for cid in 1..=3_000 {
            recency.moved(vec![moved(cid, cid, if cid % 2 == 0 { "even" } else { "odd" })]);
        }
        assert_eq!(recency.find("even", "eveo", 3), [3_000, 2_998, 2_996]);
        recency.moved(vec![moved(10, 9_000, "even")]);
        assert_eq!(recency.find("even", "eveo", 2), [10, 3_000]);
        assert!(recency.find("f", "g", 2).is_empty() && recency.find("z", "a", 2).is_empty());
    }

    #[test]
    fn those_of_the_earliest_contact_are_left_out_when_there_are_too_many() {
        let recency = loaded();
        let many = MAX_RECENT as i64 + 3 * LATEST as i64;
        recency.moved((1..=many).map(|cid| moved(cid, cid, "a")).collect());
        recency.moved((1..=LATEST as i64 + 1).map(|cid| moved(cid, many + cid, "b")).collect());
        let state = recency.state.lock();
        assert!(state.recent.entries.len() <= MAX_RECENT);
        drop(state);
        assert_eq!(recency.find("a", "b", 1), [many]);
    }
}
