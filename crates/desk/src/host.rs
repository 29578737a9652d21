//! What the desk needs of the machine it runs on. The shell joins it to the operating system, tests to themselves.

use std::time::Duration;

use daehwa_domain::{
    agent::AgentStatus,
    customer::Language,
    id::{CallId, CallbackId, CaseId, ConversationId},
    time::Timestamp,
};
use futures_util::future::BoxFuture;
use thiserror::Error;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::api::event::UiEvent;

/// The machine and the person before it. Every call returns at once, but for secrets: those may take as long as the key
/// store's own time-out and are asked for off the runtime's threads.
pub trait Host: Send + Sync + 'static {
    /// The clock.
    fn now(&self) -> Timestamp;

    /// Ends after `duration`. Tests let it end when their clock says so.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    /// Fills `bytes` from the operating system's source of randomness.
    fn fill_random(&self, bytes: &mut [u8]);

    /// Language, time zone and region to begin with.
    fn locale(&self) -> Locale {
        Locale::default()
    }

    /// Tells the view, in the order of the calls. Nothing happens when there is no view.
    fn emit(&self, event: UiEvent);

    /// Whether the person looks at our window.
    fn window_focused(&self) -> bool;

    /// Shows a notification of the operating system, until it is clicked or withdrawn.
    fn notify(&self, notification: Notification);

    /// Takes the notifications about `subject` off the screen.
    fn withdraw(&self, subject: Subject);

    /// Shows the agent's state in the tray.
    fn tray(&self, status: AgentStatus, language: Language);

    /// Brings the window before others.
    fn raise_window(&self);

    /// Reads a secret from the operating system's key store; `None` when there is none by that name.
    fn read_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsUnavailable>;

    /// Keeps a secret there, in the place of an earlier one by that name.
    fn write_secret(&self, name: &str, secret: &[u8]) -> Result<(), SecretsUnavailable>;

    /// Forgets a secret.
    fn delete_secret(&self, name: &str) -> Result<(), SecretsUnavailable>;
}

impl dyn Host {
    /// A new UUIDv7 (RFC 9562 §5.7) from this host's clock and randomness.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let mut random = [0; 10];
        self.fill_random(&mut random);
        let now_ms = u64::try_from(self.now().0).unwrap_or_default();
        T::from(uuid::Builder::from_unix_timestamp_millis(now_ms, &random).into_uuid())
    }
}

/// The key store is missing, locked, or did not answer in time.
#[derive(Debug, Error)]
#[error("the key store can't be used")]
pub struct SecretsUnavailable(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Where and how people here write times and numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Language of the screens.
    pub language: Language,
    /// IANA time zone.
    pub time_zone: String,
    /// Region for numbers without a country code (ISO 3166-1 alpha-2).
    pub region: String,
}

impl Default for Locale {
    fn default() -> Self {
        Self { language: Language::Ko, time_zone: "Asia/Seoul".to_owned(), region: "KR".to_owned() }
    }
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A ringing call: can be answered from the notification.
    Call(CallId),
    /// A callback that fell due.
    Callback(CallbackId),
    /// A case of which a promise draws near or is overdue.
    Case(CaseId),
    /// A chat that nobody has taken.
    Chat(ConversationId),
}

/// A notification of the operating system (D-8). The host puts it into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What it is about.
    pub subject: Subject,
    /// The customer's name, else the caller's; `None` for an unknown one.
    pub name: Option<String>,
    /// The number for reading, or what it is about.
    pub number: Option<String>,
    /// In which language.
    pub language: Language,
}

/// What was clicked on a notification; the host hands it to [`crate::Desk::clicked`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// Take the call.
    Answer,
    /// Show it.
    Open,
}
