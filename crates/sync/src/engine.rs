//! The engine: gives each event to the part it concerns, then lets every part go on.

use std::collections::BTreeMap;

use daehwa_domain::{
    agent::AgentStatus,
    id::{ConversationId, DeviceId},
    time::Timestamp,
};
use daehwa_protocol::{
    AGENTS_FROM_PROTOCOL, CHATS_FROM_PROTOCOL, PROTOCOL_VERSION, SCHEMA_VERSION,
    message::{AgentReport, ChatAct, Down, ScopeHead, Up},
    scope::Scope,
};

use crate::{
    Event, FillStatus, Instruction, Link, LocalState, Moment, SyncStatus,
    holding::{Holding, Part},
    link::{Connection, Phase},
    pushing::Pushing,
};

/// After so long without a word from the server it is asked for news of one scope: whether it is still there, and whether what is here
/// is what is there.
const QUIET_MS: u64 = 20_000;
/// How long the cache is left alone after it could not do something.
const CACHE_PAUSE_MS: u64 = 5_000;

/// Keeps one desktop and its server the same.
#[derive(Debug)]
pub struct Engine {
    device: DeviceId,
    connection: Connection,
    pushing: Pushing,
    scopes: BTreeMap<Scope, Holding>,
    presence: Option<AgentStatus>,
    /// As agreed on with the server.
    protocol: u16,
    heard: Moment,
    probed: usize,
    cache_pause: Option<Moment>,
    /// The cache may show edits of its own that the server's records contain already.
    settling: bool,
    wake: Option<Moment>,
    status: SyncStatus,
}

impl Engine {
    /// An engine that waits for [`Event::Start`]. `seed` spreads the pauses between attempts to connect.
    pub fn new(local: LocalState, seed: u64) -> Self {
        let scopes = local.scopes.into_iter().map(|it| (it.scope, Holding::from_cache(it))).collect();
        Self {
            device: local.device,
            connection: Connection::new(seed),
            pushing: Pushing::new(local.next_counter),
            scopes,
            presence: None,
            protocol: PROTOCOL_VERSION,
            heard: Moment::default(),
            probed: 0,
            cache_pause: None,
            settling: true,
            wake: None,
            status: SyncStatus::default(),
        }
    }

    /// Where sync stands.
    pub fn status(&self) -> &SyncStatus {
        &self.status
    }

    /// Takes an event at `now`; gives what is to be done, in order.
    pub fn handle(&mut self, event: Event, now: Moment) -> Vec<Instruction> {
        let mut out = Vec::new();
        self.take(event, now, &mut out);
        self.look_at_the_clock(now, &mut out);
        self.go_on(now, &mut out);
        self.report(now, &mut out);
        out
    }

    fn take(&mut self, event: Event, now: Moment, out: &mut Vec<Instruction>) {
        match event {
            Event::Start => self.connection.start(now, out),
            Event::Stop => {
                self.connection.stop(out);
                self.presence = None;
                self.forget_questions();
            }
            Event::TryNow => self.connection.try_now(now, out),
            Event::Connected => {
                if self.connection.connected(now) {
                    let hello = Up::Hello { device: self.device, protocol: PROTOCOL_VERSION, schema: SCHEMA_VERSION };
                    out.push(Instruction::Send(hello));
                }
            }
            Event::Disconnected { loss } => {
                self.connection.lost(loss, now, out);
                self.forget_questions();
            }
            Event::Received(down) => {
                self.heard = now;
                self.receive(down, now, out);
            }
            Event::LocalOps { next_counter } => self.pushing.local_ops(next_counter),
            Event::Outbox { ops } => {
                let online = matches!(self.connection.phase(), Phase::Open { .. });
                self.pushing.outbox(ops, online, now, out);
            }
            Event::Acknowledged => {
                self.settling |= self.pushing.acknowledged();
                if self.settling {
                    self.scopes.values_mut().for_each(Holding::confirm);
                }
            }
            Event::CountersRaised { next_counter } => self.pushing.raised(next_counter),
            Event::Applied { scope, cursor, checksum } => self.with(scope, |it| it.applied(cursor, checksum)),
            Event::FillBegun { scope, position } => self.with(scope, |it| it.begun(position)),
            Event::PartApplied { scope } => self.with(scope, Holding::part_applied),
            Event::CacheFailed => {
                self.cache_pause = Some(now.plus_ms(CACHE_PAUSE_MS));
                self.pushing.cache_failed();
                // It may have been asked to settle: no event tells that it did.
                self.settling = true;
                for holding in self.scopes.values_mut() {
                    holding.cache_failed();
                    holding.confirm();
                }
            }
            Event::TokenRefreshed => self.connection.token_refreshed(now, out),
            Event::TokenUnavailable => self.connection.token_unavailable(now),
            Event::TokenRefused => self.connection.token_refused(),
            Event::Presence(status) => {
                self.presence = Some(status);
                self.tell_presence(out);
            }
            Event::Reports(reports) => self.tell_reports(reports, out),
            Event::Chat { conversation, act } => self.tell_chat(conversation, act, out),
            Event::Dropped { .. } => {}
            Event::Timer => self.wake = None,
        }
    }

