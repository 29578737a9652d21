//! Connections to the encrypted file, and its schema.

use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{CacheError, Key, Result};

/// The schema's versions, in order; `user_version` says how many were applied. Only ever added to.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/cache/0001_first.sql"),
    include_str!("../../../migrations/cache/0002_edited_records.sql"),
    include_str!("../../../migrations/cache/0003_calls_to_return.sql"),
    include_str!("../../../migrations/cache/0004_no_index_of_last_contacts.sql"),
    include_str!("../../../migrations/cache/0005_unconfirmed.sql"),
    include_str!("../../../migrations/cache/0006_assignments.sql"),
    include_str!("../../../migrations/cache/0007_topic_versions.sql"),
    include_str!("../../../migrations/cache/0008_valued.sql"),
    include_str!("../../../migrations/cache/0009_web_contacts.sql"),
    include_str!("../../../migrations/cache/0010_scripts.sql"),
    include_str!("../../../migrations/cache/0011_engagement.sql"),
    include_str!("../../../migrations/cache/0012_lists.sql"),
    include_str!("../../../migrations/cache/0013_routes.sql"),
    include_str!("../../../migrations/cache/0014_conversations.sql"),
    include_str!("../../../migrations/cache/0015_reply_drafts.sql"),
    include_str!("../../../migrations/cache/0016_identity.sql"),
    include_str!("../../../migrations/cache/0017_inbox_windows.sql"),
    include_str!("../../../migrations/cache/0018_begun.sql"),
    include_str!("../../../migrations/cache/0019_topic_model.sql"),
    include_str!("../../../migrations/cache/0020_reply_files.sql"),
    include_str!("../../../migrations/cache/0021_message_words.sql"),
    include_str!("../../../migrations/cache/0022_cases.sql"),
    include_str!("../../../migrations/cache/0023_mailboxes_again.sql"),
];

/// The version whose new table is filled from records, which SQL can't read.
const VALUED: usize = 8;
/// The version since which messages are found by their words.
const MESSAGE_WORDS: usize = 21;

/// Every statement of the product fits.
const CACHED_STATEMENTS: usize = 192;
/// Page cache of the writer: the upper levels of the indexes that a batch of changes touches.
const WRITER_CACHE_KIB: i32 = 4 * 1024;
/// Page cache of a reader: the upper levels of every index, so that a customer costs the reading of a few leaves.
const READER_CACHE_KIB: i32 = 12 * 1024;
/// Another process should never hold the file; this is for the moment in which one hands over to its successor.
const BUSY_TIMEOUT_MS: u32 = 2_000;

/// Opens the file for writing, with the schema up to date.
pub(crate) fn writer(path: &Path, key: &Key, max_pages: Option<u32>) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = keyed(path, key, flags)?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // Checkpoints run on a thread of their own, so that none falls between a key stroke and its journal entry.
    conn.query_row("PRAGMA wal_autocheckpoint = 0", [], |_| Ok(()))?;
    conn.execute_batch(&format!("PRAGMA cache_size = -{WRITER_CACHE_KIB}; PRAGMA synchronous = FULL"))?;
    if let Some(pages) = max_pages {
        conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    }
    migrate(&mut conn)?;
    Ok(conn)
}

/// Opens the file for reading.
pub(crate) fn reader(path: &Path, key: &Key) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = keyed(path, key, flags)?;
    conn.execute_batch(&format!("PRAGMA cache_size = -{READER_CACHE_KIB}; PRAGMA query_only = ON"))?;
    conn.query_row("PRAGMA wal_autocheckpoint = 0", [], |_| Ok(()))?;
    Ok(conn)
}

/// Opens the file as it is: to move pages from the write-ahead log to their place, to look all pages through, to read what can be
/// read of a damaged one.
pub(crate) fn plain(path: &Path, key: &Key) -> Result<Connection> {
    keyed(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Whether the library has started in this process, held while it starts.
static STARTED: Mutex<bool> = Mutex::new(false);

/// Starts the library, once. SQLite calls itself initialized a moment before SQLCipher's own start has run, so of two
/// threads that open a first file at the same time, one would be told that its key is wrong.
fn start_library() -> Result<()> {
    let mut started = STARTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !*started {
        Connection::open_in_memory()?;
        *started = true;
    }
    Ok(())
}

fn keyed(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection> {
    start_library()?;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    // Without it every new value of a parameter prepares the statement anew, because the library is built with STAT4.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.busy_timeout(std::time::Duration::from_millis(u64::from(BUSY_TIMEOUT_MS)))?;
    // Its messages go to the standard error; what it has to say comes as an error here.
    conn.query_row("PRAGMA cipher_log_level = NONE", [], |_| Ok(()))?;
    conn.execute_batch(&key.pragma())?;
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF")?;
    match conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Ok(()) => Ok(conn),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => Err(CacheError::WrongKey),
        Err(error) => Err(error.into()),
    }
}

fn migrate(conn: &mut Connection) -> Result<()> {
    let found: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = MIGRATIONS.len() as u32;
    if found > known {
        return Err(CacheError::Newer { found, known });
    }
    for (index, script) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        let tx = conn.transaction()?;
        tx.execute_batch(script)?;
        if index + 1 == VALUED {
            crate::valued::file_all(&tx)?;
        }
        if index + 1 == MESSAGE_WORDS {
            crate::notes::file_messages(&tx)?;
        }
        tx.execute_batch(&format!("PRAGMA user_version = {}", index + 1))?;
        tx.commit()?;
    }
    Ok(())
}
