//! The user agent: the handle that the desk holds, and the task behind it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use daehwa_domain::{
    call::{Call, CallState, LineState},
    id::CallId,
    interaction::Direction,
};
use rsipstack::{sip::StatusCode, transaction::transaction::Transaction};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    audio::{
        self,
        engine::{Engine, MediaEvent},
    },
    call::{CallTask, Office, Order, OutgoingExtras, Reply, Update},
    codec::Codec,
    config::{Account, AudioConfig, PhoneConfig},
    error::PhoneError,
    event::{AudioDeviceInfo, PhoneEvent},
    registrar::{self, Report},
    stack::{Stack, parse_target},
};

/// How an incoming call is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// 486: this phone is busy; a queue may try somebody else.
    Busy,
    /// 603: nobody here wants the call.
    Decline,
}

enum Command {
    SetAccount(Option<Account>, Reply),
    Dial { id: CallId, target: String, reply: Reply },
    Call { id: CallId, action: Action, reply: Reply },
    SetAudio(AudioConfig, Reply),
    Meter(bool),
    HearYourself(bool),
    TestRing(bool),
    Chime,
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
        // Whoever embeds the phone may have chosen a provider already; then that one is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (heard, media) = mpsc::unbounded_channel();
        let engine = Engine::start(config.audio.clone(), heard)?;
        let (commands, inbox) = mpsc::unbounded_channel();
        runtime.spawn(run(config, engine, media, inbox, events));
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
        audio::devices()
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

    /// Rings without a call, to hear how it sounds, or stops that.
    pub fn test_ring(&self, on: bool) {
        let _ = self.commands.send(Command::TestRing(on));
    }

