//! A call as the desktop knows it. The phone reports, the desk keeps, the screen shows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{id::CallId, interaction::Direction, time::Timestamp};

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// An outgoing call before the other side rings.
    Dialing,
    /// An incoming call rings here, or an outgoing one rings there.
    Ringing,
    /// Both can talk.
    Talking,
    /// Put on hold by us.
    Held,
    /// Over.
    Ended,
}

/// Why a call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// We hung up.
    LocalHangup,
    /// The other side hung up.
    RemoteHangup,
    /// We rejected it.
    Rejected,
    /// The caller gave up before anybody answered.
    Missed,
    /// The other side was busy.
    Busy,
    /// The other side declined.
    Declined,
    /// Nobody answered.
    NoAnswer,
    /// The number does not exist or can't be reached.
    Unreachable,
    /// Handed to somebody else.
    Transferred,
    /// The network or a peer failed.
    Failed,
    /// The desktop ended while the call was up.
    Crashed,
}

/// What an INVITE says about the caller. Hostile input: shown and matched, never trusted as identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallerInfo {
    /// The number: user part of P-Asserted-Identity (RFC 3325), else of From; `None` when withheld or not a number.
    pub number: Option<String>,
    /// The display name, cleaned of control characters and cut to 128 characters.
    pub display_name: Option<String>,
    /// The number first called (Diversion, RFC 5806; or History-Info, RFC 7044).
    pub diverted_from: Option<String>,
    /// The queue it came through (`X-Queue`).
    pub queue: Option<String>,
    /// The campaign it belongs to (`X-Campaign-Id`).
    pub campaign: Option<String>,
    /// The PBX's own id of the call (`X-Call-Id`).
    pub pbx_call_id: Option<String>,
    /// The customer as the PBX believes (`X-Customer-Id`).
    pub customer_hint: Option<String>,
}

/// A call now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Call {
    /// Identity, made by this desktop.
    pub id: CallId,
    /// Who began it.
    pub direction: Direction,
    /// The other side.
    pub caller: CallerInfo,
    /// Where it stands.
    pub state: CallState,
    /// Whether our microphone is off.
    pub muted: bool,
    /// Whether the other side put us on hold.
    pub held_by_remote: bool,
    /// When it began to ring or dial.
    pub started_ms: Timestamp,
    /// When it was answered.
    pub answered_ms: Option<Timestamp>,
    /// When it ended.
    pub ended_ms: Option<Timestamp>,
    /// Why it ended.
    pub end_cause: Option<EndCause>,
    /// The codec in use, such as `opus`, for display.
    pub codec: Option<String>,
    /// Whether the media is encrypted (SRTP).
    pub encrypted: bool,
}

/// Whether calls can be made and received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum LineState {
    /// No account is set up.
    #[default]
    NoAccount,
    /// Registering for the first time or again.
    Connecting,
    /// Registered, and the registrar answered lately.
    Ready,
    /// Not usable; tried again by itself.
    Down {
        /// Why.
        reason: LineFault,
    },
}

/// Why a line is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineFault {
    /// Nothing answers at the address.
    Unreachable,
    /// User name or password is refused: not tried again until the account is changed.
    Credentials,
    /// The server's certificate is not trusted.
    Certificate,
    /// The server refuses the account for another reason.
    Refused,
}
