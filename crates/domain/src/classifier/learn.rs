//! Learning a classifier with its calibration: the same for files and for the centre's own dialogues.

use super::{Calibration, Classifier, Example, TopicWeights, Trainer, calibration::Trial};

/// Every so manieth text is kept apart to fit the calibration.
const HELD_OUT: usize = 5;

/// How to learn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Orders the texts.
    pub seed: u64,
    /// Share of right answers that stays when improbable ones are rejected, 0 to 1. Rejects only where texts about no topic are learned.
    pub kept: f64,
    /// The most features that are kept: bounds the classifier's size. `None`: all.
    pub max_features: Option<usize>,
}

/// Learns topics 0, 1, … of a trainer one after the other.
pub fn in_turn(trainer: &Trainer, topics: usize) -> Vec<TopicWeights> {
    (0..topics).map(|topic| trainer.learn(topic)).collect()
}

/// Learns so many topics. `weights` learns all topics of a trainer, in their order: [`in_turn`], or side by side.
pub fn learn(
    examples: &[Example],
    topics: usize,
    settings: Settings,
    weights: impl Fn(&Trainer, usize) -> Vec<TopicWeights>,
) -> Classifier {
    let calibration = calibrated(examples, topics, settings, &weights);
    trained(examples.iter().collect(), topics, settings, calibration, &weights)
}

fn trained(
    examples: Vec<&Example>,
    topics: usize,
    settings: Settings,
    calibration: Calibration,
    weights: &impl Fn(&Trainer, usize) -> Vec<TopicWeights>,
) -> Classifier {
    let mut trainer = Trainer::new(examples, settings.seed);
    let mut learned = weights(&trainer, topics);
    if let Some(limit) = settings.max_features.filter(|limit| trainer.features() > *limit) {
        trainer = trainer.limited(&learned, limit);
        learned = weights(&trainer, topics);
    }
    trainer.finish(&learned, calibration)
}

/// Learns four fifths, and looks how margins and right answers belong together in the last one.
fn calibrated(
    examples: &[Example],
    topics: usize,
    settings: Settings,
    weights: &impl Fn(&Trainer, usize) -> Vec<TopicWeights>,
) -> Calibration {
    let (held_out, rest): (Vec<_>, Vec<_>) = examples.iter().enumerate().partition(|(at, _)| at % HELD_OUT == 0);
    let rest = rest.into_iter().map(|(_, example)| example).collect();
    let classifier = trained(rest, topics, settings, Calibration::default(), weights);
    let trial = |(bag, topic): &Example| {
        let guess = classifier.guess(bag)?;
        Some(Trial { margin: guess.margin, lead: guess.lead, right: Some(guess.topic) == *topic })
    };
    let rejects = examples.iter().any(|(_, topic)| topic.is_none());
    let trials: Vec<_> = held_out.into_iter().filter_map(|(_, example)| trial(example)).collect();
    Calibration::fit(&trials, if rejects { settings.kept } else { 1.0 })
}
