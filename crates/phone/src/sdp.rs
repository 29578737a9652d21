//! Session descriptions: offer and answer (RFC 3264, RFC 8866).

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
