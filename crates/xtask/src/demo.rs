//! The whole product on this machine with demo data: server, practice caller, and the desktop in its window.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    build::{self, cargo, program},
    packages::{self, Purpose},
    process::{self, Running, run},
    programs::{Practice, Server, write_config},
    screen::Screen,
};

/// How many customers the demo centre has.
const CUSTOMERS: u32 = 3_000;
/// From the desktop's line being ready to the first ring: time to look at the screen.
const FIRST_RING_AFTER_S: u32 = 15;
/// From the desktop's start to the first ring, at most: the very first start fills the font caches.
const RING_LIMIT: Duration = Duration::from_secs(180);
/// How long the view may take to show what has happened.
const PAINT: Duration = Duration::from_secs(3);

/// Builds and starts everything, until the window is closed or Ctrl-C is pressed. Without a screen: until it has rung, with
/// pictures in `run/demo/shots`.
pub fn demo(root: &Path) -> Result<()> {
    process::notice_interrupts()?;
    let screen = has_screen();
    packages::set_up(root, if screen { Purpose::Demo } else { Purpose::DemoWithoutScreen })?;
    build(root)?;

    let folder = fresh_folder(root)?;
    println!("making {CUSTOMERS} customers");
    let server = Server::start(root, &folder, CUSTOMERS)?;
    let practice = Practice::start(root, &folder, FIRST_RING_AFTER_S)?;
    let config = folder.join("desktop.json");
    write_config(&config, &server, &practice, screen)?;
    let mut desktop = Command::new(program(root, "daehwa"));
    desktop.env("DAEHWA_DATA_DIR", folder.join("desktop")).env("DAEHWA_CONFIG", &config);
    if screen { on_screen(desktop, &folder) } else { without_screen(desktop, &folder, practice) }
}

fn build(root: &Path) -> Result<()> {
    println!("building; the first time takes ten minutes or more, later ones seconds");
    let began = Instant::now();
    build::ui(root)?;
    let packages = ["daehwa-server", "daehwa-practice", "daehwa-desktop"].map(|name| ["--package", name]).concat();
    run(cargo(root, &["build"]).args(packages))?;
    println!("built in {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// The demo begins anew each time: its callbacks fall due around now.
fn fresh_folder(root: &Path) -> Result<PathBuf> {
    let folder = root.join("run/demo");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("can't clear {}", folder.display()))?;
    }
    fs::create_dir_all(folder.join("shots"))?;
    Ok(folder)
}

fn on_screen(mut desktop: Command, folder: &Path) -> Result<()> {
    let mut desktop = Running::start("desktop", &mut desktop, &folder.join("desktop.log"))?;
    println!("the desktop is open; a customer rings soon: answer with F2. Close the window or press Ctrl-C to end");
    desktop.wait()
}

fn without_screen(mut desktop: Command, folder: &Path, mut practice: Practice) -> Result<()> {
    println!("no screen: the desktop runs on one in memory until the first ring");
    let screen = Screen::open(folder)?;
    screen.show(&mut desktop);
    let _desktop = Running::start("desktop", &mut desktop, &folder.join("desktop.log"))?;
    practice.wait_for_registration(RING_LIMIT)?;
    thread::sleep(PAINT);
    screen.picture(&folder.join("shots/ready.png"))?;
    practice.wait_for_ring(RING_LIMIT)?;
    thread::sleep(PAINT);
    screen.picture(&folder.join("shots/ringing.png"))?;
    println!("it rang; pictures are in {}", folder.join("shots").display());
    Ok(())
}

fn has_screen() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
