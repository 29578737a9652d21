//! The tones that the telephone makes itself.

use crate::{
    audio::{FRAME_SAMPLES, Frame, SILENCE, mix},
    tone::Sine,
};

/// The ring: two notes for 1 s, then 2 s of silence.
pub(super) struct RingTone {
    notes: [Sine; 2],
    turn: u32,
}

impl Default for RingTone {
    fn default() -> Self {
        Self { notes: [Sine::new(659.3, 0.2), Sine::new(523.3, 0.2)], turn: 0 }
    }
}

impl RingTone {
    pub(super) fn next(&mut self) -> Frame {
        let mut frame = [0; FRAME_SAMPLES];
        match self.turn % 150 {
            0..25 => self.notes[0].fill(&mut frame),
            25..50 => self.notes[1].fill(&mut frame),
            _ => {}
        }
        self.turn = self.turn.wrapping_add(1);
        frame
    }
}

/// A short soft sound that rises, unlike the ring that falls and comes again: somebody waits in a chat.
pub(super) struct Chime {
    notes: [Sine; 2],
    turn: u32,
}

impl Default for Chime {
    fn default() -> Self {
        Self { notes: [Sine::new(587.3, 0.06), Sine::new(880.0, 0.06)], turn: 0 }
    }
}

impl Chime {
    /// `None` when it is over. Its end is silent for as long as a device may still have to play what came before.
    pub(super) fn next(&mut self) -> Option<Frame> {
        let mut frame = SILENCE;
        match self.turn {
            0..8 => self.notes[0].fill(&mut frame),
            8..18 => self.notes[1].fill(&mut frame),
            18..50 => {}
            _ => return None,
        }
        self.turn += 1;
        Some(frame)
    }
}

/// The tone heard while it rings elsewhere: 440 and 480 Hz, 1 s on, 2 s off (Korea; ITU-T E.180 supplement 2).
pub(super) struct RingBack {
    notes: [Sine; 2],
    turn: u32,
}

impl Default for RingBack {
    fn default() -> Self {
        Self { notes: [Sine::new(440.0, 0.1), Sine::new(480.0, 0.1)], turn: 0 }
    }
}

impl RingBack {
    pub(super) fn next(&mut self) -> Frame {
        let (mut frame, mut second) = (SILENCE, SILENCE);
        if self.turn % 150 < 50 {
            self.notes[0].fill(&mut frame);
            self.notes[1].fill(&mut second);
            mix(&mut frame, &second);
        }
        self.turn = self.turn.wrapping_add(1);
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::loudness;

    #[test]
    fn the_chime_is_soft_and_short_and_ends_in_silence() {
        let mut chime = Chime::default();
        let frames: Vec<Frame> = std::iter::from_fn(|| chime.next()).collect();
        assert_eq!(frames.len(), 50, "a second");
        let loudest = |frames: &[Frame]| frames.iter().map(|it| loudness(it)).fold(0.0, f32::max);
        let mut ring = RingTone::default();
        let rung: Vec<Frame> = (0..50).map(|_| ring.next()).collect();
        assert!(loudest(&frames) > 0.0 && loudest(&frames) < loudest(&rung) / 2.0);
        assert!(frames[25..].iter().all(|it| *it == SILENCE));
    }
}
