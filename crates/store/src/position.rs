//! Where a part of a fill ended, as bytes that the desktop keeps and does not read.

use uuid::Uuid;

use crate::{StoreError, item::ItemKey};

/// The last item that was sent, and how many customers were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub key: ItemKey,
    pub done: u64,
}

impl Position {
    pub const START: Self = Self { key: ItemKey::START, done: 0 };

    pub fn write(&self) -> Vec<u8> {
        let ItemKey { customer, at_ms, kind, id } = self.key;
        let parts: [&[u8]; 5] =
            [customer.as_bytes(), &at_ms.to_be_bytes(), &kind.to_be_bytes(), id.as_bytes(), &self.done.to_be_bytes()];
        parts.concat()
    }

    /// Errors: [`StoreError::BadPosition`] for bytes that [`Position::write`] did not make.
    pub fn read(bytes: &[u8]) -> Result<Self, StoreError> {
        let (customer, rest) = split::<16>(bytes)?;
        let (at_ms, rest) = split::<8>(rest)?;
        let (kind, rest) = split::<2>(rest)?;
        let (id, rest) = split::<16>(rest)?;
        let (done, rest) = split::<8>(rest)?;
        if !rest.is_empty() {
            return Err(StoreError::BadPosition);
        }
        let key = ItemKey {
            customer: Uuid::from_bytes(customer),
            at_ms: i64::from_be_bytes(at_ms),
            kind: i16::from_be_bytes(kind),
            id: Uuid::from_bytes(id),
        };
        Ok(Self { key, done: u64::from_be_bytes(done) })
    }
}

fn split<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), StoreError> {
    bytes.split_first_chunk::<N>().map(|(head, rest)| (*head, rest)).ok_or(StoreError::BadPosition)
}
