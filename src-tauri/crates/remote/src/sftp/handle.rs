//! An open file or folder on the server, closed however its use ends.

use std::sync::Arc;

use russh_sftp::{
    client::error::Error as SftpError,
    protocol::{FileAttributes, OpenFlags},
};
use tokio::{sync::OwnedSemaphorePermit, task::JoinHandle};
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::Sftp;

/// A handle of the server. Dropping it closes it in the background; [`OpenHandle::close`] waits for that.
#[derive(Debug)]
pub(crate) struct OpenHandle {
    sftp: Arc<Sftp>,
    /// Taken when it is closed.
    handle: Option<String>,
    _permit: OwnedSemaphorePermit,
    /// From before the task that opened it ends until the one that closes it has begun, so that a session waits for both.
    _pending: TaskTrackerToken,
}

impl OpenHandle {
    /// The name that requests use for it.
    pub(crate) fn as_str(&self) -> &str {
        self.handle.as_deref().unwrap_or_default()
    }

    /// Gives it back to the server. The work is done by then; a server that cannot close it costs a handle of its own.
    pub(crate) async fn close(mut self) {
        if let Some(handle) = self.handle.take() {
            close(&self.sftp, handle).await;
        }
    }
}

impl Drop for OpenHandle {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            let sftp = Arc::clone(&self.sftp);
            self.sftp
                .background
                .spawn(async move { close(&sftp, handle).await });
        }
    }
}

async fn close(sftp: &Sftp, handle: String) {
    if let Err(error) = sftp.raw.close(handle).await {
        tracing::debug!(%error, "closing a handle");
    }
}

impl Sftp {
    /// Opens a file.
    ///
    /// # Cancel safety
    ///
    /// The request is a task of its own: dropping the future closes what it opens.
    pub(crate) async fn open_file(
        self: &Arc<Self>,
        path: &str,
        flags: OpenFlags,
        attributes: FileAttributes,
    ) -> Result<OpenHandle, SftpError> {
        let (sftp, path) = (Arc::clone(self), path.to_owned());
        finish(
            self.background
                .spawn(async move { open_file(&sftp, &path, flags, attributes).await }),
        )
        .await
    }

    /// Opens a folder for listing.
    ///
    /// # Cancel safety
    ///
    /// As [`Sftp::open_file`].
    pub(crate) async fn open_folder(self: &Arc<Self>, path: &str) -> Result<OpenHandle, SftpError> {
        let (sftp, path) = (Arc::clone(self), path.to_owned());
        finish(self.background.spawn(async move {
            let permit = permit(&sftp).await?;
            let handle = sftp.raw.opendir(path).await?.handle;
            Ok(OpenHandle {
                _pending: sftp.background.token(),
                sftp,
                handle: Some(handle),
                _permit: permit,
            })
        }))
        .await
    }
}

/// Opens a file; what calls this is a task that ends with the answer.
pub(super) async fn open_file(
    sftp: &Arc<Sftp>,
    path: &str,
    flags: OpenFlags,
    attributes: FileAttributes,
) -> Result<OpenHandle, SftpError> {
    let permit = permit(sftp).await?;
    let handle = sftp.raw.open(path, flags, attributes).await?.handle;
    Ok(OpenHandle {
        _pending: sftp.background.token(),
        sftp: Arc::clone(sftp),
        handle: Some(handle),
        _permit: permit,
    })
}

/// Leave to open a handle, given back with it.
async fn permit(sftp: &Sftp) -> Result<OwnedSemaphorePermit, SftpError> {
    Arc::clone(&sftp.handles)
        .acquire_owned()
        .await
        .map_err(|error| ended(&error))
}

/// The task ends with the runtime, or with its answer; its drop would not stop it.
pub(super) async fn finish<T>(task: JoinHandle<Result<T, SftpError>>) -> Result<T, SftpError> {
    task.await.unwrap_or_else(|error| Err(ended(&error)))
}

fn ended(error: &dyn std::error::Error) -> SftpError {
    SftpError::UnexpectedBehavior(error.to_string())
}
