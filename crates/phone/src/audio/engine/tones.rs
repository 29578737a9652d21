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
