//! Session descriptions: offer and answer (RFC 3264, RFC 8866) for one audio stream, with keypad events (RFC 4733) and
//! SDES keys (RFC 4568). What the other side sends is hostile input.

mod negotiation;
mod remote;

use std::net::SocketAddr;

use crate::codec::Codec;

pub use negotiation::Local;
pub use remote::{Remote, parse};

/// Why two sides can't agree on media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// The text is not a session description that we can read.
    #[error("malformed session description")]
    Malformed,
    /// No audio stream, or none with a codec that we have.
    #[error("no codec in common")]
    NoCodec,
    /// One side insists on encryption, the other can't or won't.
    #[error("encryption required by one side only")]
    Encryption,
}

/// Who sends in a stream, from the view of the side that says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Both ways.
    #[default]
    SendRecv,
    /// Only this side sends.
    SendOnly,
    /// Only the other side sends.
    RecvOnly,
    /// Nobody sends.
    Inactive,
}

impl Flow {
    fn new(send: bool, receive: bool) -> Self {
        match (send, receive) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the side that says it sends.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the side that says it receives.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// What we may do when we want this and the other side says `remote` (RFC 3264 §6.1).
    pub fn against(self, remote: Flow) -> Flow {
        Flow::new(self.sends() && remote.receives(), self.receives() && remote.sends())
    }

    fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive].into_iter().find(|flow| flow.name() == name)
    }
}

/// A cipher of SDES (RFC 4568 §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suite {
    /// `AES_CM_128_HMAC_SHA1_80`
    Tag80,
    /// `AES_CM_128_HMAC_SHA1_32`
    Tag32,
}

impl Suite {
    fn name(self) -> &'static str {
        match self {
            Self::Tag80 => "AES_CM_128_HMAC_SHA1_80",
            Self::Tag32 => "AES_CM_128_HMAC_SHA1_32",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Tag80, Self::Tag32].into_iter().find(|suite| suite.name().eq_ignore_ascii_case(name))
    }
}

/// Master key (16 bytes) and salt (14 bytes) of one direction.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaKey(pub [u8; 30]);

impl std::fmt::Debug for MediaKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MediaKey(…)")
    }
}

/// Cipher, our key, their key.
pub type Keys = (Suite, MediaKey, MediaKey);

/// What both sides use.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreed {
    /// The codec that we send.
    pub codec: Codec,
    /// The payload type that we send it as.
    pub payload_type: u8,
    /// Payload types that we understand when they come.
    pub receive: Vec<(u8, Codec)>,
    /// Payload type and clock of keypad events that we send.
    pub event: Option<(u8, u32)>,
    /// Payload types of keypad events when they come.
    pub receive_events: Vec<u8>,
    /// Where to send RTP.
    pub rtp: SocketAddr,
    /// Where to send RTCP.
    pub rtcp: SocketAddr,
    /// Whether RTP and RTCP share one port (RFC 5761).
    pub rtcp_mux: bool,
    /// Who sends, from our view.
    pub flow: Flow,
    /// Whether the other side put us on hold.
    pub held_by_remote: bool,
    /// Cipher and keys, ours and theirs, when encrypted.
    pub srtp: Option<Keys>,
}
