//! The file commands: a session from the pool, a base folder, one operation.

use eice::InstanceId;
use futures_util::future::BoxFuture;
use pool::Lease;
use remote::{Content, Files, RemotePath, SshConnector, Version, WriteMode, base_candidates};

use crate::{
    Backend, ContentKind, Entry, EntryKind, ErrorCode, FileContent, FileVersion, IpcError,
    ListFiles, Listing, ReadFile, RemoveFile, TextEncoding, WorkspaceId, WriteFile, aws::give_back, clock::to_ms,
    connection::Connection, instances::no_instance, yaml,
};

/// The file of a workspace that its agent starts from.
pub(crate) const CONFIG_FILE: &str = "config.yaml";

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

/// A session, and the workspace's base folder on its instance.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) lease: Lease<SshConnector>,
    pub(crate) base: RemotePath,
}

/// The instance of a workspace, and which base folders its runtime may use.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) workspace: WorkspaceId,
    pub(crate) instance: InstanceId,
    pub(crate) runtime: String,
}

impl Backend {
    /// The entries of one folder.
    ///
    /// # Errors
    ///
    /// `not_found`, `permission_denied`, `invalid_input` for a path outside of the roots, and those of a session.
    pub async fn list_files(&self, args: ListFiles) -> Result<Listing, IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        reading(&connection, &site, None, |files, base| {
            let path = absolute(&args.path, &base);
            Box::pin(async move { Ok(to_listing(files.list(&path?).await?, &base)) })
        })
        .await
    }

    /// One file, for an editor.
    ///
    /// # Errors
    ///
    /// As [`Backend::list_files`].
    pub async fn read_file(&self, args: ReadFile) -> Result<FileContent, IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        reading(&connection, &site, None, |files, base| {
            let path = absolute(&args.path, &base);
            Box::pin(async move {
                let path = path?;
                let content = files.read(&path).await?;
                Ok(to_content(&path, content))
            })
        })
        .await
        .map(|content| content.on(&site))
    }

    /// All bytes of a file, of any kind and size.
    ///
    /// # Errors
    ///
    /// As [`Backend::list_files`].
    pub async fn read_bytes(&self, args: ReadFile) -> Result<Vec<u8>, IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        reading(&connection, &site, None, |files, base| {
            let path = absolute(&args.path, &base);
            Box::pin(async move {
                Ok(match files.read_all(&path?).await?.kind {
                    remote::ContentKind::Text(text) => text.into_bytes(),
                    remote::ContentKind::Binary(bytes) => bytes,
                    remote::ContentKind::TooLarge => Vec::new(),
                })
            })
        })
        .await
    }

    /// Replaces a file as a whole, or makes it.
    ///
    /// # Errors
    ///
    /// `conflict` when the file is not what `base` says, `invalid_yaml` for a config.yaml that no agent could start from,
    /// `tunnel_lost` and `timed_out` when the connection was lost and the file was not seen to be the new one afterwards, which the
    /// message tells; otherwise nothing was written.
    pub async fn write_file(&self, args: WriteFile) -> Result<FileVersion, IpcError> {
        let mode = match (args.overwrite, args.base) {
            (true, _) => WriteMode::Overwrite,
            (false, None) => WriteMode::Create,
            (false, Some(base)) => WriteMode::Replace(from_version(base)),
        };
        let makes_folders = mode == WriteMode::Create;
        let write = Write {
            path: &args.path,
            content: args.text.as_bytes(),
            mode,
            makes_folders,
            instance: args.instance_id.as_deref(),
        };
        self.write(&args.workspace_id, write).await.map(to_version)
    }

    /// Writes bytes over whatever is there, and makes the folders above.
    ///
    /// # Errors
    ///
    /// As [`Backend::write_file`], without `conflict`.
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
        self.write(workspace, write).await.map(to_version)
    }

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// `not_found`, `permission_denied`, `invalid_input` for a folder, `conflict` when the instance was replaced, and those of a session.
    pub async fn remove_file(&self, args: RemoveFile) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        site.must_be(args.instance_id.as_deref())?;
        let Opened { lease, base } = self.open_for_change(&connection, &site).await?;
        let path = absolute(&args.path, &base)?;
        finish(&lease, Files::new(&lease).remove(&path).await)
    }

    async fn write(&self, workspace: &WorkspaceId, write: Write<'_>) -> Result<Version, IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, workspace).await?;
        site.must_be(write.instance)?;
        let Opened { lease, base } = self.open_for_change(&connection, &site).await?;
        let path = absolute(write.path, &base)?;
        if path == base.join(CONFIG_FILE)? {
            yaml::check(write.content)?;
        }
        if write.makes_folders {
            make_folder_of(&lease, &path).await?;
        }
        let lost = match Files::new(&lease)
            .write(&path, write.content, &write.mode)
            .await
        {
            Err(error) if error.leaves_fate_unknown() => error,
            written => return finish(&lease, written),
        };
        give_back(&lease, &lost);
        drop(lease);
        read_back(&connection, &site, &path, write.content, lost).await
    }

    /// As [`open`], for what changes something: that may have waited, for a session or for credentials, and the workspace may be on
    /// another instance by now.
    async fn open_for_change(
        &self,
        connection: &Connection,
        site: &Site,
    ) -> Result<Opened, IpcError> {
        let opened = open(connection, site).await?;
        match self.site(connection, &site.workspace).await? {
            now if now.instance == site.instance => Ok(opened),
            now => now.must_be(Some(site.instance.as_str())).map(|()| opened),
        }
    }

    /// Where the files of a workspace are. Asks the platform only when the list has no instance for it.
    pub(crate) async fn site(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
    ) -> Result<Site, IpcError> {
        let known = self.state().workspace(&workspace.to_string());
        let row = match known.filter(|row| row.instance_id.is_some()) {
            Some(row) => row,
            None => self.take_row(connection, &connection.client.workspace(workspace).await?),
        };
        site_of(connection, *workspace, &row)
    }
}

