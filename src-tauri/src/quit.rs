//! The polite end: calls are hung up, the line is unregistered, and what was typed is on disk before the process ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use daehwa_desk::Desk;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::{host::Shell, window};

/// A server or a line that does not answer must not keep the desktop from ending.
const FAREWELL_TIMEOUT: Duration = Duration::from_secs(4);

/// Says good-bye and ends the process; again does nothing.
pub fn begin(app: &AppHandle) {
    static BEGUN: AtomicBool = AtomicBool::new(false);
    if BEGUN.swap(true, Ordering::Relaxed) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(desk) = app.try_state::<Desk>()
            && tokio::time::timeout(FAREWELL_TIMEOUT, desk.shutdown()).await.is_err()
        {
            tracing::warn!("the desk did not end in time");
        }
        tracing::info!("desktop ends");
        app.exit(0);
    });
}

/// What the event loop has to say about an end.
pub fn on_event(app: &AppHandle, event: &RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            api.prevent_close();
            close_window(app);
        }
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            begin(app);
        }
        _ => {}
    }
}

/// Closing the window in the middle of the work puts it away: calls go on, and new ones still ring.
fn close_window(app: &AppHandle) {
    if !app.state::<Arc<Shell>>().at_work() {
        return begin(app);
    }
    if let Some(Err(error)) = app.get_webview_window(window::MAIN).map(|window| window.minimize()) {
        tracing::warn!(%error, "the window can't be put away");
    }
}

/// Ends politely when the session or a person asks by a signal.
#[cfg(unix)]
pub fn on_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signals) => {
                    signals.recv().await;
                    begin(&app);
                }
                Err(error) => tracing::warn!(%error, "signals are not heard"),
            }
        });
    }
}

/// Signals are a thing of Unix.
#[cfg(not(unix))]
pub fn on_signals(_app: &AppHandle) {}
