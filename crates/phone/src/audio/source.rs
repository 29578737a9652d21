//! Where sound comes from.

use std::path::Path;

use audio_codec::BoxedResampler;

use crate::{
    audio::{FRAME_SAMPLES, Frame, SAMPLE_RATE_HZ, SILENCE, hardware::Microphone, sink::Ear},
    tone::Sine,
};

/// Longest file that is read, in seconds.
const MAX_FILE_SECONDS: usize = 600;

/// Something that gives sound.
#[expect(clippy::large_enum_variant, reason = "one per device")]
pub enum Source {
    /// Nothing.
    Silence,
    /// A tone.
    Tone(Sine),
    /// A file's sound, again and again.
    File {
        /// Its samples at 48 kHz.
        samples: Vec<i16>,
        /// The next one.
        position: usize,
    },
    /// A device.
    Microphone(Microphone),
    /// What was heard a moment ago.
    Echo(Ear),
}

/// What a practice peer says into a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Voice {
    /// Nothing.
    Silence,
    /// A tone of this frequency in hertz.
    Tone(f32),
    /// These samples at 48 kHz, again and again.
    Spoken(std::sync::Arc<Vec<i16>>),
    /// What it hears.
    Echo,
}

impl Source {
    /// A file as a source.
    pub fn file(path: &Path) -> std::io::Result<Self> {
        Ok(Self::File { samples: read_wav(path)?, position: 0 })
    }

    /// A voice as a source; `ear` is what an echo repeats.
    pub fn voice(voice: &Voice, ear: &Ear) -> Self {
        match voice {
            Voice::Silence => Self::Silence,
            Voice::Tone(hz) => Self::Tone(Sine::new(*hz, 0.3)),
            Voice::Spoken(samples) => Self::File { samples: samples.to_vec(), position: 0 },
            Voice::Echo => Self::Echo(ear.clone()),
        }
    }

    /// The next 20 ms.
    pub fn read(&mut self) -> Frame {
        let mut frame = SILENCE;
        match self {
            Self::Silence => {}
            Self::Tone(sine) => sine.fill(&mut frame),
            Self::File { samples, .. } if samples.is_empty() => {}
            Self::File { samples, position } => {
                for sample in &mut frame {
                    *sample = samples[*position];
                    *position = (*position + 1) % samples.len();
                }
            }
            Self::Microphone(microphone) => frame = microphone.read(),
            Self::Echo(ear) => {
                let last = ear.recent(FRAME_SAMPLES);
                frame[..last.len()].copy_from_slice(&last);
            }
        }
        frame
    }

    /// Whether the device behind it failed.
    pub fn failed(&self) -> bool {
        matches!(self, Self::Microphone(microphone) if microphone.failed())
    }
}

/// A WAV file as mono samples at 48 kHz, at most ten minutes of it.
pub fn read_wav(path: &Path) -> std::io::Result<Vec<i16>> {
    let invalid = |error: hound::Error| match error {
        hound::Error::IoError(error) => error,
        other => std::io::Error::new(std::io::ErrorKind::InvalidData, other),
    };
    let reader = hound::WavReader::open(path).map_err(invalid)?;
    let spec = reader.spec();
    let channels = usize::from(spec.channels.max(1));
    let limit = MAX_FILE_SECONDS * spec.sample_rate as usize * channels;
    let samples: Vec<i16> = match spec.sample_format {
        hound::SampleFormat::Float => reader
            .into_samples::<f32>()
            .take(limit)
            .map(|sample| sample.map(|value| (value.clamp(-1.0, 1.0) * 32_767.0) as i16))
            .collect::<Result<_, _>>()
            .map_err(invalid)?,
        hound::SampleFormat::Int => {
            let shift = i32::from(spec.bits_per_sample) - 16;
            reader
                .into_samples::<i32>()
                .take(limit)
                .map(|sample| sample.map(|value| if shift >= 0 { value >> shift } else { value << -shift } as i16))
                .collect::<Result<_, _>>()
                .map_err(invalid)?
        }
    };
    let mono: Vec<i16> = samples
        .chunks(channels)
        .map(|chunk| (chunk.iter().map(|&sample| i32::from(sample)).sum::<i32>() / channels as i32) as i16)
        .collect();
    if spec.sample_rate == SAMPLE_RATE_HZ {
        return Ok(mono);
    }
    let mut resampler = BoxedResampler::new(spec.sample_rate as usize, SAMPLE_RATE_HZ as usize)
        .map_err(|_| std::io::Error::from(std::io::ErrorKind::InvalidData))?;
    Ok(resampler.resample(&mono))
}
