//! What can be wrong with a topic, each at its field. The screens have a sentence for each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::customer::Language;

/// Something that keeps a draft from being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicProblem {
    /// At which field.
    pub at: Place,
    /// What.
    pub fault: TopicFault,
}

/// A field of a draft. Stages are numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Place {
    /// The topic as a whole.
    Topic,
    /// Its key.
    Key,
    /// Its name.
    Name {
        /// In which language.
        language: Language,
    },
    /// The list of stages.
    Stages,
    /// A stage as a whole.
    Stage {
        /// Which.
        stage: u8,
    },
    /// A stage's name.
    StageName {
        /// Of which stage.
        stage: u8,
        /// In which language.
        language: Language,
    },
    /// What a stage means.
    Meaning {
        /// Of which stage.
        stage: u8,
        /// In which language.
        language: Language,
    },
    /// What has to be so before a dialogue may come to a stage.
    Entry {
        /// Of which stage.
        stage: u8,
        /// In which language.
        language: Language,
    },
    /// How long a dialogue may rest.
    Ageing {
        /// At which stage; `None` for the whole topic.
        stage: Option<u8>,
    },
    /// The allowed moves.
    Moves,
    /// Where the dialogues of a published stage go.
    Carry {
        /// The stage as published.
        from: u8,
    },
}

/// What is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum TopicFault {
    /// Nothing stands there.
    Empty,
    /// Too long.
    TooLong {
        /// The most, in UTF-8 bytes.
        max_bytes: u16,
    },
    /// A character that can't be stored.
    Unstorable,
    /// A key is small letters, digits and `_`, and begins with a letter.
    NotAKey,
    /// Another topic has this key.
    KeyTaken,
    /// There is no stage.
    NoStage,
    /// There are too many stages.
    TooManyStages {
        /// The most.
        max: u8,
    },
    /// Another stage has this name.
    NameTaken {
        /// Which.
        stage: u8,
    },
    /// No stage closes a dialogue.
    NothingCloses,
    /// A dialogue would be closed as soon as it begins.
    FirstCloses,
    /// Not a number of days from 1 to the most.
    DaysOutOfRange {
        /// The most.
        max: u16,
    },
    /// It would be closed before it is stale.
    StaleAfterClose,
    /// A move names a stage that is not there, or goes from a stage to itself.
    NoSuchMove {
        /// From.
        from: u8,
        /// To.
        to: u8,
    },
    /// A move is listed twice.
    MoveTwice {
        /// From.
        from: u8,
        /// To.
        to: u8,
    },
    /// By the allowed moves no dialogue can come to this stage.
    Unreachable,
    /// By the allowed moves a dialogue at this stage can never be closed.
    NeverCloses,
    /// It was not said where the dialogues of this stage go.
    NotCarried,
    /// A stage that closed would go over into one that does not.
    Reopens,
    /// Stages were published since this draft was begun.
    PublishedMeanwhile,
    /// The list of stages was changed as often as can be kept.
    TooManyVersions {
        /// The most.
        max: u16,
    },
}
