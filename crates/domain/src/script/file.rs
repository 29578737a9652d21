//! Scripts as a readable file: TOML, in their order. A script names its topic by the topic's key.
//!
//! ```toml
//! format = 1
//!
//! [[script]]
//! key = "plan_finder"
//! name = { ko = "요금제 찾기", en = "Plan finder" }
//! topic = "plan_upgrade"
//! stages = [1, 2]
//!
//! [[script.step]]
//! key = "data"
//! say = { ko = "한 달에 몇 GB 쓰세요?", en = "How many GB do you use a month?" }
//! ask = { number = { min = 0, unit = { ko = "GB", en = "GB" } } }
//! branch = [{ at_least = 50, to = "unlimited" }]
//! ```

mod rewrite;
mod write;

use serde::Deserialize;
use toml::Spanned;

pub use rewrite::{Changed, rewrite};
pub use write::write;
pub(crate) use write::{quoted, tag};

use super::{
    act::{Act, Contact, ProfileField, Promise},
    answer::{Choice, Question},
    draft::ScriptDraft,
    model::{Branch, End, EndKind, Step, StepKind, Test},
};
use crate::{
    customer::{Language, Tier},
    dialogue::{Localized, Topic},
    interaction::Outcome,
    topic::file::{FileError, drafts, parse},
};

/// The form of the file that is written; others are not read.
pub const FORMAT: u16 = 1;
/// The largest file that is read.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;
/// The most scripts in a file.
pub const MAX_SCRIPTS: usize = 500;

/// A script that was read, with the line where it begins (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadScript {
    /// Where.
    pub line: u32,
    /// What; not over any published script yet. Without a topic where there is none of that key.
    pub draft: ScriptDraft,
    /// It stands there otherwise than it would be written: with comments, or in a layout of its own.
    pub own_layout: bool,
}

