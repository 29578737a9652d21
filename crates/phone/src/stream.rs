//! The media of one call, sans-I/O: packets and moments in, sound and packets out, one turn every 20 ms.

use std::{collections::VecDeque, net::SocketAddr};

use crate::{
    audio::{FRAME_SAMPLES, Frame, SILENCE},
    codec::{Codec, Decoder, Encoder},
    conceal::Concealment,
    dtmf::{Keypad, Listener},
    jitter::{JitterBuffer, Turn},
    rtp::{self, Packet, Reception, ReportBlock},
    sdp::Agreed,
    srtp::Srtp,
};

/// Between two RTCP reports; the shortest that RFC 3550 §6.2 recommends.
const REPORT_EVERY_MS: f64 = 5_000.0;
/// Decoded sound that may wait, in samples: one packet of 120 ms and what was left before it.
const MAX_SOUND: usize = 8 * FRAME_SAMPLES;
/// Keys heard that wait to be taken.
const MAX_KEYS: usize = 64;
/// How long the described address of the other side may be silent before another one that sends to us is believed.
const LATCH_AFTER_MS: f64 = 1_000.0;

/// Random beginnings of a stream (RFC 3550 §5.1), arguments so that tests repeat.
#[derive(Clone, Copy, Debug)]
pub struct Beginnings {
    /// Our synchronisation source.
    pub ssrc: u32,
    /// First sequence number.
    pub sequence: u16,
    /// First timestamp.
    pub timestamp: u32,
}

/// What one turn sends.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// An RTP packet, and where to.
    pub rtp: Option<(SocketAddr, Vec<u8>)>,
    /// An RTCP packet, and where to.
    pub rtcp: Option<(SocketAddr, Vec<u8>)>,
}

/// How well the stream sounds since the last look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Health {
    /// Share of packets that came too late or not at all.
    pub loss: f32,
    /// Jitter in milliseconds.
    pub jitter_ms: f32,
    /// Round trip in milliseconds.
    pub rtt_ms: Option<f32>,
    /// Share of our packets that the other side misses.
    pub remote_loss: Option<f32>,
    /// Delay of the jitter buffer in milliseconds.
    pub buffer_ms: f32,
}

enum Payload {
    Sound(Codec, Vec<u8>),
    /// A keypad event or comfort noise: takes a turn, makes no sound.
    Quiet,
}

/// The media of one call.
pub struct Stream {
    agreed: Agreed,
    srtp: Option<Srtp>,
    cname: String,
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    sent: (u32, u32),
    encoder: Encoder,
    muted: bool,
    talking: bool,
    keypad: Keypad,
    their_ssrc: Option<u32>,
    reception: Reception,
    buffer: JitterBuffer<Payload>,
    decoder: (Codec, Decoder),
    concealment: Concealment,
    sound: VecDeque<i16>,
    listener: Listener,
    keys: VecDeque<char>,
    latched: Option<SocketAddr>,
    described_at_ms: Option<f64>,
    heard_at_ms: Option<f64>,
    last_timestamp: Option<(u64, u32)>,
    frame_ms: f64,
    sender_report: Option<(u32, f64)>,
    report_at_ms: Option<f64>,
    rtt_ms: Option<f32>,
    remote_loss: Option<f32>,
}

impl Stream {
    /// A stream as it was agreed.
    pub fn new(agreed: Agreed, beginnings: Beginnings) -> Result<Self, webrtc_srtp::Error> {
        let srtp = agreed.srtp.clone().map(|(suite, ours, theirs)| Srtp::new(suite, ours, theirs)).transpose()?;
        Ok(Self {
            srtp,
            cname: format!("{:08x}", beginnings.ssrc.rotate_left(13) ^ 0x5a5a_5a5a),
            ssrc: beginnings.ssrc,
            sequence: beginnings.sequence,
            timestamp: beginnings.timestamp,
            sent: (0, 0),
            encoder: Encoder::new(agreed.codec),
            muted: false,
            talking: true,
            keypad: Keypad::default(),
            their_ssrc: None,
            reception: Reception::default(),
            buffer: JitterBuffer::default(),
            decoder: (agreed.codec, Decoder::new(agreed.codec)),
            concealment: Concealment::default(),
            sound: VecDeque::new(),
            listener: Listener::default(),
            keys: VecDeque::new(),
            latched: None,
            described_at_ms: None,
            heard_at_ms: None,
            last_timestamp: None,
            frame_ms: 20.0,
            sender_report: None,
            report_at_ms: None,
            rtt_ms: None,
            remote_loss: None,
            agreed,
        })
    }

