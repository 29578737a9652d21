//! What waits in the outbox goes up: one push at a time, in device order.
//!
//! One at a time, because then neither a late nor a repeated message can turn the order of a device's ops. After a lost connection
//! everything that has no answer is sent again: the server knows ops by their ids.

use std::collections::BTreeMap;

use daehwa_domain::id::OpId;
use daehwa_protocol::{
    MAX_PUSH_BYTES,
    message::{OpResult, Up, Verdict},
    op::Op,
};

use crate::{Instruction, Moment};

/// How long the server may take to answer.
pub(crate) const ANSWER_MS: u64 = 30_000;
/// After so many failures of the server at the same op it is wedged, and a person decides.
const MAX_SERVER_FAILURES: u32 = 5;
/// How long to wait after such a failure, times the number of failures.
const FAILURE_PAUSE_MS: u64 = 2_000;
/// Room in a push for what frames and server count differently.
const PUSH_MARGIN_BYTES: usize = 16 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Pushing {
    step: Step,
    /// There may be ops that are not sent.
    more: bool,
    next_counter: u64,
    /// Counters that the server has processed and this cache has not given out; to be raised before anything is sent.
    raise_to: Option<u64>,
    /// Ops up to this counter may be contained in what has come down already: they were sent before, over this or an earlier
    /// connection.
    sent_before: u64,
    /// An accepted one of them is being written down.
    doubt: bool,
    failures: BTreeMap<OpId, u32>,
    pause_until: Option<Moment>,
}

#[derive(Debug, Default)]
enum Step {
    #[default]
    Idle,
    Raising,
    Reading,
    /// Sent and not answered yet, by counter; what was answered so far is collected.
    Sent {
        open: BTreeMap<u64, OpId>,
        last: u64,
        results: Vec<OpResult>,
        until: Moment,
    },
    Writing,
}

impl Pushing {
    pub fn new(next_counter: u64) -> Self {
        Self { more: true, next_counter, sent_before: next_counter.saturating_sub(1), ..Self::default() }
    }

    /// The next thing to do over a connection that takes ops.
    pub fn advance(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        if !matches!(self.step, Step::Idle) || self.pause_until.is_some_and(|until| now < until) {
            return;
        }
        self.pause_until = None;
        if let Some(processed) = self.raise_to {
            self.step = Step::Raising;
            out.push(Instruction::RaiseCounters { processed });
        } else if self.more {
            self.more = false;
            self.step = Step::Reading;
            out.push(Instruction::ReadOutbox { max_bytes: MAX_PUSH_BYTES - PUSH_MARGIN_BYTES });
        }
    }

    pub fn local_ops(&mut self, next_counter: u64) {
        self.next_counter = self.next_counter.max(next_counter);
        self.more = true;
    }

    /// The server says how far it has processed this device's ops.
    pub fn welcome(&mut self, device_counter: u64) {
        self.more = true;
        self.pause_until = None;
        if device_counter >= self.next_counter {
            self.raise_to = Some(device_counter);
        }
    }

    pub fn raised(&mut self, next_counter: u64) {
        if matches!(self.step, Step::Raising) {
            self.raise_to = None;
            self.next_counter = next_counter;
            self.sent_before = next_counter.saturating_sub(1);
            self.step = Step::Idle;
        }
    }

    /// What was read is sent, unless the connection went or counters are to be raised meanwhile.
    pub fn outbox(&mut self, ops: Vec<Op>, online: bool, now: Moment, out: &mut Vec<Instruction>) {
        if !matches!(self.step, Step::Reading) {
            return;
        }
        self.step = Step::Idle;
        let Some(last) = ops.last().map(|op| op.counter) else { return };
        self.more = true;
        self.next_counter = self.next_counter.max(last.saturating_add(1));
        if online && self.raise_to.is_none() {
            let open = ops.iter().map(|op| (op.counter, op.id)).collect();
            self.step = Step::Sent { open, last, results: Vec::new(), until: now.plus_ms(ANSWER_MS) };
            out.push(Instruction::Send(Up::Push { ops }));
        }
    }

    pub fn acked(&mut self, results: Vec<OpResult>, now: Moment, out: &mut Vec<Instruction>) {
        let Step::Sent { open, results: collected, .. } = &mut self.step else { return };
        // A repeated or late answer has nothing to say about what is open now.
        collected.extend(
            results
                .into_iter()
                .filter(|it| open.get(&it.counter) == Some(&it.op) && open.remove(&it.counter).is_some()),
        );
        if !open.is_empty() {
            return;
        }
        let collected = std::mem::take(collected);
        let settled: Vec<_> = collected.into_iter().filter(|result| self.settles(result, now)).collect();
        self.doubt |= settled.iter().any(|it| it.counter <= self.sent_before && it.verdict == Verdict::Accepted);
        self.step = if settled.is_empty() { Step::Idle } else { Step::Writing };
        if !settled.is_empty() {
            out.push(Instruction::Acknowledge { results: settled });
        }
    }

    /// Results are written down. Says whether one of them may have come down before, while the op still counted as unsent.
    pub fn acknowledged(&mut self) -> bool {
        if matches!(self.step, Step::Writing) {
            self.step = Step::Idle;
        }
        std::mem::take(&mut self.doubt)
    }

    /// The connection went: what was sent has no answer, and will be sent again.
    pub fn disconnected(&mut self) {
        self.came_down();
        if matches!(self.step, Step::Sent { .. }) {
            self.step = Step::Idle;
            self.more = true;
        }
    }

    /// Changes came down: they can contain what was sent and not answered yet.
    pub fn came_down(&mut self) {
        if let Step::Sent { last, .. } = self.step {
            self.sent_before = self.sent_before.max(last);
        }
    }

    /// Whether results are being written down.
    pub fn is_writing(&self) -> bool {
        matches!(self.step, Step::Writing)
    }

    pub fn cache_failed(&mut self) {
        if matches!(self.step, Step::Raising | Step::Reading | Step::Writing) {
            self.step = Step::Idle;
            self.more = true;
        }
    }

    /// When the server should have answered.
    pub fn answer_until(&self) -> Option<Moment> {
        match &self.step {
            Step::Sent { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// When a pause is over.
    pub fn paused_until(&self) -> Option<Moment> {
        self.pause_until
    }

    /// Whether the result is final. An op at which the server failed is sent again, a few times.
    fn settles(&mut self, result: &OpResult, now: Moment) -> bool {
        let failed = matches!(&result.verdict, Verdict::Refused { refusal, .. } if refusal.retry());
        if !failed {
            self.failures.remove(&result.op);
            return true;
        }
        let failures = self.failures.entry(result.op).or_default();
        *failures += 1;
        if *failures >= MAX_SERVER_FAILURES {
            self.failures.remove(&result.op);
            return true;
        }
        self.pause_until = self.pause_until.max(Some(now.plus_ms(FAILURE_PAUSE_MS * u64::from(*failures))));
        false
    }
}
