//! The ledger: what desktops push, in the order in which it was committed, read back by scope.

use async_trait::async_trait;
use daehwa_domain::{
    id::{CustomerId, DeviceId, TenantId},
    record::{Fact, Versioned},
    time::Timestamp,
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    message::{Change, FillToken, OpResult, Progress, ScopeHead},
    op::Op,
    scope::Scope,
};

use crate::{Rulebook, StoreError, accounts::Identity};

/// The shared data of all tenants and its order.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Applies ops of one device, in their order, in one transaction. An op that was applied before is accepted again
    /// and changes nothing; an op that can't be applied is refused and stops no other.
    ///
    /// What the author may do is read anew inside the transaction.
    async fn push(&self, author: &Identity, ops: &[Op], now: Timestamp) -> Result<Pushed, StoreError>;

    /// The newest seqs of these scopes; 0 for one that has nothing yet.
    async fn heads(&self, tenant: TenantId, scopes: &[Scope]) -> Result<Vec<ScopeHead>, StoreError>;

    /// The newest seqs of all scopes of all tenants.
    async fn all_heads(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError>;

    /// Waits until another server on the same database has committed something. A hint: some may be missed, so that
    /// [`Ledger::all_heads`] is to be looked at from time to time. Never returns where only one server is possible.
    async fn hear(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError>;

    /// What came after `cursor` for a desktop of a schema: at most `limit` changes and about [`MAX_PART_BYTES`] bytes. What it can't read
    /// is passed over, and is not in the checksum; so a desktop that has been updated since finds another sum, and fills again.
    async fn delta_for(
        &self,
        schema: u16,
        tenant: TenantId,
        scope: Scope,
        cursor: u64,
        limit: u32,
    ) -> Result<DeltaRead, StoreError>;

    /// A part of a scope's state for a desktop of a schema: at most `limit` rows and about [`MAX_PART_BYTES`] bytes, customer by customer.
    async fn fill_for(
        &self,
        schema: u16,
        tenant: TenantId,
        scope: Scope,
        after: Option<FillToken>,
        limit: u32,
    ) -> Result<FillPart, StoreError>;

    /// [`Ledger::delta_for`] a desktop of this version.
    async fn delta(&self, tenant: TenantId, scope: Scope, cursor: u64, limit: u32) -> Result<DeltaRead, StoreError> {
        self.delta_for(SCHEMA_VERSION, tenant, scope, cursor, limit).await
    }

    /// [`Ledger::fill_for`] a desktop of this version.
    async fn fill(
        &self,
        tenant: TenantId,
        scope: Scope,
        after: Option<FillToken>,
        limit: u32,
    ) -> Result<FillPart, StoreError> {
        self.fill_for(SCHEMA_VERSION, tenant, scope, after, limit).await
    }

    /// The highest counter of this device that was processed; makes the device known. `None` when it was revoked.
    async fn greet_device(&self, identity: &Identity, now: Timestamp) -> Result<Option<u64>, StoreError>;

    /// Forgets a customer: all rows go, a tombstone stays, and every desktop that holds the scope is told.
    async fn erase(
        &self,
        tenant: TenantId,
        customer: CustomerId,
        now: Timestamp,
    ) -> Result<Option<ScopeHead>, StoreError>;

    /// Whom a customer has absorbed and still stands for: who is erased is erased with them.
    async fn absorbed_by(&self, tenant: TenantId, customer: CustomerId) -> Result<Vec<CustomerId>, StoreError>;

    /// The tenant's rules and topics, all as of one moment: what a server needs to judge contacts.
    async fn rulebook(&self, tenant: TenantId) -> Result<Rulebook, StoreError>;

    /// Loads rows in bulk without a log: desktops that hold one of the scopes are made to fill again.
    /// Customers come before or together with what belongs to them.
    async fn load(&self, tenant: TenantId, rows: Vec<Loaded>) -> Result<(), StoreError>;

    /// Sets a checkpoint, and forgets what is older than the horizons: desktops with an older cursor fill again.
    async fn prune(&self, now: Timestamp, keep: Retention) -> Result<(), StoreError>;

    /// Refuses this device from now on. The centre's log grows, so that every server looks at its open connections.
    async fn revoke_device(&self, tenant: TenantId, device: DeviceId, now: Timestamp) -> Result<(), StoreError>;
}

/// The most bytes of rows in one delta or part of a fill, so that it fits a frame.
pub const MAX_PART_BYTES: usize = 2 * 1024 * 1024;
/// The most changes in one delta or part of a fill.
pub const MAX_PART_ROWS: u32 = 5_000;

/// How long things are kept that are only needed by desktops that were away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The logs, in milliseconds: who was away for longer fills again.
    pub log_ms: i64,
    /// Which ops took effect, in milliseconds: longer than any desktop waits to send one again.
    pub ops_ms: i64,
}

/// What became of pushed ops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// One result for each op, in order.
    pub results: Vec<OpResult>,
    /// The scopes that grew, with their new heads.
    pub grown: Vec<ScopeHead>,
}

/// What came after a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeltaRead {
    /// Changes, maybe none.
    Changes(Delta),
    /// The log does not reach back (or forward) to the cursor: the scope must be filled again.
    Refill,
}

/// Changes after a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    /// The cursor after applying.
    pub to: u64,
    /// In order.
    pub changes: Vec<Change>,
    /// Sum of the scope's digests, when `to` is the head.
    pub checksum: Option<u64>,
    /// The head when this was read.
    pub head: u64,
}

/// A part of a scope's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillPart {
    /// The seq as of which the fill began.
    pub as_of: u64,
    /// The rows.
    pub changes: Vec<Change>,
    /// Where the next part begins.
    pub next: Option<FillToken>,
    /// How far the fill is.
    pub progress: Progress,
}

/// A row for [`Ledger::load`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// A fact.
    Fact(Box<Fact>),
    /// A record.
    Record(Box<Versioned>),
}
