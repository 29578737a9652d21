//! Checks that the view was built, and makes a permission for each command of the list.

use std::{path::Path, process::exit};

const COMMANDS: &[&str] = include!("command_names.rs");
const VIEW: &str = "../ui/dist/index.html";

fn main() {
    println!("cargo:rerun-if-changed={VIEW}");
    println!("cargo:rerun-if-changed=command_names.rs");
    if !Path::new(VIEW).exists() {
        eprintln!("The view is not built. Run: npm --prefix ui ci && npm --prefix ui run build");
        exit(1);
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        eprintln!("{error:#}");
        exit(1);
    }
}
