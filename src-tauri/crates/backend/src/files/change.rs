//! Removing, making and moving.

use remote::{Files, RemotePath};

use super::{Opened, absolute, finish};
use crate::{
    Backend, CreateFolder, IpcError, MoveEntry, RemoveFile, RemoveFolder, Removed, WorkspaceId,
    settings::invalid,
};

impl Backend {
    /// Removes a file.
    ///
    /// # Errors
    ///
    /// `not_found`, `permission_denied`, `invalid_input` for a folder, `conflict` when the instance was replaced, and those of a session.
    pub async fn remove_file(&self, args: RemoveFile) -> Result<(), IpcError> {
        let (opened, path) = self
            .open_to_change(&args.workspace_id, args.instance_id.as_deref(), &args.path)
            .await?;
        finish(&opened.lease, Files::new(&opened.lease).remove(&path).await)
    }

    /// Removes a folder with all in it, if the user has typed its name.
    ///
    /// # Errors
    ///
    /// As [`Backend::remove_file`]; what was removed before one is gone.
    pub async fn remove_folder(&self, args: RemoveFolder) -> Result<Removed, IpcError> {
        let (opened, path) = self
            .open_to_change(&args.workspace_id, args.instance_id.as_deref(), &args.path)
            .await?;
        if path == opened.base {
            return Err(invalid(
                "this is the workspace's base folder: its agent lives in it",
            ));
        }
        if args.confirmed_name != path.name() {
            return Err(invalid(format!(
                "type the folder's name, {:?}, to remove it with all that is in it",
                path.name()
            )));
        }
        let removed = Files::new(&opened.lease).remove_dir_all(&path).await;
        finish(&opened.lease, removed).map(Into::into)
    }

    /// Makes a folder, and those above it.
    ///
    /// # Errors
    ///
    /// `conflict` when something has that name, `permission_denied`, `invalid_input`, and those of a session.
    pub async fn create_folder(&self, args: CreateFolder) -> Result<(), IpcError> {
        let (opened, path) = self
            .open_to_change(&args.workspace_id, args.instance_id.as_deref(), &args.path)
            .await?;
        finish(
            &opened.lease,
            Files::new(&opened.lease).create_dir(&path).await,
        )
    }

    /// Renames or moves a file, a link or a folder, within one root.
    ///
    /// # Errors
    ///
    /// `conflict` when something has the new name, `not_found`, `permission_denied`, `invalid_input`, and those of a session.
    pub async fn move_entry(&self, args: MoveEntry) -> Result<(), IpcError> {
        let (opened, from) = self
            .open_to_change(&args.workspace_id, args.instance_id.as_deref(), &args.from)
            .await?;
        let to = absolute(&args.to, &opened.base)?;
        finish(
            &opened.lease,
            Files::new(&opened.lease).rename(&from, &to).await,
        )
    }

    /// A session for a change of `path`, on the instance that it is meant for.
    async fn open_to_change(
        &self,
        workspace: &WorkspaceId,
        meant: Option<&str>,
        path: &str,
    ) -> Result<(Opened, RemotePath), IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, workspace).await?;
        site.must_be(meant)?;
        let opened = self.open_for_change(&connection, &site).await?;
        let path = absolute(path, &opened.base)?;
        Ok((opened, path))
    }
}
