//! The centre's knowledge: articles are found as one types, read, inserted; kept by who leads (D-11).

use std::sync::Arc;

use daehwa_domain::{
    article::{Article, MAX_ARTICLES, Place, Shelf, blocks, is_near},
    customer::Language,
    dialogue::Localized,
    limits,
    record::{Record, RecordKind, RecordRef},
};
use parking_lot::Mutex;

use crate::{
    Desk,
    api::{
        articles::{ArticleAsk, ArticleDraft, ArticleLine, ArticleQuery, ArticleView, ArticlesFound},
        error::{CommandError, ErrorCode},
    },
    customers::{edit::field, off_the_runtime},
    shift::Shift,
};

/// So many are listed.
const MAX_FOUND: usize = 50;
/// The beginning of what an article says, in a list.
const EXCERPT_CHARS: usize = 90;
const MAX_QUERY_CHARS: usize = 200;

/// The centre's articles with their words, read when they are asked for the first time and when they changed.
#[derive(Default)]
pub(crate) struct KnownShelf(Mutex<Option<Arc<Shelf>>>);

impl KnownShelf {
    fn get(&self, shift: &Shift) -> Result<Arc<Shelf>, CommandError> {
        let mut known = self.0.lock();
        if let Some(shelf) = &*known {
            return Ok(shelf.clone());
        }
        let mut articles = shift.cache.articles()?;
        articles.truncate(MAX_ARTICLES);
        let shelf = Arc::new(Shelf::new(articles));
        *known = Some(shelf.clone());
        Ok(shelf)
    }

    pub fn forget(&self) {
        *self.0.lock() = None;
    }
}

impl Desk {
    /// Articles by what is typed so far and what is talked about.
    pub async fn find_articles(&self, query: ArticleQuery) -> Result<ArticlesFound, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let shelf = shift.shelf.get(&shift)?;
            let place = shift.place_of(&query)?;
            let text: String = query.text.chars().take(MAX_QUERY_CHARS).collect();
            let found = shelf.find(&text, place, shift.now(), MAX_FOUND);
            let line = |it: &Article| ArticleLine {
                id: it.id,
                title: it.title.clone(),
                excerpt: excerpt(it),
                near: place.is_some_and(|place| is_near(it, place)),
            };
            Ok(ArticlesFound {
                articles: found.into_iter().map(line).collect(),
                total: shelf.articles().len().try_into().unwrap_or(u32::MAX),
            })
        })
        .await
    }

    /// An article to be read, and to be inserted.
    pub async fn article(&self, ask: ArticleAsk) -> Result<ArticleView, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let shelf = shift.shelf.get(&shift)?;
            let known = shelf.articles().iter().find(|it| it.id == ask.id);
            let article = known.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
            let told_in = match ask.customer {
                Some(customer) => shift.customer_view(customer)?.customer.language,
                None => ask.language,
            };
            let answer = article.answer.in_language(told_in).to_owned();
            Ok(ArticleView {
                id: article.id,
                title: article.title.in_language(ask.language).to_owned(),
                answer: article.answer.in_language(ask.language).to_owned(),
                body: blocks(article.body.in_language(ask.language)),
                insert: if answer.trim().is_empty() { article.body.in_language(told_in).to_owned() } else { answer },
                about: article.about.clone(),
                until_ms: article.until_ms,
            })
        })
        .await
    }

    /// All articles, by title.
    pub async fn article_book(&self, (): ()) -> Result<Vec<Article>, CommandError> {
        let shift = self.supervision()?;
        off_the_runtime(move || Ok(shift.shelf.get(&shift)?.articles().to_vec())).await
    }

    /// Makes or changes an article.
    pub async fn save_article(&self, draft: ArticleDraft) -> Result<Article, CommandError> {
        let shift = self.supervision()?;
        let known = shift.cache.articles()?;
        let article = Article {
            id: draft.id.unwrap_or_else(|| shift.host.new_id()),
            title: trimmed(&draft.title),
            answer: trimmed(&draft.answer),
            body: trimmed(&draft.body),
            about: draft.about,
            tags: draft.tags.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect(),
            from_ms: draft.from_ms,
            until_ms: draft.until_ms,
            retired: draft.retired,
        };
        if article.from_ms.zip(article.until_ms).is_some_and(|(from, until)| until <= from) {
            return Err(CommandError::invalid("until"));
        }
        let record = Record::Article(Box::new(article.clone()));
        match known.iter().find(|it| it.id == article.id) {
            None if known.len() >= MAX_ARTICLES => return Err(CommandError::invalid("articles")),
            None => shift.act().create(record)?.commit()?,
            Some(before) => {
                limits::check(&record)?;
                let changed = fields(&article).into_iter().zip(fields(before));
                let changed = changed.filter(|(after, before)| after != before).map(|(after, _)| after).collect();
                let target = RecordRef { kind: RecordKind::Article, id: article.id.0 };
                shift.act().set_centre(target, changed).commit()?;
            }
        }
        // Others are told in a moment; whoever saved reads it at once.
        shift.shelf.forget();
        Ok(article)
    }
}

impl Shift {
    /// What is talked about: where the conversation is placed, else the customer's strongest need.
    fn place_of(&self, query: &ArticleQuery) -> Result<Option<Place>, CommandError> {
        let placed = match query.conversation {
            Some(id) => self.conversation_view(id)?.messages.last().and_then(|it| it.dialogue),
            None => None,
        };
        let Some(customer) = query.customer else { return Ok(None) };
        let view = self.customer_view(customer)?;
        let dialogue = placed.or_else(|| view.needs.first().map(|it| it.dialogue));
        let dialogue = view.dialogues.iter().find(|it| Some(it.id) == dialogue);
        Ok(dialogue.map(|it| Place { topic: it.topic, stage: Some(it.stage) }))
    }
}

fn fields(it: &Article) -> Vec<(String, serde_json::Value)> {
    vec![
        field("title", &it.title),
        field("answer", &it.answer),
        field("body", &it.body),
        field("about", &it.about),
        field("tags", &it.tags),
        field("from_ms", it.from_ms),
        field("until_ms", it.until_ms),
        field("retired", it.retired),
    ]
}

fn trimmed(text: &Localized) -> Localized {
    Localized { ko: text.ko.trim().to_owned(), en: text.en.trim().to_owned() }
}

/// The beginning of the short answer, else of the text, each in its language.
fn excerpt(article: &Article) -> Localized {
    let says = |language| {
        let answer = article.answer.in_language(language).to_owned();
        let text = if answer.trim().is_empty() { article.body.in_language(language).to_owned() } else { answer };
        let plain = text.split_whitespace().filter(|it| !["#", "-", "*"].contains(it));
        plain.collect::<Vec<_>>().join(" ").chars().take(EXCERPT_CHARS).collect()
    };
    Localized { ko: says(Language::Ko), en: says(Language::En) }
}
