//! The WebSocket to the server.

use std::{sync::Arc, time::Duration};

use daehwa_protocol::{
    MAX_FRAME_BYTES, frame,
    message::{Down, Up},
};
use daehwa_sync::{Event, Loss};
use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::mpsc,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderValue, StatusCode, header},
        protocol::WebSocketConfig,
    },
};
use tokio_util::sync::CancellationToken;

use crate::{fault::chain, session::ServerApi};

/// Name look-up, TCP, TLS and WebSocket together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// A frame that the network does not take for so long went to nobody.
const SEND_TIMEOUT: Duration = Duration::from_secs(15);

/// One connection, from the attempt to its end. Dropping it ends it; nothing is reported of it afterwards.
pub(super) struct Socket {
    outgoing: mpsc::UnboundedSender<Up>,
    closed: CancellationToken,
}

/// What a connection reports.
pub(super) enum Report {
    /// Something for the engine.
    Event(Event),
    /// The server's certificate is not trusted.
    Certificate,
}

impl Socket {
    /// Begins to connect. `report` is called with [`Event::Connected`], then what is received, and last with
    /// [`Event::Disconnected`].
    pub fn connect(api: ServerApi, access_token: String, report: impl Fn(Report) + Send + Sync + 'static) -> Self {
        let (outgoing, queue) = mpsc::unbounded_channel();
        let closed = CancellationToken::new();
        let ends = closed.clone();
        tokio::spawn(async move {
            let report = Arc::new(report);
            tokio::select! {
                () = ends.cancelled() => {}
                loss = live(api, access_token, queue, report.clone()) => report(Report::Event(Event::Disconnected { loss })),
            }
        });
        Self { outgoing, closed }
    }

    /// Sends a message after those before it.
    pub fn send(&self, message: Up) {
        // A connection that has ended reports that by itself.
        let _ = self.outgoing.send(message);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}

async fn live(
    api: ServerApi,
    access_token: String,
    queue: mpsc::UnboundedReceiver<Up>,
    report: Arc<impl Fn(Report)>,
) -> Loss {
    match timeout(CONNECT_TIMEOUT, open(&api, &access_token)).await {
        Ok(Ok(socket)) => {
            report(Report::Event(Event::Connected));
            talk(socket, queue, &*report).await;
            Loss::Network
        }
        Ok(Err(error)) => {
            if api.tls.take_refused().is_some() {
                report(Report::Certificate);
            }
            tracing::info!(error = chain(&error), "no connection");
            loss(&error)
        }
        Err(_) => Loss::Network,
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn open(api: &ServerApi, access_token: &str) -> Result<WebSocketStream<Box<dyn Stream>>, Error> {
    let url = api.socket_url().ok_or_else(|| not_possible("address"))?;
    let host = url.host_str().ok_or_else(|| not_possible("host"))?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or_else(|| not_possible("port"))?;
    let mut request = url.as_str().into_client_request()?;
    let bearer = HeaderValue::from_str(&format!("Bearer {access_token}")).map_err(|_| not_possible("token"))?;
    request.headers_mut().insert(header::AUTHORIZATION, bearer);

    let tcp = TcpStream::connect((host.as_str(), port)).await?;
    tcp.set_nodelay(true)?;
    let stream: Box<dyn Stream> = match url.scheme() {
        "wss" => {
            let name = ServerName::try_from(host).map_err(|_| not_possible("host name"))?;
            Box::new(tokio_rustls::TlsConnector::from(api.tls.config.clone()).connect(name, tcp).await?)
        }
        _ => Box::new(tcp),
    };
    // One byte in front of a frame says how it is packed.
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_FRAME_BYTES + 1))
        .max_frame_size(Some(MAX_FRAME_BYTES + 1));
    Ok(client_async_with_config(request, stream, Some(config)).await?.0)
}

/// Carries messages both ways until either side ends it.
async fn talk(
    socket: WebSocketStream<Box<dyn Stream>>,
    mut queue: mpsc::UnboundedReceiver<Up>,
    report: &impl Fn(Report),
) {
    let (mut sink, mut stream) = socket.split();
    let receive = async {
        while let Some(message) = stream.next().await {
            match message {
                Ok(Message::Binary(bytes)) => match frame::decode::<Down>(&bytes) {
                    Ok(down) => report(Report::Event(Event::Received(down))),
                    Err(error) => {
                        tracing::warn!(error = chain(&error), "the server sent what is no message");
                        return;
                    }
                },
                Ok(Message::Close(_)) => return,
                Ok(_) => {}
                Err(error) => {
                    tracing::info!(error = chain(&error), "connection lost");
                    return;
                }
            }
        }
    };
    let send = async {
        while let Some(message) = queue.recv().await {
            let bytes = match frame::encode(&message) {
                Ok(bytes) => bytes,
                Err(error) => {
                    tracing::error!(error = chain(&error), "a message can't be sent");
                    return;
                }
            };
            match timeout(SEND_TIMEOUT, sink.send(Message::Binary(bytes.into()))).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::info!(error = chain(&error), "connection lost");
                    return;
                }
                Err(_) => return,
            }
        }
    };
    tokio::select! {
        () = receive => {}
        () = send => {}
    }
}

fn loss(error: &Error) -> Loss {
    let Error::Http(answer) = error else { return Loss::Network };
    match answer.status() {
        StatusCode::UNAUTHORIZED => Loss::Unauthorized,
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            let seconds =
                answer.headers().get(header::RETRY_AFTER).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
            Loss::Busy { retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1000)) }
        }
        _ => Loss::Network,
    }
}

fn not_possible(what: &str) -> Error {
    Error::Io(std::io::Error::new(std::io::ErrorKind::InvalidInput, what.to_owned()))
}
