//! Topics as a readable file: TOML, one file with all topics, in their order.
//!
//! What stands in it is a definition, not its history: earlier versions stay with the centre that had them.

use std::{collections::BTreeSet, ops::Range};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;
use toml::Spanned;
use ts_rs::TS;

use super::draft::TopicDraft;
use crate::dialogue::{Ageing, AllowedMoves, FIRST_VERSION, Localized, Purpose, Stage, Topic};

/// The form of the file that is written; others are not read.
pub const FORMAT: u16 = 1;
/// The largest file that is read.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;
/// The most topics in a file.
pub const MAX_TOPICS: usize = 500;

/// A topic that was read, with the line where it begins (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadTopic {
    /// Where.
    pub line: u32,
    /// What; not over any published topic yet.
    pub draft: TopicDraft,
}

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum FileError {
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("more than {max_bytes} bytes")]
    TooLarge {
        /// The most.
        max_bytes: u32,
    },
    /// Not TOML, or not the fields of topics.
    #[error("line {line}: {detail}")]
    Malformed {
        /// Where (from 1).
        line: u32,
        /// What the reader expected, in English.
        detail: String,
    },
    /// Written in a form that this version does not know.
    #[error("format {format}")]
    Format {
        /// Which.
        format: u16,
    },
    /// More than [`MAX_TOPICS`].
    #[error("more than {max} topics")]
    TooMany {
        /// The most.
        max: u16,
    },
    /// Two topics have one key.
    #[error("line {line}: a second topic {key}")]
    KeyTwice {
        /// Where the second one begins (from 1).
        line: u32,
        /// The key.
        key: String,
    },
}

/// Writes topics, by their keys.
pub fn write<'a>(topics: impl IntoIterator<Item = &'a Topic>) -> String {
    let mut topics: Vec<_> = topics.into_iter().collect();
    topics.sort_by(|a, b| a.key.cmp(&b.key));
    topics.into_iter().fold(format!("format = {FORMAT}\n"), |file, topic| file + &topic_lines(topic))
}

fn topic_lines(topic: &Topic) -> String {
    let purpose = match topic.purpose {
        Purpose::Sales => "sales",
        Purpose::Service => "service",
        Purpose::Retention => "retention",
    };
    let moves = match &topic.moves {
        AllowedMoves::Any => "\"any\"".to_owned(),
        AllowedMoves::Forward => "\"forward\"".to_owned(),
        AllowedMoves::Listed { pairs } => {
            let pairs: Vec<_> = pairs.iter().map(|(from, to)| format!("[{from}, {to}]")).collect();
            format!("[{}]", pairs.join(", "))
        }
    };
    let retired = if topic.retired { "retired = true\n" } else { "" };
    let complaint = if topic.complaint { "complaint = true\n" } else { "" };
    let head = format!(
        "\n[[topic]]\nkey = {}\nname = {}\npurpose = \"{purpose}\"\n{complaint}moves = {moves}\n{retired}{}",
        quoted(&topic.key),
        words(&topic.name),
        periods(topic.ageing),
    );
    topic.stages.iter().fold(head, |lines, stage| lines + &stage_lines(stage))
}

fn stage_lines(stage: &Stage) -> String {
    let mut lines = format!("\n[[topic.stage]]\nname = {}\n", words(&stage.name));
    for (field, text) in [("meaning", &stage.meaning), ("entry", &stage.entry)] {
        if !(text.ko.is_empty() && text.en.is_empty()) {
            lines += &format!("{field} = {}\n", words(text));
        }
    }
    if stage.closing {
        lines += "closing = true\n";
    }
    lines + &periods(stage.ageing)
}

fn periods(ageing: Ageing) -> String {
    let days = [("stale_days", ageing.stale_days), ("close_days", ageing.close_days)];
    days.into_iter().filter_map(|(field, days)| Some(format!("{field} = {}\n", days?))).collect()
}

