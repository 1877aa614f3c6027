//! Writing a file.

use remote::{Conflict, RemotePath, WriteMode, Written};

use super::{
    CONFIG_FILE, Opened, Site, absolute,
    convert::{from_version, to_version},
    finish, read_at, to_content,
};
use crate::{
    AuditAction, Backend, ErrorCode, FileContent, FileVersion, IpcError, WorkspaceId, WriteFile,
    WriteOutcome, audit::Entry as AuditEntry, aws::give_back, connection::Connection, last_seen,
    yaml,
};

/// A write that is asked for.
struct Write<'a> {
    path: &'a str,
    content: &'a [u8],
    mode: WriteMode,
    /// Whether folders that do not exist are made.
    makes_folders: bool,
    /// The instance that it is meant for, where that matters.
    instance: Option<&'a str>,
}

impl Backend {
    /// Replaces a file as a whole, or makes it.
    ///
    /// # Errors
    ///
    /// `conflict` when the instance was replaced, `invalid_yaml` for a config.yaml that no agent could start from,
    /// `tunnel_lost` and `timed_out` when the connection was lost and the file was not seen to be the new one afterwards, which the
    /// message tells; otherwise nothing was written.
    pub async fn write_file(&self, args: WriteFile) -> Result<WriteOutcome, IpcError> {
        let mode = match (args.overwrite, args.base) {
            (true, _) => WriteMode::Overwrite,
            (false, None) => WriteMode::Create,
            (false, Some(base)) => WriteMode::Replace(from_version(base)),
        };
        let makes_folders = mode == WriteMode::Create;
        let write = Write {
            path: &args.path,
            content: &remote::encode(&args.text, args.encoding.into()),
            mode,
            makes_folders,
            instance: args.instance_id.as_deref(),
        };
        self.write(&args.workspace_id, write).await
    }

    /// Writes bytes over whatever is there, and makes the folders above.
    ///
    /// # Errors
    ///
    /// As [`Backend::write_file`]; `conflict` when somebody else has replaced the file in the same moment.
    pub async fn put_bytes(
        &self,
        workspace: &WorkspaceId,
        path: &str,
        content: &[u8],
    ) -> Result<FileVersion, IpcError> {
        let write = Write {
            path,
            content,
            mode: WriteMode::Overwrite,
            makes_folders: true,
            instance: None,
        };
        match self.write(workspace, write).await? {
            WriteOutcome::Saved { version, .. } => Ok(version),
            WriteOutcome::Conflict { .. } => Err(IpcError::new(
                ErrorCode::Conflict,
                format!("{path}: somebody else has written it in the same moment"),
            )),
        }
    }

    async fn write(
        &self,
        workspace: &WorkspaceId,
        write: Write<'_>,
    ) -> Result<WriteOutcome, IpcError> {
        self.must_be_writable(workspace)?;
        let connection = self.connection()?;
        let site = self.site(&connection, workspace).await?;
        let mut entry = self.audit().begin(AuditAction::Write).at(&site);
        entry.bytes = Some(write.content.len() as u64);
        // What was replaced was compared with this right before.
        let replaced = match &write.mode {
            WriteMode::Replace(base) => base.sha256.clone(),
            WriteMode::Create | WriteMode::Overwrite => None,
        };
        let outcome = self.write_at(&connection, &site, write, &mut entry).await;
        settle(entry, replaced, &outcome);
        outcome
    }

    async fn write_at(
        &self,
        connection: &Connection,
        site: &Site,
        write: Write<'_>,
        entry: &mut AuditEntry,
    ) -> Result<WriteOutcome, IpcError> {
        entry.path = Some(write.path.to_owned());
        site.must_be(write.instance)?;
        let opened = self.open_for_change(connection, site, entry).await?;
        let base = opened.base.clone();
        let path = absolute(write.path, &base)?;
        entry.path = Some(path.to_string());
        if path == base.join(CONFIG_FILE)? {
            yaml::check(write.content)?;
        }
        if write.makes_folders {
            make_folder_of(&opened, &path).await?;
        }
        let written = opened
            .files()
            .write(&path, write.content, &write.mode)
            .await;
        let outcome = match written {
            Ok(written) => saved(written),
            Err(remote::Error::Conflict { conflict, .. }) => in_conflict(site, &path, &conflict),
            Err(lost) if lost.leaves_fate_unknown() => {
                give_back(&opened.lease, &lost);
                drop(opened);
                read_back(connection, site, &path, write.content, lost).await?
            }
            Err(error) => return finish(&opened.lease, Err(error)),
        };
        self.written(connection, site, &base, (&path, write.content), &outcome);
        Ok(outcome)
    }

