//! One scope: filled once, then kept up by deltas, and proved by checksums.

use daehwa_protocol::{
    message::{Change, FillToken, Progress, Up},
    scope::Scope,
};

use crate::{FillPosition, Instruction, LocalScope, Moment, pushing::ANSWER_MS};

/// The most changes asked for in one delta or part of a fill.
pub(crate) const PART_ROWS: u32 = 2_000;
/// Deltas that are handed to the cache before the first of them is applied.
const MAX_APPLYING: u32 = 2;
/// After a second fill in a row that did not end in the right checksum: wait before the next, longer each time.
const REFILL_PAUSE_MS: u64 = 60_000;
const MAX_REFILL_PAUSE_MS: u64 = 3_600_000;

#[derive(Debug)]
pub(crate) struct Holding {
    scope: Scope,
    /// What the cache has applied.
    cursor: u64,
    checksum: u64,
    /// What was handed to the cache.
    pulled: u64,
    applying: u32,
    /// The newest seq that the server spoke of.
    head: u64,
    /// Ask even when nothing newer is known: after connecting, and now and then, to compare checksums.
    ask: bool,
    /// A pull without answer, and until when one is awaited.
    asked_until: Option<Moment>,
    /// The checksum that the scope must have at a cursor.
    expected: Option<Expected>,
    confirm: Confirm,
    /// Everything that the server had was here at some moment of this connection.
    verified: bool,
    fill: Option<Fill>,
    setbacks: u32,
    pause_until: Option<Moment>,
}

#[derive(Debug)]
struct Expected {
    at: u64,
    checksum: u64,
    /// Answers a question that was put to confirm the scope.
    confirms: bool,
}

/// Whether everything is to be heard that the server had at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Confirm {
    No,
    Wanted,
    Asked,
}

#[derive(Debug)]
struct Fill {
    step: FillStep,
    progress: Progress,
    restart: bool,
}

#[derive(Debug)]
enum FillStep {
    Wanted,
    Beginning,
    Running {
        token: Option<FillToken>,
        asked_until: Option<Moment>,
        /// A part that came while the one before was being applied.
        kept: Option<Part>,
        applying: bool,
        last_came: bool,
    },
    Ending,
}

#[derive(Debug)]
pub(crate) struct Part {
    pub as_of: u64,
    pub changes: Vec<Change>,
    pub next: Option<FillToken>,
    pub progress: Progress,
}

impl Holding {
    pub fn from_cache(local: LocalScope) -> Self {
        let fill = local.fill.map(|it| Fill { step: FillStep::Wanted, progress: it.progress, restart: false });
        Self { cursor: local.cursor, checksum: local.checksum, pulled: local.cursor, fill, ..Self::empty(local.scope) }
    }

    /// A scope that is to be filled for the first time.
    pub fn new(scope: Scope) -> Self {
        let fill = Fill { step: FillStep::Wanted, progress: Progress::default(), restart: false };
        Self { fill: Some(fill), ..Self::empty(scope) }
    }

    fn empty(scope: Scope) -> Self {
        Self {
            scope,
            cursor: 0,
            checksum: 0,
            pulled: 0,
            applying: 0,
            head: 0,
            ask: true,
            asked_until: None,
            expected: None,
            confirm: Confirm::No,
            verified: false,
            fill: None,
            setbacks: 0,
            pause_until: None,
        }
    }

    /// Whether a fill is to be done or runs, as soon as a pause is over.
    pub fn wants_fill(&self, now: Moment) -> bool {
        self.fill.is_some() && self.pause_until.is_none_or(|until| until <= now)
    }

    pub fn filling(&self) -> Option<Progress> {
        self.fill.as_ref().map(|it| it.progress)
    }

    pub fn caught_up(&self) -> bool {
        self.fill.is_none() && self.verified && self.cursor == self.pulled && self.pulled >= self.head
    }

    /// When the server should have answered.
    pub fn answer_until(&self) -> Option<Moment> {
        match self.fill.as_ref().map(|it| &it.step) {
            Some(FillStep::Running { asked_until, .. }) => *asked_until,
            Some(_) => None,
            None => self.asked_until,
        }
    }

    /// When a pause is over.
    pub fn paused_until(&self) -> Option<Moment> {
        self.pause_until.filter(|_| self.fill.is_some())
    }

    pub fn welcome(&mut self, head: u64) {
        self.head = head;
        self.ask = true;
        self.verified = false;
    }

    pub fn behind(&mut self, head: u64) {
        self.head = self.head.max(head);
    }

    /// Wants to hear everything that the server has now, whatever was asked before.
    pub fn confirm(&mut self) {
        self.confirm = Confirm::Wanted;
        self.ask = true;
    }

    /// Whether that was heard and applied.
    pub fn is_confirmed(&self) -> bool {
        self.confirm == Confirm::No
    }

    /// Asks the server even when nothing newer is known.
    pub fn probe(&mut self) {
        self.ask = true;
    }

    pub fn disconnected(&mut self) {
        self.asked_until = None;
        self.confirm_again();
        if let Some(Fill { step: FillStep::Running { asked_until, .. }, .. }) = &mut self.fill {
            *asked_until = None;
        }
    }

    fn confirm_again(&mut self) {
        if self.confirm == Confirm::Asked {
            self.confirm = Confirm::Wanted;
        }
    }

    /// Whatever was handed to the cache is in doubt: begin again from what is known to be applied.
    pub fn cache_failed(&mut self) {
        self.applying = 0;
        self.ask_again_from(self.cursor);
        if let Some(fill) = &mut self.fill {
            fill.step = FillStep::Wanted;
        }
    }

    /// What is on its way follows something that the cache did not take: it will be passed over.
    fn ask_again_from(&mut self, cursor: u64) {
        self.pulled = cursor;
        self.asked_until = None;
        self.expected = None;
        self.ask = true;
        self.confirm_again();
    }

