//! Who is signed in, and how their local data is opened (D-40, D-43).
//!
//! The first sign-in of a user on a desktop needs the server. It leaves behind, in the encrypted local data: the tokens, and
//! what checks the password later without the server. After a crash or restart the last session goes on by itself, without a
//! password, when all of this holds: nobody signed out; the operating system's key store gives the key (so the person is signed
//! in to the operating system); the last contact with the server or the last password is less than [`RESUME_LIMIT_MS`] ago, and
//! not in the future (a clock set back opens nothing). With a passphrase instead of a key store nothing goes on by itself.

mod accounts;
mod certificate;
mod open;
mod server_api;
mod sign_in;
mod tokens;
mod vault;

pub(crate) use accounts::Accounts;
pub(crate) use server_api::{Request, ServerApi, ServerFault, Unanswered, server_url};
pub(crate) use sign_in::Attempts;
pub(crate) use tokens::{KeptSession, TokenStore};

use std::sync::atomic::Ordering;

use crate::{
    Desk,
    api::{
        error::CommandError,
        session::{Session, TrustForm},
    },
};

/// For so long after the last contact or password a session goes on by itself after a restart: 12 hours, a long shift.
pub(crate) const RESUME_LIMIT_MS: i64 = 12 * 3_600_000;

/// Hex digits of a SHA-256 fingerprint.
const FINGERPRINT_DIGITS: usize = 64;

impl Desk {
    /// Trusts a certificate that a person has compared.
    pub async fn trust_certificate(&self, form: TrustForm) -> Result<(), CommandError> {
        let url = server_url(&form.server_url)?;
        let fingerprint: String =
            form.fingerprint.chars().filter(|sign| !matches!(sign, ':' | ' ')).collect::<String>().to_ascii_lowercase();
        if fingerprint.len() != FINGERPRINT_DIGITS || !fingerprint.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(CommandError::invalid("fingerprint"));
        }
        self.inner.accounts.lock().trust(&url, fingerprint)?;
        // A running connection that stood still for its certificate's sake goes on with the new trust.
        if let Some(shift) = self.current_shift().filter(|shift| shift.server_url == url) {
            shift.uplink.certificate_trusted(self.server_api(&url)?);
        }
        Ok(())
    }

    /// Who is signed in.
    pub(crate) fn session(&self) -> Session {
        if let Some(shift) = self.current_shift() {
            return Session::SignedIn {
                user: shift.user.clone(),
                server_url: shift.server_url.clone(),
                ready: shift.settings().devices_checked_ms.is_some(),
            };
        }
        let accounts = self.inner.accounts.lock();
        let last = accounts.last().map(|(_, account)| account);
        Session::SignedOut {
            first_run: last.is_none(),
            server_url: last.map(|account| account.server_url.clone()),
            login: last.map(|account| account.login.clone()),
            recovered: self.was_recovered(),
            passphrase: self.inner.no_key_store.load(Ordering::Relaxed)
                || last.is_some_and(|account| account.sealed_key.is_some()),
        }
    }

    pub(crate) fn server_api(&self, server_url: &str) -> Result<ServerApi, CommandError> {
        ServerApi::new(server_url, self.inner.accounts.lock().trusted(server_url))
    }
}

/// Bytes in hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}
