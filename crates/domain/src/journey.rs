//! How a dialogue came along its topic's stages: when it reached each of them first, and on which channel (H-3, H-7).
//!
//! A journey is read from facts alone, in whatever order they arrive, and on the topic's list of stages as it is now: earlier versions
//! are carried over ([`Topic::standing`]). A stage that a dialogue jumped over was not reached.

use std::collections::BTreeMap;

use crate::{
    dialogue::{Dialogue, StageMove, Topic},
    fold::{FIRST_STAGE, Folded, United, unite},
    id::{DialogueId, InteractionId, StageMoveId, TopicId},
    interaction::Channel,
    time::Timestamp,
};

/// As much of a contact as a report needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// When it began.
    pub at_ms: Timestamp,
    /// Which contact.
    pub id: InteractionId,
    /// On which channel.
    pub channel: Channel,
    /// The dialogue to which it belongs now.
    pub dialogue: Option<DialogueId>,
}

/// What became of a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It runs.
    Open,
    /// It reached a stage that closes.
    Closed,
    /// It rested for longer than its stage allows.
    AgedOut,
}

/// The first time that a dialogue was at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The stage (from 1) on the topic's list as it is now.
    pub stage: u8,
    /// When.
    pub at_ms: Timestamp,
    /// The channel of the contact that moved it there or, for where it began, of its first contact. `None`: no contact, or one that is not
    /// known here.
    pub channel: Option<Channel>,
}

/// A dialogue as a report reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The dialogue as it stands.
    pub dialogue: Dialogue,
    /// The stages that it reached, by moment and then by stage; each once.
    pub reached: Vec<Reached>,
    /// What became of it.
    pub end: End,
}

impl Journey {
    /// When it first was at a stage.
    pub fn at(&self, stage: u8) -> Option<&Reached> {
        self.reached.iter().find(|it| it.stage == stage)
    }

    /// When it first went on from a stage: the first moment, not before it was there, at which it reached a later one.
    pub fn went_on(&self, from: &Reached) -> Option<Timestamp> {
        let later = self.reached.iter().filter(|it| it.stage > from.stage && it.at_ms >= from.at_ms);
        later.map(|it| it.at_ms).min()
    }
}

/// The journeys of one customer's dialogues, in the order of [`unite`]. Facts may come in any order and repeated.
pub fn journeys<'a>(
    folded: Vec<Folded>,
    moves: &[StageMove],
    touches: &[Touch],
    topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
    now: Timestamp,
) -> Vec<Journey> {
    let begun: BTreeMap<DialogueId, u16> = folded.iter().map(|it| (it.opened.id, it.opened.version)).collect();
    let united = unite(folded, &topic_of, now);
    let journey = |united: United| {
        let topic = topic_of(united.dialogue.topic);
        let version = begun.get(&united.dialogue.id).copied().unwrap_or_default();
        let reached = reached(&united, version, moves, touches, topic);
        let end = end(&united.dialogue);
        Journey { dialogue: united.dialogue, reached, end }
    };
    united.into_iter().map(journey).collect()
}

/// A dialogue that no stage closed has a moment at which it closes by itself, or did.
fn end(dialogue: &Dialogue) -> End {
    match (dialogue.open, dialogue.closes_ms) {
        (true, _) => End::Open,
        (false, Some(_)) => End::AgedOut,
        (false, None) => End::Closed,
    }
}

fn reached(
    united: &United,
    version: u16,
    moves: &[StageMove],
    touches: &[Touch],
    topic: Option<&Topic>,
) -> Vec<Reached> {
    let carried = |version, stage, at| topic.map_or(stage, |topic| topic.standing(version, stage, at).stage);
    let opened_ms = united.dialogue.opened_ms;
    let began_on = touches.iter().filter(|it| it.dialogue.is_some_and(|id| united.is(id))).min().map(|it| it.channel);
    let beginning = (opened_ms, None, carried(version, FIRST_STAGE, opened_ms), began_on);
    let mut first: BTreeMap<u8, (Timestamp, Option<StageMoveId>, Option<Channel>)> = BTreeMap::new();
    let moved = moves.iter().filter(|it| united.is(it.dialogue)).map(|it| {
        let channel = it.interaction.and_then(|id| touches.iter().find(|touch| touch.id == id)).map(|it| it.channel);
        (it.at_ms, Some(it.id), carried(it.version, it.stage, it.at_ms), channel)
    });
    for (at_ms, id, stage, channel) in std::iter::once(beginning).chain(moved) {
        let held = first.entry(stage).or_insert((at_ms, id, channel));
        if (at_ms, id) < (held.0, held.1) {
            *held = (at_ms, id, channel);
        }
    }
    let mut reached: Vec<_> =
        first.into_iter().map(|(stage, (at_ms, _, channel))| Reached { stage, at_ms, channel }).collect();
    reached.sort_by_key(|it| (it.at_ms, it.stage));
    reached
}
