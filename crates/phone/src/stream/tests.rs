//! Two streams that talk to each other.

use proptest::prelude::*;

use super::{receive::MAX_KEYS, *};
use crate::{
    rtp::Packet,
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
    let stranger = Packet { marker: false, payload_type: 8, sequence: 9, timestamp: 9, ssrc: 666, payload: &[0; 160] };
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
