//! Channel rules (H-3): what a contact shows on its channel → topic and stage.
//!
//! A rule compares one [`Sign`] of a contact, such as the queue a call came through, with a [`Pattern`]. Rules are asked in their order:
//! by priority, then the more exact pattern, then key and id; so the same rules judge the same contact alike everywhere. What no rule
//! knows goes to triage, never to a new topic (H-2). Judging says everything: which rules matched, which one holds, and why not the others.

mod effect;
mod event;
mod explain;
pub mod file;
mod judge;
mod pattern;
mod validate;

pub use effect::Effect;
pub use event::{Event, MAX_COMPARED_CHARS};
pub use explain::{Miss, in_order, misses};
pub use judge::{Judgement, Match, Standing, judge};
pub use pattern::{Pattern, PatternKind};
pub use validate::{RuleFault, validate};

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{RuleId, TopicId},
    interaction::Channel,
};

/// What of a contact a rule compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The queue through which a call came.
    Queue,
    /// The campaign to which a call belongs.
    Campaign,
    /// The number that was first called.
    Called,
    /// How a contact ended, such as `abandoned`.
    Outcome,
    /// The subject of a written contact.
    Subject,
    /// The words of a message.
    Text,
    /// The path of a page.
    Page,
    /// In what a customer took part, such as `survey low` (P-9).
    Participation,
}

impl Sign {
    /// The signs that a contact on a channel can show.
    pub fn of(channel: Channel) -> &'static [Self] {
        match channel {
            Channel::Phone => &[Self::Queue, Self::Campaign, Self::Called, Self::Outcome, Self::Participation],
            Channel::Email => &[Self::Subject, Self::Text, Self::Participation],
            Channel::Chat | Channel::Sms | Channel::Fax | Channel::Visit => &[Self::Text, Self::Participation],
            Channel::Web => &[Self::Page, Self::Participation],
        }
    }
}

/// Contacts on a channel that show a sign belong to a topic, at a stage or beyond. Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rule {
    /// Identity.
    pub id: RuleId,
    /// A short key for files and for the causes of moves, such as `billing_queue`.
    pub key: String,
    /// On which channel.
    pub channel: Channel,
    /// What is compared.
    pub sign: Sign,
    /// With what.
    pub pattern: Pattern,
    /// What such contacts are about.
    pub topic: TopicId,
    /// The stage that they show (from 1). A rule only moves a dialogue forward.
    pub stage: u8,
    /// 1 to 9: smaller ones are asked first.
    pub priority: u8,
    /// Whether it acts.
    pub enabled: bool,
}

impl Rule {
    /// Where it stands among the rules: the smallest is asked first.
    fn order(&self) -> impl Ord + '_ {
        (self.priority, Reverse(self.pattern.exactness()), &self.key, self.id)
    }

    /// The sign of a contact that it matches.
    fn matched<'e>(&self, event: &'e Event) -> Option<&'e (Sign, String)> {
        event.signs.iter().find(|(sign, value)| *sign == self.sign && self.pattern.fits(value))
    }
}

/// The stage to which a rule moves a dialogue that stands at `now`: only ever forward.
pub fn forward(now: u8, wanted: u8) -> Option<u8> {
    (wanted > now).then_some(wanted)
}

#[cfg(test)]
mod tests;
