//! What is wrong with a draft: everything at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    act::{Act, MAX_CALLBACK_DAYS, Promise},
    answer::{MAX_ANSWER_CHARS, Question},
    draft::ScriptDraft,
    flow,
    model::{
        Branch, EndKind, MAX_BRANCHES, MAX_CHOICES, MAX_STEPS, MAX_WORDS_BYTES, Script, Step, StepKind, Test,
        words_bytes,
    },
    problem::{ScriptFault, ScriptPlace, ScriptProblem},
    words,
};
use crate::{
    customer::Language,
    dialogue::{Localized, Topic},
    limits::{MAX_KEY_BYTES, MAX_LINE_BYTES, MAX_NAME_BYTES},
};

impl ScriptDraft {
    /// All that keeps it from being published among `scripts`, in the order of the form's fields.
    pub fn problems(&self, scripts: &[Script], topics: &[Topic]) -> Vec<ScriptProblem> {
        let mut found = Problems::default();
        self.check_head(scripts, topics, &mut found);
        let topic = topics.iter().find(|it| Some(it.id) == self.topic);
        let too_many = ScriptFault::TooMany { max: MAX_STEPS as u16 };
        found.require(!self.steps.is_empty(), ScriptPlace::Steps, ScriptFault::NoStep);
        found.require(self.steps.len() <= MAX_STEPS, ScriptPlace::Steps, too_many);
        let too_long = ScriptFault::TooLong { max_bytes: MAX_WORDS_BYTES as u32 };
        found.require(words_bytes(&self.steps) <= MAX_WORDS_BYTES, ScriptPlace::Steps, too_long);
        if self.steps.len() > MAX_STEPS {
            return found.0;
        }
        let ways = Ways::new(&self.steps);
        let mut keys = BTreeMap::new();
        for (step, it) in (1..=u16::MAX).zip(&self.steps) {
            let place = ScriptPlace::StepKey { step };
            found.key(&it.key, place);
            let first = *keys.entry(it.key.trim()).or_insert(step);
            found.require(first == step || it.key.trim().is_empty(), place, ScriptFault::StepKeyTaken { step: first });
            Checked { steps: &self.steps, offered: &self.stages, number: step, topic, found: &mut found }.check(it);
            ways.check(step, &mut found);
        }
        found.0
    }

    fn check_head(&self, scripts: &[Script], topics: &[Topic], found: &mut Problems) {
        let published = scripts.iter().find(|it| Some(it.id) == self.id);
        let current = published.is_none_or(|it| it.version == self.base);
        found.require(current, ScriptPlace::Script, ScriptFault::PublishedMeanwhile);
        found.key(&self.key, ScriptPlace::Key);
        let taken = scripts.iter().any(|it| Some(it.id) != self.id && it.key == self.key.trim());
        found.require(!taken, ScriptPlace::Key, ScriptFault::KeyTaken);
        found.words(&self.name, MAX_NAME_BYTES, true, |language| ScriptPlace::Name { language });
        let topic = topics.iter().find(|it| Some(it.id) == self.topic);
        found.require(self.topic.is_some(), ScriptPlace::Topic, ScriptFault::Empty);
        found.require(self.topic.is_none() || topic.is_some(), ScriptPlace::Topic, ScriptFault::NoTopic);
        for &stage in &self.stages {
            let known = topic.is_none_or(|it| it.stage(stage).is_some());
            found.require(known, ScriptPlace::Stages, ScriptFault::NoStage { stage });
        }
    }
}

/// One step with what its check needs.
struct Checked<'a> {
    steps: &'a [Step],
    /// The stages at which the script is offered; empty for all.
    offered: &'a [u8],
    number: u16,
    topic: Option<&'a Topic>,
    found: &'a mut Problems,
}

