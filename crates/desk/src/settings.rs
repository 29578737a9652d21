//! Settings of a user on this desktop: kept in the encrypted local data, the password of the line with them.

use std::{str::FromStr, sync::Arc, time::Duration};

use chrono_tz::Tz;
use daehwa_cache::{Cache, CacheError};
use daehwa_domain::people::User;
use daehwa_phone::{Account, AudioConfig, AudioDevice, SrtpPolicy, Transport};
use zeroize::Zeroizing;

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        settings::{
            AudioChoice, AudioDevices, AudioTest, LineAccount, LineForm, LineSrtp, LineTransport, Settings, Theme,
        },
    },
    customers::off_the_runtime,
    host::Host,
    shift::Shift,
    telephone::Telephone,
};

/// One ring of the tone with its pause.
const RING_TEST: Duration = Duration::from_secs(3);
const SETTINGS: &str = "desk.settings";
const LINE_PASSWORD: &str = "desk.line_password";
const MAX_TEXT_BYTES: usize = 256;
const MAX_PEM_BYTES: usize = 64 * 1024;
const MAX_SHORTCUTS: usize = 200;

impl Desk {
    /// This user's settings on this desktop.
    pub async fn settings(&self, (): ()) -> Result<Settings, CommandError> {
        Ok(self.shift()?.settings())
    }

    /// Saves the settings. The line has its own command, because its password does not travel back.
    pub async fn save_settings(&self, settings: Settings) -> Result<Settings, CommandError> {
        let shift = self.shift()?;
        check(&settings)?;
        let before = shift.settings();
        let settings = Settings { line: before.line.clone(), ..settings };
        keep(&shift, &settings)?;
        if settings.audio != before.audio {
            self.inner.telephone.set_audio(audio(&settings.audio)).await?;
        }
        if settings.language != before.language {
            shift.host.tray(shift.agent_status(), settings.language);
        }
        Ok(settings)
    }

    /// Saves the SIP account and registers with it.
    pub async fn save_line(&self, form: LineForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        check_line(&form.account)?;
        let password = form.password.filter(|password| !password.is_empty());
        if password.as_ref().is_some_and(|password| password.len() > MAX_TEXT_BYTES) {
            return Err(CommandError::invalid("password"));
        }
        if let Some(password) = &password {
            shift.cache.set_setting(shift.user.id, LINE_PASSWORD, Some(password))?;
        }
        keep(&shift, &Settings { line: Some(form.account), ..shift.settings() })?;
        self.inner.telephone.set_account(account(&shift)?).await?;
        Ok(())
    }

    /// The devices that can be chosen.
    pub async fn audio_devices(&self, (): ()) -> Result<AudioDevices, CommandError> {
        let telephone = self.inner.telephone.clone();
        off_the_runtime(move || {
            let devices = telephone.devices();
            let names = |wanted: fn(&daehwa_phone::AudioDeviceInfo) -> bool| {
                devices.iter().filter(|device| wanted(device)).map(|device| device.name.clone()).collect()
            };
            Ok(AudioDevices { inputs: names(|device| device.input), outputs: names(|device| device.output) })
        })
        .await
    }

    /// Begins or ends a test of the devices.
    pub async fn test_audio(&self, test: AudioTest) -> Result<(), CommandError> {
        let telephone = &self.inner.telephone;
        match test {
            AudioTest::Meter => telephone.meter(true),
            AudioTest::Loopback => {
                telephone.meter(true);
                telephone.hear_yourself(true);
            }
            AudioTest::Ring => {
                telephone.test_ring(true);
                let (host, telephone) = (self.host().clone(), telephone.clone());
                tokio::spawn(async move {
                    host.sleep(RING_TEST).await;
                    telephone.test_ring(false);
                });
            }
            AudioTest::Stop => {
                telephone.test_ring(false);
                telephone.hear_yourself(false);
                telephone.meter(false);
            }
        }
        Ok(())
    }
}

/// Sets the telephone up as the settings say, when a shift begins.
pub(crate) async fn apply(telephone: Arc<dyn Telephone>, shift: Arc<Shift>) {
    if let Err(error) = telephone.set_audio(audio(&shift.settings().audio)).await {
        tracing::warn!(%error, "audio devices");
    }
    let outcome = match account(&shift) {
        Ok(account) => telephone.set_account(account).await.map_err(CommandError::from),
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        shift.host.emit(crate::api::event::UiEvent::Notice(error));
    }
}

/// What a user begins with.
pub(crate) fn initial(host: &dyn Host) -> Settings {
    let locale = host.locale();
    Settings {
        language: locale.language,
        theme: Theme::System,
        time_zone: locale.time_zone,
        region: locale.region,
        shortcuts: Default::default(),
        audio: AudioChoice::default(),
        line: None,
        chat_sound: true,
        amber_after_s: 180,
        red_after_s: 300,
        wrap_up_limit_s: 90,
        devices_checked_ms: None,
    }
}

