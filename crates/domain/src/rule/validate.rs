//! What is wrong with a rule before it is saved.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Rule, Sign};
use crate::{dialogue::Topic, id::TopicId, limits};

/// What is wrong with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleFault {
    /// It has no key.
    KeyMissing,
    /// Another rule has its key: the causes of moves could not be told apart.
    KeyTaken,
    /// Contacts on its channel never show this sign.
    SignElsewhere,
    /// Its key is too long, or holds a character that can't be stored.
    KeyUnfit,
    /// Its pattern is empty.
    PatternMissing,
    /// Its pattern is too long, or holds a character that can't be stored.
    PatternUnfit,
    /// Its pattern fits everything: each contact on the channel would be about this topic.
    MatchesEverything,
    /// Its topic is not known, or not offered any more.
    TopicUnknown,
    /// Its topic has no such stage.
    StageUnknown,
    /// A rule that is asked before compares the same with the same: this one would never hold.
    NeverAsked,
    /// Its priority is none of 1 to 9.
    PriorityUnknown,
}

impl RuleFault {
    /// Whether the rule can stand all the same: it does what it says, and somebody should know what that is.
    pub fn warns(self) -> bool {
        matches!(self, Self::MatchesEverything | Self::NeverAsked)
    }
}

/// All that is wrong with a rule that is to stand beside `others`. An older version of itself among them is passed over.
pub fn validate<'r, 't>(
    rule: &Rule,
    others: impl IntoIterator<Item = &'r Rule>,
    topic_of: impl Fn(TopicId) -> Option<&'t Topic>,
) -> Vec<RuleFault> {
    let others: Vec<&Rule> = others.into_iter().filter(|it| it.id != rule.id).collect();
    let topic = topic_of(rule.topic).filter(|it| !it.retired);
    let blank = rule.pattern.text.trim().is_empty();
    let same = |it: &&Rule| {
        it.enabled
            && (it.channel, it.sign, &it.pattern) == (rule.channel, rule.sign, &rule.pattern)
            && it.order() < rule.order()
    };
    let checks = [
        (rule.key.trim().is_empty(), RuleFault::KeyMissing),
        (others.iter().any(|it| it.key == rule.key), RuleFault::KeyTaken),
        (limits::unfit(&rule.key, limits::MAX_KEY_BYTES), RuleFault::KeyUnfit),
        (!Sign::of(rule.channel).contains(&rule.sign), RuleFault::SignElsewhere),
        (blank, RuleFault::PatternMissing),
        (limits::unfit(&rule.pattern.text, limits::MAX_LINE_BYTES), RuleFault::PatternUnfit),
        (!blank && rule.pattern.fits_everything(), RuleFault::MatchesEverything),
        (topic.is_none(), RuleFault::TopicUnknown),
        (topic.is_some_and(|it| it.stage(rule.stage).is_none()), RuleFault::StageUnknown),
        (others.iter().any(same), RuleFault::NeverAsked),
        (!(1..=limits::MAX_PRIORITY).contains(&rule.priority), RuleFault::PriorityUnknown),
    ];
    checks.into_iter().filter_map(|(wrong, fault)| wrong.then_some(fault)).collect()
}
