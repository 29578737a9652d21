//! Keypad events in RTP (RFC 4733).

use std::collections::VecDeque;

/// How long a key is held, in frames of 20 ms.
const TONE_FRAMES: u32 = 6;
/// Pause between two keys, in frames of 20 ms.
const PAUSE_FRAMES: u32 = 4;
/// The end of an event is said three times, for it must not get lost (RFC 4733 §2.5.1.4).
const END_PACKETS: u32 = 3;
/// Most keys that wait to be sent.
const MAX_QUEUE: usize = 64;
/// Loudness that is claimed, in −dBm0.
const VOLUME: u8 = 10;

const KEYS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

/// The event code of a key, in either case; `None` when it is not on a keypad.
pub fn code(key: char) -> Option<u8> {
    KEYS.iter().position(|&known| known == key.to_ascii_uppercase()).map(|index| index as u8)
}

/// One packet of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPacket {
    /// The four bytes of payload.
    pub payload: [u8; 4],
    /// Whether it is the event's first packet.
    pub first: bool,
    /// The RTP timestamp of the event's beginning.
    pub timestamp: u32,
}

/// Sends keys one after the other.
#[derive(Debug, Default)]
pub struct Keypad {
    queue: VecDeque<u8>,
    event: Option<(u8, u32)>,
    step: u32,
    pause: u32,
}

impl Keypad {
    /// Adds a key; false when it is not on a keypad or too many wait.
    pub fn press(&mut self, key: char) -> bool {
        match code(key) {
            Some(code) if self.queue.len() < MAX_QUEUE => {
                self.queue.push_back(code);
                true
            }
            _ => false,
        }
    }

    /// What to send in this 20 ms frame instead of sound; `None` when no key is held. `timestamp` and `samples_per_frame`
    /// are in units of the event's clock.
    pub fn next(&mut self, timestamp: u32, samples_per_frame: u32) -> Option<EventPacket> {
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        let first = self.event.is_none();
        if first {
            self.event = Some((self.queue.pop_front()?, timestamp));
            self.step = 0;
        }
        let (code, begin) = self.event?;
        self.step += 1;
        let duration = (self.step.min(TONE_FRAMES) * samples_per_frame).min(u32::from(u16::MAX)) as u16;
        let end = self.step > TONE_FRAMES;
        if self.step == TONE_FRAMES + END_PACKETS {
            self.event = None;
            self.pause = PAUSE_FRAMES;
        }
        let [high, low] = duration.to_be_bytes();
        Some(EventPacket { payload: [code, u8::from(end) << 7 | VOLUME, high, low], first, timestamp: begin })
    }
}

/// Hears keys, each once, however many of its packets arrive.
#[derive(Debug, Default)]
pub struct Listener {
    last: Option<u32>,
}

impl Listener {
    /// The key that this packet begins to tell about; `None` when it is known already or not a key.
    pub fn hear(&mut self, payload: &[u8], timestamp: u32) -> Option<char> {
        let key = KEYS.get(usize::from(*payload.first()?))?;
        if payload.len() < 4 || self.last == Some(timestamp) {
            return None;
        }
        self.last = Some(timestamp);
        Some(*key)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // D-3
    #[test]
    fn every_key_is_heard_once_even_when_most_packets_are_lost() {
        for drop_every in [0, 2, 3] {
            let (mut keypad, mut listener, mut heard) = (Keypad::default(), Listener::default(), String::new());
            assert!("12#*aD".chars().all(|key| keypad.press(key)));
            for frame in 0..200u32 {
                if let Some(packet) = keypad.next(frame * 160, 160)
                    && (drop_every == 0 || frame % drop_every == 0)
                {
                    heard.extend(listener.hear(&packet.payload, packet.timestamp));
                }
            }
            assert_eq!(heard, "12#*AD", "dropping all but every {drop_every}th");
        }
    }

    #[test]
    fn an_event_keeps_its_timestamp_grows_and_ends_three_times() {
        let mut keypad = Keypad::default();
        assert!(keypad.press('5') && !keypad.press('x'));
        let packets: Vec<EventPacket> = (0..20).filter_map(|frame| keypad.next(1000 + frame * 160, 160)).collect();
        assert!(packets.iter().all(|packet| packet.timestamp == 1000 && packet.payload[0] == 5));
        assert_eq!(packets.iter().filter(|packet| packet.first).count(), 1);
        assert_eq!(packets.iter().filter(|packet| packet.payload[1] & 0x80 != 0).count(), 3);
        let durations: Vec<u16> = packets.iter().map(|p| u16::from_be_bytes([p.payload[2], p.payload[3]])).collect();
        assert!(durations.is_sorted() && durations[0] == 160, "{durations:?}");
    }

    proptest! {
        #[test]
        fn hostile_events_never_panic(payload in proptest::collection::vec(any::<u8>(), 0..20), timestamp: u32) {
            let _ = Listener::default().hear(&payload, timestamp);
        }
    }
}
