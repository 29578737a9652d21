//! The desk: what is shared by all use cases.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use daehwa_domain::{call::LineState, id::CustomerId};
use daehwa_phone::PhoneEvent;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{mpsc, watch};

use crate::{
    api::{
        Snapshot,
        error::{CommandError, ErrorCode},
        event::UiEvent,
    },
    commands::Tag,
    fault::chain,
    host::{Click, Host, Subject},
    session::{Accounts, Attempts},
    shift::Shift,
    telephone::Telephone,
};

/// What a desk starts with.
#[derive(Clone, Debug)]
pub struct DeskConfig {
    /// Where everything of this desktop lies; made when missing.
    pub data_dir: PathBuf,
}

/// The desk. Cheap to clone; all clones are one desk.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub host: Arc<dyn Host>,
    pub telephone: Arc<dyn Telephone>,
    /// Who ever signed in here, and which certificates are trusted.
    pub accounts: Mutex<Accounts>,
    /// One sign-in or sign-out at a time.
    pub changing_session: tokio::sync::Mutex<Attempts>,
    pub line: Mutex<LineState>,
    /// The local data was damaged and set aside since the desktop started.
    pub recovered: AtomicBool,
    /// The operating system's key store did not work when it was last asked.
    pub no_key_store: AtomicBool,
    shift: RwLock<Option<Arc<Shift>>>,
    /// Whether it was tried to go on with the last session.
    resumed: watch::Sender<bool>,
}

impl Desk {
    /// Starts the desk: takes the telephone's reports from `phone_events`, and goes on with the last session where that is
    /// safe. Must be called inside a tokio runtime.
    pub fn start(
        host: Arc<dyn Host>,
        telephone: Arc<dyn Telephone>,
        phone_events: mpsc::UnboundedReceiver<PhoneEvent>,
        config: DeskConfig,
    ) -> Result<Self, CommandError> {
        let accounts = Accounts::load(&config.data_dir)?;
        let inner = Inner {
            host,
            telephone,
            accounts: Mutex::new(accounts),
            changing_session: tokio::sync::Mutex::new(Attempts::default()),
            line: Mutex::new(LineState::NoAccount),
            recovered: AtomicBool::new(false),
            no_key_store: AtomicBool::new(false),
            shift: RwLock::new(None),
            resumed: watch::Sender::new(false),
        };
        let desk = Self { inner: Arc::new(inner) };
        tokio::spawn(desk.clone().resume_last_session());
        tokio::spawn(crate::calls::listen(Arc::downgrade(&desk.inner), phone_events));
        Ok(desk)
    }

    /// Everything a view needs to come up. Waits until it is known whether the last session goes on.
    pub async fn snapshot(&self, (): ()) -> Result<Snapshot, CommandError> {
        self.wait_until_resumed().await;
        let session = self.session();
        let Some(shift) = self.current_shift() else {
            return Ok(Snapshot {
                now_ms: self.host().now(),
                session,
                agent: Default::default(),
                line: self.inner.line.lock().clone(),
                calls: Vec::new(),
                work: Default::default(),
                sync: Default::default(),
                settings: crate::settings::initial(&**self.host()),
                notices: Vec::new(),
            });
        };
        Ok(Snapshot {
            now_ms: self.host().now(),
            session,
            agent: shift.agent_status(),
            line: self.inner.line.lock().clone(),
            calls: shift.call_views()?,
            work: shift.work_list()?,
            sync: shift.sync_view()?,
            settings: shift.settings(),
            notices: self.was_recovered().then(|| CommandError::new(ErrorCode::CacheDamaged)).into_iter().collect(),
        })
    }

