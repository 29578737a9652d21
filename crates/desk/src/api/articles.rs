//! The centre's knowledge (D-11).

use daehwa_domain::{
    article::{About, Block},
    customer::Language,
    dialogue::Localized,
    id::{ArticleId, ConversationId, CustomerId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticleQuery {
    /// As typed so far.
    pub text: String,
    /// With whom one talks: the dialogue that is talked about comes first.
    pub customer: Option<CustomerId>,
    /// In which conversation.
    pub conversation: Option<ConversationId>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticlesFound {
    /// The best first, at most 50.
    pub articles: Vec<ArticleLine>,
    /// How many articles the centre has.
    pub total: u32,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticleLine {
    /// Which.
    pub id: ArticleId,
    /// Its title.
    pub title: Localized,
    /// The beginning of what it says.
    pub excerpt: Localized,
    /// It belongs to what is talked about.
    pub near: bool,
}

/// Which article, and in whose language it is inserted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticleAsk {
    /// Which.
    pub id: ArticleId,
    /// The reader's language.
    pub language: Language,
    /// To whom it is told.
    pub customer: Option<CustomerId>,
}

/// An article to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticleView {
    /// Which.
    pub id: ArticleId,
    /// Its title in the reader's language.
    pub title: String,
    /// The short answer, if there is one.
    pub answer: String,
    /// The whole text in its parts.
    pub body: Vec<Block>,
    /// What is inserted: the short answer, else the text; in the language of whom it is told.
    pub insert: String,
    /// Where it belongs.
    pub about: Vec<About>,
    /// Not offered from then on.
    pub until_ms: Option<Timestamp>,
}

/// An article as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticleDraft {
    /// Which; `None` for a new one.
    pub id: Option<ArticleId>,
    /// The title in both languages; one is enough.
    pub title: Localized,
    /// The short answer.
    pub answer: Localized,
    /// The whole text.
    pub body: Localized,
    /// To which topics and stages it belongs; empty for all.
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
