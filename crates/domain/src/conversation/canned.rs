//! Replies that are written once and used often.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::Localized,
    id::CannedReplyId,
    interaction::Channel,
    limits::{Fault, LimitError, MAX_KEY_BYTES, MAX_NAME_BYTES, holds, localized, required},
};

/// The words of a canned reply.
pub const MAX_CANNED_BYTES: usize = 16 * 1024;

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
    /// Not offered any more.
    pub retired: bool,
}

impl CannedReply {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("key", &self.key, MAX_KEY_BYTES)?;
        holds("key", !self.key.contains(char::is_whitespace), Fault::OutOfRange)?;
        localized("name", &self.name, MAX_NAME_BYTES)?;
        localized("text", &self.text, MAX_CANNED_BYTES)?;
        let max = Channel::ALL.len();
        holds("channels", self.channels.len() <= max, Fault::TooMany { max })
    }
}
