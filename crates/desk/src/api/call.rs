//! Calls as the screen shows them.

use daehwa_domain::{
    call::Call,
    id::{CallId, CustomerId},
    rule::Match,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::customer::CustomerCard;

/// A call with who it may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CallView {
    /// The call.
    pub call: Call,
    /// The other side's number as people of the user's country read it.
    pub number_text: Option<String>,
    /// Who it is with; set by an unambiguous number, or by the agent.
    pub customer: Option<CustomerId>,
    /// All customers on that number, most likely first.
    pub candidates: Vec<CustomerCard>,
    /// The channel rule that holds for it, such as its queue's: what it is probably about (H-3).
    pub rule: Option<Box<Match>>,
    /// The note as journalled so far.
    pub draft: String,
    /// The call is over and its form is owed.
    pub wrap_up_owed: bool,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DialForm {
    /// As it was written.
    pub number: String,
    /// Whom it reaches.
    pub customer: Option<CustomerId>,
}

/// Microphone off or on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MuteForm {
    /// Which call.
    pub call: CallId,
    /// Off.
    pub muted: bool,
}

/// A key of the keypad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DigitForm {
    /// Which call.
    pub call: CallId,
    /// `0`–`9`, `*`, `#`, `A`–`D`.
    pub digit: char,
}

/// A blind transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TransferForm {
    /// Which call.
    pub call: CallId,
    /// Number, extension or SIP address.
    pub target: String,
}

/// Which customer a call is with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AttachForm {
    /// Which call.
    pub call: CallId,
    /// With whom; `None` for "not known yet".
    pub customer: Option<CustomerId>,
}
