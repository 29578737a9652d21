//! `POST /api/v1/web/events`: what visitors read.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use daehwa_domain::{participation, time::Timestamp, web};
use daehwa_store::web::{Counts, Site};
use serde::Serialize;

use super::{
    Web,
    body::{self, Visit},
    bots,
    fault::{SIGNATURE, WebFault, readable_by},
    sign,
    writer::{Order, Read, Wanted},
};
use crate::{
    api::{From, Server},
    clock,
};

const PATH: &str = "/api/v1/web/events";

/// What was stored.
#[derive(Serialize)]
struct Stored {
    /// Events that were counted now or before: they need not be sent again.
    taken: u32,
}

/// Who sends.
pub(super) struct Sender {
    pub site: Site,
    /// The site's own server; else a page of the site.
    pub signed: bool,
}

impl Web {
    /// Who sends for a site. Errors when that may not.
    pub(super) async fn sender(
        &self,
        site: &str,
        headers: &HeaderMap,
        path: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Sender, WebFault> {
        let sites = self.sites().await?;
        let site = sites.iter().find(|it| it.id == site).ok_or(WebFault::NoSite)?;
        if let Some(signature) = headers.get(SIGNATURE) {
            let holds = signature.to_str().is_ok_and(|it| sign::is_signed(site, it, path, body, now));
            return if holds { Ok(Sender { site: site.clone(), signed: true }) } else { Err(WebFault::Signature) };
        }
        let origin = headers.get(header::ORIGIN).ok_or(WebFault::Signature)?;
        if !site.origins.iter().any(|it| it.as_bytes() == origin.as_bytes()) {
            return Err(WebFault::Origin);
        }
        Ok(Sender { site: site.clone(), signed: false })
    }

    /// The origin of a request, when a site has it.
    pub(crate) async fn known_origin<'h>(&self, headers: &'h HeaderMap) -> Option<&'h HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        let sites = self.sites().await.ok()?;
        let knows = |site: &Site| site.origins.iter().any(|it| it.as_bytes() == origin.as_bytes());
        sites.iter().any(knows).then_some(origin)
    }

    pub(crate) fn address(&self, from: &From, headers: &HeaderMap) -> std::net::IpAddr {
        let direct = from.0.ip();
        if !self.limits.most.behind_proxy {
            return direct;
        }
        let named = headers.get_all("x-forwarded-for").iter().next_back().and_then(|it| it.to_str().ok());
        named.and_then(|it| it.rsplit(',').next()?.trim().parse().ok()).unwrap_or(direct)
    }
}

/// Whether pages of an origin may ask.
pub(crate) async fn preflight(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    let origin = server.web.known_origin(&headers).await;
    let mut response = readable_by(origin, StatusCode::NO_CONTENT.into_response());
    if origin.is_some() {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    response
}

pub(crate) async fn events(
    State(server): State<Arc<Server>>,
    from: From,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let answer = match body {
        Ok(body) => take(&server.web, &from, &headers, &body).await,
        Err(_) => Err(WebFault::TooLarge),
    };
    readable_by(server.web.known_origin(&headers).await, answer.map(Json).into_response())
}

async fn take(web: &Web, from: &From, headers: &HeaderMap, bytes: &[u8]) -> Result<Stored, WebFault> {
    let now = clock::now();
    let sent: body::Events = body::read(bytes)?;
    let Sender { site, signed } = web.sender(&sent.site, headers, PATH, bytes, now).await?;
    sent.check(signed, bytes.len())?;
    let count = u32::try_from(sent.count()).unwrap_or(u32::MAX);
    let mut counts = Counts { raw_bytes: bytes.len() as i64, ..Counts::default() };
    let all = Stored { taken: count };
    if !sent.consent {
        web.orders.count(&site.id, Counts { unconsented: i64::from(count), raw_bytes: 0, ..counts });
        return Ok(all);
    }
    if !signed && bots::is_bot(headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok())) {
        web.orders.count(&site.id, Counts { bot: i64::from(count), ..counts });
        return Ok(all);
    }
    let address = if signed { Ok(()) } else { web.limits.of_address(web.address(from, headers), count, now) };
    if let Err(retry_after_s) = address.and_then(|()| web.limits.of_site(&site.id, count, now)) {
        web.orders.count(&site.id, Counts { refused: i64::from(count), ..counts });
        return Err(WebFault::TooMany { retry_after_s });
    }
    let mut visits = Vec::with_capacity(sent.visits.len());
    for visit in &sent.visits {
        let visitor = sign::read_visitor(&site, &visit.visitor).ok_or(WebFault::Visitor)?;
        let count = u32::try_from(visit.events.len()).unwrap_or(u32::MAX);
        if !visit.active || web.limits.of_visitor(visitor, count, now).is_err() {
            counts.bot += i64::from(count);
            continue;
        }
        let (events, bad) = pages(visit, sent.sent_ms, now);
        counts.refused += bad;
        visits.push((visitor, Wanted::Events { stream: visit.stream, events }));
    }
    web.orders.carry_out(Order { site: site.id, visits, counts, reply: None }).await?;
    Ok(all)
}

/// The events in the order of their numbers, by the server's clock; and how many named no page.
fn pages(visit: &Visit, sent_ms: i64, now: Timestamp) -> (Vec<Read>, i64) {
    let mut events: Vec<_> = visit.events.iter().collect();
    events.sort_by_key(|it| it.n);
    let moments = web::moments(sent_ms, events.iter().map(|it| it.at_ms), now);
    let mut bad = 0;
    let mut read = Vec::with_capacity(events.len());
    for (event, at_ms) in events.into_iter().zip(moments) {
        let words = event.words.as_deref().unwrap_or_default();
        let part = event.action.as_deref().and_then(|action| participation::of_action(action, words));
        match web::page(&event.page, event.action.as_deref()) {
            Some(page) => read.push(Read { number: event.n, at_ms, page, part }),
            None => bad += 1,
        }
    }
    (read, bad)
}
