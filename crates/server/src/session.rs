//! One desktop's connection without its socket: messages in, messages out, what others must hear.
//!
//! The socket's loop, the tests and the simulator drive it alike.

use std::{collections::BTreeMap, sync::Arc};

use daehwa_domain::{
    agent::{AgentStatus, Workload},
    agent_log::StepCause,
    id::ConversationId,
    time::Timestamp,
};
use daehwa_protocol::{
    AGENTS_FROM_PROTOCOL, CHATS_FROM_PROTOCOL, MAX_PUSH_BYTES, PROTOCOL_VERSION,
    error::{Denial, Refusal},
    message::{AgentReport, ChatAct, Down, FillToken, MAX_REPORTS, OpResult, ScopeHead, Up, Verdict},
    op::Op,
    schema::FIRST_SCHEMA,
    scope::Scope,
};
use daehwa_store::{
    Identity, Store, StoreError,
    accounts::NotIdentified,
    agents::{KnownAgent, Standing},
    ledger::{DeltaRead, Pushed},
};
use thiserror::Error;

/// The oldest protocol that is spoken. What later ones brought is left out for it.
pub const OLDEST_PROTOCOL: u16 = 1;

/// How long a person is in contact after a desktop was last heard, in milliseconds.
pub const CONTACT_MS: i64 = 60_000;