    /// Plays the short quiet sound of a chat in which somebody waits; nothing is heard of it while there is a call.
    pub fn chime(&self) {
        let _ = self.commands.send(Command::Chime);
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

/// Most calls at once, ringing ones included; more are answered 486.
const MAX_CALLS: usize = 6;
/// The end of a call at shutdown takes at most this long.
const SHUTDOWN: Duration = Duration::from_secs(2);

struct Desk {
    config: PhoneConfig,
    events: mpsc::UnboundedSender<PhoneEvent>,
    engine: Engine,
    updates: mpsc::UnboundedSender<Update>,
    reports: mpsc::UnboundedSender<Report>,
    /// Of the account's registration: ends it.
    registration: Option<(CancellationToken, JoinHandle<()>)>,
    stack: Option<Arc<Stack>>,
    line: LineState,
    calls: HashMap<CallId, Entry>,
    /// Somebody listens to how it rings.
    test_ring: bool,
    farewells: TaskTracker,
}

struct Entry {
    orders: mpsc::UnboundedSender<Order>,
    call: Option<Call>,
}

async fn run(
    config: PhoneConfig,
    engine: Engine,
    mut media: mpsc::UnboundedReceiver<MediaEvent>,
    mut inbox: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<PhoneEvent>,
) {
    let (updates, mut updated) = mpsc::unbounded_channel();
    let (reports, mut reported) = mpsc::unbounded_channel();
    let account = config.account.clone();
    let mut desk = Desk {
        config,
        events,
        engine,
        updates,
        reports,
        registration: None,
        stack: None,
        line: LineState::NoAccount,
        calls: HashMap::new(),
        test_ring: false,
        farewells: TaskTracker::new(),
    };
    desk.tell(PhoneEvent::Line(LineState::NoAccount));
    desk.set_account(account).await;
    let farewell = loop {
        tokio::select! {
            command = inbox.recv() => match command {
                None => break None,
                Some(Command::Shutdown(reply)) => break Some(reply),
                Some(command) => desk.obey(command).await,
            },
            Some(update) = updated.recv() => desk.updated(update),
            Some(report) = reported.recv() => desk.reported(report).await,
            Some(event) = media.recv() => desk.heard(event),
        }
    };
    desk.shut_down(&mut updated).await;
    if let Some(reply) = farewell {
        let _ = reply.send(Ok(()));
    }
}

impl Desk {
    fn tell(&self, event: PhoneEvent) {
        let _ = self.events.send(event);
    }

    async fn obey(&mut self, command: Command) {
        match command {
            Command::SetAccount(account, reply) => {
                if account != self.config.account || self.registration.is_none() {
                    self.set_account(account).await;
                }
                let _ = reply.send(Ok(()));
            }
            Command::Dial { id, target, reply } => drop(reply.send(self.dial(id, &target))),
            Command::Call { id, action, reply } => self.act(id, action, reply),
            Command::SetAudio(audio, reply) => {
                self.config.audio = audio.clone();
                self.engine.audio(audio);
                let _ = reply.send(Ok(()));
            }
            Command::Meter(on) => self.engine.meter(on),
            Command::HearYourself(on) => self.engine.hear_yourself(on),
            Command::TestRing(on) => {
                self.test_ring = on;
                self.set_ringing();
            }
            Command::Chime => self.engine.chime(),
            Command::Shutdown(reply) => drop(reply),
        }
    }

    async fn set_account(&mut self, account: Option<Account>) {
        self.end_registration().await;
        self.stack = None;
        self.config.account = account.clone();
        let Some(account) = account else { return self.set_line(LineState::NoAccount) };
        let cancel = CancellationToken::new();
        let (timing, agent) = (self.config.timing, self.config.user_agent.clone());
        let task = tokio::spawn(registrar::run(account, timing, agent, self.reports.clone(), cancel.clone()));
        self.registration = Some((cancel, task));
        self.set_line(LineState::Connecting);
    }

    async fn end_registration(&mut self) {
        if let Some((cancel, task)) = self.registration.take() {
            cancel.cancel();
            let _ = timeout(SHUTDOWN, task).await;
        }
    }

    fn set_line(&mut self, line: LineState) {
        if line != self.line {
            self.line = line.clone();
            self.tell(PhoneEvent::Line(line));
        }
    }

    fn office(&self) -> Office {
        Office {
            engine: self.engine.clone(),
            clock: Arc::clone(&self.config.clock),
            timing: self.config.timing,
            srtp: self.config.account.as_ref().map(|account| account.srtp).unwrap_or_default(),
            codecs: Codec::PREFERRED.to_vec(),
            updates: self.updates.clone(),
            farewells: self.farewells.clone(),
            referrals: None,
        }
    }

    fn dial(&mut self, id: CallId, target: &str) -> Result<(), PhoneError> {
        let stack = match (&self.stack, &self.line) {
            (Some(stack), LineState::Ready) => Arc::clone(stack),
            _ => return Err(PhoneError::LineDown),
        };
        if self.calls.len() >= MAX_CALLS || self.calls.contains_key(&id) {
            return Err(PhoneError::TooManyCalls);
        }
        let target = parse_target(target, &stack.identity.aor)?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let task = CallTask::outgoing(self.office(), stack, id, target, OutgoingExtras::default(), inbox)?;
        self.hold_others(id);
        self.calls.insert(id, Entry { orders, call: None });
        tokio::spawn(task.run());
        Ok(())
    }

    fn act(&mut self, id: CallId, action: Action, reply: Reply) {
        if !self.calls.contains_key(&id) {
            let _ = reply.send(Err(PhoneError::NoSuchCall(id)));
            return;
        }
        let order = match action {
            Action::Answer => Order::Answer(reply),
            Action::Reject(refusal) => Order::Reject(refusal, reply),
            Action::HangUp => Order::HangUp(reply),
            Action::Hold => Order::Hold { force: false, reply: Some(reply) },
            Action::Resume => Order::Resume(reply),
            Action::Mute(muted) => Order::Mute(muted, reply),
            Action::Digit(digit) => Order::Digit(digit, reply),
            Action::Transfer(target) => {
                let aor = self.stack.as_ref().map(|stack| &stack.identity.aor);
                match aor.ok_or(PhoneError::LineDown).and_then(|aor| parse_target(&target, aor)) {
                    Ok(target) => Order::Transfer(target, reply),
                    Err(error) => {
                        let _ = reply.send(Err(error));
                        return;
                    }
                }
            }
        };
        if matches!(order, Order::Answer(_) | Order::Resume(_)) {
            self.hold_others(id);
        }
        self.order(id, order);
    }

    /// One microphone, one call: whatever else talks is put on hold, whether its other side plays along or not.
    fn hold_others(&self, id: CallId) {
        for (other, entry) in &self.calls {
            let talking = entry.call.as_ref().is_some_and(|call| call.state == CallState::Talking);
            if *other != id && talking {
                let _ = entry.orders.send(Order::Hold { force: true, reply: None });
            }
        }
    }

    /// An order that its call can't take any more is dropped, and whoever waits for the answer sees that the call is over.
    fn order(&self, id: CallId, order: Order) {
        if let Some(entry) = self.calls.get(&id) {
            let _ = entry.orders.send(order);
        }
    }

    fn updated(&mut self, update: Update) {
        match update {
            Update::Call(call) => {
                if call.state == CallState::Ended {
                    self.calls.remove(&call.id);
                } else if let Some(entry) = self.calls.get_mut(&call.id) {
                    entry.call = Some(call.clone());
                }
                self.set_ringing();
                self.tell(PhoneEvent::Call(call));
            }
            Update::Transfer { call, done, status } => self.tell(PhoneEvent::TransferResult { call, done, status }),
        }
    }

    fn set_ringing(&self) {
        let is = |direction: Direction| {
            let calls = self.calls.values().filter_map(|entry| entry.call.as_ref());
            calls.filter(|call| call.state == CallState::Ringing && call.direction == direction).count()
        };
        self.engine.ring(self.test_ring || is(Direction::Inbound) > 0);
        let silent = |call: &Call| {
            call.state == CallState::Ringing && call.direction == Direction::Outbound && call.codec.is_none()
        };
        self.engine.ring_back(self.calls.values().filter_map(|entry| entry.call.as_ref()).any(silent));
    }

    async fn reported(&mut self, report: Report) {
        match report {
            Report::Line(line) if self.registration.is_some() => self.set_line(line),
            Report::Stack(stack) if self.registration.is_some() => self.stack = Some(stack),
            Report::Line(_) | Report::Stack(_) => {}
            Report::Invite(stack, invite) => self.ring(stack, invite).await,
        }
    }

    async fn ring(&mut self, stack: Arc<Stack>, invite: Transaction) {
        if self.calls.len() >= MAX_CALLS {
            return registrar::answer(invite, StatusCode::BusyHere);
        }
        let id = (self.config.call_ids)();
        let (orders, inbox) = mpsc::unbounded_channel();
        if let Some(task) = CallTask::incoming(self.office(), stack, invite, id, None, inbox).await {
            self.calls.insert(id, Entry { orders, call: None });
            tokio::spawn(task.run());
        }
    }

    fn heard(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Level(input, output) => self.tell(PhoneEvent::Level { input, output }),
            MediaEvent::Quality(quality) => self.tell(PhoneEvent::Quality(quality)),
            MediaEvent::Digit(call, digit) => self.tell(PhoneEvent::Digit { call, digit }),
            MediaEvent::Quiet(call, quiet) => self.order(call, Order::Quiet(quiet)),
            MediaEvent::Failed(call) => self.order(call, Order::MediaFailed),
            MediaEvent::Lost(role) => self.tell(PhoneEvent::DeviceLost { role }),
            MediaEvent::Back(role) => self.tell(PhoneEvent::DeviceBack { role }),
        }
    }

    async fn shut_down(&mut self, updated: &mut mpsc::UnboundedReceiver<Update>) {
        for entry in self.calls.values() {
            let (reply, _) = oneshot::channel();
            let _ = entry.orders.send(Order::HangUp(reply));
        }
        let ended = async {
            while !self.calls.is_empty() {
                let Some(update) = updated.recv().await else { return };
                self.updated(update);
            }
        };
        let _ = timeout(SHUTDOWN, ended).await;
        self.farewells.close();
        let _ = timeout(SHUTDOWN, self.farewells.wait()).await;
        self.end_registration().await;
        self.engine.stop();
        self.set_line(LineState::NoAccount);
    }
}
