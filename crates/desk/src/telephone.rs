//! The telephone as the desk sees it: our own SIP phone, or what stands in for it.

use std::sync::Arc;

use daehwa_domain::id::CallId;
use daehwa_phone::{
    Account, AudioConfig, AudioDeviceInfo, Phone, PhoneConfig, PhoneError, PhoneEvent, Refusal, Timing,
};
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::{api::error::CommandError, host::Host};

/// Something to be done to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAction {
    /// Take a ringing call; one that talks is put on hold first.
    Answer,
    /// Send a ringing call away.
    Reject,
    /// End it.
    HangUp,
    /// Put it on hold.
    Hold,
    /// Take it from hold; one that talks is put on hold first.
    Resume,
    /// Turn our microphone off or on.
    Mute(bool),
    /// Press a key.
    Digit(char),
    /// Hand it to a number or address without asking there.
    Transfer(String),
}

/// A telephone with one line. What happens is reported as [`daehwa_phone::PhoneEvent`] to whoever made it.
pub trait Telephone: Send + Sync + 'static {
    /// Registers this account in the place of the one before; `None` leaves no line.
    fn set_account(&self, account: Option<Account>) -> BoxFuture<'_, Result<(), PhoneError>>;
    /// Calls a number or address.
    fn dial(&self, call: CallId, target: String) -> BoxFuture<'_, Result<(), PhoneError>>;
    /// Does something to a call.
    fn act(&self, call: CallId, action: CallAction) -> BoxFuture<'_, Result<(), PhoneError>>;
    /// The machine's sound devices. May take some hundred milliseconds.
    fn devices(&self) -> Vec<AudioDeviceInfo>;
    /// Uses these devices from now on.
    fn set_audio(&self, audio: AudioConfig) -> BoxFuture<'_, Result<(), PhoneError>>;
    /// Begins or ends reports of loudness.
    fn meter(&self, on: bool);
    /// Plays the microphone to the speaker, or stops that.
    fn hear_yourself(&self, on: bool);
    /// Rings without a call, or stops that.
    fn test_ring(&self, on: bool);
    /// Plays the short quiet sound of a chat in which somebody waits, unless there is a call.
    fn chime(&self);
    /// Ends all calls and lets go of line and devices.
    fn shutdown(&self) -> BoxFuture<'_, ()>;
}

/// Starts our own SIP phone, without a line yet; gives it with its reports. Must be called inside a tokio runtime.
pub fn sip_phone(
    host: &Arc<dyn Host>,
) -> Result<(Arc<dyn Telephone>, mpsc::UnboundedReceiver<PhoneEvent>), CommandError> {
    let (ids, clock) = (host.clone(), host.clone());
    let (sender, events) = mpsc::unbounded_channel();
    let config = PhoneConfig {
        account: None,
        audio: AudioConfig::default(),
        call_ids: Arc::new(move || ids.new_id()),
        clock: Arc::new(move || clock.now()),
        timing: Timing::default(),
        user_agent: concat!("Daehwa/", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    Ok((Arc::new(Phone::start(config, sender)?), events))
}

impl Telephone for Phone {
    fn set_account(&self, account: Option<Account>) -> BoxFuture<'_, Result<(), PhoneError>> {
        Box::pin(Phone::set_account(self, account))
    }

    fn dial(&self, call: CallId, target: String) -> BoxFuture<'_, Result<(), PhoneError>> {
        Box::pin(async move { Phone::dial(self, call, &target).await })
    }

    fn act(&self, call: CallId, action: CallAction) -> BoxFuture<'_, Result<(), PhoneError>> {
        Box::pin(async move {
            match action {
                CallAction::Answer => self.answer(call).await,
                // Another agent may be free: the caller goes back to the queue instead of being turned away.
                CallAction::Reject => self.reject(call, Refusal::Busy).await,
                CallAction::HangUp => self.hang_up(call).await,
                CallAction::Hold => self.hold(call).await,
                CallAction::Resume => self.resume(call).await,
                CallAction::Mute(muted) => self.mute(call, muted).await,
                CallAction::Digit(digit) => self.send_digit(call, digit).await,
                CallAction::Transfer(target) => self.transfer_blind(call, &target).await,
            }
        })
    }

    fn devices(&self) -> Vec<AudioDeviceInfo> {
        Phone::devices(self)
    }

    fn set_audio(&self, audio: AudioConfig) -> BoxFuture<'_, Result<(), PhoneError>> {
        Box::pin(Phone::set_audio(self, audio))
    }

    fn meter(&self, on: bool) {
        if on { self.start_meter() } else { self.stop_meter() }
    }

    fn hear_yourself(&self, on: bool) {
        Phone::hear_yourself(self, on);
    }

    fn test_ring(&self, on: bool) {
        Phone::test_ring(self, on);
    }

    fn chime(&self) {
        Phone::chime(self);
    }

    fn shutdown(&self) -> BoxFuture<'_, ()> {
        Box::pin(Phone::shutdown(self))
    }
}
