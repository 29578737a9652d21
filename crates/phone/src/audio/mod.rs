//! Sound as 20 ms frames of 48 kHz mono: where it comes from, where it goes, and the thread that moves it.

pub mod engine;
mod hardware;
mod sink;
mod source;

pub use hardware::devices;
pub use sink::{Ear, Sink};
pub use source::{Source, Voice, read_wav};

/// Samples per second, everywhere inside.
pub const SAMPLE_RATE_HZ: u32 = 48_000;
/// Samples of 20 ms.
pub const FRAME_SAMPLES: usize = 960;
/// 20 ms of sound.
pub type Frame = [i16; FRAME_SAMPLES];
/// 20 ms of silence.
pub const SILENCE: Frame = [0; FRAME_SAMPLES];

/// Adds sound to sound, cut at full scale.
pub fn mix(onto: &mut Frame, other: &Frame) {
    for (sample, add) in onto.iter_mut().zip(other) {
        *sample = sample.saturating_add(*add);
    }
}
