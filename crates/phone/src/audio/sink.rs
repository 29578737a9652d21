//! Where sound goes.

use std::{
    collections::VecDeque,
    fs::File,
    io::BufWriter,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::{
    audio::{Frame, SAMPLE_RATE_HZ, hardware::Speaker},
    tone::{self, Tone},
};

/// Something that takes sound.
#[expect(clippy::large_enum_variant, reason = "one per device")]
pub enum Sink {
    /// Nowhere.
    Nowhere,
    /// A file; it is complete when the sink is dropped.
    File(Box<hound::WavWriter<BufWriter<File>>>),
    /// A device.
    Speaker(Speaker),
}

impl Sink {
    /// A file as a sink.
    pub fn file(path: &Path) -> std::io::Result<Self> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE_HZ,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        hound::WavWriter::create(path, spec).map(|writer| Self::File(Box::new(writer))).map_err(std::io::Error::other)
    }

    /// Takes 20 ms.
    pub fn write(&mut self, frame: &Frame) {
        match self {
            Self::Nowhere => {}
            Self::File(writer) => {
                for &sample in frame {
                    if writer.write_sample(sample).is_err() {
                        *self = Self::Nowhere;
                        return;
                    }
                }
                // Readable at any moment, also when the process is killed.
                let _ = writer.flush();
            }
            Self::Speaker(speaker) => speaker.write(frame),
        }
    }

    /// Whether the device behind it failed.
    pub fn failed(&self) -> bool {
        matches!(self, Self::Speaker(speaker) if speaker.failed())
    }
}

/// Remembers the last second that was heard.
#[derive(Clone, Debug, Default)]
pub struct Ear {
    samples: Arc<Mutex<VecDeque<i16>>>,
    heard: Arc<Notify>,
}

impl Ear {
    /// Hears 20 ms.
    pub fn hear(&self, frame: &Frame) {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.extend(frame);
        let surplus = samples.len().saturating_sub(SAMPLE_RATE_HZ as usize);
        samples.drain(..surplus);
        self.heard.notify_waiters();
    }

    /// Waits for the next 20 ms.
    pub async fn heard(&self) {
        self.heard.notified().await;
    }

    /// The newest `count` samples, or as many as there are.
    pub fn recent(&self, count: usize) -> Vec<i16> {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.range(samples.len().saturating_sub(count)..).copied().collect()
    }

    /// The strongest tone of the last 200 ms.
    pub fn tone(&self) -> Option<Tone> {
        tone::strongest(&self.recent(SAMPLE_RATE_HZ as usize / 5))
    }

    /// The loudness of the last 200 ms, 0 to 1.
    pub fn loudness(&self) -> f32 {
        tone::loudness(&self.recent(SAMPLE_RATE_HZ as usize / 5))
    }
}
