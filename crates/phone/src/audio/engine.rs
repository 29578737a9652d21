//! The thread that moves sound: every 20 ms it takes the microphone, gives every call its turn, and mixes what is heard.
//!
//! Sockets are read every 5 ms. One thread does it all, so there is nothing to lock; a call whose media fails is begun anew or
//! given up alone, and the thread itself is started again should it ever fail.

use std::{
    net::{SocketAddr, UdpSocket},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use daehwa_domain::id::CallId;
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    audio::{
        Ear, FRAME_SAMPLES, Frame, SILENCE, Sink, Source,
        hardware::{DeviceError, Microphone, Speaker},
        mix,
    },
    config::{AudioConfig, AudioDevice},
    event::{AudioRole, Quality},
    sdp::Agreed,
    stream::Stream,
    tone::{Sine, loudness},
};

const TURN: Duration = Duration::from_millis(20);
const POLL: Duration = Duration::from_millis(5);
/// A thread that was stopped longer than this doesn't catch up turn by turn.
const MAX_BEHIND: Duration = Duration::from_millis(200);
const QUALITY_EVERY: Duration = Duration::from_secs(3);
const LEVEL_EVERY_TURNS: u32 = 5;
const REOPEN_EVERY: Duration = Duration::from_secs(2);
/// Largest datagram that is read.
const MAX_DATAGRAM: usize = 2_048;
/// Datagrams that one socket may bring per poll; more would starve other calls.
const MAX_PER_POLL: usize = 64;
/// Failures of one call's media before it is given up.
const MAX_FAILURES: u32 = 20;

/// What the engine reports.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// Loudness of microphone and speaker.
    Level(f32, f32),
    /// How well a call sounds.
    Quality(Quality),
    /// A key was heard.
    Digit(CallId, char),
    /// No media came for this long although it should.
    Quiet(CallId, Duration),
    /// The media of a call can't go on.
    Failed(CallId),
    /// A device can't be used.
    Lost(AudioRole),
    /// A device works again.
    Back(AudioRole),
}

/// The media of one call and its sockets.
pub struct Line {
    /// The media.
    pub stream: Stream,
    /// Where RTP comes and goes.
    pub rtp: UdpSocket,
    /// Where RTCP comes and goes.
    pub rtcp: UdpSocket,
    /// Sound of its own instead of the devices: what a practice peer says, and its ear.
    pub own: Option<(Source, Ear)>,
}

#[expect(clippy::large_enum_variant, reason = "few at a time, and moved once")]
enum Order {
    Add(CallId, Box<Line>),
    Agree(CallId, Box<Agreed>),
    Talk(CallId, bool),
    Mute(CallId, bool),
    Press(CallId, char),
    Voice(CallId, Source),
    Remove(CallId),
    Audio(AudioConfig),
    Ring(bool),
    RingBack(bool),
    Meter(bool),
    HearYourself(bool),
    Stop,
}

/// Talks to the engine. All clones talk to the same one; it ends with [`Engine::stop`] or the last clone.
#[derive(Clone, Debug)]
pub struct Engine {
    orders: Sender<Order>,
}

impl Engine {
    /// Starts the thread.
    pub fn start(audio: AudioConfig, events: UnboundedSender<MediaEvent>) -> std::io::Result<Self> {
        let (orders, inbox) = channel();
        std::thread::Builder::new().name("daehwa-audio".into()).spawn(move || {
            let mut audio = audio;
            loop {
                let mut floor = Floor::new(audio.clone(), events.clone());
                let ended = catch_unwind(AssertUnwindSafe(|| floor.run(&inbox)));
                if ended.is_ok() {
                    return;
                }
                tracing::error!("the sound thread failed and begins anew");
                audio = floor.audio.clone();
                for (call, _) in &floor.calls {
                    let _ = events.send(MediaEvent::Failed(*call));
                }
            }
        })?;
        Ok(Self { orders })
    }

    /// Begins the media of a call.
    pub fn add(&self, call: CallId, line: Line) {
        self.order(Order::Add(call, Box::new(line)));
    }

    /// Changes what was agreed for a call.
    pub fn agree(&self, call: CallId, agreed: Agreed) {
        self.order(Order::Agree(call, Box::new(agreed)));
    }

