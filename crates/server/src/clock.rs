//! The server's clock, read at the edges only.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use daehwa_domain::time::Timestamp;

/// A clock that is read again and again: this machine's, or one that a test sets.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Now. A machine whose clock stands before 1970 is taken to stand at 1970.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
