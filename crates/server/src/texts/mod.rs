//! Text messages and faxes: who carries them, how they come in, what is taken of them.
//!
//! A number of ours is a mailbox, and its account says who carries what goes between it and customers: a provider that is called over HTTP
//! and calls us ([`webhook`]), a gateway that turns mails into messages ([`gateway`]), or nobody, for practice ([`loopback`]).

pub(crate) mod gateway;
mod incoming;
pub(crate) mod loopback;
pub(crate) mod webhook;
mod wire;

use std::{collections::BTreeMap, fmt, net::IpAddr, path::PathBuf};

use daehwa_domain::time::Timestamp;
use parking_lot::Mutex;
use reqwest::Url;
use tokio::sync::Semaphore;

use crate::{
    mail::{Accounts, tls::Trust},
    web::limits::{Windows, network},
};

pub(crate) use webhook::routes;

/// Large bodies of providers that are read at once: each can be a fax of many pages.
const READ_AT_ONCE: usize = 4;

/// Who carries text messages and faxes of a number of ours.
#[derive(Clone, Debug)]
pub enum Provider {
    /// A provider that is called over HTTP and calls us.
    Webhook(Hook),
    /// A gateway that turns mails into messages.
    Gateway(Relay),
    /// Nobody: what goes out lies in a folder, and what is put beside it comes in.
    Loopback {
        /// The folder.
        folder: PathBuf,
    },
}

/// A provider that is called over HTTP.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Where messages of ours are posted.
    pub url: Url,
    /// Whose certificates it may show.
    pub(crate) trust: Trust,
    /// With what both sides sign.
    pub secret: Secret,
    /// So many calls of it are taken in a minute.
    pub a_minute: u32,
}

/// A gateway that is reached by mail.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Mails to NUMBER at this domain become messages, and mails from there are messages.
    pub domain: String,
    /// The address from which it takes ours.
    pub from: String,
}

/// With what requests are signed; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(crate) Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The providers that call this server, and how often each did.
pub struct Callers {
    hooks: BTreeMap<String, Hook>,
    counts: Mutex<Windows<(String, IpAddr)>>,
    reading: Semaphore,
}

impl fmt::Debug for Callers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.hooks.keys()).finish()
    }
}

impl Default for Callers {
    fn default() -> Self {
        Self { hooks: BTreeMap::new(), counts: Mutex::default(), reading: Semaphore::new(READ_AT_ONCE) }
    }
}

impl Callers {
    /// Those of the accounts that have such a provider.
    pub fn of(accounts: &Accounts) -> Self {
        let hook = |it: &crate::mail::Account| match &it.provider {
            Some(Provider::Webhook(hook)) => Some((it.key.clone(), hook.clone())),
            _ => None,
        };
        Self { hooks: accounts.accounts.iter().filter_map(hook).collect(), ..Self::default() }
    }

    /// Counts a call: by its address as well, so that nobody else uses up what a provider may. Errors with the seconds to wait.
    fn count(&self, account: &str, from: IpAddr, most: u32, now: Timestamp) -> Result<(), u32> {
        self.counts.lock().count((account.to_owned(), network(from)), 1, most, now)
    }
}
