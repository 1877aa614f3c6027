//! A file that is gone again unless it took the place of another.

use std::sync::Arc;

use super::{
    Sftp,
    client::SftpError,
    handle::OpenHandle,
    wire::{Answer, Attributes, Request, flags},
};
use crate::RemotePath;

/// Nobody else reads it while it is being written.
const MODE: u32 = 0o600;

/// A new file. Dropping it asks the server to remove it and waits for nothing.
///
/// After a rename whose answer never came the name may be gone: removing it then does no harm, since it is nobody else's.
#[derive(Debug)]
pub(crate) struct TemporaryFile {
    sftp: Arc<Sftp>,
    /// Taken when there is nothing to remove any more.
    path: Option<RemotePath>,
}

impl TemporaryFile {
    /// A guard for a file that is at `path`, or is about to be.
    pub(crate) fn at(sftp: &Arc<Sftp>, path: RemotePath) -> Self {
        Self {
            sftp: Arc::clone(sftp),
            path: Some(path),
        }
    }

    /// Its path.
    pub(crate) fn as_str(&self) -> &str {
        self.path.as_ref().map_or("", RemotePath::as_str)
    }

    /// It has been renamed, or is to stay.
    pub(crate) fn keep(mut self) {
        self.path = None;
    }

    /// Removes it.
    ///
    /// # Cancel safety
    ///
    /// The request is on its way: dropping the future only ends the waiting.
    pub(crate) async fn remove(mut self) {
        if let Some(path) = self.path.take()
            && let Err(cause) = self.sftp.remove(path.as_str()).await
        {
            // What fails here fails with its session; the file that was to be replaced is whole in any case.
            tracing::debug!(%cause, %path, "a temporary file may be left");
        }
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            // On its way by that.
            drop(self.sftp.remove(path.as_str()));
        }
    }
}

impl Sftp {
    /// Makes `path`, which must not exist, and opens it for writing.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes and removes what it makes.
    pub(crate) async fn create_temporary(
        self: &Arc<Self>,
        path: RemotePath,
    ) -> Result<(TemporaryFile, OpenHandle), SftpError> {
        let permit = self.permit().await?;
        let sftp = Arc::clone(self);
        let attributes = Attributes {
            mode: Some(MODE),
            ..Attributes::default()
        };
        let request = Request::Open {
            path: path.as_str(),
            flags: flags::WRITE | flags::CREATE | flags::EXCLUSIVE,
            attributes,
        };
        let temporary = path.clone();
        self.client
            .ask(&request, move |answer| match answer {
                Answer::Handle(handle) => {
                    let temporary = TemporaryFile::at(&sftp, temporary);
                    Ok((temporary, OpenHandle::new(sftp, handle, permit)))
                }
                answer => Err(super::refusal(answer)),
            })
            .await
    }
}
