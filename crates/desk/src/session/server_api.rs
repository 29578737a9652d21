//! The server over HTTP: sign-in ([`daehwa_protocol::auth`]), and what is asked in a user's name.

use std::{borrow::Cow, net::IpAddr, time::Duration};

use daehwa_domain::id::DeviceId;
use daehwa_protocol::auth::{ApiError, Refresh, SignIn, Tokens};
use reqwest::{Client, StatusCode, Url};
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use super::certificate::Tls;
use crate::{
    api::error::{CommandError, ErrorCode},
    fault::chain,
};

/// A server that does not let us connect by then is taken for down: the agent waits before the screen.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
/// A password check takes the server a moment on purpose; more than this is a failure.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(12);
/// A file of tens of megabytes over a slow line.
const FILE_TIMEOUT: Duration = Duration::from_secs(180);
/// An answer that is no file is not longer.
const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// Why the server did not sign us in.
#[derive(Debug, Error)]
pub(crate) enum ServerFault {
    /// Nothing answers, or not as our server would.
    #[error("the server can't be reached")]
    Unreachable(#[source] Option<reqwest::Error>),
    /// Nobody vouches for the certificate.
    #[error("the server's certificate is not known")]
    Certificate {
        /// Its SHA-256 fingerprint in hex.
        fingerprint: String,
    },
    /// User name, password or refresh token are not accepted.
    #[error("not accepted")]
    Credentials,
    /// The user or this device may not sign in.
    #[error("the user may not sign in")]
    Disabled,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// When to try again, in seconds.
        retry_after_s: Option<u32>,
    },
    /// Too many versions apart.
    #[error("another version is needed")]
    Version,
}

/// What goes with a question.
enum Body {
    /// Nothing: it only reads.
    None,
    Json(Value),
    /// The bytes of a file.
    File(Vec<u8>),
}

/// Something that is asked in a user's name.
pub(crate) struct Request {
    /// Below the server's address.
    pub path: Cow<'static, str>,
    /// What goes with it.
    body: Body,
    /// A longer answer is not taken.
    pub max_bytes: usize,
    /// For how long an answer is awaited.
    timeout: Duration,
}

impl Request {
    /// A question with an answer in JSON.
    pub fn json(path: &'static str, body: Option<Value>) -> Self {
        let body = body.map_or(Body::None, Body::Json);
        Self { path: path.into(), body, max_bytes: MAX_ANSWER_BYTES, timeout: ANSWER_TIMEOUT }
    }

    /// A file of at most so many bytes.
    pub fn file(path: String, max_bytes: usize) -> Self {
        Self { path: path.into(), body: Body::None, max_bytes, timeout: FILE_TIMEOUT }
    }

    /// A file for the server to keep.
    pub fn put(path: String, bytes: Vec<u8>) -> Self {
        Self { path: path.into(), body: Body::File(bytes), max_bytes: MAX_ANSWER_BYTES, timeout: FILE_TIMEOUT }
    }
}

/// Why a question in a user's name has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// Nothing answers, or not as our server would.
    Unreachable,
    /// The access token holds no more.
    Token,
    /// The user may not ask that.
    NotAllowed,
    /// It is not there any more.
    NotThere,
    /// The answer is longer than is taken.
    TooLarge,
}

impl From<Unanswered> for CommandError {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::Unreachable | Unanswered::Token => Self::new(ErrorCode::NeedsServer).passing(),
            Unanswered::NotAllowed => Self::new(ErrorCode::NotAllowed),
            Unanswered::NotThere => Self::new(ErrorCode::NotFound),
            Unanswered::TooLarge => Self::new(ErrorCode::TooLarge),
        }
    }
}

/// One server.
#[derive(Clone)]
pub(crate) struct ServerApi {
    base: Url,
    client: Client,
    /// How TLS is done towards it.
    pub tls: Tls,
}

impl ServerApi {
    /// Talks to the server at `url` (see [`server_url`]), trusting the certificate with the given fingerprint besides
    /// those of the system's authorities.
    pub fn new(url: &str, trusted: Option<String>) -> Result<Self, CommandError> {
        let failed = |error: &dyn std::error::Error| {
            tracing::error!(error = chain(error), "TLS");
            CommandError::new(ErrorCode::Internal)
        };
        let tls = Tls::new(trusted).map_err(|error| failed(&error))?;
        let client = Client::builder()
            .tls_backend_preconfigured((*tls.config).clone())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("Daehwa/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| failed(&error))?;
        let base = Url::parse(url).map_err(|_| CommandError::invalid("server_url"))?;
        Ok(Self { base, client, tls })
    }

    /// Signs in.
    pub async fn sign_in(&self, login: &str, password: &str, device: DeviceId) -> Result<Tokens, ServerFault> {
        let body = SignIn { login: login.to_owned(), password: password.to_owned(), device };
        self.post("api/v1/sign-in", &body).await
    }

    /// Exchanges a refresh token, which then is used up.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Tokens, ServerFault> {
        self.post("api/v1/refresh", &Refresh { refresh_token: refresh_token.to_owned() }).await
    }

    /// Ends the session at the server, if it can be reached.
    pub async fn sign_out(&self, refresh_token: &str) {
        let body = Refresh { refresh_token: refresh_token.to_owned() };
        let Ok(url) = self.base.join("api/v1/sign-out") else { return };
        if let Err(error) = self.client.post(url).json(&body).send().await {
            tracing::info!(error = chain(&error), "the server was not told of the sign-out");
        }
    }

