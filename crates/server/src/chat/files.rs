//! Files of visitors, and for them. Whatever they say they are: nothing of them is ever run or shown by who fetches them.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use daehwa_domain::{
    conversation::{MAX_CHAT_FILE_BYTES, Mailbox, file_name, known_kind},
    customer::Language,
    id::{AttachmentId, InteractionId},
};
use daehwa_store::{
    StoreError,
    chat::{NewLine, Visitor},
    files::File,
    web::Site,
};
use serde::Deserialize;
use uuid::Uuid;

use super::wire::{Refusal, Secret};
use crate::{
    api::{Fault, From, Server, bearer, refusal},
    mail::files::{download, safe},
};

/// The largest file.
pub(super) const MAX_FILE_BYTES: usize = MAX_CHAT_FILE_BYTES as usize;

pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/api/v1/chat/files", post(from_visitor).options(preflight))
        .route("/api/v1/chat/files/{message}/{id}", get(to_visitor).options(preflight))
}

#[derive(Deserialize)]
struct Sent {
    site: String,
    /// The widget's id of the line.
    line: Uuid,
    name: String,
}

#[derive(Deserialize)]
struct Asked {
    site: String,
}

/// Why a file is not taken or given.
enum FileFault {
    Refused(Refusal, Option<u32>),
    Kind,
    Empty,
    TooLarge,
    Other(Fault),
}

impl std::convert::From<(Refusal, Option<u32>)> for FileFault {
    fn from((code, retry_after_s): (Refusal, Option<u32>)) -> Self {
        Self::Refused(code, retry_after_s)
    }
}

impl std::convert::From<StoreError> for FileFault {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl std::convert::From<Fault> for FileFault {
    fn from(fault: Fault) -> Self {
        Self::Other(fault)
    }
}

impl std::convert::From<BytesRejection> for FileFault {
    fn from(_: BytesRejection) -> Self {
        Self::TooLarge
    }
}

impl IntoResponse for FileFault {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(code, retry_after_s) => {
                let status = match code {
                    Refusal::TooFast | Refusal::Busy => StatusCode::TOO_MANY_REQUESTS,
                    Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                    Refusal::Over => StatusCode::GONE,
                    Refusal::Full => StatusCode::PAYLOAD_TOO_LARGE,
                    _ => StatusCode::FORBIDDEN,
                };
                refusal(status, code.word(), "the file was not taken", retry_after_s)
            }
            Self::Kind => {
                let message = "files of this kind are not taken: pictures, documents and plain text are";
                refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type", message, None)
            }
            Self::Empty => refusal(StatusCode::BAD_REQUEST, "length", "the file is empty", None),
            Self::TooLarge => {
                refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "files of at most 10 MB are taken", None)
            }
            Self::Other(fault) => fault.into_response(),
        }
    }
}

/// Whether pages of an origin may ask.
async fn preflight(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    answer.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    readable(&server, &headers, response).await
}

async fn readable(server: &Server, headers: &HeaderMap, mut response: Response) -> Response {
    let origin = server.web.known_origin(headers).await.cloned();
    let answer = response.headers_mut();
    answer.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

async fn from_visitor(
    State(server): State<Arc<Server>>,
    from: From,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = take(&server, &from, &headers, sent, body).await.map(|()| StatusCode::NO_CONTENT);
    readable(&server, &headers, answer.into_response()).await
}

async fn take(
    server: &Server,
    from: &From,
    headers: &HeaderMap,
    sent: Sent,
    body: Result<Bytes, BytesRejection>,
) -> Result<(), FileFault> {
    let (site, mailbox, secret) = visitor(server, &sent.site, headers).await?;
    let (chats, secret) = (&server.chats, secret.hash());
    let file = file(&sent.name, body?)?;
    // A chat begins with words: nobody becomes a customer by a file.
    if chats.of(&site.id, &secret, 0, 0).await?.is_none() {
        return Err(FileFault::Refused(Refusal::Over, None));
    }
    chats.may_send(&secret, server.web.address(from, headers), file.body.len())?;
    let visitor = Visitor { name: None, email: None, number: None, browser: None, language: Language::default() };
    let (client, text, file) = (sent.line, String::new(), Some(file));
    let line = NewLine { site: site.id, mailbox, secret, client, text, file, visitor, judged: None };
    chats.submit(line).await?;
    Ok(())
}

/// Whose page asks, our mailbox for its chats, and the secret that it shows.
async fn visitor(server: &Server, site: &str, headers: &HeaderMap) -> Result<(Site, Mailbox, Secret), FileFault> {
    let admitted = server.chats.admitted(server, site, headers).await?;
    let (site, mailbox) = admitted.map_err(|code| FileFault::Refused(code, None))?;
    let secret = bearer(headers).and_then(Secret::read).ok_or(FileFault::Refused(Refusal::Over, None))?;
    Ok((site, mailbox, secret))
}

async fn to_visitor(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Path((message, id)): Path<(InteractionId, AttachmentId)>,
    Query(Asked { site }): Query<Asked>,
) -> Response {
    let answer = give(&server, &headers, &site, message, id).await.into_response();
    readable(&server, &headers, answer).await
}

async fn give(
    server: &Server,
    headers: &HeaderMap,
    site: &str,
    message: InteractionId,
    id: AttachmentId,
) -> Result<Response, FileFault> {
    let (_, _, secret) = visitor(server, site, headers).await?;
    let chats = &server.chats;
    let chat = chats.of(site, &secret.hash(), 0, 0).await?;
    let file = chats.store.file(chats.tenant().await?, message, id).await?;
    // Of this chat alone: another's file is not there.
    let file = file.filter(|it| chat.is_some_and(|chat| chat.conversation.id == it.conversation));
    let file = file.ok_or(Fault::NotThere)?;
    Ok((safe("application/octet-stream"), [download(&file.name)], file.body).into_response())
}

/// A file that may be kept.
fn file(name: &str, body: Bytes) -> Result<File, FileFault> {
    let name = file_name(name, "");
    let media_type = known_kind(&name).ok_or(FileFault::Kind)?;
    if body.is_empty() {
        return Err(FileFault::Empty);
    }
    Ok(File { name, media_type: media_type.to_owned(), body: body.to_vec() })
}
