//! Where the report and its parts are kept: under the build's folder, so that `cargo clean` takes them along.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// The report's folder: `$CARGO_TARGET_DIR/bench`; without that variable, beside the programs' own folder.
///
/// # Errors
///
/// When the program does not know where it is.
pub fn report() -> Result<PathBuf> {
    if let Some(target) = std::env::var_os("CARGO_TARGET_DIR") {
        return Ok(PathBuf::from(target).join("bench"));
    }
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2);
    Ok(target.context("a program without a folder")?.join("bench"))
}

/// Where the programs leave their parts.
///
/// # Errors
///
/// As [`report`].
pub fn parts() -> Result<PathBuf> {
    Ok(report()?.join("parts"))
}
