//! What an administrator does with web sites.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daehwa_domain::{
    id::TenantId,
    interaction::Channel,
    limits::{MAX_KEY_BYTES, MAX_NAME_BYTES},
};
use daehwa_store::{
    Store, StoreError,
    web::{Counts, Site, SiteKey, UnknownPage},
};
use rand::Rng;
use thiserror::Error;

use super::admin::REPORT_DAYS;
use crate::{clock, people::People, serve::DAY_MS};

/// How long a key holds after it was replaced: time to bring the new one to the site's servers.
const REPLACED_FOR_MS: i64 = 7 * DAY_MS;
/// Keys of a site, replaced ones among them.
const MAX_KEYS: usize = 8;
const MAX_ORIGINS: usize = 50;

/// Something about sites can't be done.
#[derive(Debug, Error)]
pub enum SiteError {
    /// Storage failed.
    #[error("storage refused")]
    Store(#[from] StoreError),
    /// No site has this id.
    #[error("no site has the id {0:?}: `daehwa-server sites` lists them")]
    NoSite(String),
    /// No mailbox for chats has this key.
    #[error("no mailbox for chats has the key {0:?}: `daehwa-server mailbox add --channel chat` makes one")]
    NoMailbox(String),
    /// An origin is no origin.
    #[error("{0:?} is not an origin: it is like https://www.example.com, without a path")]
    Origin(String),
    /// The name is empty or too long, or there are too many origins or keys.
    #[error(
        "the site can't be stored: a name of at most {MAX_NAME_BYTES} bytes, {MAX_ORIGINS} origins, {MAX_KEYS} keys"
    )]
    Limit,
}

/// A key that was made. The secret is shown once.
pub struct NewKey {
    /// The site's id.
    pub site: String,
    /// The key's id.
    pub key: String,
    /// The secret, as text: its bytes are the HMAC's key as they stand.
    pub secret: String,
}

/// The sites of the default tenant.
pub struct Sites {
    store: Arc<dyn Store>,
    tenant: TenantId,
}

impl Sites {
    /// The sites of the default tenant.
    pub async fn of_default_tenant(store: Arc<dyn Store>) -> Result<Self, SiteError> {
        let tenant = People::tenant_of(&*store).await?;
        Ok(Self { store, tenant })
    }

    /// Adds a site.
    pub async fn add(&self, name: &str, origins: &[String]) -> Result<NewKey, SiteError> {
        if name.trim().is_empty() || name.len() > MAX_NAME_BYTES || origins.len() > MAX_ORIGINS {
            return Err(SiteError::Limit);
        }
        let origins = origins.iter().map(|it| origin(it)).collect::<Result<_, _>>()?;
        let mut site = Site {
            id: random(9),
            name: name.to_owned(),
            origins,
            keys: Vec::new(),
            visitor_secret: random(32).into_bytes(),
            chat: None,
        };
        let key = add_key(&mut site);
        self.store.put_web_site(self.tenant, &site).await?;
        Ok(key)
    }

    /// Gives a site a new key; those before hold for another week.
    pub async fn replace_key(&self, id: &str) -> Result<NewKey, SiteError> {
        let mut site = self.site(id).await?;
        let now = clock::now();
        site.keys.retain(|it| it.until.is_none_or(|until| now < until));
        if site.keys.len() >= MAX_KEYS {
            return Err(SiteError::Limit);
        }
        for key in &mut site.keys {
            key.until.get_or_insert(now.plus_ms(REPLACED_FOR_MS));
        }
        let key = add_key(&mut site);
        self.store.put_web_site(self.tenant, &site).await?;
        Ok(key)
    }

    /// Ends all keys of a site but the newest, such as after a theft.
    pub async fn end_replaced_keys(&self, id: &str) -> Result<(), SiteError> {
        let mut site = self.site(id).await?;
        site.keys.retain(|it| it.until.is_none());
        Ok(self.store.put_web_site(self.tenant, &site).await?)
    }

    /// Says from which origins pages may send.
    pub async fn set_origins(&self, id: &str, origins: &[String]) -> Result<(), SiteError> {
        if origins.len() > MAX_ORIGINS {
            return Err(SiteError::Limit);
        }
        let mut site = self.site(id).await?;
        site.origins = origins.iter().map(|it| origin(it)).collect::<Result<_, _>>()?;
        Ok(self.store.put_web_site(self.tenant, &site).await?)
    }

    /// Says into which mailbox chats on a site's pages go; `None` for no chats.
    pub async fn set_chat(&self, id: &str, mailbox: Option<&str>) -> Result<(), SiteError> {
        let mut site = self.site(id).await?;
        site.chat = match mailbox {
            None => None,
            Some(key) => {
                let all = self.store.mailboxes(self.tenant).await?;
                let found = all.iter().find(|it| it.key == key && it.channel == Channel::Chat && !it.retired);
                Some(found.ok_or_else(|| SiteError::NoMailbox(key.to_owned()))?.id)
            }
        };
        Ok(self.store.put_web_site(self.tenant, &site).await?)
    }

    /// Removes a site with its visitors' history and counts; contacts of customers stay.
    pub async fn remove(&self, id: &str) -> Result<(), SiteError> {
        match self.store.remove_web_site(self.tenant, id).await? {
            true => Ok(()),
            false => Err(SiteError::NoSite(id.to_owned())),
        }
    }

    /// All sites.
    pub async fn all(&self) -> Result<Vec<Site>, SiteError> {
        Ok(self.store.web_sites(self.tenant).await?)
    }

    /// What came from the sites in the last 30 days, by id.
    pub async fn report(&self) -> Result<BTreeMap<String, Counts>, SiteError> {
        let since = clock::now().0.div_euclid(DAY_MS) - REPORT_DAYS;
        Ok(self.store.web_counts(self.tenant, since).await?)
    }

    /// The pages that no rule knows, the most read first.
    pub async fn unknown_pages(&self) -> Result<Vec<UnknownPage>, SiteError> {
        Ok(self.store.unknown_pages(self.tenant).await?)
    }

    /// Takes a page off the list of unknown ones.
    pub async fn forget_page(&self, site: &str, pattern: &str) -> Result<(), SiteError> {
        Ok(self.store.forget_page(self.tenant, site, pattern).await?)
    }

    async fn site(&self, id: &str) -> Result<Site, SiteError> {
        self.all().await?.into_iter().find(|it| it.id == id).ok_or_else(|| SiteError::NoSite(id.to_owned()))
    }
}

fn add_key(site: &mut Site) -> NewKey {
    let (key, secret) = (random(6), random(32));
    site.keys.push(SiteKey { id: key.clone(), secret: secret.clone().into_bytes(), until: None });
    NewKey { site: site.id.clone(), key, secret }
}

/// As a browser writes it: scheme, host and port, no path.
fn origin(text: &str) -> Result<String, SiteError> {
    let plain = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let host = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
    let is_host = |it: &str| {
        !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | ':' | '[' | ']'))
    };
    match host {
        Some(host) if is_host(host) && plain.len() <= MAX_KEY_BYTES => Ok(plain),
        _ => Err(SiteError::Origin(text.to_owned())),
    }
}

fn random(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    rand::rng().fill_bytes(&mut random);
    URL_SAFE_NO_PAD.encode(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_h_1() {
        assert_eq!(origin("https://WWW.Example.com/").unwrap(), "https://www.example.com");
        assert_eq!(origin("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        for bad in ["", "*", "null", "https://", "https://a/b", "ftp://a", "https://a b", "https://한글.kr"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
