//! What a desktop would hold, kept in the simplest way that is right.

use std::collections::BTreeMap;

use daehwa_domain::{
    digest,
    id::{CustomerId, TenantId},
    record::Fact,
};
use daehwa_protocol::{SCHEMA_VERSION, message::Change, scope::Scope};
use daehwa_store::{Store, ledger::DeltaRead};
use uuid::Uuid;

/// One scope on one desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// What the desktop can read.
    pub schema: u16,
    pub cursor: u64,
    pub rows: BTreeMap<(Shelf, Uuid), Row>,
}

/// What shares an id with nothing else beside it: a message has the id of the contact that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    Record,
    Fact,
    Message,
}

impl Shelf {
    fn of(fact: &Fact) -> Self {
        if matches!(fact, Fact::Message(_)) { Self::Message } else { Self::Fact }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub customer: Option<CustomerId>,
    pub digest: u64,
    pub change: Change,
}

impl Default for Replica {
    fn default() -> Self {
        Self { schema: SCHEMA_VERSION, cursor: 0, rows: BTreeMap::new() }
    }
}

impl Replica {
    /// Fills from nothing, `limit` rows at a time, calling `between` after each part.
    pub async fn filled<F: Future<Output = ()>>(
        store: &dyn Store,
        tenant: TenantId,
        scope: Scope,
        limit: u32,
        between: impl FnMut() -> F,
    ) -> Self {
        Self::filled_for(SCHEMA_VERSION, store, tenant, scope, limit, between).await
    }

    /// The same on a desktop of a schema.
    pub async fn filled_for<F: Future<Output = ()>>(
        schema: u16,
        store: &dyn Store,
        tenant: TenantId,
        scope: Scope,
        limit: u32,
        mut between: impl FnMut() -> F,
    ) -> Self {
        let mut replica = Self { schema, ..Self::default() };
        let mut after = None;
        loop {
            let part = store.fill_for(schema, tenant, scope, after, limit).await.unwrap();
            replica.cursor = part.as_of;
            part.changes.into_iter().for_each(|change| replica.apply(change));
            between().await;
            after = part.next;
            if after.is_none() {
                return replica;
            }
        }
    }

    /// Pulls until the head, `limit` changes at a time, and compares the checksum there.
    pub async fn catch_up(&mut self, store: &dyn Store, tenant: TenantId, scope: Scope, limit: u32) {
        loop {
            let read = store.delta_for(self.schema, tenant, scope, self.cursor, limit).await.unwrap();
            let DeltaRead::Changes(delta) = read else {
                panic!("refill asked for at {}", self.cursor);
            };
            assert!(delta.to <= delta.head && delta.to >= self.cursor);
            assert!(delta.to > self.cursor || delta.to == delta.head, "no way forward");
            delta.changes.into_iter().for_each(|change| self.apply(change));
            self.cursor = delta.to;
            if delta.to == delta.head {
                assert_eq!(delta.checksum, Some(self.checksum()), "another checksum at {}", delta.head);
                return;
            }
        }
    }

    pub fn checksum(&self) -> u64 {
        self.rows.values().fold(0, |sum, row| sum.wrapping_add(row.digest))
    }

    fn apply(&mut self, change: Change) {
        let (key, customer, digest) = match &change {
            Change::Fact { fact } => ((Shelf::of(fact), fact.id()), Some(fact.customer()), digest::fact(fact)),
            Change::Record { versioned } => {
                let record = &versioned.record;
                ((Shelf::Record, record.reference().id), record.customer(), digest::versioned(versioned))
            }
            Change::Left { customer } | Change::Erased { customer } => {
                self.rows.retain(|_, row| row.customer != Some(*customer));
                return;
            }
        };
        self.rows.insert(key, Row { customer, digest, change });
    }
}
