//! Moves pages from the write-ahead log to their place, on a thread of its own.
//!
//! The log starts over only when all of it has been moved at a moment when nobody writes. So the bulk is moved beside the writer, and
//! the little that came meanwhile with the writer held for a moment.

use std::{
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use parking_lot::{Condvar, Mutex};
use rusqlite::{Connection, ffi};

use crate::{Key, Result, connection, store::Writer};

/// A log of fewer pages is left alone.
const FROM_PAGES: u32 = 1_000;

#[derive(Default)]
struct Signal {
    pages: u32,
    stop: bool,
}

/// The thread; it ends when this is dropped.
pub(crate) struct Checkpoints {
    /// One checkpoint at a time: SQLite refuses a second one.
    conn: Arc<Mutex<Connection>>,
    signal: Arc<(Mutex<Signal>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    pub(crate) fn begin(path: &Path, key: &Key, writer: Arc<Mutex<Writer>>) -> Result<Self> {
        let conn = Arc::new(Mutex::new(connection::plain(path, key)?));
        let moving = conn.clone();
        let signal = Arc::new((Mutex::new(Signal::default()), Condvar::new()));
        let heard = signal.clone();
        let thread = thread::Builder::new()
            .name("cache-checkpoint".into())
            .spawn(move || run(&moving, &writer, &heard))
            .map_err(|source| crate::CacheError::Io { path: path.to_owned(), source })?;
        Ok(Self { conn, signal, thread: Some(thread) })
    }

    /// Moves the whole log to its place and empties it, so that the file holds everything.
    pub(crate) fn empty_log(&self, writer: &Mutex<Writer>) -> Result<()> {
        let conn = self.conn.lock();
        let _nobody_writes = writer.lock();
        let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        let in_use = || rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None).into();
        if busy { Err(in_use()) } else { Ok(()) }
    }

    /// Says that about so many pages were written.
    pub(crate) fn written(&self, pages: u32) {
        let (state, changed) = &*self.signal;
        let mut state = state.lock();
        state.pages = state.pages.saturating_add(pages);
        if state.pages >= FROM_PAGES {
            changed.notify_one();
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.signal.0.lock().stop = true;
        self.signal.1.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported by the thread itself; the file is sound without a checkpoint.
            let _ = thread.join();
        }
    }
}

fn run(conn: &Mutex<Connection>, writer: &Mutex<Writer>, signal: &(Mutex<Signal>, Condvar)) {
    let (state, changed) = signal;
    loop {
        {
            let mut state = state.lock();
            while state.pages < FROM_PAGES && !state.stop {
                changed.wait(&mut state);
            }
            if state.stop {
                return;
            }
            state.pages = 0;
        }
        if let Err(error) = checkpoint(&conn.lock(), writer) {
            tracing::warn!(%error, "checkpoint failed; the log grows until the next one");
        }
    }
}

fn checkpoint(conn: &Connection, writer: &Mutex<Writer>) -> rusqlite::Result<()> {
    conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    let _nobody_writes = writer.lock();
    conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