    /// Asks for what is newer.
    pub fn advance_deltas(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        let news = self.ask || self.pulled < self.head;
        if self.fill.is_none() && self.asked_until.is_none() && news && self.applying < MAX_APPLYING {
            self.ask = false;
            if self.confirm == Confirm::Wanted {
                self.confirm = Confirm::Asked;
            }
            self.asked_until = Some(now.plus_ms(ANSWER_MS));
            out.push(Instruction::Send(Up::Pull { scope: self.scope, cursor: self.pulled, limit: PART_ROWS }));
        }
    }

    /// Goes on with the fill.
    pub fn advance_fill(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        let scope = self.scope;
        let Some(fill) = &mut self.fill else { return };
        match &mut fill.step {
            FillStep::Wanted => {
                self.pause_until = None;
                out.push(Instruction::BeginFill { scope, restart: fill.restart });
                fill.step = FillStep::Beginning;
            }
            FillStep::Running { token, asked_until, kept, applying, last_came } => {
                if !*applying && let Some(part) = kept.take() {
                    *applying = true;
                    out.push(part.apply(scope));
                }
                if !*last_came && asked_until.is_none() && kept.is_none() {
                    *asked_until = Some(now.plus_ms(ANSWER_MS));
                    out.push(Instruction::Send(Up::Fill { scope, after: token.clone(), limit: PART_ROWS }));
                }
                if *last_came && !*applying {
                    out.push(Instruction::EndFill { scope });
                    fill.step = FillStep::Ending;
                }
            }
            FillStep::Beginning | FillStep::Ending => {}
        }
    }

    pub fn delta(
        &mut self,
        from: u64,
        to: u64,
        changes: Vec<Change>,
        checksum: Option<u64>,
        head: u64,
        out: &mut Vec<Instruction>,
    ) {
        // An answer to an earlier question, or one that leaves a gap: the one that is awaited will come, or the time-out.
        if self.fill.is_some() || from != self.pulled || to < from {
            return;
        }
        self.asked_until = None;
        // A server that is ahead and gives nothing would be asked for ever.
        self.head = if to == from { to } else { head.max(to) };
        if let Some(checksum) = checksum {
            self.expected = Some(Expected { at: to, checksum, confirms: self.confirm == Confirm::Asked });
        }
        if to > from {
            self.pulled = to;
            self.applying += 1;
            out.push(Instruction::Apply { scope: self.scope, from, to, changes });
        }
    }

    /// Compares checksums where one is expected.
    pub fn verify(&mut self, now: Moment) {
        if self.fill.is_some() || self.applying > 0 {
            return;
        }
        match self.expected.take_if(|it| it.at <= self.cursor) {
            Some(it) if it.at == self.cursor && it.checksum == self.checksum => {
                self.verified = true;
                self.setbacks = 0;
                if it.confirms {
                    self.confirm = Confirm::No;
                }
            }
            Some(it) if it.at == self.cursor => self.refill(now),
            _ => {}
        }
    }

    /// The cache stands at `cursor`.
    pub fn applied(&mut self, cursor: u64, checksum: u64) {
        self.cursor = cursor;
        self.checksum = checksum;
        if matches!(&self.fill, Some(Fill { step: FillStep::Ending, .. })) {
            self.fill = None;
            self.applying = 0;
            self.pulled = cursor;
            self.ask = true;
            return;
        }
        self.applying = self.applying.saturating_sub(1);
        if self.applying == 0 && self.pulled != cursor {
            self.ask_again_from(cursor);
        }
    }

    pub fn begun(&mut self, position: FillPosition) {
        if let Some(fill) = &mut self.fill
            && matches!(fill.step, FillStep::Beginning)
        {
            fill.restart = false;
            fill.progress = position.progress;
            fill.step = FillStep::Running {
                token: position.token,
                asked_until: None,
                kept: None,
                applying: false,
                last_came: false,
            };
        }
    }

    pub fn part(&mut self, part: Part) {
        let Some(Fill { step: FillStep::Running { token, asked_until, kept, last_came, .. }, progress, .. }) =
            &mut self.fill
        else {
            return;
        };
        let repeated = token.is_some() && part.next == *token;
        let of_another_fill = token.as_ref().is_some_and(|it| it.as_of != part.as_of);
        if asked_until.is_none() || repeated || of_another_fill {
            return;
        }
        *asked_until = None;
        *last_came = part.next.is_none();
        *progress = part.progress;
        token.clone_from(&part.next);
        *kept = Some(part);
    }

    pub fn part_applied(&mut self) {
        if let Some(Fill { step: FillStep::Running { applying, .. }, .. }) = &mut self.fill {
            *applying = false;
        }
    }

    /// The server can't go on from where we are: everything anew. What is here stays usable until the fill has ended.
    pub fn refill(&mut self, now: Moment) {
        if matches!(&self.fill, Some(Fill { step: FillStep::Wanted | FillStep::Beginning | FillStep::Ending, .. })) {
            return;
        }
        self.setbacks += 1;
        if self.setbacks > 1 {
            let pause = REFILL_PAUSE_MS << (self.setbacks - 2).min(10);
            self.pause_until = Some(now.plus_ms(pause.min(MAX_REFILL_PAUSE_MS)));
        }
        self.ask_again_from(self.cursor);
        self.applying = 0;
        self.fill = Some(Fill { step: FillStep::Wanted, progress: Progress::default(), restart: true });
    }
}

impl Part {
    fn apply(self, scope: Scope) -> Instruction {
        let Self { as_of, changes, next, progress } = self;
        Instruction::ApplyPart { scope, as_of, changes, next, progress }
    }
}
