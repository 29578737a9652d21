//! The shell's part: a Tauri handler for each command, their names for the build script, and the main window's right to call them.

use std::fmt::Write;

use super::{HEADER, list::List};

/// `src-tauri/src/generated_handlers.rs`: one thin handler for each command.
///
/// Input and output pass as JSON: a malformed input then comes back as a `CommandError` like every other error.
pub fn handlers(list: &List) -> String {
    let mut text = format!("//! {HEADER}\n\n");
    text.push_str("use daehwa_desk::{Desk, api::error::CommandError};\n");
    text.push_str("use serde_json::Value;\n");
    text.push_str("use tauri::{State, Wry, ipc::Invoke};\n");
    for command in &list.commands {
        let (name, doc) = (command.name, command.doc);
        let _ = write!(
            text,
            "\n/// {doc}\n#[tauri::command]\npub async fn {name}(desk: State<'_, Desk>, input: Value) -> Result<Value, CommandError> {{\n    desk.dispatch(\"{name}\", input).await\n}}\n",
        );
    }
    text.push_str("\n/// Answers every command of the list.\n");
    text.push_str(
        "pub fn handlers() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {\n    tauri::generate_handler![\n",
    );
    for command in &list.commands {
        let _ = writeln!(text, "        {},", command.name);
    }
    text.push_str("    ]\n}\n");
    text
}

/// `src-tauri/command_names.rs`: an expression, included by the build script and by tests.
pub fn names(list: &List) -> String {
    let mut text = format!("// {HEADER}\n&[\n");
    for command in &list.commands {
        let _ = writeln!(text, "    \"{}\",", command.name);
    }
    text.push_str("]\n");
    text
}

/// `src-tauri/capabilities/commands.json`: the main window may call every command, no other window may call any.
pub fn capability(list: &List) -> anyhow::Result<String> {
    let permissions: Vec<String> =
        list.commands.iter().map(|command| format!("allow-{}", command.name.replace('_', "-"))).collect();
    let capability = serde_json::json!({
        "$schema": "../gen/schemas/desktop-schema.json",
        "identifier": "commands",
        "description": HEADER,
        "local": true,
        "windows": ["main"],
        "permissions": permissions,
    });
    Ok(serde_json::to_string_pretty(&capability)? + "\n")
}
