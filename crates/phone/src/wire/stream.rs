//! Messages that came over TCP and TLS, and the end of such connections.
//!
//! The stack cuts the stream into messages. Where it can't, because a length or a whole message is beyond reading, it closes
//! the connection: what follows has no beginning any more (RFC 3261 §18.3). What it could read is looked at here.

use std::sync::Arc;

use rsipstack::{
    transaction::endpoint::TransportEventInspector,
    transport::{SipConnection, TransportEvent, stream::StreamConnection},
};
use tokio::sync::Notify;

use super::{Screened, screen};

/// Answers malformed requests of streams, and tells when a connection was closed.
pub struct StreamWatch {
    closed: Arc<Notify>,
}

impl StreamWatch {
    /// Notifies `closed` at the end of each connection.
    pub fn new(closed: Arc<Notify>) -> Self {
        Self { closed }
    }
}

#[async_trait::async_trait]
impl TransportEventInspector for StreamWatch {
    async fn handle(&self, event: TransportEvent) -> Option<TransportEvent> {
        match &event {
            TransportEvent::Closed(_) => self.closed.notify_one(),
            TransportEvent::Incoming(message, connection, _) if is_stream(connection) => {
                match screen(&message.to_bytes()) {
                    Screened::Pass(_) => {}
                    Screened::Drop => return None,
                    Screened::Answer(answer) => {
                        // Whoever doesn't read its answers must not hold up everybody else.
                        tokio::spawn(send(connection.clone(), answer));
                        return None;
                    }
                }
            }
            TransportEvent::Incoming(..) | TransportEvent::New(_) => {}
        }
        Some(event)
    }
}

fn is_stream(connection: &SipConnection) -> bool {
    matches!(connection, SipConnection::Tcp(_) | SipConnection::Tls(_))
}

async fn send(connection: SipConnection, answer: Vec<u8>) {
    let sent = match &connection {
        SipConnection::Tcp(stream) => stream.send_raw(&answer).await,
        SipConnection::Tls(stream) => stream.send_raw(&answer).await,
        _ => Ok(()),
    };
    if let Err(error) = sent {
        tracing::debug!(%error, "a malformed request could not be answered");
    }
}
