//! A shift: one person signed in, with all that runs until they sign out.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use daehwa_cache::{Cache, Work};
use daehwa_domain::{
    agent::AgentStatus,
    agent_log::{AgentLog, StepCause},
    id::{CallId, ConversationId, CustomerId, MailboxId, UserId},
    limits,
    people::User,
    record::{Fact, Record, RecordRef},
    time::Timestamp,
};
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    Desk,
    api::{error::CommandError, settings::Settings},
    articles::KnownShelf,
    calls::CallBook,
    funnel::Counting,
    host::Host,
    session::ServerApi,
    suggestion::KnownModel,
    uplink::{LinkStatus, Uplink},
};

/// What runs while somebody is signed in.
pub(crate) struct Shift {
    pub host: Arc<dyn Host>,
    /// Names the account's files and secrets.
    pub account_id: String,
    pub server_url: String,
    pub user: User,
    pub cache: Arc<Cache>,
    pub uplink: Uplink,
    /// Held while tokens are exchanged: a refresh token works once.
    pub refreshing: tokio::sync::Mutex<()>,
    /// Where the connection stands.
    pub link: Mutex<LinkStatus>,
    /// What other agents do, while the server tells it.
    pub colleagues: Mutex<HashMap<UserId, AgentStatus>>,
    pub calls: Mutex<CallBook>,
    /// A call ended and is written down.
    pub calls_changed: Notify,
    /// Wakes the announcer: callbacks or cases changed.
    pub due_changed: Notify,
    /// Wakes who tells of new chats: something written changed, or who has it.
    pub chats_changed: Notify,
    /// What waits to be sent changed.
    pub outbox_changed: Notify,
    /// Files may be due to be brought to the server.
    pub files_changed: Notify,
    /// The server is there again.
    pub came_online: Notify,
    /// For which mailboxes somebody sends, as the server said last.
    pub sending: Mutex<Option<BTreeSet<MailboxId>>>,
    /// Ends every task of the shift.
    pub over: CancellationToken,
    pub agent: Mutex<AgentLog>,
    /// The long reading that is under way.
    pub counting: Counting,
    /// The centre's articles.
    pub shelf: KnownShelf,
    /// Which words speak for which topic.
    pub model: KnownModel,
    settings: RwLock<Settings>,
    /// Names by user; read again when people changed.
    names: Mutex<Option<Arc<BTreeMap<UserId, String>>>>,
}

/// An account whose person has proved to be theirs, with its local data open.
pub(crate) struct OpenAccount {
    /// Names its files and secrets.
    pub id: String,
    pub server_url: String,
    pub user: User,
    pub cache: Arc<Cache>,
}

impl Desk {
    /// Begins a shift.
    pub(crate) fn begin_shift(&self, account: OpenAccount, api: ServerApi) -> Result<(), CommandError> {
        let OpenAccount { id: account_id, server_url, user, cache } = account;
        let settings = crate::settings::read(&cache, &user, &**self.host())?;
        // Kept from before a crash; a sign-out leaves only numbers.
        let kept = cache.agent_log(user.id)?.unwrap_or_default();
        let goes_on = kept.status() != AgentStatus::default();
        let agent = if goes_on { kept } else { kept.over(self.host().now()) };
        let (uplink, orders) = Uplink::new();
        let shift = Arc::new(Shift {
            host: self.host().clone(),
            account_id,
            server_url,
            user,
            cache,
            uplink,
            refreshing: tokio::sync::Mutex::default(),
            link: Mutex::default(),
            colleagues: Mutex::default(),
            calls: Mutex::default(),
            calls_changed: Notify::new(),
            due_changed: Notify::new(),
            chats_changed: Notify::new(),
            outbox_changed: Notify::new(),
            files_changed: Notify::new(),
            came_online: Notify::new(),
            sending: Mutex::default(),
            over: CancellationToken::new(),
            agent: Mutex::new(agent),
            counting: Counting::default(),
            shelf: KnownShelf::default(),
            model: KnownModel::default(),
            settings: RwLock::new(settings),
            names: Mutex::default(),
        });
        self.put_shift(shift.clone());
        crate::changes::watch(self, &shift);
        crate::repair::watch(self, &shift);
        let looked_through = shift.clone();
        // Until this is done a first search only waits longer.
        tokio::task::spawn_blocking(move || {
            if let Err(error) = looked_through.cache.warm_up() {
                tracing::warn!(error = crate::fault::chain(&error), "warming up the search");
            }
            crate::repair::look_for_damage(&looked_through);
        });
        tokio::spawn(crate::uplink::run(self.downgrade(), shift.clone(), api, orders));
        tokio::spawn(crate::uplink::bring_files(shift.clone()));
        tokio::spawn(crate::announcer::run(shift.clone()));
        tokio::spawn(crate::conversations::follow_sending(self.downgrade(), shift.clone()));
        tokio::spawn(crate::conversations::tell_new_chats(self.inner.telephone.clone(), shift.clone()));
        tokio::spawn(crate::suggestion::follow(self.downgrade(), shift.clone()));
        tokio::spawn(crate::settings::apply(self.inner.telephone.clone(), shift.clone()));
        // An agent who signs in takes calls as soon as the line stands; one who was on a break before a restart still is.
        self.move_agent(&shift, if goes_on { StepCause::Work } else { StepCause::SignedIn });
        Ok(())
    }
}

