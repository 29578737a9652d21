//! One desktop for each data folder: a second start brings the first one's window up and ends.

use tauri::{Wry, plugin::TauriPlugin};

use crate::{environment::Environment, window};

/// Must be the first plugin: a second start ends in its set-up.
pub fn plugin(environment: &Environment) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| window::raise(app))
        .dbus_id(environment.instance_id())
        .build()
}
