//! Setting a machine up: system packages, and the packages of the UI and of the tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

use anyhow::{Context, Result, bail};

use crate::process::run;

/// What the programs are built with (Debian 12, Ubuntu 24.04).
const BUILD: &[&str] = &[
    "build-essential",
    "libasound2-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];
/// What the desktop needs where there is no screen.
const SCREEN: &[&str] =
    &["dbus", "dunst", "fonts-noto-cjk", "gnome-keyring", "imagemagick", "openbox", "pulseaudio", "xauth", "xvfb"];
/// What the tests need besides: other people's telephones and a PBX, mail servers, browsers, a database.
const TEST: &[&str] = &[
    "baresip",
    "chromium",
    "dovecot-imapd",
    "dovecot-lmtpd",
    "kamailio",
    "kamailio-tls-modules",
    "libasound2-plugins",
    "libglib2.0-bin",
    "openssl",
    "postfix",
    "postgresql",
    "pulseaudio-utils",
    "sip-tester",
    "webkit2gtk-driver",
    "xdotool",
];

/// Folders with packages from npm.
const NODE_FOLDERS: &[&str] = &["ui", "tests/ui", "tests/e2e"];
/// The oldest version of Node.js that works.
const NODE_MAJOR: u32 = 20;

/// What a machine is set up for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building, and running on a screen.
    Demo,
    /// Building, and running where there is no screen.
    DemoWithoutScreen,
    /// Everything.
    Tests,
}

/// Installs what is missing.
pub fn set_up(root: &Path, purpose: Purpose) -> Result<()> {
    check_node()?;
    let (system, node) = match purpose {
        Purpose::Demo => (BUILD.to_vec(), &NODE_FOLDERS[..1]),
        Purpose::DemoWithoutScreen => ([BUILD, SCREEN].concat(), &NODE_FOLDERS[..1]),
        Purpose::Tests => ([BUILD, SCREEN, TEST].concat(), NODE_FOLDERS),
    };
    install_system_packages(&system)?;
    node.iter().try_for_each(|folder| install_node_packages(&root.join(folder)))
}

fn check_node() -> Result<()> {
    let output = Command::new("node").arg("--version").output();
    let version = output.context("Node.js is missing: install version 20 or later (https://nodejs.org)")?.stdout;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => bail!("Node.js {version} is too old: version {NODE_MAJOR} or later is needed (https://nodejs.org)"),
    }
}

fn install_system_packages(wanted: &[&str]) -> Result<()> {
    if !Path::new("/usr/bin/apt-get").exists() {
        println!(
            "not a Debian-like system: these packages, or what your system calls them, must be installed by hand:"
        );
        println!("  {}", wanted.join(" "));
        return Ok(());
    }
    let missing = missing_system_packages(wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing: {}", missing.join(" "));
    if missing.contains(&"postfix") {
        without_mail_server_of_its_own()?;
    }
    apt(&["update", "-q"]).context("can't refresh the package lists")?;
    let mut arguments = vec!["install", "--yes", "-q", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments).with_context(|| format!("can't install {}", missing.join(" ")))
}

/// The packages of the list that are not installed.
fn missing_system_packages<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${Status}\n"])
        .args(wanted)
        .stderr(Stdio::null())
        .output()
        .context("can't ask dpkg")?;
    Ok(not_installed(wanted, &String::from_utf8_lossy(&output.stdout)))
}

fn not_installed<'a>(wanted: &[&'a str], answer: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = answer.lines().filter_map(|line| line.strip_suffix(" install ok installed")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root()? {
        Command::new("apt-get")
    } else {
        if Command::new("sudo").arg("--version").stdout(Stdio::null()).status().is_err() {
            bail!("neither root nor sudo: run `apt-get {}` as root, then try again", arguments.join(" "));
        }
        let mut command = Command::new("sudo");
        command.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        command
    };
    run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The tests start Postfix with their own settings, on loopback; its package would otherwise make the machine take mail from everywhere.
fn without_mail_server_of_its_own() -> Result<()> {
    let answer = "echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections";
    let words = if is_root()? { &["sh", "-c", answer][..] } else { &["sudo", "sh", "-c", answer] };
    run(Command::new(words[0]).args(&words[1..]))
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("can't run id")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

/// Installs exactly what the lock file says, unless that is what is there.
fn install_node_packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    if modified(&installed).is_some_and(|at| Some(at) >= modified(&lock)) {
        return Ok(());
    }
    println!("npm ci in {}", folder.display());
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// The repository's top folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_counts_as_missing() {
        let answer = "sox install ok installed\nxvfb deinstall ok config-files\n";
        assert_eq!(not_installed(&["sox", "xvfb", "dunst"], answer), ["xvfb", "dunst"]);
    }
}
