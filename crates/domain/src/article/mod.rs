//! Articles of the centre's knowledge (D-11): what an agent looks up while a customer waits.

mod shelf;
mod text;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use shelf::{Place, Shelf, is_near};
pub use text::{Block, blocks};

use crate::{
    dialogue::Localized,
    id::{ArticleId, TopicId},
    limits::{Fault, LimitError, MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_STAGES, holds, localized, required},
    time::Timestamp,
};

/// The short answer.
pub const MAX_ANSWER_BYTES: usize = 4 * 1024;
/// The whole text, in each language.
pub const MAX_BODY_BYTES: usize = 32 * 1024;
/// Topics of an article.
pub const MAX_ABOUT: usize = 50;
/// Tags of an article.
pub const MAX_TAGS: usize = 20;
/// Articles of a centre that are offered.
pub const MAX_ARTICLES: usize = 10_000;

/// What is to be known about something. Written by who leads, read by everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Article {
    /// Identity.
    pub id: ArticleId,
    /// The question that it answers; in one language at least.
    pub title: Localized,
    /// What is said or written to the customer; where it is empty, the body is.
    pub answer: Localized,
    /// Everything about it, in simple structured text ([`blocks`]).
    pub body: Localized,
    /// To which topics it belongs; empty for all.
    pub about: Vec<About>,
    /// Other words under which it is looked for.
    pub tags: Vec<String>,
    /// Not offered before.
    pub from_ms: Option<Timestamp>,
    /// Not offered from then on.
    pub until_ms: Option<Timestamp>,
    /// Not offered any more.
    pub retired: bool,
}

/// Where an article belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "ArticleAbout")]
pub struct About {
    /// The topic.
    pub topic: TopicId,
    /// Its stages, from 1; empty for all.
    pub stages: Vec<u8>,
}

impl Article {
    /// Whether it is offered at a moment.
    pub fn is_offered(&self, now: Timestamp) -> bool {
        !self.retired && self.from_ms.is_none_or(|from| from <= now) && self.until_ms.is_none_or(|until| now < until)
    }

    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        localized("title", &self.title, MAX_NAME_BYTES)?;
        holds("title", !(self.title.ko.trim().is_empty() && self.title.en.trim().is_empty()), Fault::Empty)?;
        localized("answer", &self.answer, MAX_ANSWER_BYTES)?;
        localized("body", &self.body, MAX_BODY_BYTES)?;
        holds("about", self.about.len() <= MAX_ABOUT, Fault::TooMany { max: MAX_ABOUT })?;
        let numbered = |it: &About| it.stages.iter().all(|stage| (1..=MAX_STAGES).contains(&usize::from(*stage)));
        holds("about", self.about.iter().all(|it| it.stages.len() <= MAX_STAGES && numbered(it)), Fault::OutOfRange)?;
        holds("tags", self.tags.len() <= MAX_TAGS, Fault::TooMany { max: MAX_TAGS })?;
        self.tags.iter().try_for_each(|it| required("tags", it, MAX_KEY_BYTES))
    }
}
