//! How requests of web sites are refused.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use daehwa_store::StoreError;

use crate::api::refusal;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WebFault {
    BadRequest,
    TooLarge,
    NoSite,
    Origin,
    Signature,
    Visitor,
    NoConsent,
    NoCustomer,
    Address,
    TooMany { retry_after_s: u32 },
    Unavailable,
}

impl From<StoreError> for WebFault {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "storage failed");
        Self::Unavailable
    }
}

impl IntoResponse for WebFault {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "the body is not what this address takes"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "too much at once: send less, more often"),
            Self::NoSite => (StatusCode::NOT_FOUND, "no_such_site", "no site has this id"),
            Self::Origin => (StatusCode::FORBIDDEN, "origin", "pages of this origin may not send for the site"),
            Self::Signature => (StatusCode::UNAUTHORIZED, "signature", "the signature is missing, wrong or too old"),
            Self::Visitor => (StatusCode::FORBIDDEN, "visitor", "the server did not give this visitor id: ask for one"),
            Self::NoConsent => (StatusCode::FORBIDDEN, "no_consent", "the visitor did not agree to be known"),
            Self::NoCustomer => (StatusCode::NOT_FOUND, "no_such_customer", "there is no such customer"),
            Self::Address => {
                (StatusCode::BAD_REQUEST, "address", "no customer, number or e-mail address: one of them, as a whole")
            }
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many", "too many requests; wait"),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the server can't answer now; try again")
            }
        };
        let retry_after_s = match self {
            Self::TooMany { retry_after_s } => Some(retry_after_s),
            Self::Unavailable => Some(1),
            _ => None,
        };
        refusal(status, code, message, retry_after_s)
    }
}

/// Lets the pages of an origin read an answer. The origin is one of the site's, or there is nothing to let.
pub(super) fn readable_by(origin: Option<&HeaderValue>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    response
}

/// Where a site's server puts its signature.
pub(super) const SIGNATURE: HeaderName = HeaderName::from_static("daehwa-signature");
