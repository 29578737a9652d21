//! Which topic a text is about: the product's classifier, trained on one file and put through another.
//!
//! A file has a text and its topic in each row: CSV or TSV with a header, or `topic<TAB>text` without. Where a column tells which dialogue
//! a row belongs to, the rows of a dialogue are its turns: it is learned as a whole, and each turn is answered from all turns so far. Texts
//! about no topic are called `oos`, `out_of_scope`, `none` or nothing.

mod texts;

pub use texts::{Names, Texts};

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    thread,
    time::{Duration, Instant},
};

pub use daehwa_domain::classifier::Settings;
use daehwa_domain::classifier::{Bag, Classifier, Example, Guess, TopicWeights, Trainer, learn};

use crate::error::Error;

/// What is written for a text whose topic isn't probable enough.
const NONE: &str = "none";

/// A classifier with the names of its topics.
pub struct Named {
    classifier: Classifier,
    topics: Vec<String>,
}

/// How often the answer was right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Texts about a topic.
    pub in_scope: usize,
    /// The best topic was right, whether or not it was probable enough.
    pub best: usize,
    /// The answer was right.
    pub right: usize,
    /// Texts about no topic.
    pub out_of_scope: usize,
    /// Of these, how many got no answer.
    pub rejected: usize,
    /// Dialogues whose last turn has a topic.
    pub dialogues: usize,
    /// Of these, how many were right when all was said.
    pub dialogues_right: usize,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Topics learned.
    pub topics: usize,
    /// Features known.
    pub features: usize,
    /// The classifier as it is kept: MessagePack, gzipped.
    pub stored_bytes: usize,
    /// How long learning took.
    pub learned_in: Duration,
    /// How long an answer takes.
    pub answered_in: Duration,
    /// Rows answered.
    pub rows: usize,
    /// `None` when the file doesn't say what is right.
    pub score: Option<Score>,
}

/// Learns one file, answers another and writes `topic,score`: a row for each of its rows, in its order. The score is how probable it is that
/// the topic is right.
pub fn topic(
    train: &Path,
    later: Option<&Path>,
    test: &Path,
    out: &Path,
    names: &Names,
    settings: Settings,
) -> Result<Outcome, Error> {
    let begun = Instant::now();
    let mut learned = Named::learn(&Texts::read(train, names)?, settings);
    if let Some(later) = later {
        learned.learn_later(&Texts::read(later, names)?);
    }
    let learned_in = begun.elapsed();
    let texts = Texts::read(test, names)?;
    let begun = Instant::now();
    let guesses = learned.answer(&texts);
    let answered_in = begun.elapsed() / texts.rows.len().max(1) as u32;
    learned.write(out, &guesses).map_err(|source| Error::Write { path: out.into(), source })?;
    Ok(learned.outcome(&texts, &guesses, learned_in, answered_in))
}

/// Puts a file through itself: each part of so many is answered by what learned the others. Rows of a dialogue stay together.
pub fn folds(train: &Path, parts: usize, names: &Names, settings: Settings) -> Result<Outcome, Error> {
    let texts = Texts::read(train, names)?;
    let (mut whole, mut learned_in, mut answered_in) = (None, Duration::ZERO, Duration::ZERO);
    for part in 0..parts {
        let (rest, tested) = texts.parted(part, parts);
        let begun = Instant::now();
        let learned = Named::learn(&rest, settings);
        learned_in += begun.elapsed() / parts as u32;
        let begun = Instant::now();
        let guesses = learned.answer(&tested);
        answered_in += begun.elapsed() / texts.rows.len().max(1) as u32;
        let outcome = learned.outcome(&tested, &guesses, learned_in, answered_in);
        whole = Some(match whole {
            Some(before) => outcome.after(&before),
            None => outcome,
        });
    }
    whole.ok_or_else(|| Error::Empty { path: train.into() })
}

