//! A visitor's socket: what is written is taken in, what was committed is sent, in order and from where the widget left off.

use std::{convert::Infallible, future::pending, net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::{
        Query, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, header},
    response::Response,
};
use daehwa_domain::{
    address,
    conversation::{Mailbox, Standing, standing},
    customer::Language,
    id::ConversationId,
};
use daehwa_protocol::scope::Scope;
use daehwa_store::{
    StoreError,
    chat::{Chat, LineTaken, NewLine, SecretHash, Visitor},
    web::Site,
};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use super::{
    Chats,
    admission::Place,
    rooms::{About, Inside, Nudge},
    wire::{Hello, Line, MAX_LINE_BYTES, MAX_NAME_BYTES, MAX_SAID_BYTES, Refusal, Said, Secret, StateTold, Told},
};
use crate::{
    api::{Fault, From, Server},
    clock,
    web::sign,
};

/// The time for the first message.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// The time for taking one frame.
const SEND_WITHIN: Duration = Duration::from_secs(15);
/// How often it is looked whether somebody is there who could answer, and after two of them without a word whether the widget is.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A widget that says nothing for so long is asked; one that does not answer for as long again is gone.
const ASK_AFTER: Duration = Duration::from_secs(25);
/// Lines in one message.
const AT_ONCE: u32 = 100;
/// So often a line is taken again whose customer was moved just then.
const MAX_TRIES: u32 = 5;
/// A visitor is told of typing at most so often.
const TYPES_EVERY: Duration = Duration::from_secs(1);
/// Messages in a second: no widget has more to say, however much waited while it was away.
const MAX_A_SECOND: u32 = 100;
/// Where numbers without a country code are from.
const HOME_REGION: &str = "KR";

/// Close codes of our own (RFC 6455 §7.4.2): the widget does not come back by itself.
const CLOSED_FOR_GOOD: u16 = 4403;

#[derive(Deserialize)]
pub(super) struct Asked {
    site: String,
}

