//! The desktop's encrypted local database: profiles, history, search, journal, outbox.
//!
//! Synchronous: every call returns when it is done. Reads run beside each other and beside writes; a read sees one moment.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod change;
mod error;
mod key;
mod view;
mod work;

use std::{collections::BTreeMap, path::{Path, PathBuf}};

use daehwa_domain::{
    agent::AgentStatus,
    call::{CallerInfo, EndCause},
    dialogue::Topic,
    id::{CallId, CallbackId, CustomerId, DeviceId, DialogueId, UserId},
    interaction::Direction,
    people::{Team, User},
    record::{RecordRef, Versioned},
    time::{Hlc, Timestamp},
};
use daehwa_protocol::{error::Refusal, message::{Change, FillToken, OpResult, Progress}, op::Op, scope::Scope};

pub use change::{Listener, Tag};
pub use error::CacheError;
pub use key::Key;
pub use view::*;
pub use work::Work;

/// Contacts in the first page of a customer's timeline.
pub const FIRST_PAGE: usize = 50;
/// At most so many contacts of one customer are looked through for one page.
pub const TIMELINE_SCAN: usize = 20_000;
/// At most so many closed dialogues are shown with a customer.
pub const CLOSED_DIALOGUES: usize = 20;
/// At most so many earlier texts of a draft are kept.
pub const DRAFT_HISTORY: usize = 8;
/// At most so many characters of what matched are shown.
pub const EXCERPT_CHARS: usize = 120;

type Result<T> = std::result::Result<T, CacheError>;

/// How a cache is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The desktop's id, taken when the file is new; an existing file keeps its own.
    pub device: DeviceId,
    /// The clock now: a call that was up when the desktop crashed ends at its last known moment, never after this.
    pub now: Timestamp,
    /// Region for numbers written without a country (ISO 3166-1 alpha-2), such as `KR`.
    pub region: String,
    /// The most 4-KiB pages the file may have; `None` for no limit.
    pub max_pages: Option<u32>,
}

/// What was saved from a damaged file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescue {
    /// Where the damaged file is now.
    pub set_aside: PathBuf,
    /// Ops that were not acknowledged.
    pub ops: u32,
    /// Drafts.
    pub drafts: u32,
    /// Calls whose wrap-up is owed.
    pub owed: u32,
    /// Settings.
    pub settings: u32,
    /// Parts that could not be read, by table.
    pub unreadable: Vec<String>,
}

/// Where a scope stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeState {
    /// Which.
    pub scope: Scope,
    /// The last seq applied; 0 before the first fill has ended.
    pub cursor: u64,
    /// A fill that has not ended.
    pub fill: Option<FillState>,
}

/// Where a fill stands.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// The local database. Share it in an `Arc`.
pub struct Cache {}

/// Opening, and what concerns the file.
impl Cache {
    /// Opens the file, making it where there is none, and brings its schema up to date. Calls that were up end as
    /// [`EndCause::Crashed`] and owe their wrap-up.
    pub fn open(path: &Path, key: &Key, options: &Options) -> Result<Self> { unimplemented!() }
    /// Sets a damaged file aside, makes a new one and brings over unsent work as far as it can be read.
    pub fn recover(path: &Path, key: &Key, options: &Options) -> Result<(Self, Rescue)> { unimplemented!() }
    /// Deletes the file and all that belongs to it.
    pub fn wipe(path: &Path) -> Result<()> { unimplemented!() }
    /// Calls `listener` after each commit with what it touched.
    pub fn on_change(&self, listener: Listener) { unimplemented!() }
}

