//! Ops: one thing done on a desktop.

use daehwa_domain::{
    id::{OpId, UserId},
    record::{Edit, Fact},
    time::Hlc,
};
use serde::{Deserialize, Serialize};

/// One thing done on a desktop, written to the outbox in the same transaction as its local effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// Identity: sending it twice changes nothing.
    pub id: OpId,
    /// The device's counter: dense, from 1.
    pub counter: u64,
    /// When it was done.
    pub hlc: Hlc,
    /// Who did it.
    pub user: UserId,
    /// [`crate::SCHEMA_VERSION`] of the desktop that made it.
    pub schema: u16,
    /// What was done.
    pub action: Action,
}

/// What an op does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A fact is added.
    Append {
        /// The fact.
        fact: Fact,
    },
    /// A record is created or its fields are set.
    Edit {
        /// The edit.
        edit: Edit,
    },
}