/// Reads scripts, in the order of the file.
pub fn read(text: &str, topics: &[Topic]) -> Result<Vec<ReadScript>, FileError> {
    let read: Read = parse(text, MAX_FILE_BYTES)?;
    if read.format != FORMAT {
        return Err(FileError::Format { format: read.format });
    }
    let layouts = rewrite::own_layouts(text, &read.script, topics);
    let scripts =
        drafts(text, read.script, MAX_SCRIPTS, |script: FileScript| script.draft(topics), |draft| &draft.key)?;
    let scripts = scripts.into_iter().zip(layouts);
    Ok(scripts.map(|((line, draft), own_layout)| ReadScript { line, draft, own_layout }).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    format: u16,
    #[serde(default)]
    script: Vec<Spanned<FileScript>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileScript {
    key: String,
    name: Localized,
    topic: String,
    #[serde(default)]
    stages: Vec<u8>,
    #[serde(default)]
    tiers: Vec<Tier>,
    #[serde(default)]
    languages: Vec<Language>,
    #[serde(default)]
    retired: bool,
    #[serde(default)]
    step: Vec<FileStep>,
}

/// A step as it is written: it asks, acts or ends, or only says something.
#[derive(Clone, Deserialize)]
#[serde(try_from = "WrittenStep")]
struct FileStep(Step);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    key: String,
    #[serde(default)]
    say: Localized,
    ask: Option<FileQuestion>,
    #[serde(default)]
    optional: bool,
    act: Option<FileAct>,
    end: Option<FileEnd>,
    #[serde(default)]
    branch: Vec<FileBranch>,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum FileQuestion {
    One(Vec<FileChoice>),
    Several {
        #[serde(default)]
        min: u8,
        choices: Vec<FileChoice>,
    },
    YesNo,
    Number {
        min: Option<i32>,
        max: Option<i32>,
        #[serde(default)]
        unit: Localized,
    },
    Date {
        earliest_days: Option<i32>,
        latest_days: Option<i32>,
    },
    Text(u16),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileChoice {
    key: String,
    ko: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum FileAct {
    Stage(u8),
    Set {
        field: ProfileField,
        answer: String,
    },
    Confirm(Contact),
    Outcome(Outcome),
    Callback {
        in_days: Option<u16>,
        on: Option<String>,
        hour: u8,
        #[serde(default)]
        note: Localized,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum FileEnd {
    Product(Made),
    Request(Made),
    Talk(Made),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    #[serde(default)]
    title: Localized,
    #[serde(default)]
    text: Localized,
}

/// A branch as it is written.
#[derive(Deserialize)]
#[serde(try_from = "WrittenBranch")]
struct FileBranch(Branch);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBranch {
    of: Option<String>,
    choice: Option<String>,
    yes: Option<bool>,
    at_least: Option<i32>,
    at_most: Option<i32>,
    no_answer: Option<bool>,
    to: String,
}

impl TryFrom<WrittenBranch> for FileBranch {
    type Error = &'static str;

    fn try_from(it: WrittenBranch) -> Result<Self, Self::Error> {
        let test = match (it.choice, it.yes, it.at_least, it.at_most, it.no_answer) {
            (Some(choice), None, None, None, None) => Test::Choice { choice },
            (None, Some(true), None, None, None) => Test::Yes,
            (None, Some(false), None, None, None) => Test::No,
            (None, None, Some(number), None, None) => Test::AtLeast { number },
            (None, None, None, Some(number), None) => Test::AtMost { number },
            (None, None, None, None, Some(true)) => Test::NoAnswer,
            _ => return Err("a branch has one of choice, yes, at_least, at_most, no_answer = true"),
        };
        Ok(Self(Branch { of: it.of, test, to: it.to }))
    }
}

impl TryFrom<WrittenStep> for FileStep {
    type Error = &'static str;

    fn try_from(it: WrittenStep) -> Result<Self, Self::Error> {
        let kind = match (it.ask, it.act, it.end) {
            (None, None, None) => StepKind::Say,
            (Some(ask), None, None) => StepKind::Ask { question: ask.question(), optional: it.optional },
            (None, Some(act), None) => StepKind::Act { act: act.act()? },
            (None, None, Some(end)) => StepKind::End { end: end.end() },
            _ => return Err("a step has at most one of ask, act, end"),
        };
        let branches = it.branch.into_iter().map(|it| it.0).collect();
        Ok(Self(Step { key: it.key, say: it.say, kind, branches, next: it.next }))
    }
}

impl FileQuestion {
    fn question(self) -> Question {
        let all = |choices: Vec<FileChoice>| {
            choices.into_iter().map(|it| Choice { key: it.key, label: Localized { ko: it.ko, en: it.en } }).collect()
        };
        match self {
            Self::One(choices) => Question::One { choices: all(choices) },
            Self::Several { min, choices } => Question::Several { choices: all(choices), min },
            Self::YesNo => Question::YesNo,
            Self::Number { min, max, unit } => Question::Number { min, max, unit },
            Self::Date { earliest_days, latest_days } => Question::Date { earliest_days, latest_days },
            Self::Text(max_chars) => Question::Text { max_chars },
        }
    }
}

impl FileAct {
    fn act(self) -> Result<Act, &'static str> {
        Ok(match self {
            Self::Stage(stage) => Act::MoveStage { stage },
            Self::Set { field, answer } => Act::SetField { field, answer },
            Self::Confirm(contact) => Act::Confirm { contact },
            Self::Outcome(outcome) => Act::Outcome { outcome },
            Self::Callback { in_days, on, hour, note } => {
                let when = match (in_days, on) {
                    (Some(days), None) => Promise::InDays { days },
                    (None, Some(answer)) => Promise::OnDate { answer },
                    _ => return Err("a callback has one of in_days, on"),
                };
                Act::Callback { when, hour, note }
            }
        })
    }
}

impl FileEnd {
    fn end(self) -> End {
        let (kind, made) = match self {
            Self::Product(made) => (EndKind::Product, made),
            Self::Request(made) => (EndKind::Request, made),
            Self::Talk(made) => (EndKind::Talk, made),
        };
        End { kind, title: made.title, text: made.text }
    }
}

impl FileScript {
    fn draft(self, topics: &[Topic]) -> ScriptDraft {
        ScriptDraft {
            id: None,
            base: 0,
            key: self.key,
            name: self.name,
            topic: topics.iter().find(|it| it.key == self.topic).map(|it| it.id),
            stages: self.stages,
            tiers: self.tiers,
            languages: self.languages,
            retired: self.retired,
            steps: self.step.into_iter().map(|it| it.0).collect(),
        }
    }
}
