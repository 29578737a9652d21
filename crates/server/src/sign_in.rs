//! Signing in and out, and tokens that rotate.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequest, Request, State},
    http::StatusCode,
};
use daehwa_domain::limits::MAX_KEY_BYTES;
use daehwa_protocol::auth::{Refresh, SignIn, Tokens};
use daehwa_store::{
    Identity,
    accounts::{Family, Rotation},
    agents::AgentDesk,
};
use serde::de::DeserializeOwned;

use crate::{
    api::{Fault, From, Server},
    clock,
    password::MAX_PASSWORD_BYTES,
    token::{self, ACCESS_FOR_S, Pair},
};

/// A JSON body; anything else is a bad request in the API's own words.
pub(crate) struct Body<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        Json::from_request(request, state).await.map(|Json(body)| Self(body)).map_err(|_| Fault::BadRequest)
    }
}

pub(crate) async fn sign_in(
    State(server): State<Arc<Server>>,
    From(address): From,
    Body(body): Body<SignIn>,
) -> Result<Json<Tokens>, Fault> {
    if body.login.len() > MAX_KEY_BYTES || body.password.len() > MAX_PASSWORD_BYTES {
        return Err(Fault::BadRequest);
    }
    let now = clock::now();
    let begun = server.attempts.begin(&body.login, address.ip(), now);
    begun.map_err(|retry_after_s| Fault::TooManyAttempts { retry_after_s })?;
    let credential = server.store.credential(&body.login).await?;
    let hash = credential.as_ref().map(|it| it.password_hash.clone());
    let fits = server.passwords.check(body.password, hash).await.map_err(|_| Fault::Unavailable)?;
    let Some(credential) = credential.filter(|_| fits) else { return Err(Fault::WrongPassword) };
    server.attempts.succeeded(&body.login, address.ip());
    let id = token::fresh_family(credential.tenant);
    let pair = token::fresh_pair(id, now);
    let family = Family { id, user: credential.user.id, device: body.device, hashes: pair.hashes, begun_ms: now };
    if credential.user.disabled {
        return Err(Fault::Disabled);
    }
    server.store.begin_family(&family).await?;
    let identity = server.store.identify_again(id).await??;
    tracing::info!(user = %identity.user.id, device = %identity.device, "signed in");
    Ok(Json(tokens(identity, pair)))
}

pub(crate) async fn refresh(
    State(server): State<Arc<Server>>,
    Body(body): Body<Refresh>,
) -> Result<Json<Tokens>, Fault> {
    let shown = token::read(&body.refresh_token).ok_or(Fault::SignIn)?;
    let now = clock::now();
    let pair = token::fresh_pair(shown.family, now);
    match server.store.rotate(shown.family, &shown.hash, &pair.hashes, now).await? {
        Rotation::Rotated(identity) => Ok(Json(tokens(*identity, pair))),
        Rotation::Refused(why) => Err(why.into()),
        Rotation::Reused => {
            tracing::warn!(family = %shown.family.id, "a refresh token was used twice; its family is revoked");
            server.hub.end_family(shown.family);
            Err(Fault::TokenReused)
        }
    }
}

pub(crate) async fn sign_out(
    State(server): State<Arc<Server>>,
    Body(body): Body<Refresh>,
) -> Result<StatusCode, Fault> {
    let shown = token::read(&body.refresh_token).ok_or(Fault::SignIn)?;
    let now = clock::now();
    let identity = server.store.identify_again(shown.family).await?;
    if server.store.end_family(shown.family, &shown.hash, now).await? {
        if let Ok(identity) = identity {
            server.store.end_agent(AgentDesk::of(&identity), now).await?;
        }
        server.hub.end_family(shown.family);
    }
    Ok(StatusCode::NO_CONTENT)
}

fn tokens(identity: Identity, pair: Pair) -> Tokens {
    Tokens {
        access_token: pair.access,
        expires_in_s: ACCESS_FOR_S,
        refresh_token: pair.refresh,
        tenant: identity.tenant,
        user: identity.user,
    }
}
