//! The thread's work: orders, sockets, turns.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use daehwa_domain::id::CallId;
use tokio::sync::mpsc::UnboundedSender;

use super::{
    MediaEvent, Order,
    device::{Device, open_sink, open_source},
    line::{Call, drain},
    tones::{Chime, RingBack, RingTone},
};
use crate::{
    audio::{Frame, SILENCE, Sink, Source, mix},
    config::AudioConfig,
    event::AudioRole,
    tone::loudness,
};

const TURN: Duration = Duration::from_millis(20);
const POLL: Duration = Duration::from_millis(5);
/// A thread that was stopped longer than this doesn't catch up turn by turn.
const MAX_BEHIND: Duration = Duration::from_millis(200);
const LEVEL_EVERY_TURNS: u32 = 5;

/// Everything the thread works with.
pub(super) struct Floor {
    pub(super) audio: AudioConfig,
    events: UnboundedSender<MediaEvent>,
    pub(super) calls: Vec<(CallId, Call)>,
    began: Instant,
    input: Device<Source>,
    output: Device<Sink>,
    ring: Device<Sink>,
    ringing: bool,
    ring_tone: RingTone,
    /// Plays where it rings, while there is no call.
    chime: Option<Chime>,
    /// The tone of a telephone that rings elsewhere.
    ring_back: Option<RingBack>,
    meter: bool,
    hear_yourself: bool,
    turns: u32,
    peaks: (f32, f32),
}

impl Floor {
    pub(super) fn new(audio: AudioConfig, events: UnboundedSender<MediaEvent>) -> Self {
        Self {
            input: Device::new(AudioRole::Input),
            output: Device::new(AudioRole::Output),
            ring: Device::new(AudioRole::Ring),
            audio,
            events,
            calls: Vec::new(),
            began: Instant::now(),
            ringing: false,
            ring_tone: RingTone::default(),
            chime: None,
            ring_back: None,
            meter: false,
            hear_yourself: false,
            turns: 0,
            peaks: (0.0, 0.0),
        }
    }

    pub(super) fn run(&mut self, inbox: &Receiver<Order>) {
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
        !self.calls.is_empty()
            || self.ringing
            || self.chime.is_some()
            || self.ring_back.is_some()
            || self.meter
            || self.hear_yourself
    }

    /// False when the thread ends.
    fn obey(&mut self, order: Order) -> bool {
        match order {
            Order::Add(id, line) => {
                self.calls.retain(|(known, _)| *known != id);
                self.calls.push((id, Call::new(*line, Instant::now())));
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
            Order::Chime => self.chime = Some(Chime::default()),
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
        // Whoever talks, dials or is rung hears nothing of a chat.
        if self.ringing || !self.calls.is_empty() {
            self.chime = None;
        }
        if !self.ringing && self.chime.is_none() {
            self.ring.close();
            return;
        }
        self.ring.keep_open(&self.audio.ring_output, now, &self.events, open_sink);
        let frame = if self.ringing {
            self.ring_tone.next()
        } else {
            match self.chime.as_mut().and_then(Chime::next) {
                Some(frame) => frame,
                None => return self.chime = None,
            }
        };
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
