//! When each customer was last in contact, in memory: what a search is ranked by.
//!
//! A short query fits a tenth of all customers; reading when each was last in contact would take seconds. Four bytes a customer hold
//! the minute of the last contact, and the names of the customers who were last in contact are looked through first. Together with a
//! bounded look into the index this gives the exact order almost always: a query that fits more customers than are looked at in the
//! index has its best hits among the recent ones.

use std::collections::VecDeque;

use parking_lot::Mutex;
use rusqlite::Connection;

use crate::{Result, keys::Keys};

/// So many customers who were last in contact are kept with their search keys.
pub(crate) const RECENT: usize = 5_000;
const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
pub(crate) struct Recency(Mutex<State>);

#[derive(Default)]
struct State {
    loaded: bool,
    /// By local number of the customer; 0: never.
    minutes: Vec<u32>,
    /// Newest first. A customer can stand here twice; the first place counts.
    recent: VecDeque<Recent>,
}

struct Recent {
    cid: i64,
    terms: Box<[Box<str>]>,
}

/// A customer's last contact changed, or the keys of one who is recent.
pub(crate) struct Moved {
    pub cid: i64,
    pub last_ms: i64,
    pub terms: Option<Vec<String>>,
}

impl Recency {
    /// Reads the state, once.
    pub(crate) fn load(&self, conn: &Connection, region: &str) -> Result<()> {
        let mut state = self.0.lock();
        if state.loaded {
            return Ok(());
        }
        let mut rows = conn.prepare("SELECT cid, last_ms FROM customer ORDER BY last_ms DESC")?;
        let mut rows = rows.query([])?;
        let mut recent = Vec::new();
        while let Some(row) = rows.next()? {
            let (cid, last_ms): (i64, i64) = (row.get(0)?, row.get(1)?);
            state.note(cid, last_ms);
            if recent.len() < RECENT {
                recent.push(cid);
            }
        }
        for cid in recent {
            let terms = Keys::read(conn, cid, region)?.terms;
            state.recent.push_back(Recent { cid, terms: terms.into_iter().map(String::into_boxed_str).collect() });
        }
        state.loaded = true;
        Ok(())
    }

    /// Forgets all; the next search reads it again.
    pub(crate) fn forget(&self) {
        *self.0.lock() = State::default();
    }

    /// Takes in what a commit changed.
    pub(crate) fn moved(&self, moved: Vec<Moved>) {
        let mut state = self.0.lock();
        for it in moved {
            state.note(it.cid, it.last_ms);
            if let (true, Some(terms)) = (state.loaded, it.terms) {
                let terms = terms.into_iter().map(String::into_boxed_str).collect();
                state.recent.push_front(Recent { cid: it.cid, terms });
            }
        }
        state.recent.truncate(2 * RECENT);
    }

    /// The minute of a customer's last contact; 0 for never.
    pub(crate) fn minutes_of(&self, cids: &[i64]) -> Vec<u32> {
        let state = self.0.lock();
        cids.iter()
            .map(|cid| usize::try_from(*cid).ok().and_then(|at| state.minutes.get(at)).copied().unwrap_or(0))
            .collect()
    }

    /// Recent customers with a key in the range, newest first, until there are enough.
    pub(crate) fn find(&self, from: &str, to: &str, enough: usize) -> Vec<i64> {
        let state = self.0.lock();
        let mut found = Vec::new();
        for recent in &state.recent {
            // Keys are sorted.
            let at = recent.terms.partition_point(|term| term.as_ref() < from);
            if recent.terms.get(at).is_some_and(|term| term.as_ref() < to) && !found.contains(&recent.cid) {
                found.push(recent.cid);
                if found.len() == enough {
                    break;
                }
            }
        }
        found
    }
}

impl State {
    fn note(&mut self, cid: i64, last_ms: i64) {
        let Ok(at) = usize::try_from(cid) else { return };
        if at >= self.minutes.len() {
            self.minutes.resize(at + 1, 0);
        }
        self.minutes[at] = u32::try_from(last_ms / MINUTE_MS).unwrap_or(0);
    }
}