fn words(words: &Localized) -> String {
    format!("{{ ko = {}, en = {} }}", quoted(&words.ko), quoted(&words.en))
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Reads topics, in the order of the file.
pub fn read(text: &str) -> Result<Vec<ReadTopic>, FileError> {
    let read: Read = parse(text, MAX_FILE_BYTES)?;
    if read.format != FORMAT {
        return Err(FileError::Format { format: read.format });
    }
    let topics = drafts(text, read.topic, MAX_TOPICS, FileTopic::draft, |draft| &draft.key)?;
    Ok(topics.into_iter().map(|(line, draft)| ReadTopic { line, draft }).collect())
}

/// Parses a file of definitions. Errors when it is larger than `max_bytes`, or has not the fields of `T`.
pub(crate) fn parse<T: DeserializeOwned>(text: &str, max_bytes: usize) -> Result<T, FileError> {
    if text.len() > max_bytes {
        return Err(FileError::TooLarge { max_bytes: max_bytes as u32 });
    }
    toml::from_str(text).map_err(|error| FileError::Malformed {
        line: error.span().map_or(1, |span| line_of(text, &span)),
        detail: error.message().chars().take(200).collect(),
    })
}

/// The definitions of a file as drafts, in its order, each with the line where it begins (from 1). Errors when there are more than `max`,
/// or two have one key.
pub(crate) fn drafts<Item, Draft>(
    text: &str,
    items: Vec<Spanned<Item>>,
    max: usize,
    draft: impl Fn(Item) -> Draft,
    key: impl Fn(&Draft) -> &String,
) -> Result<Vec<(u32, Draft)>, FileError> {
    if items.len() > max {
        return Err(FileError::TooMany { max: max as u16 });
    }
    let mut keys = BTreeSet::new();
    let mut drafts = Vec::with_capacity(items.len());
    for item in items {
        let line = line_of(text, &item.span());
        let draft = draft(item.into_inner());
        let key = key(&draft);
        if !keys.insert(key.clone()) {
            return Err(FileError::KeyTwice { line, key: key.clone() });
        }
        drafts.push((line, draft));
    }
    Ok(drafts)
}

fn line_of(text: &str, span: &Range<usize>) -> u32 {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    1 + before.iter().filter(|it| **it == b'\n').count() as u32
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    format: u16,
    #[serde(default)]
    topic: Vec<Spanned<FileTopic>>,
}

/// A topic in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTopic {
    key: String,
    name: Localized,
    purpose: Purpose,
    #[serde(default)]
    moves: FileMoves,
    #[serde(default)]
    complaint: bool,
    #[serde(default)]
    retired: bool,
    stale_days: Option<u16>,
    close_days: Option<u16>,
    #[serde(default)]
    stage: Vec<FileStage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileStage {
    name: Localized,
    #[serde(default)]
    meaning: Localized,
    #[serde(default)]
    entry: Localized,
    #[serde(default)]
    closing: bool,
    stale_days: Option<u16>,
    close_days: Option<u16>,
}

/// `"any"`, `"forward"`, or pairs such as `[[1, 2], [2, 3]]`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "moves are \"any\", \"forward\" or pairs of stage numbers")]
enum FileMoves {
    Word(MovesWord),
    Pairs(Vec<(u8, u8)>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum MovesWord {
    Any,
    Forward,
}

impl Default for FileMoves {
    fn default() -> Self {
        Self::Word(MovesWord::Any)
    }
}

impl FileTopic {
    fn draft(self) -> TopicDraft {
        TopicDraft {
            id: None,
            base: FIRST_VERSION,
            key: self.key,
            name: self.name,
            purpose: self.purpose,
            stages: self.stage.into_iter().map(FileStage::stage).collect(),
            retired: self.retired,
            complaint: self.complaint,
            ageing: Ageing { stale_days: self.stale_days, close_days: self.close_days },
            moves: match self.moves {
                FileMoves::Word(MovesWord::Any) => AllowedMoves::Any,
                FileMoves::Word(MovesWord::Forward) => AllowedMoves::Forward,
                FileMoves::Pairs(pairs) => AllowedMoves::Listed { pairs },
            },
            to: Vec::new(),
        }
    }
}

impl FileStage {
    fn stage(self) -> Stage {
        let ageing = Ageing { stale_days: self.stale_days, close_days: self.close_days };
        Stage { name: self.name, meaning: self.meaning, closing: self.closing, entry: self.entry, ageing }
    }
}