    /// Where a file was written that the agent runs with, a restart is due; config.yaml is shown as it is now when nobody answers.
    fn written(
        &self,
        connection: &Connection,
        site: &Site,
        base: &RemotePath,
        (path, content): (&RemotePath, &[u8]),
        outcome: &WriteOutcome,
    ) {
        let (WriteOutcome::Saved { version, .. }
        | WriteOutcome::Conflict {
            written: Some(version),
            ..
        }) = outcome
        else {
            return;
        };
        self.files_changed(connection, site, base, [path]);
        if base.join(CONFIG_FILE).is_ok_and(|config| config == *path) {
            self.while_current(connection, || {
                last_seen::config_written(&connection.store, site, path, content, version.clone());
            });
        }
    }
}

/// Writes the line of a write: what was there before, as far as it is known, and what is there now.
fn settle(
    mut entry: AuditEntry,
    replaced: Option<String>,
    outcome: &Result<WriteOutcome, IpcError>,
) {
    let hash = |file: &FileContent| file.version.sha256.clone();
    let (before, after) = match outcome {
        Ok(WriteOutcome::Saved { version, .. }) => (replaced, version),
        Ok(WriteOutcome::Conflict {
            theirs,
            written: Some(written),
            ..
        }) => (theirs.as_ref().and_then(hash), written),
        Ok(WriteOutcome::Conflict { written: None, .. }) => {
            return entry.settle(Err(ErrorCode::Conflict));
        }
        Err(error) => return entry.settle(Err(error.code)),
    };
    entry.sha256_before = before;
    entry.sha256_after.clone_from(&after.sha256);
    entry.settle(Ok(()));
}

fn saved(written: Written) -> WriteOutcome {
    WriteOutcome::Saved {
        version: to_version(written.version),
        is_verified: written.is_verified,
        notes: written.notes,
    }
}

fn in_conflict(site: &Site, path: &RemotePath, conflict: &Conflict) -> WriteOutcome {
    let Conflict {
        theirs,
        written,
        kept,
    } = conflict.clone();
    WriteOutcome::Conflict {
        theirs: theirs.map(|theirs| to_content(path, theirs).on(site)),
        written: written.map(to_version),
        kept_path: kept.map(|path| path.to_string()),
    }
}

/// Looks whether a write was done before its session was lost. It is never repeated: what is there decides.
async fn read_back(
    connection: &Connection,
    site: &Site,
    path: &RemotePath,
    content: &[u8],
    lost: remote::Error,
) -> Result<WriteOutcome, IpcError> {
    tracing::info!(instance = %site.instance, "looking whether a write was done");
    let wanted = remote::sha256(content);
    // Nowhere else: another instance knows nothing of it.
    let look = || {
        read_at(connection, site, None, |files, _| {
            let path = path.clone();
            Box::pin(async move { files.read_all(&path).await.map(|content| content.version) })
        })
    };
    let mut found = look().await;
    if matches!(&found, Err(error) if error.code == ErrorCode::TunnelLost) {
        found = look().await;
    }
    let mut error = IpcError::from(lost);
    let outcome = match found {
        Ok(version) if version.sha256.as_ref() == Some(&wanted) => {
            return Ok(saved(Written {
                version,
                is_verified: true,
                notes: Vec::new(),
            }));
        }
        Ok(_)
        | Err(IpcError {
            code: ErrorCode::NotFound,
            ..
        }) => "the file on the instance is not the new one: save again",
        Err(_) => "it is not known whether the file was saved: load it again before you go on",
    };
    error.message = format!("{}: {outcome}", error.message);
    Err(error)
}

/// A new file may name folders that do not exist yet.
async fn make_folder_of(opened: &Opened, path: &RemotePath) -> Result<(), IpcError> {
    match path.parent() {
        Some(folder) => finish(&opened.lease, opened.files().create_dir_all(&folder).await),
        None => Ok(()),
    }
}
