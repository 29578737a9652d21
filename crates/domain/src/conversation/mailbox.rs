//! Our own addresses on written channels.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    calendar::Hours,
    dialogue::Localized,
    id::{CalendarId, MailboxId, TeamId},
    interaction::Channel,
    limits::{Fault, LimitError, MAX_ADDRESS_BYTES, MAX_KEY_BYTES, MAX_REMARK_BYTES, holds, localized, required, text},
    time::Timestamp,
};

/// The longest time to an answer, in minutes: 30 days.
pub const MAX_ANSWER_MIN: u32 = 30 * 24 * 60;

const MINUTE_MS: i64 = 60_000;

/// An address of ours on a written channel: an e-mail account, a number for text messages, a chat on a web site. How the server reaches it,
/// with which password, is the server's own setting under the same key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mailbox {
    /// Identity.
    pub id: MailboxId,
    /// The word by which files and the server's settings name it.
    pub key: String,
    /// On which channel.
    pub channel: Channel,
    /// The address or number that customers see.
    pub address: String,
    /// The name beside it, in both languages.
    pub name: Localized,
    /// The team that answers what comes in.
    pub team: TeamId,
    /// What stands under our messages, in both languages.
    pub signature: Localized,
    /// Within how many minutes of working time the customer is to have an answer.
    pub answer_within_min: u32,
    /// In whose hours is counted; `None` for around the clock.
    #[serde(default)]
    pub calendar: Option<CalendarId>,
    /// The way by which customers refuse advertising from it without paying, such as a number that begins with 080; empty for none.
    #[serde(default)]
    pub free_refusal: String,
    /// Not used any more.
    pub retired: bool,
}

impl Mailbox {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("key", &self.key, MAX_KEY_BYTES)?;
        holds("channel", self.channel.is_written(), Fault::OutOfRange)?;
        text("address", &self.address, MAX_ADDRESS_BYTES)?;
        localized("name", &self.name, MAX_KEY_BYTES)?;
        text("free_refusal", &self.free_refusal, MAX_ADDRESS_BYTES)?;
        localized("signature", &self.signature, MAX_REMARK_BYTES)?;
        holds("answer_within_min", (1..=MAX_ANSWER_MIN).contains(&self.answer_within_min), Fault::OutOfRange)
    }
}

/// By when a customer who waits since a moment is to have an answer. Where nobody works for years, it is counted around the clock.
pub fn answer_due(waits_ms: Timestamp, within_min: u32, hours: &Hours) -> Timestamp {
    hours.after(waits_ms, within_min).unwrap_or_else(|| waits_ms.plus_ms(i64::from(within_min) * MINUTE_MS))
}

/// Within how many minutes a customer is to have an answer where no mailbox says.
pub fn usual_answer_min(channel: Channel) -> u32 {
    match channel {
        Channel::Chat => 5,
        Channel::Sms => 60,
        _ => 24 * 60,
    }
}