    /// Whether a call is heard and hears us.
    pub fn talk(&self, call: CallId, talking: bool) {
        self.order(Order::Talk(call, talking));
    }

    /// Mutes our microphone in a call.
    pub fn mute(&self, call: CallId, muted: bool) {
        self.order(Order::Mute(call, muted));
    }

    /// Presses a key in a call.
    pub fn press(&self, call: CallId, key: char) {
        self.order(Order::Press(call, key));
    }

    /// Changes what a call with sound of its own says.
    pub fn voice(&self, call: CallId, source: Source) {
        self.order(Order::Voice(call, source));
    }

    /// Ends the media of a call.
    pub fn remove(&self, call: CallId) {
        self.order(Order::Remove(call));
    }

    /// Uses other devices.
    pub fn audio(&self, audio: AudioConfig) {
        self.order(Order::Audio(audio));
    }

    /// Rings, or stops ringing.
    pub fn ring(&self, on: bool) {
        self.order(Order::Ring(on));
    }

    /// Plays the tone of a telephone that rings elsewhere, or stops that.
    pub fn ring_back(&self, on: bool) {
        self.order(Order::RingBack(on));
    }

    /// Reports levels, or stops that.
    pub fn meter(&self, on: bool) {
        self.order(Order::Meter(on));
    }

    /// Plays the microphone to the speaker, or stops that.
    pub fn hear_yourself(&self, on: bool) {
        self.order(Order::HearYourself(on));
    }

    /// Ends the thread and lets go of all devices.
    pub fn stop(&self) {
        self.order(Order::Stop);
    }

    fn order(&self, order: Order) {
        // Nobody is left to hear of it when the thread has been stopped.
        let _ = self.orders.send(order);
    }
}

struct Call {
    line: Line,
    began: Instant,
    quality_at: Instant,
    quiet_told: bool,
    failures: u32,
}

/// Everything the thread works with.
struct Floor {
    audio: AudioConfig,
    events: UnboundedSender<MediaEvent>,
    calls: Vec<(CallId, Call)>,
    began: Instant,
    input: Port<Source>,
    output: Port<Sink>,
    ring: Port<Sink>,
    ringing: bool,
    ring_tone: RingTone,
    /// The tone of a telephone that rings elsewhere.
    ring_back: Option<RingBack>,
    meter: bool,
    hear_yourself: bool,
    turns: u32,
    peaks: (f32, f32),
}

impl Floor {
    fn new(audio: AudioConfig, events: UnboundedSender<MediaEvent>) -> Self {
        Self {
            input: Port::new(AudioRole::Input),
            output: Port::new(AudioRole::Output),
            ring: Port::new(AudioRole::Ring),
            audio,
            events,
            calls: Vec::new(),
            began: Instant::now(),
            ringing: false,
            ring_tone: RingTone::default(),
            ring_back: None,
            meter: false,
            hear_yourself: false,
            turns: 0,
            peaks: (0.0, 0.0),
        }
    }

    fn run(&mut self, inbox: &Receiver<Order>) {
        let mut due = Instant::now() + TURN;
        loop {
            let order = if self.busy() {
                match inbox.recv_timeout(POLL.min(due.saturating_duration_since(Instant::now()))) {
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Ok(order) => Some(order),
                }
            } else {
                self.close_devices();
                let Ok(order) = inbox.recv() else { return };
                due = Instant::now() + TURN;
                Some(order)
            };
            if let Some(order) = order
                && !self.obey(order)
            {
                return;
            }
            self.poll();
            let now = Instant::now();
            if now > due + MAX_BEHIND {
                due = now;
            }
            while due <= now {
                due += TURN;
                self.turn(now);
            }
        }
    }

    fn busy(&self) -> bool {
        !self.calls.is_empty() || self.ringing || self.ring_back.is_some() || self.meter || self.hear_yourself
    }

