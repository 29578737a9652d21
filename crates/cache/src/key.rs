//! The key of the encrypted file.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// 256 bits, used as they are: no derivation, so that opening takes no time. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// Takes 32 random bytes, as the keychain keeps them.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The statement that hands the key to SQLCipher; wiped by its holder's drop.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(96));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0 {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        text.push_str("'\"");
        text
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
