//! The part of `cargo metadata` that is looked at.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The workspace and everything it depends on.
#[derive(Deserialize)]
pub struct Metadata {
    /// Every package.
    pub packages: Vec<Package>,
    /// The ids of our own.
    pub workspace_members: Vec<String>,
}

/// One package.
#[derive(Deserialize)]
pub struct Package {
    /// Cargo's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression.
    pub license: Option<String>,
    /// Where its manifest is.
    pub manifest_path: PathBuf,
    /// What it imports.
    pub dependencies: Vec<Dependency>,
}

/// An import.
#[derive(Deserialize)]
pub struct Dependency {
    /// Of which package.
    pub name: String,
    /// `dev`, `build` or nothing.
    pub kind: Option<String>,
}

impl Metadata {
    /// Our own packages.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}

impl Package {
    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }
}