    fn receive(&mut self, down: Down, now: Moment, out: &mut Vec<Instruction>) {
        match down {
            Down::Welcome { server_time, scopes, device_counter, protocol } => {
                if self.connection.welcome(false) {
                    self.protocol = protocol;
                    self.welcome(server_time, scopes, device_counter, out);
                }
            }
            Down::Upgrade { .. } => {
                self.connection.welcome(true);
            }
            Down::Denied { denial } => {
                self.connection.denied(denial, now, out);
                self.forget_questions();
            }
            Down::Acked { results } => self.pushing.acked(results, now, out),
            Down::Delta { scope, from, to, changes, checksum, head } => {
                self.pushing.came_down();
                self.with(scope, |it| it.delta(from, to, changes, checksum, head, out));
            }
            Down::Snapshot { scope, as_of, changes, next, progress } => {
                self.pushing.came_down();
                self.with(scope, |it| it.part(Part { as_of, changes, next, progress }));
            }
            Down::Refill { scope } => self.with(scope, |it| it.refill(now)),
            Down::Behind { scope, head } => self.with(scope, |it| it.behind(head)),
            Down::Agent { status, taken, elsewhere } => out.push(Instruction::Agent { status, taken, elsewhere }),
            Down::Live { user, status } => out.push(Instruction::Live { user, status }),
            Down::Chat { conversation, visitor } => out.push(Instruction::Chat { conversation, visitor }),
        }
    }

    fn welcome(
        &mut self,
        server_time: Timestamp,
        heads: Vec<ScopeHead>,
        device_counter: u64,
        out: &mut Vec<Instruction>,
    ) {
        out.push(Instruction::SetServerTime { server_time });
        self.pushing.welcome(device_counter);
        let allowed: BTreeMap<Scope, u64> = heads.into_iter().map(|it| (it.scope, it.head)).collect();
        let gone: Vec<Scope> = self.scopes.keys().filter(|it| !allowed.contains_key(it)).copied().collect();
        for scope in gone {
            self.scopes.remove(&scope);
            out.push(Instruction::DropScope { scope });
        }
        for (scope, head) in allowed {
            self.scopes.entry(scope).or_insert_with(|| Holding::new(scope)).welcome(head);
        }
        if self.settling {
            self.scopes.values_mut().for_each(Holding::confirm);
        }
        self.tell_presence(out);
    }

    /// Acts on deadlines that have passed, whichever event came.
    fn look_at_the_clock(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        self.cache_pause = self.cache_pause.filter(|until| now < *until);
        self.connection.time(now, out);
        if !matches!(self.connection.phase(), Phase::Open { .. }) {
            return;
        }
        if self.answers_until().is_some_and(|until| until <= now) {
            self.connection.give_up(now, out);
            self.forget_questions();
        } else if self.quiet_until().is_some_and(|until| until <= now) && !self.scopes.is_empty() {
            self.probed = (self.probed + 1) % self.scopes.len();
            self.scopes.values_mut().nth(self.probed).into_iter().for_each(Holding::probe);
            self.heard = now;
        }
    }

