//! What a sign-in leaves behind in the encrypted local data.

use daehwa_cache::{Cache, CacheError};
use daehwa_domain::{id::UserId, people::User, time::Timestamp};
use daehwa_protocol::auth::Tokens;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{RESUME_LIMIT_MS, vault::Verifier};

const SESSION: &str = "desk.session";
const VERIFIER: &str = "desk.verifier";
const USER: &str = "desk.user";

/// Reads and keeps what belongs to one user's sign-in.
pub(crate) struct TokenStore<'a> {
    cache: &'a Cache,
    user: UserId,
}

/// A session that nobody signed out of.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeptSession {
    /// Presented to the server; `None` after a sign-in without it.
    pub access_token: Option<String>,
    /// Exchanged for the next pair.
    pub refresh_token: Option<String>,
    /// When the server was last in contact or the password last given.
    pub seen_ms: Timestamp,
}

impl KeptSession {
    /// Whether the session goes on by itself at `now`.
    pub fn resumes(&self, now: Timestamp) -> bool {
        (0..RESUME_LIMIT_MS).contains(&now.since_ms(self.seen_ms))
    }
}

impl<'a> TokenStore<'a> {
    pub fn new(cache: &'a Cache, user: UserId) -> Self {
        Self { cache, user }
    }

    /// The session, unless somebody signed out.
    pub fn session(&self) -> Result<Option<KeptSession>, CacheError> {
        self.read(SESSION)
    }

    /// Keeps what the server answered.
    pub fn keep_tokens(&self, tokens: &Tokens, now: Timestamp) -> Result<(), CacheError> {
        self.write(USER, &tokens.user)?;
        self.keep_session(&KeptSession {
            access_token: Some(tokens.access_token.clone()),
            refresh_token: Some(tokens.refresh_token.clone()),
            seen_ms: now,
        })
    }

    /// Keeps a session.
    pub fn keep_session(&self, session: &KeptSession) -> Result<(), CacheError> {
        self.write(SESSION, session)
    }

    /// Forgets the session: nothing goes on by itself.
    pub fn forget_session(&self) -> Result<(), CacheError> {
        self.cache.set_setting(self.user, SESSION, None)
    }

    /// What checks the password without the server.
    pub fn verifier(&self) -> Result<Option<Verifier>, CacheError> {
        self.read(VERIFIER)
    }

    /// Keeps what checks the password without the server.
    pub fn keep_verifier(&self, verifier: &Verifier) -> Result<(), CacheError> {
        self.write(VERIFIER, verifier)
    }

    /// The user as the server last told.
    pub fn user(&self) -> Result<Option<User>, CacheError> {
        self.read(USER)
    }

    /// A value of another version counts as missing: the next sign-in brings it back.
    fn read<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, CacheError> {
        Ok(self.cache.setting(self.user, key)?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn write(&self, key: &str, value: &impl Serialize) -> Result<(), CacheError> {
        let text = serde_json::to_string(value).unwrap_or_default();
        self.cache.set_setting(self.user, key, Some(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_goes_on_by_itself_within_its_limit_and_never_from_the_future() {
        // D-43
        let session = KeptSession { access_token: None, refresh_token: None, seen_ms: Timestamp(1_000) };
        assert!(session.resumes(Timestamp(1_000)));
        assert!(session.resumes(Timestamp(1_000 + RESUME_LIMIT_MS - 1)));
        assert!(!session.resumes(Timestamp(1_000 + RESUME_LIMIT_MS)));
        assert!(!session.resumes(Timestamp(999)));
    }
}
