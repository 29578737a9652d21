//! The bounds of scripts and of what comes of them, as they are stored and shared.

use super::{
    model::{MAX_STEPS, MAX_WORDS_BYTES, Script},
    talk::{MAX_ASKED_BYTES, MAX_SUMMARY_BYTES, ScriptTalk},
};
use crate::{
    dialogue::Localized,
    limits::{Fault, LimitError, MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_STAGES, holds, localized, required, text},
};

impl Script {
    /// Checks the bounds. That its steps make sense is for who publishes it to check.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("key", &self.key, MAX_KEY_BYTES)?;
        localized("name", &self.name, MAX_NAME_BYTES)?;
        let lists = [self.stages.len(), self.tiers.len(), self.languages.len()];
        holds("stages", lists.iter().all(|it| *it <= MAX_STAGES), Fault::TooMany { max: MAX_STAGES })?;
        holds("version", self.version > 0, Fault::OutOfRange)?;
        holds("steps", !self.steps.is_empty(), Fault::Empty)?;
        holds("steps", self.steps.len() <= MAX_STEPS, Fault::TooMany { max: MAX_STEPS })?;
        holds("steps", self.words_bytes() <= MAX_WORDS_BYTES, Fault::TooLong { max_bytes: MAX_WORDS_BYTES })?;
        self.steps.iter().try_for_each(|it| localized("steps", &it.say, MAX_WORDS_BYTES))
    }
}

impl ScriptTalk {
    /// Checks the bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        localized("name", &self.name, MAX_NAME_BYTES)?;
        holds("answers", self.answers.len() <= MAX_STEPS, Fault::TooMany { max: MAX_STEPS })?;
        let both = |words: &Localized| words.ko.len() + words.en.len();
        let asked: usize = self.answers.iter().map(|it| it.step.len() + both(&it.question) + both(&it.words)).sum();
        let max_bytes = 3 * MAX_ASKED_BYTES;
        holds("answers", asked <= max_bytes, Fault::TooLong { max_bytes })?;
        for it in &self.answers {
            text("answers", &it.step, MAX_KEY_BYTES)?;
            localized("answers", &it.question, MAX_ASKED_BYTES)?;
            localized("answers", &it.words, MAX_ASKED_BYTES)?;
        }
        self.summary.as_ref().map_or(Ok(()), |it| {
            localized("summary", &it.title, MAX_SUMMARY_BYTES)?;
            localized("summary", &it.text, MAX_SUMMARY_BYTES)
        })
    }
}
