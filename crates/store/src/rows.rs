//! What a writing transaction offers, alike on every database. The rules of accepting ops stand above it, the SQL below.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use daehwa_domain::{conversation::Message, time::Hlc};
use uuid::Uuid;

use crate::{
    StoreError,
    agents::{AgentDesktop, StoredAgent},
    audit::Entry,
    checksum::Checksum,
    item::{Item, ItemKey},
};

/// A scope's row, locked until the transaction ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub head: u64,
    pub floor: u64,
    pub checksum: Checksum,
    pub customers: u64,
}

/// A device's row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Device {
    pub counter: u64,
    /// The latest stamp given to one of its edits.
    pub latest: Hlc,
}

/// What a log row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Item = 0,
    Left = 1,
    Erased = 2,
}

/// A row of a scope's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Logged {
    pub scope: Uuid,
    pub seq: u64,
    pub what: What,
    pub key: ItemKey,
}

/// The tables of one tenant inside a writing transaction. Scopes go by their id: nil for the centre, else the team's.
#[async_trait]
pub(crate) trait Rows: Send {
    /// Locks the rows of scopes, so that their seqs are given in the order of commits. In the order of their ids for everybody: take all
    /// at once.
    async fn lock_heads(&mut self, scopes: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, Head>, StoreError>;
    async fn put_heads(&mut self, heads: &[(Uuid, &Head)]) -> Result<(), StoreError>;

    /// Locks the row of a scope, when that is the only one.
    async fn lock_head(&mut self, scope: Uuid) -> Result<Option<Head>, StoreError> {
        Ok(self.lock_heads(&BTreeSet::from([scope])).await?.remove(&scope))
    }

    async fn put_head(&mut self, scope: Uuid, head: &Head) -> Result<(), StoreError> {
        self.put_heads(&[(scope, head)]).await
    }

    async fn add_scope(&mut self, scope: Uuid) -> Result<(), StoreError>;

    async fn scope_of(&mut self, customer: Uuid) -> Result<Option<Uuid>, StoreError>;
    /// Those of these customers that are known, each with its scope.
    async fn scopes_of(&mut self, customers: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, StoreError>;
    async fn put_member(&mut self, customer: Uuid, scope: Uuid) -> Result<(), StoreError>;

    async fn item(&mut self, kind: i16, id: Uuid) -> Result<Option<Item>, StoreError>;
    /// Those that exist, by kind and id.
    async fn items(&mut self, names: &[(i16, Uuid)]) -> Result<Vec<Item>, StoreError>;
    /// Adds items, or replaces the body, schema and digest of those that exist. Each once.
    async fn put_items(&mut self, items: &[Item]) -> Result<(), StoreError>;
    /// What belongs to customers, of these kinds.
    async fn items_of(&mut self, customers: &[Uuid], kinds: &[i16]) -> Result<Vec<Item>, StoreError>;
    /// The sum of a customer's items, and how many they are.
    async fn sum_of(&mut self, customer: Uuid) -> Result<(Checksum, u64), StoreError>;
    /// Removes a customer with all items.
    async fn remove(&mut self, customer: Uuid) -> Result<(), StoreError>;

    async fn put_log(&mut self, rows: &[Logged]) -> Result<(), StoreError>;
    /// Logs all items of a customer, with the seqs after `after`.
    async fn log_all(&mut self, scope: Uuid, after: u64, customer: Uuid) -> Result<(), StoreError>;

    async fn is_erased(&mut self, customer: Uuid) -> Result<bool, StoreError>;
    async fn put_erased(&mut self, customer: Uuid, at_ms: i64) -> Result<(), StoreError>;

    /// Those of these ops that took effect.
    async fn known_ops(&mut self, ops: &[Uuid]) -> Result<Vec<Uuid>, StoreError>;
    async fn put_ops(&mut self, ops: &[Uuid]) -> Result<(), StoreError>;

    /// The device's row, locked until the transaction ends.
    async fn lock_device(&mut self, device: Uuid) -> Result<Device, StoreError>;
    async fn put_device(&mut self, device: Uuid, row: Device) -> Result<(), StoreError>;

    /// An agent's row, locked until the transaction ends; made when it is missing.
    async fn lock_agent(&mut self, user: Uuid) -> Result<StoredAgent, StoreError>;
    async fn put_agent(&mut self, user: Uuid, agent: &StoredAgent) -> Result<(), StoreError>;
    /// Adds the status under the agent's number to what was.
    async fn put_past_status(&mut self, user: Uuid, agent: &StoredAgent) -> Result<(), StoreError>;
    async fn agent_desktops(&mut self, user: Uuid) -> Result<Vec<AgentDesktop>, StoreError>;
    async fn put_agent_desktop(&mut self, user: Uuid, desktop: &AgentDesktop) -> Result<(), StoreError>;

    /// A message of ours is to go out from `due_ms` on.
    async fn put_outgoing(&mut self, message: Uuid, customer: Uuid, due_ms: i64) -> Result<(), StoreError>;

    /// A line of ours stands behind the others in its chat, where a visitor can read it. The scope of the customer is locked.
    async fn put_chat_line(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Adds to the audit log. The last thing that a transaction does.
    async fn put_audit(&mut self, entries: &[Entry]) -> Result<(), StoreError>;
}
