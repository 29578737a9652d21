//! What the company's web sites tell: sites, visitors, and what becomes of their events.

mod consent;
pub(crate) mod contact;
mod identity;
mod part;
mod take;
mod visitor;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use daehwa_domain::{
    customer::ConsentPurpose,
    id::{CustomerId, MailboxId, TenantId, TopicId},
    participation::Part,
    time::Timestamp,
};
use daehwa_protocol::{message::ScopeHead, web::TopicRead};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Rulebook, StoreError};

pub(crate) use take::{HISTORY_KINDS, take};

/// The most patterns of unknown pages that are kept for a site; more are counted under [`OTHER_PAGES`].
pub const MAX_UNKNOWN_PAGES: i64 = 500;
/// A day, in milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;
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
    /// Ours for chats on its pages; `None` where there are none.
    #[serde(default)]
    pub chat: Option<MailboxId>,
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
    /// In what the visitor took part by it (P-9).
    pub part: Option<Part>,
}

impl Touch {
    pub(crate) fn taken_part(&self) -> Option<visitor::TakenPart> {
        Some(visitor::TakenPart {
            part: self.part.clone()?,
            at_ms: self.at_ms,
            page: self.page.clone(),
            led: self.judged.as_ref().map(|it| (it.topic, it.rule.clone())),
        })
    }
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
    /// The visitor has this number or e-mail address ([`daehwa_domain::address`]), as the site's server says. Joined to the customer who
    /// alone has it; what fits several is kept as a [`Suggestion`], and one who is known as somebody stays so.
    HasAddress {
        /// The key.
        key: String,
    },
    /// The visitor gave or withdrew a consent now.
    Consent {
        /// For what.
        purpose: ConsentPurpose,
        /// Given or withdrawn.
        granted: bool,
        /// How, in words.
        source: String,
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
    /// For [`Arrived::IsCustomer`] and [`Arrived::HasAddress`]: there is no such customer.
    pub no_customer: bool,
    /// For [`Arrived::HasAddress`]: not joined; a person decides.
    pub ambiguous: bool,
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

/// A visitor who could be one of several customers: a person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The site.
    pub site: String,
    /// The visitor.
    pub visitor: Uuid,
    /// Who it could be: those with the same number or address, at most [`MAX_SUGGESTED`].
    pub customers: Vec<CustomerId>,
    /// When the site's server said so.
    pub at_ms: Timestamp,
    /// What is kept of the visitor, by topic, the latest first.
    pub read: Vec<TopicRead>,
    /// Whom the visitor is taken for until somebody decides.
    pub known_as: Option<CustomerId>,
}

/// The most customers that are suggested for one visitor.
pub const MAX_SUGGESTED: usize = 8;
/// The most suggestions that are shown, newest first.
pub const MAX_SUGGESTIONS: i64 = 200;

/// The web sites' side of the storage.
#[async_trait]
pub trait WebStore: Send + Sync {
    /// The sites, by id.
    async fn web_sites(&self, tenant: TenantId) -> Result<Vec<Site>, StoreError>;

    /// Adds or replaces a site.
    async fn put_web_site(&self, tenant: TenantId, site: &Site) -> Result<(), StoreError>;

    /// Removes a site with its visitors, counts and pages; `false` when there was none. Contacts stay.
    async fn remove_web_site(&self, tenant: TenantId, site: &str) -> Result<bool, StoreError>;

