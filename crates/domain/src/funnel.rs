//! The funnel: how many dialogues reached which stage of which topic, on which channel, in a period (H-7).
//!
//! What is counted is a dialogue *reaching* a stage for the first time. Each cell stands for those dialogues alone: how many of them have
//! gone on since, after how long, and what has become of them by now. Nothing is sampled or estimated (docs/insight.md).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::{Purpose, Topic},
    id::TopicId,
    interaction::Channel,
    journey::{End, Journey, Reached},
    time::Timestamp,
};

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Period {
    /// The first moment in it.
    pub from_ms: Timestamp,
    /// The first moment after it.
    pub to_ms: Timestamp,
}

impl Period {
    /// Whether a moment is in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from_ms <= at && at < self.to_ms
    }

    /// As long a time right before it.
    pub fn before(&self) -> Self {
        let length_ms = self.to_ms.since_ms(self.from_ms).max(0);
        Self { from_ms: self.from_ms.plus_ms(-length_ms), to_ms: self.from_ms }
    }
}

/// How a dialogue came to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is", content = "channel")]
pub enum Way {
    /// By a contact on this channel.
    By(Channel),
    /// By no contact: a person moved it, or the contact is not known here.
    NoContact,
}

impl Way {
    /// How a stage was reached.
    pub fn of(reached: &Reached) -> Self {
        reached.channel.map_or(Self::NoContact, Self::By)
    }
}

/// What to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FunnelQuery {
    /// Only this topic.
    pub topic: Option<TopicId>,
    /// Only topics with this purpose.
    pub purpose: Option<Purpose>,
    /// Only what was reached in this way.
    pub way: Option<Way>,
    /// When the stage was reached.
    pub period: Period,
    /// The earlier period beside which it stands: as many days before, up to the same time of day.
    pub compared: Period,
}

impl FunnelQuery {
    /// Whether dialogues on a topic are counted.
    pub fn counts(&self, topic: &Topic) -> bool {
        self.topic.is_none_or(|id| id == topic.id) && self.purpose.is_none_or(|purpose| purpose == topic.purpose)
    }

    /// Nothing that happened before this changes the answer.
    pub fn since(&self) -> Timestamp {
        self.period.from_ms.min(self.compared.from_ms)
    }
}

/// One number of the funnel: the dialogues that are counted in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "FunnelCell")]
pub struct Cell {
    /// Which topic.
    pub topic: TopicId,
    /// Which stage (from 1).
    pub stage: u8,
    /// How it was reached; `None`: in any way.
    pub way: Option<Way>,
    /// When it was reached.
    pub period: Period,
}

impl Cell {
    /// The moment at which a dialogue came into this cell; `None` when it did not.
    pub fn entered(&self, journey: &Journey) -> Option<Timestamp> {
        let reached = (journey.dialogue.topic == self.topic).then(|| journey.at(self.stage)).flatten()?;
        let counts = self.period.holds(reached.at_ms) && self.way.is_none_or(|way| way == Way::of(reached));
        counts.then_some(reached.at_ms)
    }
}

/// The funnel of every topic that is counted, by purpose and key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Funnel {
    /// One for each topic, also where nothing was reached.
    pub topics: Vec<TopicFunnel>,
}

/// The funnel of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicFunnel {
    /// Which topic.
    pub topic: TopicId,
    /// One for each of its stages, in their order.
    pub stages: Vec<StageCount>,
}

/// Dialogues that reached a stage in the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StageCount {
    /// How many.
    pub reached: u32,
    /// How many did in the period that it is compared with.
    pub before: u32,
    /// The same by how they came there, without the ways in which none did.
    pub ways: Vec<WayCount>,
    /// How many of them have reached a later stage since.
    pub went_on: u32,
    /// Half of those took at most so long until the first later one, in milliseconds: the lower median.
    #[ts(type = "number | null")]
    pub median_ms: Option<i64>,
    /// How many of them run now.
    pub open: u32,
    /// How many of them reached a stage that closes.
    pub closed: u32,
    /// How many of them closed by themselves.
    pub aged_out: u32,
}

/// Dialogues that reached a stage in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WayCount {
    /// How.
    pub way: Way,
    /// How many.
    pub reached: u32,
    /// How many did in the period that it is compared with.
    pub before: u32,
}

/// Counts journeys, in any order.
#[derive(Debug)]
pub struct Counter<'a> {
    query: &'a FunnelQuery,
    topics: Vec<&'a Topic>,
    counts: BTreeMap<(TopicId, u8), Count>,
}

#[derive(Debug, Default)]
struct Count {
    stage: StageCount,
    ways: BTreeMap<Way, (u32, u32)>,
    durations_ms: Vec<i64>,
}

impl<'a> Counter<'a> {
    /// Nothing counted yet.
    pub fn new(query: &'a FunnelQuery, topics: impl IntoIterator<Item = &'a Topic>) -> Self {
        let mut topics: Vec<_> = topics.into_iter().filter(|topic| query.counts(topic)).collect();
        topics.sort_by(|a, b| (a.purpose as u8, &a.key, a.id).cmp(&(b.purpose as u8, &b.key, b.id)));
        Self { query, topics, counts: BTreeMap::new() }
    }

    /// Counts a dialogue. Each once.
    pub fn add(&mut self, journey: &Journey) {
        let topic = journey.dialogue.topic;
        if !self.topics.iter().any(|it| it.id == topic) {
            return;
        }
        let (period, before) = (self.query.period, self.query.compared);
        for reached in &journey.reached {
            let way = Way::of(reached);
            let (is, was) = (period.holds(reached.at_ms), before.holds(reached.at_ms));
            if !(is || was) || self.query.way.is_some_and(|wanted| wanted != way) {
                continue;
            }
            let count = self.counts.entry((topic, reached.stage)).or_default();
            let (ways_is, ways_was) = count.ways.entry(way).or_default();
            *ways_is += u32::from(is);
            *ways_was += u32::from(was);
            count.stage.before += u32::from(was);
            if is {
                count.reach(journey, reached);
            }
        }
    }

    /// What was counted.
    pub fn finish(mut self) -> Funnel {
        let topics = std::mem::take(&mut self.topics);
        let funnel = topics.into_iter().map(|topic| {
            let numbers = (1..=u8::MAX).take(topic.stages.len());
            let stages = numbers.map(|stage| self.counts.remove(&(topic.id, stage)).unwrap_or_default().finish());
            TopicFunnel { topic: topic.id, stages: stages.collect() }
        });
        Funnel { topics: funnel.collect() }
    }
}

impl Count {
    fn reach(&mut self, journey: &Journey, reached: &Reached) {
        self.stage.reached += 1;
        match journey.end {
            End::Open => self.stage.open += 1,
            End::Closed => self.stage.closed += 1,
            End::AgedOut => self.stage.aged_out += 1,
        }
        if let Some(later) = journey.went_on(reached) {
            self.stage.went_on += 1;
            self.durations_ms.push(later.since_ms(reached.at_ms));
        }
    }

    fn finish(mut self) -> StageCount {
        let ways = self.ways.into_iter().map(|(way, (reached, before))| WayCount { way, reached, before });
        StageCount { ways: ways.collect(), median_ms: lower_median(&mut self.durations_ms), ..self.stage }
    }
}

fn lower_median(values: &mut [i64]) -> Option<i64> {
    let middle = values.len().checked_sub(1)? / 2;
    Some(*values.select_nth_unstable(middle).1)
}
