//! What can go wrong, and whether trying again can help.

use std::path::PathBuf;

use daehwa_domain::merge::MergeError;
use rusqlite::ffi;
use thiserror::Error;

/// Why the cache could not do what it was asked.
#[derive(Debug, Error)]
pub enum CacheError {
    /// The file is encrypted with another key, or is not a cache at all: the two can't be told apart.
    #[error("the key does not open this cache")]
    WrongKey,
    /// Pages of the file are damaged. [`crate::Cache::recover`], and [`crate::Cache::rebuild`] for an open one, set it aside and
    /// rescue what was not sent.
    #[error("the cache file is damaged")]
    Corrupt(#[source] rusqlite::Error),
    /// The file was written by a newer version of the product.
    #[error("the cache has schema {found}, newer than {known}")]
    Newer {
        /// The file's schema.
        found: u32,
        /// The newest schema that this version knows.
        known: u32,
    },
    /// The disk is full. Nothing of the operation took effect; what was acknowledged before is kept.
    #[error("the disk is full")]
    Full(#[source] rusqlite::Error),
    /// The file or its folder can't be written.
    #[error("the cache can't be written")]
    ReadOnly(#[source] rusqlite::Error),
    /// Another process holds the file.
    #[error("the cache is held by another process")]
    Busy(#[source] rusqlite::Error),
    /// The operating system refused reading or writing.
    #[error("file access failed at {path}")]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A damaged file could not be rebuilt, nor opened again: try [`crate::Cache::rebuild`] once more.
    #[error("the cache is closed")]
    Closed,
    /// Any other failure of the database.
    #[error("database failure")]
    Database(#[source] rusqlite::Error),
    /// A stored value can't be read back.
    #[error("a stored value is not readable")]
    Decode(#[from] rmp_serde::decode::Error),
    /// A value can't be written.
    #[error("a value can't be stored")]
    Encode(#[from] rmp_serde::encode::Error),
    /// A column holds what no version of the product writes.
    #[error("column {column} holds an impossible value")]
    Impossible {
        /// Which column.
        column: &'static str,
    },
    /// Changes that don't follow what was applied: pull again from `cursor`.
    #[error("changes from {from} don't follow {cursor}")]
    Gap {
        /// The last seq applied here.
        cursor: u64,
        /// Where the changes began.
        from: u64,
    },
    /// A part of a fill that was not begun.
    #[error("no fill was begun for this scope")]
    NoFill,
    /// The record that is edited is not in the cache.
    #[error("the record is not in the cache")]
    UnknownRecord,
    /// A record with this id is there already.
    #[error("the record exists already")]
    Exists,
    /// The customer was erased; nothing more may be kept about them.
    #[error("the customer was erased")]
    Erased,
    /// No such op, or not in a state in which this can be done to it.
    #[error("no such entry in the outbox")]
    UnknownOp,
    /// No such call in the local call log.
    #[error("no such call")]
    UnknownCall,
    /// The text is longer than what is kept.
    #[error("the text is too long")]
    TooLong,
    /// The edit breaks a rule of the record.
    #[error("the edit is not possible")]
    Edit(#[from] MergeError),
}

impl CacheError {
    /// Whether the same call can succeed later without other input: after space was made, or the file is free again.
    pub fn retry(&self) -> bool {
        matches!(self, Self::Full(_) | Self::ReadOnly(_) | Self::Busy(_) | Self::Io { .. } | Self::Closed)
    }

    /// A stable code by which screens find their sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "cache_wrong_key",
            Self::Corrupt(_) | Self::Decode(_) | Self::Impossible { .. } => "cache_corrupt",
            Self::Newer { .. } => "cache_newer",
            Self::Full(_) => "disk_full",
            Self::ReadOnly(_) => "disk_read_only",
            Self::Busy(_) => "cache_busy",
            Self::Io { .. } | Self::Closed | Self::Database(_) | Self::Encode(_) => "cache_failed",
            Self::Gap { .. } | Self::NoFill => "cache_out_of_order",
            Self::UnknownRecord | Self::UnknownOp | Self::UnknownCall => "not_found",
            Self::Erased => "customer_erased",
            Self::TooLong => "too_long",
            Self::Edit(_) | Self::Exists => "edit_not_possible",
        }
    }
}

impl CacheError {
    /// A damaged page, found by looking at it.
    pub(crate) fn damaged_page() -> Self {
        Self::Corrupt(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), None))
    }

    /// The same key has opened this file before: what it does not open now is damaged.
    pub(crate) fn of_open_file(self) -> Self {
        match self {
            Self::WrongKey => Self::damaged_page(),
            other => other,
        }
    }
}

/// What SQLite says of its plainest error when it has nothing to say: SQLCipher could not decrypt a page, such as one of the schema. A
/// wrong statement always has words of its own.
const WITHOUT_WORDS: &str = "SQL logic error";

fn is_undecrypted(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(code, words) => {
            code.extended_code == ffi::SQLITE_ERROR && words.as_deref().is_none_or(|it| it == WITHOUT_WORDS)
        }
        _ => false,
    }
}

/// Reading failed so that the file system or the disk has lost what was there.
const LOST: [i32; 3] = [ffi::SQLITE_IOERR_CORRUPTFS, ffi::SQLITE_IOERR_DATA, ffi::SQLITE_IOERR_SHORT_READ];

impl From<rusqlite::Error> for CacheError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        if error.sqlite_error().is_some_and(|it| LOST.contains(&it.extended_code)) {
            return Self::Corrupt(error);
        }
        match error.sqlite_error_code() {
            // After opening with the right key, a page that can't be decrypted is a damaged one.
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Corrupt(error),
            _ if is_undecrypted(&error) => Self::Corrupt(error),
            Some(Code::DiskFull) => Self::Full(error),
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => Self::ReadOnly(error),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(error),
            _ => Self::Database(error),
        }
    }
}
