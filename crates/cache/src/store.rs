//! One writer, several readers, and what happens after a commit.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use parking_lot::{Mutex, MutexGuard, RwLock};
use rusqlite::Connection;

use crate::{
    Key, Result,
    batch::Batch,
    centre,
    change::{Listeners, Tag},
    checkpoint::Checkpoints,
    connection,
    customers::Topics,
    recency::Recency,
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

/// The open file.
pub(crate) struct Store {
    path: PathBuf,
    key: Key,
    pub(crate) region: String,
    readers: Mutex<Vec<Connection>>,
    checkpoints: Checkpoints,
    writer: Arc<Mutex<Writer>>,
    pub(crate) listeners: Listeners,
    pub(crate) recency: Recency,
    topics: RwLock<Arc<Topics>>,
}

impl Store {
    pub(crate) fn open(path: &Path, key: &Key, region: &str, max_pages: Option<u32>) -> Result<Self> {
        let conn = connection::writer(path, key, max_pages)?;
        let writer = Arc::new(Mutex::new(Writer { conn, durability: Durability::Power, rows_counted: 0 }));
        Ok(Self {
            path: path.to_owned(),
            key: key.clone(),
            region: region.to_owned(),
            readers: Mutex::new(Vec::new()),
            checkpoints: Checkpoints::begin(path, key, writer.clone())?,
            writer,
            listeners: Listeners::default(),
            recency: Recency::default(),
            topics: RwLock::default(),
        })
    }

    /// Topics as of the latest commit.
    pub(crate) fn topics(&self) -> Arc<Topics> {
        self.topics.read().clone()
    }

    /// Reads the topics again.
    pub(crate) fn reload_topics(&self) -> Result<()> {
        let mut held = self.topics.write();
        *held = Arc::new(self.read(centre::topics)?);
        Ok(())
    }

    /// Runs `ask` on one moment of the database.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.readers.lock().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => connection::reader(&self.path, &self.key)?,
        };
        conn.prepare_cached("BEGIN")?.execute([])?;
        let answer = ask(&conn);
        conn.prepare_cached("ROLLBACK")?.execute([])?;
        let mut readers = self.readers.lock();
        if readers.len() < IDLE_READERS {
            readers.push(conn);
        }
        answer
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
        let mut writer = self.writer.lock();
        let answer = writer.transact(durability, |conn| change(conn, &mut tags));
        let pages = writer.pages_written_since();
        // The next in the queue goes first: a key stroke waits for one batch of changes, never for all of them.
        MutexGuard::unlock_fair(writer);
        self.checkpoints.written(pages);
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
        let mut topics_touched = false;
        let mut moved = Vec::new();
        let (answer, tags) = self.transact(durability, |conn, tags| {
            let mut batch = Batch::new(conn, &self.region, tags, keys_later);
            let answer = change(conn, &mut batch)?;
            topics_touched = batch.topics;
            moved = batch.finish()?;
            Ok(answer)
        })?;
        self.recency.moved(moved);
        if topics_touched {
            self.reload_topics()?;
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
        if result.is_err() && !self.conn.is_autocommit() {
            self.conn.prepare_cached("ROLLBACK")?.execute([])?;
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
