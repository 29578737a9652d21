//! The audit log: who did what to what, when and from where. Only added to, and chained: each row's hash is over the one before it, so that
//! what was changed, taken out or put in another order is found, and with a head that was written down elsewhere what was cut off, too.

use async_trait::async_trait;
use daehwa_domain::{
    id::{CustomerId, DeviceId, TenantId, UserId},
    record::{RecordKind, RecordRef},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::StoreError;

/// What somebody did. No words of people and no values: what a record holds stands in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, by the server's clock.
    pub at_ms: Timestamp,
    /// Who; `None`: on the server itself, or nobody who is known.
    pub who: Option<UserId>,
    /// At which desktop.
    pub device: Option<DeviceId>,
    /// From which network address, where that is known.
    pub from: Option<String>,
    /// What.
    pub deed: Deed,
}

impl Entry {
    /// Of something that was done on the server itself.
    pub fn on_the_server(at_ms: Timestamp, deed: Deed) -> Self {
        Self { at_ms, who: None, device: None, from: None, deed }
    }
}

/// What is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Signed in with a password.
    SignedIn,
    /// Was refused to sign in.
    SignInRefused {
        /// The code of the refusal.
        why: String,
    },
    /// Signed out.
    SignedOut,
    /// A refresh token was used twice: everything signed in with it was signed out.
    TokenReused,
    /// Set a password.
    PasswordSet {
        /// Whose.
        user: UserId,
    },
    /// Made one of the centre's own records.
    Made {
        /// Which.
        record: RecordRef,
    },
    /// Changed one of the centre's own records.
    Changed {
        /// Which.
        record: RecordRef,
        /// Which of its fields.
        fields: Vec<String>,
    },
    /// Erased a customer.
    Erased {
        /// Whom.
        customer: CustomerId,
    },
    /// Refused a desktop from then on.
    DeviceRevoked {
        /// Which.
        device: DeviceId,
    },
}

/// Whether changes of such records are written down: the centre's own.
pub(crate) fn is_audited(kind: RecordKind) -> bool {
    match kind {
        RecordKind::Topic
        | RecordKind::User
        | RecordKind::Team
        | RecordKind::Rule
        | RecordKind::Segment
        | RecordKind::Script
        | RecordKind::Treatment
        | RecordKind::CallList
        | RecordKind::Mailbox
        | RecordKind::CannedReply
        | RecordKind::Article
        | RecordKind::Calendar
        | RecordKind::SlaPolicy => true,
        RecordKind::Customer
        | RecordKind::ContactPoint
        | RecordKind::Remark
        | RecordKind::Callback
        | RecordKind::ListMember
        | RecordKind::Conversation
        | RecordKind::Case => false,
    }
}

/// The newest row, or one that was it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Its number, from 1; 0 before the first.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl AuditHead {
    /// Before the first row.
    pub const START: Self = Self { seq: 0, hash: [0; 32] };

    /// The head after a row with this body.
    #[must_use]
    pub fn after(self, body: &[u8]) -> Self {
        let seq = self.seq + 1;
        let hash = Sha256::new().chain_update(self.hash).chain_update(seq.to_le_bytes()).chain_update(body).finalize();
        Self { seq, hash: hash.into() }
    }
}

/// A row as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number and hash.
    pub at: AuditHead,
    /// The entry: MessagePack with field names.
    pub body: Vec<u8>,
}

impl AuditRow {
    /// What it says.
    pub fn entry(&self) -> Result<Entry, StoreError> {
        Ok(rmp_serde::from_slice(&self.body)?)
    }
}

/// The audit log's side of the storage.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Adds an entry: on the disk when this returns.
    async fn audit(&self, tenant: TenantId, entry: &Entry) -> Result<(), StoreError>;

    /// Rows behind a number, in their order, at most so many.
    async fn audited(&self, tenant: TenantId, after: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError>;

    /// The newest row as the database has it.
    async fn audit_head(&self, tenant: TenantId) -> Result<AuditHead, StoreError>;
}

/// What is wrong with an audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Tampered {
    /// A row does not follow on the one before it: it, or one before, was changed, taken out or moved.
    #[error("row {seq} does not follow on the one before it")]
    Chain {
        /// The first such row.
        seq: u64,
    },
    /// A row is other than it was when its hash was written down elsewhere, or is not there any more.
    #[error("row {seq} is not what was written down of it")]
    Anchor {
        /// Which.
        seq: u64,
    },
}

/// Rows that are read in one go.
const PART: u32 = 1_000;

/// Goes through a whole log. `anchors` were written down elsewhere, by number.
pub async fn check(
    store: &dyn Audit,
    tenant: TenantId,
    anchors: &[AuditHead],
) -> Result<Result<AuditHead, Tampered>, StoreError> {
    let mut head = AuditHead::START;
    loop {
        let rows = store.audited(tenant, head.seq, PART).await?;
        for row in &rows {
            let next = head.after(&row.body);
            if next != row.at {
                return Ok(Err(Tampered::Chain { seq: next.seq }));
            }
            if anchors.iter().any(|it| it.seq == next.seq && it.hash != next.hash) {
                return Ok(Err(Tampered::Anchor { seq: next.seq }));
            }
            head = next;
        }
        if rows.is_empty() {
            let cut = anchors.iter().filter(|it| it.seq > head.seq).map(|it| it.seq).min();
            return Ok(cut.map_or(Ok(head), |seq| Err(Tampered::Anchor { seq })));
        }
    }
}
