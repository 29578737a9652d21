//! The files that make up a cache.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{CacheError, Result};

const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file's path with `suffix` at its end.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Where a new file is made before it takes the place of a damaged one.
pub(crate) fn rebuilt(path: &Path) -> PathBuf {
    with_suffix(path, ".rebuilt")
}

/// Puts the new file, which is closed, in the place of the old one, if any. Where the old one is now.
///
/// The new file is whole before anything is renamed, so that a crash leaves one or the other: [`finish_replacing`] does the rest.
pub(crate) fn replace(path: &Path) -> Result<PathBuf> {
    let aside = if path.exists() { set_aside(path)? } else { PathBuf::new() };
    rename(&rebuilt(path), path)?;
    Ok(aside)
}

/// Goes on where [`replace`] was cut off between the old file and the new one.
pub(crate) fn finish_replacing(path: &Path) -> Result<()> {
    let new = rebuilt(path);
    if path.exists() || !new.exists() {
        return Ok(());
    }
    // The log of the file that was set aside: what it had was brought over, and it must not be played into the new file.
    delete(path)?;
    rename(&new, path)
}

/// Renames the file and its companions to a name that is free.
fn set_aside(path: &Path) -> Result<PathBuf> {
    let aside = (1u32..)
        .map(|number| with_suffix(path, &format!(".damaged-{number}")))
        .find(|candidate| !candidate.exists())
        .unwrap_or_else(|| with_suffix(path, ".damaged"));
    rename(path, &aside)?;
    for companion in COMPANIONS {
        let from = with_suffix(path, companion);
        if from.exists() {
            rename(&from, &with_suffix(&aside, companion))?;
        }
    }
    Ok(aside)
}

/// Deletes the file and its companions; those that are not there are no error.
pub(crate) fn delete(path: &Path) -> Result<()> {
    for file in COMPANIONS.iter().map(|companion| with_suffix(path, companion)).chain([path.to_owned()]) {
        match std::fs::remove_file(&file) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(CacheError::Io { path: file, source });
            }
            _ => {}
        }
    }
    Ok(())
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).map_err(|source| CacheError::Io { path: from.to_owned(), source })
}
