//! Files of chats, both ways. Whatever they say they are: nothing of them is ever run or shown by who fetches them.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Query, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use daehwa_domain::{
    conversation::{Attachment, Mailbox},
    customer::Language,
    id::{AttachmentId, ConversationId, InteractionId},
};
use daehwa_store::{
    StoreError,
    chat::{NewFile, NewLine, Visitor},
    web::Site,
};
use serde::Deserialize;
use uuid::Uuid;

use super::wire::{Refusal, Secret};
use crate::{
    api::{Fault, From, Server, bearer, refusal, who},
    clock,
    mail::files::{download, safe},
};

/// The largest file.
pub(super) const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
const MAX_FILE_NAME_BYTES: usize = 200;

/// What may be sent: pictures, documents, plain text; by how its name ends.
const TYPES: [(&str, &str); 17] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("hwp", "application/x-hwp"),
    ("hwpx", "application/hwp+zip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/api/v1/chat/files", post(from_visitor).options(preflight))
        .route("/api/v1/chat/files/{message}/{id}", get(to_visitor).options(preflight))
        .route("/api/v1/conversations/{conversation}/files/{id}", post(from_agent))
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

#[derive(Deserialize)]
struct Named {
    name: String,
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
    chats.may_write(&secret, server.web.address(from, headers), false)?;
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
    let file = chats.store.chat_file(chats.tenant().await?, message, id).await?;
    // Of this chat alone: another's file is not there.
    let file = file.filter(|it| chat.is_some_and(|chat| chat.conversation.id == it.conversation));
    let file = file.ok_or(Fault::NotThere)?;
    Ok((safe("application/octet-stream"), [download(&file.name)], file.body).into_response())
}

/// A file that is to go out with an agent's message.
async fn from_agent(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Path((conversation, id)): Path<(ConversationId, AttachmentId)>,
    Query(Named { name }): Query<Named>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Attachment>, FileFault> {
    let identity = who(&server, &headers).await?;
    let file = file(&name, body?)?;
    let store = &server.chats.store;
    let chat = store.chat_of(identity.tenant, conversation).await?;
    let own = chat.is_some_and(|(team, _)| identity.user.teams.contains(&team));
    if !own || !store.put_chat_file(identity.tenant, conversation, id, &file, clock::now()).await? {
        return Err(Fault::NotThere.into());
    }
    let NewFile { name, media_type, body } = file;
    Ok(Json(Attachment { id, name, media_type, size_bytes: body.len() as u64 }))
}

/// A file that may be kept.
fn file(name: &str, body: Bytes) -> Result<NewFile, FileFault> {
    let (name, media_type) = name_of(name).ok_or(FileFault::Kind)?;
    if body.is_empty() {
        return Err(FileFault::Empty);
    }
    Ok(NewFile { name, media_type: media_type.to_owned(), body: body.to_vec() })
}

/// A file's name without ways and control characters, and its media type; `None` for a kind that is not taken.
fn name_of(given: &str) -> Option<(String, &'static str)> {
    let last = given.rsplit(['/', '\\']).next()?;
    let plain: String = last.chars().filter(|it| !it.is_control()).collect();
    let (stem, ending) = plain.trim().rsplit_once('.')?;
    let ending = ending.to_lowercase();
    let (_, media_type) = TYPES.iter().find(|(it, _)| *it == ending)?;
    let stem = &stem[..stem.floor_char_boundary(MAX_FILE_NAME_BYTES)];
    (!stem.is_empty()).then(|| (format!("{stem}.{ending}"), *media_type))
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_files_name_is_no_way_and_its_kind_one_of_those_that_are_taken_d_12() {
        assert_eq!(name_of("../../etc/영수증.PDF"), Some(("영수증.pdf".into(), "application/pdf")));
        assert_eq!(name_of("C:\\a\\b\u{0}.png"), Some(("b.png".into(), "image/png")));
        for none in ["", "png", ".png", "a.html", "a.svg", "a.exe", "a.png.js", "a.zip"] {
            assert_eq!(name_of(none), None, "{none}");
        }
    }
}
