//! Who is connected here, and who of them must hear what.

use std::{collections::HashMap, sync::Arc};

use daehwa_domain::{
    agent::{AgentState, AgentStatus, WantedState},
    id::{ConversationId, TeamId, TenantId, UserId},
};
use daehwa_protocol::{
    message::{ScopeHead, VisitorState},
    scope::Scope,
};
use daehwa_store::{
    Identity,
    accounts::FamilyId,
    agents::{AgentDesk, KnownAgent},
};
use parking_lot::Mutex;
use tokio::sync::mpsc;

/// What a connection has not taken yet, at most. One that is slower is closed: it connects again and asks for all it missed.
const UNTAKEN: usize = 1_024;

/// What a connection hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A scope grew.
    Grown(ScopeHead),
    /// Another agent's state.
    Live(UserId, AgentStatus),
    /// The person's own state changed on another desktop, or for want of contact.
    Standing,
    /// The centre's users may have changed, this one among them.
    LookAgain,
    /// What the visitor does in a chat that is watched here.
    Chat(ConversationId, VisitorState),
}

/// The connections of this server.
#[derive(Default)]
pub struct Hub(Mutex<State>);

#[derive(Default)]
struct State {
    next: u64,
    seats: HashMap<u64, Listener>,
    /// The newest seqs that were passed on.
    heads: HashMap<(TenantId, Scope), u64>,
    /// The agents' states that were passed on.
    agents: HashMap<(TenantId, UserId), KnownAgent>,
    /// Who is told of every growth.
    followers: Vec<mpsc::UnboundedSender<(TenantId, ScopeHead)>>,
}

struct Listener {
    desk: AgentDesk,
    teams: Vec<TeamId>,
    family: FamilyId,
    /// The desktop was welcomed: its person is in contact.
    welcome: bool,
    /// `None` once the connection has to end.
    news: Option<mpsc::Sender<News>>,
}

impl Listener {
    /// One that is too slow to take it is ended.
    fn hear(&mut self, news: News) {
        if self.news.as_ref().is_some_and(|it| it.try_send(news).is_err()) {
            self.news = None;
        }
    }

    fn holds(&self, tenant: TenantId, scope: Scope) -> bool {
        self.desk.tenant == tenant
            && match scope {
                Scope::Centre => true,
                Scope::Team(team) => self.teams.contains(&team),
            }
    }

    fn is_teammate_of(&self, agent: &KnownAgent) -> bool {
        self.desk.tenant == agent.tenant
            && self.desk.user != agent.user
            && self.teams.iter().any(|team| agent.teams.contains(team))
    }

    fn is(&self, agent: &KnownAgent) -> bool {
        (self.desk.tenant, self.desk.user) == (agent.tenant, agent.user)
    }
}

/// A connection's place in the hub; it is left when this is dropped.
pub struct Seat {
    hub: Arc<Hub>,
    number: u64,
    news: mpsc::Receiver<News>,
}

impl Seat {
    /// The next news; `None` when the connection has to end.
    pub async fn next(&mut self) -> Option<News> {
        self.news.recv().await
    }

    /// Passes the person's state on, but not to this desktop: it has its answer.
    pub fn show(&self, agent: &KnownAgent) {
        self.hub.0.lock().pass_on(agent, Some(self.number));
    }

    /// Its number among the connections of this server.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The desktop was welcomed. Gives the states of the others of the same teams, as far as known.
    pub fn welcomed(&self) -> Vec<(UserId, AgentStatus)> {
        self.hub.welcomed(self.number)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.leave(self.number);
    }
}

impl Hub {
    /// Takes a place for somebody's connection.
    pub fn join(self: &Arc<Self>, identity: &Identity) -> Seat {
        let (sender, news) = mpsc::channel(UNTAKEN);
        let mut state = self.0.lock();
        state.next += 1;
        let number = state.next;
        let listener = Listener {
            desk: AgentDesk::of(identity),
            teams: identity.user.teams.clone(),
            family: identity.family,
            welcome: false,
            news: Some(sender),
        };
        state.seats.insert(number, listener);
        Seat { hub: self.clone(), number, news }
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.0.lock().seats.len()
    }