    /// Asks in a user's name. Errors: [`Unanswered`].
    pub async fn ask(&self, access_token: &str, request: &Request) -> Result<Vec<u8>, Unanswered> {
        let path = request.path.as_ref();
        let url = self.base.join(path).map_err(|_| Unanswered::Unreachable)?;
        let asked = match &request.body {
            Body::None => self.client.get(url),
            Body::Json(body) => self.client.post(url).json(body),
            Body::File(bytes) => self.client.put(url).body(bytes.clone()),
        };
        let silent = |error: reqwest::Error| {
            tracing::info!(error = chain(&error), path, "the server does not answer");
            Unanswered::Unreachable
        };
        let mut answer = asked.timeout(request.timeout).bearer_auth(access_token).send().await.map_err(silent)?;
        match answer.status() {
            status if status.is_success() => {}
            StatusCode::UNAUTHORIZED => return Err(Unanswered::Token),
            StatusCode::FORBIDDEN => return Err(Unanswered::NotAllowed),
            StatusCode::NOT_FOUND => return Err(Unanswered::NotThere),
            status => {
                tracing::warn!(status = status.as_u16(), path, "the server refused");
                return Err(Unanswered::Unreachable);
            }
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(silent)? {
            if bytes.len() + part.len() > request.max_bytes {
                return Err(Unanswered::TooLarge);
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }

    /// Address of the sync socket.
    pub fn socket_url(&self) -> Option<Url> {
        let mut url = self.base.join("api/v1/sync").ok()?;
        let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
        url.set_scheme(scheme).ok()?;
        Some(url)
    }

    async fn post(&self, path: &str, body: &impl Serialize) -> Result<Tokens, ServerFault> {
        let url = self.base.join(path).map_err(|_| ServerFault::Unreachable(None))?;
        let answer = self.client.post(url).json(body).send().await.map_err(|error| self.no_answer(error))?;
        let status = answer.status();
        if status.is_success() {
            return answer.json().await.map_err(|error| ServerFault::Unreachable(Some(error)));
        }
        let fault: Option<ApiError> = answer.json().await.ok();
        let code = fault.as_ref().map(|fault| fault.code.as_str()).unwrap_or_default();
        tracing::info!(status = status.as_u16(), code, "the server refused");
        Err(match status {
            StatusCode::UNAUTHORIZED => ServerFault::Credentials,
            StatusCode::FORBIDDEN => ServerFault::Disabled,
            StatusCode::TOO_MANY_REQUESTS => {
                ServerFault::TooMany { retry_after_s: fault.and_then(|fault| fault.retry_after_s) }
            }
            StatusCode::UPGRADE_REQUIRED => ServerFault::Version,
            _ => ServerFault::Unreachable(None),
        })
    }

    fn no_answer(&self, error: reqwest::Error) -> ServerFault {
        match self.tls.take_refused() {
            Some(fingerprint) => ServerFault::Certificate { fingerprint },
            None => ServerFault::Unreachable(Some(error)),
        }
    }
}

impl From<ServerFault> for CommandError {
    fn from(fault: ServerFault) -> Self {
        match fault {
            ServerFault::Unreachable(_) => Self::new(ErrorCode::ServerUnreachable).passing(),
            ServerFault::Certificate { fingerprint } => Self::with(ErrorCode::UnknownCertificate, fingerprint),
            ServerFault::Credentials => Self::new(ErrorCode::WrongPassword),
            ServerFault::Disabled => Self::new(ErrorCode::UserDisabled),
            ServerFault::TooMany { retry_after_s } => Self {
                code: ErrorCode::TooManyAttempts,
                detail: retry_after_s.map(|seconds| seconds.to_string()),
                retry: true,
            },
            ServerFault::Version => Self::new(ErrorCode::VersionMismatch),
        }
    }
}

/// The server's address in its one written form: scheme, host and port. Without encryption only this machine itself is talked to.
pub(crate) fn server_url(text: &str) -> Result<String, CommandError> {
    let invalid = || CommandError::invalid("server_url");
    let text = text.trim();
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&text).map_err(|_| invalid())?;
    let is_plain_address =
        url.username().is_empty() && url.password().is_none() && url.path() == "/" && url.query().is_none();
    let is_loopback = || {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    match url.scheme() {
        "https" if is_plain_address => {}
        "http" if is_plain_address && is_loopback() => {}
        _ => return Err(invalid()),
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_written_form() {
        for text in ["https://Daehwa.Example.com", " daehwa.example.com/ ", "https://daehwa.example.com:443/"] {
            assert_eq!(server_url(text).unwrap(), "https://daehwa.example.com", "{text}");
        }
        assert_eq!(server_url("https://10.0.0.7:8443").unwrap(), "https://10.0.0.7:8443");
    }

    #[test]
    fn without_encryption_only_this_machine_is_talked_to() {
        for text in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80"] {
            assert!(server_url(text).is_ok(), "{text}");
        }
        for text in [
            "http://daehwa.example.com",
            "ftp://127.0.0.1",
            "",
            "https://u:p@host",
            "https://host/path",
            "http://10.0.0.1",
        ] {
            assert!(server_url(text).is_err(), "{text}");
        }
    }
}
