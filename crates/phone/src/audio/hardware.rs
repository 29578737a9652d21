//! Devices of this machine, through cpal.
//!
//! Devices call back with blocks of other sizes than asked for, and may begin a second late: a ring lies between them and the
//! 20 ms turns. Opening one may take a second, so it is done in a thread of its own.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use audio_codec::BoxedResampler;
use cpal::{
    ErrorKind, FromSample, Sample, SampleFormat, SizedSample, Stream, StreamConfig, SupportedStreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::{
    audio::{FRAME_SAMPLES, Frame, SAMPLE_RATE_HZ, SILENCE},
    event::AudioDeviceInfo,
};

/// Sound that waits at most, in milliseconds; what is more is left out, or the delay would grow with every hiccup.
const MAX_WAITING_MS: usize = 160;
/// Sound that waits after a beginning or after too much waited, in milliseconds.
const CUSHION_MS: usize = 40;
/// A device that has not called back for this long is gone. Some begin a second late.
const LONGEST_SILENCE: Duration = Duration::from_secs(3);
/// Size of the rings, in milliseconds.
const RING_MS: usize = 1_000;

/// Why a device can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// No device of that name, or no default one.
    #[error("no such device")]
    Missing,
    /// The device or the sound system refused.
    #[error("the sound system refused")]
    Refused(#[from] cpal::Error),
    /// Its samples are of a kind that we can't convert.
    #[error("sample format {0} is not supported")]
    Format(SampleFormat),
}

/// The sound devices of this machine.
pub fn devices() -> Vec<AudioDeviceInfo> {
    let host = cpal::default_host();
    let defaults: Vec<String> =
        [host.default_input_device(), host.default_output_device()].iter().flatten().filter_map(name).collect();
    let Ok(devices) = host.devices() else { return Vec::new() };
    let mut found: Vec<AudioDeviceInfo> = Vec::new();
    for device in devices {
        let Some(name) = name(&device) else { continue };
        let (input, output) = (device.supports_input(), device.supports_output());
        match found.iter_mut().find(|known| known.name == name) {
            Some(known) => (known.input, known.output) = (known.input || input, known.output || output),
            None => found.push(AudioDeviceInfo { default: defaults.contains(&name), name, input, output }),
        }
    }
    found
}

fn name(device: &cpal::Device) -> Option<String> {
    device.description().ok().map(|description| description.name().to_owned())
}

fn find(wanted: Option<&str>, input: bool) -> Result<cpal::Device, DeviceError> {
    let host = cpal::default_host();
    let device = match wanted {
        None if input => host.default_input_device(),
        None => host.default_output_device(),
        Some(wanted) => host.devices()?.find(|device| {
            let usable = if input { device.supports_input() } else { device.supports_output() };
            usable && name(device).as_deref() == Some(wanted)
        }),
    };
    device.ok_or(DeviceError::Missing)
}

/// Keeps a running device. Dropping it may block for a moment, so it is dropped in a thread of its own.
struct Running {
    stream: Option<Stream>,
    pulse: Pulse,
    /// How often the device had called back, and when that was seen.
    seen: Cell<(u32, Instant)>,
}

/// What a device's callbacks tell about it.
#[derive(Clone, Default)]
struct Pulse {
    failed: Arc<AtomicBool>,
    beats: Arc<AtomicU32>,
}

impl Pulse {
    fn beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }
}

impl Running {
    fn new(stream: Stream, pulse: Pulse) -> Self {
        Self { stream: Some(stream), pulse, seen: Cell::new((0, Instant::now())) }
    }

    /// Whether the device said that it is gone, or has not called back for so long that it must be: not every sound system
    /// says so when it dies.
    fn failed(&self) -> bool {
        let (beats, at) = self.seen.get();
        let now = self.pulse.beats.load(Ordering::Relaxed);
        if now != beats {
            self.seen.set((now, Instant::now()));
            return self.pulse.failed.load(Ordering::Relaxed);
        }
        self.pulse.failed.load(Ordering::Relaxed) || at.elapsed() > LONGEST_SILENCE
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            let _ = std::thread::Builder::new().name("daehwa-audio-close".into()).spawn(move || drop(stream));
        }
    }
}

fn on_error(pulse: &Pulse) -> impl FnMut(cpal::Error) + Send + 'static {
    let failed = Arc::clone(&pulse.failed);
    move |error| {
        // A buffer that ran dry or a route that the system changed is heard, not fatal.
        if matches!(
            error.kind(),
            ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated | ErrorKind::HostUnavailable
        ) {
            failed.store(true, Ordering::Relaxed);
        }
        tracing::warn!(kind = ?error.kind(), "sound device");
    }
}

/// A device that records.
pub struct Microphone {
    running: Running,
    samples: Consumer<i16>,
    resampler: Option<BoxedResampler>,
    waiting: Vec<i16>,
    begun: bool,
}

impl Microphone {
    /// Opens the device of this name, or the default one.
    pub fn open(wanted: Option<&str>) -> Result<Self, DeviceError> {
        let device = find(wanted, true)?;
        let config = device.default_input_config()?;
        let pulse = Pulse::default();
        let rate = config.sample_rate() as usize;
        let (producer, samples) = RingBuffer::new(rate * RING_MS / 1_000);
        let stream = match config.sample_format() {
            SampleFormat::F32 => record::<f32>(&device, &config, producer, &pulse),
            SampleFormat::I16 => record::<i16>(&device, &config, producer, &pulse),
            SampleFormat::I32 => record::<i32>(&device, &config, producer, &pulse),
            SampleFormat::U8 => record::<u8>(&device, &config, producer, &pulse),
            SampleFormat::U16 => record::<u16>(&device, &config, producer, &pulse),
            other => return Err(DeviceError::Format(other)),
        }?;
        stream.play()?;
        Ok(Self {
            running: Running::new(stream, pulse),
            samples,
            resampler: resampler(rate, SAMPLE_RATE_HZ as usize),
            waiting: Vec::new(),
            begun: false,
        })
    }

