//! A topic on its way to being published.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::{Ageing, AllowedMoves, Localized, Purpose, Revision, Stage, Topic},
    id::TopicId,
    time::Timestamp,
};

/// A topic as an administrator edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicDraft {
    /// The topic that is edited; `None` for a new one.
    pub id: Option<TopicId>,
    /// The version of the published stages when the draft was begun.
    pub base: u16,
    /// The key.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// What it is for.
    pub purpose: Purpose,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// No longer offered for new dialogues.
    pub retired: bool,
    /// Its dialogues are complaints: while one is open, nothing is sold to the customer (P-11).
    #[serde(default)]
    pub complaint: bool,
    /// How long its dialogues may rest, unless the stage says otherwise.
    pub ageing: Ageing,
    /// To which stages a person may move its dialogues.
    pub moves: AllowedMoves,
    /// For each published stage in order, the draft's stage (from 1) to which its dialogues go; `None` until it is said.
    pub to: Vec<Option<u8>>,
}

impl TopicDraft {
    /// A published topic as it is.
    pub fn of(topic: &Topic) -> Self {
        let topic = topic.clone();
        Self {
            base: topic.version(),
            to: (1..).take(topic.stages.len()).map(Some).collect(),
            id: Some(topic.id),
            key: topic.key,
            name: topic.name,
            purpose: topic.purpose,
            stages: topic.stages,
            retired: topic.retired,
            complaint: topic.complaint,
            ageing: topic.ageing,
            moves: topic.moves,
        }
    }

    /// A topic that is not published yet, as a draft over `published`: the dialogues of each published stage go to the stage of the same
    /// name; where there is none, a person has to say.
    pub fn over(self, published: &Topic) -> Self {
        let same = |stage: &Stage| self.stages.iter().position(|it| it.name == stage.name);
        let number = |index: usize| u8::try_from(index + 1).ok();
        let to = published.stages.iter().map(|stage| same(stage).and_then(number)).collect();
        Self { id: Some(published.id), base: published.version(), to, ..self }
    }

    /// Whether publishing it makes a new version of the stages. Words and periods can change without one.
    pub fn revises(&self, published: &Topic) -> bool {
        let stays = (1..).map(Some).take(published.stages.len()).eq(self.to.iter().copied());
        !(stays && closings(&self.stages).eq(closings(&published.stages)))
    }

    /// The topic that it makes, over the published one. Only of a draft without problems.
    pub fn publish(&self, id: TopicId, published: Option<&Topic>, now: Timestamp) -> Topic {
        let mut revisions = published.map(|it| it.revisions.clone()).unwrap_or_default();
        if let Some(published) = published.filter(|it| self.revises(it)) {
            revisions.push(Revision {
                to: self.to.iter().map(|it| it.unwrap_or_default()).collect(),
                closing: closing_numbers(&published.stages),
                published_ms: now,
            });
        }
        Topic {
            id,
            key: self.key.trim().to_owned(),
            name: self.name.clone(),
            purpose: self.purpose,
            stages: self.stages.clone(),
            retired: self.retired,
            complaint: self.complaint,
            ageing: self.ageing,
            moves: self.moves.clone(),
            revisions,
        }
    }
}

pub(super) fn closings(stages: &[Stage]) -> impl Iterator<Item = bool> {
    stages.iter().map(|it| it.closing)
}

/// The numbers of the stages that close a dialogue.
pub(super) fn closing_numbers(stages: &[Stage]) -> Vec<u8> {
    (1..).zip(stages).filter(|(_, stage)| stage.closing).map(|(number, _)| number).collect()
}
