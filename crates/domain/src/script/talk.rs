//! What came of a script in one contact: a fact, whole by itself, so that it is read rightly when the script is another one long since.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    answer::Answer,
    model::{EndKind, Script},
    run::Progress,
    words::{self, Slot, Values},
};
use crate::{
    dialogue::Localized,
    id::{CustomerId, DialogueId, InteractionId, ScriptId, ScriptTalkId, UserId},
    time::Timestamp,
};

/// The most bytes of all questions of one talk, and of all answers in words.
pub(super) const MAX_ASKED_BYTES: usize = 96 * 1024;
/// The most bytes of a summary in one language.
pub(super) const MAX_SUMMARY_BYTES: usize = 32 * 1024;

/// What was asked, answered and made along a script in one contact. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScriptTalk {
    /// Identity.
    pub id: ScriptTalkId,
    /// With whom.
    pub customer: CustomerId,
    /// In which contact.
    pub interaction: InteractionId,
    /// In which dialogue; `None` where that is not decided.
    pub dialogue: Option<DialogueId>,
    /// Who asked.
    pub agent: UserId,
    /// When it was saved.
    pub at_ms: Timestamp,
    /// By which script.
    pub script: ScriptId,
    /// By which version of it.
    pub version: u32,
    /// What it was called.
    pub name: Localized,
    /// The questions on the way with their answers, in their order.
    pub answers: Vec<Given>,
    /// In what it ended; `None`: it was left before its end.
    pub summary: Option<Summary>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Given {
    /// The key of the step.
    pub step: String,
    /// The question, as it was asked.
    pub question: Localized,
    /// The answer.
    pub answer: Answer,
    /// The answer in words.
    pub words: Localized,
}

/// A configured product or a request (P-12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Summary {
    /// What it is.
    pub kind: EndKind,
    /// What it is called.
    pub title: Localized,
    /// Its text, with the answers below.
    pub text: Localized,
}

impl Progress {
    /// `values` with the answers on the way.
    pub fn values(&self, script: &Script, values: Values) -> Values {
        self.answered(script).into_iter().fold(values, |values, (step, answer)| {
            let words = step.question().map(|it| it.read(answer)).unwrap_or_default();
            values.with_words(Slot::Answer(step.key.clone()), words)
        })
    }

    /// The questions on the way with their answers. Where there are very many, long ones are cut, so that a contact can always be saved.
    pub fn given(&self, script: &Script, values: &Values) -> Vec<Given> {
        let answered = self.answered(script);
        let max_bytes = MAX_ASKED_BYTES / 2 / answered.len().max(1);
        let given = answered.into_iter().map(|(step, answer)| Given {
            step: step.key.clone(),
            question: cut(words::fill(&step.say, values), max_bytes),
            answer: answer.clone(),
            words: cut(step.question().map(|it| it.read(answer)).unwrap_or_default(), max_bytes),
        });
        given.collect()
    }

    /// What the script came to; `None` before its end.
    pub fn summary(&self, script: &Script, values: &Values) -> Option<Summary> {
        let end = self.end(script)?;
        let given = self.given(script, values);
        let text = words::fill(&end.text, values);
        let with_answers = |text: &str, of: fn(&Localized) -> &str| {
            let lines = given.iter().map(|it| format!("- {} → {}", of(&it.question).replace('\n', " "), of(&it.words)));
            let head = Some(text.to_owned()).filter(|it| !it.trim().is_empty());
            head.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
        };
        Some(Summary {
            kind: end.kind,
            title: cut(words::fill(&end.title, values), MAX_SUMMARY_BYTES),
            text: cut(
                Localized { ko: with_answers(&text.ko, |it| &it.ko), en: with_answers(&text.en, |it| &it.en) },
                MAX_SUMMARY_BYTES,
            ),
        })
    }
}

fn cut(mut words: Localized, max_bytes: usize) -> Localized {
    words::cut(&mut words.ko, max_bytes);
    words::cut(&mut words.en, max_bytes);
    words
}
