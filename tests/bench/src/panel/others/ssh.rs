//! OpenSSH's programs, as all ways call them.

use std::{path::Path, process::Stdio};

use anyhow::{Result, ensure};
use tokio::process::Command;

use super::Others;

/// What helps `ssh`: nothing is read, asked, tried or said that is not needed.
const OPTIONS: [&str; 9] = [
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "IdentityAgent=none",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "GlobalKnownHostsFile=/dev/null",
    "GSSAPIAuthentication=no",
    "PreferredAuthentications=publickey",
    "LogLevel=ERROR",
];

/// `ssh` with all that helps it.
pub(super) fn ssh() -> Command {
    let mut command = Command::new("ssh");
    command.args(["-F", "none", "-T"]).kill_on_drop(true);
    for option in OPTIONS {
        command.args(["-o", option]);
    }
    command.stdin(Stdio::null());
    command
}

/// Makes a key and puts it on the instance for a minute.
pub(super) async fn granted_key(others: &Others<'_>, key: &Path) -> Result<()> {
    let mut keygen = Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]);
    run(keygen.arg(key)).await?;
    let mut push = Command::new(&others.program);
    push.args(["push", &others.stage.instance.id, "ubuntu"])
        .arg(key.with_extension("pub"))
        .envs(others.environment.clone());
    run(&mut push).await?;
    Ok(())
}

/// Runs a program to its end; answers what it has printed.
pub(super) async fn run(command: &mut Command) -> Result<Vec<u8>> {
    let ended = command.output().await?;
    let said = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "{:?}: {said}", command.as_std());
    Ok(ended.stdout)
}
