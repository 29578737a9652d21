//! Who a visitor is: a fresh id, a customer, nobody any more.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use daehwa_domain::id::CustomerId;
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
    Ok(Fresh { visitor: sign::visitor(&sender.site, Uuid::from_bytes(id)) })
}

async fn is_customer(web: &Web, headers: &HeaderMap, bytes: &[u8]) -> Result<(), WebFault> {
    let now = clock::now();
    let asked: body::Identify = body::read(bytes)?;
    let sender = web.sender(&asked.site, headers, "/api/v1/web/identify", bytes, now).await?;
    let visitor = sign::read_visitor(&sender.site, &asked.visitor).ok_or(WebFault::Visitor)?;
    let (customer, only_if_unknown) = match (asked.customer, &asked.link) {
        (Some(customer), _) if sender.signed => (CustomerId(customer), false),
        // A link can be passed on to somebody else: it never makes one known customer another.
        (_, Some(link)) => (sign::read_link(&sender.site, link, now).ok_or(WebFault::Signature)?, true),
        _ => return Err(WebFault::Signature),
    };
    let visits = vec![(visitor, Wanted::IsCustomer { customer, only_if_unknown })];
    let taken = web.orders.carry_out(Order { site: sender.site.id, visits, ..Order::default() }).await?;
    if taken.iter().any(|it| it.no_customer) { Err(WebFault::NoCustomer) } else { Ok(()) }
}

async fn forgotten(web: &Web, headers: &HeaderMap, bytes: &[u8]) -> Result<(), WebFault> {
    let asked: body::Forget = body::read(bytes)?;
    let sender = web.sender(&asked.site, headers, "/api/v1/web/forget", bytes, clock::now()).await?;
    let visitor = sign::read_visitor(&sender.site, &asked.visitor).ok_or(WebFault::Visitor)?;
    let visits = vec![(visitor, Wanted::Forget)];
    web.orders.carry_out(Order { site: sender.site.id, visits, ..Order::default() }).await.map(drop)
}
