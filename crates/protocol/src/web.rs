//! What administrators ask a server about the company's web sites, over HTTP with their token.

use daehwa_domain::{
    id::{CustomerId, TopicId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `GET /api/v1/web/pages`: a page that no rule knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownPage {
    /// The site's id.
    pub site: String,
    /// What people call the site.
    pub site_name: String,
    /// The page without what differs from visitor to visitor: `*` stands for a part.
    pub pattern: String,
    /// How often it was read.
    pub touches: i64,
    /// When it was read first.
    pub first_ms: Timestamp,
    /// When it was read last.
    pub last_ms: Timestamp,
}

/// `POST /api/v1/web/pages/forget`: takes a page off that list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgottenPage {
    /// The site's id.
    pub site: String,
    /// As it is listed.
    pub pattern: String,
}

/// `GET /api/v1/web/suggestions`: a visitor who could be one of several customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The site's id.
    pub site: String,
    /// What people call the site.
    pub site_name: String,
    /// The visitor.
    pub visitor: Uuid,
    /// Who it could be.
    pub customers: Vec<CustomerId>,
    /// When the site's server said so.
    pub at_ms: Timestamp,
    /// What the visitor read that is nobody's yet, by topic, the latest first.
    pub read: Vec<TopicRead>,
    /// Whom the visitor is taken for until somebody decides.
    pub known_as: Option<CustomerId>,
}

/// What a visitor read on a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicRead {
    /// The topic.
    pub topic: TopicId,
    /// The highest stage (from 1).
    pub stage: u8,
    /// How many pages and actions.
    pub touches: u32,
    /// When the last was.
    pub last_ms: Timestamp,
}

/// `POST /api/v1/web/decide`: who a visitor is of those who were suggested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The site's id.
    pub site: String,
    /// The visitor.
    pub visitor: Uuid,
    /// Who; `None` takes the suggestion off the list.
    pub customer: Option<CustomerId>,
}
