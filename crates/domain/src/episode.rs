//! Episodes: what is stored of a stream of events (H-6).
//!
//! A customer's events on one topic without a pause longer than a bound are one **episode**, a single row: a session window, as stream
//! processors call it, for each customer × topic. So a million clicks on one page are one row, and for any stretch of time there are at
//! most as many rows as pauses fit into it. Which rows there are depends on the events alone, not on the order in which they
//! came, nor on how often: an event that arrives late can join two episodes to one, and never has to part one.

use std::collections::{HashMap, hash_map::Entry};

use serde::{Deserialize, Serialize};

use crate::{
    id::{CustomerId, SourceId, TopicId},
    interaction::Channel,
    sequence::{Sequences, TooScattered},
    time::Timestamp,
};

/// One event of a channel, after a rule has brought it to a topic and a stage (H-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What sent it.
    pub source: SourceId,
    /// Its number at the source, which never gives one twice: source and number are the event's identity.
    pub sequence: u64,
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
    /// The stage that it shows (from 1).
    pub stage: u8,
    /// On which channel.
    pub channel: Channel,
    /// When it happened.
    pub at_ms: Timestamp,
}

/// A customer's events on one topic without a long pause between them, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Episode {
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
    /// When the first event was.
    pub first_ms: Timestamp,
    /// When the last event was.
    pub last_ms: Timestamp,
    /// Number of events.
    pub touches: u32,
    /// The highest stage that was reached (from 1).
    pub stage: u8,
    /// When it was reached first.
    pub stage_ms: Timestamp,
    /// The channels that took part.
    pub channels: Channels,
    /// The channel of the last event; of several at that moment the one that [`Channel::ALL`] lists last.
    pub last_channel: Channel,
}

/// A set of channels: a bit for each, in the order of [`Channel::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Channels(u8);

impl Channels {
    /// One channel.
    pub fn one(channel: Channel) -> Self {
        Self(1 << channel as u8)
    }

    /// The channels of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The channels in the order of [`Channel::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Channel> {
        Channel::ALL.into_iter().filter(move |it| self.0 & Self::one(*it).0 != 0)
    }
}

impl Episode {
    /// An episode of one event.
    pub fn of(event: &Event) -> Self {
        Self {
            customer: event.customer,
            topic: event.topic,
            first_ms: event.at_ms,
            last_ms: event.at_ms,
            touches: 1,
            stage: event.stage,
            stage_ms: event.at_ms,
            channels: Channels::one(event.channel),
            last_channel: event.channel,
        }
    }

    /// Takes in another episode of the same customer and topic. Order doesn't matter; doing it twice does.
    pub fn join(&mut self, other: &Episode) {
        if (other.stage, std::cmp::Reverse(other.stage_ms)) > (self.stage, std::cmp::Reverse(self.stage_ms)) {
            (self.stage, self.stage_ms) = (other.stage, other.stage_ms);
        }
        (self.last_ms, self.last_channel) = (self.last_ms, self.last_channel).max((other.last_ms, other.last_channel));
        self.first_ms = self.first_ms.min(other.first_ms);
        self.touches = self.touches.saturating_add(other.touches);
        self.channels = self.channels.and(other.channels);
    }
}

/// Adds an event that was not added before to the episodes of its customer and topic. These are in the order of time, and each is
/// further than `pause_ms` from the next, before and after. Takes the time of a binary search among them.
pub fn add(episodes: &mut Vec<Episode>, event: &Event, pause_ms: i64) {
    let mut new = Episode::of(event);
    let from = episodes.partition_point(|it| event.at_ms.since_ms(it.last_ms) > pause_ms);
    let reached = |it: &&Episode| it.first_ms.since_ms(event.at_ms) <= pause_ms;
    let to = from + episodes[from..].iter().take_while(reached).count();
    match episodes.get_mut(from) {
        // Nearly every event: it belongs to one that is there.
        Some(episode) if to == from + 1 => episode.join(&new),
        _ => {
            episodes[from..to].iter().for_each(|it| new.join(it));
            episodes.splice(from..to, [new]);
        }
    }
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was counted.
    New,
    /// It was counted before.
    Duplicate,
}

/// Makes episodes of events, in whatever order and how often they arrive.
pub struct Episodes {
    pause_ms: i64,
    seen: HashMap<SourceId, Sequences>,
    kept: HashMap<(CustomerId, TopicId), Vec<Episode>>,
}

impl Episodes {
    /// None yet. A pause longer than `pause_ms` begins a new one.
    pub fn new(pause_ms: i64) -> Self {
        Self { pause_ms, seen: HashMap::new(), kept: HashMap::new() }
    }

    /// Takes an event, in a time that doesn't depend on how many came before. Errors when its source is too far out of order.
    pub fn take(&mut self, event: &Event) -> Result<Taken, TooScattered> {
        if !self.seen.entry(event.source).or_default().insert(event.sequence)? {
            return Ok(Taken::Duplicate);
        }
        match self.kept.entry((event.customer, event.topic)) {
            Entry::Occupied(mut kept) => add(kept.get_mut(), event, self.pause_ms),
            Entry::Vacant(none) => {
                none.insert(vec![Episode::of(event)]);
            }
        }
        Ok(Taken::New)
    }

    /// A source's word that none of its events up to this number is to come any more.
    pub fn settle(&mut self, source: SourceId, sequence: u64) {
        self.seen.entry(source).or_default().settle(sequence);
    }

