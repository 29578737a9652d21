//! Sign-in.

use daehwa_domain::people::User;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a desktop stands with its user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Session {
    /// Nobody is signed in.
    SignedOut {
        /// Nobody ever signed in here: the first-run screens follow.
        first_run: bool,
        /// The server used last.
        server_url: Option<String>,
        /// The login used last.
        login: Option<String>,
        /// Set when the local data was damaged and set aside.
        recovered: bool,
        /// The key store of the operating system can't be used: sign-in asks for a passphrase.
        passphrase: bool,
    },
    /// Somebody is.
    SignedIn {
        /// Who.
        user: User,
        /// The server.
        server_url: String,
        /// The devices check was done.
        ready: bool,
    },
}

/// What sign-in needs.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SignInForm {
    /// Address of the server, such as `https://daehwa.example.com`.
    pub server_url: String,
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Opens the local data where the operating system has no key store.
    pub passphrase: Option<String>,
}

/// Trust in a certificate that no authority vouches for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TrustForm {
    /// Address of the server.
    pub server_url: String,
    /// SHA-256 fingerprint as it was shown, in hex.
    pub fingerprint: String,
}
