//! Runs the engine: events in from everywhere, instructions out to everywhere.

use std::{
    future::pending,
    sync::{Arc, Weak},
    time::Duration,
};

use daehwa_cache::CacheError;
use daehwa_domain::time::Timestamp;
use daehwa_protocol::message::Down;
use daehwa_sync::{Engine, Event, Instruction, Link, Loss, Moment, SyncStatus};
use tokio::{sync::mpsc, time::Instant};

use super::{
    Order, Question, local,
    socket::{Report, Socket},
};
use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        event::UiEvent,
    },
    commands::Tag,
    desk::Inner,
    fault::chain,
    session::{Request, ServerApi, ServerFault, TokenStore, Unanswered},
    shift::Shift,
};

/// How often it is written down that the server was heard: a session goes on by itself for some hours after that.
const SEEN_EVERY_MS: i64 = 60_000;

/// What reaches the loop from its tasks.
enum Arrival {
    /// From the connection with this number.
    Socket(u64, Report),
    /// From the cache.
    Cache(Result<Event, CacheError>),
    /// The outcome of a refresh.
    Token(Event),
    /// The server says that the user may not go on.
    Disabled,
}

struct Runner {
    desk: Weak<Inner>,
    shift: Arc<Shift>,
    api: ServerApi,
    engine: Engine,
    began: Instant,
    arrivals: mpsc::UnboundedSender<Arrival>,
    cache: mpsc::UnboundedSender<Instruction>,
    socket: Option<Socket>,
    /// The access token with which the connection was last made.
    shown: Option<String>,
    /// Numbers the connections: what an earlier one still reports counts no more.
    connection: u64,
    wake: Option<Instant>,
    seen_ms: Timestamp,
}

/// Keeps the shift's cache and the server the same until the shift is over. After the cache was rebuilt another engine goes on, with
/// what is there then.
pub(crate) async fn run(
    desk: Weak<Inner>,
    shift: Arc<Shift>,
    mut api: ServerApi,
    mut orders: mpsc::UnboundedReceiver<Order>,
) {
    while let Some(latest) = run_engine(&desk, &shift, api, &mut orders).await {
        api = latest;
    }
}

