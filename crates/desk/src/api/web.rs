//! The company's web sites: what waits there for an administrator.

use daehwa_domain::{
    id::{CustomerId, TopicId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{customer::CustomerCard, rules::RuleDraft};

/// What waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WebInbox {
    /// Pages that no rule knows, the most read first.
    pub pages: Vec<UnknownPageRow>,
    /// Visitors who could be one of several customers, newest first.
    pub visitors: Vec<VisitorRow>,
}

/// A page that no rule knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UnknownPageRow {
    /// The site's id.
    pub site: String,
    /// What people call the site.
    pub site_name: String,
    /// The page; `*` stands for a part that differs from visitor to visitor, and alone for all pages that found no place in the list.
    pub pattern: String,
    /// How often it was read.
    pub touches: u32,
    /// When it was read first.
    pub first_ms: Timestamp,
    /// When it was read last.
    pub last_ms: Timestamp,
    /// The rule that would know it, to be given a topic and saved; `None` where no rule can.
    pub draft: Option<RuleDraft>,
}

/// A page of that list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PageRef {
    /// The site's id.
    pub site: String,
    /// As it is listed.
    pub pattern: String,
}

/// A visitor who could be one of several customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VisitorRow {
    /// The site's id.
    pub site: String,
    /// What people call the site.
    pub site_name: String,
    /// The visitor.
    #[ts(type = "string")]
    pub visitor: Uuid,
    /// When the site said whose number or address it is.
    pub at_ms: Timestamp,
    /// What the visitor read that is nobody's yet, the latest first.
    pub read: Vec<VisitorRead>,
    /// Whom the visitor is taken for until somebody decides.
    pub known_as: Option<PossibleCustomer>,
    /// Who it could be, those for whom most speaks first.
    pub customers: Vec<PossibleCustomer>,
}

/// What a visitor read on a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VisitorRead {
    /// The topic.
    pub topic: TopicId,
    /// The highest stage (from 1).
    pub stage: u8,
    /// How many pages and actions.
    pub touches: u32,
    /// When the last was.
    pub last_ms: Timestamp,
}

/// Who a visitor could be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PossibleCustomer {
    /// Who.
    pub id: CustomerId,
    /// Who it is and what speaks for it; `None` for a customer of a team whose data is not on this desktop.
    pub known: Option<Evidence>,
}

/// What speaks for one who was suggested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Evidence {
    /// The customer in one line.
    pub card: CustomerCard,
    /// The numbers and addresses which all who were suggested have in use.
    pub shared: Vec<SharedPoint>,
    /// The open dialogues, those on what the visitor read first.
    pub open: Vec<OpenTopic>,
}

/// A number or address which all who were suggested have in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SharedPoint {
    /// As it is written for this customer.
    pub value: String,
    /// It is the first of its kind.
    pub primary: bool,
    /// When somebody last confirmed it (P-6).
    pub verified_ms: Option<Timestamp>,
}

/// An open dialogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OpenTopic {
    /// About what.
    pub topic: TopicId,
    /// Where it is (from 1).
    pub stage: u8,
    /// The visitor read about it.
    pub read: bool,
}

/// Who a visitor is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VisitorChoice {
    /// The site's id.
    pub site: String,
    /// The visitor.
    #[ts(type = "string")]
    pub visitor: Uuid,
    /// Which of those who were shown; `None`: none of them.
    pub customer: Option<CustomerId>,
}
