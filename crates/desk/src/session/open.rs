//! Opening an account's local data: key store or passphrase, and what happens when the file is damaged.

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
};

use daehwa_cache::{Cache, CacheError, Options};
use daehwa_domain::id::DeviceId;
use zeroize::Zeroizing;

use super::{
    accounts::Account,
    vault::{self, SealedKey},
};
use crate::{
    Desk,
    api::error::{CommandError, ErrorCode},
    fault::chain,
};

/// The fewest characters of a passphrase that is all that stands before the data.
const PASSPHRASE_MIN_CHARS: usize = 8;
const PASSPHRASE_MAX_BYTES: usize = 1024;

type KeyBytes = Zeroizing<[u8; 32]>;

/// A key, and where it has to be kept once the sign-in has succeeded.
pub(super) struct LocalKey {
    bytes: KeyBytes,
    /// Set for a key sealed by a passphrase.
    pub sealed: Option<SealedKey>,
    is_new: bool,
}

impl Desk {
    /// The key of an account's local data; a new one for a new account. Blocking: asks the key store, derives keys.
    pub(super) fn local_key(
        &self,
        id: &str,
        account: Option<&Account>,
        passphrase: Option<&str>,
    ) -> Result<LocalKey, CommandError> {
        let host = &**self.host();
        if let Some(sealed) = account.and_then(|account| account.sealed_key.clone()) {
            let passphrase = passphrase.ok_or_else(|| CommandError::new(ErrorCode::PassphraseNeeded))?;
            let bytes = sealed.open(passphrase).map_err(|_| CommandError::new(ErrorCode::WrongPassphrase))?;
            return Ok(LocalKey { bytes, sealed: Some(sealed), is_new: false });
        }
        match vault::read_key(host, id) {
            Ok(Some(bytes)) => {
                self.inner.no_key_store.store(false, Ordering::Relaxed);
                Ok(LocalKey { bytes, sealed: None, is_new: false })
            }
            // Asked for a passphrase because the key store could be read but not written.
            Ok(None) if passphrase.is_some() => self.new_sealed_key(passphrase),
            Ok(None) => {
                self.inner.no_key_store.store(false, Ordering::Relaxed);
                Ok(LocalKey { bytes: vault::new_key(host), sealed: None, is_new: true })
            }
            Err(error) => {
                tracing::warn!(error = chain(&error), "key store");
                self.inner.no_key_store.store(true, Ordering::Relaxed);
                // The key of this account is in the key store that does not answer: only unlocking it helps.
                if account.is_some() {
                    return Err(CommandError::with(ErrorCode::PassphraseNeeded, "key_store").passing());
                }
                self.new_sealed_key(passphrase)
            }
        }
    }

    fn new_sealed_key(&self, passphrase: Option<&str>) -> Result<LocalKey, CommandError> {
        let host = &**self.host();
        let passphrase = passphrase.ok_or_else(|| CommandError::new(ErrorCode::PassphraseNeeded))?;
        if passphrase.chars().count() < PASSPHRASE_MIN_CHARS || passphrase.len() > PASSPHRASE_MAX_BYTES {
            return Err(CommandError::invalid("passphrase"));
        }
        let bytes = vault::new_key(host);
        let sealed = SealedKey::seal(host, &bytes, passphrase);
        let sealed = sealed.ok_or_else(|| CommandError::new(ErrorCode::Internal))?;
        Ok(LocalKey { bytes, sealed: Some(sealed), is_new: true })
    }

    /// Leaves a new key where it will be found again. Must come before anything is written with it.
    pub(super) fn keep_local_key(&self, id: &str, key: &LocalKey) -> Result<(), CommandError> {
        if key.is_new && key.sealed.is_none() {
            vault::keep_key(&**self.host(), id, &key.bytes).map_err(|error| {
                tracing::warn!(error = chain(&error), "key store");
                self.inner.no_key_store.store(true, Ordering::Relaxed);
                CommandError::new(ErrorCode::PassphraseNeeded).passing()
            })?;
        }
        Ok(())
    }

    /// Opens the local data. A damaged file is set aside and what was not sent is brought over. Blocking.
    pub(super) fn open_cache(&self, path: &Path, key: &LocalKey, device: DeviceId) -> Result<Arc<Cache>, CommandError> {
        let options = Options { device, now: self.host().now(), region: self.host().locale().region, max_pages: None };
        let key = vault::cache_key(&key.bytes);
        let cache = match Cache::open(path, &key, &options) {
            Err(error @ (CacheError::WrongKey | CacheError::Corrupt(_) | CacheError::Impossible { .. })) => {
                tracing::error!(error = chain(&error), "local data is damaged");
                let (cache, rescue) = Cache::recover(path, &key, &options)?;
                tracing::warn!(?rescue, "local data was set aside and rebuilt");
                self.tell_recovered();
                cache
            }
            opened => opened?,
        };
        Ok(Arc::new(cache))
    }
}
