//! Setting a desktop up from a file, for demonstrations and automation: the same use cases that a person goes through.

use daehwa_domain::customer::Language;
use serde::Deserialize;

use crate::{
    Desk,
    api::{
        error::CommandError,
        session::{SignInForm, TrustForm},
        settings::{AudioChoice, LineForm},
    },
};

/// The contents of the file that `DAEHWA_CONFIG` names.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartConfig {
    /// Address of the server.
    pub server_url: String,
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Opens the local data where the operating system has no key store.
    pub passphrase: Option<String>,
    /// SHA-256 fingerprint of a certificate to trust for this server, in hex.
    pub trust_fingerprint: Option<String>,
    /// The SIP account.
    pub line: Option<LineForm>,
    /// Language of the screens.
    pub language: Option<Language>,
    /// IANA time zone of the screens, such as `Asia/Seoul`.
    pub time_zone: Option<String>,
    /// Audio devices. Who names them has checked them: the devices check is taken for done.
    pub audio: Option<AudioConfig>,
}

/// Audio devices by name; besides names, `silence`, `tone:440` and `wav:/path` stand in for a device.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudioConfig {
    /// Microphone.
    pub input: Option<String>,
    /// Headset.
    pub output: Option<String>,
    /// Where it rings; as the headset when missing.
    pub ring: Option<String>,
}

impl Desk {
    /// Signs in and sets up as `config` says. A session that goes on by itself is kept; the line and settings are set in any case.
    pub async fn start_with(&self, config: StartConfig) -> Result<(), CommandError> {
        self.wait_until_resumed().await;
        if let Some(fingerprint) = config.trust_fingerprint {
            self.trust_certificate(TrustForm { server_url: config.server_url.clone(), fingerprint }).await?;
        }
        if self.current_shift().is_none() {
            let (server_url, login, password) = (config.server_url, config.login, config.password);
            self.sign_in(SignInForm { server_url, login, password, passphrase: config.passphrase }).await?;
        }
        let before = self.settings(()).await?;
        let mut settings = before.clone();
        settings.language = config.language.unwrap_or(settings.language);
        settings.time_zone = config.time_zone.unwrap_or(settings.time_zone);
        if let Some(AudioConfig { input, output, ring }) = config.audio {
            settings.audio = AudioChoice { ring: ring.or_else(|| output.clone()), input, output };
            settings.devices_checked_ms = Some(self.host().now());
        }
        if settings != before {
            self.save_settings(settings).await?;
        }
        if let Some(line) = config.line {
            self.save_line(line).await?;
        }
        self.emit_stale(vec![crate::commands::Tag::Session, crate::commands::Tag::Settings], Vec::new());
        Ok(())
    }
}
