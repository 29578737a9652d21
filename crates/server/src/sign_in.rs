//! Signing in and out, and tokens that rotate.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Json,
    extract::{FromRequest, Request, State},
    http::StatusCode,
};
use daehwa_domain::{limits::MAX_KEY_BYTES, time::Timestamp};
use daehwa_protocol::auth::{Refresh, SignIn, Tokens};
use daehwa_store::{
    Identity,
    accounts::{Credential, Family, Rotation},
    agents::AgentDesk,
    audit::{Deed, Entry},
};
use serde::de::DeserializeOwned;

use crate::{
    api::{Fault, From, Server},
    clock,
    password::MAX_PASSWORD_BYTES,
    people::People,
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
    let (now, device) = (clock::now(), body.device);
    let begun = server.attempts.begin(&body.login, address.ip(), now);
    begun.map_err(|retry_after_s| Fault::TooManyAttempts { retry_after_s })?;
    let credential = server.store.credential(&body.login).await?;
    let known = credential.as_ref().map(|it| (it.tenant, it.user.id));
    let outcome = begin(&server, credential, body, address.ip(), now).await;
    let deed = match &outcome {
        Ok(_) => Deed::SignedIn,
        Err(Fault::Unavailable) => return Err(Fault::Unavailable),
        Err(fault) => Deed::SignInRefused { why: fault.code().to_owned() },
    };
    // Asked for in any case: an unknown name takes as long as a known one.
    let default_tenant = People::tenant_of(&*server.store).await?;
    let tenant = known.map_or(default_tenant, |(tenant, _)| tenant);
    let (who, from) = (known.map(|(_, user)| user), Some(address.ip().to_string()));
    server.store.audit(tenant, &Entry { at_ms: now, who, device: Some(device), from, deed }).await?;
    outcome.map(Json)
}

/// Begins a family, where the password is right and the user may sign in.
async fn begin(
    server: &Server,
    credential: Option<Credential>,
    body: SignIn,
    address: IpAddr,
    now: Timestamp,
) -> Result<Tokens, Fault> {
    let hash = credential.as_ref().map(|it| it.password_hash.clone());
    let fits = server.passwords.check(body.password, hash).await.map_err(|_| Fault::Unavailable)?;
    let Some(credential) = credential.filter(|_| fits) else { return Err(Fault::WrongPassword) };
    server.attempts.succeeded(&body.login, address);
    let id = token::fresh_family(credential.tenant);
    let pair = token::fresh_pair(id, now);
    let family = Family { id, user: credential.user.id, device: body.device, hashes: pair.hashes, begun_ms: now };
    if credential.user.disabled {
        return Err(Fault::Disabled);
    }
    server.store.begin_family(&family).await?;
    let identity = server.store.identify_again(id).await??;
    tracing::info!(user = %identity.user.id, device = %identity.device, "signed in");
    Ok(tokens(identity, pair))
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
            server.store.audit(shown.family.tenant, &Entry::on_the_server(now, Deed::TokenReused)).await?;
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
            let (who, device) = (Some(identity.user.id), Some(identity.device));
            let entry = Entry { at_ms: now, who, device, from: None, deed: Deed::SignedOut };
            server.store.audit(identity.tenant, &entry).await?;
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
