//! What can be wrong with a file.

use std::{io, path::PathBuf};

use thiserror::Error;

/// The sources whose events can be read.
const KNOWN_SOURCES: &str = "Taobao, Diginetica, YooChoose, Airbnb";

/// Why a file was not put through. Every one names the file; what lies in a row also names its line.
#[derive(Debug, Error)]
pub enum Error {
    /// The file can't be opened.
    #[error("can't open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file isn't a table: a row of another length than the header, text that isn't UTF-8, broken compression.
    #[error("{}: not a table after line {line}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// The last line that was read whole.
        line: u64,
        /// What the reader says, with the line.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("{}: line 1: no column {column}", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// Its name.
        column: &'static str,
    },
    /// A column that somebody named is missing.
    #[error("{}: line 1: no column {column}", path.display())]
    Named {
        /// The file.
        path: PathBuf,
        /// Its name.
        column: String,
    },
    /// There is no column that could be meant.
    #[error("{}: line 1: no column of {what}; name it ({option})", path.display())]
    Role {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// How to name it.
        option: &'static str,
    },
    /// A value can't be read.
    #[error("{}: line {line}: {column} is {value:?}, not {expected}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// Where.
        line: u64,
        /// In which column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What should.
        expected: &'static str,
    },
    /// It isn't a stream of events of a known form.
    #[error("{}: line 1: not events of a known source ({KNOWN_SOURCES})", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// There is no row.
    #[error("{}: no rows", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The result can't be written.
    #[error("can't write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}
