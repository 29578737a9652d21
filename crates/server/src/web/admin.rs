//! What people of the centre ask: how much came and was kept (H-6), which pages no rule knows.

use std::sync::Arc;

use axum::{Json, extract::State, http::HeaderMap};
use daehwa_domain::people::Role;
use daehwa_store::{
    Identity,
    web::{Counts, UnknownPage},
};
use serde::Serialize;

use crate::{
    api::{Fault, Server, bearer},
    clock,
    serve::DAY_MS,
    token,
};

/// Days that the report looks back.
pub(crate) const REPORT_DAYS: i64 = 30;

/// What came from a site in the last [`REPORT_DAYS`] days.
#[derive(Serialize)]
pub(crate) struct SiteReport {
    /// The site's id.
    pub site: String,
    /// What people call it.
    pub name: String,
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
}

pub(crate) async fn report(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
) -> Result<Json<Vec<SiteReport>>, Fault> {
    let identity = who(&server, &headers).await?;
    if identity.user.role == Role::Agent {
        return Err(Fault::NotAllowed);
    }
    let since = clock::now().0.div_euclid(DAY_MS) - REPORT_DAYS;
    let mut counts = server.store.web_counts(identity.tenant, since).await?;
    let sites = server.store.web_sites(identity.tenant).await?;
    let report = |site: daehwa_store::web::Site| SiteReport {
        counts: counts.remove(&site.id).unwrap_or_default(),
        site: site.id,
        name: site.name,
    };
    Ok(Json(sites.into_iter().map(report).collect()))
}

pub(crate) async fn pages(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
) -> Result<Json<Vec<UnknownPage>>, Fault> {
    let identity = who(&server, &headers).await?;
    if identity.user.role != Role::Administrator {
        return Err(Fault::NotAllowed);
    }
    Ok(Json(server.store.unknown_pages(identity.tenant).await?))
}

async fn who(server: &Server, headers: &HeaderMap) -> Result<Identity, Fault> {
    let shown = bearer(headers).and_then(token::read).ok_or(Fault::SignIn)?;
    Ok(server.store.identify(shown.family, &shown.hash, clock::now()).await??)
}
