//! Failures of the parts below as the UI is told. The log gets the chain of causes, the UI a code.

use daehwa_cache::CacheError;
use daehwa_phone::PhoneError;

use crate::api::error::{CommandError, ErrorCode};

impl CommandError {
    /// A failure that trying again does not help.
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self { code, detail: None, retry: false }
    }

    /// With what the sentence needs.
    pub(crate) fn with(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: Some(detail.into()), retry: false }
    }

    /// A field that is missing, too long or wrong.
    pub(crate) fn invalid(field: &'static str) -> Self {
        Self::with(ErrorCode::Invalid, field)
    }

    /// The same may go through later.
    pub(crate) fn passing(self) -> Self {
        Self { retry: true, ..self }
    }
}

impl From<CacheError> for CommandError {
    fn from(error: CacheError) -> Self {
        let code = match &error {
            CacheError::WrongKey
            | CacheError::Corrupt(_)
            | CacheError::Closed
            | CacheError::Decode(_)
            | CacheError::Impossible { .. } => ErrorCode::CacheDamaged,
            CacheError::Newer { .. } => ErrorCode::VersionMismatch,
            CacheError::Full(_) => ErrorCode::DiskFull,
            CacheError::UnknownRecord | CacheError::UnknownOp => ErrorCode::NotFound,
            CacheError::UnknownCall => ErrorCode::CallGone,
            CacheError::Erased => ErrorCode::UnknownCustomer,
            CacheError::Edit(_) => ErrorCode::Invalid,
            _ => ErrorCode::Internal,
        };
        tracing::warn!(error = chain(&error), "cache");
        // What met damage has set off the rebuilding: the same works a moment later.
        let retry = error.retry() || matches!(error, CacheError::Corrupt(_));
        Self { code, detail: None, retry }
    }
}

impl From<PhoneError> for CommandError {
    fn from(error: PhoneError) -> Self {
        let code = match &error {
            PhoneError::LineDown | PhoneError::Timeout | PhoneError::Signalling(_) | PhoneError::Io(_) => {
                ErrorCode::NoLine
            }
            PhoneError::NoSuchCall(_) => ErrorCode::CallGone,
            PhoneError::WrongState | PhoneError::TooManyCalls | PhoneError::Refused(_) => ErrorCode::CallState,
            PhoneError::InvalidTarget => ErrorCode::BadNumber,
            PhoneError::InvalidDigit(_) => return Self::invalid("digit"),
            PhoneError::Account(field) => return Self::invalid(field),
            PhoneError::Media(_) | PhoneError::Srtp(_) => ErrorCode::CallState,
            PhoneError::NoRuntime | PhoneError::Stopped => ErrorCode::Internal,
        };
        tracing::warn!(error = chain(&error), "telephone");
        Self { code, detail: None, retry: error.is_transient() }
    }
}

/// An error with its causes, for the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl From<daehwa_domain::limits::LimitError> for CommandError {
    fn from(error: daehwa_domain::limits::LimitError) -> Self {
        Self::invalid(error.field)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use daehwa_cache::{Cache, Key, Options};
    use daehwa_domain::{
        id::{CallId, DeviceId},
        time::Timestamp,
    };
    use uuid::Uuid;

    use super::*;

    fn open(path: &Path, max_pages: Option<u32>) -> Result<Cache, CacheError> {
        let device = DeviceId(Uuid::from_u128(1));
        let options = Options { device, now: Timestamp(0), region: "KR".to_owned(), max_pages };
        Cache::open(path, &Key::new([7; 32]), &options)
    }

    /// What the UI is told of a failure: its code, and whether trying again makes sense.
    fn told(error: impl Into<CommandError>) -> (ErrorCode, bool) {
        let CommandError { code, retry, .. } = error.into();
        (code, retry)
    }

    #[test]
    fn a_full_disk_is_told_as_one_and_passes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        drop(open(&path, None).unwrap());
        let cache = open(&path, Some(150)).unwrap();
        let note = "메모 ".repeat(2_000);
        let full = (1..1_000u128)
            .find_map(|call| cache.journal_note(CallId(Uuid::from_u128(call)), &note, Timestamp(0)).err());
        assert_eq!(told(full.unwrap()), (ErrorCode::DiskFull, true));
    }

    #[test]
    fn a_file_that_is_no_cache_is_told_as_damaged_data() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        std::fs::write(&path, vec![0x5a; 64 * 1024]).unwrap();
        assert_eq!(told(open(&path, None).err().unwrap()), (ErrorCode::CacheDamaged, false));
    }

    #[test]
    fn what_nobody_foresaw_is_told_as_internal() {
        let dir = tempfile::tempdir().unwrap();
        let nowhere = dir.path().join("no folder").join("cache.db");
        assert_eq!(told(open(&nowhere, None).err().unwrap()).0, ErrorCode::Internal);
        assert_eq!(told(PhoneError::Stopped), (ErrorCode::Internal, false));
    }
}
