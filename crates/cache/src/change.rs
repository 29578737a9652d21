//! What a commit touched, so that screens read again what they show and nothing else.

use std::sync::Arc;

use daehwa_domain::id::{CallId, CustomerId};
use daehwa_protocol::scope::Scope;
use parking_lot::RwLock;

/// Something that a commit changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// A customer, or anything that belongs to one.
    Customer(CustomerId),
    /// More customers than are worth listing: read everything again.
    Customers,
    /// Which contacts wait in triage.
    Triage,
    /// Callbacks.
    Callbacks,
    /// Topics.
    Topics,
    /// Channel rules.
    Rules,
    /// Segments.
    Segments,
    /// Scripts.
    Scripts,
    /// Treatments.
    Treatments,
    /// Call lists and who is on them.
    Lists,
    /// Written conversations: which there are, who has them, what was written.
    Inbox,
    /// Mailboxes and canned replies.
    Writing,
    /// Articles.
    Articles,
    /// Requests and complaints, and what is promised about them.
    Cases,
    /// Users and teams.
    People,
    /// Values that a person has to choose between.
    Conflicts,
    /// What waits to be sent, or what is wedged.
    Outbox,
    /// A call in the call log, or its draft or owed wrap-up.
    Call(CallId),
    /// A scope's cursor or fill.
    Scope(Scope),
    /// Settings.
    Settings,
    /// The agent's state.
    Status,
}

impl Tag {
    /// All that is not of one customer, call or scope: after the file was exchanged.
    pub(crate) fn everything() -> Vec<Self> {
        vec![
            Self::Customers,
            Self::Callbacks,
            Self::Topics,
            Self::Rules,
            Self::Segments,
            Self::Scripts,
            Self::Treatments,
            Self::Lists,
            Self::Inbox,
            Self::Writing,
            Self::Articles,
            Self::Cases,
            Self::People,
            Self::Conflicts,
            Self::Outbox,
            Self::Settings,
            Self::Status,
        ]
    }
}

/// Called after each commit, on the thread that committed, without any lock held.
pub type Listener = Arc<dyn Fn(&[Tag]) + Send + Sync>;

/// Who wants to know.
#[derive(Default)]
pub(crate) struct Listeners(RwLock<Vec<Listener>>);

impl Listeners {
    pub(crate) fn add(&self, listener: Listener) {
        self.0.write().push(listener);
    }

    pub(crate) fn tell(&self, mut tags: Vec<Tag>) {
        tags.sort_unstable();
        tags.dedup();
        let listeners = self.0.read().clone();
        for listener in listeners.iter().filter(|_| !tags.is_empty()) {
            listener(&tags);
        }
    }
}
