//! What goes: sound, keys, and our reports.

use std::net::SocketAddr;

use super::Stream;
use crate::{
    audio::{Frame, SILENCE},
    rtp::{self, Packet, ReportBlock},
};

/// Between two RTCP reports; the shortest that RFC 3550 §6.2 recommends.
const REPORT_EVERY_MS: f64 = 5_000.0;

impl Stream {
    pub(super) fn send(&mut self, microphone: &Frame) -> Option<(SocketAddr, Vec<u8>)> {
        let per_frame = self.agreed.codec.clock_hz() / 50;
        let now = self.timestamp;
        self.timestamp = self.timestamp.wrapping_add(per_frame);
        if let Some((payload_type, clock_hz)) = self.agreed.event
            && let Some(event) = self.keypad.next(now, clock_hz / 50)
        {
            return self.packet(event.first, payload_type, event.timestamp, &event.payload);
        }
        if !self.agreed.flow.sends() {
            return None;
        }
        let silent = self.muted || !self.talking || !self.agreed.flow.receives() && self.agreed.held_by_remote;
        let payload = self.encoder.encode(if silent { &SILENCE } else { microphone });
        if payload.is_empty() {
            return None;
        }
        self.packet(self.sent.0 == 0, self.agreed.payload_type, now, &payload)
    }

    fn packet(
        &mut self,
        marker: bool,
        payload_type: u8,
        timestamp: u32,
        payload: &[u8],
    ) -> Option<(SocketAddr, Vec<u8>)> {
        let packet = Packet { marker, payload_type, sequence: self.sequence, timestamp, ssrc: self.ssrc, payload };
        self.sequence = self.sequence.wrapping_add(1);
        self.sent = (self.sent.0.wrapping_add(1), self.sent.1.wrapping_add(payload.len() as u32));
        let bytes = packet.to_bytes();
        let bytes = match &mut self.srtp {
            Some(srtp) => srtp.protect(&bytes)?,
            None => bytes,
        };
        let to = self.latched.unwrap_or(self.agreed.rtp);
        (!to.ip().is_unspecified()).then_some((to, bytes))
    }

    pub(super) fn report(&mut self, now_ms: f64) -> Option<(SocketAddr, Vec<u8>)> {
        let due = *self.report_at_ms.get_or_insert(now_ms + REPORT_EVERY_MS / 5.0);
        if now_ms < due || self.agreed.rtcp.ip().is_unspecified() {
            return None;
        }
        self.report_at_ms = Some(now_ms + REPORT_EVERY_MS);
        let block = self.their_ssrc.map(|ssrc| ReportBlock {
            ssrc,
            fraction_lost: (self.reception.take_loss() * 256.0).min(255.0) as u8,
            highest: self.reception.highest() as u32,
            jitter: self.reception.jitter_units() as u32,
            last_report: self.sender_report.map_or(0, |(time, _)| time),
            delay: self.sender_report.map_or(0, |(_, at_ms)| ((now_ms - at_ms) * 65.536) as u32),
        });
        let (packets, octets) = self.sent;
        let bytes = rtp::sender_report(self.ssrc, now_ms, self.timestamp, packets, octets, block, &self.cname);
        let bytes = match &mut self.srtp {
            Some(srtp) => srtp.protect_rtcp(&bytes)?,
            None => bytes,
        };
        let to = match self.latched {
            Some(latched) if self.agreed.rtcp_mux => latched,
            Some(latched) => SocketAddr::new(latched.ip(), latched.port().saturating_add(1)),
            None => self.agreed.rtcp,
        };
        Some((to, bytes))
    }
}
