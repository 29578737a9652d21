//! What can be wrong with a script, each at its field. The screens have a sentence for each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::SlotFault;
use crate::customer::Language;

/// Something that keeps a draft from being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScriptProblem {
    /// At which field.
    pub at: ScriptPlace,
    /// What.
    pub fault: ScriptFault,
}

/// A field of a draft. Steps, choices and branches are numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ScriptPlace {
    /// The script as a whole.
    Script,
    /// Its key.
    Key,
    /// Its name.
    Name {
        /// In which language.
        language: Language,
    },
    /// Its topic.
    Topic,
    /// The stages at which it is offered.
    Stages,
    /// The list of steps.
    Steps,
    /// A step as a whole.
    Step {
        /// Which.
        step: u16,
    },
    /// A step's key.
    StepKey {
        /// Of which step.
        step: u16,
    },
    /// What is said at a step.
    Say {
        /// At which step.
        step: u16,
        /// In which language.
        language: Language,
    },
    /// What can be answered, as a whole.
    Question {
        /// At which step.
        step: u16,
    },
    /// A choice.
    Choice {
        /// At which step.
        step: u16,
        /// Which.
        choice: u8,
        /// Its name in a language; `None`: its key.
        language: Option<Language>,
    },
    /// What is done.
    Act {
        /// At which step.
        step: u16,
    },
    /// The words of what is done.
    ActWords {
        /// At which step.
        step: u16,
        /// In which language.
        language: Language,
    },
    /// What the product or request is called.
    EndTitle {
        /// At which step.
        step: u16,
        /// In which language.
        language: Language,
    },
    /// The text of the product or request.
    EndText {
        /// At which step.
        step: u16,
        /// In which language.
        language: Language,
    },
    /// A branch.
    Branch {
        /// Of which step.
        step: u16,
        /// Which.
        branch: u8,
    },
    /// Where a step goes on to.
    Next {
        /// Of which step.
        step: u16,
    },
}

/// What is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ScriptFault {
    /// Nothing stands there.
    Empty,
    /// Too long.
    TooLong {
        /// The most, in UTF-8 bytes.
        max_bytes: u32,
    },
    /// A character that can't be stored.
    Unstorable,
    /// A key is small letters, digits and `_`, and begins with a letter.
    NotAKey,
    /// Another script has this key.
    KeyTaken,
    /// Another step has this key.
    StepKeyTaken {
        /// Which.
        step: u16,
    },
    /// Another choice has this key.
    ChoiceKeyTaken {
        /// Which.
        choice: u8,
    },
    /// There is no such topic.
    NoTopic,
    /// The topic has no such stage.
    NoStage {
        /// Which.
        stage: u8,
    },
    /// From none of the stages at which the script is offered may a dialogue go there.
    BarredStage {
        /// Which.
        stage: u8,
    },
    /// There is no step.
    NoStep,
    /// There are too many.
    TooMany {
        /// The most.
        max: u16,
    },
    /// A place in the words is wrong.
    Slot {
        /// How.
        slot: SlotFault,
    },
    /// There must be at least two choices.
    TooFewChoices,
    /// The least is more than the most, or out of range.
    Range,
    /// There is no such question before.
    NoQuestion {
        /// The key.
        key: String,
    },
    /// The question has other answers than that.
    OtherAnswers {
        /// The key.
        key: String,
    },
    /// There is no such step.
    NoTarget {
        /// The key.
        key: String,
    },
    /// It goes on behind the last step.
    FallsOff,
    /// No way leads there.
    Unreachable,
    /// From there no way leads to an end.
    NeverEnds,
    /// Published since this draft was begun.
    PublishedMeanwhile,
}
