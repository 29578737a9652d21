//! The sync socket: a thin loop between a WebSocket, a [`Session`] and the hub.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code},
    },
    http::HeaderMap,
    response::Response,
};
use daehwa_protocol::{
    MAX_FRAME_BYTES,
    frame::{self, FrameError},
    message::{ChatAct, Down, Up},
};
use daehwa_store::Identity;
use thiserror::Error;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use crate::{
    api::{Fault, Server, bearer},
    clock,
    hub::{News, Seat},
    session::{Answer, Session, SessionError},
    token,
};

/// A desktop that says nothing for so long is asked; one that does not answer until the next time is gone.
const ASK_AFTER: Duration = Duration::from_secs(30);
/// The time for taking one frame.
const SEND_WITHIN: Duration = Duration::from_secs(30);
/// The first byte of a frame says how the rest is written.
const MAX_SOCKET_BYTES: usize = MAX_FRAME_BYTES + 1;

pub(crate) async fn sync(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Fault> {
    let upgrade = upgrade.map_err(|_| Fault::BadRequest)?;
    let shown = bearer(&headers).and_then(token::read).ok_or(Fault::SignIn)?;
    let identity = server.store.identify(shown.family, &shown.hash, clock::now()).await??;
    let upgrade = upgrade.max_message_size(MAX_SOCKET_BYTES).max_frame_size(MAX_SOCKET_BYTES);
    Ok(upgrade.on_upgrade(move |socket| connection(server, identity, socket)))
}

/// Why a connection ends.
#[derive(Debug, Error)]
enum End {
    /// The desktop went away, or said nothing any more.
    #[error("gone")]
    Gone,
    /// The server ends it: the desktop was told why, or connects again.
    #[error("ended")]
    Ended,
    #[error("not a message")]
    Frame(#[from] FrameError),
    #[error("the session ended")]
    Session(#[from] SessionError),
}

impl End {
    fn close(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::Gone | Self::Ended => (close_code::NORMAL, ""),
            Self::Frame(_) | Self::Session(SessionError::Protocol(_)) => (close_code::PROTOCOL, "not the protocol"),
            Self::Session(SessionError::Store(_)) => (close_code::AGAIN, "try again"),
        };
        CloseFrame { code, reason: reason.into() }
    }
}

async fn connection(server: Arc<Server>, identity: Identity, mut socket: WebSocket) {
    let (user, device) = (identity.user.id, identity.device);
    tracing::info!(%user, %device, "connected");
    // Joined before the session looks at anything: what is committed from here on is heard.
    let seat = server.hub.join(&identity);
    let session = Session::new(server.store.clone(), identity, server.settings.contact_ms);
    let end = Connection { server, session, seat, socket: &mut socket }.run().await;
    match &end {
        End::Gone | End::Ended => tracing::info!(%user, %device, "disconnected"),
        end => tracing::warn!(%user, %device, error = end as &dyn std::error::Error, "disconnected"),
    }
    // The desktop may be gone already.
    let _ = timeout(SEND_WITHIN, socket.send(Message::Close(Some(end.close())))).await;
}

struct Connection<'a> {
    server: Arc<Server>,
    session: Session,
    seat: Seat,
    socket: &'a mut WebSocket,
}

impl Connection<'_> {
    /// Runs until it can't go on.
    async fn run(mut self) -> End {
        match self.serve().await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn serve(&mut self) -> Result<Infallible, End> {
        let mut ask = interval_at(Instant::now() + ASK_AFTER, ASK_AFTER);
        ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard_since_asked = true;
        loop {
            tokio::select! {
                message = self.socket.recv() => {
                    heard_since_asked = true;
                    self.take(message.ok_or(End::Gone)?.map_err(|_| End::Gone)?).await?;
                }
                news = self.seat.next() => self.pass_on(news.ok_or(End::Ended)?).await?,
                _ = ask.tick() => {
                    if !heard_since_asked || self.session.is_silent() {
                        return Err(End::Gone);
                    }
                    heard_since_asked = false;
                    self.send_raw(Message::Ping(Vec::new().into())).await?;
                    self.look_again().await?;
                }
            }
        }
    }

    async fn take(&mut self, message: Message) -> Result<(), End> {
        match message {
            Message::Binary(bytes) => {
                let answer = self.session.handle(frame::decode::<Up>(&bytes)?, clock::now()).await?;
                self.carry_out(answer).await
            }
            Message::Text(_) => Err(FrameError::Unknown.into()),
            Message::Close(_) => Err(End::Gone),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        }
    }

    async fn carry_out(&mut self, answer: Answer) -> Result<(), End> {
        self.server.hub.grown(self.session.identity().tenant, &answer.grown);
        for down in &answer.down {
            self.send(down).await?;
        }
        if answer.close {
            return Err(End::Ended);
        }
        if let Some((conversation, act, ended_ms)) = answer.chat {
            let (rooms, seat) = (self.server.chats.rooms(), self.seat.number());
            match act {
                ChatAct::Watches => rooms.watch(conversation, seat, ended_ms),
                ChatAct::Leaves => rooms.unwatch(conversation, seat),
                ChatAct::Types => rooms.agent_types(conversation, &self.session.identity().user.name),
                ChatAct::Read { message } => rooms.agent_reads(conversation, message),
            }
        }
        if let Some(agent) = &answer.agent {
            self.seat.show(agent);
        }
        if answer.down.iter().any(|down| matches!(down, Down::Welcome { .. })) {
            for (user, status) in self.seat.welcomed() {
                self.send(&Down::Live { user, status }).await?;
            }
        }
        Ok(())
    }

    async fn pass_on(&mut self, news: News) -> Result<(), End> {
        match news {
            News::Grown(head) => match self.session.news(head) {
                Some(down) => self.send(&down).await,
                None => Ok(()),
            },
            News::Live(user, status) if self.session.is_welcome() => self.send(&Down::Live { user, status }).await,
            News::Live(..) => Ok(()),
            News::Standing => {
                let answer = self.session.standing(clock::now()).await?;
                self.carry_out(answer).await
            }
            News::Chat(conversation, visitor) if self.session.knows_chats() => {
                self.send(&Down::Chat { conversation, visitor }).await
            }
            News::Chat(..) => Ok(()),
            News::LookAgain => self.look_again().await,
        }
    }

    async fn look_again(&mut self) -> Result<(), End> {
        let answer = self.session.look_again().await?;
        self.carry_out(answer).await
    }

    async fn send(&mut self, down: &Down) -> Result<(), End> {
        let bytes = frame::encode(down)?;
        self.send_raw(Message::Binary(bytes.into())).await
    }

    async fn send_raw(&mut self, message: Message) -> Result<(), End> {
        match timeout(SEND_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}
