//! How often somebody may try a password.

use std::{collections::HashMap, hash::Hash, net::IpAddr};

use daehwa_domain::time::Timestamp;
use parking_lot::Mutex;

const WINDOW_MS: i64 = 5 * 60_000;
const BY_LOGIN_AND_ADDRESS: u32 = 8;
const BY_ADDRESS: u32 = 100;
/// Names and addresses that are remembered at once, so that guesses can't fill the memory.
const REMEMBERED: usize = 50_000;

/// Counts failed attempts.
#[derive(Default)]
pub struct Attempts {
    by_login: Mutex<Windows<(String, IpAddr)>>,
    by_address: Mutex<Windows<IpAddr>>,
}

impl Attempts {
    /// Counts an attempt before it is made. Errors with the seconds to wait when there were too many.
    pub fn begin(&self, login: &str, address: IpAddr, now: Timestamp) -> Result<(), u32> {
        self.by_address.lock().count(address, BY_ADDRESS, now)?;
        self.by_login.lock().count((login.to_owned(), address), BY_LOGIN_AND_ADDRESS, now)
    }

    /// The attempt was good: it and those before it are forgotten.
    pub fn succeeded(&self, login: &str, address: IpAddr) {
        self.by_login.lock().0.remove(&(login.to_owned(), address));
        self.by_address.lock().0.remove(&address);
    }
}

struct Window {
    since: Timestamp,
    attempts: u32,
}

struct Windows<K>(HashMap<K, Window>);

impl<K> Default for Windows<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Windows<K> {
    fn count(&mut self, key: K, most: u32, now: Timestamp) -> Result<(), u32> {
        if self.0.len() >= REMEMBERED {
            self.0.retain(|_, window| now.since_ms(window.since) < WINDOW_MS);
        }
        if self.0.len() >= REMEMBERED && !self.0.contains_key(&key) {
            return Err(seconds(WINDOW_MS));
        }
        let window = self.0.entry(key).or_insert(Window { since: now, attempts: 0 });
        if now.since_ms(window.since) >= WINDOW_MS {
            *window = Window { since: now, attempts: 0 };
        }
        if window.attempts >= most {
            return Err(seconds(WINDOW_MS - now.since_ms(window.since)));
        }
        window.attempts += 1;
        Ok(())
    }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from((ms.max(0) + 999) / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    // security.md, 20
    #[test]
    fn after_eight_failures_a_name_has_to_wait_at_that_address_only() {
        let attempts = Attempts::default();
        let now = Timestamp(1_000_000);
        for _ in 0..8 {
            attempts.begin("kim", HERE, now).unwrap();
        }
        assert_eq!(attempts.begin("kim", HERE, now.plus_ms(60_000)), Err(240));
        attempts.begin("lee", HERE, now).unwrap();
        attempts.begin("kim", IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), now).unwrap();
        attempts.begin("kim", HERE, now.plus_ms(WINDOW_MS)).unwrap();
    }

    #[test]
    fn a_success_forgets_the_failures_before_it() {
        let attempts = Attempts::default();
        for _ in 0..50 {
            attempts.begin("kim", HERE, Timestamp(0)).unwrap();
            attempts.succeeded("kim", HERE);
        }
    }

    #[test]
    fn many_names_from_one_address_have_to_wait_too() {
        let attempts = Attempts::default();
        let refused = (0..200).filter(|number| attempts.begin(&number.to_string(), HERE, Timestamp(0)).is_err());
        assert_eq!(refused.count(), 100);
    }
}