impl Named {
    /// Learns texts, with a calibration from a fifth of them that weren't learned at first.
    pub fn learn(texts: &Texts, settings: Settings) -> Self {
        let topics = texts.topics();
        let places: HashMap<&str, usize> = topics.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        let examples: Vec<Example> = texts
            .wholes()
            .into_iter()
            .map(|(bag, topic)| (bag, topic.and_then(|it| places.get(it).copied())))
            .collect();
        Self { classifier: learn(&examples, topics.len(), settings, side_by_side), topics }
    }

    /// Learns further texts, one after the other.
    pub fn learn_later(&mut self, texts: &Texts) {
        for (bag, name) in texts.wholes() {
            let topic = name.map(|name| {
                self.topics.iter().position(|it| it == name).unwrap_or_else(|| {
                    self.topics.push(name.to_owned());
                    self.classifier.add_topic()
                })
            });
            self.classifier.learn(&bag, topic);
        }
    }

    /// The answer to each row, from all turns of its dialogue so far.
    pub fn answer(&self, texts: &Texts) -> Vec<Option<Guess>> {
        let mut dialogues: HashMap<usize, Bag> = HashMap::new();
        let answer = |row: &texts::Row| {
            let Some(dialogue) = row.dialogue else { return self.classifier.guess(&Bag::of(&row.text)) };
            let said = dialogues.entry(dialogue).or_default();
            said.add(&row.text);
            self.classifier.guess(said)
        };
        texts.rows.iter().map(answer).collect()
    }

    fn name(&self, guess: Option<&Guess>) -> &str {
        guess.filter(|it| it.accepted).and_then(|it| self.topics.get(it.topic)).map_or(NONE, String::as_str)
    }

    fn write(&self, out: &Path, guesses: &[Option<Guess>]) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(out)?));
        writer.write_record(["topic", "score"])?;
        for guess in guesses {
            let score = guess.as_ref().map_or(0.0, |it| it.probability);
            writer.write_record([self.name(guess.as_ref()), &format!("{score:.4}")])?;
        }
        writer.into_inner().map_err(|error| error.into_error())?.flush()
    }

    fn outcome(
        &self,
        texts: &Texts,
        guesses: &[Option<Guess>],
        learned_in: Duration,
        answered_in: Duration,
    ) -> Outcome {
        Outcome {
            topics: self.topics.len(),
            features: self.classifier.features(),
            stored_bytes: stored_bytes(&self.classifier),
            learned_in,
            answered_in,
            rows: texts.rows.len(),
            score: texts.labelled.then(|| self.score(texts, guesses)),
        }
    }

    fn score(&self, texts: &Texts, guesses: &[Option<Guess>]) -> Score {
        let mut score = Score::default();
        let mut last_turns: HashMap<usize, (Option<&str>, bool)> = HashMap::new();
        for (row, guess) in texts.rows.iter().zip(guesses) {
            let best = guess.as_ref().map(|it| self.topics[it.topic].as_str());
            let accepted = guess.as_ref().is_some_and(|it| it.accepted);
            let right = best == row.topic.as_deref() && accepted;
            match &row.topic {
                Some(topic) => {
                    score.in_scope += 1;
                    score.best += usize::from(best == Some(topic));
                    score.right += usize::from(right);
                }
                None => {
                    score.out_of_scope += 1;
                    score.rejected += usize::from(!accepted);
                }
            }
            if let Some(dialogue) = row.dialogue {
                last_turns.insert(dialogue, (row.topic.as_deref(), right));
            }
        }
        let whole: Vec<bool> = last_turns.into_values().filter_map(|(topic, right)| topic.map(|_| right)).collect();
        score.dialogues = whole.len();
        score.dialogues_right = whole.into_iter().filter(|it| *it).count();
        score
    }
}

impl Outcome {
    fn after(self, before: &Self) -> Self {
        let score = self.score.zip(before.score).map(|(a, b)| Score {
            in_scope: a.in_scope + b.in_scope,
            best: a.best + b.best,
            right: a.right + b.right,
            out_of_scope: a.out_of_scope + b.out_of_scope,
            rejected: a.rejected + b.rejected,
            dialogues: a.dialogues + b.dialogues,
            dialogues_right: a.dialogues_right + b.dialogues_right,
        });
        Self { rows: self.rows + before.rows, score, ..self }
    }
}

