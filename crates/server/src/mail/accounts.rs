//! How our mailboxes are reached: a file of the administrator's.

use std::{
    collections::BTreeSet,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use reqwest::Url;
use serde::Deserialize;
use thiserror::Error;

use super::tls::Trust;
use crate::{
    serve::DAY_MS,
    texts::{Hook, Provider, Relay, Secret},
};

/// The most mailboxes of one server.
const MAX_ACCOUNTS: usize = 100;
/// The shortest secret for signatures, in bytes.
const MIN_SECRET_BYTES: usize = 32;

/// The file can't be used.
#[derive(Debug, Error)]
pub enum AccountsError {
    /// A file can't be read.
    #[error("can't read {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not what is expected.
    #[error("{path} can't be understood")]
    Form {
        /// Which.
        path: PathBuf,
        /// Where and why.
        source: toml::de::Error,
    },
    /// The same mailbox twice, or too many.
    #[error("mailbox {0:?} stands there twice, or there are more than {MAX_ACCOUNTS}")]
    Twice(String),
    /// A password would travel in clear.
    #[error("{0} is another machine: without TLS the password and all mails would travel in clear")]
    InClear(String),
    /// A mailbox has one provider.
    #[error("mailbox {0:?} names more than one of webhook, gateway and loopback")]
    Providers(String),
    /// A gateway is reached by mail.
    #[error("mailbox {0:?} has a gateway, and no smtp to reach it")]
    Gateway(String),
    /// A secret that can be guessed.
    #[error("{path} holds fewer than {MIN_SECRET_BYTES} characters")]
    Secret {
        /// Which.
        path: PathBuf,
    },
    /// No address of a provider.
    #[error("{0:?} is no address such as https://provider.example/messages")]
    Url(String),
    /// Certificates can't be read.
    #[error("{path} holds no certificates")]
    Certificates {
        /// Which.
        path: PathBuf,
    },
}

/// All mailboxes that this server reaches.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// Each once.
    pub accounts: Vec<Account>,
    /// For how long mails are kept as they came, in milliseconds.
    pub keep_ms: i64,
}

/// How a mailbox is reached.
#[derive(Clone, Debug)]
pub struct Account {
    /// The key of the mailbox that people see.
    pub key: String,
    /// Where mails are read; `None` for a mailbox that only sends.
    pub imap: Option<Place>,
    /// Where ours go out; `None` for a mailbox that is only read.
    pub smtp: Option<Place>,
    /// The folder that is read.
    pub folder: String,
    /// Whether mails that were there before the first look are read as well.
    pub history: bool,
    /// Who carries text messages and faxes; `None` for e-mail.
    pub provider: Option<Provider>,
    /// How often is looked where the server does not tell by itself, in seconds.
    pub poll_s: u64,
    /// After how long a first failed try to send is repeated, in seconds; each further one waits twice as long.
    pub retry_s: u64,
    /// For how long is tried, in hours.
    pub give_up_h: i64,
}

/// A server, and who we are there.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The account's name; empty: without signing in.
    pub user: String,
    /// Its password.
    pub password: Password,
    /// Whose certificates are trusted.
    pub(crate) trust: Trust,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// Asked for after the greeting, and wanted.
    StartTls,
    /// Not at all; only on this machine itself.
    None,
}

