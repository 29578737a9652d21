//! The desk over loopback HTTP: `POST /api/{command}` with JSON in and out, `GET /api/events` as server-sent events, the UI's files.

use std::{convert::Infallible, io::Write, net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Redirect, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::{get, post},
};
use daehwa_desk::{
    Desk, DeskConfig, StartConfig,
    api::{
        error::{CommandError, ErrorCode},
        event::UiEvent,
    },
    commands::Tag,
    host::Host,
    telephone,
};
use futures_util::{Stream, stream};
use serde::Deserialize;
use serde_json::Value;
use tokio::{net::TcpListener, sync::broadcast};
use tower_http::services::{ServeDir, ServeFile};

use crate::{door::Door, host::DevHost};

/// A file of 25 MiB, in base64.
const MAX_BODY_BYTES: usize = 40 * 1024 * 1024;

/// How to serve.
pub struct Options {
    /// Where; port 0 for a free one.
    pub listen: SocketAddr,
    /// Where the desktop's data lies.
    pub data_dir: PathBuf,
    /// The UI's built files.
    pub ui_dir: PathBuf,
    /// How the desktop is set up at the start.
    pub start: Option<StartConfig>,
}

struct House {
    desk: Desk,
    host: Arc<DevHost>,
    door: Door,
}

/// Serves until the process is asked to end.
pub async fn run(options: Options) -> anyhow::Result<()> {
    if !options.listen.ip().is_loopback() {
        bail!("{} is not an address of this machine alone", options.listen);
    }
    let host = Arc::new(DevHost::new(&options.data_dir)?);
    let desk = start_desk(&host, options.data_dir)?;
    let listener = TcpListener::bind(options.listen).await.context("can't listen")?;
    let address = listener.local_addr()?;
    let house = Arc::new(House { desk: desk.clone(), host, door: Door::new(address.port()) });
    announce(address, house.door.token())?;
    if let Some(start) = options.start {
        let desk = desk.clone();
        tokio::spawn(async move {
            if let Err(error) = desk.start_with(start).await {
                tracing::error!(?error, "the desktop is not set up as its file says");
            }
        });
    }
    axum::serve(listener, router(house, options.ui_dir)).with_graceful_shutdown(asked_to_end()).await?;
    desk.shutdown().await;
    Ok(())
}

fn start_desk(host: &Arc<DevHost>, data_dir: PathBuf) -> anyhow::Result<Desk> {
    let host: Arc<dyn Host> = host.clone();
    let failed = |error| anyhow::anyhow!("the desk does not start: {error:?}");
    let (telephone, phone_events) = telephone::sip_phone(&host).map_err(failed)?;
    Desk::start(host, telephone, phone_events, DeskConfig { data_dir }).map_err(failed)
}

/// One line of JSON on standard output, for whoever started this.
fn announce(address: SocketAddr, token: &str) -> anyhow::Result<()> {
    let line = serde_json::json!({ "url": format!("http://{address}"), "token": token });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn router(house: Arc<House>, ui_dir: PathBuf) -> Router {
    let page = ServeDir::new(&ui_dir).fallback(ServeFile::new(ui_dir.join("index.html")));
    let api = Router::new()
        .route("/events", get(events))
        .route("/{command}", post(command))
        .route_layer(middleware::from_fn_with_state(house.clone(), with_token));
    Router::new()
        .route("/api/enter", get(enter))
        .nest("/api", api)
        .fallback_service(page)
        .layer(middleware::from_fn_with_state(house.clone(), to_us))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(house)
}

#[derive(Deserialize)]
struct Entry {
    token: String,
}

/// Lets a browser in that has the token, and shows the page.
async fn enter(State(house): State<Arc<House>>, Query(entry): Query<Entry>) -> Response {
    match house.door.cookie().filter(|_| house.door.is_token(&entry.token)) {
        Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// Refuses what is not addressed to us; `/?token=…` is the same as `/api/enter?token=…`.
async fn to_us(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    if !house.door.is_addressed_to_us(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let query = request.uri().query().unwrap_or_default();
    if request.uri().path() == "/" && query.starts_with("token=") {
        return Redirect::to(&format!("/api/enter?{query}")).into_response();
    }
    next.run(request).await
}

async fn with_token(State(house): State<Arc<House>>, headers: HeaderMap, request: Request, next: Next) -> Response {
    match house.door.lets_in(&headers) {
        true => next.run(request).await,
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn command(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    Json(input): Json<Value>,
) -> Result<Json<Value>, Failure> {
    Ok(Json(house.desk.dispatch(&name, input).await?))
}

/// A command's error as an HTTP answer.
struct Failure(CommandError);

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.0.code {
            ErrorCode::NotSignedIn | ErrorCode::WrongPassword => StatusCode::UNAUTHORIZED,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(self.0)).into_response()
    }
}

async fn events(State(house): State<Arc<House>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = stream::unfold(house.host.subscribe(), |mut receiver| async move {
        let event = match receiver.recv().await {
            Ok(event) => event,
            Err(broadcast::error::RecvError::Lagged(_)) => everything_is_stale(),
            Err(broadcast::error::RecvError::Closed) => return None,
        };
        let message = Event::default().json_data(&event).unwrap_or_default();
        Some((Ok(message), receiver))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

fn everything_is_stale() -> UiEvent {
    let tags = vec![
        Tag::Session,
        Tag::Calls,
        Tag::Agent,
        Tag::Customer,
        Tag::WorkList,
        Tag::Topics,
        Tag::Segments,
        Tag::Articles,
        Tag::Colleagues,
        Tag::Sync,
        Tag::Settings,
    ];
    UiEvent::Stale { tags, customers: Vec::new() }
}

async fn asked_to_end() {
    // Without signals the process can only be killed, which loses nothing either.
    let _ = tokio::signal::ctrl_c().await;
}
