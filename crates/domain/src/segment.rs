//! Segments: a query over customers as data, answered by the same code wherever it is asked (H-8).
//!
//! A segment says what must hold of a customer, never who is in it: whoever comes to fit is in it from then on. Its conditions are about
//! the profile, the dialogues, the contacts, the consents and the remarks.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::{
    customer::{ConsentChange, ConsentPurpose, Customer, Language, Remark, RemarkKind, Tier},
    dialogue::{Purpose, Topic},
    funnel::{Cell, Way},
    id::{SegmentId, TeamId, TopicId, UserId},
    interaction::Channel,
    journey::{End, Journey, Touch},
    limits::MAX_DAYS,
    participation::{BEST_SCORE, FeedbackKind, Part, Participation, last_survey},
    time::Timestamp,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Conditions of a segment.
pub const MAX_CONDITIONS: usize = 20;
/// Words that a condition looks for, in bytes.
pub const MAX_WORDS_BYTES: usize = 200;
/// Contacts or touches that a condition can ask for.
pub const MAX_TIMES: u32 = 10_000;

/// A segment with its name. Edited by supervisors and administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Segment {
    /// Identity.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
    /// Who is in it.
    pub query: SegmentQuery,
    /// No longer offered.
    pub retired: bool,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_ms: Timestamp,
}

/// What must hold of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SegmentQuery {
    /// Whether all conditions must hold, or one.
    pub matches: Matches,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// How conditions come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "SegmentMatches")]
pub enum Matches {
    /// All must hold.
    All,
    /// One must hold.
    Any,
}

/// Something that must hold of a customer, or must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SegmentCondition")]
pub struct Condition {
    /// It must not hold.
    pub not: bool,
    /// What.
    pub test: Test,
}

/// What can be asked of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "on")]
#[ts(rename = "SegmentTest")]
pub enum Test {
    /// The value tier is one of these.
    Tier {
        /// Which.
        tiers: Vec<Tier>,
    },
    /// The preferred language.
    Language {
        /// Which.
        language: Language,
    },
    /// The customer is one of these teams'.
    Team {
        /// Which.
        teams: Vec<TeamId>,
    },
    /// The postal address has these words, whatever the case.
    Region {
        /// Words such as a city's name.
        words: String,
    },
    /// There is a dialogue that is all of this.
    Dialogue {
        /// On this topic.
        topic: Option<TopicId>,
        /// On a topic with this purpose.
        purpose: Option<Purpose>,
        /// It stands at this stage or a later one (from 1).
        from_stage: Option<u8>,
        /// It stands at this stage or an earlier one.
        to_stage: Option<u8>,
        /// What became of it.
        state: DialogueState,
        /// Nothing happened in it for this many days.
        idle_days: Option<u16>,
        /// It has at least so many contacts.
        touches: Option<u32>,
    },
    /// A dialogue first reached a stage within the last days: what a number of the funnel stands for.
    Reached {
        /// On this topic.
        topic: TopicId,
        /// This stage (from 1).
        stage: u8,
        /// In this way; `None`: in any.
        way: Option<Way>,
        /// Within so many days.
        days: u16,
    },
    /// There were at least so many contacts within the last days.
    Contacts {
        /// On this channel; `None`: on any.
        channel: Option<Channel>,
        /// Within so many days.
        days: u16,
        /// At least so many.
        times: u32,
    },
    /// A consent was given and not withdrawn since.
    Consent {
        /// For what.
        purpose: ConsentPurpose,
        /// On this channel; `None`: on all channels at once.
        channel: Option<Channel>,
    },
    /// There is a remark that holds: neither done nor expired.
    Remark {
        /// Of this kind.
        kind: RemarkKind,
        /// With these words, whatever the case; empty: with any.
        words: String,
    },
    /// The last survey that was answered within the last days has a score between the two.
    Survey {
        /// From this score on, 0 to 10.
        from: u8,
        /// To this score, 0 to 10.
        to: u8,
        /// Within so many days.
        days: u16,
    },
    /// The customer took part within the last days.
    Participation {
        /// In this.
        part: PartKind,
        /// Within so many days.
        days: u16,
    },
}

/// In what a customer took part, as a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A survey was answered.
    Survey,
    /// Somebody was sent to us.
    Referral,
    /// Praise.
    Praise,
    /// A complaint.
    Complaint,
    /// An idea.
    Idea,
}

