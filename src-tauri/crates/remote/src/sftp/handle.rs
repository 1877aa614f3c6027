//! An open file or folder on the server, closed however its use ends.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Sftp,
    client::{Asking, SftpError},
    foreseen::opened,
    wire::{Attributes, Request},
};

/// A handle of the server. Dropping it asks the server to close it and waits for nothing.
#[derive(Debug)]
pub(crate) struct OpenHandle {
    sftp: Arc<Sftp>,
    handle: Bytes,
    /// Given back once the handle is closed.
    permit: Option<OwnedSemaphorePermit>,
}

impl OpenHandle {
    pub(super) fn new(sftp: Arc<Sftp>, handle: Bytes, permit: OwnedSemaphorePermit) -> Self {
        Self {
            sftp,
            handle,
            permit: Some(permit),
        }
    }

    /// What requests use for it.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.handle
    }

    /// Writes `data` at `offset` of it.
    pub(crate) fn write(&self, offset: u64, data: &[u8]) -> Asking<()> {
        self.sftp.write(&self.handle, offset, data)
    }

    /// Gives it back to the server, and waits until that is done: of a file that was written, the answer may tell that it did not get
    /// onto the disk.
    pub(crate) fn close(mut self) -> Asking<()> {
        let permit = self.permit.take();
        self.ask_to_close(permit)
    }

    fn ask_to_close(&self, permit: Option<OwnedSemaphorePermit>) -> Asking<()> {
        let request = Request::Close {
            handle: &self.handle,
        };
        self.sftp.client.ask(&request, move |answer| {
            drop(permit);
            super::done(answer)
        })
    }
}

impl Drop for OpenHandle {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take() {
            // On its way by that.
            drop(self.ask_to_close(Some(permit)));
        }
    }
}

impl Sftp {
    /// Opens a file.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes what it opens.
    pub(crate) async fn open_file(
        self: &Arc<Self>,
        path: &str,
        flags: u32,
        attributes: Attributes,
    ) -> Result<OpenHandle, SftpError> {
        let permit = self.permit().await?;
        self.open_handle(
            &Request::Open {
                path,
                flags,
                attributes,
            },
            permit,
        )
        .await
    }

    /// Opens a folder for listing.
    ///
    /// # Cancel safety
    ///
    /// As [`Sftp::open_file`].
    pub(crate) async fn open_folder(self: &Arc<Self>, path: &str) -> Result<OpenHandle, SftpError> {
        self.foreseen_folders.told().await;
        let permit = self.permit().await?;
        self.open_handle(&Request::Opendir { path }, permit).await
    }

    /// Asks for a handle under a leave to have one.
    fn open_handle(
        self: &Arc<Self>,
        request: &Request<'_>,
        permit: OwnedSemaphorePermit,
    ) -> Asking<OpenHandle> {
        let sftp = Arc::clone(self);
        self.client
            .ask(request, move |answer| opened(sftp, answer, permit))
    }

    /// As [`Sftp::permit`], without waiting.
    pub(super) fn permit_now(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.handles).try_acquire_owned().ok()
    }

    /// Leave to open a handle, given back with it.
    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit, SftpError> {
        Arc::clone(&self.handles)
            .acquire_owned()
            .await
            .map_err(|error| SftpError::Ended(error.to_string()))
    }
}
