//! A provider that is called over HTTP for what goes out, and calls us with what comes in and with what became of ours. Both sides sign
//! ([`crate::web::sign`]): a call counts for 5 minutes, and each message by its id once.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use daehwa_domain::conversation::{DispatchStatus, FailureReason, Mailbox};
use daehwa_store::{
    mail::Outgoing,
    text::{Report, Text, TextTaken},
};
use reqwest::Client;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    Hook,
    incoming::{CameFile, FileFault, words},
    wire::{MAX_BODY_BYTES, NotTaken, Out, Told},
};
use crate::{
    api::{From, Server},
    clock,
    mail::in_use,
    outgoing::{Outcome, Way},
    people::People,
    web::sign,
};

/// The header with the signature, in both directions.
pub(super) const SIGNATURE: &str = "daehwa-signature";
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// A body that is larger waits for its turn.
const SMALL_BODY_BYTES: usize = 64 * 1024;
/// So long a caller may take to send a body.
const READ_WITHIN: Duration = Duration::from_secs(60);
/// Of a provider's answer so much is read.
const MAX_ANSWER_BYTES: usize = 16 * 1024;
/// So often is tried to take in what belongs to a customer who moves meanwhile.
const MAX_TURNS: u32 = 5;

/// Sends over a provider's HTTP.
pub(crate) struct Webhook {
    account: String,
    hook: Hook,
    client: Option<Client>,
}

impl Webhook {
    /// For the mailbox with this key.
    pub fn new(account: String, hook: Hook) -> Self {
        let client = hook.trust.client().ok().and_then(|tls| {
            // What a redirect names is nobody's to whom we promised a message.
            let builder = Client::builder().tls_backend_preconfigured(tls).redirect(reqwest::redirect::Policy::none());
            builder.timeout(ANSWER_WITHIN).build().ok()
        });
        Self { account, hook, client }
    }
}

#[async_trait]
impl Way for Webhook {
    async fn send(&self, outgoing: &Outgoing, _mailbox: &Mailbox) -> Outcome {
        let Some(client) = &self.client else { return Outcome::Again(FailureReason::Mailbox) };
        let Some(body) = Out::of(outgoing).and_then(|it| serde_json::to_vec(&it).ok()) else {
            return Outcome::Never(FailureReason::Address);
        };
        let signature = sign::request(&self.account, &self.hook.secret.0, clock::now(), self.hook.url.path(), &body);
        let call = client.post(self.hook.url.clone()).header(header::CONTENT_TYPE, "application/json");
        match call.header(SIGNATURE, signature).body(body).send().await {
            Ok(answer) => judged(answer).await,
            Err(_) => Outcome::Again(FailureReason::Unreachable),
        }
    }
}

/// What a provider's answer means. Who does not let us in refuses nothing for good: the secret is put right, and the message goes.
async fn judged(answer: reqwest::Response) -> Outcome {
    match answer.status().as_u16() {
        200..=299 => Outcome::Sent,
        401 | 403 => Outcome::Again(FailureReason::Mailbox),
        413 => Outcome::Never(FailureReason::TooLarge),
        404 | 408 | 425 | 429 | 500.. => Outcome::Again(FailureReason::Unreachable),
        _ => Outcome::Never(reason(answer).await.unwrap_or(FailureReason::Refused)),
    }
}

async fn reason(mut answer: reqwest::Response) -> Option<FailureReason> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.ok()? {
        body.extend_from_slice(&part);
        if body.len() > MAX_ANSWER_BYTES {
            return None;
        }
    }
    serde_json::from_slice::<NotTaken>(&body).ok()?.reason?.fault()
}

/// Where providers tell what comes in.
pub(crate) fn routes() -> Router<Arc<Server>> {
    Router::new().route("/api/v1/texts/{account}", post(told))
}

/// What became of a call.
#[derive(Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Taken {
    /// It is filed, except for these files.
    Filed { left_out: Vec<LeftOut> },
    /// It was filed before.
    Known,
    /// It is about no message of ours.
    NotOurs,
}

#[derive(Serialize)]
struct LeftOut {
    name: String,
    reason: FileFault,
}

