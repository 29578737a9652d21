//! Editing topics (H-2, P-14). For administrators.

use daehwa_domain::{
    dialogue::Topic,
    topic::{TopicDraft, TopicProblem, file::FileError},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The topics with what hangs on them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TopicOverview {
    /// By purpose and key.
    pub topics: Vec<TopicRow>,
    /// There are more customers on this desktop than were counted.
    pub more: bool,
}

/// One topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TopicRow {
    /// As published.
    pub topic: Topic,
    /// The version of its stages.
    pub version: u16,
    /// Open dialogues among the customers of this desktop.
    pub open: u32,
}

/// What is to be said of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DraftCheck {
    /// What keeps it from being published, in the order of the form.
    pub problems: Vec<TopicProblem>,
    /// Publishing it makes a new version of the stages.
    pub revises: bool,
    /// It is other than what is published.
    pub changed: bool,
}

/// A file of topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TopicFile {
    /// TOML.
    pub text: String,
}

/// What a file was found to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum TopicImport {
    /// Topics.
    Topics {
        /// In the order of the file.
        topics: Vec<ImportedTopic>,
    },
    /// Nothing that can be read.
    Unreadable {
        /// Why, and in which line.
        error: FileError,
    },
}

/// A topic of a file, as a draft over the published topic of the same key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportedTopic {
    /// Where it begins in the file (from 1).
    pub line: u32,
    /// The draft.
    pub draft: TopicDraft,
    /// What is to be said of it.
    pub check: DraftCheck,
}
