//! Registration, sans-I/O: what happened and when in, what to do next and the line's state out.
//!
//! The line is ready only while the registrar answers: UDP reports nothing when it is gone, so OPTIONS asks every few seconds.

use std::time::Duration;

use daehwa_domain::call::{LineFault, LineState};

use crate::config::Timing;

/// Unanswered OPTIONS in a row that mean that the registrar is gone.
const MISSES: u32 = 2;
/// Registrations shorter than this are renewed no faster.
const SHORTEST_RENEWAL: Duration = Duration::from_secs(2);

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The registrar accepted, for this long.
    Registered(Duration),
    /// The registrar wants a longer lifetime.
    TooBrief(Duration),
    /// The registrar answered with this status.
    Refused(u16),
    /// Nothing answered, or no connection could be made.
    Unreachable,
    /// The server's certificate is not trusted.
    CertificateBad,
    /// An OPTIONS was answered.
    Answered,
    /// An OPTIONS was not answered.
    Missed,
    /// The connection was closed.
    Closed,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Register, or renew.
    Register,
    /// Ask whether the registrar is there.
    Ask,
    /// Nothing for this long.
    Wait(Duration),
    /// Nothing until the account is changed.
    Rest,
}

/// The line of one account. Moments are durations since an arbitrary beginning.
#[derive(Debug)]
pub struct Line {
    timing: Timing,
    state: LineState,
    expires: Duration,
    register_at: Option<Duration>,
    ask_at: Duration,
    misses: u32,
    failures: u32,
}

impl Line {
    /// A line that registers at once.
    pub fn new(timing: Timing) -> Self {
        Self {
            expires: timing.registration_expires,
            timing,
            state: LineState::Connecting,
            register_at: Some(Duration::ZERO),
            ask_at: Duration::ZERO,
            misses: 0,
            failures: 0,
        }
    }

    /// Whether calls can be made and received.
    pub fn state(&self) -> &LineState {
        &self.state
    }

    /// The lifetime to ask for.
    pub fn expires(&self) -> Duration {
        self.expires
    }

    /// Attempts that failed in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// What to do at `now`.
    pub fn next(&self, now: Duration) -> Step {
        let Some(register_at) = self.register_at else { return Step::Rest };
        if now >= register_at {
            return Step::Register;
        }
        if self.state != LineState::Ready {
            return Step::Wait(register_at - now);
        }
        if now >= self.ask_at { Step::Ask } else { Step::Wait((register_at - now).min(self.ask_at - now)) }
    }

    /// Takes what happened at `now`.
    pub fn happened(&mut self, what: Happened, now: Duration) {
        match what {
            Happened::Registered(lifetime) => {
                self.state = LineState::Ready;
                (self.failures, self.misses) = (0, 0);
                self.register_at = Some(now + (lifetime * 3 / 4).max(SHORTEST_RENEWAL));
                self.ask_at = now + self.timing.watchdog_interval;
            }
            Happened::TooBrief(shortest) if shortest > self.expires && shortest <= Duration::from_secs(86_400) => {
                self.expires = shortest;
                self.register_at = Some(now);
            }
            Happened::TooBrief(_) => self.fail(LineFault::Refused, now),
            Happened::Refused(401 | 403 | 407) => {
                self.state = LineState::Down { reason: LineFault::Credentials };
                self.register_at = None;
            }
            Happened::Refused(408 | 480 | 500..=599) | Happened::Unreachable => self.fail(LineFault::Unreachable, now),
            Happened::Refused(_) => self.fail(LineFault::Refused, now),
            Happened::CertificateBad => self.fail(LineFault::Certificate, now),
            Happened::Answered => {
                self.misses = 0;
                self.ask_at = now + self.timing.watchdog_interval;
            }
            Happened::Missed => {
                self.misses += 1;
                self.ask_at = now;
                if self.misses >= MISSES {
                    self.fail(LineFault::Unreachable, now);
                    self.register_at = Some(now);
                }
            }
            Happened::Closed if self.state == LineState::Ready => {
                self.state = LineState::Connecting;
                self.register_at = Some(now);
            }
            Happened::Closed => {}
        }
    }

