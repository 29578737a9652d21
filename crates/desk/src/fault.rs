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
            CacheError::WrongKey | CacheError::Corrupt(_) | CacheError::Decode(_) | CacheError::Impossible { .. } => {
                ErrorCode::CacheDamaged
            }
            CacheError::Newer { .. } => ErrorCode::VersionMismatch,
            CacheError::Full(_) => ErrorCode::DiskFull,
            CacheError::UnknownRecord | CacheError::UnknownOp => ErrorCode::NotFound,
            CacheError::UnknownCall => ErrorCode::CallGone,
            CacheError::Erased => ErrorCode::UnknownCustomer,
            CacheError::Edit(_) => ErrorCode::Invalid,
            _ => ErrorCode::Internal,
        };
        tracing::warn!(error = chain(&error), "cache");
        Self { code, detail: None, retry: error.retry() }
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
