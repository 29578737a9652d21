//! The centre's model of its topics (H-1): learned beside everything else from what people decided, given to desktops.
//!
//! It is learned anew when enough has happened, at most every hour and at least every day on which something did, by one server at a time.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State, http::HeaderMap};
use base64::{Engine, engine::general_purpose::STANDARD};
use daehwa_domain::{
    id::TenantId,
    time::Timestamp,
    topic_model::{Spoken, TopicModel, spoken},
};
use daehwa_protocol::topic_model::{ModelError, ModelFile, ModelVersion, pack, unpack};
use daehwa_store::{
    Store, StoreError,
    topic_model::{Learned, StoredModel},
};
use thiserror::Error;
use tokio::{task::JoinError, time::sleep};
use uuid::Uuid;

use crate::{
    api::{Fault, Server, who},
    clock,
};

/// How often it is looked whether there is something to learn.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);
/// Between two customers whose words are read: learning is never in a hurry.
const PAUSE: Duration = Duration::from_millis(1);
/// It is not learned more often than this, in milliseconds.
const AT_MOST_EVERY_MS: i64 = 60 * 60 * 1_000;
/// After this time anything that happened is learned, in milliseconds.
const AT_LEAST_EVERY_MS: i64 = 24 * 60 * 60 * 1_000;
/// So much of what is shared has to be new, before it is learned earlier than that.
const ENOUGH_NEW: u64 = 5_000;
/// A server that says nothing for so long has given learning up, in milliseconds.
const BUSY_MS: i64 = 15 * 60 * 1_000;
/// Notes, and as many messages, whose customers are looked at.
const NEWEST_WORDS: u32 = 20_000;
/// Dialogues that are looked at.
const MAX_DIALOGUES: usize = 30_000;

/// Why nothing was learned.
#[derive(Debug, Error)]
pub enum LearnError {
    /// The database failed.
    #[error("storage")]
    Store(#[from] StoreError),
    /// What was learned can't be written, or what is there can't be read.
    #[error("the model")]
    Model(#[from] ModelError),
    /// Learning ended early.
    #[error("learning ended early")]
    Task(#[from] JoinError),
}

/// Learns for as long as the server runs.
pub async fn learn_on(store: Arc<dyn Store>, tenant: TenantId) {
    loop {
        sleep(LOOK_EVERY).await;
        if let Err(error) = look(&*store, tenant, clock::now(), is_due).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the topics were not learned");
        }
    }
}

/// Learns at once, unless another server does. What desktops use from then on; `None` while there are too few dialogues.
pub async fn learn_now(store: &dyn Store, tenant: TenantId) -> Result<Option<TopicModel>, LearnError> {
    look(store, tenant, clock::now(), |_, _, _| true).await?;
    let model = store.topic_model(tenant).await?;
    Ok(model.map(|it| unpack(&it.body)).transpose()?)
}

/// Learns, when there is enough that is new and no other server does.
async fn look(
    store: &dyn Store,
    tenant: TenantId,
    now: Timestamp,
    is_due: impl Fn(Learned, u64, Timestamp) -> bool,
) -> Result<(), LearnError> {
    let heads = store.all_heads().await?;
    let grown = heads.iter().filter(|(of, _)| *of == tenant).map(|(_, it)| it.head).sum();
    let Some(last) = store.begin_learning(tenant, now, now.plus_ms(BUSY_MS)).await? else { return Ok(()) };
    if !is_due(last, grown, now) {
        return Ok(store.end_learning(tenant, last, None).await?);
    }
    let model = learned(store, tenant, now).await?;
    Ok(store.end_learning(tenant, Learned { grown, at_ms: now }, model.as_ref()).await?)
}

fn is_due(last: Learned, grown: u64, now: Timestamp) -> bool {
    let (new, age_ms) = (grown.saturating_sub(last.grown), now.since_ms(last.at_ms));
    new > 0 && (age_ms >= AT_LEAST_EVERY_MS || age_ms >= AT_MOST_EVERY_MS && new >= ENOUGH_NEW)
}

/// Learns from what there is; `None` when that is too little.
async fn learned(store: &dyn Store, tenant: TenantId, now: Timestamp) -> Result<Option<StoredModel>, LearnError> {
    let dialogues = dialogues(store, tenant).await?;
    let before = store.topic_model(tenant).await?;
    let learn = move || {
        // What cannot be read any more has nothing to answer for.
        let before = before.and_then(|it| unpack(&it.body).ok()).map(|it| it.agreement(&dialogues));
        TopicModel::learn(&dialogues, now, before).map(|it| pack(&it)).transpose()
    };
    let Some(body) = tokio::task::spawn_blocking(learn).await?? else { return Ok(None) };
    tracing::info!(bytes = body.len(), "topics learned");
    Ok(Some(StoredModel { version: Uuid::now_v7().simple().to_string(), body }))
}

/// The dialogues of those about whom something was written last.
async fn dialogues(store: &dyn Store, tenant: TenantId) -> Result<Vec<Spoken>, StoreError> {
    let topics = store.rulebook(tenant).await?.topics;
    let mut all = Vec::new();
    for customer in store.spoken_of(tenant, NEWEST_WORDS).await? {
        all.extend(spoken(&store.said_with(tenant, customer).await?, &topics));
        if all.len() >= MAX_DIALOGUES {
            break;
        }
        sleep(PAUSE).await;
    }
    Ok(all)
}

/// Which model is the newest; 404 before there is one.
pub(crate) async fn version(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
) -> Result<Json<ModelVersion>, Fault> {
    let identity = who(&server, &headers).await?;
    let version = server.store.topic_model_version(identity.tenant).await?.ok_or(Fault::NotThere)?;
    Ok(Json(ModelVersion { version }))
}

/// The newest model.
pub(crate) async fn file(State(server): State<Arc<Server>>, headers: HeaderMap) -> Result<Json<ModelFile>, Fault> {
    let identity = who(&server, &headers).await?;
    let StoredModel { version, body } = server.store.topic_model(identity.tenant).await?.ok_or(Fault::NotThere)?;
    Ok(Json(ModelFile { version, body: STANDARD.encode(body) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_learned_when_enough_is_new_and_at_least_every_day_h_1() {
        let (last, hour) = (Learned { grown: 100, at_ms: Timestamp(1) }, AT_MOST_EVERY_MS);
        let due = |new: u64, age_ms: i64| is_due(last, 100 + new, Timestamp(1 + age_ms));
        assert!(!due(0, 10 * AT_LEAST_EVERY_MS), "nothing happened");
        assert!(!due(ENOUGH_NEW, hour - 1) && due(ENOUGH_NEW, hour));
        assert!(!due(1, AT_LEAST_EVERY_MS - 1) && due(1, AT_LEAST_EVERY_MS));
        assert!(is_due(Learned::default(), 1, Timestamp(AT_LEAST_EVERY_MS)), "at the first start");
    }
}
