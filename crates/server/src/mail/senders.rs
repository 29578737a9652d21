//! For which mailboxes messages are sent: said by each server that does, asked by desktops, so that agents know where answers wait.

use std::{sync::Arc, time::Duration};

use axum::{Json, Router, extract::State, http::HeaderMap, routing::get};
use daehwa_domain::id::MailboxId;
use daehwa_store::StoreError;

use super::Room;
use crate::{
    api::{Fault, Server, who},
    clock,
};

/// How often it is said.
const SAY_EVERY: Duration = Duration::from_secs(30);
/// For how long it holds, in milliseconds.
const HOLDS_MS: i64 = 120_000;

/// Where desktops ask.
pub(crate) fn routes() -> Router<Arc<Server>> {
    Router::new().route("/api/v1/mailboxes/sending", get(sending))
}

async fn sending(State(server): State<Arc<Server>>, headers: HeaderMap) -> Result<Json<Vec<MailboxId>>, Fault> {
    let identity = who(&server, &headers).await?;
    Ok(Json(server.store.senders(identity.tenant, clock::now()).await?))
}

/// Says it of the mailboxes with these keys until the task is ended.
pub(super) async fn say_on(room: Arc<Room>, keys: Vec<String>) {
    loop {
        if let Err(error) = say(&room, &keys).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "that messages are sent could not be said");
        }
        tokio::time::sleep(SAY_EVERY).await;
    }
}

async fn say(room: &Room, keys: &[String]) -> Result<(), StoreError> {
    let mut ours = Vec::new();
    for key in keys {
        ours.extend(room.mailbox(key).await?.map(|it| it.id));
    }
    room.store.put_senders(room.tenant, &ours, clock::now().plus_ms(HOLDS_MS)).await
}