impl PartKind {
    /// Whether it is this.
    fn is(self, part: &Part) -> bool {
        match (self, part) {
            (Self::Survey, Part::Survey { .. }) | (Self::Referral, Part::Referral { .. }) => true,
            (_, Part::Feedback { kind, .. }) => {
                *kind
                    == match self {
                        Self::Praise => FeedbackKind::Praise,
                        Self::Complaint => FeedbackKind::Complaint,
                        Self::Idea => FeedbackKind::Idea,
                        Self::Survey | Self::Referral => return false,
                    }
            }
            _ => false,
        }
    }
}

/// What became of a dialogue, as a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DialogueState {
    /// It runs.
    Open,
    /// It ended, by a stage or by itself.
    Ended,
    /// Either.
    Any,
}

/// Why a query can't be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SegmentFault {
    /// It has no conditions: it would be everybody.
    #[error("no conditions")]
    Empty,
    /// More than [`MAX_CONDITIONS`].
    #[error("too many conditions")]
    TooMany,
    /// A condition has a number outside of its range, too long words, or nothing to choose from.
    #[error("a condition is out of range")]
    Condition,
}

/// All of a customer that conditions are about.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// Profile.
    pub customer: &'a Customer,
    /// Remarks, also those that no longer hold.
    pub remarks: &'a [Remark],
    /// Changes of consent, in any order.
    pub consents: &'a [ConsentChange],
    /// Dialogues.
    pub journeys: &'a [Journey],
    /// Contacts.
    pub touches: &'a [Touch],
    /// In what the customer took part, in any order.
    pub participations: &'a [Participation],
}

impl SegmentQuery {
    /// The customers behind a number of the funnel, as of the same number of days from any moment on.
    pub fn of_cell(cell: &Cell) -> Self {
        let length_ms = cell.period.to_ms.since_ms(cell.period.from_ms).max(1);
        let days = u16::try_from((length_ms + DAY_MS - 1) / DAY_MS).unwrap_or(MAX_DAYS).clamp(1, MAX_DAYS);
        let test = Test::Reached { topic: cell.topic, stage: cell.stage, way: cell.way, days };
        Self { matches: Matches::All, conditions: vec![Condition { not: false, test }] }
    }

    /// The topic that it is about: that of the first condition which names one and must hold.
    pub fn topic(&self) -> Option<TopicId> {
        self.conditions.iter().filter(|it| !it.not).find_map(|it| match &it.test {
            Test::Dialogue { topic, .. } => *topic,
            Test::Reached { topic, .. } => Some(*topic),
            _ => None,
        })
    }

    /// What keeps it from being asked.
    pub fn check(&self) -> Result<(), SegmentFault> {
        match self.conditions.len() {
            0 => Err(SegmentFault::Empty),
            count if count > MAX_CONDITIONS => Err(SegmentFault::TooMany),
            _ if self.conditions.iter().all(|it| it.test.is_in_range()) => Ok(()),
            _ => Err(SegmentFault::Condition),
        }
    }

    /// Whether it holds of a customer at `now`. Without conditions it holds of nobody.
    pub fn holds<'t>(&self, person: &Person, topic_of: impl Fn(TopicId) -> Option<&'t Topic>, now: Timestamp) -> bool {
        let holds = |it: &Condition| it.test.holds(person, &topic_of, now) != it.not;
        match self.matches {
            Matches::All => !self.conditions.is_empty() && self.conditions.iter().all(holds),
            Matches::Any => self.conditions.iter().any(holds),
        }
    }
}

impl Test {
    fn is_in_range(&self) -> bool {
        let days = |days: &u16| (1..=MAX_DAYS).contains(days);
        let fits = |words: &str| words.len() <= MAX_WORDS_BYTES && !words.contains('\0');
        match self {
            Self::Tier { tiers } => !tiers.is_empty() && tiers.len() <= MAX_CONDITIONS,
            Self::Team { teams } => !teams.is_empty() && teams.len() <= crate::limits::MAX_TEAMS,
            Self::Language { .. } | Self::Consent { .. } => true,
            Self::Region { words } => !words.trim().is_empty() && fits(words),
            Self::Dialogue { from_stage, to_stage, idle_days, touches, .. } => {
                let ordered = from_stage.zip(*to_stage).is_none_or(|(from, to)| from <= to);
                let stages = from_stage.iter().chain(to_stage).all(|stage| *stage >= 1);
                let times = touches.is_none_or(|times| (1..=MAX_TIMES).contains(&times));
                ordered && stages && times && idle_days.iter().all(days)
            }
            Self::Reached { stage, days: within, .. } => *stage >= 1 && days(within),
            Self::Contacts { days: within, times, .. } => days(within) && (1..=MAX_TIMES).contains(times),
            Self::Remark { words, .. } => fits(words),
            Self::Survey { from, to, days: within } => from <= to && *to <= BEST_SCORE && days(within),
            Self::Participation { days: within, .. } => days(within),
        }
    }

