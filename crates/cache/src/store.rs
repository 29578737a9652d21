//! One writer, several readers, and what happens after a commit.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use daehwa_domain::{rule::Rule, treatment::Treatments};
use parking_lot::{Mutex, MutexGuard, RwLock};
use rusqlite::Connection;

use crate::{
    CacheError, Key, Options, Result,
    batch::Batch,
    centre,
    change::{Listeners, Tag},
    checkpoint::Checkpoints,
    connection,
    customers::Topics,
    damage::Damage,
    recency::Recency,
    rules, treatments,
};

/// Readers kept open; one more is made when all are at work, and closed afterwards.
const IDLE_READERS: usize = 3;
/// Rows of the wide tables that fit on a page, for the checkpoint's estimate.
const ROWS_PER_PAGE: u64 = 4;

/// How much a commit must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Power loss: the log is forced to the disk before the call returns. For what a person did.
    Power,
    /// A crash of this process. Power loss may take the last commits, whole ones from the end; the server sends them again.
    Process,
}

/// The one connection that writes.
pub(crate) struct Writer {
    conn: Connection,
    durability: Durability,
    rows_counted: u64,
}

/// The cache's file.
pub(crate) struct Store {
    path: PathBuf,
    key: Key,
    options: Options,
    /// Exchanged when the file is rebuilt; `None` when that failed and the old one can't be opened either.
    open: RwLock<Option<Open>>,
    pub(crate) damage: Damage,
    pub(crate) listeners: Listeners,
    pub(crate) recency: Recency,
    topics: RwLock<Arc<Topics>>,
    rules: RwLock<Arc<Vec<Rule>>>,
    treatments: RwLock<Arc<Treatments>>,
    /// Customers whose keys are left for later and that were touched again since a batch of keys was begun. Only with the writer held.
    pub(crate) late: Mutex<HashSet<i64>>,
}

/// What is open of the file.
struct Open {
    readers: Mutex<Vec<Connection>>,
    checkpoints: Checkpoints,
    writer: Arc<Mutex<Writer>>,
}

impl Open {
    fn new(path: &Path, key: &Key, options: &Options) -> Result<Self> {
        let conn = connection::writer(path, key, options.max_pages)?;
        let writer = Arc::new(Mutex::new(Writer { conn, durability: Durability::Power, rows_counted: 0 }));
        Ok(Self {
            readers: Mutex::new(Vec::new()),
            checkpoints: Checkpoints::begin(path, key, writer.clone())?,
            writer,
        })
    }
}

