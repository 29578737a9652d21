//! The connection: when to make it, when to give it up, how long to wait.

use daehwa_protocol::error::Denial;

use crate::{Instruction, Link, Loss, Moment, dice::Dice, pushing::ANSWER_MS};

/// The pause after the first failure; it doubles with each.
const FIRST_PAUSE_MS: u64 = 500;
const MAX_PAUSE_MS: u64 = 30_000;

#[derive(Debug)]
pub(crate) struct Connection {
    phase: Phase,
    failures: u32,
    /// The token was refreshed since the last welcome: being refused again is no reason to refresh at once.
    refreshed: bool,
    dice: Dice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Stopped,
    Connecting {
        until: Moment,
    },
    /// Said hello, and waits to be welcomed.
    Greeting {
        until: Moment,
    },
    Open {
        /// The server takes ops, and sends nothing: this desktop is too old.
        drain: bool,
    },
    Refreshing,
    Paused {
        until: Moment,
    },
    /// Not tried again until somebody signs in.
    Ended(Link),
}

impl Connection {
    pub fn new(seed: u64) -> Self {
        Self { phase: Phase::Stopped, failures: 0, refreshed: false, dice: Dice::new(seed) }
    }

    pub fn phase(&self) -> Phase {
        self.phase
    }

    pub fn link(&self) -> Link {
        match self.phase {
            Phase::Stopped => Link::Stopped,
            Phase::Connecting { .. } | Phase::Greeting { .. } | Phase::Refreshing if self.failures == 0 => {
                Link::Connecting
            }
            Phase::Connecting { .. } | Phase::Greeting { .. } | Phase::Refreshing | Phase::Paused { .. } => {
                Link::Offline
            }
            Phase::Open { drain: false } => Link::Online,
            Phase::Open { drain: true } => Link::UpgradeNeeded,
            Phase::Ended(link) => link,
        }
    }

    /// The moment at which [`Connection::time`] has something to do.
    pub fn deadline(&self) -> Option<Moment> {
        match self.phase {
            Phase::Connecting { until } | Phase::Greeting { until } | Phase::Paused { until } => Some(until),
            _ => None,
        }
    }

    /// Whether there is a connection, or one is being made.
    pub fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Connecting { .. } | Phase::Greeting { .. } | Phase::Open { .. })
    }

    pub fn start(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        if matches!(self.phase, Phase::Stopped | Phase::Ended(_)) {
            self.failures = 0;
            self.connect(now, out);
        }
    }

    pub fn stop(&mut self, out: &mut Vec<Instruction>) {
        if self.is_up() {
            out.push(Instruction::Disconnect);
        }
        self.phase = Phase::Stopped;
    }

    pub fn try_now(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        if matches!(self.phase, Phase::Paused { .. }) {
            self.connect(now, out);
        }
    }

    /// The socket is up; whether hello is to be said.
    pub fn connected(&mut self, now: Moment) -> bool {
        let awaited = matches!(self.phase, Phase::Connecting { .. });
        if awaited {
            self.phase = Phase::Greeting { until: now.plus_ms(ANSWER_MS) };
        }
        awaited
    }

    /// The server has answered hello; `false` when that was not awaited.
    pub fn welcome(&mut self, drain: bool) -> bool {
        let awaited = matches!(self.phase, Phase::Greeting { .. });
        if awaited {
            self.phase = Phase::Open { drain };
            self.failures = 0;
            self.refreshed = false;
        }
        awaited
    }

    /// The connection went by itself.
    pub fn lost(&mut self, loss: Loss, now: Moment, out: &mut Vec<Instruction>) {
        if !self.is_up() {
            return;
        }
        match loss {
            Loss::Unauthorized => self.refresh(now, out),
            Loss::Network => self.pause(0, now),
            Loss::Busy { retry_after_ms } => self.pause(retry_after_ms.unwrap_or(0), now),
        }
    }

    /// Gives up a connection on which an answer is overdue.
    pub fn give_up(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        out.push(Instruction::Disconnect);
        self.pause(0, now);
    }

    pub fn denied(&mut self, denial: Denial, now: Moment, out: &mut Vec<Instruction>) {
        if !self.is_up() {
            return;
        }
        out.push(Instruction::Disconnect);
        match denial {
            Denial::SignIn => self.refresh(now, out),
            Denial::Busy => self.pause(0, now),
            Denial::Disabled => self.phase = Phase::Ended(Link::UserDisabled),
            Denial::DeviceRevoked => self.phase = Phase::Ended(Link::DeviceRevoked),
        }
    }

    pub fn token_refreshed(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        if self.phase == Phase::Refreshing {
            self.connect(now, out);
        }
    }

    pub fn token_unavailable(&mut self, now: Moment) {
        if self.phase == Phase::Refreshing {
            // The token that is there was refused: ask for a fresh one again, not for a connection with the old one.
            self.refreshed = false;
            self.pause(0, now);
        }
    }

    pub fn token_refused(&mut self) {
        if self.phase == Phase::Refreshing {
            self.phase = Phase::Ended(Link::SignInNeeded);
        }
    }

    /// A deadline has come.
    pub fn time(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        match self.phase {
            Phase::Paused { until } if until <= now => self.connect(now, out),
            Phase::Connecting { until } | Phase::Greeting { until } if until <= now => self.give_up(now, out),
            _ => {}
        }
    }

    fn connect(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        self.phase = Phase::Connecting { until: now.plus_ms(ANSWER_MS) };
        out.push(Instruction::Connect);
    }

    fn refresh(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        if std::mem::replace(&mut self.refreshed, true) {
            self.refreshed = false;
            self.pause(0, now);
        } else {
            self.phase = Phase::Refreshing;
            out.push(Instruction::RefreshToken);
        }
    }

    /// Waits between half and all of a time that doubles, so that desktops that lost their server don't come back all at once.
    fn pause(&mut self, at_least_ms: u64, now: Moment) {
        let whole = (FIRST_PAUSE_MS << self.failures.min(10)).min(MAX_PAUSE_MS);
        self.failures = self.failures.saturating_add(1);
        let pause = whole / 2 + self.dice.below(whole / 2 + 1);
        self.phase = Phase::Paused { until: now.plus_ms(pause.max(at_least_ms)) };
    }
}
