//! What the company's web sites tell: sites, visitors, and what becomes of their events.

mod contact;
mod take;
mod visitor;

use std::collections::BTreeMap;

use async_trait::async_trait;
use daehwa_domain::{
    dialogue::Topic,
    id::{CustomerId, TenantId, TopicId},
    time::Timestamp,
};
use daehwa_protocol::message::ScopeHead;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::StoreError;

pub(crate) use take::take;

/// The most patterns of unknown pages that are kept for a site; more are counted under [`OTHER_PAGES`].
pub const MAX_UNKNOWN_PAGES: i64 = 500;
/// The pattern that stands for all that did not find a place.
pub const OTHER_PAGES: &str = "*";

/// A web site that tells what its visitors read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its public id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The origins whose pages may send, such as `https://www.example.com`.
    pub origins: Vec<String>,
    /// With what its server signs, the newest last.
    pub keys: Vec<SiteKey>,
    /// With what visitors' ids are signed; it never leaves the server.
    pub visitor_secret: Vec<u8>,
}

/// A key of a site's server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteKey {
    /// Its public id.
    pub id: String,
    /// The secret.
    pub secret: Vec<u8>,
    /// Until when it holds; `None` for the newest.
    pub until: Option<Timestamp>,
}

/// Gives ids for what is made.
pub type NewIds = dyn Fn() -> Uuid + Send + Sync;

/// An event after the rules were asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Its number in its stream, from 1.
    pub number: u64,
    /// When, by the server's clock.
    pub at_ms: Timestamp,
    /// The page.
    pub page: String,
    /// What the rules say; `None`: the page is not known to them.
    pub judged: Option<Judged>,
}

/// Where a rule brings an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The topic.
    pub topic: TopicId,
    /// The stage (from 1).
    pub stage: u8,
    /// The rule's key.
    pub rule: String,
}

/// What arrived about one visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The site.
    pub site: String,
    /// The visitor.
    pub visitor: Uuid,
    /// What is to be done.
    pub what: Arrived,
}

/// What is to be done with a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// Events of one stream: one page that was loaded. Later loads have larger numbers.
    Events {
        /// The stream.
        stream: u64,
        /// The events, in the order of their numbers.
        touches: Vec<Touch>,
    },
    /// The visitor is this customer.
    IsCustomer {
        /// Who.
        customer: CustomerId,
        /// One who is known as somebody stays so.
        only_if_unknown: bool,
    },
    /// Nothing is to be remembered of the visitor.
    Forget,
}

/// Arrivals that are stored together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebBatch {
    /// In the order in which they came.
    pub arrivals: Vec<Arrival>,
    /// What was counted by site without being stored.
    pub counts: BTreeMap<String, Counts>,
}

/// What became of an arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Events that were counted.
    pub stored: u32,
    /// Events that were there already.
    pub duplicate: u32,
    /// Events whose page no rule knows.
    pub unknown: u32,
    /// Events that can't be told from repeated ones any more: too old a stream, or too many gaps in it.
    pub refused: u32,
    /// For [`Arrived::IsCustomer`]: there is no such customer.
    pub no_customer: bool,
}

/// What was stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebTaken {
    /// For each arrival, in order.
    pub taken: Vec<Taken>,
    /// The scopes that grew.
    pub grown: Vec<ScopeHead>,
}

/// What came from a site, and what was kept of it (H-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Events that were counted in a dialogue or a visitor's history.
    pub stored: i64,
    /// Events that came again.
    pub duplicate: i64,
    /// Events whose page no rule knows.
    pub unknown: i64,
    /// Events of programs.
    pub bot: i64,
    /// Events of visitors who did not agree.
    pub unconsented: i64,
    /// Events beyond a limit.
    pub refused: i64,
    /// Bytes as they came.
    pub raw_bytes: i64,
    /// Bytes that were added to the database, without its indexes.
    pub stored_bytes: i64,
}

impl Counts {
    /// Counts others in.
    pub fn add(&mut self, other: &Counts) {
        self.stored += other.stored;
        self.duplicate += other.duplicate;
        self.unknown += other.unknown;
        self.bot += other.bot;
        self.unconsented += other.unconsented;
        self.refused += other.refused;
        self.raw_bytes += other.raw_bytes;
        self.stored_bytes += other.stored_bytes;
    }
}

/// A page that no rule knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownPage {
    /// The site.
    pub site: String,
    /// The page without what differs from visitor to visitor.
    pub pattern: String,
    /// How often it was read.
    pub touches: i64,
    /// When it was read first.
    pub first_ms: Timestamp,
    /// When it was read last.
    pub last_ms: Timestamp,
}

/// The web sites' side of the storage.
#[async_trait]
pub trait WebStore: Send + Sync {
    /// The sites, by id.
    async fn web_sites(&self, tenant: TenantId) -> Result<Vec<Site>, StoreError>;

    /// Adds or replaces a site.
    async fn put_web_site(&self, tenant: TenantId, site: &Site) -> Result<(), StoreError>;

    /// Removes a site with its visitors, counts and pages; `false` when there was none. Contacts stay.
    async fn remove_web_site(&self, tenant: TenantId, site: &str) -> Result<bool, StoreError>;

    /// Stores what arrived, in one transaction: it is on the disk when this returns. What came before changes nothing. `ids` gives a new
    /// one each time.
    async fn take_web(
        &self,
        tenant: TenantId,
        batch: &WebBatch,
        topics: &[Topic],
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<WebTaken, StoreError>;

    /// What came from each site since a day (since 1970, in UTC).
    async fn web_counts(&self, tenant: TenantId, since_day: i64) -> Result<BTreeMap<String, Counts>, StoreError>;

    /// The pages that no rule knows, the most read first.
    async fn unknown_pages(&self, tenant: TenantId) -> Result<Vec<UnknownPage>, StoreError>;

    /// Forgets a page that no rule knew; it comes back when it is read again.
    async fn forget_page(&self, tenant: TenantId, site: &str, pattern: &str) -> Result<(), StoreError>;

    /// Forgets visitors who were not seen since, in every tenant.
    async fn prune_visitors(&self, not_since: Timestamp) -> Result<u64, StoreError>;
}

/// What the transaction under [`take`] offers beyond [`crate::rows::Rows`].
#[async_trait]
pub(crate) trait WebRows: Send {
    /// These visitors, locked until the transaction ends; new ones as well. In the order of site and id for everybody.
    async fn lock_visitors(&mut self, names: &[(String, Uuid)]) -> Result<Vec<Stored>, StoreError>;
    async fn put_visitors(&mut self, rows: &[Stored], now: Timestamp) -> Result<(), StoreError>;
    async fn remove_visitor(&mut self, site: &str, id: Uuid) -> Result<(), StoreError>;
    /// The facts of customers from which dialogues are folded.
    async fn dialogue_items(&mut self, customers: &[Uuid]) -> Result<Vec<crate::item::Item>, StoreError>;
    /// Removes log rows that later ones of the same item have replaced: scope, seq, item.
    async fn drop_logged(&mut self, rows: &[(Uuid, u64, Uuid)]) -> Result<(), StoreError>;
    async fn count(&mut self, day: i64, counts: &BTreeMap<String, Counts>) -> Result<(), StoreError>;
    async fn count_pages(&mut self, pages: &BTreeMap<(String, String), i64>, now: Timestamp) -> Result<(), StoreError>;
}

/// A visitor's row.
pub(crate) struct Stored {
    pub site: String,
    pub id: Uuid,
    /// Empty for a new one.
    pub body: Vec<u8>,
}