    /// Passes on that scopes grew, each seq once.
    pub fn grown(&self, tenant: TenantId, grown: &[ScopeHead]) {
        let mut state = self.0.lock();
        for head in grown {
            let known = state.heads.entry((tenant, head.scope)).or_default();
            if head.head <= *known {
                continue;
            }
            *known = head.head;
            state.followers.retain(|it| it.send((tenant, *head)).is_ok());
            state.tell(News::Grown(*head), |it| it.holds(tenant, head.scope));
            if head.scope == Scope::Centre {
                state.tell(News::LookAgain, |it| it.desk.tenant == tenant);
            }
        }
    }

    /// Everything that grows from now on.
    pub(crate) fn follow(&self) -> mpsc::UnboundedReceiver<(TenantId, ScopeHead)> {
        let (sender, growth) = mpsc::unbounded_channel();
        self.0.lock().followers.push(sender);
        growth
    }

    /// Tells one connection something; `false` when it is not there any more.
    pub(crate) fn tell_one(&self, seat: u64, news: News) -> bool {
        let mut state = self.0.lock();
        let listener = state.seats.get_mut(&seat);
        listener.map(|it| it.hear(news)).is_some()
    }

    /// Whether somebody of a team is at a desktop and takes what comes in, here or, as far as known, at another server.
    pub(crate) fn takes_chats(&self, team: TeamId) -> bool {
        let state = self.0.lock();
        let here = state.seats.values().filter(|it| it.welcome && it.teams.contains(&team));
        let wants = |seat: &Listener| {
            let known = state.agents.get(&(seat.desk.tenant, seat.desk.user));
            known.is_some_and(|it| it.status.wanted() == WantedState::Available)
        };
        let elsewhere = |it: &&KnownAgent| {
            it.teams.contains(&team) && !matches!(it.status.state, AgentState::Offline | AgentState::Break { .. })
        };
        here.into_iter().any(wants) || state.agents.values().any(|it| elsewhere(&it))
    }

    /// Ends the connections of a family.
    pub fn end_family(&self, family: FamilyId) {
        self.0.lock().end(|it| it.family == family);
    }

    /// Ends all connections.
    pub fn end_all(&self) {
        self.0.lock().end(|_| true);
    }

    /// The desktops that are connected here.
    pub fn desktops(&self) -> Vec<AgentDesk> {
        self.0.lock().seats.values().filter(|it| it.welcome).map(|it| it.desk).collect()
    }

    /// Passes on agents' states, each once.
    pub fn agents(&self, agents: &[KnownAgent]) {
        let mut state = self.0.lock();
        agents.iter().for_each(|agent| state.pass_on(agent, None));
    }

    fn welcomed(&self, number: u64) -> Vec<(UserId, AgentStatus)> {
        let mut state = self.0.lock();
        let State { seats, agents, .. } = &mut *state;
        let Some(seat) = seats.get_mut(&number) else { return Vec::new() };
        seat.welcome = true;
        let others = agents.values().filter(|it| seat.is_teammate_of(it) && it.status.state != AgentState::Offline);
        others.map(|it| (it.user, it.status)).collect()
    }

    fn leave(&self, number: u64) {
        self.0.lock().seats.remove(&number);
    }
}

impl State {
    fn pass_on(&mut self, agent: &KnownAgent, but: Option<u64>) {
        let known = self.agents.get(&(agent.tenant, agent.user));
        if known.is_some_and(|known| agent.number <= known.number) {
            return;
        }
        self.agents.insert((agent.tenant, agent.user), agent.clone());
        self.tell(News::Live(agent.user, agent.status), |it| it.is_teammate_of(agent));
        let own = self.seats.iter_mut().filter(|(number, it)| Some(**number) != but && it.is(agent));
        own.for_each(|(_, it)| it.hear(News::Standing));
    }

    /// Tells everybody whom it concerns; who is too slow to take it is ended.
    fn tell(&mut self, news: News, who: impl Fn(&Listener) -> bool) {
        for listener in self.seats.values_mut().filter(|it| who(it)) {
            listener.hear(news);
        }
    }

    fn end(&mut self, who: impl Fn(&Listener) -> bool) {
        for listener in self.seats.values_mut().filter(|it| who(it)) {
            listener.news = None;
        }
    }
}
