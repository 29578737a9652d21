//! What the libraries beneath read from the environment before anything of ours runs, so that the desktop stays small beside the
//! other programs of an agent's computer.

use std::{env, io, os::unix::process::CommandExt, process::Command};

const SETTINGS: [(&str, &str); 5] = [
    // The C library keeps a heap for each thread by default (mallopt(3)): what a first fill has freed in one is of no use to the
    // others, and stays.
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_TRIM_THRESHOLD_", "65536"),
    // The view's engine lets garbage grow by the memory of the whole machine (JavaScriptCore, `forceRAMSize`, in bytes). The
    // view needs little: a customer, a few lists.
    ("JSC_forceRAMSize", "25165824"),
    // Its optimising compilers take more memory than all that they compile, and screens compute too little to gain by it.
    ("JSC_useDFGJIT", "false"),
    // A heap so small is collected by one thread as fast as by several.
    ("JSC_numberOfGCMarkers", "1"),
];

/// Starts the program once more in its own place, under its own process id, with these set; comes back when they are. What
/// somebody has set is left as it is.
///
/// # Errors
/// The program could not be started again. It runs all the same, and takes more memory.
pub fn keep_small() -> io::Result<()> {
    let unset = SETTINGS.into_iter().filter(|(name, _)| env::var_os(name).is_none()).collect::<Vec<_>>();
    if unset.is_empty() {
        return Ok(());
    }
    Err(Command::new(env::current_exe()?).args(env::args_os().skip(1)).envs(unset).exec())
}