impl Store {
    pub(crate) fn open(path: &Path, key: &Key, options: &Options) -> Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            key: key.clone(),
            options: options.clone(),
            open: RwLock::new(Some(Open::new(path, key, options)?)),
            damage: Damage::default(),
            listeners: Listeners::default(),
            recency: Recency::default(),
            topics: RwLock::default(),
            rules: RwLock::default(),
            treatments: RwLock::default(),
            late: Mutex::default(),
        })
    }

    /// Region of numbers written without a country.
    pub(crate) fn region(&self) -> &str {
        &self.options.region
    }

    /// Topics as of the latest commit.
    pub(crate) fn topics(&self) -> Arc<Topics> {
        self.topics.read().clone()
    }

    /// Rules as of the latest commit.
    pub(crate) fn rules(&self) -> Arc<Vec<Rule>> {
        self.rules.read().clone()
    }

    /// Treatments with their segments, as of the latest commit.
    pub(crate) fn treatments(&self) -> Arc<Treatments> {
        self.treatments.read().clone()
    }

    /// Reads topics, rules and treatments again.
    pub(crate) fn reload_definitions(&self) -> Result<()> {
        let (mut topics, mut rules) = (self.topics.write(), self.rules.write());
        let mut treatments = self.treatments.write();
        let read = self.read(|conn| Ok((centre::topics(conn)?, rules::all(conn)?, treatments::all(conn)?)))?;
        *topics = Arc::new(read.0);
        *rules = Arc::new(read.1);
        *treatments = Arc::new(read.2);
        Ok(())
    }

    /// Runs `ask` on one moment of the database.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.with_open(|open| {
            let idle = open.readers.lock().pop();
            let conn = match idle {
                Some(conn) => conn,
                None => connection::reader(&self.path, &self.key).map_err(CacheError::of_open_file)?,
            };
            conn.prepare_cached("BEGIN")?.execute([])?;
            let answer = ask(&conn);
            if matches!(answer, Err(CacheError::Corrupt(_))) {
                // A page that can't be decrypted spoils the connection that met it.
                return answer;
            }
            conn.prepare_cached("ROLLBACK")?.execute([])?;
            let mut readers = open.readers.lock();
            if readers.len() < IDLE_READERS {
                readers.push(conn);
            }
            answer
        })
    }

    /// Gives `look` a connection of its own that takes little memory, outside of any transaction.
    pub(crate) fn look_through<T>(&self, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.with_open(|_| look(&connection::plain(&self.path, &self.key).map_err(CacheError::of_open_file)?))
    }

    /// Closes the file, lets `make` put another one in its place, and opens what is there then. Waits for calls that are at work;
    /// later ones wait for it.
    pub(crate) fn exchange<T>(&self, make: impl FnOnce(&Path, &Key, &Options) -> Result<T>) -> Result<T> {
        let made = {
            let mut open = self.open.write();
            *open = None;
            let made = make(&self.path, &self.key, &self.options);
            *open = Some(Open::new(&self.path, &self.key, &self.options)?);
            made?
        };
        self.damage.is_mended();
        self.recency.forget();
        self.reload_definitions()?;
        self.listeners.tell(Tag::everything());
        Ok(made)
    }

    /// Moves the whole log to its place and empties it, so that the file holds everything.
    pub(crate) fn empty_log(&self) -> Result<()> {
        self.with_open(|open| open.checkpoints.empty_log(&open.writer))
    }

    fn with_open<T>(&self, work: impl FnOnce(&Open) -> Result<T>) -> Result<T> {
        let done = match &*self.open.read() {
            Some(open) => work(open),
            None => Err(CacheError::Closed),
        };
        if matches!(done, Err(CacheError::Corrupt(_))) {
            self.damage.is_met();
        }
        done
    }

    /// Runs `change` in one transaction: all of it takes effect or, on an error, none. Tells the listeners afterwards.
    pub(crate) fn write<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&Connection, &mut Vec<Tag>) -> Result<T>,
    ) -> Result<T> {
        let (answer, tags) = self.transact(durability, change)?;
        self.listeners.tell(tags);
        Ok(answer)
    }

    fn transact<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&Connection, &mut Vec<Tag>) -> Result<T>,
    ) -> Result<(T, Vec<Tag>)> {
        let mut tags = Vec::new();
        let answer = self.with_open(|open| {
            let mut writer = open.writer.lock();
            let answer = writer.transact(durability, |conn| change(conn, &mut tags));
            let pages = writer.pages_written_since();
            // The next in the queue goes first: a key stroke waits for one batch of changes, never for all of them.
            MutexGuard::unlock_fair(writer);
            open.checkpoints.written(pages);
            answer
        });
        Ok((answer?, tags))
    }
}

impl Store {
    /// As [`Store::write`], for facts and records with all that is derived from them.
    pub(crate) fn change<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&Connection, &mut Batch) -> Result<T>,
    ) -> Result<T> {
        self.change_as(durability, false, change)
    }

    /// As [`Store::change`], leaving the search keys of new customers for later.
    pub(crate) fn change_keys_later<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&Connection, &mut Batch) -> Result<T>,
    ) -> Result<T> {
        self.change_as(durability, true, change)
    }

    fn change_as<T>(
        &self,
        durability: Durability,
        keys_later: bool,
        change: impl FnOnce(&Connection, &mut Batch) -> Result<T>,
    ) -> Result<T> {
        let mut definitions_touched = false;
        let mut moved = Vec::new();
        let (answer, tags) = self.transact(durability, |conn, tags| {
            let mut batch = Batch::new(conn, self.region(), self.topics(), tags, keys_later);
            let answer = change(conn, &mut batch)?;
            definitions_touched = batch.definitions;
            let derived = batch.finish()?;
            moved = derived.moved;
            self.late.lock().extend(derived.late);
            Ok(answer)
        })?;
        self.recency.moved(moved);
        if definitions_touched {
            self.reload_definitions()?;
        }
        self.listeners.tell(tags);
        Ok(answer)
    }
}

impl Writer {
    fn transact<T>(&mut self, durability: Durability, change: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.durability != durability {
            self.conn.execute_batch(match durability {
                Durability::Power => "PRAGMA synchronous = FULL",
                Durability::Process => "PRAGMA synchronous = NORMAL",
            })?;
            self.durability = durability;
        }
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let result = change(&self.conn).and_then(|answer| {
            self.conn.prepare_cached("COMMIT")?.execute([])?;
            Ok(answer)
        });
        if result.is_err()
            && !self.conn.is_autocommit()
            && let Err(error) = self.conn.prepare_cached("ROLLBACK").and_then(|mut it| it.execute([]))
        {
            // What is told is why the transaction failed; one that can't be rolled back is when its connection closes.
            tracing::warn!(%error, "rolling back failed");
        }
        result
    }

    /// About how many pages were written since this was last asked.
    fn pages_written_since(&mut self) -> u32 {
        let total = self.conn.total_changes();
        let rows = total - std::mem::replace(&mut self.rows_counted, total);
        u32::try_from(rows / ROWS_PER_PAGE + 2).unwrap_or(u32::MAX)
    }
}