/// Customers.
impl Cache {
    /// Who calls, and all that an agent should see before answering (D-1, D-2). One read transaction.
    pub fn pop(&self, query: &PopQuery, now: Timestamp) -> Result<Pop> { unimplemented!() }
    /// A customer at a glance; `None` when not in the cache.
    pub fn customer_view(&self, customer: CustomerId, now: Timestamp) -> Result<Option<CustomerView>> { unimplemented!() }
    /// A page of a customer's contacts older than `before`, newest first (D-30).
    pub fn timeline(&self, customer: CustomerId, filter: &TimelineFilter, before: Option<TimelineCursor>, limit: usize) -> Result<TimelinePage> { unimplemented!() }
    /// How a dialogue came to where it is.
    pub fn dialogue_history(&self, customer: CustomerId, dialogue: DialogueId, now: Timestamp) -> Result<Option<DialogueHistory>> { unimplemented!() }
    /// All customers with this number, in any written form (D-2), the most recently contacted first.
    pub fn match_number(&self, number: &str) -> Result<Vec<Candidate>> { unimplemented!() }
    /// Searches all of the cache as one types (D-10), at most 100 hits.
    pub fn search(&self, text: &str, limit: usize, now: Timestamp) -> Result<Found> { unimplemented!() }
    /// A record with its stamps and conflicts. `customer` is whose it is; `None` for the centre's own records.
    pub fn record(&self, target: RecordRef, customer: Option<CustomerId>) -> Result<Option<Versioned>> { unimplemented!() }
    /// Fields of any customer that wait for a person's choice.
    pub fn conflicts(&self, limit: usize) -> Result<Vec<OpenConflict>> { unimplemented!() }
    /// How many contacts wait in triage (H-1).
    pub fn triage_count(&self) -> Result<u32> { unimplemented!() }
}

/// Callbacks, topics, people.
impl Cache {
    /// Open callbacks of `owner` and of anyone, by due time; all open ones when `owner` is `None`.
    pub fn callbacks(&self, owner: Option<UserId>, limit: usize) -> Result<Vec<CallbackRow>> { unimplemented!() }
    /// How many [`Cache::callbacks`] there are in all.
    pub fn callback_count(&self, owner: Option<UserId>) -> Result<u32> { unimplemented!() }
    /// One callback, open or not.
    pub fn callback(&self, id: CallbackId) -> Result<Option<CallbackRow>> { unimplemented!() }
    /// When the next callback after `after` falls due.
    pub fn next_callback_due(&self, owner: Option<UserId>, after: Timestamp) -> Result<Option<Timestamp>> { unimplemented!() }
    /// Topics, also retired ones.
    pub fn topics(&self) -> Result<Vec<Topic>> { unimplemented!() }
    /// The centre's users.
    pub fn users(&self) -> Result<Vec<User>> { unimplemented!() }
    /// The centre's teams.
    pub fn teams(&self) -> Result<Vec<Team>> { unimplemented!() }
}

/// Calls and drafts. Each is durable when it returns.
impl Cache {
    /// A call began to ring or dial.
    pub fn call_started(&self, call: CallId, user: UserId, direction: Direction, caller: &CallerInfo, at: Timestamp) -> Result<()> { unimplemented!() }
    /// It was answered: from here its wrap-up is owed.
    pub fn call_answered(&self, call: CallId, at: Timestamp) -> Result<()> { unimplemented!() }
    /// It ended. An answered call owes its wrap-up in any case, another one when `owes_wrap_up`.
    pub fn call_ended(&self, call: CallId, cause: EndCause, owes_wrap_up: bool, at: Timestamp) -> Result<()> { unimplemented!() }
    /// Ties a call to a customer.
    pub fn call_customer(&self, call: CallId, customer: Option<CustomerId>) -> Result<()> { unimplemented!() }
    /// A call of the log.
    pub fn call(&self, call: CallId) -> Result<Option<CallRecord>> { unimplemented!() }
    /// Ended calls whose wrap-up is owed, oldest first.
    pub fn owed_wrap_ups(&self) -> Result<Vec<OwedWrapUp>> { unimplemented!() }
    /// Keeps the text typed for a call (D-5), at most 64 KiB.
    pub fn journal_note(&self, call: CallId, text: &str, at: Timestamp) -> Result<()> { unimplemented!() }
    /// The text typed for a call.
    pub fn draft(&self, call: CallId) -> Result<Option<Draft>> { unimplemented!() }
}

