//! Everything that is made from the one list of commands ([`daehwa_desk::for_each_command`]).

use std::{fs, path::Path};

use anyhow::{Context, bail};

mod layout;
mod list;
mod shell;
mod typescript;

/// First line of every generated file, after the comment sign.
const HEADER: &str = "Made from crates/desk/src/commands.rs by `cargo run -p daehwa-devhost -- gen`. Don't edit.";

/// Writes all generated files below `root`, or with `check` fails when one is not up to date.
pub fn run(root: &Path, check: bool) -> anyhow::Result<()> {
    let list = list::commands();
    let files = [
        ("ui/src/api/generated/types.ts", typescript::types(&list)),
        ("ui/src/api/generated/commands.ts", typescript::client(&list)),
        ("src-tauri/src/generated_handlers.rs", shell::handlers(&list)),
        ("src-tauri/command_names.rs", shell::names(&list)),
        ("src-tauri/capabilities/commands.json", shell::capability(&list)?),
    ];
    let mut stale = Vec::new();
    for (name, text) in files {
        let path = root.join(name);
        if fs::read_to_string(&path).is_ok_and(|present| present == text) {
            continue;
        }
        if check {
            stale.push(name);
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
    }
    if !stale.is_empty() {
        bail!("not up to date: {}; run `cargo run -p daehwa-devhost -- gen`", stale.join(", "));
    }
    Ok(())
}
