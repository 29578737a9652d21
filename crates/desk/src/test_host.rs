//! A host for unit tests: a clock that stands still, randomness from a counter, a key store in memory.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use daehwa_domain::{agent::AgentStatus, customer::Language, time::Timestamp};
use parking_lot::Mutex;
use zeroize::Zeroizing;

use crate::{
    api::event::UiEvent,
    host::{Host, Notification, SecretsUnavailable, Subject},
};

#[derive(Default)]
pub(crate) struct TestHost {
    drawn: AtomicU64,
    secrets: Mutex<HashMap<String, Vec<u8>>>,
}

impl TestHost {
    pub fn new() -> Self {
        Self::default()
    }
}

impl Host for TestHost {
    fn now(&self) -> Timestamp {
        Timestamp(1_800_000_000_000)
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // SplitMix64: different bytes at each call, the same in each run.
            let mut mixed = self.drawn.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed >> 32) as u8;
        }
    }

    fn emit(&self, _: UiEvent) {}

    fn window_focused(&self) -> bool {
        true
    }

    fn notify(&self, _: Notification) {}

    fn withdraw(&self, _: Subject) {}

    fn tray(&self, _: AgentStatus, _: Language) {}

    fn raise_window(&self) {}

    fn read_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsUnavailable> {
        Ok(self.secrets.lock().get(name).cloned().map(Zeroizing::new))
    }

    fn write_secret(&self, name: &str, secret: &[u8]) -> Result<(), SecretsUnavailable> {
        self.secrets.lock().insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete_secret(&self, name: &str) -> Result<(), SecretsUnavailable> {
        self.secrets.lock().remove(name);
        Ok(())
    }
}
