//! `causeway lab`: a whole demo cloud, until it is stopped.

use std::{process::ExitCode, time::Duration};

use lab::{Fleet, Lab, Options, SshServerKind};

use crate::{
    output::{self, Failure},
    run::internal,
    signals::Signals,
};

/// Starts a lab, prints the environment that leads to it, and serves until Ctrl-C, SIGTERM or SIGHUP. Nothing of it is left
/// afterwards, also when standard output was closed before all was printed.
pub(crate) async fn serve(workspaces: Option<usize>, delay_ms: u64) -> Result<ExitCode, Failure> {
    let mut signals =
        Signals::catch().map_err(|error| internal(format!("signals cannot be caught: {error}")))?;
    let fleet = workspaces.map_or_else(Fleet::demo, Fleet::small);
    let options = Options {
        delay: Duration::from_millis(delay_ms),
        ..Options::new(fleet)
    };
    let lab = Lab::start(options)
        .await
        .map_err(|error| internal(format!("no lab: {error}")))?;
    let said = say(&lab);
    if said.is_ok() {
        signals.next().await;
    }
    lab.stop().await;
    said.map(|()| ExitCode::SUCCESS)
}

fn say(lab: &Lab) -> Result<(), Failure> {
    for (name, value) in lab.exports() {
        output::line(&format!("export {name}={}", quoted(&value)))?;
    }
    if let SshServerKind::Embedded { reason } = lab.ssh_server() {
        output::line(&format!("# SSH is served by an embedded server: {reason}"))?;
    }
    output::line("# ready; stop with Ctrl-C")
}

/// For a POSIX shell.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/:._-+=@%".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
