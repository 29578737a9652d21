//! Channel rules into a file and out of one (H-3). Each draft is looked at and saved by itself.

use daehwa_domain::{
    dialogue::Topic,
    rule::{
        Rule,
        file::{self, ReadRule},
    },
};

use crate::{
    Desk,
    api::{
        error::CommandError,
        rules::{ImportedRule, RuleDraft, RuleImport},
        topics::TopicFile,
    },
};

impl Desk {
    /// All rules as a file.
    pub async fn export_rules(&self, (): ()) -> Result<TopicFile, CommandError> {
        let shift = self.administration()?;
        Ok(TopicFile { text: file::write(shift.cache.rules().iter(), &shift.cache.topics()?) })
    }

    /// The drafts that a file holds. Nothing is saved by it.
    pub async fn import_rules(&self, file: TopicFile) -> Result<RuleImport, CommandError> {
        let shift = self.administration()?;
        let read = match file::read(&file.text) {
            Ok(read) => read,
            Err(error) => return Ok(RuleImport::Unreadable { error }),
        };
        let (saved, topics) = (shift.cache.rules(), shift.cache.topics()?);
        let mut rules = Vec::with_capacity(read.len());
        for ReadRule { line, rule } in read {
            let topic_key = rule.topic.clone();
            let draft = draft(rule, &saved, &topics);
            rules.push(ImportedRule { line, check: shift.check_rule(&draft)?, topic_key, draft });
        }
        Ok(RuleImport::Rules { rules })
    }
}

/// Over the saved rule of the same key.
fn draft(rule: file::WrittenRule, saved: &[Rule], topics: &[Topic]) -> RuleDraft {
    RuleDraft {
        id: saved.iter().find(|it| it.key == rule.key).map(|it| it.id),
        key: rule.key,
        channel: rule.channel,
        sign: rule.sign,
        pattern: rule.pattern,
        topic: topics.iter().find(|it| it.key == rule.topic).map(|it| it.id),
        stage: rule.stage,
        priority: rule.priority,
        enabled: rule.enabled,
    }
}