/// A password, which is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(pub(crate) String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "keep_days")]
    keep_days: u16,
    #[serde(default, rename = "mailbox")]
    mailboxes: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    imap: Option<Reach>,
    smtp: Option<Reach>,
    webhook: Option<WebhookForm>,
    gateway: Option<GatewayForm>,
    loopback: Option<LoopbackForm>,
    #[serde(default = "inbox")]
    folder: String,
    #[serde(default)]
    history: bool,
    #[serde(default = "poll_s")]
    poll_s: u64,
    #[serde(default = "retry_s")]
    retry_s: u64,
    #[serde(default = "give_up_h")]
    give_up_h: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reach {
    host: String,
    port: u16,
    #[serde(default)]
    security: Security,
    #[serde(default)]
    user: String,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookForm {
    url: String,
    secret_file: PathBuf,
    ca_file: Option<PathBuf>,
    #[serde(default = "texts_a_minute")]
    a_minute: u32,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GatewayForm {
    domain: String,
    from: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LoopbackForm {
    folder: PathBuf,
}

fn texts_a_minute() -> u32 {
    600
}

fn keep_days() -> u16 {
    800
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn poll_s() -> u64 {
    60
}

fn retry_s() -> u64 {
    60
}

fn give_up_h() -> u16 {
    48
}

impl Accounts {
    /// Reads the file and the files that it names; those are looked for beside it.
    pub fn read(path: &Path) -> Result<Self, AccountsError> {
        let text = read(path)?;
        let file: File =
            toml::from_str(&text).map_err(|source| AccountsError::Form { path: path.to_owned(), source })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut keys = BTreeSet::new();
        let mut accounts = Vec::with_capacity(file.mailboxes.len());
        for entry in file.mailboxes {
            if !keys.insert(entry.key.clone()) || keys.len() > MAX_ACCOUNTS {
                return Err(AccountsError::Twice(entry.key));
            }
            let provider = provider(&entry, folder)?;
            accounts.push(Account {
                key: entry.key,
                provider,
                imap: entry.imap.map(|it| place(it, folder)).transpose()?,
                smtp: entry.smtp.map(|it| place(it, folder)).transpose()?,
                folder: entry.folder,
                history: entry.history,
                poll_s: entry.poll_s.clamp(1, 1_500),
                retry_s: entry.retry_s.max(1),
                give_up_h: i64::from(entry.give_up_h),
            });
        }
        Ok(Self { accounts, keep_ms: i64::from(file.keep_days) * DAY_MS })
    }
}

fn provider(entry: &Entry, folder: &Path) -> Result<Option<Provider>, AccountsError> {
    let named = [entry.webhook.is_some(), entry.gateway.is_some(), entry.loopback.is_some()];
    if named.iter().filter(|it| **it).count() > 1 {
        return Err(AccountsError::Providers(entry.key.clone()));
    }
    if let Some(it) = &entry.webhook {
        let secret = read(&folder.join(&it.secret_file))?.trim().as_bytes().to_vec();
        if secret.len() < MIN_SECRET_BYTES {
            return Err(AccountsError::Secret { path: folder.join(&it.secret_file) });
        }
        let trust = trust(it.ca_file.as_deref(), folder)?;
        let url = it.url.parse::<Url>().ok().filter(|it| matches!(it.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| AccountsError::Url(it.url.clone()))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        if url.scheme() == "http" && !is_this_machine(host) {
            return Err(AccountsError::InClear(host.to_owned()));
        }
        return Ok(Some(Provider::Webhook(Hook { url, trust, secret: Secret(secret), a_minute: it.a_minute })));
    }
    if let Some(it) = &entry.gateway {
        if entry.smtp.is_none() {
            return Err(AccountsError::Gateway(entry.key.clone()));
        }
        return Ok(Some(Provider::Gateway(Relay { domain: it.domain.to_lowercase(), from: it.from.clone() })));
    }
    Ok(entry.loopback.as_ref().map(|it| Provider::Loopback { folder: folder.join(&it.folder) }))
}

fn trust(ca_file: Option<&Path>, folder: &Path) -> Result<Trust, AccountsError> {
    let Some(file) = ca_file else { return Ok(Trust::default()) };
    let path = folder.join(file);
    Trust::only(read(&path)?).ok_or(AccountsError::Certificates { path })
}

fn place(reach: Reach, folder: &Path) -> Result<Place, AccountsError> {
    if reach.security == Security::None && !is_this_machine(&reach.host) {
        return Err(AccountsError::InClear(reach.host));
    }
    let password = match &reach.password_file {
        Some(file) => read(&folder.join(file))?.trim_end_matches(['\r', '\n']).to_owned(),
        None => String::new(),
    };
    let trust = trust(reach.ca_file.as_deref(), folder)?;
    let Reach { host, port, security, user, .. } = reach;
    Ok(Place { host, port, security, user, password: Password(password), trust })
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback())
}

fn read(path: &Path) -> Result<String, AccountsError> {
    fs::read_to_string(path).map_err(|source| AccountsError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(text: &str) -> Result<Accounts, AccountsError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("password"), "secret word\n").unwrap();
        fs::write(folder.path().join("mail.toml"), text).unwrap();
        Accounts::read(&folder.path().join("mail.toml"))
    }

    #[test]
    fn a_mailbox_is_reached_as_the_file_says_and_its_password_is_never_shown() {
        let text = "[[mailbox]]\nkey = \"help\"\n[mailbox.imap]\nhost = \"imap.example.kr\"\nport = 993\nuser = \"help\"\n\
            password_file = \"password\"\n";
        let accounts = accounts(text).unwrap();
        let place = accounts.accounts[0].imap.as_ref().unwrap();
        assert_eq!((place.password.0.as_str(), place.security), ("secret word", Security::Tls));
        assert!(!format!("{accounts:?}").contains("secret"));
    }

    #[test]
    fn a_password_travels_in_clear_to_this_machine_alone_p0_8() {
        let with = |host: &str| {
            accounts(&format!(
                "[[mailbox]]\nkey = \"a\"\n[mailbox.smtp]\nhost = \"{host}\"\nport = 25\nsecurity = \"none\"\n"
            ))
        };
        assert!(matches!(with("mail.example.kr"), Err(AccountsError::InClear(_))));
        assert!(with("127.0.0.1").is_ok() && with("::1").is_ok() && with("localhost").is_ok());
    }

    #[test]
    fn what_the_file_does_not_know_or_says_twice_is_refused() {
        assert!(matches!(accounts("[[mailbox]]\nkey = \"a\"\npassword = \"x\"\n"), Err(AccountsError::Form { .. })));
        assert!(matches!(
            accounts("[[mailbox]]\nkey = \"a\"\n[[mailbox]]\nkey = \"a\"\n"),
            Err(AccountsError::Twice(_))
        ));
    }
}