impl Shift {
    /// Ends every task of the shift. Tasks that are in the middle of a commit finish it.
    pub fn end(&self) {
        self.over.cancel();
    }

    pub fn now(&self) -> Timestamp {
        self.host.now()
    }

    pub fn agent_status(&self) -> AgentStatus {
        self.agent.lock().status()
    }

    pub fn settings(&self) -> Settings {
        self.settings.read().clone()
    }

    pub fn put_settings(&self, settings: Settings) {
        *self.settings.write() = settings;
    }

    /// Begins something that takes effect as a whole.
    pub fn act(&self) -> Act<'_> {
        Act { shift: self, work: Work::new(self.user.id, self.now()) }
    }

    /// The name of a user; `None` for one whom this desktop does not know.
    pub fn name_of(&self, user: UserId) -> Option<String> {
        let known = self.names.lock().clone();
        let names = match known {
            Some(names) => names,
            None => {
                let users = self.cache.users().unwrap_or_default();
                let names = Arc::new(users.into_iter().map(|user| (user.id, user.name)).collect::<BTreeMap<_, _>>());
                *self.names.lock() = Some(names.clone());
                names
            }
        };
        names.get(&user).cloned().or_else(|| (user == self.user.id).then(|| self.user.name.clone()))
    }

    pub fn forget_names(&self) {
        *self.names.lock() = None;
    }
}

/// Facts and edits that take effect together. Each is checked against the domain's bounds when it is added.
pub(crate) struct Act<'a> {
    shift: &'a Shift,
    work: Work,
}

impl Act<'_> {
    /// Adds a fact.
    pub fn append(mut self, fact: Fact) -> Result<Self, CommandError> {
        limits::check_fact(&fact)?;
        self.work = self.work.append(self.shift.host.new_id(), fact);
        Ok(self)
    }

    /// Makes a record.
    pub fn create(mut self, record: Record) -> Result<Self, CommandError> {
        limits::check(&record)?;
        self.work = self.work.create(self.shift.host.new_id(), record);
        Ok(self)
    }

    /// Sets fields of a customer's record; nothing when there are none.
    pub fn set(mut self, customer: CustomerId, target: RecordRef, fields: Vec<(String, Value)>) -> Self {
        if !fields.is_empty() {
            self.work = self.work.set(self.shift.host.new_id(), target, Some(customer), fields);
        }
        self
    }

    /// Sets fields of one of the centre's own records; nothing when there are none.
    pub fn set_centre(mut self, target: RecordRef, fields: Vec<(String, Value)>) -> Self {
        if !fields.is_empty() {
            self.work = self.work.set(self.shift.host.new_id(), target, None, fields);
        }
        self
    }

    /// Ends what a call owes.
    pub fn wraps_up(mut self, call: CallId) -> Self {
        self.work = self.work.wraps_up(call);
        self
    }

    /// Is the answer that was typed in a conversation.
    pub fn answers(mut self, conversation: ConversationId) -> Self {
        self.work = self.work.answers(conversation);
        self
    }

    /// Takes effect here, durably, and is sent as soon as the server can be reached.
    pub fn commit(self) -> Result<(), CommandError> {
        let ops = self.shift.cache.commit(self.work)?;
        if let Some(last) = ops.last() {
            self.shift.uplink.local_ops(last.counter.saturating_add(1));
        }
        Ok(())
    }
}
