//! Which topic a text is about: a linear classifier that a centre trains on its own dialogues, and that tells by which words.
//!
//! A text becomes counted features ([`features`]): words and pairs of words, parts of words, and for Korean also syllables across
//! spaces and letters at the end, where the verb tells a question from an order. Every topic has one weight for each feature, learned as
//! a support vector machine: this topic against all others ([`train`]). A dialogue is the text that was said so far ([`Bag`]).
//! See docs/insight.md for how often it is right.

pub mod calibration;
pub mod features;
mod learn;
mod model;
mod train;
mod vocabulary;

pub use calibration::Calibration;
pub use features::Bag;
pub use learn::{Settings, in_turn, learn};
pub use model::{Classifier, Damaged, Guess};
pub use train::{Example, TopicWeights, Trainer};