    /// Follows a click on a notification.
    pub async fn clicked(&self, subject: Subject, click: Click) {
        self.host().raise_window();
        match subject {
            Subject::Call(call) => {
                if click == Click::Answer
                    && let Err(error) = self.answer(call).await
                {
                    self.emit(UiEvent::Notice(error));
                }
                self.emit(UiEvent::Show { call: Some(call), customer: None, case: None, conversation: None });
            }
            Subject::Callback(callback) => {
                let row = self.shift().ok().and_then(|shift| shift.cache.callback(callback).ok().flatten());
                let customer = row.map(|row| row.callback.customer);
                self.emit(UiEvent::Show { call: None, customer, case: None, conversation: None });
            }
            Subject::Case(case) => {
                let row = self.shift().ok().and_then(|shift| shift.cache.case(case).ok().flatten());
                let customer = row.map(|it| it.row.customer.id);
                self.emit(UiEvent::Show { call: None, customer, case: customer.map(|_| case), conversation: None });
            }
            Subject::Chat(chat) => {
                let view = self.shift().ok().and_then(|shift| shift.conversation_view(chat).ok());
                let customer = view.map(|it| it.row.customer.id);
                let conversation = customer.map(|_| chat);
                self.emit(UiEvent::Show { call: None, customer, case: None, conversation });
            }
        }
    }

    /// Ends calls and connections before the process ends. What was typed and done is safe without this.
    pub async fn shutdown(&self) {
        let shift = self.take_shift();
        if let Some(shift) = &shift {
            shift.end();
        }
        self.inner.telephone.shutdown().await;
        let Some(cache) = shift.map(|shift| shift.cache.clone()) else { return };
        match tokio::task::spawn_blocking(move || cache.empty_log()).await {
            Ok(Ok(())) => {}
            // Nothing is lost: the log is read at the next start.
            Ok(Err(error)) => tracing::info!(error = chain(&error), "the log of the local data stays"),
            Err(error) => tracing::error!(%error, "a task crashed"),
        }
    }

    /// Waits until it was tried to go on with the last session.
    pub async fn wait_until_resumed(&self) {
        let mut resumed = self.inner.resumed.subscribe();
        // The sender lives as long as this desk: waiting can't fail.
        let _ = resumed.wait_for(|done| *done).await;
    }

    pub(crate) fn mark_resumed(&self) {
        self.inner.resumed.send_replace(true);
    }

    pub(crate) fn host(&self) -> &Arc<dyn Host> {
        &self.inner.host
    }

    pub(crate) fn emit(&self, event: UiEvent) {
        self.inner.host.emit(event);
    }

    pub(crate) fn emit_stale(&self, tags: Vec<Tag>, customers: Vec<CustomerId>) {
        self.emit(UiEvent::Stale { tags, customers });
    }

    /// The shift of who is signed in.
    pub(crate) fn shift(&self) -> Result<Arc<Shift>, CommandError> {
        self.current_shift().ok_or_else(|| CommandError::new(ErrorCode::NotSignedIn))
    }

    pub(crate) fn current_shift(&self) -> Option<Arc<Shift>> {
        self.inner.shift.read().clone()
    }

    pub(crate) fn put_shift(&self, shift: Arc<Shift>) {
        *self.inner.shift.write() = Some(shift);
    }

    pub(crate) fn take_shift(&self) -> Option<Arc<Shift>> {
        self.inner.shift.write().take()
    }

    /// Says that the local data was damaged and set aside; a view that is not up yet is told with its first snapshot.
    pub(crate) fn tell_recovered(&self) {
        self.inner.recovered.store(true, Ordering::Relaxed);
        self.emit(UiEvent::Notice(CommandError::new(ErrorCode::CacheDamaged)));
    }

    pub(crate) fn was_recovered(&self) -> bool {
        self.inner.recovered.load(Ordering::Relaxed)
    }

    pub(crate) fn downgrade(&self) -> std::sync::Weak<Inner> {
        Arc::downgrade(&self.inner)
    }
}

impl From<Arc<Inner>> for Desk {
    fn from(inner: Arc<Inner>) -> Self {
        Self { inner }
    }
}
