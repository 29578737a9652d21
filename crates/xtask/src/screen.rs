//! A screen where there is none: X server in memory, message bus, window manager, notifications, key store.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};

use crate::process::{Running, run};

const START_LIMIT: Duration = Duration::from_secs(30);

/// A screen of our own. Everything that makes it is ended when this is dropped.
pub struct Screen {
    environment: Vec<(&'static str, String)>,
    /// Ended in this order: the last one started first, the X server last.
    programs: Vec<Running>,
}

impl Screen {
    /// Sets one up; its files go to `folder`.
    pub fn open(folder: &Path) -> Result<Self> {
        let (runtime, home) = (folder.join("runtime"), folder.join("home"));
        fs::create_dir_all(&runtime)?;
        fs::create_dir_all(&home)?;
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700))?;
        let bus = runtime.join("bus");
        // A socket of an earlier run would look like a bus that is up.
        if bus.exists() {
            fs::remove_file(&bus)?;
        }
        let (server, display) = x_server(folder)?;
        let environment = vec![
            ("DISPLAY", display),
            // A home of its own: nobody's key store and settings are touched.
            ("HOME", home.display().to_string()),
            ("XDG_RUNTIME_DIR", runtime.display().to_string()),
            ("XDG_SESSION_TYPE", "x11".into()),
            ("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", bus.display())),
            ("GDK_BACKEND", "x11".into()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
            ("NO_AT_BRIDGE", "1".into()),
            ("WEBKIT_DISABLE_COMPOSITING_MODE", "1".into()),
            ("GTK_USE_PORTAL", "0".into()),
        ];
        let mut screen = Self { environment, programs: vec![server] };
        let address = format!("--address=unix:path={}", bus.display());
        screen.start(folder, "dbus-daemon", &["--session", "--nofork", "--nopidfile", &address])?;
        screen.programs[0].wait_for("the message bus is up", START_LIMIT, || bus.exists().then_some(()))?;
        screen.start(folder, "openbox", &["--sm-disable"])?;
        screen.start(folder, "dunst", &[])?;
        screen.start_key_store(folder)?;
        Ok(screen)
    }

    /// Starts a key store and unlocks it: its password is an empty line.
    fn start_key_store(&mut self, folder: &Path) -> Result<()> {
        let password = folder.join("key-store-password");
        fs::write(&password, "\n")?;
        let mut command = Command::new("gnome-keyring-daemon");
        self.show(command.args(["--foreground", "--unlock", "--components=secrets"]));
        let log = log(folder, "gnome-keyring-daemon");
        let input = fs::File::open(&password)?.into();
        self.programs.insert(0, Running::start_with_input("key store", &mut command, input, &log)?);
        let control = folder.join("runtime/keyring/control");
        self.programs[0].wait_for("it is up", START_LIMIT, || control.exists().then_some(()))
    }

    /// Makes a program use this screen.
    pub fn show(&self, command: &mut Command) {
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }

    /// A picture of all of it.
    pub fn picture(&self, file: &Path) -> Result<()> {
        let mut command = Command::new("import");
        self.show(command.args(["-window", "root"]).arg(file));
        run(&mut command)
    }

    fn start(&mut self, folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(program);
        self.show(command.args(arguments));
        self.programs.insert(0, Running::start(program, &mut command, &log(folder, program))?);
        Ok(())
    }
}

/// Starts an X server on a display that it chooses itself.
fn x_server(folder: &Path) -> Result<(Running, String)> {
    let log = log(folder, "Xvfb");
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"]);
    let mut server = Running::start("Xvfb", &mut command, &log)?;
    let display = server.wait_for("the X server is up", START_LIMIT, || {
        let text = fs::read_to_string(&log).ok()?;
        // The number is whole when the line is.
        let number = text.split_inclusive('\n').find_map(|line| line.strip_suffix('\n')?.parse::<u32>().ok())?;
        Some(format!(":{number}"))
    });
    Ok((server, display.context("no screen")?))
}

fn log(folder: &Path, program: &str) -> PathBuf {
    folder.join(format!("{program}.log"))
}
