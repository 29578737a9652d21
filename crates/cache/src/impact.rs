//! Counting over all dialogues in the cache: how many are open, and what another definition of a topic would do to them. Nothing is
//! stored, and only so many customers are looked through.

use std::collections::BTreeMap;

use daehwa_domain::{
    dialogue::Topic,
    fold::{Folded, unite},
    id::{CustomerId, TopicId},
    time::Timestamp,
    topic::Impact,
};
use rusqlite::params;

use crate::{Cache, OpenDialogues, Result, dialogues};

/// Customers that are looked through at most.
const MAX_CUSTOMERS: usize = 100_000;
/// Customers that are read in one go: others wait for a reader no longer than this takes.
const CHUNK: usize = 500;

/// Counting dialogues.
impl Cache {
    /// How many dialogues are open at `now`, by topic.
    pub fn open_dialogues(&self, now: Timestamp) -> Result<OpenDialogues> {
        let topics = self.store.topics();
        let mut by_topic: BTreeMap<TopicId, u32> = BTreeMap::new();
        let more = self.for_each_customer(|folded| {
            let open = unite(folded, |id| topics.get(&id), now).into_iter().filter(|it| it.dialogue.open);
            open.for_each(|it| *by_topic.entry(it.dialogue.topic).or_default() += 1);
        })?;
        Ok(OpenDialogues { by_topic, more })
    }

    /// What would be different at `now` with `next` in the place of the topic that has its id.
    pub fn topic_impact(&self, next: &Topic, now: Timestamp) -> Result<Impact> {
        let topics = self.store.topics();
        let mut impact = Impact::default();
        let more = self.for_each_customer(|folded| {
            if folded.iter().any(|it| it.opened.topic == next.id) {
                impact.add(&folded, next, |id| topics.get(&id), now);
            }
        })?;
        Ok(Impact { more, ..impact })
    }

    /// Hands over each customer's dialogues; says whether there are more than were looked through.
    fn for_each_customer(&self, mut each: impl FnMut(Vec<Folded>)) -> Result<bool> {
        let (mut after, mut seen) = (i64::MIN, 0);
        while seen < MAX_CUSTOMERS {
            let chunk = self.customers_after(after)?;
            let Some((last, _)) = chunk.last() else { return Ok(false) };
            after = *last;
            seen += chunk.len();
            chunk.into_iter().for_each(|(_, folded)| each(folded));
        }
        Ok(!self.customers_after(after)?.is_empty())
    }

    fn customers_after(&self, after: i64) -> Result<Vec<(i64, Vec<Folded>)>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT cid, id FROM customer WHERE cid > ? ORDER BY cid LIMIT ?")?;
            let customers = ask.query_map(params![after, CHUNK as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let customers: Vec<(i64, uuid::Uuid)> = customers.collect::<rusqlite::Result<_>>()?;
            let dialogues = |(cid, id)| Ok((cid, dialogues::folded(conn, cid, CustomerId(id))?));
            customers.into_iter().map(dialogues).collect()
        })
    }
}
