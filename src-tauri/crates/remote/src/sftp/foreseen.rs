//! Handles that are used before the server has given them out.
//!
//! What is asked for under such a handle counts only if the server then gives out exactly this one, which [`Foreseen::told`] says.
//! Asking a file for its bytes under a wrong handle does no harm. Asking a folder for its names takes them away from whoever else reads
//! it: who foresees a folder wrongly reads it anew, and nobody opens one while another's handle is only foreseen.
//! Nothing is closed and nothing is written under a handle that is only foreseen.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, watch};

use super::{
    Sftp,
    client::{Asking, SftpError},
    handle::OpenHandle,
    mirror::Number,
    wire::{Answer, Attributes, Request, flags},
};

/// A handle on its way.
#[derive(Debug)]
pub(crate) struct Foreseen {
    number: Number,
    opening: Asking<OpenHandle>,
}

/// What has become of a foreseen handle.
#[derive(Debug)]
pub(crate) enum Told {
    /// It is the one that was foreseen.
    Right(OpenHandle),
    /// It is another. Dropping it closes it.
    Wrong(OpenHandle),
}

impl Foreseen {
    /// What requests use for it.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.number
    }

    /// What the server has given out.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes what it opens.
    pub(crate) async fn told(self) -> Result<Told, SftpError> {
        let handle = self.opening.await?;
        if *handle.as_bytes() == self.number {
            Ok(Told::Right(handle))
        } else {
            Ok(Told::Wrong(handle))
        }
    }
}

/// Folders whose handles are only foreseen, so that nobody opens another meanwhile.
#[derive(Debug, Clone, Default)]
pub(super) struct ForeseenFolders(watch::Sender<usize>);

/// One of them.
struct Counted(ForeseenFolders);

impl ForeseenFolders {
    fn count(&self) -> Counted {
        self.0.send_modify(|folders| *folders += 1);
        Counted(self.clone())
    }

    /// Waits until all are told.
    pub(super) async fn told(&self) {
        // The sender is ours and lives.
        self.0
            .subscribe()
            .wait_for(|folders| *folders == 0)
            .await
            .ok();
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.send_modify(|folders| *folders -= 1);
    }
}

impl Sftp {
    /// Opens a file that is known to be there, for reading; `None` where its handle is not to be foreseen.
    pub(crate) fn foresee_file(self: &Arc<Self>, path: &str) -> Option<Foreseen> {
        let request = Request::Open {
            path,
            flags: flags::READ,
            attributes: Attributes::default(),
        };
        self.foresee(&request, None)
    }

    /// Opens a folder that is known to be there, for listing; `None` where its handle is not to be foreseen.
    pub(crate) fn foresee_folder(self: &Arc<Self>, path: &str) -> Option<Foreseen> {
        let counted = self.foreseen_folders.count();
        self.foresee(&Request::Opendir { path }, Some(counted))
    }

    fn foresee(
        self: &Arc<Self>,
        request: &Request<'_>,
        counted: Option<Counted>,
    ) -> Option<Foreseen> {
        let permit = self.permit_now()?;
        let sftp = Arc::clone(self);
        let (number, opening) = self.client.foresee(request, move |answer| {
            drop(counted);
            opened(sftp, answer, permit)
        })?;
        Some(Foreseen { number, opening })
    }

    /// Whether the server has counted its handles as OpenSSH's does, and has answered in turn.
    pub(crate) fn is_foreseeable(&self) -> bool {
        self.client.is_foreseeable()
    }
}

/// The handle that a server gives out.
pub(super) fn opened(
    sftp: Arc<Sftp>,
    answer: Answer,
    permit: OwnedSemaphorePermit,
) -> Result<OpenHandle, SftpError> {
    match answer {
        Answer::Handle(handle) => Ok(OpenHandle::new(sftp, handle, permit)),
        answer => Err(super::refusal(answer)),
    }
}
