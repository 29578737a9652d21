//! What comes: sound, keys, and the other side's reports.

use std::net::SocketAddr;

use super::{Payload, Stream};
use crate::rtp::{self, Packet, Reception};

/// Keys heard that wait to be taken.
pub(super) const MAX_KEYS: usize = 64;
/// How long the described address of the other side may be silent before another one that sends to us is believed.
const LATCH_AFTER_MS: f64 = 1_000.0;

impl Stream {
    /// Takes a datagram from the RTP port.
    pub fn receive(&mut self, bytes: &[u8], from: SocketAddr, now_ms: f64) {
        if rtp::is_rtcp(bytes) {
            return self.receive_report(bytes, now_ms);
        }
        let opened;
        let bytes = match &mut self.srtp {
            Some(srtp) => match srtp.open(bytes) {
                Some(plain) => {
                    opened = plain;
                    &opened[..]
                }
                None => return,
            },
            None => bytes,
        };
        let Some(packet) = Packet::parse(bytes) else { return };
        let payload = if self.agreed.receive_events.contains(&packet.payload_type) {
            if let Some(key) = self.listener.hear(packet.payload, packet.timestamp)
                && self.keys.len() < MAX_KEYS
            {
                self.keys.push_back(key);
            }
            Payload::Quiet
        } else if let Some((_, codec)) = self.agreed.receive.iter().find(|(number, _)| *number == packet.payload_type) {
            Payload::Sound(*codec, packet.payload.to_vec())
        } else if packet.payload_type == 13 {
            Payload::Quiet // Comfort noise (RFC 3389).
        } else {
            return;
        };
        if self.believe(from, now_ms) {
            self.buffer_packet(&packet, payload, now_ms);
        }
    }

    /// Takes a datagram from the RTCP port.
    pub fn receive_report(&mut self, bytes: &[u8], now_ms: f64) {
        let opened = match &mut self.srtp {
            Some(srtp) => srtp.open_rtcp(bytes),
            None => Some(bytes.to_vec()),
        };
        let Some(report) = opened.and_then(|plain| rtp::parse_report(&plain, self.ssrc)) else { return };
        if let Some(time) = report.sender_time {
            self.sender_report = Some((time, now_ms));
        }
        if let Some(block) = report.about_us {
            self.remote_loss = Some(f32::from(block.fraction_lost) / 256.0);
            if block.last_report != 0 {
                let units = rtp::ntp_middle(now_ms).wrapping_sub(block.last_report).wrapping_sub(block.delay) as i32;
                self.rtt_ms = (0..60 * 65_536).contains(&units).then_some(units as f32 / 65.536);
            }
        }
    }

    /// Symmetric RTP (RFC 4961): behind NAT the described address is not where packets come from. The described one wins
    /// while it sends; another is believed only when the described one is silent, and then stays until it is silent.
    fn believe(&mut self, from: SocketAddr, now_ms: f64) -> bool {
        if from == self.agreed.rtp {
            self.described_at_ms = Some(now_ms);
            self.latched = None;
            return true;
        }
        if self.described_at_ms.is_some_and(|at| now_ms - at < LATCH_AFTER_MS) {
            return false;
        }
        let latched_silent = self.heard_at_ms.is_none_or(|at| now_ms - at > LATCH_AFTER_MS);
        if self.latched.is_none() || latched_silent {
            self.latched = Some(from);
        }
        self.latched == Some(from)
    }

    fn buffer_packet(&mut self, packet: &Packet<'_>, payload: Payload, now_ms: f64) {
        self.heard_at_ms = Some(now_ms);
        let clock_hz = self.agreed.codec.clock_hz();
        if self.their_ssrc.replace(packet.ssrc) != Some(packet.ssrc) {
            self.reception = Reception::default();
        }
        let quiet = matches!(payload, Payload::Quiet);
        let sequence = self.reception.count(packet.sequence, packet.timestamp, clock_hz, now_ms).unwrap_or_else(|| {
            self.buffer.clear();
            self.last_timestamp = None;
            self.reception.highest()
        });
        if let Some((before, timestamp)) = self.last_timestamp
            && sequence == before + 1
            && !quiet
        {
            let units = packet.timestamp.wrapping_sub(timestamp);
            let frame_ms = f64::from(units) * 1000.0 / f64::from(clock_hz);
            if (5.0..=120.0).contains(&frame_ms) {
                self.frame_ms = frame_ms;
            }
        }
        self.last_timestamp = (!quiet).then_some((sequence, packet.timestamp));
        let jitter_ms = self.reception.jitter_units() * 1000.0 / f64::from(clock_hz);
        self.buffer.push(sequence, payload, jitter_ms, self.frame_ms);
    }
}
