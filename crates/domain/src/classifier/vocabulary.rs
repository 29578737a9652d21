//! The features that a classifier knows, and how much each says.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::features::{Bag, KINDS};

/// A text as the known features in it: places in the vocabulary and values. Its length is 1, and 1 more for the constant.
pub(super) type Vector = Vec<(u32, f32)>;

/// The place of the constant that every text has.
pub(super) const CONSTANT: u32 = 0;

/// A feature is known once so many texts have it.
const MIN_TEXTS: u32 = 2;

/// Features, each with its place and how much it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub(super) struct Vocabulary {
    places: HashMap<u64, u32>,
    stored: Stored,
    once: HashSet<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Stored {
    /// Keys, from place 1 on.
    keys: Vec<u64>,
    /// How much each says: the square root of its inverse document frequency (Spärck Jones 1972), in 1/256.
    says: Vec<u16>,
    /// How many texts were seen.
    texts: u32,
    /// What was seen in one text since training; only while it is stored.
    once: Vec<u64>,
}

impl From<Stored> for Vocabulary {
    fn from(mut stored: Stored) -> Self {
        let places = stored.keys.iter().enumerate().map(|(at, key)| (*key, at as u32 + 1)).collect();
        let once = std::mem::take(&mut stored.once).into_iter().collect();
        Self { places, once, stored }
    }
}

impl From<Vocabulary> for Stored {
    fn from(vocabulary: Vocabulary) -> Self {
        let mut once: Vec<_> = vocabulary.once.into_iter().collect();
        once.sort_unstable();
        Self { once, ..vocabulary.stored }
    }
}

impl Vocabulary {
    /// What these texts have in common.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a Bag>) -> Self {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        let mut seen = 0;
        for text in texts {
            seen += 1;
            for (_, key, _) in text.counts() {
                *counts.entry(key).or_default() += 1;
            }
        }
        let mut known: Vec<_> = counts.into_iter().filter(|(_, texts)| *texts >= MIN_TEXTS).collect();
        known.sort_unstable();
        Self::from(Stored {
            keys: known.iter().map(|(key, _)| *key).collect(),
            says: known.iter().map(|(_, texts)| says(*texts, seen)).collect(),
            texts: seen,
            once: Vec::new(),
        })
    }

    /// The features at these places, in their order, alone.
    pub(super) fn restricted(&self, places: &[u32]) -> Self {
        let at = |place: &u32| *place as usize - 1;
        Self::from(Stored {
            keys: places.iter().map(|it| self.stored.keys[at(it)]).collect(),
            says: places.iter().map(|it| self.stored.says[at(it)]).collect(),
            texts: self.stored.texts,
            once: Vec::new(),
        })
    }

    /// Whether what was stored belongs together: each key is there once, and says something.
    pub(super) fn is_whole(&self) -> bool {
        self.places.len() == self.stored.keys.len() && self.stored.says.len() == self.stored.keys.len()
    }

    /// One more than the last place.
    pub(super) fn len(&self) -> usize {
        self.stored.keys.len() + 1
    }

    /// Takes another text into account: what a second text has in common with it becomes known. Says how many features are new.
    pub(super) fn see(&mut self, text: &Bag) -> usize {
        let before = self.len();
        self.stored.texts = self.stored.texts.saturating_add(1);
        for (_, key, _) in text.counts() {
            if self.places.contains_key(&key) || self.once.insert(key) {
                continue;
            }
            self.once.remove(&key);
            self.places.insert(key, self.len() as u32);
            self.stored.keys.push(key);
            self.stored.says.push(says(MIN_TEXTS, self.stored.texts));
        }
        self.len() - before
    }

    /// The place of a feature.
    pub(super) fn place(&self, key: u64) -> Option<u32> {
        self.places.get(&key).copied()
    }

    /// How much a feature says.
    pub(super) fn says(&self, place: u32) -> f32 {
        f32::from(self.stored.says[place as usize - 1]) / 256.0
    }

    /// A text in this vocabulary. Every kind of feature that it has gets the same share.
    pub(super) fn vector(&self, text: &Bag) -> Vector {
        let mut squares = [0.0_f32; KINDS];
        let mut found = Vec::new();
        for (kind, key, count) in text.counts() {
            let Some(place) = self.place(key) else { continue };
            let value = (1.0 + (count as f32).ln()) * f32::from(self.stored.says[place as usize - 1]);
            squares[kind as usize] += value * value;
            found.push((kind, place, value));
        }
        let kinds = squares.iter().filter(|it| **it > 0.0).count() as f32;
        let share = |kind: usize| 1.0 / (squares[kind] * kinds).sqrt();
        let values = found.into_iter().map(|(kind, place, value)| (place, value * share(kind as usize)));
        std::iter::once((CONSTANT, 1.0)).chain(values).collect()
    }
}

fn says(texts: u32, of: u32) -> u16 {
    let inverse_frequency = ((1.0 + of as f32) / (1.0 + texts as f32)).ln() + 1.0;
    (inverse_frequency.max(1.0).sqrt() * 256.0) as u16
}
