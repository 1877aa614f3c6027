//! Where a panel's files are: on the instance that is known, or on its successor.

use futures_util::future::BoxFuture;
use remote::{Files, RemotePath};

use super::Opening;
use crate::{
    ErrorCode, IpcError,
    files::{self, Opened, Site},
};

/// How often an opening goes on elsewhere: to a fresh session at first, and then to another instance only.
const MOVES: [Move; 2] = [Move::Any, Move::Elsewhere];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// Also to the same instance, where only the session was lost.
    Any,
    /// To another instance.
    Elsewhere,
}

impl Opening<'_> {
    /// A session and the base folder at the place of the workspace.
    ///
    /// A restart on the platform makes a new instance. The one from the list is tried at once; when it is gone, its successor is.
    pub(super) async fn open_site(&self) -> Result<(Site, Opened), IpcError> {
        let mut site = self.site().await?;
        for allowed in MOVES {
            match self.open(&site).await {
                Ok(opened) => return Ok((site, opened)),
                Err(error) => site = self.next_site(&site, error, allowed).await?,
            }
        }
        let opened = self.open(&site).await?;
        Ok((site, opened))
    }

    /// Where to go on after `error` at `site`: as for every read, and where the instance seems to be gone, to what the row leg of this
    /// opening tells. Where that is nowhere else, `error` stays.
    async fn next_site(
        &self,
        site: &Site,
        error: IpcError,
        allowed: Move,
    ) -> Result<Site, IpcError> {
        let next = self.backend.next_site(self.connection, site, &error);
        let is_elsewhere = |next: &Site| next.instance != site.instance;
        if let Some(next) = next.filter(|next| allowed == Move::Any || is_elsewhere(next)) {
            return Ok(next);
        }
        let is_gone = matches!(
            error.code,
            ErrorCode::InstanceNotFound
                | ErrorCode::InstanceStopped
                | ErrorCode::TargetUnreachable
                | ErrorCode::TunnelLost
                | ErrorCode::TimedOut
        );
        if !is_gone || !self.has_row_leg {
            return Err(error);
        }
        // What is wrong with the platform, the other legs tell.
        let told = self.settled_row().await.and_then(|row| self.site_of(&row));
        told.ok().filter(is_elsewhere).ok_or(error)
    }

    /// Opens the session, and keeps it ahead of its end for as long as the panel is open.
    async fn open(&self, site: &Site) -> Result<Opened, IpcError> {
        let aws = self.connection.aws().await?;
        let target = aws.target(&site.instance).await?;
        let interests = self.backend.interests();
        interests.hold(self.workspace, aws.pool(), target);
        if self.closed.is_cancelled() {
            // Whoever has closed the panel may have let go of it right before.
            interests.release(self.workspace);
        }
        files::open(self.connection, site).await
    }

    /// Reads at `site`. A session that was open already may turn out to be that of an instance that is gone; then at its successor's.
    pub(super) async fn reading<T>(
        &self,
        (site, opened): (&Site, &Opened),
        read: impl for<'s> Fn(Files<'s>, RemotePath) -> BoxFuture<'s, Result<T, remote::Error>>,
    ) -> Result<(Site, T), IpcError> {
        let mut site = site.clone();
        let mut done = files::read_at(self.connection, &site, Some(opened), &read).await;
        for allowed in MOVES {
            match done {
                Ok(value) => return Ok((site, value)),
                Err(error) => site = self.next_site(&site, error, allowed).await?,
            }
            done = self.read_at(&site, &read).await;
        }
        done.map(|value| (site, value))
    }

    async fn read_at<T>(
        &self,
        site: &Site,
        read: impl for<'s> Fn(Files<'s>, RemotePath) -> BoxFuture<'s, Result<T, remote::Error>>,
    ) -> Result<T, IpcError> {
        let opened = self.open(site).await?;
        files::read_at(self.connection, site, Some(&opened), read).await
    }

    /// The instance: from the list, else from the row leg of this opening, else asked for.
    async fn site(&self) -> Result<Site, IpcError> {
        let listed = self.backend.listed_site(self.connection, &self.workspace);
        if let Some(listed) = listed {
            return listed;
        }
        if !self.has_row_leg {
            return self.backend.site(self.connection, &self.workspace).await;
        }
        self.site_of(&self.settled_row().await?)
    }

    fn site_of(&self, row: &crate::Workspace) -> Result<Site, IpcError> {
        self.backend.site_of(self.connection, self.workspace, row)
    }

    /// The row leg's answer, once it is there.
    async fn settled_row(&self) -> Result<crate::Workspace, IpcError> {
        let mut row = self.row.subscribe();
        let settled = row.wait_for(Option::is_some).await.map(|row| row.clone());
        settled.ok().flatten().unwrap_or_else(|| {
            Err(IpcError::new(
                ErrorCode::Internal,
                "the workspace leg ended without an answer",
            ))
        })
    }
}
