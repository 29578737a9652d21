//! Tones: made, and measured (Goertzel 1958).

use std::f32::consts::TAU;

use crate::audio::SAMPLE_RATE_HZ;

/// A sine of one frequency.
#[derive(Clone, Debug)]
pub struct Sine {
    step: f32,
    phase: f32,
    amplitude: f32,
}

impl Sine {
    /// A sine of `hz` hertz with `amplitude` from 0 to 1.
    pub fn new(hz: f32, amplitude: f32) -> Self {
        Self { step: hz / SAMPLE_RATE_HZ as f32, phase: 0.0, amplitude }
    }

    /// Writes the next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            *sample = ((self.phase * TAU).sin() * self.amplitude * 32_767.0) as i16;
            self.phase = (self.phase + self.step).fract();
        }
    }
}

/// A tone that was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    /// Its frequency in hertz, to 10 Hz.
    pub hz: f32,
    /// Its amplitude, 0 to 1.
    pub level: f32,
}

/// The amplitude of `hz` hertz in sound at 48 kHz, 0 to 1.
pub fn level_at(samples: &[i16], hz: f32) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let coefficient = 2.0 * (TAU * hz / SAMPLE_RATE_HZ as f32).cos();
    let (mut before, mut last) = (0.0f32, 0.0f32);
    for &sample in samples {
        let next = f32::from(sample) / 32_768.0 + coefficient * last - before;
        (before, last) = (last, next);
    }
    let power = before * before + last * last - coefficient * before * last;
    2.0 * power.max(0.0).sqrt() / samples.len() as f32
}

/// The strongest tone between 100 Hz and 3.4 kHz, if any stands out of the noise: louder than −54 dB of full scale and
/// with at least a quarter of all energy.
pub fn strongest(samples: &[i16]) -> Option<Tone> {
    // 200 ms tell frequencies 10 Hz apart.
    let recent = &samples[samples.len().saturating_sub(SAMPLE_RATE_HZ as usize / 5)..];
    let (hz, level) = (10..=340)
        .map(|tens| tens as f32 * 10.0)
        .map(|hz| (hz, level_at(recent, hz)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let energy = loudness(recent);
    (level > 0.002 && level * level / 2.0 > energy * energy / 4.0).then_some(Tone { hz, level })
}

/// Root mean square of sound, 0 to 1.
pub fn loudness(samples: &[i16]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let sum: f64 = samples.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    ((sum / samples.len() as f64).sqrt() / 32_768.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_found_with_its_level_and_silence_has_none() {
        let mut samples = vec![0; 9_600];
        assert_eq!(strongest(&samples), None);
        Sine::new(1_330.0, 0.1).fill(&mut samples);
        let tone = strongest(&samples).unwrap();
        assert_eq!(tone.hz, 1_330.0);
        assert!((tone.level - 0.1).abs() < 0.005, "{tone:?}");
    }

    #[test]
    fn noise_is_not_a_tone() {
        let mut state = 1u32;
        let noise: Vec<i16> = (0..9_600)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) as i16 / 4
            })
            .collect();
        assert_eq!(strongest(&noise), None);
    }
}
