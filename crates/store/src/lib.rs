//! The server's storage: one trait, SQLite and PostgreSQL behind it.
//!
//! [`Store`] is [`Ledger`] (what desktops share, in the order in which it was committed), [`Accounts`] (who may sign in),
//! [`Agents`] (what people do now), [`WebStore`] (what visitors of the company's web sites read), [`MailStore`] (mails in and out),
//! [`TextStore`] (text messages and faxes in), [`ChatStore`] (what visitors write) and [`TopicModels`] (which words speak for which topic).
//! What ops may do is decided in one place for every database (`accept`); the SQL is written once and compiled for each (`sql/`).
#![cfg_attr(test, allow(clippy::unwrap_used))]
#![allow(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]

use std::{path::Path, sync::Arc};

mod accept;
pub mod accounts;
pub mod agents;
pub mod audit;
mod batch;
pub mod chat;
mod checksum;
mod column;
mod error;
pub mod files;
mod filing;
mod item;
pub mod ledger;
pub mod mail;
mod migrations;
mod position;
mod postgres;
mod rows;
pub mod rulebook;
mod rules;
mod sqlite;
pub mod text;
pub mod topic_model;
pub mod web;

pub use accounts::{Accounts, Identity};
pub use agents::Agents;
pub use audit::Audit;
pub use chat::ChatStore;
pub use error::StoreError;
pub use files::FileStore;
pub use ledger::Ledger;
pub use mail::MailStore;
pub use postgres::PostgresStore;
pub use rulebook::Rulebook;
pub use sqlite::SqliteStore;
pub use text::TextStore;
pub use topic_model::TopicModels;
pub use web::WebStore;

/// All of the server's storage.
pub trait Store:
    Ledger + Accounts + Agents + WebStore + MailStore + TextStore + ChatStore + FileStore + TopicModels + Audit + 'static
{
}

impl<
    T: Ledger
        + Accounts
        + Agents
        + WebStore
        + MailStore
        + TextStore
        + ChatStore
        + FileStore
        + TopicModels
        + Audit
        + 'static,
> Store for T
{
}

/// Opens the store at a URL: `sqlite:PATH` or `postgres://…`.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        Ok(Arc::new(SqliteStore::open(Path::new(path)).await?))
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        Ok(Arc::new(PostgresStore::open(url).await?))
    } else {
        Err(StoreError::UnknownUrl)
    }
}
