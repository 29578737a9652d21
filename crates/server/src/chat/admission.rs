//! How much visitors may do: a flood of one stays its own, and its sender is told.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use daehwa_domain::time::Timestamp;
use daehwa_store::chat::SecretHash;
use parking_lot::Mutex;

use crate::web::limits::{Windows, network};

/// How much chats may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatLimits {
    /// Lines and files of one chat in a minute: more is no person writing.
    pub chat_a_minute: u32,
    /// Lines and files from an address in a minute; whole offices are behind one.
    pub address_a_minute: u32,
    /// KiB of files from an address in a minute.
    pub address_file_kib_a_minute: u32,
    /// Chats that begin from an address in a minute.
    pub new_a_minute: u32,
    /// Connections of an address at once.
    pub address_at_once: u32,
    /// Connections of all at once.
    pub at_once: u32,
}

impl Default for ChatLimits {
    fn default() -> Self {
        Self {
            chat_a_minute: 40,
            address_a_minute: 1_200,
            address_file_kib_a_minute: 60 * 1024,
            new_a_minute: 20,
            address_at_once: 200,
            at_once: 20_000,
        }
    }
}

/// Counts.
pub(super) struct Admission {
    most: ChatLimits,
    chats: Mutex<Windows<SecretHash>>,
    lines: Mutex<Windows<IpAddr>>,
    files: Mutex<Windows<IpAddr>>,
    new: Mutex<Windows<IpAddr>>,
    connected: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

/// A connection's place; it is free again when this is dropped.
pub(super) struct Place {
    address: IpAddr,
    connected: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut connected = self.connected.lock();
        if let Some(count) = connected.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                connected.remove(&self.address);
            }
        }
    }
}

impl Admission {
    pub fn new(most: ChatLimits) -> Self {
        let (chats, lines, files, new) = Default::default();
        Self { most, chats, lines, files, new, connected: Arc::default() }
    }

    /// A place for a connection, while there is one.
    pub fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let mut connected = self.connected.lock();
        let all: u32 = connected.values().sum();
        let own = connected.get(&address).copied().unwrap_or(0);
        if all >= self.most.at_once || own >= self.most.address_at_once {
            return None;
        }
        connected.insert(address, own + 1);
        Some(Place { address, connected: self.connected.clone() })
    }

    /// Counts a line. Errors with the seconds to wait.
    pub fn line(&self, chat: &SecretHash, address: IpAddr, begins: bool, now: Timestamp) -> Result<(), u32> {
        let address = network(address);
        self.chats.lock().count(*chat, 1, self.most.chat_a_minute, now)?;
        self.lines.lock().count(address, 1, self.most.address_a_minute, now)?;
        match begins {
            true => self.new.lock().count(address, 1, self.most.new_a_minute, now),
            false => Ok(()),
        }
    }

    /// Counts a file of so many bytes. Errors with the seconds to wait.
    pub fn file(&self, address: IpAddr, bytes: usize, now: Timestamp) -> Result<(), u32> {
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        self.files.lock().count(network(address), kib, self.most.address_file_kib_a_minute, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_flood_of_one_chat_is_told_when_to_go_on_and_leaves_others_alone_d_12() {
        let admission = Admission::new(ChatLimits { chat_a_minute: 2, ..ChatLimits::default() });
        let here: IpAddr = "10.0.0.1".parse().unwrap();
        for _ in 0..2 {
            assert_eq!(admission.line(&[1; 32], here, false, NOW), Ok(()));
        }
        assert_eq!(admission.line(&[1; 32], here, false, NOW.plus_ms(20_000)), Err(40));
        assert_eq!(admission.line(&[2; 32], here, false, NOW), Ok(()), "somebody else in the same office");
        assert_eq!(admission.line(&[1; 32], here, false, NOW.plus_ms(60_000)), Ok(()));
    }

    #[test]
    fn one_address_begins_only_so_many_chats_and_holds_only_so_many_connections_d_12() {
        let limits = ChatLimits { new_a_minute: 1, address_at_once: 2, ..ChatLimits::default() };
        let admission = Admission::new(limits);
        let (here, there): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert_eq!(admission.line(&[1; 32], here, true, NOW), Ok(()));
        assert!(admission.line(&[2; 32], here, true, NOW).is_err());
        assert_eq!(admission.line(&[3; 32], there, true, NOW), Ok(()));
        let places = [admission.enter(here), admission.enter(here)];
        assert!(admission.enter(here).is_none() && admission.enter(there).is_some());
        drop(places);
        assert!(admission.enter(here).is_some());
    }

    #[test]
    fn one_address_sends_only_so_much_in_files_d_12() {
        let admission = Admission::new(ChatLimits { address_file_kib_a_minute: 10, ..ChatLimits::default() });
        let (here, there): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert_eq!(admission.file(here, 9 * 1024 + 1, NOW), Ok(()));
        assert_eq!(admission.file(here, 1, NOW), Err(60));
        assert_eq!(admission.file(there, 1, NOW), Ok(()));
    }
}