impl Checked<'_> {
    fn check(&mut self, it: &Step) {
        let step = self.number;
        let says = matches!(it.kind, StepKind::Say | StepKind::Ask { .. });
        self.words(&it.say, MAX_LINE_BYTES, says, |language| ScriptPlace::Say { step, language });
        match &it.kind {
            StepKind::Say => {}
            StepKind::Ask { question, .. } => self.question(question),
            StepKind::Act { act } => self.act(act),
            StepKind::End { end } => {
                let made = end.kind != EndKind::Talk;
                self.words(&end.title, MAX_NAME_BYTES, made, |language| ScriptPlace::EndTitle { step, language });
                self.words(&end.text, MAX_LINE_BYTES, false, |language| ScriptPlace::EndText { step, language });
            }
        }
        let too_many = ScriptFault::TooMany { max: MAX_BRANCHES as u16 };
        self.found.require(it.branches.len() <= MAX_BRANCHES, ScriptPlace::Step { step }, too_many);
        for (branch, way) in (1..=u8::MAX).zip(&it.branches) {
            self.branch(it, way, ScriptPlace::Branch { step, branch });
        }
        if let Some(next) = &it.next {
            self.target(next, ScriptPlace::Next { step });
        }
    }

    fn question(&mut self, question: &Question) {
        let step = self.number;
        let whole = ScriptPlace::Question { step };
        let found = &mut *self.found;
        match question {
            Question::One { choices } | Question::Several { choices, .. } => {
                found.require(choices.len() >= 2, whole, ScriptFault::TooFewChoices);
                let too_many = ScriptFault::TooMany { max: MAX_CHOICES as u16 };
                found.require(choices.len() <= MAX_CHOICES, whole, too_many);
                let mut keys = BTreeMap::new();
                for (choice, it) in (1..=u8::MAX).zip(choices) {
                    let at = |language| ScriptPlace::Choice { step, choice, language };
                    found.key(&it.key, at(None));
                    let first = *keys.entry(&it.key).or_insert(choice);
                    found.require(first == choice, at(None), ScriptFault::ChoiceKeyTaken { choice: first });
                    found.words(&it.label, MAX_NAME_BYTES, true, |language| at(Some(language)));
                }
                if let Question::Several { min, .. } = question {
                    found.require(usize::from(*min) <= choices.len(), whole, ScriptFault::Range);
                }
            }
            Question::Number { min, max, unit } => {
                found.require(min.zip(*max).is_none_or(|(min, max)| min <= max), whole, ScriptFault::Range);
                found.words(unit, MAX_KEY_BYTES, false, |_| whole);
            }
            Question::Date { earliest_days, latest_days } => {
                let ordered = earliest_days.zip(*latest_days).is_none_or(|(first, last)| first <= last);
                found.require(ordered, whole, ScriptFault::Range);
            }
            Question::Text { max_chars } => {
                found.require((1..=MAX_ANSWER_CHARS).contains(max_chars), whole, ScriptFault::Range);
            }
            Question::YesNo => {}
        }
    }

    fn act(&mut self, act: &Act) {
        let step = self.number;
        let at = ScriptPlace::Act { step };
        match act {
            Act::MoveStage { stage } => {
                let known = self.topic.is_none_or(|it| it.stage(*stage).is_some());
                self.found.require(known, at, ScriptFault::NoStage { stage: *stage });
                let reached = !known || self.topic.is_none_or(|it| self.may_reach(it, *stage));
                self.found.require(reached, at, ScriptFault::BarredStage { stage: *stage });
            }
            Act::SetField { field, answer } => {
                self.takes(
                    answer,
                    at,
                    |it| matches!(it, Question::Text { max_chars } if *max_chars <= field.max_chars()),
                );
            }
            Act::Callback { when, hour, note } => {
                match when {
                    Promise::InDays { days } => {
                        self.found.require((1..=MAX_CALLBACK_DAYS).contains(days), at, ScriptFault::Range);
                    }
                    Promise::OnDate { answer } => self.takes(answer, at, |it| matches!(it, Question::Date { .. })),
                }
                self.found.require(*hour < 24, at, ScriptFault::Range);
                self.words(note, MAX_LINE_BYTES, false, |language| ScriptPlace::ActWords { step, language });
            }
            Act::Confirm { .. } | Act::Outcome { .. } => {}
        }
    }

    /// Whether a person may move a dialogue to a stage from one at which the script is offered. In every topic some stage leads there.
    fn may_reach(&self, topic: &Topic, stage: u8) -> bool {
        self.offered.is_empty() || self.offered.iter().any(|&from| topic.may_move(from, stage))
    }

    /// That there is a question with answers of that kind.
    fn takes(&mut self, key: &str, at: ScriptPlace, fits: impl Fn(&Question) -> bool) {
        let question = self.steps.iter().find(|it| it.key == key).and_then(Step::question);
        let of = || key.to_owned();
        self.found.require(question.is_some(), at, ScriptFault::NoQuestion { key: of() });
        self.found.require(question.is_none_or(fits), at, ScriptFault::OtherAnswers { key: of() });
    }

    fn branch(&mut self, step: &Step, branch: &Branch, at: ScriptPlace) {
        let of = branch.of.as_deref().unwrap_or(&step.key);
        self.takes(of, at, |question| match (&branch.test, question) {
            (Test::Choice { choice }, question) => question.choices().iter().any(|it| it.key == *choice),
            (Test::Yes | Test::No, Question::YesNo) => true,
            (Test::AtLeast { .. } | Test::AtMost { .. }, Question::Number { .. }) => true,
            (Test::NoAnswer, _) => true,
            _ => false,
        });
        self.target(&branch.to, at);
    }

    fn target(&mut self, key: &str, at: ScriptPlace) {
        let known = self.steps.iter().any(|it| it.key == key);
        self.found.require(known, at, ScriptFault::NoTarget { key: key.to_owned() });
    }

    fn words(&mut self, words: &Localized, max_bytes: usize, required: bool, at: impl Fn(Language) -> ScriptPlace) {
        self.found.words(words, max_bytes, required, &at);
        let asked = |key: &str| self.steps.iter().any(|it| it.key == key && it.question().is_some());
        for (language, text) in [(Language::Ko, &words.ko), (Language::En, &words.en)] {
            for slot in words::faults(text, asked) {
                self.found.require(false, at(language), ScriptFault::Slot { slot });
            }
        }
    }
}

