//! Concealment of lost sound: the last pitch period goes on and fades (after ITU-T G.711 Appendix I).

use crate::audio::{FRAME_SAMPLES, SAMPLE_RATE_HZ};

/// Pitch between 66 and 200 Hz.
const MIN_PERIOD: usize = SAMPLE_RATE_HZ as usize / 200;
const MAX_PERIOD: usize = SAMPLE_RATE_HZ as usize / 66;
/// Sound that is remembered: two longest periods.
const HISTORY: usize = 2 * MAX_PERIOD;
/// 5 ms to blend made-up sound into real sound again.
const BLEND: usize = SAMPLE_RATE_HZ as usize / 200;
/// Only every 6th sample is compared: 8 kHz tell a pitch.
const STRIDE: usize = 6;

/// Remembers what was played, and makes up what is missing.
#[derive(Debug, Default)]
pub struct Concealment {
    history: Vec<i16>,
    /// The period that is repeated and where in it we are, while something is missing.
    period: Vec<i16>,
    position: usize,
    gain: f32,
}

impl Concealment {
    /// Real sound came; returns it, blended with what was made up before it.
    pub fn real(&mut self, mut sound: Vec<i16>) -> Vec<i16> {
        if !self.period.is_empty() {
            let blend = BLEND.min(sound.len());
            for (index, sample) in sound[..blend].iter_mut().enumerate() {
                let share = index as f32 / blend as f32;
                let made_up = f32::from(self.period[self.position]) * self.gain;
                self.position = (self.position + 1) % self.period.len();
                *sample = (f32::from(*sample) * share + made_up * (1.0 - share)) as i16;
            }
            self.period.clear();
        }
        self.history.extend(&sound);
        let surplus = self.history.len().saturating_sub(HISTORY);
        self.history.drain(..surplus);
        sound
    }

    /// One frame of made-up sound; silence after about 80 ms.
    pub fn missing(&mut self) -> Vec<i16> {
        if self.history.len() < HISTORY {
            return vec![0; FRAME_SAMPLES];
        }
        if self.period.is_empty() {
            self.period = self.history[HISTORY - self.pitch_period()..].to_vec();
            self.position = 0;
            self.gain = 1.0;
        }
        let step = 1.0 / (4.0 * FRAME_SAMPLES as f32);
        (0..FRAME_SAMPLES)
            .map(|_| {
                let sample = f32::from(self.period[self.position]) * self.gain;
                self.position = (self.position + 1) % self.period.len();
                self.gain = (self.gain - step).max(0.0);
                sample as i16
            })
            .collect()
    }

    /// The lag at which the newest sound is most like the sound before it.
    fn pitch_period(&self) -> usize {
        let newest = &self.history[HISTORY - MAX_PERIOD..];
        (MIN_PERIOD..=MAX_PERIOD)
            .step_by(STRIDE)
            .map(|lag| {
                let before = &self.history[HISTORY - MAX_PERIOD - lag..HISTORY - lag];
                let (mut product, mut energy) = (0.0f32, 1.0f32);
                for (new, old) in newest.iter().step_by(STRIDE).zip(before.iter().step_by(STRIDE)) {
                    product += f32::from(*new) * f32::from(*old);
                    energy += f32::from(*old).powi(2);
                }
                (lag, product / energy.sqrt())
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map_or(MAX_PERIOD, |(lag, _)| lag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, level_at, loudness};

    // D-3
    #[test]
    fn a_lost_frame_of_a_tone_sounds_like_the_tone() {
        let (mut concealment, mut sine) = (Concealment::default(), Sine::new(150.0, 0.3));
        for _ in 0..5 {
            let mut frame = vec![0; FRAME_SAMPLES];
            sine.fill(&mut frame);
            concealment.real(frame);
        }
        let made_up = concealment.missing();
        assert!(level_at(&made_up, 150.0) > 0.2, "{}", level_at(&made_up, 150.0));
    }

    #[test]
    fn a_long_gap_fades_to_silence() {
        let (mut concealment, mut sine) = (Concealment::default(), Sine::new(150.0, 0.3));
        let mut sound = vec![0; 5 * FRAME_SAMPLES];
        sine.fill(&mut sound);
        concealment.real(sound);
        let frames: Vec<f32> = (0..6).map(|_| loudness(&concealment.missing())).collect();
        assert!(frames[0] > frames[2] && frames[5] == 0.0, "{frames:?}");
    }
}
