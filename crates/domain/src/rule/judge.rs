//! Judging a contact by the rules.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Event, Rule, Sign};
use crate::{
    dialogue::Topic,
    id::{RuleId, TopicId},
};

/// What becomes of a rule that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It holds.
    Holds,
    /// Another one was asked before.
    Shadowed,
    /// It is switched off.
    Off,
    /// Its topic is not known, or not offered any more.
    TopicGone,
    /// Its topic has no such stage.
    StageGone,
}

/// A rule that matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Match {
    /// The rule.
    pub rule: RuleId,
    /// Its key.
    pub key: String,
    /// The sign that it compared.
    pub sign: Sign,
    /// What the contact showed there.
    pub value: String,
    /// Its topic.
    pub topic: TopicId,
    /// Its stage (from 1).
    pub stage: u8,
    /// What becomes of it.
    pub standing: Standing,
}

/// What the rules say about a contact, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Judgement {
    /// The rules that matched, in the order in which they are asked. None: the contact goes to triage.
    pub matches: Vec<Match>,
}

impl Judgement {
    /// The rule that holds; `None`: the contact goes to triage.
    pub fn holds(&self) -> Option<&Match> {
        self.matches.iter().find(|it| it.standing == Standing::Holds)
    }
}

/// Asks the rules about a contact. `topic_of` gives the topics that are known. The order of `rules` decides nothing.
pub fn judge<'r, 't>(
    rules: impl IntoIterator<Item = &'r Rule>,
    event: &Event,
    topic_of: impl Fn(TopicId) -> Option<&'t Topic>,
) -> Judgement {
    let mut rules: Vec<&Rule> = rules.into_iter().filter(|it| it.channel == event.channel).collect();
    rules.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut taken = false;
    let mut matches = Vec::new();
    for rule in rules {
        let Some((sign, value)) = rule.matched(event) else { continue };
        let standing = match topic_of(rule.topic).filter(|it| !it.retired) {
            _ if !rule.enabled => Standing::Off,
            None => Standing::TopicGone,
            Some(topic) if topic.stage(rule.stage).is_none() => Standing::StageGone,
            Some(_) if taken => Standing::Shadowed,
            Some(_) => Standing::Holds,
        };
        taken |= standing == Standing::Holds;
        matches.push(Match {
            rule: rule.id,
            key: rule.key.clone(),
            sign: *sign,
            value: value.clone(),
            topic: rule.topic,
            stage: rule.stage,
            standing,
        });
    }
    Judgement { matches }
}
