//! The desk's host: the machine and the person before it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::OnceLock,
    time::{SystemTime, UNIX_EPOCH},
};

use daehwa_desk::{
    Desk,
    api::event::{UI_EVENT, UiEvent},
    host::{Host, Locale, Notification, SecretsUnavailable, Subject},
};
use daehwa_domain::{
    agent::{AgentState, AgentStatus},
    customer::Language,
    time::Timestamp,
};
use parking_lot::Mutex;
use tauri::{AppHandle, Emitter, Manager};
use zeroize::Zeroizing;

use crate::{
    environment::{self, Environment},
    keychain::{Keychain, KeychainError},
    notify::Notifier,
    quit,
    tray::{Choice, Tray},
    window,
};

/// The shell around the desk.
pub struct Shell {
    app: AppHandle,
    keychain: Keychain,
    notifier: Notifier,
    /// Missing where the system has none.
    tray: OnceLock<Tray>,
    shown: Mutex<Option<(AgentState, Language)>>,
}

impl Shell {
    /// Joins the desk to the operating system.
    pub fn new(app: &AppHandle, environment: &Environment) -> Self {
        let clicked = app.clone();
        Self {
            app: app.clone(),
            keychain: Keychain::new(environment.instance_id()),
            notifier: Notifier::new(move |subject, click| {
                let app = clicked.clone();
                tauri::async_runtime::spawn(async move {
                    if let Some(desk) = app.try_state::<Desk>() {
                        desk.clicked(subject, click).await;
                    }
                });
            }),
            tray: tray(app, environment).map(OnceLock::from).unwrap_or_default(),
            shown: Mutex::default(),
        }
    }

    /// Whether the agent takes part in the centre's work now.
    pub fn at_work(&self) -> bool {
        self.shown.lock().is_some_and(|(state, _)| state != AgentState::Offline)
    }
}

fn tray(app: &AppHandle, environment: &Environment) -> Option<Tray> {
    let chosen = app.clone();
    // The tray's library is loaded when it is first used, and that panics where it is not installed.
    let tray = catch_unwind(AssertUnwindSafe(|| {
        Tray::new(app, &environment.data_dir.join("tray"), move |choice| follow(&chosen, choice))
    }));
    match tray {
        Ok(Ok(tray)) => return Some(tray),
        Ok(Err(error)) => tracing::warn!(%error, "no tray"),
        Err(_) => tracing::warn!("no tray: its library is not installed"),
    }
    None
}

fn follow(app: &AppHandle, choice: Choice) {
    match choice {
        Choice::Open => window::raise(app),
        Choice::Quit => quit::begin(app),
        Choice::Want(state) => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                let Some(desk) = app.try_state::<Desk>() else { return };
                if let Err(error) = desk.dispatch("set_agent_state", serde_json::json!(state)).await {
                    tracing::info!(code = ?error.code, "the state can't be taken");
                }
            });
        }
    }
}

impl Host for Shell {
    fn now(&self) -> Timestamp {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        // Without randomness there is no key: nothing can go on.
        getrandom::fill(bytes).unwrap_or_else(|error| panic!("the operating system gives no randomness: {error}"));
    }

    fn locale(&self) -> Locale {
        environment::locale()
    }

    fn emit(&self, event: UiEvent) {
        if let Err(error) = self.app.emit_to(window::MAIN, UI_EVENT, event) {
            tracing::error!(%error, "the view can't be told");
        }
    }

    fn window_focused(&self) -> bool {
        window::is_focused()
    }

    fn notify(&self, notification: Notification) {
        self.notifier.show(notification);
    }

    fn withdraw(&self, subject: Subject) {
        self.notifier.withdraw(subject);
    }

    fn tray(&self, status: AgentStatus, language: Language) {
        let new = (status.state, language);
        if self.shown.lock().replace(new) == Some(new) {
            return;
        }
        if let Some(Err(error)) = self.tray.get().map(|tray| tray.show(status.state, language)) {
            tracing::warn!(%error, "the tray can't be changed");
        }
    }

    fn raise_window(&self) {
        window::raise(&self.app);
    }

    fn read_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsUnavailable> {
        self.keychain.read(name).map_err(unavailable)
    }

    fn write_secret(&self, name: &str, secret: &[u8]) -> Result<(), SecretsUnavailable> {
        self.keychain.write(name, secret).map_err(unavailable)
    }

    fn delete_secret(&self, name: &str) -> Result<(), SecretsUnavailable> {
        self.keychain.delete(name).map_err(unavailable)
    }
}

fn unavailable(error: KeychainError) -> SecretsUnavailable {
    SecretsUnavailable(Box::new(error))
}
