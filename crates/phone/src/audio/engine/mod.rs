//! The thread that moves sound: every 20 ms it takes the microphone, gives every call its turn, and mixes what is heard.
//!
//! Sockets are read every 5 ms. One thread does it all, so there is nothing to lock; a call whose media fails is begun anew or
//! given up alone, and the thread itself is started again should it ever fail.

mod device;
mod floor;
mod line;
mod tones;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Sender, channel},
    time::Duration,
};

use daehwa_domain::id::CallId;
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    audio::Source,
    config::AudioConfig,
    event::{AudioRole, Quality},
    sdp::Agreed,
};

use floor::Floor;
pub use line::Line;

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
    Chime,
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

    /// Plays the short sound of a chat in which somebody waits, unless there is a call.
    pub fn chime(&self) {
        self.order(Order::Chime);
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
