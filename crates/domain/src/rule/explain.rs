//! Why rules did not match: for people who try them out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Event, Rule, Sign};
use crate::id::RuleId;

/// A rule on the contact's channel that did not match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Miss {
    /// The rule.
    pub rule: RuleId,
    /// Its key.
    pub key: String,
    /// What it would have compared.
    pub sign: Sign,
    /// Its pattern.
    pub pattern: String,
    /// The contact does not show the sign at all; otherwise what it shows does not fit.
    pub absent: bool,
}

/// The rules by how they are asked: channel by channel, the first one first.
pub fn in_order<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> Vec<&'r Rule> {
    let mut rules: Vec<&Rule> = rules.into_iter().collect();
    rules.sort_by(|a, b| (a.channel, a.order()).cmp(&(b.channel, b.order())));
    rules
}

/// The rules on the contact's channel that did not match, in the order in which they are asked.
pub fn misses<'r>(rules: impl IntoIterator<Item = &'r Rule>, event: &Event) -> Vec<Miss> {
    let on_channel = rules.into_iter().filter(|it| it.channel == event.channel);
    let missed = in_order(on_channel).into_iter().filter(|it| it.matched(event).is_none());
    let miss = |it: &Rule| Miss {
        rule: it.id,
        key: it.key.clone(),
        sign: it.sign,
        pattern: it.pattern.text.clone(),
        absent: event.signs.iter().all(|(sign, _)| *sign != it.sign),
    };
    missed.map(miss).collect()
}
