//! The server's storage: one trait, SQLite and PostgreSQL behind it.
//!
//! [`Store`] is [`Ledger`] (what desktops share, in the order in which it was committed) and [`Accounts`] (who may sign in).
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod accounts;
mod error;
pub mod ledger;

pub use accounts::{Accounts, Identity};
pub use error::StoreError;
pub use ledger::Ledger;

/// All of the server's storage.
pub trait Store: Ledger + Accounts + 'static {}

impl<T: Ledger + Accounts + 'static> Store for T {}