    /// Takes what a later offer and answer agreed.
    pub fn agree(&mut self, agreed: Agreed) -> Result<(), webrtc_srtp::Error> {
        match (&mut self.srtp, agreed.srtp.clone()) {
            (Some(srtp), Some((suite, ours, theirs))) => srtp.rekey(suite, ours, theirs)?,
            (srtp, keys) => *srtp = keys.map(|(suite, ours, theirs)| Srtp::new(suite, ours, theirs)).transpose()?,
        }
        if agreed.codec != self.agreed.codec {
            self.encoder = Encoder::new(agreed.codec);
        }
        if agreed.rtp != self.agreed.rtp {
            self.latched = None;
            self.described_at_ms = None;
        }
        self.agreed = agreed;
        Ok(())
    }

    /// Sends silence instead of the microphone, or stops that.
    pub fn mute(&mut self, muted: bool) {
        self.muted = muted;
    }

    /// Whether this call is the one that talks; one on hold neither hears our microphone nor is heard.
    pub fn talk(&mut self, talking: bool) {
        self.talking = talking;
    }

    /// Presses a key; false when it can't be sent.
    pub fn press(&mut self, key: char) -> bool {
        self.agreed.event.is_some() && self.keypad.press(key)
    }

    /// The next key that the other side pressed.
    pub fn take_key(&mut self) -> Option<char> {
        self.keys.pop_front()
    }

    /// When media last came from the other side.
    pub fn heard_at_ms(&self) -> Option<f64> {
        self.heard_at_ms
    }

    /// Whether the other side should be sending now.
    pub fn expects_media(&self) -> bool {
        self.agreed.flow.receives()
    }

    /// Begins the codecs anew, after one of them failed on hostile input.
    pub fn restart_codecs(&mut self) {
        self.encoder = Encoder::new(self.agreed.codec);
        self.decoder = (self.agreed.codec, Decoder::new(self.agreed.codec));
        self.concealment = Concealment::default();
        self.sound.clear();
    }

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

    /// One turn of 20 ms: takes what the microphone heard, returns what to play and what to send.
    pub fn turn(&mut self, microphone: &Frame, now_ms: f64) -> (Frame, Outgoing) {
        let rtp = self.send(microphone);
        let rtcp = self.report(now_ms);
        let mut speaker = self.play();
        if !self.talking || !self.agreed.flow.receives() {
            speaker = SILENCE;
        }
        (speaker, Outgoing { rtp, rtcp })
    }

