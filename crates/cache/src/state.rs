//! How a cache is opened, where its scopes stand, what a rescue saved.

use std::path::PathBuf;

use daehwa_domain::{
    id::DeviceId,
    time::{Hlc, Timestamp},
};
use daehwa_protocol::{
    message::{FillToken, Progress},
    scope::Scope,
};
use serde::{Deserialize, Serialize};

/// How a cache is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The desktop's id, taken when the file is new; an existing file keeps its own.
    pub device: DeviceId,
    /// The clock now: a call that was up when the desktop crashed never ends after this.
    pub now: Timestamp,
    /// Region of numbers written without a country (ISO 3166-1 alpha-2), such as `KR`.
    pub region: String,
    /// The most 4-KiB pages the file may have; `None` for no limit.
    pub max_pages: Option<u32>,
}

/// What was saved from a damaged file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescue {
    /// Where the damaged file is now; empty when there was none.
    pub set_aside: PathBuf,
    /// Ops that were not acknowledged.
    pub ops: u32,
    /// Drafts.
    pub drafts: u32,
    /// Earlier texts of drafts.
    pub earlier_texts: u32,
    /// Scripts that were begun in calls.
    pub scripts: u32,
    /// Scripts with what was answered in calls.
    pub script_answers: u32,
    /// Calls of the log.
    pub calls: u32,
    /// Calls that were made from a list.
    pub list_calls: u32,
    /// Missed calls that are to be returned.
    pub calls_to_return: u32,
    /// Calls whose wrap-up is owed.
    pub owed: u32,
    /// Settings.
    pub settings: u32,
    /// Agents' states.
    pub statuses: u32,
    /// Ops that were given up before.
    pub archived: u32,
    /// Tables of which a part could not be read; `*` for all.
    pub unreadable: Vec<String>,
}

/// Where a scope stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeState {
    /// Which.
    pub scope: Scope,
    /// The last seq applied; 0 before the first fill has ended.
    pub cursor: u64,
    /// Sum of the digests of what the server has sent.
    pub checksum: u64,
    /// A fill that has not ended.
    pub fill: Option<FillState>,
}

/// Where a scope stands after changes were applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The last seq applied.
    pub cursor: u64,
    /// Sum of the digests of what the server has sent.
    pub checksum: u64,
}

/// Where a fill stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillState {
    /// The seq as of which it began; `None` before its first part.
    pub as_of: Option<u64>,
    /// Where the next part begins; `None` before the first.
    pub token: Option<FillToken>,
    /// How far it is.
    pub progress: Progress,
}

/// What the sync engine starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncState {
    /// This desktop.
    pub device: DeviceId,
    /// The counter that the next op gets.
    pub next_counter: u64,
    /// The clock's last reading.
    pub hlc: Hlc,
    /// Server's time minus this desktop's, at the last contact, in milliseconds; `None` before the first.
    pub server_offset_ms: Option<i64>,
    /// The scopes that are held or being filled.
    pub scopes: Vec<ScopeState>,
}
