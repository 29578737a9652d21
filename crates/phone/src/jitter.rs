//! The jitter buffer: packets come unevenly, out of order or not at all; sound must leave evenly.
//!
//! Sans-I/O: packets and moments in, one packet per 20 ms out. The delay follows the measured jitter: after a pause it
//! waits until enough has come, it grows by itself when packets come late, and shrinks by leaving one out when the buffer has
//! been fuller than needed for a while.

use std::collections::BTreeMap;

/// Least and most delay, in milliseconds.
const MIN_DELAY_MS: f64 = 40.0;
const MAX_DELAY_MS: f64 = 240.0;
/// Most packets that wait; a flood drops the oldest.
const MAX_PACKETS: usize = 64;
/// After so many empty turns the stream has paused, and the delay is built up anew.
const PAUSE_TURNS: u32 = 3;
/// The buffer is shortened after it was too full for so many turns.
const FULL_TURNS: u32 = 50;

/// What one turn brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<P> {
    /// The next packet.
    Play(P),
    /// The next packet is missing although later ones are here: conceal it.
    Lost,
    /// Nothing came in time, but the stream was running: conceal it, and don't skip.
    Late,
    /// The stream pauses or has not begun.
    Silent,
}

/// Counts since the last look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Packets played.
    pub played: u32,
    /// Packets that did not come in time.
    pub missed: u32,
    /// Packets left out to shorten the delay.
    pub skipped: u32,
}

/// Packets `P` waiting for their turn.
#[derive(Debug)]
pub struct JitterBuffer<P> {
    packets: BTreeMap<u64, P>,
    next: Option<u64>,
    playing: bool,
    empty_turns: u32,
    full_turns: u32,
    frame_ms: f64,
    delay_ms: f64,
    counts: Counts,
}

impl<P> Default for JitterBuffer<P> {
    fn default() -> Self {
        Self {
            packets: BTreeMap::new(),
            next: None,
            playing: false,
            empty_turns: 0,
            full_turns: 0,
            frame_ms: 20.0,
            delay_ms: MIN_DELAY_MS,
            counts: Counts::default(),
        }
    }
}

impl<P> JitterBuffer<P> {
    /// Takes a packet with its extended sequence number; `jitter_ms` is the jitter measured now, `frame_ms` how long packets are.
    pub fn push(&mut self, sequence: u64, packet: P, jitter_ms: f64, frame_ms: f64) {
        self.frame_ms = frame_ms.clamp(5.0, 120.0);
        // Four times the mean deviation covers about 99 % of packets; it rises at once and falls slowly.
        let wanted = (20.0 + 4.0 * jitter_ms).clamp(MIN_DELAY_MS, MAX_DELAY_MS);
        self.delay_ms = if wanted > self.delay_ms { wanted } else { self.delay_ms + (wanted - self.delay_ms) / 256.0 };
        if self.next.is_some_and(|next| sequence < next) {
            return; // Too late: its turn was counted as missed.
        }
        self.packets.insert(sequence, packet);
        if self.packets.len() > MAX_PACKETS {
            self.packets.pop_first();
            self.next = self.packets.keys().next().copied();
        }
    }

    /// What to play in the next `frame_ms` milliseconds.
    pub fn turn(&mut self) -> Turn<P> {
        if !self.playing {
            if self.depth_ms() < self.delay_ms {
                return Turn::Silent;
            }
            self.playing = true;
            self.empty_turns = 0;
            self.next = self.packets.keys().next().copied();
        }
        self.shorten_if_too_full();
        let Some(next) = self.next else { return Turn::Silent };
        if let Some(packet) = self.packets.remove(&next) {
            self.next = Some(next + 1);
            self.empty_turns = 0;
            self.counts.played += 1;
            return Turn::Play(packet);
        }
        if self.packets.is_empty() {
            self.empty_turns += 1;
            if self.empty_turns > PAUSE_TURNS {
                self.playing = false;
                return Turn::Silent;
            }
            return Turn::Late;
        }
        self.next = Some(next + 1);
        self.counts.missed += 1;
        Turn::Lost
    }

    /// Forgets everything: another stream begins.
    pub fn clear(&mut self) {
        *self = Self { delay_ms: self.delay_ms, ..Self::default() };
    }

    /// The delay aimed at, in milliseconds.
    pub fn delay_ms(&self) -> f64 {
        self.delay_ms
    }

    /// Counts since the last call.
    pub fn take_counts(&mut self) -> Counts {
        std::mem::take(&mut self.counts)
    }

