//! Whether a workspace runs with a configuration that has changed since it was started.
//!
//! The platform has no word for that, so it is kept on this machine: through lists, reconnections and restarts of the app, until the
//! workspace is provisioned anew, or the user does not want to be told any more.

use remote::RemotePath;

use crate::{
    AppEvent, Backend, DismissRestart, IpcError, NeedsRestart, RestartReason, Source, Workspace,
    WorkspaceId, clock::now_ms, connection::Connection, files::Site,
};

impl Backend {
    /// Forgets that a restart is due.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set.
    pub async fn dismiss_restart(&self, args: DismissRestart) -> Result<(), IpcError> {
        let connection = self.connection()?;
        self.set_restart(&connection, &args.workspace_id, None);
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
        self.set_restart(connection, workspace, Some(due));
    }

    /// The workspace was provisioned, as heard at `heard_ms` by the clock of this machine: what was changed before is in force. The
    /// event's own time is the server's and says nothing beside a time of this machine.
    pub(crate) fn provisioning_heard(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
        heard_ms: u64,
    ) {
        self.provisioned().tell(*workspace);
        let due = connection.store.needs_restart();
        let is_over = due
            .get(&workspace.to_string())
            .is_some_and(|due| due.since_ms <= heard_ms);
        if is_over {
            self.set_restart(connection, workspace, None);
        }
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

    pub(crate) fn set_restart(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
        due: Option<NeedsRestart>,
    ) {
        let id = workspace.to_string();
        self.while_current(connection, || {
            connection.store.set_needs_restart(&id, due);
            self.change_row(&id, |row| row.needs_restart = due);
        });
    }

    /// Changes a row that is shown, and announces it if it is another one then.
    fn change_row(&self, id: &str, change: impl FnOnce(&mut Workspace)) {
        let changed = {
            let mut shown = self.state().shown();
            let Some(list) = &mut shown.list else { return };
            let (fetched_ms, source) = (list.fetched_ms, list.source);
            let Some(row) = list.workspaces.iter_mut().find(|row| row.id == id) else {
                return;
            };
            let before = row.clone();
            change(row);
            (*row != before).then(|| (row.clone(), fetched_ms, source))
        };
        if let Some((row, fetched_ms, source)) = changed {
            self.announce_row(row, fetched_ms, source);
        }
    }

    fn announce_row(&self, row: Workspace, fetched_ms: u64, source: Source) {
        self.state().announce(AppEvent::WorkspacesChanged {
            rows: vec![row],
            removed: Vec::new(),
            fetched_ms,
            source,
        });
    }
}
