//! Damage of the file: noticed by whatever meets it, and looked for before anybody does.
//!
//! Every page carries an HMAC, so that whoever reads a damaged one gets an error instead of nonsense. What must not be lost is read
//! through at each opening; it is little. The rest is looked through afterwards, at the caller's pace: a disk does not only fail when
//! a desktop ends badly, and a page that is found damaged on a quiet morning is not found by a ringing phone.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::RwLock;

use crate::{Cache, CacheError, Result};

/// Pages that are looked at between two pauses: about a millisecond of work.
const PAGES_AT_ONCE: u64 = 64;

/// Called when damage is met, on the thread that met it, once until the file is rebuilt. It may not call the cache.
pub type DamageListener = Arc<dyn Fn() + Send + Sync>;

/// Whether damage was met, and who wants to know.
#[derive(Default)]
pub(crate) struct Damage {
    met: AtomicBool,
    listeners: RwLock<Vec<DamageListener>>,
}

impl Damage {
    pub(crate) fn is_met(&self) {
        if !self.met.swap(true, Ordering::SeqCst) {
            let listeners = self.listeners.read().clone();
            listeners.iter().for_each(|listener| listener());
        }
    }

    pub(crate) fn is_mended(&self) {
        self.met.store(false, Ordering::SeqCst);
    }

    fn was_met(&self) -> bool {
        self.met.load(Ordering::SeqCst)
    }
}

/// Damage.
impl Cache {
    /// Calls `listener` when a read or a write meets damage; at once when one has already. What helps is [`Cache::rebuild`].
    pub fn on_damage(&self, listener: DamageListener) {
        self.store.damage.listeners.write().push(listener.clone());
        if self.store.damage.was_met() {
            listener();
        }
    }

    /// Looks every page of every table and index through. `pause` is called after each 64 pages (256 KiB) and says whether to go
    /// on. Ends early, too, when damage was met elsewhere and while a fill runs, which has just written most of the file. How many
    /// pages were looked at.
    ///
    /// A table is looked through in one read transaction, during which the log can't start over.
    pub fn check(&self, mut pause: impl FnMut() -> bool) -> Result<u64> {
        let mut pages = 0;
        self.store.look_through(|conn| {
            // A page is looked at once: keeping it would only cost memory.
            conn.execute_batch("PRAGMA cache_size = 16; PRAGMA query_only = ON")?;
            let mut ask =
                conn.prepare("SELECT name FROM sqlite_schema WHERE rootpage > 0 UNION ALL SELECT 'sqlite_schema'")?;
            let trees: Vec<String> = ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let mut filling = conn.prepare("SELECT 1 FROM scope WHERE fill IS NOT NULL")?;
            let mut ask = conn.prepare("SELECT pagetype FROM dbstat WHERE name = ?")?;
            for tree in trees {
                if filling.exists([])? {
                    break;
                }
                let mut rows = ask.query([tree])?;
                while let Some(row) = rows.next()? {
                    if row.get_ref(0)?.as_str().is_ok_and(|kind| kind == "corrupted") {
                        return Err(CacheError::damaged_page());
                    }
                    pages += 1;
                    if pages % PAGES_AT_ONCE == 0 && (self.store.damage.was_met() || !pause()) {
                        return Ok(());
                    }
                }
            }
            Ok(())
        })?;
        Ok(pages)
    }
}