/// What this desktop did.
impl Cache {
    /// Takes effect here and waits to be sent, in one transaction, durable when it returns. The ops as they will be sent.
    pub fn commit(&self, work: Work) -> Result<Vec<Op>> { unimplemented!() }
    /// Ops to send after `counter`, in order: as many as fit into `max_bytes`, at least one.
    pub fn outbox_after(&self, counter: u64, max_bytes: usize) -> Result<Vec<Op>> { unimplemented!() }
    /// What became of ops, in one transaction: accepted ones leave the outbox, refused ones are wedged.
    pub fn ack(&self, results: &[OpResult], now: Timestamp) -> Result<()> { unimplemented!() }
    /// Marks an op as refused. It stays until a person decides.
    pub fn wedge(&self, counter: u64, refusal: Refusal, detail: &str, now: Timestamp) -> Result<()> { unimplemented!() }
    /// Ops that were refused, oldest first.
    pub fn wedged(&self) -> Result<Vec<WedgedOp>> { unimplemented!() }
    /// Sends a refused op again: it gets the next counter, which is returned, and keeps its id.
    pub fn retry(&self, counter: u64) -> Result<u64> { unimplemented!() }
    /// Gives a refused op up: its effect here is taken back, and it is kept in an archive with who decided.
    pub fn discard(&self, counter: u64, by: UserId, now: Timestamp) -> Result<()> { unimplemented!() }
    /// What waits.
    pub fn waiting(&self) -> Result<Waiting> { unimplemented!() }
    /// The server has processed counters that this file does not know (it was restored from an older image): waiting ops get counters
    /// after `processed`, keeping their ids and order. Nothing happens when the file is newer.
    pub fn raise_counters(&self, processed: u64) -> Result<()> { unimplemented!() }
}

/// What comes from the server.
impl Cache {
    /// What the sync engine starts from.
    pub fn sync_state(&self) -> Result<SyncState> { unimplemented!() }
    /// Keeps the server's clock as seen at `now`.
    pub fn set_server_time(&self, server_time: Timestamp, now: Timestamp) -> Result<()> { unimplemented!() }
    /// Applies changes after `from` up to `to`. Applying again changes nothing; a gap is refused. The cursor afterwards.
    pub fn apply_delta(&self, scope: Scope, from: u64, to: u64, changes: &[Change], now: Timestamp) -> Result<u64> { unimplemented!() }
    /// Begins a fill, or goes on with the one that has not ended.
    pub fn begin_fill(&self, scope: Scope) -> Result<FillState> { unimplemented!() }
    /// Applies a part of a fill. `next` is where the next part begins.
    pub fn apply_fill_part(&self, scope: Scope, as_of: u64, changes: &[Change], next: Option<&FillToken>, progress: Progress, now: Timestamp) -> Result<()> { unimplemented!() }
    /// Ends a fill: what it did not mention is dropped, unless it is unsent work. The cursor is then the fill's `as_of`, which is returned.
    pub fn end_fill(&self, scope: Scope) -> Result<u64> { unimplemented!() }
    /// Drops all of a scope, but for unsent work.
    pub fn drop_scope(&self, scope: Scope) -> Result<()> { unimplemented!() }
    /// Sum of the digests of what the server has sent of this scope ([`daehwa_domain::digest`]); kept up with every change.
    pub fn checksum(&self, scope: Scope) -> Result<u64> { unimplemented!() }
}

/// Settings.
impl Cache {
    /// A user's setting.
    pub fn setting(&self, user: UserId, key: &str) -> Result<Option<String>> { unimplemented!() }
    /// All settings of a user.
    pub fn settings(&self, user: UserId) -> Result<BTreeMap<String, String>> { unimplemented!() }
    /// Keeps a setting; `None` forgets it.
    pub fn set_setting(&self, user: UserId, key: &str, value: Option<&str>) -> Result<()> { unimplemented!() }
    /// The agent's state as last kept.
    pub fn agent_status(&self, user: UserId) -> Result<Option<AgentStatus>> { unimplemented!() }
    /// Keeps the agent's state.
    pub fn set_agent_status(&self, user: UserId, status: &AgentStatus) -> Result<()> { unimplemented!() }
}
