//! The file commands: a session from the pool, a base folder, one operation.

mod change;
mod convert;
mod list;
mod look;
mod search;
mod write;

use eice::InstanceId;
use futures_util::future::BoxFuture;
use pool::Lease;
use remote::{Files, RemotePath, SshConnector, base_candidates};

pub(crate) use self::{
    convert::{to_content, to_listing},
    list::in_order,
    search::Searches,
};
use crate::{
    Backend, ErrorCode, IpcError, WorkspaceId, audit::Entry as AuditEntry, aws::Aws,
    aws::give_back, connection::Connection, instances::no_instance,
};

/// The file of a workspace that its agent starts from.
pub(crate) const CONFIG_FILE: &str = "config.yaml";

/// A session, and the workspace's base folder on its instance.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) lease: Lease<SshConnector>,
    pub(crate) base: RemotePath,
}

impl Opened {
    /// The file operations, with the base folder as a root.
    pub(crate) fn files(&self) -> Files<'_> {
        Files::new(&self.lease).with_root(&self.base)
    }

    /// The same, for a transfer.
    pub(crate) fn bulk_files(&self) -> Files<'_> {
        Files::bulk(&self.lease).with_root(&self.base)
    }
}

/// The instance of a workspace, and which base folders its runtime may use.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) workspace: WorkspaceId,
    pub(crate) instance: InstanceId,
    pub(crate) runtime: String,
    /// The base folder that the user has set in place of the runtime's.
    pub(crate) base_folder: Option<RemotePath>,
}

impl Backend {
    /// As [`open`], for what changes something: that may have waited, for a session or for credentials, and the workspace may be on
    /// another instance by now, or be read-only. `entry` learns as whom it is done.
    pub(crate) async fn open_for_change(
        &self,
        connection: &Connection,
        site: &Site,
        entry: &mut AuditEntry,
    ) -> Result<Opened, IpcError> {
        entry.os_user = Some(connection.aws().await?.os_user().to_owned());
        let opened = open(connection, site).await;
        // First of all: that the instance was replaced is also why it could not be opened.
        match self.site(connection, &site.workspace).await {
            Ok(now) => now.must_be(Some(site.instance.as_str()))?,
            Err(error) => return Err(opened.err().unwrap_or(error)),
        }
        self.must_be_writable(&site.workspace)?;
        opened
    }

    /// Where the files of a workspace are. Asks the platform only when the list has no instance for it.
    pub(crate) async fn site(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
    ) -> Result<Site, IpcError> {
        if let Some(listed) = self.listed_site(connection, workspace) {
            return listed;
        }
        let row = self.read_row(connection, workspace).await?;
        self.site_of(connection, *workspace, &row)
    }

    /// The same, if the list has an instance for it.
    pub(crate) fn listed_site(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
    ) -> Option<Result<Site, IpcError>> {
        let row = self.state().workspace(&workspace.to_string())?;
        row.instance_id.as_ref()?;
        Some(self.site_of(connection, *workspace, &row))
    }

    /// Where to try once more after `error` at `site`: at its successor, where the list has one by now, since whoever heard of that has
    /// removed the connection under us; at the same place, where only the session was lost.
    pub(crate) fn next_site(
        &self,
        connection: &Connection,
        site: &Site,
        error: &IpcError,
    ) -> Option<Site> {
        let listed = self.listed_site(connection, &site.workspace);
        let successor = listed
            .and_then(Result::ok)
            .filter(|listed| listed.instance != site.instance);
        successor.or_else(|| (error.code == ErrorCode::TunnelLost).then(|| site.clone()))
    }

    /// Runs a read on the instance of a workspace, and where it was done. It is tried once more as [`Backend::next_site`] has it.
    pub(crate) async fn reading<T>(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
        read: impl for<'s> Fn(Files<'s>, RemotePath) -> BoxFuture<'s, Result<T, remote::Error>>,
    ) -> Result<(Site, T), IpcError> {
        let site = self.site(connection, workspace).await?;
        let error = match read_at(connection, &site, None, &read).await {
            Ok(value) => return Ok((site, value)),
            Err(error) => error,
        };
        let Some(next) = self.next_site(connection, &site, &error) else {
            return Err(error);
        };
        tracing::info!(instance = %next.instance, "repeating a read: {error}");
        let value = read_at(connection, &next, None, &read).await?;
        Ok((next, value))
    }

    /// The site that a row names.
    pub(crate) fn site_of(
        &self,
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
            base_folder: self.settings().base_folder(&workspace)?,
        })
    }
}

impl Site {
    /// What was loaded from an instance must not land on its successor unseen, nor be removed there.
    pub(crate) fn must_be(&self, meant: Option<&str>) -> Result<(), IpcError> {
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

/// A session of the site and the workspace's base folder on it.
pub(crate) async fn open(connection: &Connection, site: &Site) -> Result<Opened, IpcError> {
    let lease = connection.aws().await?.session(&site.instance).await?;
    let base = finish(&lease, base(connection, site, Files::new(&lease)).await)?;
    Ok(Opened { lease, base })
}

/// The same for somebody who has not asked yet, if a session can be spared.
pub(crate) async fn open_ahead(
    connection: &Connection,
    aws: &Aws,
    site: &Site,
) -> Result<Option<Opened>, IpcError> {
    let Some(lease) = aws.session_ahead(&site.instance).await? else {
        return Ok(None);
    };
    let base = finish(&lease, base(connection, site, Files::new(&lease)).await)?;
    Ok(Some(Opened { lease, base }))
}

/// The base folder: the user's own, else the one that was found before, else the first of the runtime's that exists.
async fn base(
    connection: &Connection,
    site: &Site,
    files: Files<'_>,
) -> Result<RemotePath, remote::Error> {
    if let Some(own) = &site.base_folder {
        return Ok(own.clone());
    }
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

/// Runs a read at `site`, on `opened` where there is one.
pub(crate) async fn read_at<T>(
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
    let files = Files::new(lease).with_root(base);
    finish(lease, read(files, base.clone()).await)
}

pub(crate) fn finish<T>(
    lease: &Lease<SshConnector>,
    done: Result<T, remote::Error>,
) -> Result<T, IpcError> {
    done.map_err(|error| {
        give_back(lease, &error);
        error.into()
    })
}

/// Absolute paths stay; others stand below the base folder.
pub(crate) fn absolute(path: &str, base: &RemotePath) -> Result<RemotePath, remote::Error> {
    if path.starts_with('/') {
        RemotePath::parse(path)
    } else {
        base.join(path)
    }
}
