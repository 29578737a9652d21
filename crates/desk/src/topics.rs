//! The administrator's topics: drafts, what they would do, publishing, files (H-2, P-14).

use daehwa_domain::{
    dialogue::Topic,
    record::{Record, RecordKind, RecordRef},
    topic::{
        Impact, Template, TopicDraft,
        file::{self, FileError, ReadTopic},
    },
};
use daehwa_sync::Link;
use serde_json::Value;

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        topics::{DraftCheck, ImportedTopic, TopicFile, TopicImport, TopicOverview, TopicRow},
    },
    customers::{edit::field, off_the_runtime},
};

impl Desk {
    /// The topics with the number of their open dialogues.
    pub async fn topic_overview(&self, (): ()) -> Result<TopicOverview, CommandError> {
        let shift = self.administration()?;
        off_the_runtime(move || {
            let open = shift.cache.open_dialogues(shift.now())?;
            let row = |topic: Topic| TopicRow {
                version: topic.version(),
                open: open.by_topic.get(&topic.id).copied().unwrap_or_default(),
                topic,
            };
            let mut topics: Vec<_> = shift.cache.topics()?.into_iter().map(row).collect();
            topics.sort_by(|a, b| {
                let order = |it: &TopicRow| (it.topic.retired, it.topic.purpose as u8);
                order(a).cmp(&order(b)).then_with(|| a.topic.key.cmp(&b.topic.key))
            });
            Ok(TopicOverview { topics, more: open.more })
        })
        .await
    }

    /// What keeps a draft from being published.
    pub async fn check_topic(&self, draft: TopicDraft) -> Result<DraftCheck, CommandError> {
        let shift = self.administration()?;
        Ok(check(&draft, &shift.cache.topics()?))
    }

    /// What publishing a draft would do to the dialogues on this desktop.
    pub async fn preview_topic(&self, draft: TopicDraft) -> Result<Impact, CommandError> {
        let shift = self.administration()?;
        off_the_runtime(move || {
            let topics = shift.cache.topics()?;
            without_problems(&draft, &topics)?;
            let Some(published) = topics.iter().find(|it| Some(it.id) == draft.id) else {
                return Ok(Impact::default());
            };
            let next = draft.publish(published.id, Some(published), shift.now());
            Ok(shift.cache.topic_impact(&next, shift.now())?)
        })
        .await
    }

    /// Publishes a draft. Only with the server at hand: of two lists of stages that were made apart, one would have to go.
    pub async fn publish_topic(&self, draft: TopicDraft) -> Result<Topic, CommandError> {
        let shift = self.administration()?;
        if shift.link.lock().sync.link != Link::Online {
            return Err(CommandError::new(ErrorCode::NeedsServer).passing());
        }
        let topics = shift.cache.topics()?;
        without_problems(&draft, &topics)?;
        let published = topics.iter().find(|it| Some(it.id) == draft.id);
        let id = published.map_or_else(|| shift.host.new_id(), |it| it.id);
        let next = draft.publish(id, published, shift.now());
        match published {
            None => shift.act().create(Record::Topic(next.clone()))?.commit()?,
            Some(published) => {
                let target = RecordRef { kind: RecordKind::Topic, id: id.0 };
                shift.act().set_centre(target, differences(published, &next)).commit()?;
            }
        }
        Ok(next)
    }

    /// All topics as a file.
    pub async fn export_topics(&self, (): ()) -> Result<TopicFile, CommandError> {
        let shift = self.administration()?;
        Ok(TopicFile { text: file::write(&shift.cache.topics()?) })
    }

    /// The drafts that a file holds. Nothing is published by it.
    pub async fn import_topics(&self, file: TopicFile) -> Result<TopicImport, CommandError> {
        let shift = self.administration()?;
        Ok(imported(file::read(&file.text), &shift.cache.topics()?))
    }

    /// The drafts that a template holds.
    pub async fn template_topics(&self, template: Template) -> Result<TopicImport, CommandError> {
        let shift = self.administration()?;
        Ok(imported(template.topics(), &shift.cache.topics()?))
    }
}

fn without_problems(draft: &TopicDraft, topics: &[Topic]) -> Result<(), CommandError> {
    let gone = draft.id.is_some_and(|id| topics.iter().all(|it| it.id != id));
    match gone {
        true => Err(CommandError::new(ErrorCode::NotFound)),
        false if draft.problems(topics).is_empty() => Ok(()),
        false => Err(CommandError::invalid("topic_draft")),
    }
}

fn check(draft: &TopicDraft, topics: &[Topic]) -> DraftCheck {
    let published = topics.iter().find(|it| Some(it.id) == draft.id);
    DraftCheck {
        problems: draft.problems(topics),
        revises: published.is_some_and(|it| draft.revises(it)),
        changed: published.is_none_or(|it| TopicDraft::of(it) != *draft),
    }
}

fn imported(read: Result<Vec<ReadTopic>, FileError>, topics: &[Topic]) -> TopicImport {
    let read = match read {
        Ok(read) => read,
        Err(error) => return TopicImport::Unreadable { error },
    };
    let over_published = |ReadTopic { line, draft }: ReadTopic| {
        let draft = match topics.iter().find(|it| it.key == draft.key) {
            Some(published) => draft.over(published),
            None => draft,
        };
        ImportedTopic { line, check: check(&draft, topics), draft }
    };
    TopicImport::Topics { topics: read.into_iter().map(over_published).collect() }
}

/// The fields in which two definitions of one topic differ.
fn differences(published: &Topic, next: &Topic) -> Vec<(String, Value)> {
    let fields = |it: &Topic| {
        vec![
            field("key", &it.key),
            field("name", &it.name),
            field("purpose", it.purpose),
            field("stages", &it.stages),
            field("retired", it.retired),
            field("ageing", it.ageing),
            field("moves", &it.moves),
            field("revisions", &it.revisions),
        ]
    };
    let before = fields(published);
    fields(next).into_iter().zip(before).filter(|(after, before)| after != before).map(|(after, _)| after).collect()
}
