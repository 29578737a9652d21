//! Who ever signed in on this desktop, where the key to their local data is, and which certificates are trusted.
//!
//! A small plain file: it is needed before anything can be decrypted. It holds sign-in names and server addresses, no secrets.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use daehwa_domain::id::{DeviceId, UserId};
use serde::{Deserialize, Serialize};

use super::vault::SealedKey;
use crate::{
    api::error::{CommandError, ErrorCode},
    fault::chain,
};

/// The file's name in the data folder.
const FILE: &str = "accounts.json";

/// The contents of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Accounts {
    #[serde(skip)]
    dir: PathBuf,
    /// The account used last.
    last: Option<String>,
    accounts: BTreeMap<String, Account>,
    /// Server → SHA-256 fingerprint of the certificate that a person trusted, in hex.
    trusted: BTreeMap<String, String>,
}

/// One user of one server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The server.
    pub server_url: String,
    /// Sign-in name.
    pub login: String,
    /// Who that is.
    pub user: UserId,
    /// What this desktop is called towards the server, for this user.
    pub device: DeviceId,
    /// The key to the local data, sealed by a passphrase; `None` when the operating system's key store has it.
    pub sealed_key: Option<SealedKey>,
}

impl Accounts {
    /// Reads the file. One that can't be read is set aside: it holds nothing that a sign-in can't bring back.
    pub fn load(dir: &Path) -> Result<Self, CommandError> {
        fs::create_dir_all(dir).map_err(failed)?;
        let path = dir.join(FILE);
        let mut accounts = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::error!(error = chain(&error), "accounts file set aside");
                let _ = fs::rename(&path, dir.join("accounts.damaged.json"));
                Self::default()
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(failed(error)),
        };
        accounts.dir = dir.to_owned();
        Ok(accounts)
    }

    /// The name under which an account's files and secrets are kept: stable, and without personal data in it.
    pub fn id(server_url: &str, login: &str) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, format!("{server_url}\n{login}").as_bytes());
        super::hex(&digest.as_ref()[..8])
    }

    /// The account that was used last.
    pub fn last(&self) -> Option<(&str, &Account)> {
        let id = self.last.as_deref()?;
        Some((id, self.accounts.get(id)?))
    }

    /// An account by its id.
    pub fn get(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// Keeps an account, as the one used last.
    pub fn put(&mut self, id: &str, account: Account) -> Result<(), CommandError> {
        self.accounts.insert(id.to_owned(), account);
        self.last = Some(id.to_owned());
        self.save()
    }

    /// The fingerprint that is trusted for a server.
    pub fn trusted(&self, server_url: &str) -> Option<String> {
        self.trusted.get(server_url).cloned()
    }

    /// Trusts a certificate for a server from now on.
    pub fn trust(&mut self, server_url: &str, fingerprint: String) -> Result<(), CommandError> {
        self.trusted.insert(server_url.to_owned(), fingerprint);
        self.save()
    }

    /// Where an account's local data lies.
    pub fn cache_path(&self, id: &str) -> PathBuf {
        self.dir.join(format!("cache-{id}.db"))
    }

    /// Replaces the file as a whole, so that a crash leaves the old or the new one.
    fn save(&self) -> Result<(), CommandError> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| CommandError::new(ErrorCode::Internal))?;
        let written = self.dir.join("accounts.json.new");
        let mut file = fs::File::create(&written).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&written, self.dir.join(FILE)).map_err(failed)
    }
}

fn failed(error: std::io::Error) -> CommandError {
    tracing::error!(error = chain(&error), "data folder");
    let code = if error.kind() == std::io::ErrorKind::StorageFull { ErrorCode::DiskFull } else { ErrorCode::Internal };
    CommandError::new(code).passing()
}
