//! Which script fits (D-11): the one that says most exactly for whom it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Script;
use crate::{
    customer::{Language, Tier},
    dialogue::Topic,
    id::TopicId,
};

/// What a script is chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// What the dialogue is about.
    pub topic: TopicId,
    /// Its stage (from 1), as numbered now.
    pub stage: u8,
    /// The customer's tier.
    pub tier: Tier,
    /// The customer's language.
    pub language: Language,
}

/// A script that fits, with what it names: that is why it stands before others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen<'s> {
    /// The script.
    pub script: &'s Script,
    /// What it names.
    pub because: Because,
}

/// What a script names of a situation beside its topic. The order of fields is the order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Because {
    /// The stage.
    pub stage: bool,
    /// The tier.
    pub tier: bool,
    /// The language.
    pub language: bool,
}

/// The scripts that fit, the most exact first: one that names the stage before one that doesn't, then the tier, then the language; among
/// equals the one that names fewer others, then by key.
pub fn choose<'s>(
    scripts: impl IntoIterator<Item = &'s Script>,
    topic_of: impl Fn(TopicId) -> Option<&'s Topic>,
    situation: Situation,
) -> Vec<Chosen<'s>> {
    let mut chosen: Vec<(Chosen, usize)> = Vec::new();
    for script in scripts {
        if script.retired || script.topic != situation.topic || script.steps.is_empty() {
            continue;
        }
        let stages = stages(script, topic_of(script.topic));
        let fits = fits(&stages, &situation.stage) && fits(&script.tiers, &situation.tier);
        if fits && self::fits(&script.languages, &situation.language) {
            let named = |count: usize| count > 0;
            let because = Because {
                stage: named(stages.len()),
                tier: named(script.tiers.len()),
                language: named(script.languages.len()),
            };
            chosen.push((Chosen { script, because }, stages.len() + script.tiers.len() + script.languages.len()));
        }
    }
    chosen.sort_by(|(a, wide_a), (b, wide_b)| {
        let by_key = (&a.script.key, a.script.id).cmp(&(&b.script.key, b.script.id));
        b.because.cmp(&a.because).then(wide_a.cmp(wide_b)).then(by_key)
    });
    chosen.into_iter().map(|(chosen, _)| chosen).collect()
}

/// The stages that it names, as they are numbered now.
fn stages(script: &Script, topic: Option<&Topic>) -> Vec<u8> {
    let now =
        |stage: &u8| topic.map_or(*stage, |it| it.standing(script.topic_version, *stage, Default::default()).stage);
    let mut stages: Vec<u8> = script.stages.iter().map(now).collect();
    stages.sort_unstable();
    stages.dedup();
    stages
}

fn fits<T: PartialEq>(named: &[T], value: &T) -> bool {
    named.is_empty() || named.contains(value)
}
