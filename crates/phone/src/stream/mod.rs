//! The media of one call, sans-I/O: packets and moments in, sound and packets out, one turn every 20 ms.

mod receive;
mod send;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, net::SocketAddr};

use crate::{
    audio::{FRAME_SAMPLES, Frame, SILENCE},
    codec::{Codec, Decoder, Encoder},
    conceal::Concealment,
    dtmf::{Keypad, Listener},
    jitter::{JitterBuffer, Turn},
    rtp::Reception,
    sdp::Agreed,
    srtp::Srtp,
};

/// Decoded sound that may wait, in samples: one packet of 120 ms and what was left before it.
const MAX_SOUND: usize = 8 * FRAME_SAMPLES;

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