/// Learns the topics side by side.
fn side_by_side(trainer: &Trainer, topics: usize) -> Vec<TopicWeights> {
    let workers = thread::available_parallelism().map_or(1, |it| it.get());
    let mut learned: Vec<_> = thread::scope(|scope| {
        let learn = |worker| (worker..topics).step_by(workers).map(|it| (it, trainer.learn(it))).collect::<Vec<_>>();
        let running: Vec<_> = (0..workers).map(|worker| scope.spawn(move || learn(worker))).collect();
        running.into_iter().flat_map(|it| it.join().unwrap_or_default()).collect()
    });
    learned.sort_by_key(|(topic, _)| *topic);
    learned.into_iter().map(|(_, weights)| weights).collect()
}

fn stored_bytes(classifier: &Classifier) -> usize {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let packed = rmp_serde::encode::write(&mut packer, classifier).ok().and_then(|()| packer.finish().ok());
    packed.map_or(0, |it| it.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    const SETTINGS: Settings = Settings { seed: 1, kept: 1.0, max_features: None };

    /// Three topics, each in two languages.
    fn learned() -> String {
        let said = [
            ("card", ["my card was stolen", "block my stolen card", "카드 정지 해주세요", "카드 정지 부탁해요"]),
            ("parcel", ["where is my parcel", "the parcel is late", "택배 언제 와요", "택배 안 와요"]),
            ("refund", ["refund my money", "money back, a refund", "환불 해주세요", "환불 언제 되나요"]),
        ];
        said.iter().flat_map(|(topic, texts)| texts.map(|text| format!("{topic}\t{text}\n"))).collect()
    }

    fn put_through(train: &str, later: Option<&str>, test: &str) -> (Outcome, Vec<String>) {
        let folder = TempDir::new().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let (train, test, out) = (write("train", train), write("test", test), folder.path().join("out"));
        let later = later.map(|it| write("later", it));
        let outcome = topic(&train, later.as_deref(), &test, &out, &Names::default(), SETTINGS).unwrap();
        (outcome, fs::read_to_string(out).unwrap().lines().map(str::to_owned).collect())
    }

    #[test]
    fn each_text_gets_a_topic_in_its_order_and_is_counted_h_1() {
        let (outcome, rows) = put_through(&learned(), None, "parcel\tparcel late\ncard\t카드 정지\nrefund\tmy card\n");
        let topics: Vec<_> = rows.iter().map(|it| it.split(',').next().unwrap()).collect();
        assert_eq!(topics, ["topic", "parcel", "card", "card"]);
        let score = outcome.score.unwrap();
        assert_eq!((outcome.rows, score.in_scope, score.right), (3, 3, 2));
        assert!(outcome.stored_bytes > 0);
    }

    #[test]
    fn the_label_never_decides_and_may_be_missing_h_1() {
        let (labelled, rows) = put_through(&learned(), None, "refund\tparcel late\n");
        let (bare, same) = put_through(&learned(), None, "parcel late\n");
        assert_eq!((labelled.score.unwrap().right, bare.score, rows), (0, None, same));
    }

    #[test]
    fn a_topic_that_is_learned_later_is_answered_h_1() {
        let later = "address\tI have a new address\naddress\tmy new address\n".repeat(3);
        let (outcome, rows) = put_through(&learned(), Some(&later), "new address\nstolen card\n");
        assert_eq!(outcome.topics, 4);
        assert!(rows[1].starts_with("address,") && rows[2].starts_with("card,"), "{rows:?}");
    }

    #[test]
    fn a_file_answers_for_itself_in_parts_h_1() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("train");
        fs::write(&path, learned().repeat(4)).unwrap();
        let outcome = folds(&path, 5, &Names::default(), SETTINGS).unwrap();
        let score = outcome.score.unwrap();
        assert_eq!((outcome.rows, score.in_scope, score.right), (48, 48, 48));
    }
}
