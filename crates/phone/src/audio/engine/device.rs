//! A device that is wanted: opened in the background, reported when lost, opened again.

use std::{
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use tokio::sync::mpsc::UnboundedSender;

use super::MediaEvent;
use crate::{
    audio::{
        Sink, Source,
        hardware::{DeviceError, Microphone, Speaker},
    },
    config::AudioDevice,
    event::AudioRole,
    tone::Sine,
};

const REOPEN_EVERY: Duration = Duration::from_secs(2);

/// One device of a role.
pub(super) struct Device<T> {
    role: AudioRole,
    pub(super) open: Option<T>,
    opening: Option<Receiver<Result<T, DeviceError>>>,
    retry_at: Option<Instant>,
    lost: bool,
}

/// What can break while it is open.
pub(super) trait Fallible {
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

/// Opens a device.
pub(super) type Opener<T> = fn(&AudioDevice) -> Result<T, DeviceError>;

impl<T: Fallible + Send + 'static> Device<T> {
    pub(super) fn new(role: AudioRole) -> Self {
        Self { role, open: None, opening: None, retry_at: None, lost: false }
    }

    pub(super) fn close(&mut self) {
        (self.open, self.opening, self.retry_at) = (None, None, None);
    }

    pub(super) fn keep_open(
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

pub(super) fn open_source(device: &AudioDevice) -> Result<Source, DeviceError> {
    Ok(match device {
        AudioDevice::Default => Source::Microphone(Microphone::open(None)?),
        AudioDevice::Named(name) => Source::Microphone(Microphone::open(Some(name))?),
        AudioDevice::Tone { hz } => Source::Tone(Sine::new(*hz, 0.3)),
        AudioDevice::Silence => Source::Silence,
        AudioDevice::Wav(path) => Source::file(path).map_err(|_| DeviceError::Missing)?,
    })
}

pub(super) fn open_sink(device: &AudioDevice) -> Result<Sink, DeviceError> {
    Ok(match device {
        AudioDevice::Default => Sink::Speaker(Speaker::open(None)?),
        AudioDevice::Named(name) => Sink::Speaker(Speaker::open(Some(name))?),
        AudioDevice::Tone { .. } | AudioDevice::Silence => Sink::Nowhere,
        AudioDevice::Wav(path) => Sink::file(path).map_err(|_| DeviceError::Missing)?,
    })
}
