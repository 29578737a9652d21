//! Secrets in the operating system's key store. A locked one may wait for a person for ever, so every question to it
//! runs in a thread of its own with a limit.

use std::{sync::mpsc, thread, time::Duration};

use zeroize::Zeroizing;

/// Long enough to type a password into the operating system's own dialog.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// The key store can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeychainError {
    /// It did not answer in time: most likely it is locked.
    #[error("the key store did not answer within {} s", ANSWER_TIMEOUT.as_secs())]
    Silent,
    /// It is missing, or refused.
    #[error("the key store can't be used")]
    Refused(#[from] keyring::Error),
}

/// The secrets of one desktop.
#[derive(Debug)]
pub struct Keychain {
    service: String,
}

impl Keychain {
    /// Secrets are kept apart by `service`: one name for each data folder.
    pub fn new(service: String) -> Self {
        Self { service }
    }

    /// Reads a secret; `None` when there is none by that name.
    pub fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.ask(name, |entry| match entry.get_secret() {
            Err(keyring::Error::NoEntry) => Ok(None),
            answer => answer.map(|secret| Some(Zeroizing::new(secret))),
        })
    }

    /// Keeps a secret, in the place of an earlier one by that name.
    pub fn write(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let secret = Zeroizing::new(secret.to_vec());
        self.ask(name, move |entry| entry.set_secret(&secret))
    }

    /// Forgets a secret.
    pub fn delete(&self, name: &str) -> Result<(), KeychainError> {
        self.ask(name, |entry| match entry.delete_credential() {
            Err(keyring::Error::NoEntry) => Ok(()),
            answer => answer,
        })
    }

    fn ask<T: Send + 'static>(
        &self,
        name: &str,
        question: impl FnOnce(keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (service, name) = (self.service.clone(), name.to_owned());
        let (sender, answer) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                // Nobody listens any more when the limit has passed.
                let _ = sender.send(keyring::Entry::new(&service, &name).and_then(question));
            })
            .map_err(|_| KeychainError::Silent)?;
        Ok(answer.recv_timeout(ANSWER_TIMEOUT).map_err(|_| KeychainError::Silent)??)
    }
}
