//! What a phone is set up with: account, audio devices, times, and where ids and moments come from.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use daehwa_domain::{id::CallId, time::Timestamp};
use zeroize::Zeroizing;

/// How signalling travels. Never changed behind the user's back: what is set is used, or the line is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Plain datagrams (RFC 3261 §18).
    #[default]
    Udp,
    /// Plain stream.
    Tcp,
    /// Encrypted stream, certificate verified.
    Tls,
}

/// Whether media is encrypted with keys from the session description (SDES, RFC 4568).
///
/// The keys travel in the signalling: without [`Transport::Tls`] they protect from nobody who can read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SrtpPolicy {
    /// Plain RTP only; an offer that insists on encryption is refused.
    #[default]
    Off,
    /// Encryption is offered and used where the other side can (RFC 8643), plain RTP otherwise.
    Offer,
    /// A call without encryption is refused, in both directions.
    Require,
}

/// A line at a PBX.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Address of record, such as `sip:agent1@pbx.test`.
    pub aor: String,
    /// User name for digest authentication.
    pub username: String,
    /// Password for digest authentication.
    pub password: Zeroizing<String>,
    /// Registrar and outbound proxy: `host` or `host:port`.
    pub server: String,
    /// How to reach it.
    pub transport: Transport,
    /// Certificates to trust besides the system's, as PEM.
    pub extra_roots_pem: Option<String>,
    /// Encryption of media.
    pub srtp: SrtpPolicy,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("server", &self.server)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

/// Where sound comes from or goes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AudioDevice {
    /// The system's default device.
    #[default]
    Default,
    /// A device by the name that [`crate::Phone::devices`] gave.
    Named(String),
    /// As input: a sine of this frequency. As output: nowhere.
    Tone {
        /// Frequency in hertz.
        hz: f32,
    },
    /// As input: silence. As output: nowhere.
    Silence,
    /// As input: this file, again and again. As output: written to this file.
    Wav(PathBuf),
}

/// The devices in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AudioConfig {
    /// The microphone.
    pub input: AudioDevice,
    /// The headset's speaker.
    pub output: AudioDevice,
    /// Where it rings.
    pub ring_output: AudioDevice,
}

/// How long the phone waits for what. The defaults suit a call centre; tests shorten them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Lifetime asked for a registration.
    pub registration_expires: Duration,
    /// Answer to a REGISTER.
    pub register_timeout: Duration,
    /// Between two OPTIONS of the watchdog, counted from the last answer.
    pub watchdog_interval: Duration,
    /// Answer to one OPTIONS; two in a row unanswered mean that the line is down.
    pub watchdog_timeout: Duration,
    /// First wait before trying again; doubled with each failure.
    pub retry_first: Duration,
    /// Longest wait before trying again.
    pub retry_longest: Duration,
    /// Any response at all to our INVITE.
    pub dial_response: Duration,
    /// An answer to our INVITE by a person.
    pub ring_outgoing: Duration,
    /// An incoming call rings here at most this long.
    pub ring_incoming: Duration,
    /// Responses inside a call: hold, resume, transfer, BYE.
    pub in_call_response: Duration,
    /// No media for this long ends a call that is not on hold; a dead peer sends no BYE.
    pub media_silence: Duration,
    /// Outcome of a transfer after the REFER was accepted.
    pub transfer: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            registration_expires: Duration::from_secs(60),
            register_timeout: Duration::from_secs(4),
            watchdog_interval: Duration::from_secs(4),
            watchdog_timeout: Duration::from_millis(1500),
            retry_first: Duration::from_secs(1),
            retry_longest: Duration::from_secs(15),
            dial_response: Duration::from_secs(8),
            ring_outgoing: Duration::from_secs(90),
            ring_incoming: Duration::from_secs(120),
            in_call_response: Duration::from_secs(6),
            media_silence: Duration::from_secs(60),
            transfer: Duration::from_secs(40),
        }
    }
}

/// Makes the id of an incoming call.
pub type CallIds = Arc<dyn Fn() -> CallId + Send + Sync>;
/// Tells the moment.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything a phone starts with.
#[derive(Clone)]
pub struct PhoneConfig {
    /// The line to register; `None` until somebody sets one.
    pub account: Option<Account>,
    /// The devices to use.
    pub audio: AudioConfig,
    /// Where ids of incoming calls come from.
    pub call_ids: CallIds,
    /// Where moments come from.
    pub clock: Clock,
    /// How long to wait for what.
    pub timing: Timing,
    /// What the User-Agent header says, such as `Daehwa/0.1.0`.
    pub user_agent: String,
}

impl fmt::Debug for PhoneConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhoneConfig")
            .field("account", &self.account)
            .field("audio", &self.audio)
            .field("timing", &self.timing)
            .finish_non_exhaustive()
    }
}
