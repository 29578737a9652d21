//! Which topic a text of the centre is about (H-1): learned from the dialogues that people put contacts to, and suggested to them.
//!
//! A suggestion moves nothing. Whoever accepts it assigns as they would without it, and their choice is learned like any other.

mod examples;

use serde::{Deserialize, Serialize};

pub use examples::{Evidence, MAX_EXAMPLE_CHARS, Spoken, spoken};

use crate::{
    classifier::{Bag, Classifier, Example, Settings, features, in_turn, learn},
    id::TopicId,
    time::Timestamp,
};

/// A topic with fewer dialogues is not learned.
pub const MIN_EXAMPLES: usize = 20;
/// Of a topic so many dialogues are learned, the newest.
pub const MAX_PER_TOPIC: usize = 1_000;
/// Counted features of all dialogues that are learned, which bounds the memory: 16 bytes each while they are counted, 8 while they are learned.
pub const MAX_COUNTED: usize = 6_000_000;
/// Features that a model keeps.
pub const MAX_FEATURES: usize = 40_000;
/// Weights that a model keeps: with many topics it has fewer features. Two bytes each in memory.
pub const MAX_WEIGHTS: usize = 1_500_000;
/// What is less probable than this is not suggested.
pub const SUGGEST_FROM: f64 = 0.7;
/// Words that are told as the reason.
const REASONS: usize = 3;
/// A word counts as a reason from this share of the strongest one on.
const REASON_SHARE: f32 = 0.25;

/// The centre's model of its topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicModel {
    /// What the classifier's topics 0, 1, … are.
    pub topics: Vec<TopicId>,
    /// What was learned.
    pub classifier: Classifier,
    /// How many dialogues it was learned from.
    pub dialogues: u32,
    /// When.
    pub trained_ms: Timestamp,
    /// What became of the suggestions of the model before it; `None` for the first.
    pub before: Option<Agreement>,
}

/// How often a model's suggestions are what people chose, in dialogues that began after it had been learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Since when: the model's own moment of learning.
    pub since_ms: Timestamp,
    /// Dialogues on a topic that was chosen by a person.
    pub dialogues: u32,
    /// For how many of them the model suggests something.
    pub suggested: u32,
    /// For how many of these it is what the person chose.
    pub agreed: u32,
}

/// What a text is probably about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suggestion {
    /// The topic.
    pub topic: TopicId,
    /// How probable it is that it is right, 0 to 1.
    pub probability: f64,
}

impl TopicModel {
    /// Learns the topics of which there are enough dialogues; `None` when there are fewer than two. The same dialogues give the same model.
    pub fn learn(dialogues: &[Spoken], now: Timestamp, before: Option<Agreement>) -> Option<Self> {
        let (topics, examples) = chosen(dialogues);
        if topics.len() < 2 {
            return None;
        }
        let max_features = MAX_FEATURES.min(MAX_WEIGHTS / topics.len());
        let settings = Settings { seed: 1, kept: 1.0, max_features: Some(max_features) };
        let classifier = learn(&examples, topics.len(), settings, in_turn);
        Some(Self { topics, classifier, dialogues: examples.len() as u32, trained_ms: now, before })
    }

    /// What all that was said is probably about; `None` when that is not sure enough.
    pub fn suggest(&self, said: &Bag) -> Option<Suggestion> {
        let guess = self.classifier.guess(said).filter(|it| it.probability >= SUGGEST_FROM)?;
        Some(Suggestion { topic: *self.topics.get(guess.topic)?, probability: guess.probability })
    }

    /// The words of a text that speak for a topic the most, as they stand in it, in its order.
    pub fn reasons(&self, text: &str, topic: TopicId) -> Vec<String> {
        let Some(topic) = self.topics.iter().position(|it| *it == topic) else { return Vec::new() };
        let reasons = self.classifier.reasons(text, topic);
        let strongest = reasons.iter().map(|(_, share)| *share).fold(0.0, f32::max);
        let mut words: Vec<(features::Word, f32)> = Vec::new();
        for (word, share) in reasons {
            if share <= 0.0 || share < strongest * REASON_SHARE {
                continue;
            }
            match words.iter_mut().find(|(it, _)| it.plain == word.plain) {
                Some((_, sum)) => *sum += share,
                None => words.push((word, share)),
            }
        }
        words.sort_by(|a, b| b.1.total_cmp(&a.1));
        words.truncate(REASONS);
        words.sort_by_key(|(word, _)| word.at.start);
        words.into_iter().map(|(word, _)| text[word.at].to_owned()).collect()
    }

    /// How its suggestions agree with what people chose in dialogues that began since it was learned.
    pub fn agreement(&self, dialogues: &[Spoken]) -> Agreement {
        let mut agreement = Agreement { since_ms: self.trained_ms, ..Agreement::default() };
        for it in dialogues.iter().filter(|it| it.opened_ms > self.trained_ms) {
            agreement.dialogues += 1;
            if let Some(suggestion) = self.suggest(&Bag::of(&it.text)) {
                agreement.suggested += 1;
                agreement.agreed += u32::from(suggestion.topic == it.topic);
            }
        }
        agreement
    }
}

/// The topics with enough dialogues, and what is learned of them: the newest, within the bounds. Every topic has the same right to room.
fn chosen(dialogues: &[Spoken]) -> (Vec<TopicId>, Vec<Example>) {
    let mut topics: Vec<TopicId> = dialogues.iter().map(|it| it.topic).collect();
    topics.sort();
    topics.dedup();
    let mut by_topic: Vec<(TopicId, Vec<&Spoken>)> = topics.into_iter().map(|it| (it, Vec::new())).collect();
    for it in dialogues {
        if let Ok(at) = by_topic.binary_search_by_key(&it.topic, |(topic, _)| *topic) {
            by_topic[at].1.push(it);
        }
    }
    by_topic.retain(|(_, all)| all.len() >= MIN_EXAMPLES);
    for (_, all) in &mut by_topic {
        all.sort_by_key(|it| (std::cmp::Reverse(it.opened_ms), it.dialogue));
        all.truncate(MAX_PER_TOPIC);
    }
    let mut examples = Vec::new();
    let mut counted = 0;
    // The newest of each topic, then the next newest of each.
    'all: for turn in 0..MAX_PER_TOPIC {
        for (topic, (_, all)) in by_topic.iter().enumerate() {
            let Some(it) = all.get(turn) else { continue };
            let bag = Bag::of(&it.text);
            counted += bag.counts().count();
            if counted > MAX_COUNTED {
                break 'all;
            }
            examples.push((bag, Some(topic)));
        }
    }
    (by_topic.into_iter().map(|(topic, _)| topic).collect(), examples)
}