    /// False when the thread ends.
    fn obey(&mut self, order: Order) -> bool {
        match order {
            Order::Add(id, line) => {
                let now = Instant::now();
                let call =
                    Call { line: *line, began: now, quality_at: now + QUALITY_EVERY, quiet_told: false, failures: 0 };
                self.calls.retain(|(known, _)| *known != id);
                self.calls.push((id, call));
            }
            Order::Agree(id, agreed) => {
                if let Some(call) = self.call(id)
                    && call.line.stream.agree(*agreed).is_err()
                {
                    self.tell(MediaEvent::Failed(id));
                }
            }
            Order::Talk(id, talking) => drop(self.call(id).map(|call| call.line.stream.talk(talking))),
            Order::Mute(id, muted) => drop(self.call(id).map(|call| call.line.stream.mute(muted))),
            Order::Press(id, key) => drop(self.call(id).map(|call| call.line.stream.press(key))),
            Order::Voice(id, source) => {
                if let Some((own, _)) = self.call(id).and_then(|call| call.line.own.as_mut()) {
                    *own = source;
                }
            }
            Order::Remove(id) => self.calls.retain(|(known, _)| *known != id),
            Order::Audio(audio) => {
                self.audio = audio;
                self.close_devices();
            }
            Order::Ring(on) => {
                if on && !self.ringing {
                    self.ring_tone = RingTone::default();
                }
                self.ringing = on;
            }
            Order::RingBack(on) => {
                self.ring_back = if on { self.ring_back.take().or_else(|| Some(RingBack::default())) } else { None }
            }
            Order::Meter(on) => self.meter = on,
            Order::HearYourself(on) => self.hear_yourself = on,
            Order::Stop => return false,
        }
        true
    }

    fn call(&mut self, id: CallId) -> Option<&mut Call> {
        self.calls.iter_mut().find(|(known, _)| *known == id).map(|(_, call)| call)
    }

    fn tell(&self, event: MediaEvent) {
        let _ = self.events.send(event);
    }

    fn close_devices(&mut self) {
        self.input.close();
        self.output.close();
        self.ring.close();
    }

    fn poll(&mut self) {
        let now_ms = self.began.elapsed().as_secs_f64() * 1000.0;
        let mut failed = Vec::new();
        for (id, call) in &mut self.calls {
            let line = &mut call.line;
            let polled = catch_unwind(AssertUnwindSafe(|| {
                drain(&line.rtp, |bytes, from| line.stream.receive(bytes, from, now_ms));
                drain(&line.rtcp, |bytes, _| line.stream.receive_report(bytes, now_ms));
            }));
            if polled.is_err() && call.fails() {
                failed.push(*id);
            }
        }
        self.give_up(&failed);
    }

    fn turn(&mut self, now: Instant) {
        let now_ms = now.saturating_duration_since(self.began).as_secs_f64() * 1000.0;
        self.turns = self.turns.wrapping_add(1);
        let devices = self.meter
            || self.hear_yourself
            || self.ring_back.is_some()
            || self.calls.iter().any(|(_, call)| call.line.own.is_none());
        let mut microphone = SILENCE;
        if devices {
            self.input.keep_open(&self.audio.input, now, &self.events, open_source);
            self.output.keep_open(&self.audio.output, now, &self.events, open_sink);
            if let Some(source) = &mut self.input.open {
                microphone = source.read();
            }
        } else {
            self.input.close();
            self.output.close();
        }
        let mut speaker = if self.hear_yourself { microphone } else { SILENCE };
        if let Some(tone) = &mut self.ring_back {
            mix(&mut speaker, &tone.next());
        }
        self.give_turns(&microphone, &mut speaker, now, now_ms);
        if let Some(sink) = &mut self.output.open {
            sink.write(&speaker);
        }
        self.ring_turn(now);
        self.meter_turn(&microphone, &speaker);
    }

    fn give_turns(&mut self, microphone: &Frame, speaker: &mut Frame, now: Instant, now_ms: f64) {
        let mut failed = Vec::new();
        for (id, call) in &mut self.calls {
            let heard = catch_unwind(AssertUnwindSafe(|| {
                let own = call.line.own.as_mut().map(|(source, _)| source.read());
                let (sound, outgoing) = call.line.stream.turn(own.as_ref().unwrap_or(microphone), now_ms);
                // A full buffer of the system loses a packet, as any network may.
                if let Some((to, bytes)) = outgoing.rtp {
                    let _ = call.line.rtp.send_to(&bytes, to);
                }
                if let Some((to, bytes)) = outgoing.rtcp {
                    let _ = call.line.rtcp.send_to(&bytes, to);
                }
                sound
            }));
            match heard {
                Ok(sound) => match &call.line.own {
                    Some((_, ear)) => ear.hear(&sound),
                    None => mix(speaker, &sound),
                },
                Err(_) if call.fails() => failed.push(*id),
                Err(_) => {}
            }
            while let Some(key) = call.line.stream.take_key() {
                let _ = self.events.send(MediaEvent::Digit(*id, key));
            }
            if let Some(event) = call.watch(*id, now, now_ms) {
                let _ = self.events.send(event);
            }
        }
        self.give_up(&failed);
    }