/// Which steps can be come to, and from which an end can be.
struct Ways {
    reached: BTreeSet<usize>,
    ending: BTreeSet<usize>,
    falling: BTreeSet<usize>,
}

impl Ways {
    fn new(steps: &[Step]) -> Self {
        let exits: Vec<_> = (0..steps.len()).map(|at| flow::exits(steps, at)).collect();
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
        for (from, exits) in exits.iter().enumerate() {
            exits.to.iter().for_each(|&to| before[to].push(from));
        }
        let falling: BTreeSet<usize> = (0..steps.len()).filter(|&at| exits[at].falls_off).collect();
        let ends = (0..steps.len()).filter(|&at| matches!(steps[at].kind, StepKind::End { .. }));
        Self {
            reached: closure((0..steps.len()).take(1), |at| &exits[at].to),
            // Of a step that falls off the end that is said; those before it have a way on.
            ending: closure(ends.chain(falling.iter().copied()), |at| &before[at]),
            falling,
        }
    }

    fn check(&self, step: u16, found: &mut Problems) {
        let at = usize::from(step) - 1;
        let reached = self.reached.contains(&at);
        found.require(reached, ScriptPlace::Step { step }, ScriptFault::Unreachable);
        found.require(!self.falling.contains(&at), ScriptPlace::Next { step }, ScriptFault::FallsOff);
        found.require(self.ending.contains(&at), ScriptPlace::Step { step }, ScriptFault::NeverEnds);
    }
}

/// What can be come to by `next` from `first`, with `first`.
fn closure<'a>(first: impl IntoIterator<Item = usize>, next: impl Fn(usize) -> &'a Vec<usize>) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = first.into_iter().collect();
    let mut open: Vec<usize> = found.iter().copied().collect();
    while let Some(at) = open.pop() {
        open.extend(next(at).iter().copied().filter(|it| found.insert(*it)));
    }
    found
}

#[derive(Default)]
struct Problems(Vec<ScriptProblem>);

impl Problems {
    fn require(&mut self, holds: bool, at: ScriptPlace, fault: ScriptFault) {
        if !holds {
            self.0.push(ScriptProblem { at, fault });
        }
    }

    fn key(&mut self, key: &str, at: ScriptPlace) {
        let key = key.trim();
        let letter = |c: char| c.is_ascii_lowercase();
        let is_key = key.starts_with(letter) && key.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '_');
        self.require(!key.is_empty(), at, ScriptFault::Empty);
        self.require(key.is_empty() || is_key, at, ScriptFault::NotAKey);
        self.require(key.len() <= MAX_KEY_BYTES, at, ScriptFault::TooLong { max_bytes: MAX_KEY_BYTES as u32 });
    }

    fn words(&mut self, words: &Localized, max_bytes: usize, required: bool, at: impl Fn(Language) -> ScriptPlace) {
        for (language, text) in [(Language::Ko, &words.ko), (Language::En, &words.en)] {
            self.require(!required || !text.trim().is_empty(), at(language), ScriptFault::Empty);
            let too_long = ScriptFault::TooLong { max_bytes: u32::try_from(max_bytes).unwrap_or(u32::MAX) };
            self.require(text.len() <= max_bytes, at(language), too_long);
            self.require(!text.contains('\0'), at(language), ScriptFault::Unstorable);
        }
    }
}
