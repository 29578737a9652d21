//! The HTTP API: routes, what they share, and how they refuse.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use daehwa_domain::people::Role;
use daehwa_protocol::{PROTOCOL_VERSION, auth::ApiError};
use daehwa_store::{Identity, Store, StoreError, accounts::NotIdentified};
use serde::Serialize;

use crate::{
    attempts::Attempts,
    audit,
    chat::{self, Chats},
    clock,
    hub::Hub,
    mail,
    password::{PasswordError, Passwords},
    serve::Settings,
    sign_in, socket, texts, token, topic_model,
    web::{self, Web},
};

/// The largest body of a request: sign-ins are the largest.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// What all requests share.
pub struct Server {
    /// The data.
    pub store: Arc<dyn Store>,
    /// Who is connected.
    pub hub: Arc<Hub>,
    pub(crate) settings: Settings,
    pub(crate) attempts: Attempts,
    pub(crate) passwords: Passwords,
    pub(crate) web: Web,
    pub(crate) chats: Chats,
}

impl Server {
    /// A server over a store, and what is to be run beside it: the writer of what web sites tell, and the relay of chats.
    pub fn new(
        store: Arc<dyn Store>,
        settings: Settings,
    ) -> Result<(Self, impl Future<Output = ()> + Send + 'static), PasswordError> {
        let hub: Arc<Hub> = Arc::default();
        let (web, writer) = Web::new(store.clone(), hub.clone(), settings.web);
        let (chats, relay) = Chats::new(store.clone(), hub.clone(), settings.chat);
        let (attempts, passwords) = (Attempts::default(), Passwords::new()?);
        let beside = async {
            tokio::join!(writer, relay);
        };
        Ok((Self { store, hub, settings, attempts, passwords, web, chats }, beside))
    }
}

/// All routes.
pub fn routes(server: Arc<Server>) -> Router {
    Router::new()
        .route("/api/v1/health", get(health))
        .route("/api/v1/sign-in", post(sign_in::sign_in))
        .route("/api/v1/refresh", post(sign_in::refresh))
        .route("/api/v1/sign-out", post(sign_in::sign_out))
        .route("/api/v1/sync", get(socket::sync))
        .route("/api/v1/audit", get(audit::rows))
        .route("/api/v1/topic-model", get(topic_model::version))
        .route("/api/v1/topic-model/file", get(topic_model::file))
        .fallback(|| async { Fault::NoSuchRoute })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .merge(web::routes())
        .merge(mail::files::routes())
        .merge(mail::senders::routes())
        .merge(chat::routes())
        .merge(texts::routes())
        .with_state(server)
}

/// Answer of `GET /api/v1/health`.
#[derive(Serialize)]
struct Health {
    /// Always true: a server that can't reach its data answers 503 instead.
    ok: bool,
    /// The server's version.
    version: &'static str,
    /// The newest protocol that it speaks.
    protocol: u16,
    /// The server's clock, in milliseconds since 1970 in UTC.
    server_time_ms: i64,
}

async fn health(State(server): State<Arc<Server>>) -> Result<Json<Health>, Fault> {
    server.store.all_heads().await?;
    Ok(Json(Health {
        ok: true,
        version: env!("CARGO_PKG_VERSION"),
        protocol: PROTOCOL_VERSION,
        server_time_ms: clock::now().0,
    }))
}

/// Who asks, by network address.
pub(crate) struct From(pub SocketAddr);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let ConnectInfo(address) =
            ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await.map_err(|_| Fault::Unavailable)?;
        Ok(Self(address))
    }
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Who asks, by the bearer token.
pub(crate) async fn who(server: &Server, headers: &HeaderMap) -> Result<Identity, Fault> {
    let shown = bearer(headers).and_then(token::read).ok_or(Fault::SignIn)?;
    Ok(server.store.identify(shown.family, &shown.hash, clock::now()).await??)
}

/// Who asks, when that is an administrator.
pub(crate) async fn administrator(server: &Server, headers: &HeaderMap) -> Result<Identity, Fault> {
    let identity = who(server, headers).await?;
    if identity.user.role == Role::Administrator { Ok(identity) } else { Err(Fault::NotAllowed) }
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    BadRequest,
    WrongPassword,
    SignIn,
    TokenReused,
    Disabled,
    DeviceRevoked,
    TooManyAttempts { retry_after_s: u32 },
    NotAllowed,
    NotThere,
    NoSuchRoute,
    Unavailable,
}

impl std::convert::From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "storage failed");
        Self::Unavailable
    }
}

impl std::convert::From<NotIdentified> for Fault {
    fn from(why: NotIdentified) -> Self {
        match why {
            NotIdentified::SignIn => Self::SignIn,
            NotIdentified::Disabled => Self::Disabled,
            NotIdentified::DeviceRevoked => Self::DeviceRevoked,
        }
    }
}

impl Fault {
    /// How it is named in the answer.
    pub fn code(self) -> &'static str {
        self.parts().1
    }

    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "the body is not what this address takes"),
            Self::WrongPassword => (StatusCode::UNAUTHORIZED, "wrong_password", "no such user, or another password"),
            Self::SignIn => (StatusCode::UNAUTHORIZED, "sign_in", "the token is missing, wrong or expired"),
            Self::TokenReused => (
                StatusCode::UNAUTHORIZED,
                "token_reused",
                "the refresh token was used before; everything signed in with it is signed out",
            ),
            Self::Disabled => (StatusCode::FORBIDDEN, "disabled", "the user may not sign in any more"),
            Self::DeviceRevoked => (StatusCode::FORBIDDEN, "device_revoked", "this device was revoked"),
            Self::TooManyAttempts { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", "too many failed sign-ins; wait")
            }
            Self::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed", "this is for supervisors or administrators"),
            Self::NotThere => (StatusCode::NOT_FOUND, "not_there", "it is not there any more"),
            Self::NoSuchRoute => (StatusCode::NOT_FOUND, "no_such_address", "nothing is at this address"),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the server can't answer now; try again")
            }
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let retry_after_s = match self {
            Self::TooManyAttempts { retry_after_s } => Some(retry_after_s),
            Self::Unavailable => Some(1),
            _ => None,
        };
        refusal(status, code, message, retry_after_s)
    }
}

/// The answer to a request that is refused.
pub(crate) fn refusal(status: StatusCode, code: &str, message: &str, retry_after_s: Option<u32>) -> Response {
    let body = Json(ApiError { code: code.to_owned(), message: message.to_owned(), retry_after_s });
    let mut response = (status, body).into_response();
    if let Some(seconds) = retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
