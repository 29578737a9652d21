//! Where sync stands, for the badge (D-40) and the first fill (D-44).

use daehwa_protocol::{message::Progress, scope::Scope};

/// The connection to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Link {
    /// Not wanted: nobody is signed in.
    #[default]
    Stopped,
    /// Being made.
    Connecting,
    /// Up.
    Online,
    /// Down; tried again by itself.
    Offline,
    /// The user has to sign in again.
    SignInNeeded,
    /// The user was disabled.
    UserDisabled,
    /// This desktop was revoked.
    DeviceRevoked,
    /// This desktop is too old; its work is still taken.
    UpgradeNeeded,
}

/// Where sync stands. What waits and what is wedged is the cache's to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncStatus {
    /// The connection.
    pub link: Link,
    /// Whether everything that the server had was applied here, in every scope.
    pub caught_up: bool,
    /// Fills that run.
    pub fills: Vec<FillStatus>,
}

/// A fill that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillStatus {
    /// Of which scope.
    pub scope: Scope,
    /// How far.
    pub progress: Progress,
}
