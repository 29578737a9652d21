//! A host without a window: events go to whoever listens over HTTP, secrets to a file that its owner alone can read.
//!
//! For development and tests. A desktop for customers' data keeps its keys in the operating system's key store.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::Context;
use daehwa_desk::{
    api::event::UiEvent,
    host::{Host, Notification, SecretsUnavailable, Subject},
};
use daehwa_domain::{agent::AgentStatus, customer::Language, time::Timestamp};
use parking_lot::Mutex;
use rand::TryRng;
use tokio::sync::broadcast;
use zeroize::Zeroizing;

/// A listener that is further behind is told that everything is stale instead.
const EVENTS_KEPT: usize = 1024;

/// The host.
pub struct DevHost {
    events: broadcast::Sender<UiEvent>,
    secrets: SecretFile,
}

impl DevHost {
    /// A host whose secrets lie in `data_dir`, which is made private.
    pub fn new(data_dir: &Path) -> anyhow::Result<Self> {
        make_private(data_dir).with_context(|| format!("can't use {}", data_dir.display()))?;
        let secrets = SecretFile { path: data_dir.join("secrets.json"), one_at_a_time: Mutex::new(()) };
        Ok(Self { events: broadcast::Sender::new(EVENTS_KEPT), secrets })
    }

    /// All events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<UiEvent> {
        self.events.subscribe()
    }
}

/// Fills `bytes` from the operating system. There is nothing to go on with when it has no randomness.
pub fn fill_random(bytes: &mut [u8]) {
    while let Err(error) = rand::rngs::SysRng.try_fill_bytes(bytes) {
        tracing::error!(%error, "no randomness from the operating system");
        std::thread::yield_now();
    }
}

impl Host for DevHost {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        fill_random(bytes);
    }

    fn emit(&self, event: UiEvent) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    fn window_focused(&self) -> bool {
        true
    }

    fn notify(&self, _: Notification) {}

    fn withdraw(&self, _: Subject) {}

    fn tray(&self, _: AgentStatus, _: Language) {}

    fn raise_window(&self) {}

    fn read_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsUnavailable> {
        self.secrets.read(name).map_err(unavailable)
    }

    fn write_secret(&self, name: &str, secret: &[u8]) -> Result<(), SecretsUnavailable> {
        self.secrets.change(|secrets| drop(secrets.insert(name.to_owned(), secret.to_vec()))).map_err(unavailable)
    }

    fn delete_secret(&self, name: &str) -> Result<(), SecretsUnavailable> {
        self.secrets.change(|secrets| drop(secrets.remove(name))).map_err(unavailable)
    }
}

fn unavailable(error: io::Error) -> SecretsUnavailable {
    SecretsUnavailable(Box::new(error))
}

struct SecretFile {
    path: PathBuf,
    one_at_a_time: Mutex<()>,
}

impl SecretFile {
    fn read(&self, name: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let _guard = self.one_at_a_time.lock();
        Ok(self.load()?.remove(name).map(Zeroizing::new))
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> io::Result<()> {
        let _guard = self.one_at_a_time.lock();
        let mut secrets = self.load()?;
        change(&mut secrets);
        let written = self.path.with_extension("new");
        fs::write(&written, serde_json::to_vec(&secrets)?)?;
        keep_to_owner(&written, 0o600)?;
        fs::rename(written, &self.path)
    }

    fn load(&self) -> io::Result<BTreeMap<String, Vec<u8>>> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }
}

fn make_private(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    keep_to_owner(dir, 0o700)
}

#[cfg(unix)]
fn keep_to_owner(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_to_owner(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