/// One desktop's connection.
pub struct Session {
    store: Arc<dyn Store>,
    identity: Identity,
    contact_ms: i64,
    greeting: Greeting,
    /// As agreed on with the desktop.
    protocol: u16,
    /// What the desktop can read.
    schema: u16,
    /// The highest number of the desktop's reports about the agent that was taken.
    reports_taken: u64,
    told: BTreeMap<Scope, u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Greeting {
    Awaited,
    /// Takes ops, sends nothing: the desktop is too old.
    DrainOnly,
    Welcome,
}

/// What one message leads to.
#[derive(Debug, Default)]
pub struct Answer {
    /// Sent back, in order.
    pub down: Vec<Down>,
    /// Scopes that grew: every session of the tenant that holds one is told through [`Session::news`].
    pub grown: Vec<ScopeHead>,
    /// The person's state, for all who may see it.
    pub agent: Option<KnownAgent>,
    /// What the person does in a chat, which may be theirs to see; and when its visitor ended it.
    pub chat: Option<(ConversationId, ChatAct, Option<Timestamp>)>,
    /// The connection ends after `down` was sent.
    pub close: bool,
}

/// Why a session ends without an answer.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The desktop broke the protocol: said nothing first, or pushed more than allowed.
    #[error("the desktop broke the protocol: {0}")]
    Protocol(&'static str),
    /// Storage failed; the desktop comes back and tries again.
    #[error("storage failed")]
    Store(#[from] StoreError),
}

impl Session {
    /// A session for somebody whose access token was checked. The person's state holds for `contact_ms` after a report.
    pub fn new(store: Arc<dyn Store>, identity: Identity, contact_ms: i64) -> Self {
        Self {
            store,
            identity,
            contact_ms,
            greeting: Greeting::Awaited,
            protocol: PROTOCOL_VERSION,
            schema: FIRST_SCHEMA,
            reports_taken: 0,
            told: BTreeMap::new(),
        }
    }

    /// Who it is for.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The scopes that the user may hold.
    pub fn scopes(&self) -> Vec<Scope> {
        let teams = self.identity.user.teams.iter().map(|&team| Scope::Team(team));
        std::iter::once(Scope::Centre).chain(teams).collect()
    }

    /// Takes a message from the desktop at the server's time `now`.
    pub async fn handle(&mut self, up: Up, now: Timestamp) -> Result<Answer, SessionError> {
        match (self.greeting, up) {
            (Greeting::Awaited, Up::Hello { device, protocol, schema }) if device == self.identity.device => {
                self.schema = schema;
                self.greet(protocol, now).await
            }
            (Greeting::Awaited, Up::Hello { .. }) => Ok(denied(Denial::SignIn)),
            (Greeting::Awaited, _) => Err(SessionError::Protocol("the first message is not hello")),
            (_, Up::Hello { .. }) => Err(SessionError::Protocol("hello twice")),
            (_, Up::Push { ops }) => self.push(ops, now).await,
            (Greeting::DrainOnly, _) => Ok(Answer::default()),
            (Greeting::Welcome, Up::Pull { scope, cursor, limit }) => self.pull(scope, cursor, limit).await,
            (Greeting::Welcome, Up::Fill { scope, after, limit }) => self.fill(scope, after, limit).await,
            (Greeting::Welcome, Up::Agent { reports }) => self.report(&reports, now).await,
            (Greeting::Welcome, Up::Chat { conversation, act }) => self.chat(conversation, act).await,
            (Greeting::Welcome, Up::Presence { status }) => self.report(&[self.report_of(status)], now).await,
        }
    }

    /// Whether the desktop is sent anything that it did not ask for.
    pub fn is_welcome(&self) -> bool {
        self.greeting == Greeting::Welcome
    }

    /// Whether the desktop has not said hello yet.
    pub fn is_silent(&self) -> bool {
        self.greeting == Greeting::Awaited
    }

    /// What the desktop is told when a scope of its tenant has grown; `None` when that is not for it or not new.
    pub fn news(&mut self, grown: ScopeHead) -> Option<Down> {
        if self.greeting != Greeting::Welcome {
            return None;
        }
        let told = self.told.get_mut(&grown.scope)?;
        if grown.head <= *told {
            return None;
        }
        *told = grown.head;
        Some(Down::Behind { scope: grown.scope, head: grown.head })
    }

    /// The person's state and how it stands for this desktop, after it changed elsewhere.
    pub async fn standing(&mut self, now: Timestamp) -> Result<Answer, SessionError> {
        if self.greeting != Greeting::Welcome {
            return Ok(Answer::default());
        }
        let answer = self.report(&[], now).await?;
        Ok(Answer { agent: None, ..answer })
    }

    /// Looks again whether the user may go on; called when the centre's users may have changed.
    /// An answer that closes means no, or that the user's teams or role are others now: the desktop connects again.
    pub async fn look_again(&mut self) -> Result<Answer, SessionError> {
        match self.store.identify_again(self.identity.family).await? {
            Err(why) => Ok(denied(denial(why))),
            Ok(identity) => {
                let same =
                    identity.user.teams == self.identity.user.teams && identity.user.role == self.identity.user.role;
                self.identity = identity;
                Ok(Answer { close: !same, ..Answer::default() })
            }
        }
    }

    async fn greet(&mut self, protocol: u16, now: Timestamp) -> Result<Answer, SessionError> {
        let Some(device_counter) = self.store.greet_device(&self.identity, now).await? else {
            return Ok(denied(Denial::DeviceRevoked));
        };
        if protocol < OLDEST_PROTOCOL {
            self.greeting = Greeting::DrainOnly;
            return Ok(just(Down::Upgrade { needs_protocol: OLDEST_PROTOCOL }));
        }
        self.greeting = Greeting::Welcome;
        self.protocol = protocol.min(PROTOCOL_VERSION);
        let scopes = self.store.heads(self.identity.tenant, &self.scopes()).await?;
        self.told = scopes.iter().map(|it| (it.scope, it.head)).collect();
        let welcome = Down::Welcome { server_time: now, protocol: self.protocol, scopes, device_counter };
        let mut answer = self.report(&[], now).await?;
        answer.down.insert(0, welcome);
        Ok(answer)
    }

    /// Takes what moved the agent's state; the answer is how it stands.
    async fn report(&mut self, reports: &[AgentReport], now: Timestamp) -> Result<Answer, SessionError> {
        if reports.len() > MAX_REPORTS {
            return Err(SessionError::Protocol("more reports than allowed"));
        }
        let until = now.plus_ms(self.contact_ms);
        let Standing { agent, taken, elsewhere } = self.store.report_agent(&self.identity, reports, now, until).await?;
        self.reports_taken = taken;
        let told = Down::Agent { status: agent.status, taken, elsewhere };
        let down = if self.protocol >= AGENTS_FROM_PROTOCOL { vec![told] } else { Vec::new() };
        Ok(Answer { down, agent: Some(agent), ..Answer::default() })
    }

    /// What goes on in a chat: passed on when it is a chat of one of the user's teams.
    async fn chat(&self, conversation: ConversationId, act: ChatAct) -> Result<Answer, SessionError> {
        let chat = self.store.chat_of(self.identity.tenant, conversation).await?;
        let own = chat.filter(|(team, _)| self.identity.user.teams.contains(team));
        Ok(Answer { chat: own.map(|(_, ended_ms)| (conversation, act, ended_ms)), ..Answer::default() })
    }

    /// Whether the desktop knows of chats.
    pub fn knows_chats(&self) -> bool {
        self.is_welcome() && self.protocol >= CHATS_FROM_PROTOCOL
    }

    /// What a desktop of protocol 1 means when it shows a state.
    fn report_of(&self, status: AgentStatus) -> AgentReport {
        AgentReport {
            number: self.reports_taken.saturating_add(1),
            ago_ms: 0,
            cause: StepCause::Asked(status.wanted()),
            work: Workload::shown_by(status),
        }
    }

    async fn push(&mut self, ops: Vec<Op>, now: Timestamp) -> Result<Answer, SessionError> {
        if size_of_ops(&ops) > MAX_PUSH_BYTES {
            return Err(SessionError::Protocol("more bytes of ops than allowed"));
        }
        let pushed = match self.store.push(&self.identity, &ops, now).await {
            Ok(pushed) => pushed,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, ops = ops.len(), "a push failed as a whole");
                self.push_one_by_one(&ops, now).await?
            }
        };
        Ok(Answer { down: vec![Down::Acked { results: pushed.results }], grown: pushed.grown, ..Answer::default() })
    }

