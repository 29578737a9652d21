//! The administrator's scripts: drafts, trying them out, publishing, files (P-14).

use daehwa_domain::{
    dialogue::{Localized, Topic},
    fold::FIRST_STAGE,
    id::ScriptId,
    record::{Record, RecordKind, RecordRef},
    script::{
        Script, ScriptDraft, TELECOM,
        file::{self, ReadScript},
        words::{Slot, Values},
    },
    topic::file::FileError,
};
use daehwa_sync::Link;
use serde_json::Value;
use uuid::Uuid;

use super::Standing;
use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        scripts::{ChangedScripts, ImportedScript, Rehearsal, Rehearsed, ScriptCheck, ScriptImport},
        topics::TopicFile,
    },
    customers::edit::field,
};

impl Desk {
    /// All scripts, by topic and key.
    pub async fn script_overview(&self, (): ()) -> Result<Vec<Script>, CommandError> {
        let shift = self.supervision()?;
        let mut scripts = shift.cache.scripts()?;
        scripts.sort_by(|a, b| (a.retired, a.topic, &a.key).cmp(&(b.retired, b.topic, &b.key)));
        Ok(scripts)
    }

    /// What keeps a draft from being published.
    pub async fn check_script(&self, draft: ScriptDraft) -> Result<ScriptCheck, CommandError> {
        let shift = self.administration()?;
        Ok(check(&draft, &shift.cache.scripts()?, &shift.cache.topics()?))
    }

    /// Goes along a draft with a customer who is made up; nothing is kept.
    pub async fn rehearse_script(&self, rehearsal: Rehearsal) -> Result<Rehearsed, CommandError> {
        let shift = self.administration()?;
        let topics = shift.cache.topics()?;
        let script = rehearsal.draft.publish(ScriptId(Uuid::nil()), &topics);
        let mut progress = rehearsal.progress;
        let fault = rehearsal.input.and_then(|input| progress.apply(&script, input, shift.today().ok()?).err());
        let values = sample(&script, &topics, &shift.user.name);
        let offered_at = script.stages.first().copied().unwrap_or(FIRST_STAGE);
        let standing = Standing::at(&script, &topics, offered_at);
        Ok(Rehearsed { view: super::view(&script, &progress, values, standing), fault })
    }

    /// Publishes a draft. Only with the server at hand: of two versions that were made apart, one would have to go.
    pub async fn publish_script(&self, draft: ScriptDraft) -> Result<Script, CommandError> {
        let shift = self.administration()?;
        if shift.link.lock().sync.link != Link::Online {
            return Err(CommandError::new(ErrorCode::NeedsServer).passing());
        }
        let (scripts, topics) = (shift.cache.scripts()?, shift.cache.topics()?);
        let published = scripts.iter().find(|it| Some(it.id) == draft.id);
        if draft.id.is_some() && published.is_none() {
            return Err(CommandError::new(ErrorCode::NotFound));
        }
        if !draft.problems(&scripts, &topics).is_empty() {
            return Err(CommandError::invalid("script_draft"));
        }
        let id = published.map_or_else(|| shift.host.new_id(), |it| it.id);
        let next = draft.publish(id, &topics);
        match published {
            None => shift.act().create(Record::Script(next.clone()))?.commit()?,
            Some(published) => {
                let target = RecordRef { kind: RecordKind::Script, id: id.0 };
                shift.act().set_centre(target, differences(published, &next)).commit()?;
            }
        }
        Ok(next)
    }

    /// All scripts as a file.
    pub async fn export_scripts(&self, (): ()) -> Result<TopicFile, CommandError> {
        let shift = self.administration()?;
        Ok(TopicFile { text: file::write(&shift.cache.scripts()?, &shift.cache.topics()?) })
    }

    /// The drafts that a file holds. Nothing is published by it.
    pub async fn import_scripts(&self, file: TopicFile) -> Result<ScriptImport, CommandError> {
        let shift = self.administration()?;
        let topics = shift.cache.topics()?;
        Ok(imported(file::read(&file.text, &topics), &shift.cache.scripts()?, &topics))
    }

    /// The text with the scripts that were changed in the form; the others stay as they stand in it. Nothing is published by it.
    pub async fn write_scripts(&self, form: ChangedScripts) -> Result<TopicFile, CommandError> {
        let shift = self.administration()?;
        let text = file::rewrite(&form.text, &form.changed, &shift.cache.topics()?);
        Ok(TopicFile { text: text.map_err(|_| CommandError::invalid("text"))? })
    }

    /// The drafts to begin with.
    pub async fn template_scripts(&self, (): ()) -> Result<ScriptImport, CommandError> {
        self.import_scripts(TopicFile { text: TELECOM.to_owned() }).await
    }
}

fn check(draft: &ScriptDraft, scripts: &[Script], topics: &[Topic]) -> ScriptCheck {
    let published = scripts.iter().find(|it| Some(it.id) == draft.id);
    ScriptCheck {
        problems: draft.problems(scripts, topics),
        changed: published.is_none_or(|it| ScriptDraft::of(it, topics) != *draft),
    }
}

fn imported(read: Result<Vec<ReadScript>, FileError>, scripts: &[Script], topics: &[Topic]) -> ScriptImport {
    let read = match read {
        Ok(read) => read,
        Err(error) => return ScriptImport::Unreadable { error },
    };
    let over_published = |ReadScript { line, draft, own_layout }: ReadScript| {
        let draft = match scripts.iter().find(|it| it.key == draft.key) {
            Some(published) => ScriptDraft { id: Some(published.id), base: published.version, ..draft },
            None => draft,
        };
        ImportedScript { line, check: check(&draft, scripts, topics), draft, own_layout }
    };
    ScriptImport::Scripts { scripts: read.into_iter().map(over_published).collect() }
}

/// A customer who is nobody, in both languages.
fn sample(script: &Script, topics: &[Topic], agent: &str) -> Values {
    let both = |ko: &str, en: &str| Localized { ko: ko.to_owned(), en: en.to_owned() };
    let values = Values::default()
        .with(Slot::AgentName, Some(agent))
        .with_words(Slot::CustomerName, both("김민서", "Olivia Bennett"))
        .with_words(Slot::CustomerCompany, both("한빛물산", "Harbour Goods"))
        .with_words(Slot::CustomerAddress, both("서울시 마포구 독막로 12", "12 Dongmak-ro, Mapo-gu, Seoul"))
        .with(Slot::CustomerAccount, Some("1042-7781"));
    let Some(topic) = topics.iter().find(|it| it.id == script.topic) else { return values };
    let stage = script.stages.first().and_then(|it| topic.stage(*it)).or(topic.stages.first());
    let values = values.with_words(Slot::DialogueTopic, topic.name.clone());
    stage.map_or(values.clone(), |stage| values.with_words(Slot::DialogueStage, stage.name.clone()))
}

/// The fields in which two versions of one script differ.
fn differences(published: &Script, next: &Script) -> Vec<(String, Value)> {
    let fields = |it: &Script| {
        vec![
            field("key", &it.key),
            field("name", &it.name),
            field("topic", it.topic),
            field("topic_version", it.topic_version),
            field("stages", &it.stages),
            field("tiers", &it.tiers),
            field("languages", &it.languages),
            field("version", it.version),
            field("retired", it.retired),
            field("steps", &it.steps),
        ]
    };
    let before = fields(published);
    fields(next).into_iter().zip(before).filter(|(after, before)| after != before).map(|(after, _)| after).collect()
}
