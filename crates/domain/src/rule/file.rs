//! Channel rules as a readable file: TOML, in the order in which they are asked. A rule names its topic by the topic's key.
//!
//! ```toml
//! format = 1
//!
//! [[rule]]
//! key = "plan_upgrade.web.compare"
//! channel = "web"
//! sign = "page"
//! pattern = { prefix = "/plans/compare" }
//! topic = "plan_upgrade"
//! stage = 2
//! priority = 5
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Pattern, PatternKind, Rule, Sign, in_order};
use crate::{
    dialogue::Topic,
    interaction::Channel,
    script::file::{quoted, tag},
    topic::file::{FileError, drafts, parse},
};

/// The form of the file that is written; others are not read.
pub const FORMAT: u16 = 1;
/// The largest file that is read.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;
/// The most rules in a file.
pub const MAX_RULES: usize = 2_000;

/// A rule that was read, with the line where it begins (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRule {
    /// Where.
    pub line: u32,
    /// What.
    pub rule: WrittenRule,
}

/// A rule as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenRule {
    /// As [`Rule::key`].
    pub key: String,
    /// As [`Rule::channel`].
    pub channel: Channel,
    /// As [`Rule::sign`].
    pub sign: Sign,
    /// As [`Rule::pattern`].
    #[serde(deserialize_with = "pattern")]
    pub pattern: Pattern,
    /// The key of its topic.
    pub topic: String,
    /// As [`Rule::stage`].
    #[serde(default = "first")]
    pub stage: u8,
    /// As [`Rule::priority`].
    #[serde(default = "middle")]
    pub priority: u8,
    /// As [`Rule::enabled`].
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// Writes rules. Of a topic that is not known here only its identity is left to be written.
pub fn write<'r>(rules: impl IntoIterator<Item = &'r Rule>, topics: &[Topic]) -> String {
    let rules = in_order(rules).into_iter();
    rules.fold(format!("format = {FORMAT}\n"), |file, rule| file + &rule_lines(rule, topics))
}

fn rule_lines(rule: &Rule, topics: &[Topic]) -> String {
    let topic =
        topics.iter().find(|it| it.id == rule.topic).map_or_else(|| rule.topic.0.to_string(), |it| it.key.clone());
    let kind = match rule.pattern.kind {
        PatternKind::Exact => "exact",
        PatternKind::Prefix => "prefix",
        PatternKind::Wildcard => "wildcard",
    };
    let off = if rule.enabled { "" } else { "enabled = false\n" };
    format!(
        "\n[[rule]]\nkey = {}\nchannel = {}\nsign = {}\npattern = {{ {kind} = {} }}\ntopic = {}\nstage = {}\npriority = {}\n{off}",
        quoted(&rule.key),
        tag(&rule.channel),
        tag(&rule.sign),
        quoted(&rule.pattern.text),
        quoted(&topic),
        rule.stage,
        rule.priority,
    )
}

/// Reads rules, in the order of the file.
pub fn read(text: &str) -> Result<Vec<ReadRule>, FileError> {
    let read: Read = parse(text, MAX_FILE_BYTES)?;
    if read.format != FORMAT {
        return Err(FileError::Format { format: read.format });
    }
    let rules = drafts(text, read.rule, MAX_RULES, |rule| rule, |rule: &WrittenRule| &rule.key)?;
    Ok(rules.into_iter().map(|(line, rule)| ReadRule { line, rule }).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    format: u16,
    #[serde(default)]
    rule: Vec<Spanned<WrittenRule>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum FilePattern {
    Exact(String),
    Prefix(String),
    Wildcard(String),
}

fn pattern<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Pattern, D::Error> {
    let (kind, text) = match FilePattern::deserialize(from)? {
        FilePattern::Exact(text) => (PatternKind::Exact, text),
        FilePattern::Prefix(text) => (PatternKind::Prefix, text),
        FilePattern::Wildcard(text) => (PatternKind::Wildcard, text),
    };
    Ok(Pattern { kind, text })
}

fn first() -> u8 {
    1
}

/// Neither before nor behind the others, 1 to 9.
fn middle() -> u8 {
    5
}

fn yes() -> bool {
    true
}
