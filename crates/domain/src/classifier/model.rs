//! The classifier: what it answers, by which words, and how it learns on.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Calibration,
    features::{self, Bag, Word},
    train::{COST, TopicWeights, side, square},
    vocabulary::{CONSTANT, Vector, Vocabulary},
};

/// A weight of 1, as it is kept. Weights beyond ±8 are cut; margins are about 1.
const UNIT: f32 = 4_096.0;

/// Weights for each topic of each known feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Classifier {
    vocabulary: Vocabulary,
    topics: usize,
    /// Of each feature in turn, for each topic, in 1/4096.
    weights: Vec<i16>,
    calibration: Calibration,
}

/// A classifier as it comes from where it was kept.
#[derive(Deserialize)]
struct Stored {
    vocabulary: Vocabulary,
    topics: usize,
    weights: Vec<i16>,
    calibration: Calibration,
}

/// What was kept is no classifier; it has to be learned again.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("{weights} weights of {features} features for {topics} topics")]
pub struct Damaged {
    weights: usize,
    features: usize,
    topics: usize,
}

impl TryFrom<Stored> for Classifier {
    type Error = Damaged;

    fn try_from(Stored { vocabulary, topics, weights, calibration }: Stored) -> Result<Self, Damaged> {
        if vocabulary.is_whole() && vocabulary.len().checked_mul(topics) == Some(weights.len()) {
            return Ok(Self { vocabulary, topics, weights, calibration });
        }
        Err(Damaged { weights: weights.len(), features: vocabulary.len() - 1, topics })
    }
}

/// What a text is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The best topic, counted from 0 in the order of training.
    pub topic: usize,
    /// The next best.
    pub second: Option<usize>,
    /// The best topic's margin: above 0, it is more like its own texts than like the others'.
    pub margin: f32,
    /// How far the next best is below it.
    pub lead: f32,
    /// How probable it is that the topic is right, 0 to 1.
    pub probability: f64,
    /// Whether it is probable enough to be an answer.
    pub accepted: bool,
}

impl Classifier {
    pub(super) fn new(vocabulary: Vocabulary, learned: &[TopicWeights], calibration: Calibration) -> Self {
        let weights = (0..vocabulary.len()).flat_map(|place| learned.iter().map(move |it| kept(it.0[place]))).collect();
        Self { vocabulary, topics: learned.len(), weights, calibration }
    }

    /// How many topics there are.
    pub fn topics(&self) -> usize {
        self.topics
    }

    /// How many features are known.
    pub fn features(&self) -> usize {
        self.vocabulary.len() - 1
    }

    /// How far the text is on each topic's side.
    pub fn margins(&self, text: &Bag) -> Vec<f32> {
        self.margins_of(&self.vocabulary.vector(text))
    }

    fn margins_of(&self, text: &Vector) -> Vec<f32> {
        let mut margins = vec![0.0; self.topics];
        for (place, value) in text {
            for (margin, weight) in margins.iter_mut().zip(self.row(*place)) {
                *margin += f32::from(*weight) * value;
            }
        }
        margins.iter_mut().for_each(|it| *it /= UNIT);
        margins
    }

    /// What a text is about; `None` when no topic was learned.
    pub fn guess(&self, text: &Bag) -> Option<Guess> {
        let margins = self.margins(text);
        let mut order: Vec<usize> = (0..margins.len()).collect();
        order.sort_by(|a, b| margins[*b].total_cmp(&margins[*a]).then(a.cmp(b)));
        let (topic, second) = (*order.first()?, order.get(1).copied());
        let margin = margins[topic];
        let lead = second.map_or(1.0, |it| margin - margins[it]);
        let probability = self.calibration.probability(margin, lead);
        Some(Guess { topic, second, margin, lead, probability, accepted: self.calibration.accepts(probability) })
    }

    /// How much each word of a text speaks for a topic against the rest of its margin: above 0 for, below 0 against. The sum, with the
    /// topic's constant, is the margin.
    pub fn reasons(&self, text: &str, topic: usize) -> Vec<(Word, f32)> {
        let words = features::words(text);
        let mut reasons: Vec<(Word, f32)> = words.iter().map(|it| (it.clone(), 0.0)).collect();
        if topic >= self.topics {
            return reasons;
        }
        let bag = Bag::of(text);
        let values: HashMap<u32, f32> = self.vocabulary.vector(&bag).into_iter().collect();
        let counts: HashMap<u64, u32> = bag.counts().map(|(_, key, count)| (key, count)).collect();
        features::each(&words, |it| {
            let Some(place) = self.vocabulary.place(it.key) else { return };
            let (Some(value), Some(count)) = (values.get(&place), counts.get(&it.key)) else { return };
            let share = f32::from(self.row(place)[topic]) / UNIT * value / *count as f32 / 2.0;
            reasons[it.words.0].1 += share;
            reasons[it.words.1].1 += share;
        });
        reasons
    }

    /// Adds a topic of which nothing is known yet, and tells its place.
    pub fn add_topic(&mut self) -> usize {
        let rows = self.weights.chunks(self.topics.max(1));
        let new = |place: usize| if place == CONSTANT as usize { kept(-1.0) } else { 0 };
        self.weights = if self.topics == 0 {
            (0..self.vocabulary.len()).map(new).collect()
        } else {
            rows.enumerate().flat_map(|(place, row)| row.iter().copied().chain([new(place)])).collect()
        };
        self.topics += 1;
        self.topics - 1
    }

    /// Learns one more text, about a topic or about none: the step that training would take for it. A topic that isn't there is none.
    ///
    /// Constants stay: they say how many texts a topic has among all, which the few that come later don't tell.
    pub fn learn(&mut self, text: &Bag, topic: Option<usize>) {
        let new = self.vocabulary.see(text);
        self.weights.resize(self.weights.len() + new * self.topics, 0);
        let vector = self.vocabulary.vector(text);
        let margins = self.margins_of(&vector);
        let features: Vector = vector.into_iter().filter(|(place, _)| *place != CONSTANT).collect();
        let softness = square(&features) + 1.0 / (2.0 * COST);
        for (at, margin) in margins.into_iter().enumerate() {
            let side = side(topic == Some(at));
            let step = side * (1.0 - side * margin).max(0.0) / softness;
            if step == 0.0 {
                continue;
            }
            for (place, value) in &features {
                let weight = &mut self.weights[*place as usize * self.topics + at];
                *weight = kept(f32::from(*weight) / UNIT + step * value);
            }
        }
    }

    fn row(&self, place: u32) -> &[i16] {
        &self.weights[place as usize * self.topics..][..self.topics]
    }
}

fn kept(weight: f32) -> i16 {
    // `as` cuts what is out of range, and takes what is no number for 0.
    (weight * UNIT).round() as i16
}
