//! What a script is made of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{act::Act, answer::Question};
use crate::{
    customer::{Language, Tier},
    dialogue::{Localized, Topic},
    id::{ScriptId, TopicId},
    time::Timestamp,
};

/// The most steps of a script.
pub const MAX_STEPS: usize = 500;
/// The most choices of a question, one for each digit key.
pub const MAX_CHOICES: usize = 9;
/// The most branches of a step.
pub const MAX_BRANCHES: usize = 20;
/// The most bytes of all words of a script: less than half of what a stored row may have.
pub const MAX_WORDS_BYTES: usize = 192 * 1024;

/// What an agent says and asks about a topic. Edited by administrators; a contact keeps the version with which it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Script {
    /// Identity.
    pub id: ScriptId,
    /// A short key for files, such as `plan_finder`.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// About what.
    pub topic: TopicId,
    /// The version of the topic's stages by which stages are numbered here.
    pub topic_version: u16,
    /// At which stages (from 1) it is offered; empty for all.
    pub stages: Vec<u8>,
    /// To which tiers; empty for all.
    pub tiers: Vec<Tier>,
    /// To customers of which language; empty for all.
    pub languages: Vec<Language>,
    /// Counted from 1; grows with each publication.
    pub version: u32,
    /// No longer offered.
    pub retired: bool,
    /// The steps. The first is where it begins; a step goes on to the one after it unless it says otherwise.
    pub steps: Vec<Step>,
}

/// One step of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Step {
    /// Its key, under which its answer is kept.
    pub key: String,
    /// What the agent says; may have places to fill in.
    pub say: Localized,
    /// What is to be done there.
    pub kind: StepKind,
    /// Where it goes on by the answers: the first branch that holds.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// Where it goes on otherwise; `None`: at the step after it.
    #[serde(default)]
    pub next: Option<String>,
}

/// What is to be done at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum StepKind {
    /// Only said.
    Say,
    /// Asked.
    Ask {
        /// What can be answered.
        question: Question,
        /// May be passed without an answer.
        optional: bool,
    },
    /// Done.
    Act {
        /// What.
        act: Act,
    },
    /// The script ends.
    End {
        /// In what.
        end: End,
    },
}

/// In what a script ends (P-12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct End {
    /// What it is.
    pub kind: EndKind,
    /// What the product or request is called; may have places.
    pub title: Localized,
    /// The text of it; may have places. The answers follow below it.
    pub text: Localized,
}

/// What comes of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// A configured product.
    Product,
    /// A request to somebody.
    Request,
    /// Only the talk itself.
    Talk,
}

/// A way on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Branch {
    /// Whose answer is looked at; `None`: this step's own.
    #[serde(default)]
    pub of: Option<String>,
    /// What holds of it.
    pub test: Test,
    /// The step that follows.
    pub to: String,
}

/// What holds of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Test {
    /// This choice, or among others this one.
    Choice {
        /// Its key.
        choice: String,
    },
    /// Yes.
    Yes,
    /// No.
    No,
    /// This number or more.
    AtLeast {
        /// Which.
        number: i32,
    },
    /// This number or less.
    AtMost {
        /// Which.
        number: i32,
    },
    /// Passed without an answer, or not asked at all.
    NoAnswer,
}

impl Step {
    /// The question, where it asks one.
    pub fn question(&self) -> Option<&Question> {
        match &self.kind {
            StepKind::Ask { question, .. } => Some(question),
            StepKind::Say | StepKind::Act { .. } | StepKind::End { .. } => None,
        }
    }
}

impl Script {
    /// The place of a step in the list.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|it| it.key == key)
    }

    /// A step by its key.
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|it| it.key == key)
    }

    /// The same with stages as they are numbered in the topic now.
    pub fn carried(mut self, topic: &Topic) -> Self {
        if topic.id != self.topic || topic.version() == self.topic_version {
            return self;
        }
        let version = self.topic_version;
        let now = |stage: u8| topic.standing(version, stage, Timestamp::default()).stage;
        self.stages = self.stages.into_iter().map(now).collect();
        self.stages.sort_unstable();
        self.stages.dedup();
        for step in &mut self.steps {
            if let StepKind::Act { act: Act::MoveStage { stage } } = &mut step.kind {
                *stage = now(*stage);
            }
        }
        self.topic_version = topic.version();
        self
    }

    /// The bytes of all words.
    pub fn words_bytes(&self) -> usize {
        words_bytes(&self.steps)
    }
}

/// The bytes of all words of steps.
pub(super) fn words_bytes(steps: &[Step]) -> usize {
    let both = |words: &Localized| words.ko.len() + words.en.len();
    let asked = |step: &Step| match &step.kind {
        StepKind::Say => 0,
        StepKind::Ask { question, .. } => question.words().map(both).sum(),
        StepKind::Act { act } => act.words().map(both).sum(),
        StepKind::End { end } => both(&end.title) + both(&end.text),
    };
    let ways =
        |step: &Step| step.branches.iter().map(|it| it.to.len() + it.of.as_ref().map_or(0, String::len)).sum::<usize>();
    steps.iter().map(|step| step.key.len() + both(&step.say) + asked(step) + ways(step)).sum()
}
