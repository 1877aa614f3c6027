//! `causeway restart`, `pause` and `resume`.

use std::process::ExitCode;

use backend::{Backend, ControlWorkspace, WorkspaceAction};

use crate::{
    args::Control,
    connect::find,
    output::{self, Failure, plain},
};

/// Does it once, and says what the platform has made of it.
pub(crate) async fn run(backend: &Backend, what: Control) -> Result<ExitCode, Failure> {
    let (workspace, action) = match what {
        Control::Restart { workspace } => (workspace, WorkspaceAction::Restart),
        Control::Pause { workspace } => (workspace, WorkspaceAction::Pause),
        Control::Resume { workspace } => (workspace, WorkspaceAction::Resume),
    };
    let (workspace_id, row) = find(backend, &workspace).await?;
    let args = ControlWorkspace {
        workspace_id,
        action,
    };
    let done = backend.control_workspace(args).await?;
    let others = match done.count {
        0 | 1 => String::new(),
        count => format!(", with {} below it", count - 1),
    };
    output::line(&format!(
        "{}: {}{others}",
        plain(&row.name),
        plain(&done.status)
    ))?;
    Ok(ExitCode::SUCCESS)
}