/// Why a call is refused. Who calls keeps what was in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    /// Nobody of that name, or not signed by it, or not just now: who has no secret learns no more.
    Unsigned,
    TooMany(u32),
    TooLarge,
    Form,
    Unavailable,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Unsigned => (StatusCode::UNAUTHORIZED, "unsigned"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::Form => (StatusCode::UNPROCESSABLE_ENTITY, "form"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        let mut response = (status, Json(serde_json::json!({ "error": error }))).into_response();
        let wait_s = match self {
            Self::TooMany(seconds) => Some(seconds),
            Self::Unavailable => Some(5),
            _ => None,
        };
        if let Some(seconds) = wait_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

async fn told(
    State(server): State<Arc<Server>>,
    Path(account): Path<String>,
    from: From,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Taken>, Refused> {
    let callers = &server.settings.callers;
    let hook = callers.hooks.get(&account).ok_or(Refused::Unsigned)?;
    let header = headers.get(SIGNATURE).and_then(|it| it.to_str().ok()).ok_or(Refused::Unsigned)?;
    callers.count(&account, from.0.ip(), hook.a_minute, clock::now()).map_err(Refused::TooMany)?;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    let most = length.unwrap_or(MAX_BODY_BYTES);
    if most > MAX_BODY_BYTES {
        return Err(Refused::TooLarge);
    }
    let _reading = match most {
        ..=SMALL_BODY_BYTES => None,
        _ => Some(callers.reading.try_acquire().map_err(|_| Refused::Unavailable)?),
    };
    let body = timeout(READ_WITHIN, to_bytes(body, most)).await.map_err(|_| Refused::Unavailable)?;
    let body = body.map_err(|_| Refused::TooLarge)?;
    let keys = [(account.as_str(), hook.secret.0.as_slice())];
    if !sign::is_signed_with(&keys, header, &format!("/api/v1/texts/{account}"), &body, clock::now()) {
        return Err(Refused::Unsigned);
    }
    let told: Told = serde_json::from_slice(&body).map_err(|_| Refused::Form)?;
    drop(body);
    take(&server, &account, told).await.map(Json)
}

async fn take(server: &Server, account: &str, told: Told) -> Result<Taken, Refused> {
    let print = print(account, told.id().ok_or(Refused::Form)?);
    let unavailable = |error| {
        tracing::error!(error = &error as &dyn std::error::Error, account, "what a provider told was not stored");
        Refused::Unavailable
    };
    let store = &server.store;
    let tenant = People::tenant_of(&**store).await.map_err(unavailable)?;
    let mailboxes = store.mailboxes(tenant).await.map_err(unavailable)?;
    let mailbox = in_use(&mailboxes, account).cloned().ok_or(Refused::Unavailable)?;
    let book = Arc::new(store.rulebook(tenant).await.map_err(unavailable)?);
    let (taken, left_out) = match told {
        Told::Report { message, became, .. } => {
            let status = became.fault().map_or(DispatchStatus::Delivered, |reason| DispatchStatus::Failed { reason });
            let report = Report { mailbox, print, message, status };
            let taken = store.take_report(tenant, &report, clock::now(), &Uuid::now_v7).await.map_err(unavailable)?;
            (taken, Vec::new())
        }
        Told::Message { from, text, files, .. } => {
            let (known, judging) = (mailbox.clone(), book.clone());
            let read = tokio::task::spawn_blocking(move || {
                let files = files.into_iter().map(|it| CameFile { bytes: it.bytes(), name: it.name }).collect();
                words(&known, &from, &text, files, &judging)
            });
            let (words, left_out) = read.await.map_err(|_| Refused::Unavailable)?;
            let text = Text { mailbox, cursor: None, print, words: Some(words) };
            let mut taken = TextTaken::Behind;
            for _ in 0..MAX_TURNS {
                taken =
                    store.take_text(tenant, &text, &book, clock::now(), &Uuid::now_v7).await.map_err(unavailable)?;
                if taken != TextTaken::Behind {
                    break;
                }
            }
            (taken, left_out)
        }
    };
    match taken {
        TextTaken::Filed { grown, .. } => {
            server.hub.grown(tenant, &grown);
            let left_out = left_out.into_iter().map(|(name, reason)| LeftOut { name, reason }).collect();
            Ok(Taken::Filed { left_out })
        }
        TextTaken::Known => Ok(Taken::Known),
        TextTaken::PassedOver => Ok(Taken::NotOurs),
        TextTaken::Behind => Err(Refused::Unavailable),
    }
}

/// By what a message of an account is known when it comes again.
pub(super) fn print(account: &str, id: &str) -> [u8; 32] {
    Sha256::digest(format!("text\n{account}\n{id}")).into()
}