pub(super) async fn chat(
    State(server): State<Arc<Server>>,
    from: From,
    headers: HeaderMap,
    Query(Asked { site }): Query<Asked>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Fault> {
    let upgrade = upgrade.map_err(|_| Fault::BadRequest)?;
    let upgrade = upgrade.max_message_size(MAX_SAID_BYTES).max_frame_size(MAX_SAID_BYTES);
    let address = server.web.address(&from, &headers);
    let admitted = match server.chats.admission.enter(address) {
        Some(place) => server.chats.admitted(&server, &site, &headers).await?.map(|(site, ours)| (place, site, ours)),
        None => Err(Refusal::Busy),
    };
    // A browser tells a page nothing of an upgrade that was refused: so it is made, and closed with the reason.
    Ok(upgrade.on_upgrade(move |socket| async move {
        match admitted {
            Ok((place, site, mailbox)) => Connection::new(&server, address, site, mailbox, place, socket).run().await,
            Err(refusal) => refuse(socket, refusal).await,
        }
    }))
}

async fn refuse(mut socket: WebSocket, refusal: Refusal) {
    let code = if refusal == Refusal::Busy { axum::extract::ws::close_code::AGAIN } else { CLOSED_FOR_GOOD };
    let told = serde_json::to_string(&Told::refused(refusal)).unwrap_or_default();
    let close = CloseFrame { code, reason: "refused".into() };
    // Who went away already needs no reason.
    let _ = timeout(SEND_WITHIN, async {
        let _ = socket.send(Message::Text(told.into())).await;
        let _ = socket.send(Message::Close(Some(close))).await;
    })
    .await;
}

impl Chats {
    /// The site whose page asks and our mailbox for its chats, when the page may.
    pub(super) async fn admitted(
        &self,
        server: &Server,
        site: &str,
        headers: &HeaderMap,
    ) -> Result<Result<(Site, Mailbox), Refusal>, StoreError> {
        let sites = server.web.sites().await?;
        let Some(site) = sites.iter().find(|it| it.id == site) else { return Ok(Err(Refusal::NoChat)) };
        let origin = headers.get(header::ORIGIN).map(|it| it.as_bytes());
        if !site.origins.iter().any(|it| Some(it.as_bytes()) == origin) {
            return Ok(Err(Refusal::Origin));
        }
        let Some(id) = site.chat else { return Ok(Err(Refusal::NoChat)) };
        let centre = self.centre().await?;
        Ok(centre.mailbox(id).map(|it| (site.clone(), it.clone())).ok_or(Refusal::NoChat))
    }

    /// Takes a line in; why not, and when to try again.
    pub(super) async fn submit(&self, mut line: NewLine) -> Result<ConversationId, (Refusal, Option<u32>)> {
        let tenant = self.tenant().await.map_err(failed)?;
        let centre = self.centre().await.map_err(failed)?;
        line.judged = centre.judge(&line.text);
        for _ in 0..MAX_TRIES {
            match self
                .store
                .take_line(tenant, &line, &centre.book, clock::now(), &Uuid::now_v7)
                .await
                .map_err(failed)?
            {
                LineTaken::Filed { conversation, grown } => {
                    self.hub.grown(tenant, &grown);
                    return Ok(conversation);
                }
                LineTaken::Over => return Err((Refusal::Over, None)),
                LineTaken::Full => return Err((Refusal::Full, None)),
                LineTaken::Behind => {}
            }
        }
        Err((Refusal::Unavailable, Some(1)))
    }

    /// A site's chat as it stands.
    pub(super) async fn of(
        &self,
        site: &str,
        secret: &SecretHash,
        after: u64,
        limit: u32,
    ) -> Result<Option<Chat>, StoreError> {
        self.store.chat(self.tenant().await?, site, secret, after, limit).await
    }

    /// Counts a line; why not, and when to try again.
    pub(super) fn may_write(
        &self,
        secret: &SecretHash,
        address: IpAddr,
        begins: bool,
    ) -> Result<(), (Refusal, Option<u32>)> {
        let counted = self.admission.line(secret, address, begins, clock::now());
        counted.map_err(|retry_after_s| (Refusal::TooFast, Some(retry_after_s)))
    }

    /// Counts a file of so many bytes; why not, and when to try again.
    pub(super) fn may_send(
        &self,
        secret: &SecretHash,
        address: IpAddr,
        bytes: usize,
    ) -> Result<(), (Refusal, Option<u32>)> {
        self.may_write(secret, address, false)?;
        let counted = self.admission.file(address, bytes, clock::now());
        counted.map_err(|retry_after_s| (Refusal::TooFast, Some(retry_after_s)))
    }
}

fn failed(error: StoreError) -> (Refusal, Option<u32>) {
    tracing::error!(error = &error as &dyn std::error::Error, "a chat's line could not be stored");
    (Refusal::Unavailable, Some(2))
}

/// Why a connection ends.
enum End {
    Gone,
    /// Nothing more is to be said here.
    Over,
    Failed(StoreError),
}

impl std::convert::From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

struct Connection<'a> {
    chats: &'a Chats,
    address: IpAddr,
    site: Site,
    mailbox: Mailbox,
    _place: Place,
    socket: WebSocket,
    hash: SecretHash,
    browser: Option<Uuid>,
    language: Language,
    /// The last line that the widget has.
    after: u64,
    inside: Option<(About, Inside)>,
    state: Option<StateTold>,
    typed: Option<Instant>,
}

impl<'a> Connection<'a> {
    fn new(server: &'a Server, address: IpAddr, site: Site, mailbox: Mailbox, place: Place, socket: WebSocket) -> Self {
        let (hash, browser, language) = (SecretHash::default(), None, Language::default());
        let (inside, state, typed) = (None, None, None);
        let chats = &server.chats;
        Self {
            chats,
            address,
            site,
            mailbox,
            _place: place,
            socket,
            hash,
            browser,
            language,
            after: 0,
            inside,
            state,
            typed,
        }
    }

    async fn run(mut self) {
        let end = match self.serve().await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        let code = match end {
            End::Gone => return,
            End::Over => CLOSED_FOR_GOOD,
            End::Failed(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a chat's connection failed");
                axum::extract::ws::close_code::ERROR
            }
        };
        let close = Message::Close(Some(CloseFrame { code, reason: "".into() }));
        // The visitor may be gone already.
        let _ = timeout(SEND_WITHIN, self.socket.send(close)).await;
    }

