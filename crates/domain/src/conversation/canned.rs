//! Replies that are written once and used often, and macros: such replies that also say what is done with them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    conversation::Priority,
    dialogue::Localized,
    id::{CannedReplyId, TopicId, UserId},
    interaction::Channel,
    limits::{Fault, LimitError, MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_STAGES, holds, localized, required},
};

/// The words of a canned reply.
pub const MAX_CANNED_BYTES: usize = 16 * 1024;
/// The longest snooze of a macro, in hours: 90 days.
pub const MAX_SNOOZE_H: u16 = 90 * 24;

/// A reply that is inserted by `/` and its key. Words in braces are filled in from the customer, as in
/// scripts ([`crate::script::words`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CannedReply {
    /// Identity.
    pub id: CannedReplyId,
    /// What is typed behind the `/`: no spaces.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// The words in both languages; where one is empty, the other is used.
    pub text: Localized,
    /// On which channels it is offered; empty for all.
    pub channels: Vec<Channel>,
    /// What is done with it. With steps it is a macro, which may have no words.
    #[serde(default)]
    pub steps: Steps,
    /// Not offered any more.
    pub retired: bool,
}

/// What a macro does, besides inserting words: all of it together with the answer, or by itself where nothing is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "MacroSteps")]
pub struct Steps {
    /// What the conversation is about.
    pub topic: Option<TopicId>,
    /// The stage of that topic that is reached (from 1).
    pub stage: Option<u8>,
    /// How soon it is to be answered.
    pub priority: Option<Priority>,
    /// Where the conversation goes then.
    pub next: Option<Then>,
}

/// Where a conversation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(rename = "MacroThen")]
pub enum Then {
    /// Nothing is left to do.
    Done,
    /// It comes back.
    Snoozed {
        /// After so many hours.
        hours: u16,
    },
    /// Nobody has it any more.
    GivenBack,
    /// A colleague has it.
    HandedTo {
        /// Who.
        user: UserId,
    },
}

impl Steps {
    /// Nothing is done.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn check_limits(&self) -> Result<(), LimitError> {
        let stage = self.stage.is_none_or(|it| self.topic.is_some() && (1..=MAX_STAGES).contains(&usize::from(it)));
        holds("stage", stage, Fault::OutOfRange)?;
        let hours = !matches!(self.next, Some(Then::Snoozed { hours }) if !(1..=MAX_SNOOZE_H).contains(&hours));
        holds("hours", hours, Fault::OutOfRange)
    }
}

impl CannedReply {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("key", &self.key, MAX_KEY_BYTES)?;
        holds("key", !self.key.contains(char::is_whitespace), Fault::OutOfRange)?;
        localized("name", &self.name, MAX_NAME_BYTES)?;
        localized("text", &self.text, MAX_CANNED_BYTES)?;
        self.steps.check_limits()?;
        let max = Channel::ALL.len();
        holds("channels", self.channels.len() <= max, Fault::TooMany { max })
    }
}
