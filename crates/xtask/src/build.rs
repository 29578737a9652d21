//! Building the programs, and where they are afterwards.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::process::run;

/// Cargo in the repository's folder, with the lock file as it is.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).arg(arguments[0]).arg("--locked").args(&arguments[1..]);
    command
}

/// One of the scripts of a folder's `package.json`.
pub fn npm(folder: &Path, script: &str) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder).args(["run", "--silent", script]);
    command
}

/// Builds the web UI, which the desktop's binary holds.
pub fn ui(root: &Path) -> Result<()> {
    run(&mut npm(&root.join("ui"), "build"))
}

/// Checks the chat's widget: its types and form, and whether the file that the server gives out is made of them and small.
pub fn chat(root: &Path) -> Result<()> {
    run(&mut npm(&root.join("ui"), "chat"))
}

/// A program that was built with the development profile.
pub fn program(root: &Path, name: &str) -> PathBuf {
    target(root).join("debug").join(name)
}

/// A program that was built as it is shipped.
pub fn shipped_program(root: &Path, name: &str) -> PathBuf {
    target(root).join("release").join(name)
}

fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}
