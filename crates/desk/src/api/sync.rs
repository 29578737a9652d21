//! The sync badge and what is behind it (D-40).

use daehwa_domain::{id::CustomerId, time::Timestamp};
use daehwa_protocol::error::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the desktop stands with its server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// The connection.
    pub link: LinkState,
    /// Items not on the server yet.
    pub waiting: u32,
    /// Since when the oldest one waits.
    pub waiting_since_ms: Option<Timestamp>,
    /// Items that the server refused.
    pub stuck: Vec<StuckItem>,
    /// The first fill, while it runs.
    pub fill: Option<FillProgress>,
    /// When the last change came or was confirmed.
    pub last_contact_ms: Option<Timestamp>,
}

/// The connection to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Up.
    Online,
    /// Being made.
    Connecting,
    /// Down; tried again by itself.
    #[default]
    Offline,
    /// The user has to sign in again.
    SignInNeeded,
    /// This desktop is too old; its work is still taken.
    UpgradeNeeded,
    /// The server's certificate changed.
    CertificateChanged,
}

/// How far the first fill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FillProgress {
    /// Customers here.
    #[ts(type = "number")]
    pub done: u64,
    /// Customers in all.
    #[ts(type = "number")]
    pub total: u64,
}

/// An item that the server refused. It stays until a person decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StuckItem {
    /// Which.
    pub item: StuckRef,
    /// What it is: `interaction`, `note`, `customer` …
    pub kind: String,
    /// About whom.
    pub customer: Option<CustomerId>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Why.
    pub refusal: Refusal,
    /// When it was done.
    pub at_ms: Timestamp,
}

/// Which stuck item: its device counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StuckRef {
    /// The device counter.
    #[ts(type = "number")]
    pub counter: u64,
}
