//! Articles as they are found: by what is typed so far, and by what a dialogue is about.

use std::collections::{BTreeMap, HashMap};

use super::Article;
use crate::{dialogue::Localized, hangul, id::TopicId, time::Timestamp};

/// Words of a query that are looked for.
const MAX_QUERY_WORDS: usize = 8;

/// Where a word stands says how much it counts.
const IN_TITLE: u32 = 8;
const IN_TAGS: u32 = 6;
const IN_ANSWER: u32 = 2;
const IN_BODY: u32 = 1;
/// A query that stands in a title as it is.
const WHOLE_IN_TITLE: u32 = 12;
/// What belongs to the stage at which the dialogue is comes before what belongs to its topic alone.
const AT_STAGE: u32 = 2;
const ON_TOPIC: u32 = 1;

/// What a dialogue is about, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The topic.
    pub topic: TopicId,
    /// The stage, from 1, where it is known.
    pub stage: Option<u8>,
}

/// All articles of a centre, with the words in them.
#[derive(Debug, Default)]
pub struct Shelf {
    articles: Vec<Article>,
    /// Titles in both languages as search keys.
    titles: Vec<[String; 2]>,
    /// Words as search keys, with the articles in which they stand.
    words: BTreeMap<String, Vec<Found>>,
    /// The same by initial consonants, of titles and tags alone.
    initials: BTreeMap<String, Vec<Found>>,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    article: u32,
    weight: u32,
}

impl Shelf {
    /// Reads the words of articles. They are kept in the order of their titles.
    pub fn new(mut articles: Vec<Article>) -> Self {
        articles.sort_by(|a, b| title(a).cmp(title(b)).then(a.id.cmp(&b.id)));
        let titles = articles.iter().map(|it| [&it.title.ko, &it.title.en].map(|it| hangul::key(it))).collect();
        let mut shelf = Self { titles, ..Self::default() };
        for (at, article) in articles.iter().enumerate() {
            shelf.file(at as u32, article);
        }
        shelf.articles = articles;
        shelf
    }

    /// All of them, by title.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// Those that are offered now and fit what is typed, the best first: every word has to stand in them, or to be begun in them. Without a
    /// query those that belong to the place, then those that belong to all topics, then the others.
    pub fn find(&self, query: &str, place: Option<Place>, now: Timestamp, limit: usize) -> Vec<&Article> {
        let fits = self.fits(query);
        let mut found: Vec<(u32, u32, usize)> = Vec::new();
        for (at, article) in self.articles.iter().enumerate() {
            let Some(weight) = fits.as_ref().map_or(Some(0), |it| it.get(&(at as u32)).copied()) else { continue };
            if article.is_offered(now) {
                found.push((weight, nearness(article, place), at));
            }
        }
        // How well the words fit decides over a query, the place where two fit alike; without words the place alone.
        found.sort_by(|a, b| (b.0 + b.1).cmp(&(a.0 + a.1)).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
        found.into_iter().take(limit).map(|(_, _, at)| &self.articles[at]).collect()
    }

    /// How well articles fit a query; `None` for an empty one.
    fn fits(&self, query: &str) -> Option<HashMap<u32, u32>> {
        let mut fits: Option<HashMap<u32, u32>> = None;
        for word in words(query).take(MAX_QUERY_WORDS) {
            let of_word = self.with_word(word);
            fits = Some(match fits {
                None => of_word,
                Some(before) => before
                    .into_iter()
                    .filter_map(|(article, weight)| of_word.get(&article).map(|it| (article, weight + it)))
                    .collect(),
            });
        }
        let whole = hangul::key(query);
        if let Some(fits) = &mut fits {
            for (at, titles) in self.titles.iter().enumerate() {
                if titles.iter().any(|it| it.contains(&whole)) {
                    *fits.entry(at as u32).or_default() += WHOLE_IN_TITLE;
                }
            }
        }
        fits
    }

    fn with_word(&self, word: &str) -> HashMap<u32, u32> {
        let mut best: HashMap<u32, u32> = HashMap::new();
        let Some((from, to)) = hangul::range(word) else { return best };
        let filed = if hangul::is_initials(word) { &self.initials } else { &self.words };
        for found in filed.range(from..to).flat_map(|(_, all)| all) {
            let weight = best.entry(found.article).or_default();
            *weight = (*weight).max(found.weight);
        }
        best
    }

    fn file(&mut self, at: u32, article: &Article) {
        let named = article.tags.iter().map(|it| (it.as_str(), IN_TAGS));
        let named = both(&article.title, IN_TITLE).into_iter().chain(named);
        for (text, weight) in named {
            for word in words(text) {
                put(&mut self.words, hangul::key(word), at, weight);
                put(&mut self.initials, hangul::initials(word), at, weight);
            }
        }
        for (text, weight) in both(&article.answer, IN_ANSWER).into_iter().chain(both(&article.body, IN_BODY)) {
            for word in words(text) {
                put(&mut self.words, hangul::key(word), at, weight);
            }
        }
    }
}

fn put(filed: &mut BTreeMap<String, Vec<Found>>, key: String, article: u32, weight: u32) {
    let all = filed.entry(key).or_default();
    match all.last_mut().filter(|it| it.article == article) {
        Some(known) => known.weight = known.weight.max(weight),
        None => all.push(Found { article, weight }),
    }
}

fn both(text: &Localized, weight: u32) -> [(&str, u32); 2] {
    [(&text.ko, weight), (&text.en, weight)]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty())
}

/// The Korean title, or the other where there is none.
fn title(article: &Article) -> &str {
    if article.title.ko.is_empty() { &article.title.en } else { &article.title.ko }
}

/// Whether an article belongs to a place more than to any other.
pub fn is_near(article: &Article, place: Place) -> bool {
    nearness(article, Some(place)) > 0
}

fn nearness(article: &Article, place: Option<Place>) -> u32 {
    let Some(place) = place else { return 0 };
    let on_topic = article.about.iter().filter(|it| it.topic == place.topic);
    let near = on_topic.map(|it| match place.stage {
        Some(stage) if it.stages.contains(&stage) => ON_TOPIC + AT_STAGE,
        _ if it.stages.is_empty() => ON_TOPIC + 1,
        _ => ON_TOPIC,
    });
    // What belongs to no topic in particular stands between.
    near.max().unwrap_or(0)
}
