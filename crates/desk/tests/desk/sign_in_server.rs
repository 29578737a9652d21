//! A server that only signs in, and fails as the test says. What the real server answers is tested with the real one.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_server::tls_rustls::RustlsConfig;
use daehwa_domain::{
    customer::Language,
    id::{TeamId, TenantId, UserId},
    people::{Role, User},
};
use daehwa_protocol::auth::{ApiError, Refresh, SignIn, Tokens};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::bench::PASSWORD;

/// What the server says.
#[derive(Default)]
pub struct Says {
    /// Answered instead of judging the password.
    refusal: Mutex<Option<(StatusCode, &'static str)>>,
    /// The number of the pair of tokens that was given last.
    pair: AtomicU32,
    /// Its access token holds no more.
    ran_out: AtomicBool,
}

pub const USER: UserId = UserId(Uuid::from_u128(0x11));
/// Who signs in by this name is an administrator.
pub const ADMINISTRATOR: &str = "admin";
pub const TEAM: TeamId = TeamId(Uuid::from_u128(0x22));

/// The server; it is down once this is dropped.
pub struct SignInServer {
    pub url: String,
    /// SHA-256 of its certificate in hex, with TLS.
    pub fingerprint: Option<String>,
    pub says: Arc<Says>,
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
        let says = Arc::default();
        let router = router(&says);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url: format!("http://{address}"), fingerprint: None, says, task }
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
        let says = Arc::default();
        let router = router(&says);
        let server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(config))).unwrap();
        let task = tokio::spawn(async move { server.serve(router.into_make_service()).await.unwrap() });
        let url = format!("https://localhost:{}", address.port());
        Self { url, fingerprint: Some(fingerprint), says, task }
    }

    /// Takes the server down; its address stays.
    pub async fn stop(&mut self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    pub fn answer(&self, status: u16, code: &'static str) {
        *self.says.refusal.lock() = Some((StatusCode::from_u16(status).unwrap(), code));
    }

    /// The access token that was given last holds no more.
    pub fn run_out(&self) {
        self.says.ran_out.store(true, Ordering::SeqCst);
    }

    /// How many pairs of tokens were given since the sign-in.
    pub fn exchanges(&self) -> u32 {
        self.says.pair.load(Ordering::SeqCst)
    }
}

fn router(says: &Arc<Says>) -> Router {
    Router::new()
        .route("/api/v1/sign-in", post(sign_in))
        .route("/api/v1/refresh", post(refresh))
        .route("/api/v1/web/pages", get(nothing))
        .route("/api/v1/web/suggestions", get(nothing))
        .with_state(says.clone())
}

async fn sign_in(State(says): State<Arc<Says>>, Json(form): Json<SignIn>) -> Response {
    let wrong = (StatusCode::UNAUTHORIZED, "wrong_password");
    let judged = if form.password == PASSWORD { None } else { Some(wrong) };
    if let Some((status, code)) = says.refusal.lock().or(judged) {
        return refused(status, code);
    }
    Json(tokens(0, form.login)).into_response()
}

/// A refresh token works once.
async fn refresh(State(says): State<Arc<Says>>, Json(shown): Json<Refresh>) -> Response {
    let pair = says.pair.load(Ordering::SeqCst);
    if shown.refresh_token != format!("refresh {pair}") {
        return refused(StatusCode::UNAUTHORIZED, "sign_in");
    }
    says.pair.store(pair + 1, Ordering::SeqCst);
    says.ran_out.store(false, Ordering::SeqCst);
    Json(tokens(pair + 1, ADMINISTRATOR.to_owned())).into_response()
}

/// An empty list, for whom the access token that was given last lets in.
async fn nothing(State(says): State<Arc<Says>>, headers: HeaderMap) -> Response {
    let holds = format!("Bearer access {}", says.pair.load(Ordering::SeqCst));
    let shown = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    if says.ran_out.load(Ordering::SeqCst) || shown != Some(&holds) {
        return refused(StatusCode::UNAUTHORIZED, "sign_in");
    }
    Json(Vec::<u8>::new()).into_response()
}

fn refused(status: StatusCode, code: &str) -> Response {
    let error = ApiError { code: code.to_owned(), message: String::new(), retry_after_s: Some(7) };
    (status, Json(error)).into_response()
}

fn tokens(pair: u32, login: String) -> Tokens {
    let user = User {
        id: USER,
        role: if login == ADMINISTRATOR { Role::Administrator } else { Role::Agent },
        login,
        name: "김민서".to_owned(),
        teams: vec![TEAM],
        language: Language::Ko,
        disabled: false,
    };
    Tokens {
        access_token: format!("access {pair}"),
        expires_in_s: 900,
        refresh_token: format!("refresh {pair}"),
        tenant: TenantId(Uuid::from_u128(0x33)),
        user,
    }
}