    fn give_up(&mut self, failed: &[CallId]) {
        self.calls.retain(|(id, _)| !failed.contains(id));
        for id in failed {
            self.tell(MediaEvent::Failed(*id));
        }
    }

    fn ring_turn(&mut self, now: Instant) {
        if !self.ringing {
            self.ring.close();
            return;
        }
        self.ring.keep_open(&self.audio.ring_output, now, &self.events, open_sink);
        let frame = self.ring_tone.next();
        if let Some(sink) = &mut self.ring.open {
            sink.write(&frame);
        }
    }

    fn meter_turn(&mut self, microphone: &Frame, speaker: &Frame) {
        if !self.meter {
            return;
        }
        self.peaks = (self.peaks.0.max(loudness(microphone)), self.peaks.1.max(loudness(speaker)));
        if self.turns.is_multiple_of(LEVEL_EVERY_TURNS) {
            let (input, output) = std::mem::take(&mut self.peaks);
            self.tell(MediaEvent::Level(input, output));
        }
    }
}

impl Call {
    /// Counts a failure; true when it was one too many.
    fn fails(&mut self) -> bool {
        self.failures += 1;
        self.line.stream.restart_codecs();
        self.failures > MAX_FAILURES
    }

    /// The report that is due about this call.
    fn watch(&mut self, id: CallId, now: Instant, now_ms: f64) -> Option<MediaEvent> {
        if now < self.quality_at {
            return None;
        }
        self.quality_at = now + QUALITY_EVERY;
        let quiet = match self.line.stream.heard_at_ms() {
            Some(at_ms) => Duration::from_secs_f64((now_ms - at_ms).max(0.0) / 1000.0),
            None => now.saturating_duration_since(self.began),
        };
        let quiet_now = self.line.stream.expects_media() && quiet > QUALITY_EVERY;
        if quiet_now || self.quiet_told {
            self.quiet_told = quiet_now;
            return Some(MediaEvent::Quiet(id, if quiet_now { quiet } else { Duration::ZERO }));
        }
        let health = self.line.stream.take_health();
        Some(MediaEvent::Quality(Quality {
            call: id,
            loss: health.loss,
            jitter_ms: health.jitter_ms,
            rtt_ms: health.rtt_ms,
            remote_loss: health.remote_loss,
            buffer_ms: health.buffer_ms,
        }))
    }
}

fn drain(socket: &UdpSocket, mut take: impl FnMut(&[u8], SocketAddr)) {
    let mut bytes = [0; MAX_DATAGRAM];
    for _ in 0..MAX_PER_POLL {
        match socket.recv_from(&mut bytes) {
            Ok((length, from)) => take(&bytes[..length], from),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return,
            // An ICMP "port unreachable" for something sent before: the next read goes on.
            Err(_) => {}
        }
    }
}

/// A device that is wanted: opened in the background, reported when lost, opened again.
struct Port<T> {
    role: AudioRole,
    open: Option<T>,
    opening: Option<Receiver<Result<T, DeviceError>>>,
    retry_at: Option<Instant>,
    lost: bool,
}

trait Fallible {
    fn failed(&self) -> bool;
}

impl Fallible for Source {
    fn failed(&self) -> bool {
        Source::failed(self)
    }
}

impl Fallible for Sink {
    fn failed(&self) -> bool {
        Sink::failed(self)
    }
}

type Opener<T> = fn(&AudioDevice) -> Result<T, DeviceError>;

