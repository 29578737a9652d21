//! How much may come: by visitor, by address and by site, in bounded memory.

use std::{collections::HashMap, hash::Hash, net::IpAddr};

use daehwa_domain::time::Timestamp;
use parking_lot::Mutex;
use uuid::Uuid;

const WINDOW_MS: i64 = 60_000;
const CLEARED_EVERY_MS: i64 = 1_000;
/// Visitors and addresses that are remembered at once, so that a flood can't fill the memory.
const REMEMBERED: usize = 200_000;

/// What an administrator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebLimits {
    /// Events of a visitor in a minute: more is no person reading.
    pub visitor_a_minute: u32,
    /// Events from an address in a minute; whole offices are behind one.
    pub address_a_minute: u32,
    /// Events of a site in a minute.
    pub site_a_minute: u32,
    /// A proxy stands before the server: the address is the last one that `X-Forwarded-For` names.
    pub behind_proxy: bool,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self { visitor_a_minute: 120, address_a_minute: 6_000, site_a_minute: 1_200_000, behind_proxy: false }
    }
}

/// Counts.
pub(super) struct Limits {
    pub most: WebLimits,
    visitors: Mutex<Windows<Uuid>>,
    addresses: Mutex<Windows<IpAddr>>,
    sites: Mutex<Windows<String>>,
}

impl Limits {
    pub fn new(most: WebLimits) -> Self {
        Self { most, visitors: Mutex::default(), addresses: Mutex::default(), sites: Mutex::default() }
    }

    /// Counts what a site sends. Errors with the seconds to wait.
    pub fn of_site(&self, site: &str, events: u32, now: Timestamp) -> Result<(), u32> {
        self.sites.lock().count(site.to_owned(), events, self.most.site_a_minute, now)
    }

    /// Counts what comes from an address. Errors with the seconds to wait.
    pub fn of_address(&self, address: IpAddr, events: u32, now: Timestamp) -> Result<(), u32> {
        self.addresses.lock().count(network(address), events, self.most.address_a_minute, now)
    }

    /// Counts what a visitor does. Errors when no person does so much.
    pub fn of_visitor(&self, visitor: Uuid, events: u32, now: Timestamp) -> Result<(), u32> {
        self.visitors.lock().count(visitor, events, self.most.visitor_a_minute, now)
    }
}

/// Who has one address of IPv6 has 2^64 (RFC 4291 §2.5.1).
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(it) => IpAddr::V6((it.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

pub(crate) struct Windows<K> {
    counts: HashMap<K, (Timestamp, u32)>,
    /// When it was looked last for windows that are over: under a flood not at each request.
    cleared: Timestamp,
}

impl<K> Default for Windows<K> {
    fn default() -> Self {
        Self { counts: HashMap::new(), cleared: Timestamp(i64::MIN) }
    }
}

impl<K: Eq + Hash> Windows<K> {
    /// Counts; errors with the seconds to wait.
    pub(crate) fn count(&mut self, key: K, more: u32, most: u32, now: Timestamp) -> Result<(), u32> {
        if self.counts.len() >= REMEMBERED && !self.counts.contains_key(&key) {
            if now.since_ms(self.cleared) >= CLEARED_EVERY_MS {
                self.counts.retain(|_, (since, _)| now.since_ms(*since) < WINDOW_MS);
                self.cleared = now;
            }
            if self.counts.len() >= REMEMBERED {
                return Err(60);
            }
        }
        let (since, count) = self.counts.entry(key).or_insert((now, 0));
        if now.since_ms(*since) >= WINDOW_MS || now < *since {
            (*since, *count) = (now, 0);
        }
        if count.saturating_add(more) > most {
            let left_ms = (WINDOW_MS - now.since_ms(*since)).max(1_000);
            return Err(u32::try_from(left_ms / 1_000).unwrap_or(60));
        }
        *count += more;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_stopped_by_visitor_address_and_site_and_takes_no_memory_h_6() {
        let limits = Limits::new(WebLimits::default());
        let now = Timestamp(1_000_000);
        let one: IpAddr = "10.0.0.1".parse().unwrap();
        assert_eq!(limits.of_visitor(Uuid::nil(), 120, now), Ok(()));
        assert_eq!(limits.of_visitor(Uuid::nil(), 1, now.plus_ms(30_000)), Err(30));
        assert_eq!(limits.of_visitor(Uuid::nil(), 1, now.plus_ms(60_000)), Ok(()));
        assert_eq!(limits.of_address(one, 6_001, now), Err(60));
        assert_eq!(limits.of_site("s", 1_200_000, now), Ok(()));
        assert!(limits.of_site("s", 1, now).is_err());
        let new = (0..2 * REMEMBERED as u128).filter(|it| limits.of_visitor(Uuid::from_u128(it + 1), 1, now).is_ok());
        assert!(new.count() <= REMEMBERED);
        assert!(limits.of_visitor(Uuid::from_u128(u128::MAX), 1, now.plus_ms(60_000)).is_ok(), "room again");
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_h_6() {
        let limits = Limits::new(WebLimits { address_a_minute: 1, ..WebLimits::default() });
        assert!(limits.of_address("2001:db8::1".parse().unwrap(), 1, Timestamp(0)).is_ok());
        assert!(limits.of_address("2001:db8::ffff".parse().unwrap(), 1, Timestamp(0)).is_err());
        assert!(limits.of_address("2001:db8:0:1::1".parse().unwrap(), 1, Timestamp(0)).is_ok());
    }
}
