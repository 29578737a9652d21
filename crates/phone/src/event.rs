//! What the phone reports.

use daehwa_domain::{
    call::{Call, LineState},
    id::CallId,
};

/// One report of the phone. Each carries the whole state of what it is about, so that a lost one is repaired by the next.
#[expect(clippy::large_enum_variant, reason = "calls are what most events are about")]
#[derive(Clone, Debug, PartialEq)]
pub enum PhoneEvent {
    /// Whether calls can be made and received.
    Line(LineState),
    /// A call as it is now.
    Call(Call),
    /// Loudness now, 0 (silence) to 1 (full scale), about ten times a second while the meter runs.
    Level {
        /// The microphone.
        input: f32,
        /// What is played.
        output: f32,
    },
    /// How well a call sounds, every few seconds while it talks.
    Quality(Quality),
    /// The other side pressed a key.
    Digit {
        /// In which call.
        call: CallId,
        /// `0`–`9`, `*`, `#`, `A`–`D`.
        digit: char,
    },
    /// How a transfer ended.
    TransferResult {
        /// The call that was transferred.
        call: CallId,
        /// Whether the other two are connected; if not, the call is still ours.
        done: bool,
        /// The SIP status that said so, where one did.
        status: Option<u16>,
    },
    /// A device can't be used, or not any longer; calls go on without sound in that direction until one is there.
    DeviceLost {
        /// Which one.
        role: AudioRole,
    },
    /// A device that was lost works again.
    DeviceBack {
        /// Which one.
        role: AudioRole,
    },
}

/// What a device is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AudioRole {
    /// The microphone.
    Input,
    /// The headset's speaker.
    Output,
    /// Where it rings.
    Ring,
}

/// How well a call sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Which call.
    pub call: CallId,
    /// Share of packets that did not arrive in time, 0 to 1, since the last report.
    pub loss: f32,
    /// Interarrival jitter in milliseconds (RFC 3550 §6.4.1).
    pub jitter_ms: f32,
    /// Round trip in milliseconds, once the other side has reported on us (RFC 3550 §6.4.1).
    pub rtt_ms: Option<f32>,
    /// Share of our packets that did not reach the other side, as it reports.
    pub remote_loss: Option<f32>,
    /// Delay added by the jitter buffer, in milliseconds.
    pub buffer_ms: f32,
}

/// A sound device of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioDeviceInfo {
    /// Its name, unique among devices of its direction.
    pub name: String,
    /// Whether it can record.
    pub input: bool,
    /// Whether it can play.
    pub output: bool,
    /// Whether it is the system's default for a direction that it has.
    pub default: bool,
}
