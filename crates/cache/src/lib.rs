//! The desktop's encrypted local database: profiles, history, search, journal, outbox. See `docs/cache.md`.
//!
//! Synchronous: every call returns when it is done. Reads run beside each other and beside writes, and each sees one moment.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod assignments;
mod batch;
mod begun;
mod callbacks;
mod calls;
mod cases;
mod centre;
mod change;
mod checkpoint;
mod clocks;
mod connection;
mod conversations;
mod customers;
mod damage;
mod device;
mod dialogues;
mod drafts;
mod enclosed;
mod engagement;
mod error;
mod files;
mod fill;
mod funnel;
mod identity;
mod impact;
mod journeys;
mod key;
mod keys;
mod list_making;
mod lists;
mod notes;
mod outbox;
mod ownership;
mod profile;
mod recency;
mod recover;
mod removal;
mod replica;
mod replies;
mod rows;
mod rules;
mod scripts;
mod search;
mod segments;
mod settings;
mod silent;
mod state;
mod store;
mod timeline;
mod topic_model;
mod treatments;
mod triage;
mod valued;
mod view;
mod words;
mod work;
mod written;

use std::path::Path;

pub use begun::Begun;
pub use change::{Listener, Tag};
pub use damage::DamageListener;
pub use drafts::MAX_DRAFT_BYTES;
pub use enclosed::FileToBring;
pub use error::CacheError;
pub use funnel::Watch;
pub use key::Key;
pub use scripts::RunningScript;
pub use state::{Applied, FillState, Options, Rescue, ScopeState, SyncState};
pub use view::*;
pub use work::Work;

use store::{Durability, Store};

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

/// The local database. Share it in an `Arc`.
pub struct Cache {
    store: Store,
}

/// Opening, and what concerns the file.
impl Cache {
    /// Opens the file, making it where there is none, and brings its schema up to date. Calls that were up end as
    /// [`daehwa_domain::call::EndCause::Crashed`] and owe their wrap-up.
    pub fn open(path: &Path, key: &Key, options: &Options) -> Result<Self> {
        files::finish_replacing(path)?;
        let cache = Self::open_alone(path, key, options)?;
        cache.store.read(recover::read_work)?;
        cache.store.write(Durability::Power, |conn, _| calls::end_crashed(conn, options.now))?;
        Ok(cache)
    }

    /// Deletes the file and all that belongs to it. The cache must be closed.
    pub fn wipe(path: &Path) -> Result<()> {
        files::delete(&files::rebuilt(path))?;
        files::delete(path)
    }

    /// Calls `listener` after each commit with what it touched.
    pub fn on_change(&self, listener: Listener) {
        self.store.listeners.add(listener);
    }

    /// Moves the whole log into the file, as it should be when the process ends: whoever opens it next finds nothing to do, and the
    /// file alone holds everything.
    pub fn empty_log(&self) -> Result<()> {
        self.store.empty_log()
    }

    /// Reads what the first search would have to wait for. For a thread of its own, after opening.
    pub fn warm_up(&self) -> Result<()> {
        self.store.read(|conn| self.store.recency.load(conn, self.store.region()))
    }

    /// Opens the file and does nothing else with it.
    fn open_alone(path: &Path, key: &Key, options: &Options) -> Result<Self> {
        let store = Store::open(path, key, options)?;
        store.write(Durability::Power, |conn, _| device::begin(conn, options.device))?;
        store.reload_definitions()?;
        Ok(Self { store })
    }
}
