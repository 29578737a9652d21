//! Codecs between 20 ms frames of 48 kHz mono sound and RTP payloads.

use audio_codec::{BoxedResampler, g722, opus, pcma, pcmu};

use crate::audio::{Frame, SAMPLE_RATE_HZ};

/// A codec that this phone speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// Opus (RFC 7587).
    Opus,
    /// G.722 wideband (RFC 3551 §4.5.2).
    G722,
    /// G.711 A-law.
    Pcma,
    /// G.711 µ-law.
    Pcmu,
}

impl Codec {
    /// All codecs, best sound first.
    pub const PREFERRED: [Codec; 4] = [Self::Opus, Self::G722, Self::Pcma, Self::Pcmu];

    /// The name as shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::G722 => "G722",
            Self::Pcma => "PCMA",
            Self::Pcmu => "PCMU",
        }
    }

    /// The payload type that needs no mapping (RFC 3551 §6).
    pub fn static_type(self) -> Option<u8> {
        match self {
            Self::Opus => None,
            Self::G722 => Some(9),
            Self::Pcma => Some(8),
            Self::Pcmu => Some(0),
        }
    }

    /// The codec of a payload type that needs no mapping.
    pub fn from_static(payload_type: u8) -> Option<Self> {
        Self::PREFERRED.into_iter().find(|codec| codec.static_type() == Some(payload_type))
    }

    /// Name, clock and channels for `a=rtpmap`.
    pub fn rtpmap(self) -> &'static str {
        match self {
            Self::Opus => "opus/48000/2",
            Self::G722 => "G722/8000",
            Self::Pcma => "PCMA/8000",
            Self::Pcmu => "PCMU/8000",
        }
    }

    /// The codec that an `a=rtpmap` names.
    pub fn from_rtpmap(name: &str, clock_hz: u32) -> Option<Self> {
        Self::PREFERRED
            .into_iter()
            .find(|codec| codec.name().eq_ignore_ascii_case(name) && codec.clock_hz() == clock_hz)
    }

    /// The RTP clock. That of G.722 is 8 kHz although it samples at 16 kHz: an error in RFC 1890 that RFC 3551 keeps.
    pub fn clock_hz(self) -> u32 {
        if self == Self::Opus { 48_000 } else { 8_000 }
    }

    fn sample_rate_hz(self) -> usize {
        match self {
            Self::Opus => 48_000,
            Self::G722 => 16_000,
            Self::Pcma | Self::Pcmu => 8_000,
        }
    }
}

/// Turns frames into payloads.
pub struct Encoder {
    inner: Box<dyn audio_codec::Encoder>,
    resampler: Option<BoxedResampler>,
}

impl Encoder {
    /// An encoder at the beginning of a stream.
    pub fn new(codec: Codec) -> Self {
        let inner: Box<dyn audio_codec::Encoder> = match codec {
            Codec::Opus => Box::new(opus::OpusEncoder::new(SAMPLE_RATE_HZ, 1)),
            Codec::G722 => Box::new(g722::G722Encoder::new()),
            Codec::Pcma => Box::new(pcma::PcmaEncoder::new()),
            Codec::Pcmu => Box::new(pcmu::PcmuEncoder::new()),
        };
        Self { inner, resampler: resampler(SAMPLE_RATE_HZ as usize, codec.sample_rate_hz()) }
    }

    /// The payload of one frame.
    pub fn encode(&mut self, frame: &Frame) -> Vec<u8> {
        match &mut self.resampler {
            Some(resampler) => self.inner.encode(&resampler.resample(frame)),
            None => self.inner.encode(frame),
        }
    }
}

/// Turns payloads into sound at 48 kHz.
pub struct Decoder {
    inner: Box<dyn audio_codec::Decoder>,
    resampler: Option<BoxedResampler>,
}

/// Longest payload that is decoded, in bytes: 100 ms of G.711, far more than any Opus packet of ours.
const MAX_PAYLOAD: usize = 1500;

impl Decoder {
    /// A decoder at the beginning of a stream.
    pub fn new(codec: Codec) -> Self {
        let inner: Box<dyn audio_codec::Decoder> = match codec {
            Codec::Opus => Box::new(opus::OpusDecoder::new(SAMPLE_RATE_HZ, 1)),
            Codec::G722 => Box::new(g722::G722Decoder::new()),
            Codec::Pcma => Box::new(pcma::PcmaDecoder::new()),
            Codec::Pcmu => Box::new(pcmu::PcmuDecoder::new()),
        };
        Self { inner, resampler: resampler(codec.sample_rate_hz(), SAMPLE_RATE_HZ as usize) }
    }

    /// The sound of one payload; empty when it can't be decoded.
    pub fn decode(&mut self, payload: &[u8]) -> Vec<i16> {
        if payload.is_empty() || payload.len() > MAX_PAYLOAD {
            return Vec::new();
        }
        let sound = self.inner.decode(payload);
        match &mut self.resampler {
            Some(resampler) => resampler.resample(&sound),
            None => sound,
        }
    }
}

fn resampler(from_hz: usize, to_hz: usize) -> Option<BoxedResampler> {
    (from_hz != to_hz).then(|| BoxedResampler::new(from_hz, to_hz).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::audio::FRAME_SAMPLES;
    use crate::tone::{Sine, level_at, strongest};

    // D-3
    #[test]
    fn every_codec_carries_a_tone_at_its_frequency_and_loudness() {
        for codec in Codec::PREFERRED {
            let (mut encoder, mut decoder, mut sine) =
                (Encoder::new(codec), Decoder::new(codec), Sine::new(440.0, 0.25));
            let mut heard = Vec::new();
            for _ in 0..50 {
                let mut frame = [0; FRAME_SAMPLES];
                sine.fill(&mut frame);
                heard.extend(decoder.decode(&encoder.encode(&frame)));
            }
            let middle = &heard[heard.len() / 2..];
            let tone = strongest(middle).unwrap();
            assert!((tone.hz - 440.0).abs() < 15.0, "{codec:?}: {tone:?}");
            assert!((level_at(middle, 440.0) - 0.25).abs() < 0.06, "{codec:?}: {}", level_at(middle, 440.0));
            assert!(heard.len() >= 49 * FRAME_SAMPLES, "{codec:?}: {} samples", heard.len());
        }
    }

    proptest! {
        #[test]
        fn hostile_payloads_are_decoded_or_dropped(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for codec in [Codec::G722, Codec::Pcma, Codec::Pcmu] {
                let _ = Decoder::new(codec).decode(&bytes);
            }
        }
    }
}
