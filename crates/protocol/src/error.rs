//! Error codes that both sides know. Each says whether to retry and what a person can do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why the server did not take an op. The op stays in the outbox, wedged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The user may not do this (any more) to this customer.
    NotAllowed,
    /// The record that is edited is not known to the server.
    UnknownRecord,
    /// The customer was erased.
    Erased,
    /// The content breaks a rule: too long, an unknown field, a stage that the topic has not.
    Invalid,
    /// The desktop's version is too old or too new for this op.
    Version,
    /// Somebody else has what was asked for. An answer to a wish, not work that was lost: the desktop forgets the wish.
    Held,
    /// A message of ours does not follow on the latest one of the conversation: a colleague answered meanwhile. A person who has read
    /// that answer sends it all the same, or gives it up. In a chat: somebody else has it, or nobody.
    Answered,
    /// The server failed; the same op may go through later.
    Internal,
}

impl Refusal {
    /// Whether sending the same op again can succeed without a person's help.
    pub fn retry(self) -> bool {
        matches!(self, Self::Internal)
    }
}

/// Why a connection was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The access token is missing, wrong or expired.
    SignIn,
    /// The user was disabled.
    Disabled,
    /// This device was revoked.
    DeviceRevoked,
    /// Too many requests; try later.
    Busy,
}
