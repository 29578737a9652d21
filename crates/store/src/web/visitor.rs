//! What is remembered of a visitor: bounded, whatever comes.

use std::cmp::Reverse;

use daehwa_domain::{
    customer::ConsentPurpose,
    id::{CustomerId, InteractionId, TopicId},
    participation::Part,
    sequence::Sequences,
    time::Timestamp,
    web::{self, Stretch},
};
use daehwa_protocol::web::TopicRead;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Streams of which the numbers are remembered; those of earlier ones are known to be past.
const MAX_STREAMS: usize = 32;
/// Intervals of numbers in a stream. The script sends in order, so that gaps are what was lost on the way.
const MAX_INTERVALS: usize = 64;
/// Stretches of an unknown visitor's reading; the oldest go.
const MAX_KEPT: usize = 64;
/// How long they are kept.
const KEEP_MS: i64 = 90 * 86_400_000;
/// Surveys, referrals and feedback of an unknown visitor; the oldest go.
const MAX_PARTS: usize = 8;
/// Contacts of which the place in the log is remembered.
const MAX_LOGGED: usize = 16;

/// A visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visitor {
    /// Who it is, once known.
    pub customer: Option<CustomerId>,
    /// Streams up to this one are past.
    floor: u64,
    /// What was seen of streams, by their number.
    streams: Vec<(u64, Sequences)>,
    /// What was read before it was known who reads.
    pub kept: Vec<Stretch>,
    /// Where contacts stand in their scope's log.
    pub logged: Vec<LoggedAt>,
    /// What was agreed to before it was known who agrees: the latest for each purpose.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// In what the visitor took part before it was known who it is, the latest last.
    #[serde(default)]
    pub parts: Vec<TakenPart>,
}

/// In what a visitor took part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TakenPart {
    pub part: Part,
    pub at_ms: Timestamp,
    /// On which page, with the action.
    pub page: String,
    /// To which topic a rule leads it, and the rule's key.
    pub led: Option<(TopicId, String)>,
}

/// A consent of a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Consent {
    pub purpose: ConsentPurpose,
    pub granted: bool,
    pub at_ms: Timestamp,
    pub source: String,
}

/// Where a contact stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LoggedAt {
    pub contact: InteractionId,
    pub scope: Uuid,
    pub seq: u64,
}

/// What an event's number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    New,
    Before,
    /// It can't be told from one that was seen.
    Past,
}

impl Visitor {
    /// Notes an event's number.
    pub fn see(&mut self, stream: u64, number: u64) -> Seen {
        let at = match self.streams.binary_search_by_key(&stream, |(id, _)| *id) {
            Ok(at) => at,
            Err(_) if stream <= self.floor => return Seen::Past,
            Err(at) => {
                self.streams.insert(at, (stream, Sequences::default()));
                at
            }
        };
        let sequences = &mut self.streams[at].1;
        let mut tried = sequences.clone();
        let seen = match tried.insert(number) {
            Err(_) => Seen::Past,
            Ok(false) => Seen::Before,
            Ok(true) if tried.intervals() > MAX_INTERVALS => Seen::Past,
            Ok(true) => {
                *sequences = tried;
                Seen::New
            }
        };
        while self.streams.len() > MAX_STREAMS {
            self.floor = self.streams.remove(0).0;
        }
        seen
    }

    /// Keeps what was read until it is known who reads.
    pub fn keep(&mut self, read: Stretch, now: Timestamp) {
        web::add(&mut self.kept, read);
        self.kept.retain(|it| now.since_ms(it.episode.last_ms) <= KEEP_MS);
        let over = self.kept.len().saturating_sub(MAX_KEPT);
        self.kept.drain(..over);
    }

    /// Keeps all of a batch until it is known whose it is.
    pub fn keep_all(&mut self, read: Vec<Stretch>, parts: Vec<TakenPart>, now: Timestamp) {
        read.into_iter().for_each(|it| self.keep(it, now));
        parts.into_iter().for_each(|it| self.keep_part(it, now));
    }

    /// Keeps in what the visitor took part until it is known who that is.
    pub fn keep_part(&mut self, part: TakenPart, now: Timestamp) {
        self.parts.push(part);
        self.parts.retain(|it| now.since_ms(it.at_ms) <= KEEP_MS);
        let over = self.parts.len().saturating_sub(MAX_PARTS);
        self.parts.drain(..over);
    }

    /// Keeps a consent until it is known who gave it.
    pub fn agree(&mut self, consent: Consent) {
        self.consents.retain(|it| it.purpose != consent.purpose);
        self.consents.push(consent);
    }

    /// What is kept, by topic, the latest first.
    pub fn kept_by_topic(&self) -> Vec<TopicRead> {
        let mut all: Vec<TopicRead> = Vec::new();
        for Stretch { episode: it, .. } in &self.kept {
            match all.iter_mut().find(|read| read.topic == it.topic) {
                Some(read) => {
                    read.stage = read.stage.max(it.stage);
                    read.touches = read.touches.saturating_add(it.touches);
                    read.last_ms = read.last_ms.max(it.last_ms);
                }
                None => {
                    all.push(TopicRead { topic: it.topic, stage: it.stage, touches: it.touches, last_ms: it.last_ms })
                }
            }
        }
        all.sort_by_key(|it| (Reverse(it.last_ms), it.topic));
        all
    }

    /// A contact was logged; gives where it stood before.
    pub fn log(&mut self, at: LoggedAt) -> Option<LoggedAt> {
        let before = self.logged.iter().position(|it| it.contact == at.contact).map(|index| self.logged.remove(index));
        self.logged.push(at);
        let over = self.logged.len().saturating_sub(MAX_LOGGED);
        self.logged.drain(..over);
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_counts_once_and_streams_without_end_take_no_memory_h_6() {
        let mut visitor = Visitor::default();
        for stream in 1..=1_000 {
            assert_eq!(visitor.see(stream, 1), Seen::New);
            assert_eq!(visitor.see(stream, 1), Seen::Before);
        }
        assert_eq!(visitor.see(1, 1), Seen::Past, "a replay from long ago");
        assert_eq!(visitor.see(1, 2), Seen::Past);
        assert_eq!(visitor.see(990, 3), Seen::New);
        assert_eq!(visitor.streams.len(), MAX_STREAMS);
    }

    #[test]
    fn gaps_without_end_take_no_memory_h_6() {
        let mut visitor = Visitor::default();
        let new = (0..10_000).filter(|n| visitor.see(1, 2 * n) == Seen::New).count();
        assert_eq!(new, MAX_INTERVALS);
        assert_eq!(visitor.see(1, 1), Seen::New, "what fills a gap is taken");
    }

    #[test]
    fn an_unknown_visitors_history_is_bounded_and_expires_h_6() {
        let mut visitor = Visitor::default();
        let read = |topic: u128, at| Stretch::of(TopicId(Uuid::from_u128(topic)), 1, "r", "/", Timestamp(at));
        for topic in 0..1_000 {
            visitor.keep(read(topic, topic as i64), Timestamp(topic as i64));
        }
        assert_eq!(visitor.kept.len(), MAX_KEPT);
        let later = 2 * KEEP_MS;
        visitor.keep(read(1, later), Timestamp(later));
        assert_eq!(visitor.kept.len(), 1);
    }
}