    /// After storage failed: one op that it can't take must not hold up the others for ever.
    async fn push_one_by_one(&mut self, ops: &[Op], now: Timestamp) -> Result<Pushed, StoreError> {
        let mut all = Pushed { results: Vec::with_capacity(ops.len()), grown: Vec::new() };
        for op in ops {
            match self.store.push(&self.identity, std::slice::from_ref(op), now).await {
                Ok(pushed) => {
                    all.results.extend(pushed.results);
                    all.grown.extend(pushed.grown);
                }
                Err(error) => {
                    // When nothing can be read either, it is not the op's fault: the desktop comes back later.
                    self.store.heads(self.identity.tenant, &[Scope::Centre]).await?;
                    tracing::error!(error = &error as &dyn std::error::Error, op = %op.id, "an op could not be stored");
                    let verdict = Verdict::Refused { refusal: Refusal::Internal, detail: "storage failed".to_owned() };
                    all.results.push(OpResult { op: op.id, counter: op.counter, verdict });
                }
            }
        }
        Ok(all)
    }

    async fn pull(&mut self, scope: Scope, cursor: u64, limit: u32) -> Result<Answer, SessionError> {
        if !self.scopes().contains(&scope) {
            return Ok(Answer::default());
        }
        let down = match self.store.delta_for(self.schema, self.identity.tenant, scope, cursor, limit).await? {
            DeltaRead::Refill => Down::Refill { scope },
            DeltaRead::Changes(delta) => Down::Delta {
                scope,
                from: cursor,
                to: delta.to,
                changes: delta.changes,
                checksum: delta.checksum,
                head: delta.head,
            },
        };
        Ok(just(down))
    }

    async fn fill(&mut self, scope: Scope, after: Option<FillToken>, limit: u32) -> Result<Answer, SessionError> {
        if !self.scopes().contains(&scope) {
            return Ok(Answer::default());
        }
        let part = match self.store.fill_for(self.schema, self.identity.tenant, scope, after, limit).await {
            Err(StoreError::BadPosition) => return Ok(just(Down::Refill { scope })),
            part => part?,
        };
        Ok(just(Down::Snapshot {
            scope,
            as_of: part.as_of,
            changes: part.changes,
            next: part.next,
            progress: part.progress,
        }))
    }
}

fn just(down: Down) -> Answer {
    Answer { down: vec![down], ..Answer::default() }
}

fn denied(denial: Denial) -> Answer {
    Answer { down: vec![Down::Denied { denial }], close: true, ..Answer::default() }
}

/// What the desktop is told when its token stands for nobody.
pub fn denial(why: NotIdentified) -> Denial {
    match why {
        NotIdentified::SignIn => Denial::SignIn,
        NotIdentified::Disabled => Denial::Disabled,
        NotIdentified::DeviceRevoked => Denial::DeviceRevoked,
    }
}

fn size_of_ops(ops: &[Op]) -> usize {
    ops.iter().filter_map(|op| rmp_serde::to_vec_named(op).ok()).map(|bytes| bytes.len()).sum()
}