    async fn serve(&mut self) -> Result<Infallible, End> {
        match timeout(HELLO_WITHIN, self.hear()).await.map_err(|_| End::Gone)?? {
            Some(Said::Hello(hello)) => self.greet(hello).await?,
            _ => return Err(End::Over),
        }
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let mut asked = false;
        let mut second = (Instant::now(), 0);
        loop {
            let nudge = async {
                match &mut self.inside {
                    Some((_, inside)) => inside.nudges.recv().await,
                    None => pending().await,
                }
            };
            tokio::select! {
                message = self.socket.recv() => {
                    (heard, asked) = (Instant::now(), false);
                    let message = message.ok_or(End::Gone)?.map_err(|_| End::Gone)?;
                    if second.0.elapsed() >= Duration::from_secs(1) {
                        second = (heard, 0);
                    }
                    second.1 += 1;
                    if second.1 > MAX_A_SECOND {
                        return Err(End::Over);
                    }
                    if let Some(said) = read(message)? {
                        self.take(said).await?;
                    }
                }
                nudge = nudge => self.nudged(nudge.ok_or(End::Gone)?).await?,
                _ = looks.tick() => {
                    if heard.elapsed() > 2 * ASK_AFTER {
                        return Err(End::Gone);
                    }
                    if heard.elapsed() > ASK_AFTER && !asked {
                        asked = true;
                        self.send(Message::Ping(Vec::new().into())).await?;
                    }
                    self.tell_state(None).await?;
                }
            }
        }
    }

    /// The next message; `None` for what is none.
    async fn hear(&mut self) -> Result<Option<Said>, End> {
        read(self.socket.recv().await.ok_or(End::Gone)?.map_err(|_| End::Gone)?)
    }

    async fn greet(&mut self, hello: Hello) -> Result<(), End> {
        let secret = hello.secret.as_deref().and_then(Secret::read).unwrap_or_else(Secret::fresh);
        self.hash = secret.hash();
        self.browser = hello.visitor.as_deref().and_then(|it| sign::read_visitor(&self.site, it));
        self.language = hello.language;
        self.after = hello.after;
        self.tell(&Told::welcome(&secret, &self.mailbox)).await?;
        self.enter().await?;
        self.look().await
    }

    async fn take(&mut self, said: Said) -> Result<(), End> {
        let conversation = self.inside.as_ref().map(|(about, _)| about.conversation);
        match (said, conversation) {
            (Said::Hello(_), _) => return Err(End::Over),
            (Said::Line(line), _) => return self.line(line).await,
            (Said::Types {}, Some(conversation)) => {
                if self.typed.is_none_or(|it| it.elapsed() >= TYPES_EVERY) {
                    self.typed = Some(Instant::now());
                    self.chats.rooms.types(conversation);
                }
            }
            (Said::Read { message }, Some(conversation)) => self.chats.rooms.reads(conversation, message),
            (Said::End {}, Some(conversation)) => {
                let now = clock::now();
                if self.chats.store.end_chat(self.chats.tenant().await?, &self.hash, now).await? {
                    self.chats.rooms.ends(conversation, now);
                }
                self.look().await?;
            }
            (Said::Types {} | Said::Read { .. } | Said::End {}, None) => {}
        }
        Ok(())
    }

    async fn line(&mut self, line: Line) -> Result<(), End> {
        let id = line.id;
        let taken = match self.checked(line) {
            Ok(line) => self.chats.submit(line).await,
            Err(refusal) => Err(refusal),
        };
        match taken {
            Ok(conversation) => {
                self.chats.rooms.wrote(conversation);
                self.typed = None;
                if self.inside.is_none() {
                    self.enter().await?;
                }
                self.look().await
            }
            Err((code, retry_after_s)) => self.tell(&Told::Refused { line: Some(id), code, retry_after_s }).await,
        }
    }

    /// A line that may be taken in.
    fn checked(&self, line: Line) -> Result<NewLine, (Refusal, Option<u32>)> {
        let begins = self.inside.is_none();
        let text = line.text.trim();
        if text.is_empty() || text.len() > MAX_LINE_BYTES {
            return Err((Refusal::Length, None));
        }
        self.chats.may_write(&self.hash, self.address, begins)?;
        let contact = |given: Option<String>, key: fn(&str) -> Option<String>| match given {
            Some(given) if !given.trim().is_empty() => {
                let key = key(&given).ok_or((Refusal::Contact, None))?;
                Ok(Some((given.trim().to_owned(), key)))
            }
            _ => Ok(None),
        };
        let email = contact(line.email, address::of_email)?;
        let number = contact(line.number, |it| address::of_number(it, HOME_REGION))?;
        if begins && email.is_none() && number.is_none() && !self.available() {
            return Err((Refusal::ContactNeeded, None));
        }
        let name = line.name.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        let name = name.map(|it| it[..it.floor_char_boundary(MAX_NAME_BYTES)].to_owned());
        let visitor = Visitor { name, email, number, browser: self.browser, language: self.language };
        Ok(self.new_line(line.id, text.to_owned(), visitor))
    }

