//! The centre's model of its topics: what it is learned from, by whom, and what came of it.

use async_trait::async_trait;
use daehwa_domain::{
    id::{CustomerId, TenantId},
    record::Fact,
    time::Timestamp,
};

use crate::StoreError;

/// A model as it is given to desktops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredModel {
    /// By what desktops know it.
    pub version: String,
    /// The model ([`daehwa_protocol::topic_model`]).
    pub body: Vec<u8>,
}

/// What was learned last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// How much the scopes had grown by then: the sum of their seqs.
    pub grown: u64,
    /// When; 0 for never.
    pub at_ms: Timestamp,
}

/// The topic model's side of the storage.
#[async_trait]
pub trait TopicModels: Send + Sync {
    /// The model that desktops use; `None` before there is one.
    async fn topic_model(&self, tenant: TenantId) -> Result<Option<StoredModel>, StoreError>;

    /// By what desktops know it.
    async fn topic_model_version(&self, tenant: TenantId) -> Result<Option<String>, StoreError>;

    /// Takes the right to learn until a moment: one server of a centre at a time. What was learned last; `None` when another is learning.
    async fn begin_learning(
        &self,
        tenant: TenantId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Learned>, StoreError>;

    /// Gives the right back, with what was learned; without a model the one before stays.
    async fn end_learning(
        &self,
        tenant: TenantId,
        learned: Learned,
        model: Option<&StoredModel>,
    ) -> Result<(), StoreError>;

    /// Customers about whom something was written last, the latest first, each once: of the newest so many notes and as many messages.
    async fn spoken_of(&self, tenant: TenantId, limit: u32) -> Result<Vec<CustomerId>, StoreError>;

    /// What was said with a customer, and where it was put: dialogues, contacts, assignments, notes and messages.
    async fn said_with(&self, tenant: TenantId, customer: CustomerId) -> Result<Vec<Fact>, StoreError>;
}
