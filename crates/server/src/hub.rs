//! Who is connected here, and who of them must hear what.

use std::{collections::HashMap, sync::Arc};

use daehwa_domain::{
    agent::AgentStatus,
    id::{TeamId, TenantId, UserId},
};
use daehwa_protocol::{message::ScopeHead, scope::Scope};
use daehwa_store::{Identity, accounts::FamilyId};
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
    /// The centre's users may have changed, this one among them.
    LookAgain,
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
}

struct Listener {
    tenant: TenantId,
    user: UserId,
    teams: Vec<TeamId>,
    family: FamilyId,
    status: Option<AgentStatus>,
    /// `None` once the connection has to end.
    news: Option<mpsc::Sender<News>>,
}

impl Listener {
    fn holds(&self, tenant: TenantId, scope: Scope) -> bool {
        self.tenant == tenant
            && match scope {
                Scope::Centre => true,
                Scope::Team(team) => self.teams.contains(&team),
            }
    }

    fn is_teammate(&self, tenant: TenantId, teams: &[TeamId]) -> bool {
        self.tenant == tenant && self.teams.iter().any(|team| teams.contains(team))
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

    /// Passes the agent's state on to the others of the same teams.
    pub fn show(&self, status: AgentStatus) {
        self.hub.show(self.number, status);
    }

    /// The states of the others of the same teams, as far as known.
    pub fn teammates(&self) -> Vec<(UserId, AgentStatus)> {
        self.hub.teammates(self.number)
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
            tenant: identity.tenant,
            user: identity.user.id,
            teams: identity.user.teams.clone(),
            family: identity.family,
            status: None,
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
            state.tell(News::Grown(*head), |it| it.holds(tenant, head.scope));
            if head.scope == Scope::Centre {
                state.tell(News::LookAgain, |it| it.tenant == tenant);
            }
        }
    }

    /// Ends the connections of a family.
    pub fn end_family(&self, family: FamilyId) {
        self.0.lock().end(|it| it.family == family);
    }

    /// Ends all connections.
    pub fn end_all(&self) {
        self.0.lock().end(|_| true);
    }

    fn show(&self, number: u64, status: AgentStatus) {
        let mut state = self.0.lock();
        let Some(seat) = state.seats.get_mut(&number) else { return };
        seat.status = Some(status);
        let (tenant, user, teams) = (seat.tenant, seat.user, seat.teams.clone());
        state.tell(News::Live(user, status), |it| it.user != user && it.is_teammate(tenant, &teams));
    }

    fn teammates(&self, number: u64) -> Vec<(UserId, AgentStatus)> {
        let state = self.0.lock();
        let Some(seat) = state.seats.get(&number) else { return Vec::new() };
        let others = state.seats.values().filter(|it| it.user != seat.user && it.is_teammate(seat.tenant, &seat.teams));
        others.filter_map(|it| Some((it.user, it.status?))).collect()
    }

    /// Forgets a connection; who showed a state and has no other connection is offline for the others.
    fn leave(&self, number: u64) {
        let mut state = self.0.lock();
        let Some(seat) = state.seats.remove(&number) else { return };
        let still_here = state.seats.values().any(|it| it.user == seat.user && it.tenant == seat.tenant);
        if seat.status.is_some() && !still_here {
            let offline = AgentStatus { since_ms: crate::clock::now(), ..AgentStatus::default() };
            state.tell(News::Live(seat.user, offline), |it| it.is_teammate(seat.tenant, &seat.teams));
        }
    }
}

impl State {
    /// Tells everybody whom it concerns; who is too slow to take it is ended.
    fn tell(&mut self, news: News, who: impl Fn(&Listener) -> bool) {
        for listener in self.seats.values_mut().filter(|it| who(it)) {
            if listener.news.as_ref().is_some_and(|it| it.try_send(news).is_err()) {
                listener.news = None;
            }
        }
    }

    fn end(&mut self, who: impl Fn(&Listener) -> bool) {
        for listener in self.seats.values_mut().filter(|it| who(it)) {
            listener.news = None;
        }
    }
}
