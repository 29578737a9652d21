//! The checksum of a scope, for desktops of every age: what an older one can't read is not sent to it, and not in its sum.

use std::collections::BTreeMap;

use daehwa_protocol::schema::FIRST_SCHEMA;

use crate::{StoreError, item::Item};

/// The wrapping sum of digests, and how much of it is of items that only newer desktops can read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checksum {
    pub all: u64,
    /// By the first schema that can read them; none for what every version reads.
    newer: BTreeMap<u16, u64>,
}

impl Checksum {
    pub fn read(all: u64, newer: Option<&[u8]>) -> Result<Self, StoreError> {
        let newer = newer.map(rmp_serde::from_slice).transpose()?.unwrap_or_default();
        Ok(Self { all, newer })
    }

    /// The part of newer items, as it is stored.
    pub fn newer(&self) -> Result<Vec<u8>, StoreError> {
        Ok(rmp_serde::to_vec(&self.newer)?)
    }

    pub fn add(&mut self, item: &Item) {
        self.add_digest(item.schema, item.digest);
    }

    pub fn take_away(&mut self, item: &Item) {
        self.add_digest(item.schema, item.digest.wrapping_neg());
    }

    pub fn add_digest(&mut self, schema: u16, digest: u64) {
        self.all = self.all.wrapping_add(digest);
        self.add_newer(schema, digest);
    }

    /// Counts a digest that is in the whole sum already.
    pub fn add_newer(&mut self, schema: u16, digest: u64) {
        if schema > FIRST_SCHEMA {
            let sum = self.newer.entry(schema).or_default();
            *sum = sum.wrapping_add(digest);
        }
    }

    pub fn add_all(&mut self, other: &Checksum) {
        self.all = self.all.wrapping_add(other.all);
        other.newer.iter().for_each(|(schema, sum)| self.add_newer(*schema, *sum));
    }

    pub fn take_all_away(&mut self, other: &Checksum) {
        self.all = self.all.wrapping_sub(other.all);
        other.newer.iter().for_each(|(schema, sum)| self.add_newer(*schema, sum.wrapping_neg()));
    }

    /// The sum that a desktop of a schema has.
    pub fn readable_by(&self, schema: u16) -> u64 {
        let hidden = self.newer.iter().filter(|(needed, _)| **needed > schema);
        hidden.fold(self.all, |sum, (_, it)| sum.wrapping_sub(*it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_schema_has_the_sum_of_what_it_can_read() {
        let mut sum = Checksum::default();
        for (schema, digest) in [(1, u64::MAX), (2, 5), (4, u64::MAX - 1), (4, 9)] {
            sum.add_digest(schema, digest);
        }
        assert_eq!(sum.readable_by(1), u64::MAX);
        assert_eq!(sum.readable_by(3), 4);
        assert_eq!(sum.readable_by(4), sum.all);
        let stored = Checksum::read(sum.all, Some(&sum.newer().unwrap())).unwrap();
        assert_eq!(stored, sum);
        let mut nothing = sum.clone();
        nothing.take_all_away(&stored);
        assert!((1..=4).all(|schema| nothing.readable_by(schema) == 0));
    }
}
