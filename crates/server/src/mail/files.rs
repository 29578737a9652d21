//! What belongs to a message and lies on the server: its HTML, its attachments, the mail as it came. Given to the customer's team alone. Files of
//! a message of ours are brought by its author.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use daehwa_domain::{
    conversation::MAX_FILES_BYTES,
    id::{AttachmentId, InteractionId},
};
use daehwa_store::{
    files::{Brought, FileTaken, KeptFile},
    mail::Kept,
};
use uuid::Uuid;

use crate::{
    api::{Fault, Server, refusal, who},
    clock,
};

/// Where a message's files are.
pub(crate) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/api/v1/messages/{message}/html", get(html))
        .route("/api/v1/messages/{message}/raw", get(raw))
        .route("/api/v1/messages/{message}/attachments/{attachment}", get(attachment).put(bring))
        .layer(DefaultBodyLimit::max(MAX_FILES_BYTES as usize))
}

async fn html(
    State(server): State<Arc<Server>>,
    Path(message): Path<InteractionId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let kept = kept(&server, &headers, message).await?;
    let html = blocking(move || daehwa_mail::html(&kept.raw)).await?.ok_or(Fault::NotThere)?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok((safe("text/html; charset=utf-8"), [policy], daehwa_mail::page(&html)).into_response())
}

async fn raw(
    State(server): State<Arc<Server>>,
    Path(message): Path<InteractionId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let kept = kept(&server, &headers, message).await?;
    Ok((safe("application/octet-stream"), [download(&format!("{message}.eml"))], kept.raw).into_response())
}

async fn attachment(
    State(server): State<Arc<Server>>,
    Path((message, attachment)): Path<(InteractionId, AttachmentId)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if let Some(file) = stored(&server, &headers, message, attachment).await? {
        return Ok((safe("application/octet-stream"), [download(&file.name)], file.body).into_response());
    }
    let kept = kept(&server, &headers, message).await?;
    let at = kept.message.attachments.iter().position(|it| it.id == attachment).ok_or(Fault::NotThere)?;
    let contents = blocking(move || daehwa_mail::attachment(&kept.raw, at)).await?.ok_or(Fault::NotThere)?;
    // Whatever it says it is: nothing of it is ever run or shown by who fetches it.
    let name = download(&contents.attachment.name);
    Ok((safe("application/octet-stream"), [name], contents.bytes).into_response())
}

/// Takes a file of a message that its author has sent; the same one can come again.
async fn bring(
    State(server): State<Arc<Server>>,
    Path((message, id)): Path<(InteractionId, AttachmentId)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let identity = who(&server, &headers).await?;
    let too_large = || refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "files of at most 25 MB are taken", None);
    let Ok(body) = body else { return Ok(too_large()) };
    let (by, teams) = (identity.user.id, identity.user.teams.iter().copied().collect());
    let brought = Brought { message, id, body: body.to_vec(), by, teams };
    match server.store.bring_file(identity.tenant, &brought, clock::now(), &Uuid::now_v7).await? {
        FileTaken::Kept(grown) => {
            server.hub.grown(identity.tenant, &grown);
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        FileTaken::NotThere => Err(Fault::NotThere),
        FileTaken::OtherLength => {
            Ok(refusal(StatusCode::BAD_REQUEST, "length", "the file is not as long as its message says", None))
        }
    }
}

/// The mail of a message, for who may read it: to others it is not there.
async fn kept(server: &Server, headers: &HeaderMap, message: InteractionId) -> Result<Kept, Fault> {
    let identity = who(server, headers).await?;
    let kept = server.store.kept_mail(identity.tenant, message).await?;
    kept.filter(|it| identity.user.teams.contains(&it.team)).ok_or(Fault::NotThere)
}

/// A file of a chat or of a message of ours, for who may read that.
async fn stored(
    server: &Server,
    headers: &HeaderMap,
    message: InteractionId,
    attachment: AttachmentId,
) -> Result<Option<KeptFile>, Fault> {
    let identity = who(server, headers).await?;
    let file = server.store.file(identity.tenant, message, attachment).await?;
    Ok(file.filter(|it| identity.user.teams.contains(&it.team)))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Unavailable)
}

pub(crate) fn safe(media_type: &'static str) -> [(HeaderName, HeaderValue); 4] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ]
}

/// A name in a form that any letters fit into (RFC 8187).
pub(crate) fn download(name: &str) -> (HeaderName, HeaderValue) {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"-._".contains(&it);
    let encoded: String =
        name.bytes().map(|it| if plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") }).collect();
    let value = HeaderValue::try_from(format!("attachment; filename*=UTF-8''{encoded}"));
    (header::CONTENT_DISPOSITION, value.unwrap_or(HeaderValue::from_static("attachment")))
}
