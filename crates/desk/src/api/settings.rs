//! Settings of a user on this desktop.

use std::collections::BTreeMap;

use daehwa_domain::{customer::Language, time::Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Language of the screens.
    pub language: Language,
    /// Light, dark or high contrast.
    pub theme: Theme,
    /// IANA time zone for times on screen and for "tomorrow 3pm".
    pub time_zone: String,
    /// Region for numbers without a country code, such as `KR`.
    pub region: String,
    /// Shortcuts that differ from the defaults: action → keys, such as `answer` → `F2`.
    pub shortcuts: BTreeMap<String, String>,
    /// Audio devices; `None` for the system's default.
    pub audio: AudioChoice,
    /// The SIP account without its password.
    pub line: Option<LineAccount>,
    /// A chat that nobody has taken makes a quiet sound.
    #[serde(default = "sounds")]
    pub chat_sound: bool,
    /// Age at which work turns amber, in seconds.
    pub amber_after_s: u32,
    /// Age at which work turns red, in seconds.
    pub red_after_s: u32,
    /// How long a wrap-up may take, in seconds.
    pub wrap_up_limit_s: u32,
    /// When the devices check was done.
    pub devices_checked_ms: Option<Timestamp>,
}

/// Settings that were kept before there was the sound.
fn sounds() -> bool {
    true
}

/// The colours of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black and white with strong borders.
    HighContrast,
}

/// Chosen devices by name; `None` for the system's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AudioChoice {
    /// Microphone.
    pub input: Option<String>,
    /// Headset.
    pub output: Option<String>,
    /// Where it rings.
    pub ring: Option<String>,
}

/// A SIP account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineAccount {
    /// Address of the registrar or proxy, with port where it differs.
    pub server: String,
    /// SIP domain.
    pub domain: String,
    /// User.
    pub user: String,
    /// User name for authentication, where it differs.
    pub auth_user: Option<String>,
    /// How to reach the server.
    pub transport: LineTransport,
    /// Media encryption.
    pub srtp: LineSrtp,
    /// PEM of authorities to trust for TLS besides the system's.
    pub extra_roots_pem: Option<String>,
}

/// How to reach the SIP server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineTransport {
    /// UDP.
    #[default]
    Udp,
    /// TCP.
    Tcp,
    /// TLS.
    Tls,
}

/// Media encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineSrtp {
    /// Never.
    #[default]
    Off,
    /// Where the other side offers it.
    Offer,
    /// Always; no call without.
    Require,
}

/// The SIP account with its password; `None` as password keeps the saved one.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LineForm {
    /// The account.
    pub account: LineAccount,
    /// Its password, kept in the operating system's key store or the encrypted local data.
    pub password: Option<String>,
}

/// Devices that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AudioDevices {
    /// Microphones.
    pub inputs: Vec<String>,
    /// Headsets and speakers.
    pub outputs: Vec<String>,
}

/// A test of the devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AudioTest {
    /// Level meter only.
    Meter,
    /// Hear yourself with a short delay.
    Loopback,
    /// Play the ring tone once.
    Ring,
    /// End the test.
    Stop,
}
