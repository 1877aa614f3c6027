//! A file that is gone again unless it took the place of another.

use std::sync::Arc;

use russh_sftp::{
    client::error::Error as SftpError,
    protocol::{FileAttributes, OpenFlags},
};
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::{
    Sftp,
    handle::{OpenHandle, finish, open_file},
};
use crate::RemotePath;

/// Nobody else reads it while it is being written.
const MODE: u32 = 0o600;

/// A new file. Dropping it removes it in the background; [`TemporaryFile::remove`] waits for that.
///
/// After a rename whose answer never came the name may be gone: removing it then does no harm, since it is nobody else's.
#[derive(Debug)]
pub(crate) struct TemporaryFile {
    sftp: Arc<Sftp>,
    /// Taken when there is nothing to remove any more.
    path: Option<RemotePath>,
    /// As in [`OpenHandle`].
    _pending: TaskTrackerToken,
}

impl TemporaryFile {
    /// Its path.
    pub(crate) fn as_str(&self) -> &str {
        self.path.as_ref().map_or("", RemotePath::as_str)
    }

    /// It has been renamed.
    pub(crate) fn keep(mut self) {
        self.path = None;
    }

    /// Removes it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the removal to the background.
    pub(crate) async fn remove(mut self) {
        if let Some(path) = &self.path {
            remove(&self.sftp, path).await;
        }
        self.path = None;
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            let sftp = Arc::clone(&self.sftp);
            self.sftp
                .background
                .spawn(async move { remove(&sftp, &path).await });
        }
    }
}

async fn remove(sftp: &Sftp, path: &RemotePath) {
    // What fails here fails with its session; the file that was to be replaced is whole in any case.
    if let Err(cause) = sftp.raw.remove(path.as_str()).await {
        tracing::debug!(%cause, %path, "a temporary file may be left");
    }
}

impl Sftp {
    /// Makes `path`, which must not exist, and opens it for writing.
    ///
    /// # Cancel safety
    ///
    /// The request is a task of its own: dropping the future closes and removes what it makes.
    pub(crate) async fn create_temporary(
        self: &Arc<Self>,
        path: RemotePath,
    ) -> Result<(TemporaryFile, OpenHandle), SftpError> {
        let sftp = Arc::clone(self);
        finish(self.background.spawn(async move {
            let attributes = FileAttributes {
                permissions: Some(MODE),
                ..FileAttributes::empty()
            };
            let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::EXCLUDE;
            let handle = open_file(&sftp, path.as_str(), flags, attributes).await?;
            let temporary = TemporaryFile {
                _pending: sftp.background.token(),
                sftp,
                path: Some(path),
            };
            Ok((temporary, handle))
        }))
        .await
    }
}
