//! Walking a script. Where one stands follows from the answers and from what was done; nothing else is kept.
//!
//! An earlier answer can be changed at any time. What was answered along a way that is not taken any more is no part of the result, and is
//! there again when the way is taken again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use super::{
    act::Deed,
    answer::{Answer, AnswerFault},
    flow,
    model::{End, Script, Step, StepKind},
};
use crate::dialogue::Localized;

/// The most bytes of all texts that are answered in one contact.
const MAX_ANSWERS_BYTES: usize = 64 * 1024;

/// How far a script was followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// What was answered, by step, also along ways that are not taken any more.
    pub answers: BTreeMap<String, Answer>,
    /// Steps that are behind one: said, answered or done.
    pub done: BTreeSet<String>,
    /// The step to which one went back; `None`: the furthest.
    pub at: Option<String>,
    /// Steps whose act was taken back.
    pub undone: BTreeSet<String>,
}

/// Something that is done with a script. Each names the step that it means: one that comes late, or twice, changes nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Input {
    /// A question is answered.
    Answer {
        /// The step.
        step: String,
        /// The answer.
        answer: Answer,
    },
    /// One goes on from a step that asks nothing, or passes a question that may be passed.
    Next {
        /// The step.
        step: String,
    },
    /// One goes a step back.
    Back {
        /// The step from which.
        step: String,
    },
    /// One goes to a step on the way.
    Go {
        /// The step.
        step: String,
    },
    /// An act is taken back, or done after all.
    Undo {
        /// The step.
        step: String,
        /// Taken back.
        undone: bool,
    },
}

/// Why an input changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, Error)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum InputFault {
    /// One stands at another step.
    #[error("another step")]
    OtherStep,
    /// The answer does not fit.
    #[error(transparent)]
    Answer {
        /// Why.
        #[from]
        fault: AnswerFault,
    },
}

/// The way through a script so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The steps, by their place in the list, up to the furthest. A step that is come to again stands at the end a second time.
    pub steps: Vec<usize>,
    /// Where on it one stands.
    pub at: usize,
    /// Whether it has come to an end of the script.
    pub ended: bool,
}

impl Progress {
    /// The way so far. Empty only for a script without steps.
    pub fn path(&self, script: &Script) -> Path {
        let mut steps = Vec::new();
        let mut known = BTreeSet::new();
        let mut next = (!script.steps.is_empty()).then_some(0);
        while let Some(place) = next {
            steps.push(place);
            let step = &script.steps[place];
            // Come to again: it is to be answered anew.
            if !known.insert(place) || !self.done.contains(&step.key) {
                break;
            }
            next = flow::next(&script.steps, place, |key| self.answer_on(script, &steps, key));
        }
        let last = steps.len().saturating_sub(1);
        let back = self.at.as_ref().and_then(|key| steps.iter().position(|place| script.steps[*place].key == *key));
        let ended = steps.last().is_some_and(|place| matches!(script.steps[*place].kind, StepKind::End { .. }));
        Path { at: back.unwrap_or(last), steps, ended }
    }