    /// The next 20 ms; silence while the device has not begun or has run dry.
    pub fn read(&mut self) -> Frame {
        if let Ok(chunk) = self.samples.read_chunk(self.samples.slots()) {
            let (one, two) = chunk.as_slices();
            for part in [one, two] {
                match &mut self.resampler {
                    Some(resampler) => self.waiting.extend(resampler.resample(part)),
                    None => self.waiting.extend(part),
                }
            }
            chunk.commit_all();
        }
        let surplus = self.waiting.len().saturating_sub(samples(MAX_WAITING_MS));
        if surplus > 0 {
            self.waiting.drain(..surplus + samples(MAX_WAITING_MS - CUSHION_MS));
        }
        self.begun = self.waiting.len() >= if self.begun { FRAME_SAMPLES } else { samples(CUSHION_MS) };
        let mut frame = SILENCE;
        if self.begun {
            frame.copy_from_slice(&self.waiting[..FRAME_SAMPLES]);
            self.waiting.drain(..FRAME_SAMPLES);
        }
        frame
    }

    /// Whether the device is gone.
    pub fn failed(&self) -> bool {
        self.running.failed()
    }
}

fn record<T>(
    device: &cpal::Device,
    config: &SupportedStreamConfig,
    mut ring: Producer<i16>,
    pulse: &Pulse,
) -> Result<Stream, DeviceError>
where
    T: SizedSample,
    i32: FromSample<T>,
{
    let channels = usize::from(config.channels().max(1));
    let heart = pulse.clone();
    let stream = device.build_input_stream(
        StreamConfig::from(*config),
        move |block: &[T], _: &_| {
            heart.beat();
            for frame in block.chunks(channels) {
                let sum: i64 = frame.iter().map(|&sample| i64::from(i32::from_sample(sample) >> 16)).sum();
                let _ = ring.push((sum / channels as i64) as i16);
            }
        },
        on_error(pulse),
        None,
    )?;
    Ok(stream)
}

/// A device that plays.
pub struct Speaker {
    running: Running,
    ring: Producer<i16>,
    capacity: usize,
    rate: usize,
    resampler: Option<BoxedResampler>,
}

impl Speaker {
    /// Opens the device of this name, or the default one.
    pub fn open(wanted: Option<&str>) -> Result<Self, DeviceError> {
        let device = find(wanted, false)?;
        let config = device.default_output_config()?;
        let pulse = Pulse::default();
        let rate = config.sample_rate() as usize;
        let capacity = rate * RING_MS / 1_000;
        let (ring, consumer) = RingBuffer::new(capacity);
        let stream = match config.sample_format() {
            SampleFormat::F32 => play::<f32>(&device, &config, consumer, &pulse),
            SampleFormat::I16 => play::<i16>(&device, &config, consumer, &pulse),
            SampleFormat::I32 => play::<i32>(&device, &config, consumer, &pulse),
            SampleFormat::U8 => play::<u8>(&device, &config, consumer, &pulse),
            SampleFormat::U16 => play::<u16>(&device, &config, consumer, &pulse),
            other => return Err(DeviceError::Format(other)),
        }?;
        stream.play()?;
        let resampler = resampler(SAMPLE_RATE_HZ as usize, rate);
        Ok(Self { running: Running::new(stream, pulse), ring, capacity, rate, resampler })
    }

    /// Plays 20 ms; leaves them out when too much waits already.
    pub fn write(&mut self, frame: &Frame) {
        let waiting = self.capacity - self.ring.slots();
        if waiting > self.rate * MAX_WAITING_MS / 1_000 {
            return;
        }
        if waiting == 0 {
            for _ in 0..self.rate * CUSHION_MS / 1_000 {
                let _ = self.ring.push(0);
            }
        }
        let resampled;
        let samples = match &mut self.resampler {
            Some(resampler) => {
                resampled = resampler.resample(frame);
                &resampled[..]
            }
            None => &frame[..],
        };
        for &sample in samples {
            let _ = self.ring.push(sample);
        }
    }

    /// Whether the device is gone.
    pub fn failed(&self) -> bool {
        self.running.failed()
    }
}

fn play<T>(
    device: &cpal::Device,
    config: &SupportedStreamConfig,
    mut ring: Consumer<i16>,
    pulse: &Pulse,
) -> Result<Stream, DeviceError>
where
    T: SizedSample + FromSample<i16>,
{
    let channels = usize::from(config.channels().max(1));
    let heart = pulse.clone();
    let stream = device.build_output_stream(
        StreamConfig::from(*config),
        move |block: &mut [T], _: &_| {
            heart.beat();
            for frame in block.chunks_mut(channels) {
                frame.fill(T::from_sample(ring.pop().unwrap_or(0)));
            }
        },
        on_error(pulse),
        None,
    )?;
    Ok(stream)
}

fn resampler(from_hz: usize, to_hz: usize) -> Option<BoxedResampler> {
    (from_hz != to_hz).then(|| BoxedResampler::new(from_hz, to_hz).ok()).flatten()
}

fn samples(ms: usize) -> usize {
    ms * SAMPLE_RATE_HZ as usize / 1_000
}
