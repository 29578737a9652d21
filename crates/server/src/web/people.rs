//! Who a visitor is: a fresh id, a customer, nobody any more; and what the visitor agreed to.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use daehwa_domain::{address, customer::ConsentPurpose, id::CustomerId};
use daehwa_store::web::{Site, Taken};
use rand::Rng;
use serde::Serialize;
use uuid::Uuid;

use super::{
    Web, body,
    fault::{WebFault, readable_by},
    sign,
    writer::{Order, Wanted},
};
use crate::{
    api::{From, Server},
    clock,
};

/// A fresh id counts as so many events of its address.
const VISITOR_COSTS: u32 = 10;

/// Where numbers without a country code are from, unless the site says otherwise.
const HOME_REGION: &str = "KR";

/// A fresh visitor.
#[derive(Serialize)]
struct Fresh {
    visitor: String,
}

pub(crate) async fn visitor(
    State(server): State<Arc<Server>>,
    from: From,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match body {
        Ok(body) => fresh(&server.web, &from, &headers, &body).await,
        Err(_) => Err(WebFault::TooLarge),
    };
    readable_by(server.web.known_origin(&headers).await, answer.map(Json).into_response())
}

pub(crate) async fn identify(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match body {
        Ok(body) => is_customer(&server.web, &headers, &body).await,
        Err(_) => Err(WebFault::TooLarge),
    };
    let answer = answer.map(|joined| match joined {
        Joined::Now => StatusCode::NO_CONTENT,
        Joined::PersonDecides => StatusCode::ACCEPTED,
    });
    readable_by(server.web.known_origin(&headers).await, answer.into_response())
}

pub(crate) async fn consent(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match body {
        Ok(body) => consented(&server.web, &headers, &body).await,
        Err(_) => Err(WebFault::TooLarge),
    };
    readable_by(server.web.known_origin(&headers).await, answer.map(|()| StatusCode::NO_CONTENT).into_response())
}

pub(crate) async fn forget(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match body {
        Ok(body) => forgotten(&server.web, &headers, &body).await,
        Err(_) => Err(WebFault::TooLarge),
    };
    readable_by(server.web.known_origin(&headers).await, answer.map(|()| StatusCode::NO_CONTENT).into_response())
}

async fn fresh(web: &Web, from: &From, headers: &HeaderMap, bytes: &[u8]) -> Result<Fresh, WebFault> {
    let now = clock::now();
    let asked: body::NewVisitor = body::read(bytes)?;
    let sender = web.sender(&asked.site, headers, "/api/v1/web/visitor", bytes, now).await?;
    if !asked.consent {
        return Err(WebFault::NoConsent);
    }
    if !sender.signed {
        let counted = web.limits.of_address(web.address(from, headers), VISITOR_COSTS, now);
        counted.map_err(|retry_after_s| WebFault::TooMany { retry_after_s })?;
    }
    let mut id = [0; 16];
    rand::rng().fill_bytes(&mut id);
    let id = Uuid::from_bytes(id);
    // Kept with the visitor: it becomes part of the customer's record once it is known whose it is.
    let agreed = agrees(&sender.site, ConsentPurpose::Profiling, true);
    let visitor = sign::visitor(&sender.site, id);
    web.orders.carry_out(Order { site: sender.site.id, visits: vec![(id, agreed)], ..Order::default() }).await?;
    Ok(Fresh { visitor })
}

fn agrees(site: &Site, purpose: ConsentPurpose, granted: bool) -> Wanted {
    Wanted::Consent { purpose, granted, source: format!("web: {}", site.name) }
}

/// What became of saying who a visitor is.
enum Joined {
    Now,
    /// Several customers have the number or address.
    PersonDecides,
}

async fn is_customer(web: &Web, headers: &HeaderMap, bytes: &[u8]) -> Result<Joined, WebFault> {
    let now = clock::now();
    let asked: body::Identify = body::read(bytes)?;
    let sender = web.sender(&asked.site, headers, "/api/v1/web/identify", bytes, now).await?;
    let visitor = sign::read_visitor(&sender.site, &asked.visitor).ok_or(WebFault::Visitor)?;
    let wanted = match (asked.customer, &asked.link) {
        (Some(customer), _) if sender.signed => {
            Wanted::IsCustomer { customer: CustomerId(customer), only_if_unknown: false }
        }
        // A link can be passed on to somebody else: it never makes one known customer another.
        (_, Some(link)) => {
            let customer = sign::read_link(&sender.site, link, now).ok_or(WebFault::Signature)?;
            Wanted::IsCustomer { customer, only_if_unknown: true }
        }
        _ if sender.signed => Wanted::HasAddress { key: address(&asked).ok_or(WebFault::Address)? },
        _ => return Err(WebFault::Signature),
    };
    let visits = vec![(visitor, wanted)];
    let taken = web.orders.carry_out(Order { site: sender.site.id, visits, ..Order::default() }).await?;
    match taken.first() {
        Some(Taken { no_customer: true, .. }) => Err(WebFault::NoCustomer),
        Some(Taken { ambiguous: true, .. }) => Ok(Joined::PersonDecides),
        _ => Ok(Joined::Now),
    }
}

/// The key of the number or e-mail address that was given.
fn address(asked: &body::Identify) -> Option<String> {
    match (&asked.number, &asked.email) {
        (Some(number), None) => address::of_number(number, asked.region.as_deref().unwrap_or(HOME_REGION)),
        (None, Some(email)) => address::of_email(email),
        _ => None,
    }
}

async fn consented(web: &Web, headers: &HeaderMap, bytes: &[u8]) -> Result<(), WebFault> {
    let asked: body::Consent = body::read(bytes)?;
    let sender = web.sender(&asked.site, headers, "/api/v1/web/consent", bytes, clock::now()).await?;
    // Whoever sits at a browser can agree to be known there; to be sent advertising, the site has to know who it is.
    if asked.purpose != body::Purpose::Profiling && !sender.signed {
        return Err(WebFault::Signature);
    }
    let visitor = sign::read_visitor(&sender.site, &asked.visitor).ok_or(WebFault::Visitor)?;
    let visits = vec![(visitor, agrees(&sender.site, asked.purpose.into(), asked.granted))];
    web.orders.carry_out(Order { site: sender.site.id, visits, ..Order::default() }).await.map(drop)
}

async fn forgotten(web: &Web, headers: &HeaderMap, bytes: &[u8]) -> Result<(), WebFault> {
    let asked: body::Forget = body::read(bytes)?;
    let sender = web.sender(&asked.site, headers, "/api/v1/web/forget", bytes, clock::now()).await?;
    let visitor = sign::read_visitor(&sender.site, &asked.visitor).ok_or(WebFault::Visitor)?;
    let withdrawn = asked.withdrawn.then(|| agrees(&sender.site, ConsentPurpose::Profiling, false));
    let visits = withdrawn.into_iter().chain([Wanted::Forget]).map(|wanted| (visitor, wanted)).collect();
    web.orders.carry_out(Order { site: sender.site.id, visits, ..Order::default() }).await.map(drop)
}