    /// Stores what arrived, in one transaction: it is on the disk when this returns. What came before changes nothing. `book` is as it was
    /// when the rules were asked; `ids` gives a new one each time.
    async fn take_web(
        &self,
        tenant: TenantId,
        batch: &WebBatch,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<WebTaken, StoreError>;

    /// What came from each site since a day (since 1970, in UTC).
    async fn web_counts(&self, tenant: TenantId, since_day: i64) -> Result<BTreeMap<String, Counts>, StoreError>;

    /// The pages that no rule knows, the most read first.
    async fn unknown_pages(&self, tenant: TenantId) -> Result<Vec<UnknownPage>, StoreError>;

    /// Forgets a page that no rule knew; it comes back when it is read again.
    async fn forget_page(&self, tenant: TenantId, site: &str, pattern: &str) -> Result<(), StoreError>;

    /// The visitors who could be one of several customers, newest first.
    async fn web_suggestions(&self, tenant: TenantId) -> Result<Vec<Suggestion>, StoreError>;

    /// The customers of whom a visitor could be one; `None` where there is nothing to decide.
    async fn web_suggested(
        &self,
        tenant: TenantId,
        site: &str,
        visitor: Uuid,
    ) -> Result<Option<Vec<CustomerId>>, StoreError>;

    /// Takes a suggestion off the list; the visitor stays what it was.
    async fn drop_suggestion(&self, tenant: TenantId, site: &str, visitor: Uuid) -> Result<(), StoreError>;

    /// Forgets visitors who were not seen since the day (in UTC) of this moment, in every tenant.
    async fn prune_visitors(&self, not_since: Timestamp) -> Result<u64, StoreError>;

    /// Forgets the counts of the days (since 1970, in UTC) before one, and unknown pages that were not read since, in every tenant.
    async fn prune_counts(&self, before_day: i64) -> Result<u64, StoreError>;
}

/// What the transaction under [`take`] offers beyond [`crate::rows::Rows`].
#[async_trait]
pub(crate) trait WebRows: Send {
    /// These visitors, locked until the transaction ends; new ones as well. In the order of site and id for everybody.
    async fn lock_visitors(&mut self, names: &[(String, Uuid)], now: Timestamp) -> Result<Vec<Stored>, StoreError>;
    async fn put_visitors(&mut self, rows: &[Stored], now: Timestamp) -> Result<(), StoreError>;
    async fn remove_visitor(&mut self, site: &str, id: Uuid) -> Result<(), StoreError>;
    /// Who has these numbers and addresses: key and customer.
    async fn customers_at(&mut self, keys: &[String]) -> Result<Vec<(String, Uuid)>, StoreError>;
    async fn put_suggestion(
        &mut self,
        site: &str,
        visitor: Uuid,
        customers: &[CustomerId],
        now: Timestamp,
    ) -> Result<(), StoreError>;
    async fn drop_suggestion(&mut self, site: &str, visitor: Uuid) -> Result<(), StoreError>;
    /// Removes log rows that later ones of the same item have replaced: scope, seq, item.
    async fn drop_logged(&mut self, rows: &[(Uuid, u64, Uuid)]) -> Result<(), StoreError>;
    async fn count(&mut self, day: i64, counts: &BTreeMap<String, Counts>) -> Result<(), StoreError>;
    async fn count_pages(&mut self, pages: &BTreeMap<(String, String), i64>, now: Timestamp) -> Result<(), StoreError>;
}

/// Which patterns are counted under their own name; once the list is full the others are [`OTHER_PAGES`]. Each once.
pub(crate) fn listed<'a>(known: &BTreeSet<String>, read: &[(&'a str, i64)]) -> BTreeMap<&'a str, i64> {
    let mut room = usize::try_from(MAX_UNKNOWN_PAGES - 1).unwrap_or(0).saturating_sub(known.len());
    let mut listed = BTreeMap::new();
    for (pattern, touches) in read {
        let own = known.contains(*pattern) || room > 0;
        if own && !known.contains(*pattern) {
            room -= 1;
        }
        *listed.entry(if own { *pattern } else { OTHER_PAGES }).or_default() += touches;
    }
    listed
}

/// What is kept of a visitor by topic, and who it is taken for, by the row's body; nothing for one who is gone.
pub(crate) fn kept(body: Option<&[u8]>) -> Result<(Vec<TopicRead>, Option<CustomerId>), StoreError> {
    let visitor: visitor::Visitor = body.map(rmp_serde::from_slice).transpose()?.unwrap_or_default();
    Ok((visitor.kept_by_topic(), visitor.customer))
}

/// A visitor's row.
pub(crate) struct Stored {
    pub site: String,
    pub id: Uuid,
    /// Empty for a new one.
    pub body: Vec<u8>,
}