    fn depth_ms(&self) -> f64 {
        match (self.packets.first_key_value(), self.packets.last_key_value()) {
            (Some((first, _)), Some((last, _))) => (last - first + 1) as f64 * self.frame_ms,
            _ => 0.0,
        }
    }

    fn shorten_if_too_full(&mut self) {
        if self.depth_ms() > self.delay_ms + 2.0 * self.frame_ms {
            self.full_turns += 1;
        } else {
            self.full_turns = 0;
        }
        if self.full_turns > FULL_TURNS {
            self.full_turns = 0;
            self.packets.pop_first();
            self.next = self.packets.keys().next().copied();
            self.counts.skipped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    /// Sends `count` packets, each after a delay and lost with a probability, and returns what was played in order.
    fn carry(count: u64, seed: u64, loss: f64, spread_ms: f64) -> (Vec<u64>, Counts, f64) {
        let mut random = StdRng::seed_from_u64(seed);
        let mut arrivals: Vec<(f64, u64)> = (0..count)
            .filter_map(|n| {
                let at = n as f64 * 20.0 + random.random::<f64>() * spread_ms;
                (random.random::<f64>() >= loss).then_some((at, n))
            })
            .collect();
        arrivals.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut buffer, mut played, mut arrived) =
            (JitterBuffer::default(), Vec::new(), arrivals.into_iter().peekable());
        for tick in 0..count + 40 {
            while let Some((_, n)) = arrived.next_if(|(at, _)| *at <= tick as f64 * 20.0) {
                buffer.push(n, n, spread_ms / 3.0, 20.0);
            }
            if let Turn::Play(n) = buffer.turn() {
                played.push(n);
            }
        }
        let delay = buffer.delay_ms();
        (played, buffer.take_counts(), delay)
    }

    #[test]
    fn an_even_stream_is_played_whole() {
        let (played, counts, delay) = carry(500, 1, 0.0, 0.0);
        assert_eq!(played, (0..500).collect::<Vec<_>>());
        assert_eq!((counts.missed, counts.skipped), (0, 0));
        assert_eq!(delay, MIN_DELAY_MS);
    }

    #[test]
    fn reordering_within_the_delay_costs_nothing() {
        let (played, counts, _) = carry(2_000, 2, 0.0, 60.0);
        assert!(played.is_sorted());
        assert!(played.len() >= 1_980, "{} of 2000, {counts:?}", played.len());
    }

    #[test]
    fn loss_is_concealed_and_nothing_else_is_lost() {
        let (played, counts, _) = carry(2_000, 3, 0.1, 30.0);
        assert!(played.is_sorted());
        assert!((1_740..=1_860).contains(&played.len()), "{}", played.len());
        assert!((140..=260).contains(&counts.missed), "{counts:?}");
    }

    #[test]
    fn a_delay_that_is_no_longer_needed_shrinks() {
        let mut buffer = JitterBuffer::default();
        for n in 0..12 {
            buffer.push(n, n, 0.0, 20.0);
        }
        let mut played = 0u64;
        for n in 12..600 {
            buffer.push(n, n, 0.0, 20.0);
            played += u64::from(matches!(buffer.turn(), Turn::Play(_)));
        }
        assert_eq!(played, 588);
        assert!(buffer.packets.len() <= 5, "{} wait", buffer.packets.len());
    }

    #[test]
    fn a_pause_is_silent_and_the_stream_comes_back() {
        let mut buffer = JitterBuffer::default();
        for n in 0..4 {
            buffer.push(n, n, 0.0, 20.0);
        }
        let turns: Vec<Turn<u64>> = (0..10).map(|_| buffer.turn()).collect();
        assert_eq!(turns[3], Turn::Play(3));
        assert_eq!(turns[4], Turn::Late);
        assert_eq!(turns[9], Turn::Silent);
        for n in 4..8 {
            buffer.push(n, n, 0.0, 20.0);
        }
        assert_eq!(buffer.turn(), Turn::Play(4));
    }

    proptest! {
        #[test]
        fn any_order_of_packets_is_bounded_and_played_forward(
            steps in proptest::collection::vec((0u64..2_000, 0.0..500.0f64, any::<bool>()), 0..400)) {
            let (mut buffer, mut last) = (JitterBuffer::default(), None);
            for (sequence, jitter, turn) in steps {
                buffer.push(sequence, sequence, jitter, 20.0);
                prop_assert!(buffer.packets.len() <= MAX_PACKETS);
                if turn && let Turn::Play(n) = buffer.turn() {
                    prop_assert!(last < Some(n));
                    last = Some(n);
                }
            }
        }
    }
}
