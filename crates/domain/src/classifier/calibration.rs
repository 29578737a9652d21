//! How probable it is that an answer is right, from how far it stands from zero and from the next one.

use serde::{Deserialize, Serialize};

/// Rounds of Newton's method; it stands still after five or six.
const MAX_ROUNDS: usize = 20;
/// Keeps the fit finite where the margins tell right from wrong without error.
const RIDGE: f64 = 1.0;

/// A logistic curve over the best topic's margin and its distance from the second best, fitted on texts that weren't learned from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Constant, per margin, per distance.
    terms: [f64; 3],
    /// Answers that are less probable than this are none.
    floor: f64,
}

impl Default for Calibration {
    /// Nothing is known: margins as they are, and nothing is rejected.
    fn default() -> Self {
        Self { terms: [0.0, 2.0, 2.0], floor: 0.0 }
    }
}

/// An answer to a text that wasn't learned from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The best topic's margin.
    pub margin: f32,
    /// How far the second best is below it.
    pub lead: f32,
    /// Whether it was right. An answer to a text about none of the topics is wrong.
    pub right: bool,
}

impl Calibration {
    /// Fits the curve, and puts the floor so low that this share of the right answers stays (0 to 1; 1: nothing is rejected).
    pub fn fit(trials: &[Trial], kept: f64) -> Self {
        if !trials.iter().any(|it| it.right) || !trials.iter().any(|it| !it.right) {
            return Self::default();
        }
        let mut terms = [0.0; 3];
        for _ in 0..MAX_ROUNDS {
            let (gradient, curvature) = slopes(&terms, trials);
            let Some(step) = solve(curvature, gradient) else { break };
            for (term, step) in terms.iter_mut().zip(step) {
                *term += step;
            }
            if step.iter().all(|it| it.abs() < 1e-6) {
                break;
            }
        }
        if terms.iter().any(|it| !it.is_finite()) {
            return Self::default();
        }
        let mut fitted = Self { terms, floor: 0.0 };
        let mut right: Vec<f64> =
            trials.iter().filter(|it| it.right).map(|it| fitted.probability(it.margin, it.lead)).collect();
        right.sort_by(f64::total_cmp);
        if kept < 1.0 {
            let lost = ((1.0 - kept.max(0.0)) * right.len() as f64) as usize;
            fitted.floor = right[lost.min(right.len() - 1)];
        }
        fitted
    }

    /// How probable it is that the answer is right, 0 to 1.
    pub fn probability(&self, margin: f32, lead: f32) -> f64 {
        let [constant, per_margin, per_lead] = self.terms;
        logistic(constant + per_margin * f64::from(margin) + per_lead * f64::from(lead))
    }

    /// Whether an answer of this probability counts.
    pub fn accepts(&self, probability: f64) -> bool {
        probability >= self.floor
    }
}

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

type Matrix = [[f64; 3]; 3];

fn slopes(terms: &[f64; 3], trials: &[Trial]) -> ([f64; 3], Matrix) {
    let mut gradient = terms.map(|it| -RIDGE * it);
    let mut curvature = [[0.0; 3]; 3];
    for (at, row) in curvature.iter_mut().enumerate() {
        row[at] = RIDGE;
    }
    for trial in trials {
        let inputs = [1.0, f64::from(trial.margin), f64::from(trial.lead)];
        let expected = logistic(inputs.iter().zip(terms).map(|(input, term)| input * term).sum());
        let error = f64::from(u8::from(trial.right)) - expected;
        for (row, input) in inputs.iter().enumerate() {
            gradient[row] += error * input;
            for (column, other) in inputs.iter().enumerate() {
                curvature[row][column] += expected * (1.0 - expected) * input * other;
            }
        }
    }
    (gradient, curvature)
}

/// Solves a positive definite system by elimination.
fn solve(mut matrix: Matrix, mut right: [f64; 3]) -> Option<[f64; 3]> {
    for at in 0..3 {
        let pivot = matrix[at];
        if pivot[at].abs() < 1e-12 || !pivot[at].is_finite() {
            return None;
        }
        for row in at + 1..3 {
            let factor = matrix[row][at] / pivot[at];
            for (value, above) in matrix[row].iter_mut().zip(pivot) {
                *value -= factor * above;
            }
            right[row] -= factor * right[at];
        }
    }
    for at in (0..3).rev() {
        let known: f64 = (at + 1..3).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trials() -> Vec<Trial> {
        (0..400)
            .map(|at| {
                let margin = (at % 40) as f32 / 20.0 - 1.0;
                Trial { margin, lead: margin.abs(), right: (at * 7 % 40) as f32 / 20.0 - 1.0 < margin }
            })
            .collect()
    }

    #[test]
    fn the_probability_is_how_often_such_answers_are_right() {
        let trials = trials();
        let fitted = Calibration::fit(&trials, 1.0);
        let expected: f64 = trials.iter().map(|it| fitted.probability(it.margin, it.lead)).sum();
        let right = trials.iter().filter(|it| it.right).count() as f64;
        assert!((expected - right).abs() < 2.0, "{expected} {right}");
        assert!(fitted.probability(0.9, 0.9) > fitted.probability(-0.9, 0.9));
    }

    #[test]
    fn the_share_of_right_answers_that_was_asked_for_is_kept() {
        let trials = trials();
        let fitted = Calibration::fit(&trials, 0.9);
        let right: Vec<_> = trials.iter().filter(|it| it.right).collect();
        let kept = right.iter().filter(|it| fitted.accepts(fitted.probability(it.margin, it.lead))).count();
        assert!(kept * 100 >= right.len() * 89 && kept < right.len(), "{kept} of {}", right.len());
        assert!(Calibration::fit(&trials, 1.0).accepts(0.0));
    }

    #[test]
    fn without_right_and_wrong_answers_nothing_is_rejected() {
        assert_eq!(Calibration::fit(&[], 0.5), Calibration::default());
        let right = Trial { margin: 1.0, lead: 1.0, right: true };
        assert!(Calibration::fit(&[right], 0.5).accepts(0.0));
    }
}
