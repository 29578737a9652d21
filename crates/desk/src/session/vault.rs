//! The key to an account's local data, and the check of a password without the server.
//!
//! The key is random. The operating system's key store keeps it; where there is none it is sealed (ChaCha20-Poly1305,
//! RFC 8439) under a key made from a passphrase (argon2id, RFC 9106). The password itself opens nothing: what checks it
//! without the server lies inside the encrypted data, so that a stolen disk gives nothing to guess against.

use argon2::{Algorithm, Argon2, Params, Version};
use daehwa_cache::Key;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::host::{Host, SecretsUnavailable};

const KEY_BYTES: usize = 32;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// Memory (KiB), passes, lanes for a password check: the server limits guessing, this only slows a thief of the key too.
const PASSWORD_COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// The same for a passphrase, which is all that stands before the data: RFC 9106 §4, second recommended option.
const PASSPHRASE_COST: (u32, u32, u32) = (64 * 1024, 3, 4);

/// A key sealed under a passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SealedKey {
    salt: [u8; SALT_BYTES],
    nonce: [u8; NONCE_BYTES],
    /// The key and the tag of its seal.
    sealed: Vec<u8>,
}

/// The passphrase is another one, or the seal was damaged.
#[derive(Debug)]
pub(crate) struct WrongPassphrase;

/// A new random key.
pub(crate) fn new_key(host: &dyn Host) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    host.fill_random(&mut *key);
    key
}

/// The key as the cache takes it.
pub(crate) fn cache_key(key: &[u8; KEY_BYTES]) -> Key {
    Key::new(*key)
}

/// Asks the operating system's key store; `None` when it has no key for this account.
pub(crate) fn read_key(
    host: &dyn Host,
    account: &str,
) -> Result<Option<Zeroizing<[u8; KEY_BYTES]>>, SecretsUnavailable> {
    let secret = host.read_secret(&key_name(account))?;
    Ok(secret.and_then(|bytes| Some(Zeroizing::new(<[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok()?))))
}

/// Leaves the key with the operating system's key store.
pub(crate) fn keep_key(host: &dyn Host, account: &str, key: &[u8; KEY_BYTES]) -> Result<(), SecretsUnavailable> {
    host.write_secret(&key_name(account), key)
}

fn key_name(account: &str) -> String {
    format!("cache-key-{account}")
}

impl SealedKey {
    /// Seals `key` under a passphrase.
    pub fn seal(host: &dyn Host, key: &[u8; KEY_BYTES], passphrase: &str) -> Option<Self> {
        let mut salt = [0; SALT_BYTES];
        let mut nonce = [0; NONCE_BYTES];
        host.fill_random(&mut salt);
        host.fill_random(&mut nonce);
        let mut sealed = key.to_vec();
        cipher(passphrase, &salt)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .ok()?;
        Some(Self { salt, nonce, sealed })
    }

    /// Opens the seal.
    pub fn open(&self, passphrase: &str) -> Result<Zeroizing<[u8; KEY_BYTES]>, WrongPassphrase> {
        if self.sealed.len() != KEY_BYTES + TAG_BYTES {
            return Err(WrongPassphrase);
        }
        let mut sealed = Zeroizing::new(self.sealed.clone());
        let cipher = cipher(passphrase, &self.salt).ok_or(WrongPassphrase)?;
        let key = cipher
            .open_in_place(Nonce::assume_unique_for_key(self.nonce), Aad::empty(), &mut sealed)
            .map_err(|_| WrongPassphrase)?;
        Ok(Zeroizing::new(<[u8; KEY_BYTES]>::try_from(&*key).map_err(|_| WrongPassphrase)?))
    }
}

fn cipher(passphrase: &str, salt: &[u8; SALT_BYTES]) -> Option<LessSafeKey> {
    let key = derive(passphrase, salt, PASSPHRASE_COST)?;
    Some(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &*key).ok()?))
}

/// What checks a password without the server.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Verifier {
    salt: [u8; SALT_BYTES],
    hash: [u8; KEY_BYTES],
}

impl Verifier {
    /// Made after the server accepted the password.
    pub fn new(host: &dyn Host, password: &str) -> Option<Self> {
        let mut salt = [0; SALT_BYTES];
        host.fill_random(&mut salt);
        Some(Self { hash: *derive(password, &salt, PASSWORD_COST)?, salt })
    }

    /// Whether it is this password.
    pub fn accepts(&self, password: &str) -> bool {
        derive(password, &self.salt, PASSWORD_COST).is_some_and(|hash| hash.ct_eq(&self.hash).into())
    }
}

/// `None` only when memory is short or the text is longer than 4 GiB.
fn derive(text: &str, salt: &[u8], (memory_kib, passes, lanes): (u32, u32, u32)) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let params = Params::new(memory_kib, passes, lanes, Some(KEY_BYTES)).ok()?;
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(text.as_bytes(), salt, &mut *key)
        .ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_host::TestHost;

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_only() {
        // D-43
        let host = TestHost::new();
        let key = new_key(&host);
        let sealed = SealedKey::seal(&host, &key, "벚꽃 피는 언덕").unwrap();
        assert_eq!(*sealed.open("벚꽃 피는 언덕").unwrap(), *key);
        assert!(sealed.open("벚꽃 피는 언덕 ").is_err());
        assert!(!sealed.sealed.windows(KEY_BYTES).any(|part| part == key.as_slice()));
    }

    #[test]
    fn a_verifier_accepts_its_password_only() {
        let host = TestHost::new();
        let verifier = Verifier::new(&host, "correct horse").unwrap();
        assert!(verifier.accepts("correct horse"));
        assert!(!verifier.accepts("correct horse "));
        assert!(!verifier.accepts(""));
    }
}