    fn fail(&mut self, reason: LineFault, now: Duration) {
        self.state = LineState::Down { reason };
        self.misses = 0;
        let wait = self.timing.retry_first * 2u32.saturating_pow(self.failures.min(16));
        self.failures = self.failures.saturating_add(1);
        self.register_at = Some(now + wait.min(self.timing.retry_longest));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn ready() -> Line {
        let mut line = Line::new(Timing::default());
        assert_eq!(line.next(s(0)), Step::Register);
        line.happened(Happened::Registered(s(60)), s(0));
        line
    }

    const DOWN: LineState = LineState::Down { reason: LineFault::Unreachable };

    // D-3
    #[test]
    fn a_registration_is_renewed_before_it_ends_and_watched_meanwhile() {
        let mut line = ready();
        assert_eq!(line.next(s(1)), Step::Wait(s(3)));
        assert_eq!(line.next(s(4)), Step::Ask);
        line.happened(Happened::Answered, s(4));
        assert_eq!(line.next(s(45)), Step::Register);
    }

    #[test]
    fn two_missed_answers_mean_down_and_the_line_comes_back() {
        let mut line = ready();
        line.happened(Happened::Missed, s(5));
        assert_eq!((line.state(), line.next(s(5))), (&LineState::Ready, Step::Ask));
        line.happened(Happened::Missed, s(7));
        assert_eq!((line.state(), line.next(s(7))), (&DOWN, Step::Register));
        line.happened(Happened::Unreachable, s(11));
        assert!(matches!(line.next(s(11)), Step::Wait(_)));
        line.happened(Happened::Registered(s(60)), s(14));
        assert_eq!(line.state(), &LineState::Ready);
    }

    #[test]
    fn a_wrong_password_is_not_tried_again() {
        let mut line = Line::new(Timing::default());
        line.happened(Happened::Refused(401), s(0));
        assert_eq!(line.state(), &LineState::Down { reason: LineFault::Credentials });
        assert_eq!(line.next(s(100_000)), Step::Rest);
    }

    #[test]
    fn waits_grow_to_a_limit() {
        let mut line = Line::new(Timing::default());
        let mut waits = Vec::new();
        for _ in 0..8 {
            line.happened(Happened::Unreachable, s(0));
            if let Step::Wait(wait) = line.next(s(0)) {
                waits.push(wait.as_secs());
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15, 15]);
    }

    #[test]
    fn a_registrar_may_ask_for_a_longer_lifetime_once() {
        let mut line = Line::new(Timing::default());
        line.happened(Happened::TooBrief(s(120)), s(0));
        assert_eq!((line.expires(), line.next(s(0))), (s(120), Step::Register));
        line.happened(Happened::TooBrief(s(120)), s(0));
        assert_eq!(line.state(), &LineState::Down { reason: LineFault::Refused });
    }

    #[test]
    fn a_closed_connection_is_not_ready_until_registered_again() {
        let mut line = ready();
        line.happened(Happened::Closed, s(3));
        assert_eq!((line.state(), line.next(s(3))), (&LineState::Connecting, Step::Register));
    }

    proptest! {
        #[test]
        fn a_ready_line_is_never_left_unwatched(events in proptest::collection::vec((0usize..8, 0u64..30), 0..60)) {
            let (mut line, mut now) = (Line::new(Timing::default()), s(0));
            for (which, later) in events {
                now += s(later);
                let what = [Happened::Registered(s(60)), Happened::TooBrief(s(90)), Happened::Refused(503), Happened::Unreachable,
                    Happened::CertificateBad, Happened::Answered, Happened::Missed, Happened::Closed][which];
                line.happened(what, now);
                if line.state() == &LineState::Ready {
                    let wait = match line.next(now) { Step::Wait(wait) => wait, Step::Ask | Step::Register => s(0), Step::Rest => s(9_999) };
                    prop_assert!(wait <= Timing::default().watchdog_interval);
                }
            }
        }
    }
}
