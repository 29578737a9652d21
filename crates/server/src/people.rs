//! What an administrator does with users and teams on the server itself.

use std::sync::Arc;

use daehwa_domain::{
    conversation::Mailbox,
    customer::Language,
    dialogue::Localized,
    id::{CustomerId, DeviceId, MailboxId, TeamId, TenantId, UserId},
    interaction::Channel,
    people::{Role, Team, User},
    record::Record,
    time::{Hlc, Stamp},
};
use daehwa_store::{
    Store, StoreError,
    audit::{Deed, Entry},
};
use thiserror::Error;
use uuid::Uuid;

use crate::{clock, password, password::PasswordError};

/// The key of the one tenant of a server that serves one organisation.
pub const DEFAULT_TENANT: &str = "default";

/// Something about users can't be done.
#[derive(Debug, Error)]
pub enum PeopleError {
    /// Storage failed, or the sign-in name is taken.
    #[error("storage refused")]
    Store(#[from] StoreError),
    /// Not a password.
    #[error("the password can't be set")]
    Password(#[from] PasswordError),
    /// No user has this sign-in name.
    #[error("no user signs in as {0:?}")]
    NoUser(String),
    /// The user breaks a bound, such as the length of a name.
    #[error("the user can't be stored")]
    Limit(#[from] daehwa_domain::limits::LimitError),
}

/// A user to add.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Sign-in name.
    pub login: String,
    /// Name that others see.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Names of teams; one that does not exist is made.
    pub teams: Vec<String>,
    /// Preferred language.
    pub language: Language,
    /// Password in clear.
    pub password: String,
}

/// A mailbox, as an administrator of the server names it.
#[derive(Clone, Debug)]
pub struct NewMailbox {
    /// The word by which the file of accounts names it.
    pub key: String,
    /// On which channel.
    pub channel: Channel,
    /// The address that customers see.
    pub address: String,
    /// The name beside it.
    pub name: String,
    /// Name of the team that answers; made when it is new.
    pub team: String,
    /// What stands under messages.
    pub signature: String,
    /// Within how many minutes customers are to have an answer.
    pub answer_within_min: u32,
    /// By what customers refuse advertising without paying; empty for none.
    pub free_refusal: String,
}

/// The people of one tenant.
pub struct People {
    store: Arc<dyn Store>,
    tenant: TenantId,
}

impl People {
    /// The people of the default tenant, which is made when it is new.
    pub async fn of_default_tenant(store: Arc<dyn Store>) -> Result<Self, PeopleError> {
        let tenant = Self::tenant_of(&*store).await?;
        Ok(Self { store, tenant })
    }

    /// The default tenant, which is made when it is new.
    pub(crate) async fn tenant_of(store: &dyn Store) -> Result<TenantId, StoreError> {
        store.tenant(DEFAULT_TENANT, TenantId(Uuid::now_v7())).await
    }

    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Adds a user, and the teams that are missing.
    pub async fn add(&self, new: NewUser) -> Result<User, PeopleError> {
        let hash = password::hash(&new.password)?;
        let mut user = User {
            id: UserId(Uuid::now_v7()),
            login: new.login,
            name: new.name,
            role: new.role,
            teams: Vec::new(),
            language: new.language,
            disabled: false,
        };
        daehwa_domain::limits::check(&Record::User(user.clone()))?;
        for name in &new.teams {
            user.teams.push(self.team(name).await?);
        }
        self.store.put_user(self.tenant, &user, stamp()).await?;
        self.store.set_password(self.tenant, user.id, &hash).await?;
        Ok(user)
    }

    /// Lets a user sign in or not any more; open connections end within seconds.
    pub async fn set_disabled(&self, login: &str, disabled: bool) -> Result<(), PeopleError> {
        let user = User { disabled, ..self.user(login).await? };
        self.store.put_user(self.tenant, &user, stamp()).await?;
        if disabled {
            self.store.end_families_of(self.tenant, user.id, clock::now()).await?;
        }
        Ok(())
    }

    /// Sets a user's password and signs the user out everywhere.
    pub async fn set_password(&self, login: &str, password: &str) -> Result<(), PeopleError> {
        let user = self.user(login).await?;
        self.store.set_password(self.tenant, user.id, &password::hash(password)?).await?;
        let deed = Deed::PasswordSet { user: user.id };
        self.store.audit(self.tenant, &Entry::on_the_server(clock::now(), deed)).await?;
        Ok(self.store.end_families_of(self.tenant, user.id, clock::now()).await?)
    }

    /// Refuses a device from now on, such as a stolen one.
    pub async fn revoke_device(&self, device: DeviceId) -> Result<(), PeopleError> {
        Ok(self.store.revoke_device(self.tenant, device, clock::now()).await?)
    }

    /// Erases a customer and all who were merged into it, here and on every desktop. `false` when the customer was not known: what still arrives is refused.
    pub async fn erase(&self, customer: CustomerId) -> Result<bool, PeopleError> {
        let mut person = vec![customer];
        let mut asked = 0;
        while let Some(it) = person.get(asked).copied() {
            let absorbed = self.store.absorbed_by(self.tenant, it).await?;
            let new: Vec<_> = absorbed.into_iter().filter(|it| !person.contains(it)).collect();
            person.extend(new);
            asked += 1;
        }
        let mut found = false;
        // The customer itself last: a run that was cut off finds the others again.
        for it in person.into_iter().rev() {
            found |= self.store.erase(self.tenant, it, clock::now()).await?.is_some();
        }
        Ok(found)
    }

    /// All users.
    pub async fn users(&self) -> Result<Vec<User>, PeopleError> {
        Ok(self.store.users(self.tenant).await?)
    }

    /// All mailboxes.
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, PeopleError> {
        Ok(self.store.mailboxes(self.tenant).await?)
    }

    /// Adds a mailbox, or changes the one with this key.
    pub async fn put_mailbox(&self, new: NewMailbox) -> Result<Mailbox, PeopleError> {
        let both = |text: String| Localized { ko: text.clone(), en: text };
        let known = self.mailboxes().await?.into_iter().find(|it| it.key == new.key);
        let mut mailbox = Mailbox {
            id: known.as_ref().map_or_else(|| MailboxId(Uuid::now_v7()), |it| it.id),
            calendar: known.and_then(|it| it.calendar),
            key: new.key,
            channel: new.channel,
            address: new.address,
            name: both(new.name),
            team: TeamId(Uuid::nil()),
            signature: both(new.signature),
            answer_within_min: new.answer_within_min,
            free_refusal: new.free_refusal,
            retired: false,
        };
        daehwa_domain::limits::check(&Record::Mailbox(mailbox.clone()))?;
        mailbox.team = self.team(&new.team).await?;
        self.store.put_mailbox(self.tenant, &mailbox, stamp()).await?;
        Ok(mailbox)
    }

    async fn user(&self, login: &str) -> Result<User, PeopleError> {
        let found = self.users().await?.into_iter().find(|user| user.login == login);
        found.ok_or_else(|| PeopleError::NoUser(login.to_owned()))
    }

    async fn team(&self, name: &str) -> Result<TeamId, PeopleError> {
        let is_it = |team: &Team| team.name.ko == name || team.name.en == name || team.id.to_string() == name;
        if let Some(team) = self.store.teams(self.tenant).await?.into_iter().find(is_it) {
            return Ok(team.id);
        }
        let team = Team { id: TeamId(Uuid::now_v7()), name: Localized { ko: name.into(), en: name.into() } };
        self.store.put_team(self.tenant, &team, stamp()).await?;
        Ok(team.id)
    }
}

/// Now, on the server.
pub(crate) fn stamp() -> Stamp {
    Stamp { hlc: Hlc { wall_ms: clock::now().0, counter: 0 }, device: DeviceId(Uuid::nil()) }
}
