//! Passwords: argon2id (RFC 9106), hashed and checked off the async threads, a few at a time.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use thiserror::Error;
use tokio::{sync::Semaphore, task};

/// The longest password, in bytes.
pub const MAX_PASSWORD_BYTES: usize = 1_024;
/// The shortest password that is set, in characters (NIST SP 800-63B-4, 3.1.1.2: 15 where it is the only factor, at least 8).
pub const MIN_PASSWORD_CHARS: usize = 8;
/// Each takes 19 MiB and a core for some ten milliseconds.
const AT_ONCE: usize = 2;

/// A password can't be hashed or checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Shorter than [`MIN_PASSWORD_CHARS`] or longer than [`MAX_PASSWORD_BYTES`].
    #[error("a password has at least {MIN_PASSWORD_CHARS} characters and at most {MAX_PASSWORD_BYTES} bytes")]
    Length,
    /// Hashing failed.
    #[error("the password can't be hashed: {0}")]
    Hash(argon2::password_hash::Error),
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}

/// Checks passwords.
pub struct Passwords {
    turns: Semaphore,
    /// Checked against when there is no such user, so that an answer takes as long.
    nobody: String,
}

impl Passwords {
    /// Ready to check.
    pub fn new() -> Result<Self, PasswordError> {
        Ok(Self { turns: Semaphore::new(AT_ONCE), nobody: hash("nobody's password")? })
    }

    /// Whether `password` is the one of `hash`; `None` for a user who does not exist: that is never so, and takes as long.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        let _turn = self.turns.acquire().await.map_err(|_| PasswordError::Stopping)?;
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let fits = task::spawn_blocking(move || fits(&password, &hash)).await.map_err(|_| PasswordError::Stopping)?;
        Ok(fits && exists)
    }
}

/// The hash of a password that is being set, as a PHC string.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < MIN_PASSWORD_CHARS || password.len() > MAX_PASSWORD_BYTES {
        return Err(PasswordError::Length);
    }
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_who_exists_fits() {
        let passwords = Passwords::new().unwrap();
        let hash = hash("맞는 비밀번호!").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.check("맞는 비밀번호!".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.check("wrong password".into(), Some(hash)).await.unwrap());
        assert!(!passwords.check("nobody's password".into(), None).await.unwrap());
        assert!(!passwords.check("anything".into(), Some("not a hash".into())).await.unwrap());
    }

    #[test]
    fn a_password_is_neither_short_nor_endless() {
        assert!(matches!(hash("short"), Err(PasswordError::Length)));
        assert!(matches!(hash(&"x".repeat(MAX_PASSWORD_BYTES + 1)), Err(PasswordError::Length)));
    }
}