    /// Everything that can be done now: own work first, then what is newer, then one fill.
    fn go_on(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        let Phase::Open { drain } = self.connection.phase() else { return };
        if self.cache_pause.is_some() {
            return;
        }
        self.pushing.advance(now, out);
        if drain {
            return;
        }
        for holding in self.scopes.values_mut() {
            holding.verify(now);
            holding.advance_deltas(now, out);
        }
        if self.settling && !self.pushing.is_writing() && self.scopes.values().all(Holding::is_confirmed) {
            self.settling = false;
            out.push(Instruction::Settle);
        }
        if let Some(filling) = self.scopes.values_mut().find(|it| it.wants_fill(now)) {
            filling.advance_fill(now, out);
        }
    }

    fn report(&mut self, now: Moment, out: &mut Vec<Instruction>) {
        let wake = self.next_deadline(now);
        if wake != self.wake {
            self.wake = wake;
            out.push(Instruction::Wake { at: wake });
        }
        let status = self.read_status();
        if status != self.status {
            self.status.clone_from(&status);
            out.push(Instruction::Status(status));
        }
    }

    /// The next moment at which something is to be done; what is past was done or waits for something else.
    fn next_deadline(&self, now: Moment) -> Option<Moment> {
        let open = matches!(self.connection.phase(), Phase::Open { .. });
        let pauses = self.scopes.values().filter_map(Holding::paused_until).chain(self.pushing.paused_until());
        let while_open = pauses.chain(self.answers_until()).chain(self.quiet_until()).chain(self.cache_pause);
        while_open.filter(|_| open).chain(self.connection.deadline()).filter(|at| *at > now).min()
    }

    /// When the first answer that is awaited is overdue.
    fn answers_until(&self) -> Option<Moment> {
        self.scopes.values().filter_map(Holding::answer_until).chain(self.pushing.answer_until()).min()
    }

    fn quiet_until(&self) -> Option<Moment> {
        (self.connection.phase() == Phase::Open { drain: false }).then(|| self.heard.plus_ms(QUIET_MS))
    }

    fn read_status(&self) -> SyncStatus {
        let link = self.connection.link();
        SyncStatus {
            link,
            caught_up: link == Link::Online && self.scopes.values().all(Holding::caught_up),
            fills: self
                .scopes
                .iter()
                .filter_map(|(scope, it)| it.filling().map(|progress| FillStatus { scope: *scope, progress }))
                .collect(),
        }
    }

    /// What moved the agent's state. Without a connection it is told after the next `Down::Agent`: nothing waits here.
    fn tell_reports(&self, reports: Vec<AgentReport>, out: &mut Vec<Instruction>) {
        if self.protocol >= AGENTS_FROM_PROTOCOL && self.connection.phase() == (Phase::Open { drain: false }) {
            out.push(Instruction::Send(Up::Agent { reports }));
        }
    }

    /// What goes on in a chat. Without a connection nobody needs to know.
    fn tell_chat(&self, conversation: ConversationId, act: ChatAct, out: &mut Vec<Instruction>) {
        if self.protocol >= CHATS_FROM_PROTOCOL && self.connection.phase() == (Phase::Open { drain: false }) {
            out.push(Instruction::Send(Up::Chat { conversation, act }));
        }
    }

    /// A server of protocol 1 is shown the state itself.
    fn tell_presence(&self, out: &mut Vec<Instruction>) {
        if self.protocol >= AGENTS_FROM_PROTOCOL {
            return;
        }
        if let (Some(status), Phase::Open { drain: false }) = (self.presence, self.connection.phase()) {
            out.push(Instruction::Send(Up::Presence { status }));
        }
    }

    fn forget_questions(&mut self) {
        if !self.connection.is_up() {
            self.pushing.disconnected();
            self.scopes.values_mut().for_each(Holding::disconnected);
        }
    }

    fn with(&mut self, scope: Scope, act: impl FnOnce(&mut Holding)) {
        if let Some(holding) = self.scopes.get_mut(&scope) {
            act(holding);
        }
    }
}
