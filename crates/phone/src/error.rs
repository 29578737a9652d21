//! What can go wrong, and whether trying again helps.

use daehwa_domain::id::CallId;

/// Why the phone did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// [`crate::Phone::start`] was called outside a tokio runtime.
    #[error("no tokio runtime is running")]
    NoRuntime,
    /// The phone was shut down.
    #[error("the phone was shut down")]
    Stopped,
    /// No line is registered now.
    #[error("the line is not ready")]
    LineDown,
    /// No such call, or it is over.
    #[error("call {0} does not exist or is over")]
    NoSuchCall(CallId),
    /// The call is in a state in which this can't be done.
    #[error("the call is in a state in which this can't be done")]
    WrongState,
    /// More calls than the phone holds at once.
    #[error("too many calls at once")]
    TooManyCalls,
    /// The number or address can't be dialed.
    #[error("not a number or SIP address")]
    InvalidTarget,
    /// Not a key of a telephone's keypad.
    #[error("not a key of the keypad: {0:?}")]
    InvalidDigit(char),
    /// The other side refused.
    #[error("refused with status {0}")]
    Refused(u16),
    /// Nothing was answered in time.
    #[error("no answer in time")]
    Timeout,
    /// The account can't be used as it is written.
    #[error("the account is not valid: {0}")]
    Account(&'static str),
    /// The SIP stack failed.
    #[error("signalling failed")]
    Signalling(#[from] Box<rsipstack::Error>),
    /// The network or a file failed.
    #[error("input or output failed")]
    Io(#[from] std::io::Error),
    /// Offer and answer have nothing in common, or encryption that is required is missing.
    #[error("no media format that both sides can use")]
    Media(#[from] crate::sdp::SdpError),
    /// Keys for encrypted media can't be used.
    #[error("media keys can't be used")]
    Srtp(#[from] webrtc_srtp::Error),
}

impl From<rsipstack::Error> for PhoneError {
    fn from(error: rsipstack::Error) -> Self {
        Self::Signalling(Box::new(error))
    }
}

impl PhoneError {
    /// Whether the same request may succeed a little later without anything being changed.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::LineDown
                | Self::Timeout
                | Self::Signalling(_)
                | Self::Io(_)
                | Self::TooManyCalls
                | Self::Refused(408 | 480 | 486 | 491 | 500..=503)
        )
    }
}
