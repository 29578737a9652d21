//! How much is stored of a stream of events: the product's episodes against the events that they are made of (H-6).

use std::{collections::HashMap, path::Path};

use daehwa_domain::{
    episode::{Episode, Episodes, Event},
    id::{CustomerId, DialogueId, InteractionId, SourceId, TeamId, TopicId},
    interaction::{Channel, Direction, Interaction},
    record::Fact,
};
use uuid::Uuid;

use crate::{
    error::Error,
    source::{Seen, Stream},
};

/// What the server's row holds besides an item's body: tenant, customer, moment, kind, id and digest.
const ROW_BYTES: u64 = 16 + 16 + 8 + 2 + 16 + 8;

/// What came out for one stream.
pub struct Sizes {
    /// Whose events.
    pub source: &'static str,
    /// How many.
    pub events: u64,
    /// Bytes of the file, unpacked.
    pub raw_bytes: u64,
    /// Bytes on the server were every event stored as a contact of its own.
    pub contact_bytes: u64,
    /// For each level at which the source can be read: by category or trip, by item.
    pub levels: Vec<Level>,
}

/// What is stored when topics are these.
pub struct Level {
    /// What a topic is.
    pub topic: &'static str,
    /// Rows.
    pub records: u64,
    /// Bytes on the server: MessagePack with field names, as every item, with the row's key.
    pub stored_bytes: u64,
}

/// Puts a stream's events through the engine. A pause longer than `pause_ms` begins a new record.
pub fn size(test: &Path, topics: Option<&Path>, pause_ms: i64) -> Result<Sizes, Error> {
    let mut stream = Stream::open(test, topics)?;
    let (mut by_topic, mut by_item) = (Reader::new(pause_ms), Reader::new(pause_ms));
    let (mut events, mut contact_bytes) = (0, 0);
    while let Some(seen) = stream.next_event()? {
        contact_bytes += ROW_BYTES + body_bytes(&contact(&seen));
        by_topic.take(&seen, seen.topic.as_deref(), events);
        by_item.take(&seen, seen.item.as_deref(), events);
        events += 1;
    }
    if events == 0 {
        return Err(Error::Empty { path: test.into() });
    }
    let levels = [by_topic.level(stream.topic, events), by_item.level("item", events)];
    let levels = levels.into_iter().flatten().collect();
    Ok(Sizes { source: stream.name, events, raw_bytes: stream.bytes(), contact_bytes, levels })
}

/// One way to read a stream.
struct Reader {
    episodes: Episodes,
    customers: HashMap<String, u128>,
    topics: HashMap<String, u128>,
    taken: u64,
}

impl Reader {
    fn new(pause_ms: i64) -> Self {
        Self { episodes: Episodes::new(pause_ms), customers: HashMap::new(), topics: HashMap::new(), taken: 0 }
    }

    fn take(&mut self, seen: &Seen, topic: Option<&str>, sequence: u64) {
        let Some(topic) = topic else { return };
        let event = Event {
            source: SourceId(Uuid::nil()),
            sequence,
            customer: CustomerId(Uuid::from_u128(number(&mut self.customers, &seen.customer))),
            topic: TopicId(Uuid::from_u128(number(&mut self.topics, topic))),
            stage: seen.stage,
            channel: Channel::Web,
            at_ms: seen.at_ms,
        };
        // Numbered in the order of the file, so nothing is refused.
        self.taken += u64::from(self.episodes.take(&event).is_ok());
    }

    /// `None` when not every event has a topic at this level.
    fn level(&self, topic: &'static str, events: u64) -> Option<Level> {
        let rows = self.episodes.rows();
        let stored_bytes = rows.iter().map(|it| ROW_BYTES + body_bytes::<Episode>(it)).sum();
        (self.taken == events).then_some(Level { topic, records: rows.len() as u64, stored_bytes })
    }
}

/// The number of a name: counted from 1 in the order in which they come up.
fn number(names: &mut HashMap<String, u128>, name: &str) -> u128 {
    let next = names.len() as u128 + 1;
    *names.entry(name.to_owned()).or_insert(next)
}

/// The event as a contact of its own.
fn contact(seen: &Seen) -> Fact {
    Fact::Interaction(Interaction {
        id: InteractionId(Uuid::nil()),
        customer: CustomerId(Uuid::nil()),
        team: TeamId(Uuid::nil()),
        dialogue: Some(DialogueId(Uuid::nil())),
        channel: Channel::Web,
        direction: Direction::Inbound,
        started_ms: seen.at_ms,
        duration_ms: 0,
        agent: None,
        address: None,
        call: None,
        route: None,
        outcome: None,
        summary: String::new(),
        web: None,
    })
}

/// The bytes of an item's body as the server stores it.
fn body_bytes<T: serde::Serialize>(item: &T) -> u64 {
    rmp_serde::to_vec_named(item).map_or(0, |it| it.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn many_clicks_on_few_topics_are_few_records_h_6() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("t.csv");
        let click = |n: u64| format!("{},{},{},pv,{}\n", n % 2, n % 50, n % 5, 1_511_544_070 + n);
        fs::write(&path, (0..1_000).map(click).collect::<String>()).unwrap();
        let sizes = size(&path, None, HOUR_MS).unwrap();
        assert_eq!((sizes.source, sizes.events), ("Taobao", 1_000));
        assert_eq!(sizes.raw_bytes, fs::metadata(&path).unwrap().len());
        let levels: Vec<_> = sizes.levels.iter().map(|it| (it.topic, it.records)).collect();
        assert_eq!(levels, [("category", 10), ("item", 50)]);
        assert!(sizes.levels[0].stored_bytes < sizes.raw_bytes && sizes.raw_bytes < sizes.contact_bytes);
    }

    #[test]
    fn a_source_without_categories_is_told_by_item_alone_h_6() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("y.tsv");
        fs::write(&path, "SessionId\tItemId\tTime\n3\t7\t1.5\n3\t7\t2.5\n3\t8\t9000\n").unwrap();
        let levels: Vec<_> =
            size(&path, None, HOUR_MS).unwrap().levels.iter().map(|it| (it.topic, it.records)).collect();
        assert_eq!(levels, [("item", 2)]);
        fs::write(&path, "SessionId\tItemId\tTime\n").unwrap();
        assert!(size(&path, None, HOUR_MS).is_err_and(|it| it.to_string().ends_with("no rows")));
    }
}
