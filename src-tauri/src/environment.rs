//! What the environment tells the desktop before it starts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use daehwa_desk::{StartConfig, host::Locale};
use daehwa_domain::customer::Language;
use sha2::{Digest, Sha256};

/// As in `tauri.conf.json`.
const IDENTIFIER: &str = "app.daehwa.desktop";

/// Where the desktop keeps its data, and how much it logs.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Cache, journal, logs: everything this desktop keeps (`DAEHWA_DATA_DIR`).
    pub data_dir: PathBuf,
    /// Whether that is the place that an ordinary start uses.
    pub default_data_dir: bool,
    /// How the desktop is set up at the start (`DAEHWA_CONFIG`): a file of JSON.
    pub start_file: Option<PathBuf>,
    /// Filter of the log (`DAEHWA_LOG`), as `tracing-subscriber` reads it.
    pub log_filter: Option<String>,
}

impl Environment {
    /// Reads the variables and makes the data folder, readable by its owner alone.
    pub fn read() -> Result<Self> {
        let chosen = path_in("DAEHWA_DATA_DIR");
        let default_data_dir = chosen.is_none();
        let data_dir = match chosen {
            Some(dir) => dir,
            None => dirs::data_dir().context("no home folder: set DAEHWA_DATA_DIR")?.join("daehwa"),
        };
        make_private(&data_dir).with_context(|| format!("can't use the data folder {}", data_dir.display()))?;
        Ok(Self {
            data_dir: data_dir.canonicalize()?,
            default_data_dir,
            start_file: path_in("DAEHWA_CONFIG"),
            log_filter: std::env::var("DAEHWA_LOG").ok().filter(|filter| !filter.is_empty()),
        })
    }

    /// Reads how the desktop is set up at the start.
    pub fn start_config(&self) -> Result<Option<StartConfig>> {
        let Some(path) = &self.start_file else { return Ok(None) };
        let text = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        let config =
            serde_json::from_slice(&text).with_context(|| format!("{} is no configuration", path.display()))?;
        Ok(Some(config))
    }

    /// Names this desktop on the message bus and in the key store. Two desktops with different data folders are
    /// different desktops, and run side by side.
    pub fn instance_id(&self) -> String {
        if self.default_data_dir {
            return IDENTIFIER.to_owned();
        }
        let digest = Sha256::digest(self.data_dir.as_os_str().as_encoded_bytes());
        let short: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("{IDENTIFIER}.at{short}")
    }
}

/// Where and how people here write, as far as the system tells (POSIX `LC_ALL`, `LC_MESSAGES`, `LANG`).
pub fn locale() -> Locale {
    let spoken =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    locale_of(spoken.as_deref().unwrap_or_default(), iana_time_zone::get_timezone().ok())
}

fn locale_of(spoken: &str, time_zone: Option<String>) -> Locale {
    let default = Locale::default();
    let name = spoken.split(['.', '@']).next().unwrap_or_default();
    let (language, region) = name.split_once('_').unwrap_or((name, ""));
    Locale {
        language: match language {
            "en" => Language::En,
            "ko" => Language::Ko,
            _ => default.language,
        },
        time_zone: time_zone.unwrap_or(default.time_zone),
        region: if region.len() == 2 { region.to_owned() } else { default.region },
    }
}

fn path_in(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn make_private(dir: &Path) -> std::io::Result<()> {
    fs::create_dir_all(dir)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_language_and_region_are_understood() {
        let there = locale_of("en_GB.UTF-8", Some("Europe/London".to_owned()));
        assert_eq!(
            (there.language, there.region.as_str(), there.time_zone.as_str()),
            (Language::En, "GB", "Europe/London")
        );
        assert_eq!(locale_of("C.UTF-8", None), Locale::default());
    }

    #[test]
    fn desktops_with_different_data_folders_have_different_names() {
        let at = |dir: &str| {
            let data_dir = PathBuf::from(dir);
            Environment { data_dir, default_data_dir: false, start_file: None, log_filter: None }.instance_id()
        };
        assert_ne!(at("/a"), at("/b"));
        assert_eq!(at("/a"), at("/a"));
    }
}
