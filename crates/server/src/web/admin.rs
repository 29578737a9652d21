//! What people of the centre ask: how much came and was kept (H-6), which pages no rule knows, which visitors a person has to name.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
};
use daehwa_domain::{
    id::TenantId,
    interaction::Channel,
    people::Role,
    rule::{Event, Sign},
};
use daehwa_protocol::web::{Decision, ForgottenPage, Suggestion, UnknownPage};
use daehwa_store::web::{Counts, OTHER_PAGES};
use serde::Serialize;

use super::writer::{Order, Wanted};
use crate::{
    api::{Fault, Server, administrator, who},
    clock,
    serve::DAY_MS,
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
    let identity = administrator(&server, &headers).await?;
    let names = names(&server, identity.tenant).await?;
    let rules = server.store.rulebook(identity.tenant).await?;
    // What somebody has made a rule for since waits for nobody.
    let unknown = |page: &daehwa_store::web::UnknownPage| {
        let event = Event { channel: Channel::Web, signs: vec![(Sign::Page, page.pattern.clone())] };
        page.pattern == OTHER_PAGES || rules.judge(&event).holds().is_none()
    };
    let pages = server.store.unknown_pages(identity.tenant).await?.into_iter().filter(unknown);
    let row = |it: daehwa_store::web::UnknownPage| UnknownPage {
        site_name: name_of(&names, &it.site),
        site: it.site,
        pattern: it.pattern,
        touches: it.touches,
        first_ms: it.first_ms,
        last_ms: it.last_ms,
    };
    Ok(Json(pages.map(row).collect()))
}

pub(crate) async fn forget_page(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    known: Result<Json<ForgottenPage>, JsonRejection>,
) -> Result<StatusCode, Fault> {
    let identity = administrator(&server, &headers).await?;
    let Json(known) = known.map_err(|_| Fault::BadRequest)?;
    server.store.forget_page(identity.tenant, &known.site, &known.pattern).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn suggestions(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
) -> Result<Json<Vec<Suggestion>>, Fault> {
    let identity = administrator(&server, &headers).await?;
    let names = names(&server, identity.tenant).await?;
    let all = server.store.web_suggestions(identity.tenant).await?;
    let row = |it: daehwa_store::web::Suggestion| Suggestion {
        site_name: name_of(&names, &it.site),
        site: it.site,
        visitor: it.visitor,
        customers: it.customers,
        at_ms: it.at_ms,
        read: it.read,
        known_as: it.known_as,
    };
    Ok(Json(all.into_iter().map(row).collect()))
}

/// A person says who a visitor is: one of those who were suggested, or nobody of them.
pub(crate) async fn decide(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    decision: Result<Json<Decision>, JsonRejection>,
) -> Result<StatusCode, Fault> {
    let identity = administrator(&server, &headers).await?;
    let Json(decision) = decision.map_err(|_| Fault::BadRequest)?;
    let suggested = server.store.web_suggested(identity.tenant, &decision.site, decision.visitor).await?;
    let suggested = suggested.ok_or(Fault::NotThere)?;
    let Some(customer) = decision.customer else {
        server.store.drop_suggestion(identity.tenant, &decision.site, decision.visitor).await?;
        return Ok(StatusCode::NO_CONTENT);
    };
    if !suggested.contains(&customer) {
        return Err(Fault::NotThere);
    }
    // Also of one who was taken for somebody else: that is what the person was asked.
    let wanted = Wanted::IsCustomer { customer, only_if_unknown: false };
    let order = Order { site: decision.site, visits: vec![(decision.visitor, wanted)], ..Order::default() };
    match server.web.orders.carry_out(order).await {
        Ok(taken) if taken.iter().any(|it| it.no_customer) => Err(Fault::NotThere),
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(_) => Err(Fault::Unavailable),
    }
}

async fn names(server: &Server, tenant: TenantId) -> Result<BTreeMap<String, String>, Fault> {
    Ok(server.store.web_sites(tenant).await?.into_iter().map(|it| (it.id, it.name)).collect())
}

fn name_of(names: &BTreeMap<String, String>, site: &str) -> String {
    names.get(site).cloned().unwrap_or_else(|| site.to_owned())
}