impl Site {
    /// What was loaded from an instance must not land on its successor unseen, nor be removed there.
    fn must_be(&self, meant: Option<&str>) -> Result<(), IpcError> {
        let Some(meant) = meant.filter(|meant| *meant != self.instance.as_str()) else {
            return Ok(());
        };
        let message = format!(
            "the instance was replaced: this is of {meant}, and the workspace is on {} now",
            self.instance
        );
        let remedy = "Nothing was changed. Open the file on the new instance, compare, and go on there with what is still wanted.";
        Err(IpcError::new(ErrorCode::Conflict, message).with_remedy(remedy))
    }
}

/// Looks whether a write was done before its session was lost. It is never repeated: what is there decides.
async fn read_back(
    connection: &Connection,
    site: &Site,
    path: &RemotePath,
    content: &[u8],
    lost: remote::Error,
) -> Result<Version, IpcError> {
    tracing::info!(instance = %site.instance, "looking whether a write was done");
    let wanted = remote::sha256(content);
    let found = reading(connection, site, None, |files, _| {
        let path = path.clone();
        Box::pin(async move { files.read_all(&path).await.map(|content| content.version) })
    });
    let mut error = IpcError::from(lost);
    let outcome = match found.await {
        Ok(version) if version.sha256.as_ref() == Some(&wanted) => return Ok(version),
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
async fn make_folder_of(lease: &Lease<SshConnector>, path: &RemotePath) -> Result<(), IpcError> {
    match path.parent() {
        Some(folder) => finish(lease, Files::new(lease).create_dir_all(&folder).await),
        None => Ok(()),
    }
}

/// The site that a row names.
pub(crate) fn site_of(
    connection: &Connection,
    workspace: WorkspaceId,
    row: &crate::Workspace,
) -> Result<Site, IpcError> {
    let Some(instance) = &row.instance_id else {
        return Err(no_instance(connection, &row.name));
    };
    Ok(Site {
        workspace,
        instance: instance.parse()?,
        runtime: row.runtime.clone(),
    })
}

/// A session of the site and the workspace's base folder on it.
pub(crate) async fn open(connection: &Connection, site: &Site) -> Result<Opened, IpcError> {
    let lease = connection.aws()?.session(&site.instance).await?;
    let base = finish(&lease, base(connection, site, Files::new(&lease)).await)?;
    Ok(Opened { lease, base })
}

/// The base folder: the one that was found before, else the first of the runtime's that exists.
async fn base(
    connection: &Connection,
    site: &Site,
    files: Files<'_>,
) -> Result<RemotePath, remote::Error> {
    let workspace = site.workspace.to_string();
    let candidates = base_candidates(&site.runtime);
    if let Some(known) = connection.store.base(&workspace)
        && candidates.contains(&known.as_str())
    {
        return RemotePath::parse(&known);
    }
    let candidates: Vec<_> = candidates
        .iter()
        .map(|path| RemotePath::parse(path))
        .collect::<Result<_, _>>()?;
    let found = files.base(&candidates).await?;
    connection.store.set_base(&workspace, Some(found.as_str()));
    Ok(found)
}

/// Runs a read, on `opened` where there is one; a read that lost its session is repeated once on a fresh one.
pub(crate) async fn reading<T>(
    connection: &Connection,
    site: &Site,
    opened: Option<&Opened>,
    read: impl for<'s> Fn(Files<'s>, RemotePath) -> BoxFuture<'s, Result<T, remote::Error>>,
) -> Result<T, IpcError> {
    let own;
    let Opened { lease, base } = if let Some(opened) = opened {
        opened
    } else {
        own = open(connection, site).await?;
        &own
    };
    let error = match read(Files::new(lease), base.clone()).await {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    give_back(lease, &error);
    if !error.is_tunnel_lost() {
        return Err(error.into());
    }
    tracing::info!(instance = %site.instance, "repeating a read on a fresh session");
    let Opened { lease, base } = open(connection, site).await?;
    finish(&lease, read(Files::new(&lease), base).await)
}

fn finish<T>(lease: &Lease<SshConnector>, done: Result<T, remote::Error>) -> Result<T, IpcError> {
    done.map_err(|error| {
        give_back(lease, &error);
        error.into()
    })
}

/// Absolute paths stay; others stand below the base folder.
fn absolute(path: &str, base: &RemotePath) -> Result<RemotePath, remote::Error> {
    if path.starts_with('/') {
        RemotePath::parse(path)
    } else {
        base.join(path)
    }
}

pub(crate) fn to_content(path: &RemotePath, content: Content) -> FileContent {
    let (kind, text) = match content.kind {
        remote::ContentKind::Text(text) => (ContentKind::Text, Some(text)),
        remote::ContentKind::Binary(_) => (ContentKind::Binary, None),
        remote::ContentKind::TooLarge => (ContentKind::TooLarge, None),
    };
    FileContent {
        path: path.to_string(),
        instance_id: String::new(),
        kind,
        text,
        encoding: TextEncoding::Utf8,
        excerpt: None,
        mode: 0,
        version: to_version(content.version),
        read_only_reason: content.read_only_reason,
    }
}

impl FileContent {
    /// The same, with where it lies.
    pub(crate) fn on(self, site: &Site) -> Self {
        Self {
            instance_id: site.instance.to_string(),
            ..self
        }
    }
}

pub(crate) fn to_listing(listing: remote::Listing, base: &RemotePath) -> Listing {
    let entries = listing
        .entries
        .into_iter()
        .map(|entry| to_entry(entry, &listing.path));
    let entries: Vec<_> = entries.collect();
    Listing {
        base: base.to_string(),
        total: entries.len() as u64,
        entries,
        hidden: Vec::new(),
        path: listing.path.to_string(),
        read_only_reason: listing.read_only_reason,
    }
}

fn to_entry(entry: remote::Entry, folder: &RemotePath) -> Entry {
    let locked_reason = entry
        .is_name_lossy
        .then(|| "its name is not UTF-8, so it cannot be opened here".to_owned());
    Entry {
        path: format!("{}/{}", folder.as_str().trim_end_matches('/'), entry.name),
        name: entry.name,
        kind: match entry.kind {
            remote::EntryKind::File => EntryKind::File,
            remote::EntryKind::Folder => EntryKind::Folder,
            remote::EntryKind::Symlink => EntryKind::Symlink,
            remote::EntryKind::Other => EntryKind::Other,
        },
        size_bytes: entry.size_bytes,
        modified_ms: entry.modified.map(to_ms),
        locked_reason,
    }
}

fn to_version(version: Version) -> FileVersion {
    FileVersion {
        size_bytes: version.size_bytes,
        modified_ms: to_ms(version.modified),
        sha256: version.sha256,
    }
}

fn from_version(version: FileVersion) -> Version {
    Version {
        size_bytes: version.size_bytes,
        modified: std::time::Duration::from_millis(version.modified_ms),
        sha256: version.sha256,
    }
}