    /// How well it sounds since the last call.
    pub fn take_health(&mut self) -> Health {
        let counts = self.buffer.take_counts();
        let turns = counts.played + counts.missed;
        Health {
            loss: if turns == 0 { 0.0 } else { counts.missed as f32 / turns as f32 },
            jitter_ms: (self.reception.jitter_units() * 1000.0 / f64::from(self.agreed.codec.clock_hz())) as f32,
            rtt_ms: self.rtt_ms,
            remote_loss: self.remote_loss,
            buffer_ms: self.buffer.delay_ms() as f32,
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

    fn send(&mut self, microphone: &Frame) -> Option<(SocketAddr, Vec<u8>)> {
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

    fn report(&mut self, now_ms: f64) -> Option<(SocketAddr, Vec<u8>)> {
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

    fn play(&mut self) -> Frame {
        while self.sound.len() < FRAME_SAMPLES {
            let sound = match self.buffer.turn() {
                Turn::Play(Payload::Sound(codec, bytes)) => self.decode(codec, &bytes),
                Turn::Play(Payload::Quiet) => self.concealment.real(SILENCE.to_vec()),
                Turn::Lost | Turn::Late => self.concealment.missing(),
                Turn::Silent => SILENCE.to_vec(),
            };
            self.sound.extend(sound);
        }
        self.sound.truncate(MAX_SOUND);
        let mut frame = SILENCE;
        for (sample, played) in frame.iter_mut().zip(self.sound.drain(..FRAME_SAMPLES)) {
            *sample = played;
        }
        frame
    }

    fn decode(&mut self, codec: Codec, bytes: &[u8]) -> Vec<i16> {
        if self.decoder.0 != codec {
            self.decoder = (codec, Decoder::new(codec));
        }
        let sound = self.decoder.1.decode(bytes);
        if sound.is_empty() { self.concealment.missing() } else { self.concealment.real(sound) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        sdp::{Flow, MediaKey, Suite},
        tone::{Sine, level_at, loudness},
    };

    fn agreed(codec: Codec, srtp: Option<(u8, u8)>, rtp: &str) -> Agreed {
        let rtp: SocketAddr = rtp.parse().unwrap();
        Agreed {
            codec,
            payload_type: codec.static_type().unwrap_or(111),
            receive: vec![(codec.static_type().unwrap_or(111), codec)],
            event: Some((101, 8_000)),
            receive_events: vec![101],
            rtp,
            rtcp: SocketAddr::new(rtp.ip(), rtp.port() + 1),
            rtcp_mux: false,
            flow: Flow::SendRecv,
            held_by_remote: false,
            srtp: srtp.map(|(ours, theirs)| (Suite::Tag80, MediaKey([ours; 30]), MediaKey([theirs; 30]))),
        }
    }

    const A: &str = "127.0.0.1:4000";
    const B: &str = "127.0.0.1:5000";

    fn beginnings(ssrc: u32) -> Beginnings {
        Beginnings { ssrc, sequence: 65_530, timestamp: u32::MAX - 500 }
    }

    struct Pair {
        a: Stream,
        b: Stream,
        sine: Sine,
        turns: u32,
    }

    impl Pair {
        fn new(codec: Codec, secret: bool) -> Self {
            Self {
                a: Stream::new(agreed(codec, secret.then_some((1, 2)), B), beginnings(1)).unwrap(),
                b: Stream::new(agreed(codec, secret.then_some((2, 1)), A), beginnings(2)).unwrap(),
                sine: Sine::new(440.0, 0.3),
                turns: 0,
            }
        }

        /// Runs both for some turns, A speaking a tone; returns what B hears. `lose` says which packets get lost.
        fn run(&mut self, turns: u32, lose: impl Fn(u32) -> bool) -> Vec<i16> {
            let mut heard = Vec::new();
            for _ in 0..turns {
                let now_ms = f64::from(self.turns) * 20.0;
                let mut microphone = SILENCE;
                self.sine.fill(&mut microphone);
                let (_, from_a) = self.a.turn(&microphone, now_ms);
                let (sound, from_b) = self.b.turn(&SILENCE, now_ms);
                if let Some((to, bytes)) = from_a.rtp
                    && !lose(self.turns)
                {
                    assert_eq!(to, B.parse().unwrap());
                    self.b.receive(&bytes, A.parse().unwrap(), now_ms + 3.0);
                }
                if let Some((_, bytes)) = from_a.rtcp {
                    self.b.receive_report(&bytes, now_ms + 3.0);
                }
                if let Some((_, bytes)) = from_b.rtp {
                    self.a.receive(&bytes, B.parse().unwrap(), now_ms + 3.0);
                }
                if let Some((_, bytes)) = from_b.rtcp {
                    self.a.receive_report(&bytes, now_ms + 3.0);
                }
                heard.extend(sound);
                self.turns += 1;
            }
            heard
        }
    }

    // D-3
    #[test]
    fn speech_arrives_in_every_codec_plain_and_encrypted() {
        for codec in Codec::PREFERRED {
            for secret in [false, true] {
                let heard = Pair::new(codec, secret).run(60, |_| false);
                let level = level_at(&heard[heard.len() / 2..], 440.0);
                assert!((level - 0.3).abs() < 0.08, "{codec:?} encrypted {secret}: {level}");
            }
        }
    }

    // D-3
    #[test]
    fn five_percent_loss_leaves_the_tone_standing() {
        let mut pair = Pair::new(Codec::Pcma, false);
        let heard = pair.run(300, |turn| turn % 20 == 7);
        assert!(level_at(&heard[heard.len() / 2..], 440.0) > 0.25);
        assert!((pair.b.take_health().loss - 0.05).abs() < 0.02);
    }

    // D-3
    #[test]
    fn mute_and_hold_are_silent_and_sound_comes_back_when_encrypted_too() {
        let mut pair = Pair::new(Codec::Pcmu, true);
        pair.run(30, |_| false);
        pair.a.mute(true);
        pair.run(20, |_| false);
        assert!(loudness(&pair.run(20, |_| false)) < 0.001);
        pair.a.mute(false);
        pair.run(20, |_| false);
        assert!(level_at(&pair.run(20, |_| false), 440.0) > 0.2);
        let hold = Agreed { flow: Flow::Inactive, held_by_remote: true, ..agreed(Codec::Pcmu, Some((1, 2)), B) };
        pair.a.agree(hold).unwrap();
        pair.run(20, |_| false);
        assert!(loudness(&pair.run(20, |_| false)) < 0.001);
        pair.a.agree(agreed(Codec::Pcmu, Some((1, 2)), B)).unwrap();
        pair.run(20, |_| false);
        assert!(level_at(&pair.run(20, |_| false), 440.0) > 0.2);
    }

    #[test]
    fn keys_are_heard_and_loss_and_round_trip_are_told() {
        let mut pair = Pair::new(Codec::Opus, false);
        assert!(pair.a.press('7') && pair.a.press('#'));
        pair.run(700, |turn| turn % 10 == 0);
        let keys: String = std::iter::from_fn(|| pair.b.take_key()).collect();
        assert_eq!(keys, "7#");
        let health = pair.a.take_health();
        assert!(health.remote_loss.unwrap() > 0.05, "{health:?}");
        assert!(health.rtt_ms.unwrap() < 50.0, "{health:?}");
    }

    #[test]
    fn a_stranger_is_not_believed_while_the_described_address_sends() {
        let mut pair = Pair::new(Codec::Pcma, false);
        pair.run(20, |_| false);
        let stranger =
            Packet { marker: false, payload_type: 8, sequence: 9, timestamp: 9, ssrc: 666, payload: &[0; 160] };
        pair.b.receive(&stranger.to_bytes(), "127.0.0.1:6666".parse().unwrap(), 400.0);
        assert_eq!(pair.b.their_ssrc, Some(1));
        pair.b.receive(&stranger.to_bytes(), "127.0.0.1:6666".parse().unwrap(), 9_000.0);
        assert_eq!(pair.b.latched, Some("127.0.0.1:6666".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn hostile_packets_never_panic_nor_grow(packets in proptest::collection::vec(
            (proptest::collection::vec(any::<u8>(), 0..300), 0u16..3), 0..60)) {
            let mut stream = Stream::new(agreed(Codec::Pcma, None, B), beginnings(1)).unwrap();
            for (index, (mut bytes, port)) in packets.into_iter().enumerate() {
                if let [first, second, ..] = &mut bytes[..] {
                    (*first, *second) = (*first & 0x3f | 0x80, if *second & 1 == 0 { 8 } else { *second });
                }
                let from = SocketAddr::new([127, 0, 0, 1].into(), 5_000 + port);
                stream.receive(&bytes, from, index as f64 * 7.0);
                stream.turn(&SILENCE, index as f64 * 7.0);
                prop_assert!(stream.sound.len() <= MAX_SOUND && stream.keys.len() <= MAX_KEYS);
            }
        }
    }
}
