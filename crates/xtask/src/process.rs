//! Programs that are started and waited for.

use std::process::Command;

use anyhow::{Context, Result, bail};

/// Runs a program to its end, with our input and output. Errors when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("can't start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}