    fn new_line(&self, client: Uuid, text: String, visitor: Visitor) -> NewLine {
        let (site, mailbox, secret) = (self.site.id.clone(), self.mailbox.clone(), self.hash);
        NewLine { site, mailbox, secret, client, text, file: None, visitor, judged: None }
    }

    async fn nudged(&mut self, first: Nudge) -> Result<(), End> {
        let mut looks = false;
        let mut next = Some(first);
        while let Some(nudge) = next {
            match nudge {
                Nudge::Look => looks = true,
                Nudge::Place(place) => self.tell_state(Some(place)).await?,
                Nudge::Types(name) => self.tell(&Told::Types { name }).await?,
                Nudge::Read(message) => self.tell(&Told::Read { message }).await?,
            }
            next = self.inside.as_mut().and_then(|(_, inside)| inside.nudges.try_recv().ok());
        }
        if looks { self.look().await } else { Ok(()) }
    }

    /// Takes the place in the chat's room, when there is a chat: from then on everything that is committed is heard.
    async fn enter(&mut self) -> Result<(), End> {
        let Some(chat) = self.chats.of(&self.site.id, &self.hash, 0, 0).await? else { return Ok(()) };
        let about = about(&chat);
        let tenant = self.chats.tenant().await?;
        let heads = self.chats.store.heads(tenant, &[Scope::Team(about.team)]).await?;
        let inside = self.chats.rooms.enter(about, heads.first().map_or(0, |it| it.head));
        self.inside = Some((about, inside));
        Ok(())
    }

    /// Sends what the widget has not seen, and how the chat stands.
    async fn look(&mut self) -> Result<(), End> {
        loop {
            let Some(chat) = self.chats.of(&self.site.id, &self.hash, self.after, AT_ONCE).await? else {
                // Before the first line; or its customer was erased.
                return if self.inside.is_some() { Err(End::Over) } else { self.tell_state(None).await };
            };
            let now = about(&chat);
            if let Some((known, _)) = &mut self.inside {
                if known.team != now.team {
                    self.enter().await?;
                    continue;
                }
                if *known != now {
                    *known = now;
                    self.chats.rooms.is_now(now);
                }
            }
            let done = standing(chat.conversation.state, chat.lines, clock::now()) == Standing::Done;
            let state = StateTold {
                available: self.available(),
                begun: true,
                holder: chat.holder.clone(),
                place: now.waits.then(|| self.chats.rooms.place(now.conversation)).flatten(),
                done,
                ended: chat.ended_ms.is_some(),
            };
            let more = chat.news.len() >= AT_ONCE as usize;
            if let Some(last) = chat.news.last() {
                self.after = last.seq;
                self.tell(&Told::lines(chat)).await?;
            }
            if more {
                continue;
            }
            return self.put_state(state).await;
        }
    }

    fn available(&self) -> bool {
        self.chats.hub.takes_chats(self.mailbox.team)
    }

    /// Tells how the chat stands where that is another than was told; `place`: as it is now, where that is known.
    async fn tell_state(&mut self, place: Option<Option<u32>>) -> Result<(), End> {
        let mut state = self.state.clone().unwrap_or_default();
        state.available = self.available();
        state.place = place.unwrap_or(state.place);
        self.put_state(state).await
    }

    async fn put_state(&mut self, state: StateTold) -> Result<(), End> {
        if self.state.as_ref() == Some(&state) {
            return Ok(());
        }
        self.state = Some(state.clone());
        self.tell(&Told::State(state)).await
    }

    async fn tell(&mut self, told: &Told) -> Result<(), End> {
        let text = serde_json::to_string(told).map_err(|_| End::Over)?;
        self.send(Message::Text(text.into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        match timeout(SEND_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// What the widget said; `None` for what says nothing.
fn read(message: Message) -> Result<Option<Said>, End> {
    match message {
        Message::Text(text) => Ok(Some(serde_json::from_str(text.as_str()).map_err(|_| End::Over)?)),
        Message::Binary(_) => Err(End::Over),
        Message::Close(_) => Err(End::Gone),
        Message::Ping(_) | Message::Pong(_) => Ok(None),
    }
}

fn about(chat: &Chat) -> About {
    let it = &chat.conversation;
    let done = standing(it.state, chat.lines, clock::now()) == Standing::Done;
    About {
        conversation: it.id,
        customer: it.customer,
        team: chat.team,
        mailbox: it.mailbox,
        created_ms: it.created_ms,
        waits: it.taken.is_none() && !done && chat.ended_ms.is_none(),
    }
}