/// The settings as kept; those of another version give way to what a user begins with, in the user's own language.
pub(crate) fn read(cache: &Cache, user: &User, host: &dyn Host) -> Result<Settings, CacheError> {
    let kept = cache.setting(user.id, SETTINGS)?.and_then(|text| serde_json::from_str(&text).ok());
    Ok(kept.unwrap_or_else(|| Settings { language: user.language, ..initial(host) }))
}

fn keep(shift: &Shift, settings: &Settings) -> Result<(), CommandError> {
    let text = serde_json::to_string(settings).map_err(|_| CommandError::new(ErrorCode::Internal))?;
    shift.cache.set_setting(shift.user.id, SETTINGS, Some(&text))?;
    shift.put_settings(settings.clone());
    Ok(())
}

fn check(settings: &Settings) -> Result<(), CommandError> {
    Tz::from_str(&settings.time_zone).map_err(|_| CommandError::invalid("time_zone"))?;
    if settings.region.len() != 2 || !settings.region.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(CommandError::invalid("region"));
    }
    let short = |(action, keys): (&String, &String)| action.len() <= MAX_TEXT_BYTES && keys.len() <= MAX_TEXT_BYTES;
    if settings.shortcuts.len() > MAX_SHORTCUTS || !settings.shortcuts.iter().all(short) {
        return Err(CommandError::invalid("shortcuts"));
    }
    let devices = [&settings.audio.input, &settings.audio.output, &settings.audio.ring];
    if devices.into_iter().flatten().any(|name| name.len() > MAX_TEXT_BYTES) {
        return Err(CommandError::invalid("audio"));
    }
    if settings.amber_after_s > settings.red_after_s {
        return Err(CommandError::invalid("amber_after_s"));
    }
    Ok(())
}

fn check_line(line: &LineAccount) -> Result<(), CommandError> {
    let is_word = |text: &str| {
        !text.is_empty()
            && text.len() <= MAX_TEXT_BYTES
            && !text.contains(|sign: char| sign.is_whitespace() || sign.is_control())
    };
    let fields = [("server", Some(&line.server)), ("domain", Some(&line.domain)), ("user", Some(&line.user))];
    for (name, text) in fields.into_iter().chain([("auth_user", line.auth_user.as_ref())]) {
        if text.is_some_and(|text| !is_word(text)) {
            return Err(CommandError::invalid(name));
        }
    }
    if line.extra_roots_pem.as_ref().is_some_and(|pem| pem.len() > MAX_PEM_BYTES) {
        return Err(CommandError::invalid("extra_roots_pem"));
    }
    Ok(())
}

/// The line as the phone takes it; `None` without one.
fn account(shift: &Shift) -> Result<Option<Account>, CommandError> {
    let Some(line) = shift.settings().line else { return Ok(None) };
    let password = shift.cache.setting(shift.user.id, LINE_PASSWORD)?.unwrap_or_default();
    Ok(Some(Account {
        aor: format!("sip:{}@{}", line.user, line.domain),
        username: line.auth_user.unwrap_or(line.user),
        password: Zeroizing::new(password),
        server: line.server,
        transport: match line.transport {
            LineTransport::Udp => Transport::Udp,
            LineTransport::Tcp => Transport::Tcp,
            LineTransport::Tls => Transport::Tls,
        },
        extra_roots_pem: line.extra_roots_pem,
        srtp: match line.srtp {
            LineSrtp::Off => SrtpPolicy::Off,
            LineSrtp::Offer => SrtpPolicy::Offer,
            LineSrtp::Require => SrtpPolicy::Require,
        },
    }))
}

/// Chosen devices as the phone takes them. Where a name is none of a device it says what stands in for one, for machines without
/// sound: `tone:440`, `silence`, `wav:/path`.
fn audio(choice: &AudioChoice) -> AudioConfig {
    let device = |name: &Option<String>| match name.as_deref() {
        None => AudioDevice::Default,
        Some("silence") => AudioDevice::Silence,
        Some(name) => {
            let tone = name.strip_prefix("tone:").and_then(|hz| hz.parse().ok()).map(|hz| AudioDevice::Tone { hz });
            let file = name.strip_prefix("wav:").map(|path| AudioDevice::Wav(path.into()));
            tone.or(file).unwrap_or_else(|| AudioDevice::Named(name.to_owned()))
        }
    };
    AudioConfig { input: device(&choice.input), output: device(&choice.output), ring_output: device(&choice.ring) }
}