/// What to connect with from now on, when the cache was rebuilt; `None` when the shift is over.
async fn run_engine(
    desk: &Weak<Inner>,
    shift: &Arc<Shift>,
    api: ServerApi,
    orders: &mut mpsc::UnboundedReceiver<Order>,
) -> Option<ServerApi> {
    let state = match local::state(&shift.cache) {
        Ok(state) => state,
        Err(error) => {
            shift.host.emit(UiEvent::Notice(error.into()));
            return cache_rebuilt(shift, orders).await.then_some(api);
        }
    };
    let mut seed = [0; 8];
    shift.host.fill_random(&mut seed);
    let (arrivals, mut inbox) = mpsc::unbounded_channel();
    let answers = arrivals.clone();
    let (cache, working) = local::worker(shift.cache.clone(), shift.host.clone(), move |outcome| {
        let _ = answers.send(Arrival::Cache(outcome));
    });
    let mut runner = Runner {
        desk: desk.clone(),
        api,
        engine: Engine::new(state, u64::from_le_bytes(seed)),
        began: Instant::now(),
        arrivals,
        cache,
        socket: None,
        shown: None,
        connection: 0,
        wake: None,
        seen_ms: Timestamp::default(),
        shift: shift.clone(),
    };
    runner.handle(Event::Start);
    runner.handle(Event::Presence(shift.agent_status()));
    loop {
        let wake = runner.wake;
        let timer = async move {
            match wake {
                Some(at) => tokio::time::sleep_until(at).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = shift.over.cancelled() => return None,
            Some(order) = orders.recv() => match order {
                Order::CacheRebuilt => break,
                order => runner.on_order(order),
            },
            Some(arrival) = inbox.recv() => runner.on_arrival(arrival),
            () = timer => {
                runner.wake = None;
                runner.handle(Event::Timer);
            }
        }
    }
    runner.disconnect();
    let Runner { api, cache, .. } = runner;
    drop(cache);
    // What this engine still asks of the cache must not fall among what the next one does. A panic there has been reported.
    let _ = working.await;
    Some(api)
}

/// Waits until the cache was rebuilt; `false` when the shift is over before that.
async fn cache_rebuilt(shift: &Shift, orders: &mut mpsc::UnboundedReceiver<Order>) -> bool {
    loop {
        tokio::select! {
            () = shift.over.cancelled() => return false,
            order = orders.recv() => match order {
                Some(Order::CacheRebuilt) => return true,
                Some(_) => {}
                None => return false,
            },
        }
    }
}

impl Runner {
    fn on_order(&mut self, order: Order) {
        match order {
            Order::LocalOps(next_counter) => self.handle(Event::LocalOps { next_counter }),
            Order::Presence(status) => self.handle(Event::Presence(status)),
            Order::Reports(reports) => self.handle(Event::Reports(reports)),
            Order::Chat(conversation, act) => self.handle(Event::Chat { conversation, act }),
            Order::SignedInAgain => self.handle(Event::Start),
            // Ends this engine's run.
            Order::CacheRebuilt => {}
            Order::Ask(question) => {
                let (shift, api) = (self.shift.clone(), self.api.clone());
                tokio::spawn(async move {
                    let Question { request, answer } = question;
                    // Who went away meanwhile needs no answer.
                    let _ = answer.send(ask(&shift, &api, &request).await);
                });
            }
            Order::CertificateTrusted(api) => {
                self.api = api;
                self.shift.link.lock().certificate_changed = false;
                self.handle(Event::TryNow);
            }
        }
    }

    fn on_arrival(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Socket(connection, _) if connection != self.connection => {}
            Arrival::Socket(_, Report::Event(event)) => {
                match &event {
                    Event::Received(down) => self.heard(down),
                    Event::Connected => self.shift.link.lock().certificate_changed = false,
                    Event::Disconnected { .. } => self.out_of_contact(),
                    _ => {}
                }
                self.handle(event);
            }
            Arrival::Socket(_, Report::Certificate) => {
                self.shift.link.lock().certificate_changed = true;
                self.shift.emit_sync();
            }
            Arrival::Cache(Ok(event)) => self.handle(event),
            Arrival::Cache(Err(error)) => {
                if matches!(error, CacheError::Full(_)) {
                    self.shift.host.emit(UiEvent::Notice(error.into()));
                }
                self.handle(Event::CacheFailed);
            }
            Arrival::Token(event) => self.handle(event),
            Arrival::Disabled => {
                self.handle(Event::TokenRefused);
                self.lock_out();
            }
        }
    }

    fn handle(&mut self, event: Event) {
        for instruction in self.engine.handle(event, self.moment()) {
            self.carry_out(instruction);
        }
    }

    fn carry_out(&mut self, instruction: Instruction) {
        match instruction {
            Instruction::Connect => self.connect(),
            Instruction::Disconnect => self.disconnect(),
            Instruction::Send(message) => {
                if let Some(socket) = &self.socket {
                    socket.send(message);
                }
            }
            Instruction::RefreshToken => self.refresh_token(),
            Instruction::Wake { at } => self.wake = at.map(|Moment(ms)| self.began + Duration::from_millis(ms)),
            Instruction::Status(status) => self.show(status),
            Instruction::Agent { status, taken, elsewhere } => {
                if let Some(desk) = self.desk.upgrade().map(Desk::from) {
                    desk.agent_heard(&self.shift, status, taken, elsewhere);
                }
            }
            Instruction::Chat { conversation, visitor } => {
                self.shift.host.emit(UiEvent::Chat { conversation, visitor });
            }
            Instruction::Live { user, status } => {
                self.shift.colleagues.lock().insert(user, status);
                self.shift.host.emit(UiEvent::Stale { tags: vec![Tag::Colleagues], customers: Vec::new() });
            }
            for_cache => {
                // The worker lives as long as this end of its queue.
                let _ = self.cache.send(for_cache);
            }
        }
    }

    fn connect(&mut self) {
        self.disconnect();
        let store = TokenStore::new(&self.shift.cache, self.shift.user.id);
        let token = store.session().ok().flatten().and_then(|session| session.access_token);
        let Some(token) = token else {
            // Signed in without the server: there is only a refresh token, or none. Told through the queue: the engine's other
            // instructions come first.
            let refused = Report::Event(Event::Disconnected { loss: Loss::Unauthorized });
            let _ = self.arrivals.send(Arrival::Socket(self.connection, refused));
            return;
        };
        self.shown = Some(token.clone());
        let connection = self.connection;
        let arrivals = self.arrivals.clone();
        let report = move |report| {
            let _ = arrivals.send(Arrival::Socket(connection, report));
        };
        self.socket = Some(Socket::connect(self.api.clone(), token, report));
    }

    fn disconnect(&mut self) {
        self.socket = None;
        self.connection += 1;
        self.out_of_contact();
    }

    /// Without a connection nobody knows what others do, nor what the person does at other desktops.
    fn out_of_contact(&self) {
        self.shift.agent.lock().out_of_contact();
        let known = std::mem::take(&mut *self.shift.colleagues.lock());
        if !known.is_empty() {
            self.shift.host.emit(UiEvent::Stale { tags: vec![Tag::Colleagues], customers: Vec::new() });
        }
    }

    fn refresh_token(&mut self) {
        let (shift, api, arrivals) = (self.shift.clone(), self.api.clone(), self.arrivals.clone());
        let refused = self.shown.take();
        tokio::spawn(async move {
            let arrival = match refresh(&shift, &api, refused.as_deref()).await {
                Ok(()) => Arrival::Token(Event::TokenRefreshed),
                Err(Some(ServerFault::Disabled)) => Arrival::Disabled,
                Err(Some(ServerFault::Credentials) | None) => Arrival::Token(Event::TokenRefused),
                Err(Some(error)) => {
                    tracing::info!(error = chain(&error), "no fresh token");
                    if matches!(error, ServerFault::Certificate { .. }) {
                        shift.link.lock().certificate_changed = true;
                        shift.emit_sync();
                    }
                    Arrival::Token(Event::TokenUnavailable)
                }
            };
            let _ = arrivals.send(arrival);
        });
    }

    fn show(&mut self, status: SyncStatus) {
        let link = status.link;
        let before = std::mem::replace(&mut self.shift.link.lock().sync, status).link;
        if link == Link::Online && before != Link::Online {
            self.shift.came_online.notify_one();
        }
        if link == Link::Online {
            self.shift.files_changed.notify_one();
        }
        self.shift.emit_sync();
        if matches!(link, Link::UserDisabled | Link::DeviceRevoked) {
            self.lock_out();
        }
    }

    /// The user may not work here any more: the local data is closed. Unsent work stays in it.
    fn lock_out(&self) {
        let Some(desk) = self.desk.upgrade().map(Desk::from) else { return };
        tokio::spawn(async move {
            if let Err(error) = desk.end_shift(true).await {
                tracing::error!(?error, "the session did not end as it should");
            }
            desk.emit_stale(vec![Tag::Session], Vec::new());
            desk.emit(UiEvent::Notice(CommandError::new(ErrorCode::UserDisabled)));
        });
    }

    fn heard(&mut self, down: &Down) {
        let now = self.shift.now();
        self.shift.link.lock().last_contact_ms = Some(now);
        let is_welcome = matches!(down, Down::Welcome { .. });
        if !is_welcome && now.since_ms(self.seen_ms) < SEEN_EVERY_MS {
            return;
        }
        self.seen_ms = now;
        let store = TokenStore::new(&self.shift.cache, self.shift.user.id);
        let kept = store.session().and_then(|session| match session {
            Some(session) => store.keep_session(&crate::session::KeptSession { seen_ms: now, ..session }),
            None => Ok(()),
        });
        if let Err(error) = kept {
            tracing::warn!(error = chain(&error), "the last contact is not written down");
        }
    }

    fn moment(&self) -> Moment {
        Moment(u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}

/// Asks with the access token that is there, once more with a fresh one when that holds no more.
async fn ask(shift: &Shift, api: &ServerApi, request: &Request) -> Result<Vec<u8>, Unanswered> {
    let store = TokenStore::new(&shift.cache, shift.user.id);
    let token = || store.session().ok().flatten().and_then(|session| session.access_token);
    let first = token();
    if let Some(token) = &first {
        match api.ask(token, request).await {
            Err(Unanswered::Token) => {}
            answer => return answer,
        }
    }
    refresh(shift, api, first.as_deref()).await.map_err(|_| Unanswered::Token)?;
    api.ask(&token().ok_or(Unanswered::Token)?, request).await
}

/// Exchanges the refresh token, unless somebody has while `refused` was on its way: a used one works no more, and ends everything that was
/// signed in with it. The new pair is written down before it is used. `Err(None)` without one.
async fn refresh(shift: &Shift, api: &ServerApi, refused: Option<&str>) -> Result<(), Option<ServerFault>> {
    let _alone = shift.refreshing.lock().await;
    let store = TokenStore::new(&shift.cache, shift.user.id);
    let kept = store.session().ok().flatten().ok_or(None)?;
    if refused.is_some() && kept.access_token.as_deref() != refused {
        return Ok(());
    }
    let token = kept.refresh_token.ok_or(None)?;
    let tokens = api.refresh(&token).await?;
    store.keep_tokens(&tokens, shift.now()).map_err(|error| {
        tracing::error!(error = chain(&error), "fresh tokens are not kept");
        None
    })
}
