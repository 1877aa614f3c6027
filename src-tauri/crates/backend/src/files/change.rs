//! Removing, making and moving.

use remote::RemotePath;

use super::{Opened, absolute, finish};
use crate::{
    AuditAction, Backend, CreateFolder, IpcError, MoveEntry, RemoveFile, RemoveFolder, Removed,
    WorkspaceId, audit::Entry as AuditEntry, settings::invalid,
};

/// A change that is asked for: of what, where, and on which instance it was seen.
struct Asked<'a> {
    what: AuditAction,
    workspace: &'a WorkspaceId,
    meant: Option<&'a str>,
    path: &'a str,
}

impl Backend {
    /// Removes a file.
    ///
    /// # Errors
    ///
    /// `not_found`, `permission_denied`, `read_only`, `invalid_input` for a folder, `conflict` when the instance was replaced, and those
    /// of a session.
    pub async fn remove_file(&self, args: RemoveFile) -> Result<(), IpcError> {
        let asked = Asked {
            what: AuditAction::Remove,
            workspace: &args.workspace_id,
            meant: args.instance_id.as_deref(),
            path: &args.path,
        };
        self.change(asked, async |opened, path, entry| {
            let files = opened.files();
            // What is removed leaves nothing but its hash: that is worth a look at it. One too large for an editor has none.
            if let Ok(content) = files.read(path).await {
                entry.bytes = Some(content.version.size_bytes);
                entry.sha256_before = content.version.sha256;
            }
            finish(&opened.lease, files.remove(path).await)
        })
        .await
    }

    /// Removes a folder with all in it, if the user has typed its name.
    ///
    /// # Errors
    ///
    /// As [`Backend::remove_file`]; what was removed before one is gone.
    pub async fn remove_folder(&self, args: RemoveFolder) -> Result<Removed, IpcError> {
        let asked = Asked {
            what: AuditAction::Remove,
            workspace: &args.workspace_id,
            meant: args.instance_id.as_deref(),
            path: &args.path,
        };
        self.change(asked, async |opened, path, _| {
            if *path == opened.base {
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
            let removed = opened.files().remove_dir_all(path).await;
            finish(&opened.lease, removed).map(Into::into)
        })
        .await
    }

    /// Makes a folder, and those above it.
    ///
    /// # Errors
    ///
    /// `conflict` when something has that name, `permission_denied`, `read_only`, `invalid_input`, and those of a session.
    pub async fn create_folder(&self, args: CreateFolder) -> Result<(), IpcError> {
        let asked = Asked {
            what: AuditAction::CreateFolder,
            workspace: &args.workspace_id,
            meant: args.instance_id.as_deref(),
            path: &args.path,
        };
        self.change(asked, async |opened, path, _| {
            finish(&opened.lease, opened.files().create_dir(path).await)
        })
        .await
    }

    /// Renames or moves a file, a link or a folder, within one root.
    ///
    /// # Errors
    ///
    /// `conflict` when something has the new name, `not_found`, `permission_denied`, `read_only`, `invalid_input`, and those of a session.
    pub async fn move_entry(&self, args: MoveEntry) -> Result<(), IpcError> {
        let asked = Asked {
            what: AuditAction::Move,
            workspace: &args.workspace_id,
            meant: args.instance_id.as_deref(),
            path: &args.from,
        };
        self.change(asked, async |opened, from, entry| {
            entry.to = Some(args.to.clone());
            let to = absolute(&args.to, &opened.base)?;
            entry.to = Some(to.to_string());
            finish(&opened.lease, opened.files().rename(from, &to).await)
        })
        .await
    }

    /// Does a change on the instance that it is meant for, with its line in the audit log.
    async fn change<T>(
        &self,
        asked: Asked<'_>,
        work: impl AsyncFnOnce(&Opened, &RemotePath, &mut AuditEntry) -> Result<T, IpcError>,
    ) -> Result<T, IpcError> {
        self.must_be_writable(asked.workspace)?;
        let connection = self.connection()?;
        let site = self.site(&connection, asked.workspace).await?;
        let mut entry = self.audit().begin(asked.what).at(&site);
        entry.path = Some(asked.path.to_owned());
        let done = async {
            site.must_be(asked.meant)?;
            let opened = self.open_for_change(&connection, &site, &mut entry).await?;
            let path = absolute(asked.path, &opened.base)?;
            entry.path = Some(path.to_string());
            let done = work(&opened, &path, &mut entry).await?;
            if asked.what != AuditAction::CreateFolder {
                let to = entry.to.as_deref().map(RemotePath::parse);
                let paths = [Some(path), to.and_then(Result::ok)];
                self.files_changed(&connection, &site, &opened.base, paths.iter().flatten());
            }
            Ok(done)
        }
        .await;
        entry.settle_with(&done);
        done
    }
}