    /// The step at which one stands.
    pub fn current<'s>(&self, script: &'s Script) -> Option<&'s Step> {
        let path = self.path(script);
        script.steps.get(*path.steps.get(path.at)?)
    }

    /// Does something. `today` is the agent's day. On an error nothing has changed.
    pub fn apply(&mut self, script: &Script, input: Input, today: NaiveDate) -> Result<(), InputFault> {
        let path = self.path(script);
        let key_at = |at: usize| path.steps.get(at).map(|place| script.steps[*place].key.clone());
        let here = key_at(path.at);
        let stands_at = |step: &String| if here.as_ref() == Some(step) { Ok(()) } else { Err(InputFault::OtherStep) };
        match input {
            Input::Answer { step, answer } => {
                stands_at(&step)?;
                let Some(Step { kind: StepKind::Ask { question, .. }, .. }) = script.step(&step) else {
                    return Err(AnswerFault::OtherKind.into());
                };
                let answer = question.check(answer, today)?;
                let said = |it: &Answer| if let Answer::Text { text } = it { text.len() } else { 0 };
                let others = self.answers.iter().filter(|(key, _)| **key != step).map(|(_, it)| said(it));
                if others.sum::<usize>() + said(&answer) > MAX_ANSWERS_BYTES {
                    return Err(AnswerFault::TooLong { max_chars: 0 }.into());
                }
                self.answers.insert(step.clone(), answer);
                self.go_on(script, &path, step);
            }
            Input::Next { step } => {
                stands_at(&step)?;
                match script.step(&step).map(|it| &it.kind) {
                    Some(StepKind::Ask { optional: true, .. }) => {
                        self.answers.insert(step.clone(), Answer::Passed);
                    }
                    Some(StepKind::Ask { optional: false, .. }) => return Err(AnswerFault::Missing.into()),
                    // There is nothing behind the end.
                    Some(StepKind::End { .. }) | None => return Err(InputFault::OtherStep),
                    Some(StepKind::Say | StepKind::Act { .. }) => {}
                }
                self.go_on(script, &path, step);
            }
            Input::Back { step } => {
                stands_at(&step)?;
                let before = path.at.checked_sub(1).and_then(key_at);
                self.at = Some(before.ok_or(InputFault::OtherStep)?);
            }
            Input::Go { step } => {
                let known = path.steps.iter().any(|place| script.steps[*place].key == step);
                self.at = Some(known.then_some(step).ok_or(InputFault::OtherStep)?);
            }
            Input::Undo { step, undone } => {
                let acts = matches!(script.step(&step), Some(Step { kind: StepKind::Act { .. }, .. }));
                match (acts, undone) {
                    (false, _) => return Err(InputFault::OtherStep),
                    (true, true) => self.undone.insert(step),
                    (true, false) => self.undone.remove(&step),
                };
            }
        }
        Ok(())
    }

    /// A step is behind one: on to the one that follows it.
    fn go_on(&mut self, script: &Script, path: &Path, step: String) {
        let keys: Vec<&String> = path.steps.iter().map(|place| &script.steps[*place].key).collect();
        let first = keys.iter().position(|key| **key == step).unwrap_or(path.at);
        if first < path.at {
            // Come round: what lies between is gone through again.
            for key in &keys[first + 1..path.at] {
                self.done.remove(*key);
            }
        }
        self.done.insert(step);
        let after = self.path(script);
        let next = after.steps.get(first + 1).map(|place| script.steps[*place].key.clone());
        // At the furthest nothing is held on to.
        self.at = if first + 1 < after.steps.len().saturating_sub(1) { next } else { None };
    }

    /// What was answered to a question on the way.
    fn answer_on<'p>(&'p self, script: &Script, steps: &[usize], key: &str) -> Option<&'p Answer> {
        let on_the_way = steps.iter().any(|place| script.steps[*place].key == key);
        self.answers.get(key).filter(|_| on_the_way && self.done.contains(key))
    }

    /// What was asked and answered on the way, in its order. Without questions that were passed.
    pub fn answered<'a>(&'a self, script: &'a Script) -> Vec<(&'a Step, &'a Answer)> {
        let path = self.path(script);
        let mut known = BTreeSet::new();
        let given = path.steps.iter().filter(|place| known.insert(**place)).filter_map(|place| {
            let step = &script.steps[*place];
            step.question()?;
            let answer = self.answer_on(script, &path.steps, &step.key)?;
            (*answer != Answer::Passed).then_some((step, answer))
        });
        given.collect()
    }

    /// The answer to a question on the way, in words.
    pub fn answer_in_words(&self, script: &Script, key: &str) -> Option<Localized> {
        let (step, answer) = self.answered(script).into_iter().find(|(step, _)| step.key == key)?;
        Some(step.question()?.read(answer))
    }

    /// What is to be done by the steps on the way, in its order. An act that takes an answer that was not given does nothing.
    pub fn deeds(&self, script: &Script) -> Vec<Deed> {
        let path = self.path(script);
        let mut known = BTreeSet::new();
        let acts = path.steps.iter().filter(|place| known.insert(**place)).filter_map(|place| {
            let step = &script.steps[*place];
            let StepKind::Act { act } = &step.kind else { return None };
            if !self.done.contains(&step.key) {
                return None;
            }
            let answer = match act.answer() {
                Some(key) => Some(self.raw(script, key)?),
                None => None,
            };
            Some(Deed { step: step.key.clone(), act: act.clone(), answer, undone: self.undone.contains(&step.key) })
        });
        acts.collect()
    }

    /// An answer as an act takes it: a text as it is, a day as `2026-11-23`, else its words in Korean, or in English where it has none.
    fn raw(&self, script: &Script, key: &str) -> Option<String> {
        let (step, answer) = self.answered(script).into_iter().find(|(step, _)| step.key == key)?;
        let words = || step.question().map(|it| it.read(answer)).unwrap_or_default();
        Some(match answer {
            Answer::Text { text } => text.clone(),
            Answer::Date { date } => date.to_string(),
            _ => Some(words().ko).filter(|it| !it.is_empty()).unwrap_or_else(|| words().en),
        })
    }

    /// The end to which the way has come.
    pub fn end<'s>(&self, script: &'s Script) -> Option<&'s End> {
        let path = self.path(script);
        match &script.steps.get(*path.steps.last()?)?.kind {
            StepKind::End { end } => Some(end),
            _ => None,
        }
    }
}
