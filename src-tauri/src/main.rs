//! The desktop shell: window, tray, notifications, keychain. What a person can do is in `daehwa-desk`; this crate only
//! joins it to the operating system.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod environment;
#[cfg(target_os = "linux")]
mod footprint;
mod generated_handlers;
mod host;
mod instance;
mod keychain;
mod logs;
mod notify;
mod quit;
mod tray;
mod window;
mod words;

use std::sync::Arc;

use anyhow::anyhow;
use daehwa_desk::{Desk, DeskConfig, StartConfig, api::error::CommandError, host::Host, telephone};
use environment::Environment;
use host::Shell;
use tauri::{App, Context, Manager};

fn main() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    let kept_small = footprint::keep_small();
    let environment = Environment::read()?;
    logs::start(&environment)?;
    #[cfg(target_os = "linux")]
    if let Err(error) = kept_small {
        tracing::warn!(%error, "the desktop takes more memory than it needs");
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "desktop starts");
    tauri::Builder::default()
        .plugin(instance::plugin(&environment))
        .invoke_handler(generated_handlers::handlers())
        .setup(move |app| Ok(set_up(app, &environment)?))
        .build(context())?
        .run(|app, event| quit::on_event(app, &event));
    Ok(())
}

/// The desk comes before the window: the view asks it for a snapshot as soon as it is up.
fn set_up(app: &App, environment: &Environment) -> anyhow::Result<()> {
    let app = app.handle();
    let shell = Arc::new(Shell::new(app, environment));
    app.manage(shell.clone());
    let start = environment.start_config()?;
    let desk = tauri::async_runtime::block_on(start_desk(shell, environment, start))?;
    app.manage(desk);
    quit::on_signals(app);
    window::open(app, environment)
}

async fn start_desk(shell: Arc<Shell>, environment: &Environment, start: Option<StartConfig>) -> anyhow::Result<Desk> {
    let failed = |error: CommandError| anyhow!("the desk does not start: {:?}", error.code);
    let host: Arc<dyn Host> = shell;
    let (telephone, phone_events) = telephone::sip_phone(&host).map_err(failed)?;
    let config = DeskConfig { data_dir: environment.data_dir.clone() };
    let desk = Desk::start(host, telephone, phone_events, config).map_err(failed)?;
    if let Some(start) = start {
        let desk = desk.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = desk.start_with(start).await {
                tracing::error!(code = ?error.code, "the desktop is not set up as its file says");
            }
        });
    }
    Ok(desk)
}

/// Configuration, permissions and the built view, as they are compiled in.
fn context() -> Context {
    tauri::generate_context!()
}

#[cfg(test)]
mod tests {
    use tauri::{Url, ipc::Origin};

    use super::*;

    const COMMANDS: &[&str] = include!("../command_names.rs");
    /// What a page could do harm with, of the shell's own.
    const SHELL: &[&str] = &[
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:webview|create_webview_window",
        "plugin:webview|internal_toggle_devtools",
        "plugin:window|create",
        "plugin:window|close",
        "plugin:path|resolve_directory",
        "plugin:tray|new",
        "plugin:app|set_app_theme",
        "plugin:resources|close",
    ];

    // Security P0-1
    #[test]
    fn the_main_window_may_call_every_command_and_no_other_window_any() {
        let mut context = context();
        let rights = context.runtime_authority_mut();
        for command in COMMANDS {
            let may = |window: &str| rights.resolve_access(command, window, window, &Origin::Local).is_some();
            assert!(may(window::MAIN), "{command} is refused to the main window");
            for other in ["", "main2", "second", "MAIN", "*"] {
                assert!(!may(other), "{command} is open to the window {other:?}");
            }
        }
    }

    // Security P0-1
    #[test]
    fn no_remote_page_may_call_anything() {
        let mut context = context();
        let rights = context.runtime_authority_mut();
        for url in ["https://daehwa.example.com/", "http://127.0.0.1:8080/", "http://tauri.localhost.example.com/"] {
            let origin = Origin::Remote { url: Url::parse(url).unwrap() };
            for command in COMMANDS.iter().chain(SHELL) {
                assert!(
                    rights.resolve_access(command, window::MAIN, window::MAIN, &origin).is_none(),
                    "{command} is open to {url}"
                );
            }
        }
    }

    // Security P0-1
    #[test]
    fn the_view_hears_events_and_reaches_nothing_else_of_the_shell() {
        let mut context = context();
        let rights = context.runtime_authority_mut();
        let may = |command: &str| rights.resolve_access(command, window::MAIN, window::MAIN, &Origin::Local).is_some();
        assert!(may("plugin:event|listen") && may("plugin:event|unlisten"));
        for command in SHELL {
            assert!(!may(command), "{command} is open to the view");
        }
    }

    // Security P0-3
    #[test]
    fn no_inline_or_remote_script_runs() {
        let policy = context().config().app.security.csp.clone().unwrap().to_string();
        assert!(policy.contains("script-src 'self'"), "{policy}");
        // Inline looks, not style sheets or scripts: a mail's frame is under this policy besides its own.
        let policy = policy.replace("style-src-attr 'unsafe-inline'", "");
        assert!(!policy.contains("unsafe") && !policy.contains("https:") && !policy.contains('*'), "{policy}");
    }
}
