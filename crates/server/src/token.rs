//! Tokens: a family and 256 random bits. The server keeps only the SHA-256 of each.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daehwa_domain::{id::TenantId, time::Timestamp};
use daehwa_store::accounts::{FamilyId, TokenHashes};
use rand::Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long an access token works.
pub const ACCESS_FOR_S: u32 = 15 * 60;
/// How long a refresh token works: an agent who was away for a month signs in again.
const REFRESH_FOR_MS: i64 = 30 * 24 * 3_600_000;
const TOKEN_BYTES: usize = 16 + 16 + 32;

/// A token that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The family that it claims to be of.
    pub family: FamilyId,
    /// The SHA-256 of all of it.
    pub hash: [u8; 32],
}

/// A fresh pair of tokens.
pub struct Pair {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
    /// What is kept of them.
    pub hashes: TokenHashes,
}

/// A family's id that can't be guessed.
pub fn fresh_family(tenant: TenantId) -> FamilyId {
    FamilyId { tenant, id: Uuid::from_bytes(random()) }
}

/// A fresh pair for a family.
pub fn fresh_pair(family: FamilyId, now: Timestamp) -> Pair {
    let (access, access_hash) = fresh(family);
    let (refresh, refresh_hash) = fresh(family);
    let hashes = TokenHashes {
        access: access_hash,
        access_until_ms: now.plus_ms(i64::from(ACCESS_FOR_S) * 1_000),
        refresh: refresh_hash,
        refresh_until_ms: now.plus_ms(REFRESH_FOR_MS),
    };
    Pair { access, refresh, hashes }
}

/// Reads a token that came from outside; `None` when it can't be one.
pub fn read(text: &str) -> Option<Shown> {
    let mut bytes = [0; TOKEN_BYTES];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    if length != TOKEN_BYTES {
        return None;
    }
    let (tenant, rest) = bytes.split_first_chunk::<16>()?;
    let (id, _) = rest.split_first_chunk::<16>()?;
    let family = FamilyId { tenant: TenantId(Uuid::from_bytes(*tenant)), id: Uuid::from_bytes(*id) };
    Some(Shown { family, hash: Sha256::digest(bytes).into() })
}

fn fresh(family: FamilyId) -> (String, [u8; 32]) {
    let secret: [u8; 32] = random();
    let token = [&family.tenant.as_bytes()[..], family.id.as_bytes(), &secret].concat();
    (URL_SAFE_NO_PAD.encode(&token), Sha256::digest(&token).into())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is() {
        let family = fresh_family(TenantId(Uuid::from_u128(7)));
        let pair = fresh_pair(family, Timestamp(5));
        assert_eq!(read(&pair.access), Some(Shown { family, hash: pair.hashes.access }));
        assert_eq!(read(&pair.refresh), Some(Shown { family, hash: pair.hashes.refresh }));
        assert_ne!(pair.access, pair.refresh);
        for text in ["", "x", "한글", &"A".repeat(85), &"A".repeat(87), &"A".repeat(100_000)] {
            assert_eq!(read(text), None);
        }
    }
}
