//! What web sites send. Hostile: bounded, checked, never trusted.

use daehwa_domain::customer::ConsentPurpose;
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::fault::WebFault;

/// The largest body from a browser.
pub(super) const MAX_BROWSER_BYTES: usize = 64 * 1024;
/// The largest body from a site's server.
pub(super) const MAX_SIGNED_BYTES: usize = 1024 * 1024;
/// The most events of a visit in one body.
pub(super) const MAX_EVENTS: usize = 200;
/// The most visits in a body from a site's server.
pub(super) const MAX_VISITS: usize = 1_000;
/// The most events in a body from a site's server.
pub(super) const MAX_SIGNED_EVENTS: usize = 10_000;

/// `POST /api/v1/web/events`.
#[derive(Deserialize)]
pub(super) struct Events {
    pub site: String,
    /// The sender's clock as it sends.
    pub sent_ms: i64,
    /// Whether the visitor agreed to be known.
    #[serde(default)]
    pub consent: bool,
    pub visits: Vec<Visit>,
}

/// What one visitor did since one page was loaded.
#[derive(Deserialize)]
pub(super) struct Visit {
    pub visitor: String,
    pub stream: u64,
    /// Whether a person touched the page.
    #[serde(default)]
    pub active: bool,
    pub events: Vec<Event>,
}

/// A page that was seen, or an action on it.
#[derive(Deserialize)]
pub(super) struct Event {
    /// Its number in the stream, from 1.
    pub n: u64,
    /// When, by the sender's clock.
    pub at_ms: i64,
    pub page: String,
    #[serde(default)]
    pub action: Option<String>,
    /// What the visitor wrote beside it.
    #[serde(default)]
    pub words: Option<String>,
}

/// `POST /api/v1/web/visitor`.
#[derive(Deserialize)]
pub(super) struct NewVisitor {
    pub site: String,
    #[serde(default)]
    pub consent: bool,
}

/// `POST /api/v1/web/identify`: from the site's server with a customer, number or e-mail address, from a browser with a link that the
/// site's server signed.
#[derive(Deserialize)]
pub(super) struct Identify {
    pub site: String,
    pub visitor: String,
    #[serde(default)]
    pub customer: Option<Uuid>,
    /// In any written form.
    #[serde(default)]
    pub number: Option<String>,
    /// Where a number without a country code is from, ISO 3166-1 alpha-2.
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub link: Option<String>,
}

/// `POST /api/v1/web/forget`.
#[derive(Deserialize)]
pub(super) struct Forget {
    pub site: String,
    pub visitor: String,
    /// The visitor took the consent back: the customer's record says so before the visitor is forgotten.
    #[serde(default)]
    pub withdrawn: bool,
}

/// `POST /api/v1/web/consent`: for more than being known, from the site's server alone.
#[derive(Deserialize)]
pub(super) struct Consent {
    pub site: String,
    pub visitor: String,
    pub granted: bool,
    #[serde(default)]
    pub purpose: Purpose,
}

/// For what a visitor agrees.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Purpose {
    /// To be known: what is read becomes part of the customer's history.
    #[default]
    Profiling,
    Marketing,
    MarketingAtNight,
}

impl From<Purpose> for ConsentPurpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Profiling => Self::Profiling,
            Purpose::Marketing => Self::Marketing,
            Purpose::MarketingAtNight => Self::MarketingAtNight,
        }
    }
}

/// Reads a body, whatever its content type: browsers send plain text where JSON would cost a request more.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WebFault> {
    serde_json::from_slice(bytes).map_err(|_| WebFault::BadRequest)
}

impl Events {
    /// Within the bounds of who sends.
    pub fn check(&self, signed: bool, bytes: usize) -> Result<(), WebFault> {
        let events = self.count();
        let most = self.visits.iter().map(|it| it.events.len()).max().unwrap_or(0);
        let fits = most <= MAX_EVENTS
            && match signed {
                true => self.visits.len() <= MAX_VISITS && events <= MAX_SIGNED_EVENTS,
                false => self.visits.len() <= 1 && bytes <= MAX_BROWSER_BYTES,
            };
        if fits { Ok(()) } else { Err(WebFault::TooLarge) }
    }

    pub fn count(&self) -> usize {
        self.visits.iter().map(|it| it.events.len()).sum()
    }
}
