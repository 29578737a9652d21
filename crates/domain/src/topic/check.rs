//! What is wrong with a draft, and which definition may follow on which.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    draft::{TopicDraft, closing_numbers, closings},
    problem::{Place, TopicFault, TopicProblem},
};
use crate::{
    customer::Language,
    dialogue::{Ageing, AllowedMoves, Localized, Topic},
    limits::{MAX_DAYS, MAX_KEY_BYTES, MAX_LINE_BYTES, MAX_NAME_BYTES, MAX_STAGES, MAX_VERSIONS},
};

impl TopicDraft {
    /// All that keeps it from being published among `topics`, in the order of the form's fields.
    pub fn problems(&self, topics: &[Topic]) -> Vec<TopicProblem> {
        let mut found = Problems::default();
        self.check_names(topics, &mut found);
        self.check_stages(&mut found);
        self.check_moves(&mut found);
        if let Some(published) = topics.iter().find(|it| Some(it.id) == self.id) {
            self.check_carries(published, &mut found);
        }
        found.0
    }

    fn check_names(&self, topics: &[Topic], found: &mut Problems) {
        let key = self.key.trim();
        found.require(!key.is_empty(), Place::Key, TopicFault::Empty);
        found.require(key.is_empty() || is_key(key), Place::Key, TopicFault::NotAKey);
        let too_long = TopicFault::TooLong { max_bytes: MAX_KEY_BYTES as u16 };
        found.require(key.len() <= MAX_KEY_BYTES, Place::Key, too_long);
        let taken = topics.iter().any(|it| Some(it.id) != self.id && it.key == key);
        found.require(!taken, Place::Key, TopicFault::KeyTaken);
        found.words(&self.name, MAX_NAME_BYTES, true, |language| Place::Name { language });
        found.ageing(self.ageing, None);
    }

    fn check_stages(&self, found: &mut Problems) {
        found.require(!self.stages.is_empty(), Place::Stages, TopicFault::NoStage);
        let too_many = TopicFault::TooManyStages { max: MAX_STAGES as u8 };
        found.require(self.stages.len() <= MAX_STAGES, Place::Stages, too_many);
        let mut names = BTreeMap::new();
        for (stage, it) in (1..=u8::MAX).zip(&self.stages) {
            found.words(&it.name, MAX_NAME_BYTES, true, |language| Place::StageName { stage, language });
            found.words(&it.meaning, MAX_LINE_BYTES, false, |language| Place::Meaning { stage, language });
            found.words(&it.entry, MAX_LINE_BYTES, false, |language| Place::Entry { stage, language });
            for (language, name) in in_languages(&it.name) {
                let first = *names.entry((language == Language::Ko, name.trim())).or_insert(stage);
                let taken = first != stage && !name.trim().is_empty();
                found.require(!taken, Place::StageName { stage, language }, TopicFault::NameTaken { stage: first });
            }
            found.ageing(it.ageing, Some(stage));
        }
        let closes = self.stages.iter().any(|it| it.closing);
        found.require(closes || self.stages.is_empty(), Place::Stages, TopicFault::NothingCloses);
        let first_closes = self.stages.first().is_some_and(|it| it.closing);
        found.require(!first_closes, Place::Stage { stage: 1 }, TopicFault::FirstCloses);
    }

    /// That every stage can be reached from the first, and a closing one from every stage.
    fn check_moves(&self, found: &mut Problems) {
        let count = self.stages.len().min(MAX_STAGES) as u8;
        if let AllowedMoves::Listed { pairs } = &self.moves {
            let mut seen = BTreeSet::new();
            for &(from, to) in pairs {
                let exists = from != to && (1..=count).contains(&from) && (1..=count).contains(&to);
                found.require(exists, Place::Moves, TopicFault::NoSuchMove { from, to });
                found.require(seen.insert((from, to)), Place::Moves, TopicFault::MoveTwice { from, to });
            }
        }
        let is_closing = |stage: u8| self.stages.get(usize::from(stage) - 1).is_some_and(|it| it.closing);
        // Nothing moves on from a closed dialogue.
        let next = |from: u8| (1..=count).filter(move |&to| !is_closing(from) && self.moves.allow(from, to));
        let reached = closure([1], next);
        let before = |to: u8| (1..=count).filter(move |&from| !is_closing(from) && self.moves.allow(from, to));
        let closable = closure((1..=count).filter(|&stage| is_closing(stage)), before);
        let closes = (1..=count).any(is_closing);
        for stage in 1..=count {
            found.require(reached.contains(&stage), Place::Stage { stage }, TopicFault::Unreachable);
            // Of a topic in which nothing closes it was said already.
            found.require(!closes || closable.contains(&stage), Place::Stage { stage }, TopicFault::NeverCloses);
        }
    }

