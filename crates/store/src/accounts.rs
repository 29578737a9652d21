//! Accounts: who may sign in, and the token families that stand for sign-ins.

use async_trait::async_trait;
use daehwa_domain::{
    id::{DeviceId, TenantId, UserId},
    people::{Team, User},
    time::{Stamp, Timestamp},
};
use daehwa_protocol::message::ScopeHead;
use uuid::Uuid;

use crate::StoreError;

/// Users' credentials and token families. Secrets arrive here hashed, never in clear.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The tenant with this key, made when it is new.
    async fn tenant(&self, key: &str, id_if_new: TenantId) -> Result<TenantId, StoreError>;

    /// Adds or replaces a team.
    async fn put_team(&self, tenant: TenantId, team: &Team, stamp: Stamp) -> Result<ScopeHead, StoreError>;

    /// Adds or replaces a user. Errors: [`StoreError::LoginTaken`].
    async fn put_user(&self, tenant: TenantId, user: &User, stamp: Stamp) -> Result<ScopeHead, StoreError>;

    /// All teams of a tenant.
    async fn teams(&self, tenant: TenantId) -> Result<Vec<Team>, StoreError>;

    /// All users of a tenant.
    async fn users(&self, tenant: TenantId) -> Result<Vec<User>, StoreError>;

    /// The user with this sign-in name and the hash of the password (PHC string), when one is set.
    async fn credential(&self, login: &str) -> Result<Option<Credential>, StoreError>;

    /// Sets the hash of a user's password (PHC string).
    async fn set_password(&self, tenant: TenantId, user: UserId, hash: &str) -> Result<(), StoreError>;

    /// Begins a family: one sign-in on one device.
    async fn begin_family(&self, family: &Family) -> Result<(), StoreError>;

    /// Trades the refresh token whose hash is `spent` for new ones, in one step. A hash that is not the family's
    /// current one means that a token was used twice: the family is revoked.
    async fn rotate(
        &self,
        family: FamilyId,
        spent: &[u8; 32],
        fresh: &TokenHashes,
        now: Timestamp,
    ) -> Result<Rotation, StoreError>;

    /// Who an access token stands for, when it is good and the user may sign in.
    async fn identify(&self, family: FamilyId, access: &[u8; 32], now: Timestamp) -> Result<Identified, StoreError>;

    /// The identity of a family again, to see whether a session may go on.
    async fn identify_again(&self, family: FamilyId) -> Result<Identified, StoreError>;

    /// Ends all families of a user, such as after a change of the password. The centre's log grows, so that every server looks at its
    /// open connections.
    async fn end_families_of(&self, tenant: TenantId, user: UserId, now: Timestamp) -> Result<(), StoreError>;

    /// Ends a family when `refresh` is its current token; says whether it did.
    async fn end_family(&self, family: FamilyId, refresh: &[u8; 32], now: Timestamp) -> Result<bool, StoreError>;
}

/// Who is on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The tenant.
    pub tenant: TenantId,
    /// The user as stored when the identity was read.
    pub user: User,
    /// The desktop that signed in.
    pub device: DeviceId,
    /// The token family of the sign-in.
    pub family: FamilyId,
}

/// What a password is checked against.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The tenant.
    pub tenant: TenantId,
    /// The user.
    pub user: User,
    /// The password's hash as a PHC string.
    pub password_hash: String,
}

/// Identity of a family: the tenant and a random id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyId {
    /// The tenant.
    pub tenant: TenantId,
    /// Random, so that it can't be guessed.
    pub id: Uuid,
}

/// One sign-in on one device.
#[derive(Clone, Debug)]
pub struct Family {
    /// Identity; part of both tokens.
    pub id: FamilyId,
    /// Who signed in.
    pub user: UserId,
    /// On which desktop.
    pub device: DeviceId,
    /// The first tokens.
    pub hashes: TokenHashes,
    /// When.
    pub begun_ms: Timestamp,
}

/// SHA-256 of a pair of tokens.
#[derive(Clone, Copy, Debug)]
pub struct TokenHashes {
    /// Of the access token.
    pub access: [u8; 32],
    /// When the access token stops working.
    pub access_until_ms: Timestamp,
    /// Of the refresh token.
    pub refresh: [u8; 32],
    /// When the refresh token stops working.
    pub refresh_until_ms: Timestamp,
}

/// What became of a refresh.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// New tokens hold now.
    Rotated(Box<Identity>),
    /// The token was used before: the family is revoked, now or earlier.
    Reused,
    /// No such family, it lapsed, or the user may not sign in.
    Refused(NotIdentified),
}

/// Who a token stands for, or why for nobody.
pub type Identified = Result<Identity, NotIdentified>;

/// Why a token stands for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotIdentified {
    /// Unknown, wrong, lapsed or revoked.
    SignIn,
    /// The user was disabled.
    Disabled,
    /// The device was revoked.
    DeviceRevoked,
}
