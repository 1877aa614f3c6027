//! Restart, pause and resume.

use crate::{
    Backend, ControlWorkspace, Controlled, IpcError, Workspace, WorkspaceAction, WorkspaceId,
    connection::Connection, lifecycle::settle::leaves_fate_unknown,
};

pub(super) const PROVISIONING: &str = "provisioning";
const PAUSED: &str = "paused";

impl Backend {
    /// Restarts, pauses or resumes a workspace; the latter two also what is below it. A restart is for any status.
    ///
    /// Sent once. Where there is no answer, the row is read, and tells whether it was done.
    ///
    /// # Errors
    ///
    /// `conflict` while a workspace above it is paused, and for a pause or a resume of one that is so already; `unsupported` where the
    /// platform cannot start workspaces; `timed_out` and `unreachable` when it is not known whether it was done; and those of the platform.
    pub async fn control_workspace(&self, args: ControlWorkspace) -> Result<Controlled, IpcError> {
        let connection = self.connection()?;
        let (id, client) = (&args.workspace_id, &connection.client);
        let before = self.state().workspace(&id.to_string());
        let controlled = |status: &str, count| Controlled {
            status: status.to_owned(),
            count,
        };
        let done = match args.action {
            WorkspaceAction::Restart => {
                let restarted = client.restart(id).await;
                restarted.map(|restarted| controlled(&restarted.status, 1))
            }
            WorkspaceAction::Pause => client.pause(id).await.map(|n| controlled(PAUSED, n)),
            WorkspaceAction::Resume => client.resume(id).await.map(|n| controlled(PROVISIONING, n)),
        };
        let row = self.read_again(&connection, id).await;
        let done = done.or_else(|error| {
            let became = became(args.action);
            let was = before.is_some_and(|row| row.status == became);
            match row {
                Some(row) if leaves_fate_unknown(&error) && row.status == became && !was => {
                    Ok(controlled(became, 1))
                }
                _ => Err(unanswered(error)),
            }
        })?;
        if args.action == WorkspaceAction::Restart {
            self.set_needs_restart(&connection, *id, None);
        }
        if done.count > 1
            && let Err(error) = self.refresh().await
        {
            // The next list has the others too.
            tracing::info!("what else was paused or resumed: {error}");
        }
        Ok(done)
    }

    /// The row as it is now; `None` when the platform does not tell, which is no failure of what was done before.
    pub(super) async fn read_again(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
    ) -> Option<Workspace> {
        match self.read_row(connection, workspace).await {
            Ok(row) => Some(row),
            Err(error) => {
                tracing::info!(%workspace, "the row could not be read again: {error}");
                None
            }
        }
    }
}

/// The status that shows that something was done.
fn became(action: WorkspaceAction) -> &'static str {
    match action {
        WorkspaceAction::Restart | WorkspaceAction::Resume => PROVISIONING,
        WorkspaceAction::Pause => PAUSED,
    }
}

/// An error after which nobody knows says so.
pub(super) fn unanswered(error: control_plane::Error) -> IpcError {
    let is_unknown = leaves_fate_unknown(&error);
    let error = IpcError::from(error);
    if is_unknown {
        error.with_remedy(
            "It may have been done all the same, and is not sent again by itself. Look at the workspace's status before you try again.",
        )
    } else {
        error
    }
}
