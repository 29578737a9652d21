//! The telephone: a SIP user agent (RFC 3261) with its media, for one line.
//!
//! [`Phone`] is the handle that the desk holds. It reports by [`PhoneEvent`]; every event carries the whole state of what it
//! is about. Signalling runs in tasks of the tokio runtime, sound in a thread of its own; neither can take the process down.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod audio;
mod call;
mod codec;
mod conceal;
pub mod config;
mod digest;
mod dtmf;
mod elsewhere;
pub mod error;
pub mod event;
mod headers;
mod jitter;
mod line;
pub mod peer;
mod registrar;
mod rtp;
pub mod sdp;
mod sipfrag;
mod srtp;
mod stack;
mod stream;
pub mod tone;
mod ua;
mod wire;

pub use config::{Account, AudioConfig, AudioDevice, CallIds, Clock, PhoneConfig, SrtpPolicy, Timing, Transport};
pub use error::PhoneError;
pub use event::{AudioDeviceInfo, AudioRole, PhoneEvent, Quality};
pub use ua::{Phone, Refusal};
