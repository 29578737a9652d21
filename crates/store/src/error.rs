//! What can go wrong in storage.

use daehwa_protocol::scope::Scope;
use thiserror::Error;

/// Storage failed. Nothing of the call took effect.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused, failed or is away.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored row can't be read: it was written by a newer version, or the database is damaged.
    #[error("a stored row can't be read")]
    Unreadable(#[from] rmp_serde::decode::Error),
    /// A row can't be written.
    #[error("a row can't be encoded")]
    Unwritable(#[from] rmp_serde::encode::Error),
    /// A record can't be changed as asked.
    #[error("a record can't be changed as asked")]
    Merge(#[from] daehwa_domain::merge::MergeError),
    /// The scope has no rows and no head: it was never made.
    #[error("no such scope: {0}")]
    NoScope(Scope),
    /// Loaded rows belong to a customer that is not known.
    #[error("rows of a customer that is not known")]
    NoCustomer,
    /// A customer's team is not known.
    #[error("no such team")]
    NoTeam,
    /// A position in a fill that this server never made.
    #[error("not a position of a fill")]
    BadPosition,
    /// The sign-in name is in use.
    #[error("the sign-in name is in use")]
    LoginTaken,
    /// The database's URL begins with neither `sqlite:` nor `postgres:`.
    #[error("not a database URL: it begins with neither sqlite: nor postgres:")]
    UnknownUrl,
}

impl StoreError {
    /// Whether the same call can succeed later without a change.
    pub fn retry(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}
