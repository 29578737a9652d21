//! Everything that has to pass, in the order that finds the cheap faults first.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{
    build::{self, cargo, npm, program},
    imports,
    packages::{self, Purpose},
    postgres::{self, Commits},
    process::run,
    report::{Count, Report, counted},
};

/// How many seeds the simulator plays: about a minute of work without optimisation.
const SEEDS: &str = "30";

/// Sets the machine up and runs every check and test. Errors when any failed.
pub fn test(root: &Path) -> Result<()> {
    let mut report = Report::default();
    let ready = report.step("set-up", |_| packages::set_up(root, Purpose::Tests));
    if ready {
        steps(root, &mut report);
    }
    println!("\n{report}");
    report.result()
}

fn steps(root: &Path, report: &mut Report) {
    let ui = root.join("ui");
    report.step("format", |_| run(Command::new("cargo").current_dir(root).args(["fmt", "--all", "--check"])));
    report.step("imports and licences", |_| imports::check(root).map(|summary| println!("{summary}")));
    // The desktop's binary holds the built UI, so it comes before anything of Rust.
    report.step("UI: types and build", |_| build::ui(root));
    report.step("UI: lint", |_| run(&mut npm(&ui, "lint")));
    report.step("web chat: types, drift and size", |_| build::chat(root));
    report.step("UI: unit tests", |count| counted(&mut npm(&ui, "test"), count));
    report.step("clippy", |_| {
        run(cargo(root, &["clippy", "--workspace", "--all-targets"]).args(["--", "--deny", "warnings"]))
    });
    // One build with the features of all, whose programs and tests every step below uses as they are.
    if !report.step("build", |_| run(&mut cargo(root, &["build", "--workspace", "--all-targets"]))) {
        for name in ["generated files", "Rust tests", "simulator", "browser tests", "window tests"] {
            report.skip(name, "the build failed");
        }
        return;
    }
    report.step("generated files", |_| run(Command::new(program(root, "daehwa-devhost")).args(["gen", "--check"])));
    report.step("Rust tests", |count| rust_tests(root, count));
    report.step("simulator", |_| run(Command::new(program(root, "daehwa-sim")).args(["--seeds", SEEDS])));
    report.step("browser tests", |count| counted(&mut npm(&root.join("tests/ui"), "test"), count));
    report.step("window tests", |count| counted(&mut npm(&root.join("tests/e2e"), "test"), count));
}

fn rust_tests(root: &Path, count: &mut Count) -> Result<()> {
    let postgres = postgres::start(Commits::Fast)?;
    let mut tests = cargo(root, &["test", "--workspace", "--no-fail-fast"]);
    counted(tests.env("DAEHWA_TEST_POSTGRES_URL", postgres.url()), count)?;
    if *count == Count::default() {
        bail!("no test ran");
    }
    Ok(())
}
