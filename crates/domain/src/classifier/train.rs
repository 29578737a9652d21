//! Learning the weights: for each topic the support vector machine with squared hinge loss that tells it from all others, by dual
//! coordinate descent (Hsieh et al. 2008, *A dual coordinate descent method for large-scale linear SVM*, algorithms 1 and 3).

use super::{
    Calibration,
    features::Bag,
    model::Classifier,
    vocabulary::{Vector, Vocabulary},
};

/// What an error costs against the size of the weights.
pub(super) const COST: f32 = 3.0;
/// Rounds through the texts, at most.
const MAX_ROUNDS: usize = 30;
/// A topic is learned when no text would move its own multiplier by more.
const TOLERANCE: f32 = 0.02;
/// A text is passed over for some rounds when it is on the right side by more than this.
const SHRINK_MARGIN: f32 = 0.3;
/// How many rounds until all texts are looked at again.
const SHRINK_ROUNDS: usize = 4;

/// Weights of one topic, one for each place in the vocabulary.
pub struct TopicWeights(pub(super) Vec<f32>);

/// A text with its topic, counted from 0; `None` where it is about none of them.
pub type Example = (Bag, Option<usize>);

/// Texts to learn from.
pub struct Trainer<'a> {
    vocabulary: Vocabulary,
    examples: Vec<&'a Example>,
    texts: Vec<Vector>,
    seed: u64,
}

impl<'a> Trainer<'a> {
    /// Takes texts with the topic of each. The same texts and seed give the same weights.
    pub fn new(examples: Vec<&'a Example>, seed: u64) -> Self {
        Self::of(Vocabulary::of(examples.iter().map(|(bag, _)| bag)), examples, seed)
    }

    fn of(vocabulary: Vocabulary, examples: Vec<&'a Example>, seed: u64) -> Self {
        let texts = examples.iter().map(|(bag, _)| vocabulary.vector(bag)).collect();
        Self { vocabulary, examples, texts, seed }
    }

    /// How many features there are.
    pub fn features(&self) -> usize {
        self.vocabulary.len() - 1
    }

    /// The same texts with so many features at most: those that decide the most by these weights of topics 0, 1, … What is left is to be
    /// learned anew, because the features that go leave what they said to the others.
    pub fn limited(self, learned: &[TopicWeights], features: usize) -> Self {
        let decides = |place: u32| {
            let squares = learned.iter().map(|it| it.0[place as usize] * it.0[place as usize]);
            squares.sum::<f32>() * self.vocabulary.says(place)
        };
        let mut places: Vec<(f32, u32)> = (1..self.vocabulary.len() as u32).map(|it| (decides(it), it)).collect();
        places.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut kept: Vec<u32> = places.into_iter().take(features).map(|(_, place)| place).collect();
        kept.sort_unstable();
        Self::of(self.vocabulary.restricted(&kept), self.examples, self.seed)
    }

    /// Learns one topic. Topics don't depend on each other: the caller may learn them side by side.
    pub fn learn(&self, topic: usize) -> TopicWeights {
        let mut weights = vec![0.0; self.vocabulary.len()];
        let mut multipliers = vec![0.0; self.texts.len()];
        let squares: Vec<f32> = self.texts.iter().map(square).collect();
        let mut order: Vec<usize> = (0..self.texts.len()).collect();
        let mut dice = SplitMix(self.seed ^ (topic as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut active = order.len();
        for round in 1..=MAX_ROUNDS {
            dice.shuffle(&mut order[..active]);
            let mut largest_move = 0.0_f32;
            let mut at = 0;
            while at < active {
                let text = order[at];
                let side = side(self.examples[text].1 == Some(topic));
                let gradient = side * dot(&weights, &self.texts[text]) - 1.0 + multipliers[text] / (2.0 * COST);
                if multipliers[text] == 0.0 && gradient > SHRINK_MARGIN && round > 1 {
                    active -= 1;
                    order.swap(at, active);
                    continue;
                }
                at += 1;
                let moved = (multipliers[text] - gradient / (squares[text] + 1.0 / (2.0 * COST))).max(0.0);
                let step = moved - multipliers[text];
                if step != 0.0 {
                    largest_move = largest_move.max(step.abs());
                    multipliers[text] = moved;
                    add(&mut weights, &self.texts[text], step * side);
                }
            }
            let all = active == order.len();
            if largest_move < TOLERANCE && all {
                break;
            }
            if largest_move < TOLERANCE || round % SHRINK_ROUNDS == 0 {
                active = order.len();
            }
        }
        TopicWeights(weights)
    }

    /// The classifier, of the weights of topics 0, 1, …
    pub fn finish(self, topics: &[TopicWeights], calibration: Calibration) -> Classifier {
        Classifier::new(self.vocabulary, topics, calibration)
    }
}

pub(super) fn square(text: &Vector) -> f32 {
    text.iter().map(|(_, value)| value * value).sum()
}

/// 1 for what is about the topic, -1 for what is not.
pub(super) fn side(about: bool) -> f32 {
    if about { 1.0 } else { -1.0 }
}

fn dot(weights: &[f32], text: &Vector) -> f32 {
    text.iter().map(|(place, value)| weights[*place as usize] * value).sum()
}

fn add(weights: &mut [f32], text: &Vector, step: f32) {
    for (place, value) in text {
        weights[*place as usize] += step * value;
    }
}

/// Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators*: order of texts, nothing secret.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn shuffle(&mut self, places: &mut [usize]) {
        for at in 1..places.len() {
            places.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}