impl<T: Fallible + Send + 'static> Port<T> {
    fn new(role: AudioRole) -> Self {
        Self { role, open: None, opening: None, retry_at: None, lost: false }
    }

    fn close(&mut self) {
        (self.open, self.opening, self.retry_at) = (None, None, None);
    }

    fn keep_open(
        &mut self,
        device: &AudioDevice,
        now: Instant,
        events: &UnboundedSender<MediaEvent>,
        opener: Opener<T>,
    ) {
        if self.open.as_ref().is_some_and(Fallible::failed) {
            self.open = None;
            self.lose(now, events);
        }
        if let Some(opening) = &self.opening {
            match opening.try_recv() {
                Ok(Ok(opened)) => {
                    (self.open, self.opening) = (Some(opened), None);
                    if std::mem::take(&mut self.lost) {
                        let _ = events.send(MediaEvent::Back(self.role));
                    }
                }
                Err(std::sync::mpsc::TryRecvError::Empty) => {}
                Ok(Err(_)) | Err(_) => {
                    self.opening = None;
                    self.lose(now, events);
                }
            }
        } else if self.open.is_none() && self.retry_at.is_none_or(|at| now >= at) {
            self.begin(device, opener);
        }
    }

    fn begin(&mut self, device: &AudioDevice, opener: Opener<T>) {
        if !matches!(device, AudioDevice::Default | AudioDevice::Named(_)) {
            let (sender, receiver) = channel();
            let _ = sender.send(opener(device));
            self.opening = Some(receiver);
            return;
        }
        let (sender, receiver) = channel();
        let device = device.clone();
        let spawned = std::thread::Builder::new().name("daehwa-audio-open".into()).spawn(move || {
            let _ = sender.send(opener(&device));
        });
        // When not even a thread can be had, the closed channel counts as a failure.
        drop(spawned);
        self.opening = Some(receiver);
    }

    fn lose(&mut self, now: Instant, events: &UnboundedSender<MediaEvent>) {
        self.retry_at = Some(now + REOPEN_EVERY);
        if !std::mem::replace(&mut self.lost, true) {
            let _ = events.send(MediaEvent::Lost(self.role));
        }
    }
}

fn open_source(device: &AudioDevice) -> Result<Source, DeviceError> {
    Ok(match device {
        AudioDevice::Default => Source::Microphone(Microphone::open(None)?),
        AudioDevice::Named(name) => Source::Microphone(Microphone::open(Some(name))?),
        AudioDevice::Tone { hz } => Source::Tone(Sine::new(*hz, 0.3)),
        AudioDevice::Silence => Source::Silence,
        AudioDevice::Wav(path) => Source::file(path).map_err(|_| DeviceError::Missing)?,
    })
}

fn open_sink(device: &AudioDevice) -> Result<Sink, DeviceError> {
    Ok(match device {
        AudioDevice::Default => Sink::Speaker(Speaker::open(None)?),
        AudioDevice::Named(name) => Sink::Speaker(Speaker::open(Some(name))?),
        AudioDevice::Tone { .. } | AudioDevice::Silence => Sink::Nowhere,
        AudioDevice::Wav(path) => Sink::file(path).map_err(|_| DeviceError::Missing)?,
    })
}

/// The ring: two notes for 1 s, then 2 s of silence.
struct RingTone {
    notes: [Sine; 2],
    turn: u32,
}

impl Default for RingTone {
    fn default() -> Self {
        Self { notes: [Sine::new(659.3, 0.2), Sine::new(523.3, 0.2)], turn: 0 }
    }
}

impl RingTone {
    fn next(&mut self) -> Frame {
        let mut frame = [0; FRAME_SAMPLES];
        match self.turn % 150 {
            0..25 => self.notes[0].fill(&mut frame),
            25..50 => self.notes[1].fill(&mut frame),
            _ => {}
        }
        self.turn = self.turn.wrapping_add(1);
        frame
    }
}

/// The tone heard while it rings elsewhere: 440 and 480 Hz, 1 s on, 2 s off (Korea; ITU-T E.180 supplement 2).
struct RingBack {
    notes: [Sine; 2],
    turn: u32,
}

impl Default for RingBack {
    fn default() -> Self {
        Self { notes: [Sine::new(440.0, 0.1), Sine::new(480.0, 0.1)], turn: 0 }
    }
}

impl RingBack {
    fn next(&mut self) -> Frame {
        let (mut frame, mut second) = (SILENCE, SILENCE);
        if self.turn % 150 < 50 {
            self.notes[0].fill(&mut frame);
            self.notes[1].fill(&mut second);
            mix(&mut frame, &second);
        }
        self.turn = self.turn.wrapping_add(1);
        frame
    }
}
