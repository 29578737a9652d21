//! A desktop's end of the socket.

use std::{net::SocketAddr, time::Duration};

use daehwa_domain::{
    id::{DeviceId, OpId, UserId},
    record::{Edit, Record},
    time::Hlc,
};
use daehwa_protocol::{
    PROTOCOL_VERSION, SCHEMA_VERSION,
    auth::Tokens,
    frame,
    message::{Down, ScopeHead, Up},
    op::{Action, Op},
};
use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest, http::Response},
};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

pub struct Desktop {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    user: UserId,
    counter: u64,
}

/// Opens a socket; the refusal when there is one.
pub async fn open(server: SocketAddr, bearer: Option<&str>) -> Result<Desktop, Response<Option<Vec<u8>>>> {
    let mut request = format!("ws://{server}/api/v1/sync").into_client_request().unwrap();
    if let Some(token) = bearer {
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    match connect_async_with_config(request, None, true).await {
        Ok((socket, _)) => Ok(Desktop { socket, user: UserId(Uuid::nil()), counter: 0 }),
        Err(Error::Http(response)) => Err(*response),
        Err(error) => panic!("{error}"),
    }
}

impl Desktop {
    /// A desktop that said hello and was welcomed.
    pub async fn welcomed(server: SocketAddr, tokens: &Tokens, device: DeviceId) -> (Self, Vec<ScopeHead>) {
        let mut desktop = open(server, Some(&tokens.access_token)).await.unwrap();
        desktop.user = tokens.user.id;
        desktop.say(&Up::Hello { device, protocol: PROTOCOL_VERSION, schema: SCHEMA_VERSION }).await;
        match desktop.hear().await {
            Down::Welcome { scopes, .. } => (desktop, scopes),
            other => panic!("{other:?}"),
        }
    }

    pub async fn say(&mut self, up: &Up) {
        self.send(Message::Binary(frame::encode(up).unwrap().into())).await;
    }

    pub async fn send(&mut self, message: Message) {
        // The server may have closed already; what it said is read afterwards.
        let _ = self.socket.send(message).await;
    }

    pub async fn push(&mut self, record: Record) {
        let op = self.create(record);
        self.say(&Up::Push { ops: vec![op] }).await;
    }

    pub fn create(&mut self, record: Record) -> Op {
        self.op(Action::Edit { edit: Edit::Create(record) })
    }

    pub fn op(&mut self, action: Action) -> Op {
        self.counter += 1;
        Op {
            id: OpId(Uuid::now_v7()),
            counter: self.counter,
            hlc: Hlc { wall_ms: daehwa_server::clock::now().0, counter: self.counter as u32 },
            user: self.user,
            schema: SCHEMA_VERSION,
            action,
        }
    }

    /// The next message.
    pub async fn hear(&mut self) -> Down {
        loop {
            match self.next().await {
                Some(Message::Binary(bytes)) => return frame::decode(&bytes).unwrap(),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("closed: {other:?}"),
            }
        }
    }

    /// The next message that is not about agents.
    pub async fn hint(&mut self) -> Down {
        loop {
            let down = self.hear().await;
            if !matches!(down, Down::Live { .. } | Down::Agent { .. }) {
                return down;
            }
        }
    }

    /// The next message that is no hint.
    pub async fn answer(&mut self) -> Down {
        loop {
            let down = self.hear().await;
            if !matches!(down, Down::Behind { .. } | Down::Live { .. } | Down::Agent { .. }) {
                return down;
            }
        }
    }

    /// Waits until the server has closed; what it said before, and the code it closed with.
    pub async fn closed(&mut self) -> (Vec<Down>, Option<u16>) {
        let mut heard = Vec::new();
        loop {
            match self.next().await {
                Some(Message::Binary(bytes)) => heard.push(frame::decode(&bytes).unwrap()),
                Some(Message::Close(frame)) => return (heard, frame.map(|frame| frame.code.into())),
                Some(_) => {}
                None => return (heard, None),
            }
        }
    }

    async fn next(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.socket.next()).await.expect("the server says something in time")?.ok()
    }
}
