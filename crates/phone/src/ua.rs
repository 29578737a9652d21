//! The user agent: the handle that the desk holds, and the task behind it.

use daehwa_domain::{call::LineState, id::CallId};
use tokio::sync::{mpsc, oneshot};

use crate::{
    config::{Account, AudioConfig, PhoneConfig},
    error::PhoneError,
    event::{AudioDeviceInfo, PhoneEvent},
};

/// How an incoming call is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// 486: this phone is busy; a queue may try somebody else.
    Busy,
    /// 603: nobody here wants the call.
    Decline,
}

type Reply = oneshot::Sender<Result<(), PhoneError>>;

enum Command {
    SetAccount(Option<Account>, Reply),
    Dial { id: CallId, target: String, reply: Reply },
    Call { id: CallId, action: Action, reply: Reply },
    SetAudio(AudioConfig, Reply),
    Meter(bool),
    HearYourself(bool),
    Shutdown(Reply),
}

enum Action {
    Answer,
    Reject(Refusal),
    HangUp,
    Hold,
    Resume,
    Mute(bool),
    Digit(char),
    Transfer(String),
}

/// The telephone. Cheap to clone; all clones are one phone. It ends when [`Phone::shutdown`] is called or the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Phone {
    commands: mpsc::UnboundedSender<Command>,
}

impl Phone {
    /// Starts the phone and registers the account, if there is one.
    ///
    /// Fails outside a tokio runtime. Missing sound devices are no failure: they are reported as [`PhoneEvent::DeviceLost`].
    pub fn start(config: PhoneConfig, events: mpsc::UnboundedSender<PhoneEvent>) -> Result<Phone, PhoneError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| PhoneError::NoRuntime)?;
        let (commands, inbox) = mpsc::unbounded_channel();
        runtime.spawn(run(config, inbox, events));
        Ok(Phone { commands })
    }

    /// Registers this account instead of the one before; `None` leaves the phone without a line.
    /// Calls of the old account go on. The outcome is reported as [`PhoneEvent::Line`].
    pub async fn set_account(&self, account: Option<Account>) -> Result<(), PhoneError> {
        self.ask(|reply| Command::SetAccount(account, reply)).await
    }

    /// Calls a number or SIP address. A call that talks is put on hold first.
    pub async fn dial(&self, id: CallId, target: &str) -> Result<(), PhoneError> {
        let target = target.to_owned();
        self.ask(|reply| Command::Dial { id, target, reply }).await
    }

    /// Answers a ringing call. A call that talks is put on hold first.
    pub async fn answer(&self, id: CallId) -> Result<(), PhoneError> {
        self.act(id, Action::Answer).await
    }

    /// Rejects a ringing call.
    pub async fn reject(&self, id: CallId, refusal: Refusal) -> Result<(), PhoneError> {
        self.act(id, Action::Reject(refusal)).await
    }

    /// Ends a call in whatever state it is.
    pub async fn hang_up(&self, id: CallId) -> Result<(), PhoneError> {
        self.act(id, Action::HangUp).await
    }

    /// Puts a talking call on hold.
    pub async fn hold(&self, id: CallId) -> Result<(), PhoneError> {
        self.act(id, Action::Hold).await
    }

    /// Takes a call from hold. Another call that talks is put on hold first.
    pub async fn resume(&self, id: CallId) -> Result<(), PhoneError> {
        self.act(id, Action::Resume).await
    }

    /// Turns our microphone off or on in a call.
    pub async fn mute(&self, id: CallId, muted: bool) -> Result<(), PhoneError> {
        self.act(id, Action::Mute(muted)).await
    }

    /// Presses a key of the keypad: `0`–`9`, `*`, `#`, `A`–`D` (RFC 4733).
    pub async fn send_digit(&self, id: CallId, digit: char) -> Result<(), PhoneError> {
        self.act(id, Action::Digit(digit)).await
    }

    /// Hands a call to a number or SIP address without talking to them first (RFC 5589 §6).
    /// `Ok` means that the other side tries; the outcome is reported as [`PhoneEvent::TransferResult`].
    pub async fn transfer_blind(&self, id: CallId, target: &str) -> Result<(), PhoneError> {
        self.act(id, Action::Transfer(target.to_owned())).await
    }

    /// The sound devices of this machine. Asks the system: may take some hundred milliseconds.
    pub fn devices(&self) -> Vec<AudioDeviceInfo> {
        Vec::new()
    }

    /// Uses these devices from now on, in running calls too.
    pub async fn set_audio(&self, audio: AudioConfig) -> Result<(), PhoneError> {
        self.ask(|reply| Command::SetAudio(audio, reply)).await
    }

    /// Reports [`PhoneEvent::Level`] about ten times a second until [`Phone::stop_meter`].
    pub fn start_meter(&self) {
        let _ = self.commands.send(Command::Meter(true));
    }

    /// Ends the reports of [`Phone::start_meter`].
    pub fn stop_meter(&self) {
        let _ = self.commands.send(Command::Meter(false));
    }

    /// Plays the microphone to the speaker ("hear yourself"), or stops that.
    pub fn hear_yourself(&self, on: bool) {
        let _ = self.commands.send(Command::HearYourself(on));
    }

    /// Ends all calls, unregisters, lets go of all devices. Takes at most a few seconds.
    pub async fn shutdown(&self) {
        let _ = self.ask(Command::Shutdown).await;
    }

    async fn act(&self, id: CallId, action: Action) -> Result<(), PhoneError> {
        self.ask(|reply| Command::Call { id, action, reply }).await
    }

    async fn ask(&self, command: impl FnOnce(Reply) -> Command) -> Result<(), PhoneError> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).map_err(|_| PhoneError::Stopped)?;
        answer.await.map_err(|_| PhoneError::Stopped)?
    }
}

async fn run(
    _config: PhoneConfig,
    mut inbox: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<PhoneEvent>,
) {
    let _ = events.send(PhoneEvent::Line(LineState::NoAccount));
    while let Some(command) = inbox.recv().await {
        match command {
            Command::SetAccount(_, reply) | Command::SetAudio(_, reply) => drop(reply.send(Err(PhoneError::LineDown))),
            Command::Dial { reply, .. } => drop(reply.send(Err(PhoneError::LineDown))),
            Command::Call { id, reply, action } => {
                drop(action);
                let _ = reply.send(Err(PhoneError::NoSuchCall(id)));
            }
            Command::Meter(_) | Command::HearYourself(_) => {}
            Command::Shutdown(reply) => {
                let _ = reply.send(Ok(()));
                return;
            }
        }
    }
}
