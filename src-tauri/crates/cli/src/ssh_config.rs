//! `causeway ssh-config`: the workspaces as hosts of the user's own `ssh`.

use std::path::PathBuf;

use backend::Backend;

use crate::{
    connect::find,
    output::{self, Failure},
    run::internal,
};

/// Prints the blocks of `workspaces`, or of all.
pub(crate) async fn print(backend: &Backend, workspaces: &[String]) -> Result<(), Failure> {
    let mut ids = Vec::with_capacity(workspaces.len());
    for wanted in workspaces {
        ids.push(find(backend, wanted).await?.0);
    }
    let text = backend.ssh_config(&program()?, &ids).await?;
    output::bytes(text.as_bytes())
}

/// Writes them to causeway's own file, and includes it in the user's configuration.
pub(crate) async fn install(backend: &Backend) -> Result<(), Failure> {
    let done = backend.install_ssh_config(&program()?).await?;
    let (file, user_file) = (done.file.display(), done.included_in.display());
    output::line(&format!("The workspaces are in {file}."))?;
    output::line(&if done.is_new {
        format!("{user_file} includes it now, in its first line.")
    } else {
        format!("{user_file} included it already.")
    })
}

/// This program, for `ssh` to start.
fn program() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|error| internal(format!("the path of causeway is unknown: {error}")))
}