    fn holds<'t>(&self, person: &Person, topic_of: &impl Fn(TopicId) -> Option<&'t Topic>, now: Timestamp) -> bool {
        match self {
            Self::Tier { tiers } => tiers.contains(&person.customer.tier),
            Self::Language { language } => person.customer.language == *language,
            Self::Team { teams } => teams.contains(&person.customer.team),
            Self::Region { words } => person.customer.address.as_deref().is_some_and(|it| has_words(it, words)),
            Self::Dialogue { .. } => person.journeys.iter().any(|it| self.holds_of(it, topic_of, now)),
            Self::Reached { topic, stage, way, days } => {
                let reached = |it: &Journey| {
                    let reached = (it.dialogue.topic == *topic).then(|| it.at(*stage)).flatten();
                    reached.is_some_and(|it| within(it.at_ms, *days, now) && way.is_none_or(|way| way == Way::of(it)))
                };
                person.journeys.iter().any(reached)
            }
            Self::Contacts { channel, days, times } => {
                let counts =
                    |it: &&Touch| within(it.at_ms, *days, now) && channel.is_none_or(|channel| channel == it.channel);
                person.touches.iter().filter(counts).take(*times as usize).count() == *times as usize
            }
            Self::Consent { purpose, channel } => is_granted(person.consents, *purpose, *channel),
            Self::Remark { kind, words } => {
                let held = |it: &Remark| !it.done && it.expires_ms.is_none_or(|expires| expires > now);
                let fits = |it: &Remark| it.kind == *kind && has_words(&it.text, words);
                person.remarks.iter().any(|it| held(it) && fits(it))
            }
            Self::Survey { from, to, days } => {
                let last = last_survey(person.participations).filter(|it| within(it.at_ms, *days, now));
                last.is_some_and(|it| matches!(it.part, Part::Survey { score, .. } if (*from..=*to).contains(&score)))
            }
            Self::Participation { part, days } => {
                person.participations.iter().any(|it| part.is(&it.part) && within(it.at_ms, *days, now))
            }
        }
    }

    /// Whether a dialogue is all that a condition on dialogues asks.
    fn holds_of<'t>(
        &self,
        journey: &Journey,
        topic_of: &impl Fn(TopicId) -> Option<&'t Topic>,
        now: Timestamp,
    ) -> bool {
        let Self::Dialogue { topic, purpose, from_stage, to_stage, state, idle_days, touches } = self else {
            return false;
        };
        let dialogue = &journey.dialogue;
        let last_ms = dialogue.opened_ms.max(dialogue.last_contact_ms).max(dialogue.stage_since_ms);
        let purposed = |wanted: Purpose| topic_of(dialogue.topic).is_some_and(|it| it.purpose == wanted);
        topic.is_none_or(|it| it == dialogue.topic)
            && purpose.is_none_or(purposed)
            && from_stage.is_none_or(|it| dialogue.stage >= it)
            && to_stage.is_none_or(|it| dialogue.stage <= it)
            && match state {
                DialogueState::Open => journey.end == End::Open,
                DialogueState::Ended => journey.end != End::Open,
                DialogueState::Any => true,
            }
            && idle_days.is_none_or(|days| last_ms <= before(now, days))
            && touches.is_none_or(|it| dialogue.touches >= it)
    }
}

/// Whether a consent is given on a channel: by the latest change that is about the channel or about all, a withdrawal winning a tie.
pub fn is_granted(consents: &[ConsentChange], purpose: ConsentPurpose, channel: Option<Channel>) -> bool {
    let about = |it: &&ConsentChange| it.purpose == purpose && (it.channel.is_none() || it.channel == channel);
    let latest = consents.iter().filter(about).max_by_key(|it| (it.at_ms, !it.granted));
    latest.is_some_and(|it| it.granted)
}

/// The moment so many days ago.
pub fn before(now: Timestamp, days: u16) -> Timestamp {
    now.plus_ms(-(i64::from(days) * DAY_MS))
}

/// Whether a moment is in the last days: after the moment so many days ago. What a clock that is ahead says to be in the future counts
/// as now.
fn within(at: Timestamp, days: u16, now: Timestamp) -> bool {
    at > before(now, days)
}

fn has_words(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(&words.trim().to_lowercase())
}
