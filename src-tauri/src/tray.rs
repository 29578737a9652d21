//! The tray: the agent's state at a glance, and the states that can be asked for.

use std::path::Path;

use anyhow::Result;
use daehwa_domain::{
    agent::{AgentState, BreakReason, WantedState},
    customer::Language,
};
use tauri::{
    AppHandle, Wry,
    image::Image,
    include_image,
    menu::{Menu, MenuItem, PredefinedMenuItem, Submenu},
    tray::{TrayIcon, TrayIconBuilder},
};

use crate::words::Word;

/// What can be chosen in the tray's menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Ask for a state.
    Want(WantedState),
    /// Bring the window up.
    Open,
    /// End the desktop.
    Quit,
}

const BREAKS: [(BreakReason, &str); 5] = [
    (BreakReason::Rest, "rest"),
    (BreakReason::Meal, "meal"),
    (BreakReason::Training, "training"),
    (BreakReason::Meeting, "meeting"),
    (BreakReason::BackOffice, "back_office"),
];

/// The icon in the tray.
pub struct Tray {
    app: AppHandle,
    icon: TrayIcon,
}

impl Tray {
    /// Puts the icon into the tray. `icon_dir` is a folder of this desktop alone.
    pub fn new(app: &AppHandle, icon_dir: &Path, choose: impl Fn(Choice) + Send + Sync + 'static) -> Result<Self> {
        let icon = TrayIconBuilder::with_id("daehwa")
            .temp_dir_path(icon_dir)
            .icon(picture(AgentState::Offline))
            .menu(&menu(app, AgentState::Offline, Language::default())?)
            .on_menu_event(move |_, event| {
                if let Some(choice) = choice(event.id().as_ref()) {
                    choose(choice);
                }
            })
            .build(app)?;
        Ok(Self { app: app.clone(), icon })
    }

    /// Shows a state.
    pub fn show(&self, state: AgentState, language: Language) -> Result<()> {
        self.icon.set_icon(Some(picture(state)))?;
        self.icon.set_tooltip(Some(format!("Daehwa · {}", Word::State(state).text(language))))?;
        self.icon.set_menu(Some(menu(&self.app, state, language)?))?;
        Ok(())
    }
}

fn picture(state: AgentState) -> Image<'static> {
    match state {
        AgentState::Offline => include_image!("../icons/tray/offline.png"),
        AgentState::Available => include_image!("../icons/tray/available.png"),
        _ => include_image!("../icons/tray/busy.png"),
    }
}

fn menu(app: &AppHandle, state: AgentState, language: Language) -> Result<Menu<Wry>> {
    let item =
        |id: &str, word: Word, enabled: bool| MenuItem::with_id(app, id, word.text(language), enabled, None::<&str>);
    let breaks = Submenu::new(app, Word::Break.text(language), true)?;
    for (reason, id) in BREAKS {
        breaks.append(&item(&format!("break:{id}"), Word::Reason(reason), true)?)?;
    }
    Ok(Menu::with_items(
        app,
        &[
            &item("state", Word::State(state), false)?,
            &PredefinedMenuItem::separator(app)?,
            &item("available", Word::State(AgentState::Available), true)?,
            &breaks,
            &item("offline", Word::State(AgentState::Offline), true)?,
            &PredefinedMenuItem::separator(app)?,
            &item("open", Word::Open, true)?,
            &item("quit", Word::Quit, true)?,
        ],
    )?)
}

fn choice(id: &str) -> Option<Choice> {
    match id {
        "available" => Some(Choice::Want(WantedState::Available)),
        "offline" => Some(Choice::Want(WantedState::Offline)),
        "open" => Some(Choice::Open),
        "quit" => Some(Choice::Quit),
        _ => {
            let chosen = id.strip_prefix("break:")?;
            let (reason, _) = BREAKS.into_iter().find(|(_, id)| *id == chosen)?;
            Some(Choice::Want(WantedState::Break { reason }))
        }
    }
}