    fn check_carries(&self, published: &Topic, found: &mut Problems) {
        if self.base != published.version() || self.to.len() != published.stages.len() {
            found.require(false, Place::Topic, TopicFault::PublishedMeanwhile);
            return;
        }
        for ((from, stage), to) in (1..=u8::MAX).zip(&published.stages).zip(&self.to) {
            let target = to.and_then(|to| self.stages.get(usize::from(to).checked_sub(1)?));
            let reopens = stage.closing && target.is_some_and(|it| !it.closing);
            found.require(target.is_some(), Place::Carry { from }, TopicFault::NotCarried);
            found.require(!reopens, Place::Carry { from }, TopicFault::Reopens);
        }
        let versions_left = published.version() < MAX_VERSIONS || !self.revises(published);
        found.require(versions_left, Place::Stages, TopicFault::TooManyVersions { max: MAX_VERSIONS });
    }
}

impl AllowedMoves {
    /// Whether a dialogue may be moved from one stage to another.
    pub fn allow(&self, from: u8, to: u8) -> bool {
        match self {
            Self::Any => from != to,
            Self::Forward => to > from,
            Self::Listed { pairs } => pairs.contains(&(from, to)),
        }
    }
}

/// Whether `after` may be published where `before` stands: nothing of the earlier versions is rewritten, and a list whose numbers or
/// closing stages are others comes with one revision that says where every stage goes. Desktop and server check the same.
pub fn follows(before: &Topic, after: &Topic) -> bool {
    let Some((kept, added)) = after.revisions.split_at_checked(before.revisions.len()) else { return false };
    if kept != before.revisions {
        return false;
    }
    match added {
        [] => closings(&before.stages).eq(closings(&after.stages)),
        [revision] => {
            let closing = closing_numbers(&before.stages);
            let stays_closed = |from: &u8| {
                let to = revision.to.get(usize::from(*from) - 1);
                to.and_then(|&to| after.stage(to)).is_some_and(|it| it.closing)
            };
            revision.to.len() == before.stages.len()
                && revision.to.iter().all(|&to| after.stage(to).is_some())
                && revision.closing == closing
                && closing.iter().all(stays_closed)
        }
        _ => false,
    }
}

fn is_key(key: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase();
    key.starts_with(letter) && key.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '_')
}

fn in_languages(words: &Localized) -> [(Language, &str); 2] {
    [(Language::Ko, &words.ko), (Language::En, &words.en)]
}

/// What can be come to by `next` from `first`, with `first`.
fn closure<I: Iterator<Item = u8>>(first: impl IntoIterator<Item = u8>, next: impl Fn(u8) -> I) -> BTreeSet<u8> {
    let mut found: BTreeSet<u8> = first.into_iter().collect();
    let mut open: Vec<u8> = found.iter().copied().collect();
    while let Some(stage) = open.pop() {
        open.extend(next(stage).filter(|it| found.insert(*it)).collect::<Vec<_>>());
    }
    found
}

#[derive(Default)]
struct Problems(Vec<TopicProblem>);

impl Problems {
    fn require(&mut self, holds: bool, at: Place, fault: TopicFault) {
        if !holds {
            self.0.push(TopicProblem { at, fault });
        }
    }

    fn words(&mut self, words: &Localized, max_bytes: usize, required: bool, at: impl Fn(Language) -> Place) {
        for (language, text) in in_languages(words) {
            self.require(!required || !text.trim().is_empty(), at(language), TopicFault::Empty);
            let too_long = TopicFault::TooLong { max_bytes: u16::try_from(max_bytes).unwrap_or(u16::MAX) };
            self.require(text.len() <= max_bytes, at(language), too_long);
            self.require(!text.contains('\0'), at(language), TopicFault::Unstorable);
        }
    }

    fn ageing(&mut self, ageing: Ageing, stage: Option<u8>) {
        let at = Place::Ageing { stage };
        let fits = |days: Option<u16>| days.is_none_or(|days| (1..=MAX_DAYS).contains(&days));
        let in_range = fits(ageing.stale_days) && fits(ageing.close_days);
        self.require(in_range, at, TopicFault::DaysOutOfRange { max: MAX_DAYS });
        if let (Some(stale), Some(close)) = (ageing.stale_days, ageing.close_days) {
            self.require(stale < close, at, TopicFault::StaleAfterClose);
        }
    }
}
