//! One call on the thread: its media, its sockets, and how well it does.

use std::{
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use daehwa_domain::id::CallId;

use super::MediaEvent;
use crate::{
    audio::{Ear, Source},
    event::Quality,
    stream::Stream,
};

const QUALITY_EVERY: Duration = Duration::from_secs(3);
/// Largest datagram that is read.
const MAX_DATAGRAM: usize = 2_048;
/// Datagrams that one socket may bring per poll; more would starve other calls.
const MAX_PER_POLL: usize = 64;
/// Failures of one call's media before it is given up.
const MAX_FAILURES: u32 = 20;

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

/// The call that a line belongs to, as the thread keeps it.
pub(super) struct Call {
    pub(super) line: Line,
    began: Instant,
    quality_at: Instant,
    quiet_told: bool,
    failures: u32,
}

impl Call {
    pub(super) fn new(line: Line, now: Instant) -> Self {
        Self { line, began: now, quality_at: now + QUALITY_EVERY, quiet_told: false, failures: 0 }
    }

    /// Counts a failure; true when it was one too many.
    pub(super) fn fails(&mut self) -> bool {
        self.failures += 1;
        self.line.stream.restart_codecs();
        self.failures > MAX_FAILURES
    }

    /// The report that is due about this call.
    pub(super) fn watch(&mut self, id: CallId, now: Instant, now_ms: f64) -> Option<MediaEvent> {
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

/// Hands over what waits in a socket.
pub(super) fn drain(socket: &UdpSocket, mut take: impl FnMut(&[u8], SocketAddr)) {
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
