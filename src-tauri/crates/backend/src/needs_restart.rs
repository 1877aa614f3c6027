//! Whether a workspace runs with a configuration that has changed since it was started.
//!
//! The platform has no word for that, so it is kept on this machine: through lists, reconnections and restarts of the app, until the
//! workspace is provisioned anew, or the user does not want to be told any more.

use remote::RemotePath;

use crate::{
    Backend, DismissRestart, IpcError, NeedsRestart, RestartReason, WorkspaceId, clock::now_ms,
    connection::Connection, files::Site,
};

impl Backend {
    /// Forgets that a restart is due.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set.
    pub fn dismiss_restart(&self, args: &DismissRestart) -> Result<(), IpcError> {
        let connection = self.connection()?;
        self.set_needs_restart(&connection, args.workspace_id, None);
        Ok(())
    }

    /// Something that needs a restart has changed at `since_ms`.
    pub(crate) fn restart_is_due(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
        reason: RestartReason,
        since_ms: u64,
    ) {
        let due = NeedsRestart { reason, since_ms };
        self.set_needs_restart(connection, *workspace, Some(due));
    }

    /// Files at `paths` have changed; those below the base folder are what the agent runs with.
    pub(crate) fn files_changed<'a>(
        &self,
        connection: &Connection,
        site: &Site,
        base: &RemotePath,
        paths: impl IntoIterator<Item = &'a RemotePath>,
    ) {
        if paths.into_iter().any(|path| path.is_under(base)) {
            self.restart_is_due(connection, &site.workspace, RestartReason::Files, now_ms());
        }
    }
}
