//! The main window and its view. The view may be reloaded or crash at any time: calls live outside of it (D-4).

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use anyhow::Result;
use tauri::{
    AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::{DownloadEvent, NewWindowResponse, PermissionResponse},
};

use crate::environment::Environment;

/// The only window, and the only one whose view may call commands.
pub const MAIN: &str = "main";

/// A view that crashes again within this time is brought back more slowly, so that it can't keep the machine busy.
const CRASH_LOOP: Duration = Duration::from_secs(10);

/// Kept here, because asking the window waits for its thread, and a ringing call must not wait.
static FOCUSED: AtomicBool = AtomicBool::new(false);

/// Opens the main window.
pub fn open(app: &AppHandle, environment: &Environment) -> Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        // Files that are dropped are the page's own: the composer takes them.
        .disable_drag_drop_handler()
        .title("Daehwa")
        .inner_size(1440.0, 900.0)
        // The screens reflow down to here: half a screen, or a display that is scaled for weak eyes.
        .min_inner_size(400.0, 480.0)
        .data_directory(environment.data_dir.join("view"))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, event| saves_own_file(event))
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .build()?;
    window.on_window_event(|event| {
        if let WindowEvent::Focused(focused) = event {
            FOCUSED.store(*focused, Ordering::Relaxed);
        }
    });
    bring_back_after_crash(&window)
}

/// Shows the window above others, with the keyboard.
pub fn raise(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    for step in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!(%error, "can't raise the window");
        }
    }
}

/// Whether the window has the keyboard.
pub fn is_focused() -> bool {
    FOCUSED.load(Ordering::Relaxed)
}

/// The view shows our own pages only: a link or a script can't lead it to another place. A file that our page made, and saves, is at
/// an address of its own within ours (`blob:tauri://localhost/…`).
fn is_ours(url: &tauri::Url) -> bool {
    if url.scheme() == "blob" {
        return url.path().parse().is_ok_and(|within: tauri::Url| within.scheme() != "blob" && is_ours(&within));
    }
    // The frame that holds a mail's own form: only a page of ours can make one, and the frame itself can go nowhere.
    if url.as_str() == "about:srcdoc" {
        return true;
    }
    (url.scheme() == "tauri" && url.host_str() == Some("localhost"))
        || (cfg!(windows) && url.host_str() == Some("tauri.localhost"))
}

/// What the page itself made may be saved, in the person's folder for downloads; nothing is fetched from elsewhere.
fn saves_own_file(event: DownloadEvent<'_>) -> bool {
    match event {
        DownloadEvent::Requested { url, destination } if url.scheme() == "blob" && is_ours(&url) => {
            let folder = dirs::download_dir().or_else(dirs::home_dir);
            if let (Some(folder), Some(name)) = (folder, destination.file_name()) {
                *destination = free_name(folder.join(name));
            }
            true
        }
        DownloadEvent::Finished { success, .. } => success,
        _ => false,
    }
}

/// The path, or the first with a number behind its name that nothing is at.
fn free_name(path: PathBuf) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let numbered = (1..).map(|number| path.with_file_name(format!("{stem} ({number}){ending}")));
    std::iter::once(path.clone()).chain(numbered).find(|it| !it.exists()).unwrap_or(path)
}

#[cfg(target_os = "linux")]
fn bring_back_after_crash(window: &WebviewWindow) -> Result<()> {
    use webkit2gtk::WebViewExt;

    let crashed = window.clone();
    let opened = Instant::now();
    let last_crash_ms = AtomicU64::new(0);
    window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |_, reason| {
            tracing::error!(?reason, "the view's process ended");
            let now_ms = opened.elapsed().as_millis() as u64;
            let earlier_ms = last_crash_ms.swap(now_ms, Ordering::Relaxed);
            let again = earlier_ms > 0 && now_ms - earlier_ms < CRASH_LOOP.as_millis() as u64;
            reload(crashed.clone(), if again { CRASH_LOOP } else { Duration::ZERO });
        });
    })?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn bring_back_after_crash(_window: &WebviewWindow) -> Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn reload(window: WebviewWindow, after: Duration) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(after).await;
        if let Err(error) = window.reload() {
            tracing::error!(%error, "can't bring the view back");
        }
    });
}
