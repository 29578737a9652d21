//! Listening, and stopping in peace.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use daehwa_store::{Store, ledger::Retention};
use thiserror::Error;
use tokio::task::{JoinError, JoinHandle};

use crate::{
    api::{Server, routes},
    chat::ChatLimits,
    hub::Hub,
    password::PasswordError,
    session::CONTACT_MS,
    texts::Callers,
    watch::watch,
    web::WebLimits,
};

/// How long requests that run may take when the server stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// What an administrator may set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a person is in contact after a desktop was last heard, in milliseconds; offline after that.
    pub contact_ms: i64,
    /// How long what only desktops that were away need is kept.
    pub keep: Retention,
    /// How much web sites may send.
    pub web: WebLimits,
    /// How much visitors may chat.
    pub chat: ChatLimits,
    /// How long a visitor of a web site is remembered who does not come back, in milliseconds.
    pub keep_visitors_ms: i64,
    /// How long the daily counts of web sites are kept, and pages that no rule knows and nobody reads any more, in milliseconds.
    pub keep_counts_ms: i64,
    /// The providers that call this server with text messages and faxes.
    pub callers: Arc<Callers>,
}

/// A month: a desktop that was away for longer fills again.
const KEEP_LOG_MS: i64 = 30 * DAY_MS;
/// More than a year.
const KEEP_OPS_MS: i64 = 400 * DAY_MS;
/// Three months.
const KEEP_VISITORS_MS: i64 = 90 * DAY_MS;
/// A year can be held against the one before.
const KEEP_COUNTS_MS: i64 = 800 * DAY_MS;
/// A day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact_ms: CONTACT_MS,
            keep: Retention { log_ms: KEEP_LOG_MS, ops_ms: KEEP_OPS_MS },
            web: WebLimits::default(),
            chat: ChatLimits::default(),
            keep_visitors_ms: KEEP_VISITORS_MS,
            keep_counts_ms: KEEP_COUNTS_MS,
            callers: Arc::default(),
        }
    }
}

/// The server can't run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The listener failed.
    #[error("can't listen")]
    Listen(#[from] io::Error),
    /// Passwords can't be checked.
    #[error("can't check passwords")]
    Passwords(#[from] PasswordError),
    /// A task of the server failed.
    #[error("the server failed")]
    Task(#[from] JoinError),
}

/// A server that runs in this process. It goes on until [`Running::stop`], or until this is dropped.
pub struct Running {
    address: SocketAddr,
    hub: Arc<Hub>,
    handle: Handle<SocketAddr>,
    listening: JoinHandle<io::Result<()>>,
    watching: JoinHandle<()>,
    writing: JoinHandle<()>,
}

impl Running {
    /// Starts a server on a listener, over TLS when there is a certificate.
    pub fn start(
        listener: TcpListener,
        tls: Option<RustlsConfig>,
        store: Arc<dyn Store>,
        settings: Settings,
    ) -> Result<Self, ServeError> {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (server, writer) = Server::new(store.clone(), settings.clone())?;
        let server = Arc::new(server);
        let hub = server.hub.clone();
        let handle = Handle::new();
        let service = routes(server).into_make_service_with_connect_info::<SocketAddr>();
        // Small frames go out at once: gathered ones (Nagle) would arrive 40 ms later.
        let bound = axum_server::from_tcp(listener)?.handle(handle.clone());
        let listening = match tls {
            Some(tls) => {
                let bound = bound.acceptor(RustlsAcceptor::new(tls).acceptor(NoDelayAcceptor::new()));
                tokio::spawn(async move { bound.serve(service).await })
            }
            None => {
                let bound = bound.acceptor(NoDelayAcceptor::new());
                tokio::spawn(async move { bound.serve(service).await })
            }
        };
        let watching = tokio::spawn(watch(store, hub.clone(), settings));
        let writing = tokio::spawn(writer);
        Ok(Self { address, hub, handle, listening, watching, writing })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Who is connected.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Takes no more connections, ends the open ones, waits for what runs.
    pub async fn stop(mut self) -> Result<(), ServeError> {
        self.handle.graceful_shutdown(Some(STOP_WITHIN));
        self.hub.end_all();
        (&mut self.listening).await??;
        Ok(())
    }

    /// Waits until the listener fails.
    pub async fn failed(&mut self) -> ServeError {
        match (&mut self.listening).await {
            Ok(Ok(())) => ServeError::Listen(io::Error::other("the listener ended")),
            Ok(Err(error)) => error.into(),
            Err(error) => error.into(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.listening.abort();
        self.watching.abort();
        self.writing.abort();
        self.hub.end_all();
        self.handle.shutdown();
    }
}
