//! A script on its way to being published.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{Script, Step};
use crate::{
    customer::{Language, Tier},
    dialogue::{FIRST_VERSION, Localized, Topic},
    id::{ScriptId, TopicId},
};

/// A script as an administrator edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScriptDraft {
    /// The script that is edited; `None` for a new one.
    pub id: Option<ScriptId>,
    /// The published version when the draft was begun; 0 for a new one.
    pub base: u32,
    /// The key.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// About what; `None` until it is said.
    pub topic: Option<TopicId>,
    /// At which stages (from 1) of the topic as it is now; empty for all.
    pub stages: Vec<u8>,
    /// To which tiers; empty for all.
    pub tiers: Vec<Tier>,
    /// To customers of which language; empty for all.
    pub languages: Vec<Language>,
    /// No longer offered.
    pub retired: bool,
    /// The steps in order.
    pub steps: Vec<Step>,
}

impl ScriptDraft {
    /// A published script as it is, with stages as they are numbered now.
    pub fn of(script: &Script, topics: &[Topic]) -> Self {
        let script = match topics.iter().find(|it| it.id == script.topic) {
            Some(topic) => script.clone().carried(topic),
            None => script.clone(),
        };
        Self {
            id: Some(script.id),
            base: script.version,
            key: script.key,
            name: script.name,
            topic: Some(script.topic),
            stages: script.stages,
            tiers: script.tiers,
            languages: script.languages,
            retired: script.retired,
            steps: script.steps,
        }
    }

    /// The script that it makes, over the published one. Without a topic only to be tried out.
    pub fn publish(&self, id: ScriptId, topics: &[Topic]) -> Script {
        let topic = topics.iter().find(|it| Some(it.id) == self.topic);
        let mut stages = self.stages.clone();
        stages.sort_unstable();
        stages.dedup();
        Script {
            id,
            key: self.key.trim().to_owned(),
            name: self.name.clone(),
            topic: topic.map(|it| it.id).or(self.topic).unwrap_or(TopicId(uuid::Uuid::nil())),
            topic_version: topic.map_or(FIRST_VERSION, Topic::version),
            stages,
            tiers: self.tiers.clone(),
            languages: self.languages.clone(),
            version: self.base.saturating_add(1),
            retired: self.retired,
            steps: self.steps.clone(),
        }
    }
}

/// Whether `after` may be published where `before` stands: of two versions that were made apart the later one would undo the earlier
/// unseen. Desktop and server check the same.
pub fn follows(before: &Script, after: &Script) -> bool {
    before == after || after.version == before.version.saturating_add(1)
}
