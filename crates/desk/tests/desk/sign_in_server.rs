//! A server that only signs in, and fails as the test says. What the real server answers is tested with the real one.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use axum_server::tls_rustls::RustlsConfig;
use daehwa_domain::{
    customer::Language,
    id::{TeamId, TenantId, UserId},
    people::{Role, User},
};
use daehwa_protocol::auth::{ApiError, SignIn, Tokens};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::bench::PASSWORD;

type Answers = Arc<Mutex<Option<(StatusCode, &'static str)>>>;

pub const USER: UserId = UserId(Uuid::from_u128(0x11));
pub const TEAM: TeamId = TeamId(Uuid::from_u128(0x22));

/// The server; it is down once this is dropped.
pub struct SignInServer {
    pub url: String,
    /// SHA-256 of its certificate in hex, with TLS.
    pub fingerprint: Option<String>,
    /// Answered instead of judging the password.
    pub answers: Answers,
    task: JoinHandle<()>,
}

impl Drop for SignInServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SignInServer {
    /// Without encryption, on this machine.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::default();
        let router = router(&answers);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url: format!("http://{address}"), fingerprint: None, answers, task }
    }

    /// With a certificate that nobody vouches for.
    pub async fn start_self_signed() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der().to_vec();
        let digest = Sha256::digest(&certificate);
        let fingerprint = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let key = made.signing_key.serialize_der();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], rustls::pki_types::PrivateKeyDer::try_from(key).unwrap())
            .unwrap();
        let listener = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::default();
        let router = router(&answers);
        let server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(config))).unwrap();
        let task = tokio::spawn(async move { server.serve(router.into_make_service()).await.unwrap() });
        let url = format!("https://localhost:{}", address.port());
        Self { url, fingerprint: Some(fingerprint), answers, task }
    }

    /// Takes the server down; its address stays.
    pub async fn stop(&mut self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    pub fn answer(&self, status: u16, code: &'static str) {
        *self.answers.lock() = Some((StatusCode::from_u16(status).unwrap(), code));
    }
}

fn router(answers: &Answers) -> Router {
    Router::new().route("/api/v1/sign-in", post(sign_in)).with_state(answers.clone())
}

async fn sign_in(State(answers): State<Answers>, Json(form): Json<SignIn>) -> Response {
    let wrong = (StatusCode::UNAUTHORIZED, "wrong_password");
    let judged = if form.password == PASSWORD { None } else { Some(wrong) };
    if let Some((status, code)) = answers.lock().or(judged) {
        let error = ApiError { code: code.to_owned(), message: String::new(), retry_after_s: Some(7) };
        return (status, Json(error)).into_response();
    }
    let user = User {
        id: USER,
        login: form.login,
        name: "김민서".to_owned(),
        role: Role::Agent,
        teams: vec![TEAM],
        language: Language::Ko,
        disabled: false,
    };
    let tokens = Tokens {
        access_token: "access".to_owned(),
        expires_in_s: 900,
        refresh_token: "refresh".to_owned(),
        tenant: TenantId(Uuid::from_u128(0x33)),
        user,
    };
    Json(tokens).into_response()
}