    /// The rows, by customer, topic and time.
    pub fn rows(&self) -> Vec<&Episode> {
        let mut rows: Vec<_> = self.kept.values().flatten().collect();
        rows.sort_unstable();
        rows
    }

    /// How many intervals of sequence numbers are kept, over all sources.
    pub fn intervals(&self) -> usize {
        self.seen.values().map(Sequences::intervals).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const PAUSE_MS: i64 = 100;

    fn event(sequence: u64, customer: u128, topic: u128, at: i64) -> Event {
        Event {
            source: SourceId(Uuid::from_u128(1)),
            sequence,
            customer: CustomerId(Uuid::from_u128(customer)),
            topic: TopicId(Uuid::from_u128(topic)),
            stage: 1,
            channel: Channel::Web,
            at_ms: Timestamp(at),
        }
    }

    fn made_of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<Episode> {
        let mut episodes = Episodes::new(PAUSE_MS);
        for event in events {
            episodes.take(event).unwrap();
        }
        episodes.rows().into_iter().cloned().collect()
    }

    /// The definition: in the order of time, a new one after each long pause.
    fn by_definition(events: &[Event]) -> Vec<Episode> {
        let mut sorted: Vec<&Event> = events.iter().collect();
        sorted.sort_by_key(|it| (it.customer, it.topic, it.at_ms));
        let mut rows: Vec<Episode> = Vec::new();
        for event in sorted {
            match rows.last_mut() {
                Some(last)
                    if (last.customer, last.topic) == (event.customer, event.topic)
                        && event.at_ms.since_ms(last.last_ms) <= PAUSE_MS =>
                {
                    last.join(&Episode::of(event));
                }
                _ => rows.push(Episode::of(event)),
            }
        }
        rows
    }

    fn some_events() -> impl Strategy<Value = Vec<Event>> {
        let one = (0_u128..3, 1_u128..3, 1_u128..3, 1_u8..5, 0_usize..7, -50_i64..2_000);
        prop::collection::vec(one, 1..60).prop_map(|events| {
            let numbered = events.into_iter().zip(0_u64..);
            numbered
                .map(|((source, customer, topic, stage, channel, at), sequence)| Event {
                    source: SourceId(Uuid::from_u128(source)),
                    stage,
                    channel: Channel::ALL[channel],
                    ..event(sequence, customer, topic, at)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn late_and_duplicate_events_give_the_same_rows_h_6(
            (events, arrived) in some_events().prop_flat_map(|events| {
                let twice: Vec<Event> = events.iter().chain(&events).copied().collect();
                let again = prop::collection::vec(prop::sample::select(events.clone()), 0..40);
                let arrived = (Just(twice), again).prop_map(|(twice, again)| [twice, again].concat()).prop_shuffle();
                (Just(events), arrived)
            })
        ) {
            let expected = by_definition(&events);
            prop_assert_eq!(made_of(&arrived), expected.clone());
            prop_assert_eq!(made_of(&events), expected);
        }
    }

    #[test]
    fn a_million_clicks_on_one_page_are_one_row_h_6() {
        let mut episodes = Episodes::new(30 * 60_000);
        for click in 0..1_000_000 {
            // Each second one from the end, each other from the beginning: late ones are the rule.
            let at = if click % 2 == 0 { click } else { 2_000_000 - click };
            assert_eq!(episodes.take(&event(click as u64, 1, 1, at)), Ok(Taken::New));
        }
        assert_eq!(episodes.take(&event(7, 1, 1, 7)), Ok(Taken::Duplicate));
        let rows = episodes.rows();
        assert_eq!((rows.len(), rows[0].touches, episodes.intervals()), (1, 1_000_000, 1));
    }

    #[test]
    fn the_highest_stage_is_kept_with_when_it_was_reached_first_h_4() {
        let at = |sequence, stage, at| Event { stage, ..event(sequence, 1, 1, at) };
        let row = &made_of(&[at(1, 3, 90), at(2, 3, 40), at(3, 2, 10), at(4, 1, 95)])[0];
        assert_eq!(
            (row.stage, row.stage_ms, row.first_ms, row.last_ms),
            (3, Timestamp(40), Timestamp(10), Timestamp(95))
        );
    }

    #[test]
    fn all_channels_move_one_episode_and_are_named_h_3() {
        let on = |sequence, channel, at| Event { channel, ..event(sequence, 1, 1, at) };
        let row = &made_of(&[on(1, Channel::Visit, 5), on(2, Channel::Phone, 9), on(3, Channel::Email, 9)])[0];
        assert_eq!(row.channels.iter().collect::<Vec<_>>(), [Channel::Phone, Channel::Email, Channel::Visit]);
        assert_eq!(row.last_channel, Channel::Email);
    }

    #[test]
    fn a_late_event_joins_the_episodes_on_both_sides_h_6() {
        let (early, late, between) = (event(1, 1, 1, 0), event(2, 1, 1, 200), event(3, 1, 1, 100));
        assert_eq!(made_of(&[early, late]).len(), 2);
        assert_eq!(made_of(&[early, late, between]).len(), 1);
    }

    #[test]
    fn moments_at_the_ends_of_time_are_taken_h_6() {
        assert_eq!(made_of(&[event(1, 1, 1, i64::MIN), event(2, 1, 1, i64::MAX), event(3, 1, 1, 0)]).len(), 3);
    }
}
