//! The journal of drafts: text that was typed and is not saved, kept on this machine.
//!
//! A draft is a file of its own, so that one that is torn costs no other. It is replaced as a whole and is on the disk before
//! [`Backend::keep_draft`] answers: whatever ends the app, `kill -9` and the mains included, leaves the last draft that was kept or
//! the one before it. App and CLI may share the folder. A file that is no draft is reported and left where it is: it may be all that
//! is left of somebody's work.
//!
//! # Layout
//!
//! - `file`: what is in one file, and how a torn one is noticed
//! - `folder`: the files, without waiting for turns

mod file;
mod folder;
#[cfg(test)]
mod tests;

use std::{io, path::PathBuf, sync::Arc};

use remote::RemotePath;
use tokio::{sync::Semaphore, task::spawn_blocking};

use self::folder::Folder;
use crate::{Backend, Draft, Drafts, DropDraft, ErrorCode, IpcError, settings::invalid};

/// Text and loaded text together. An editor loads files of at most 5 MiB.
const MAX_DRAFT_BYTES: usize = 16 << 20;

/// The drafts on this machine.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: Arc<Folder>,
    /// One change at a time, in the order that they were asked for. Whoever changes has the permit until the disk has answered, also
    /// when nobody waits for that any more: an older text would land on a newer one otherwise.
    turn: Arc<Semaphore>,
}

impl Journal {
    /// The journal in `folder`, which is made by the first draft.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder: Arc::new(Folder::new(folder)),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Runs one change in its turn.
    async fn change(
        &self,
        change: impl FnOnce(&Folder) -> io::Result<()> + Send + 'static,
    ) -> Result<(), IpcError> {
        let turn = self.turn.clone().acquire_owned().await;
        let folder = self.folder.clone();
        let done = spawn_blocking(move || {
            let _turn = turn;
            change(&folder)
        });
        self.said(done.await.map_err(io::Error::other).flatten())
    }

    fn said<T>(&self, done: io::Result<T>) -> Result<T, IpcError> {
        done.map_err(|error| {
            let message = format!("the drafts in {} failed: {error}", self.folder);
            IpcError::new(ErrorCode::Internal, message)
                .with_remedy("Make room there, or make the folder writable; then type on.")
        })
    }
}

impl Backend {
    /// Keeps unsaved text. It is on the disk when this answers; a newer one of the same file takes its place.
    ///
    /// Calls are applied in the order that they were first polled in, also when a caller no longer waits.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a draft of more than 16 MiB or of a path that is none, `internal` when the disk does not take it. What
    /// was kept before stays then.
    pub async fn keep_draft(&self, draft: Draft) -> Result<(), IpcError> {
        RemotePath::parse(&draft.path)?;
        let bytes = draft.text.len() + draft.base_text.as_ref().map_or(0, String::len);
        if bytes > MAX_DRAFT_BYTES {
            return Err(invalid(format!(
                "the draft of {} has {bytes} bytes with the text it began with, and at most {MAX_DRAFT_BYTES} (16 MiB) are kept: \
                 save it, or make it smaller",
                draft.path
            )));
        }
        let keeping = self.journal().change(move |folder| folder.keep(&draft));
        keeping.await
    }

    /// Forgets a draft. One that is not there is no error.
    ///
    /// # Errors
    ///
    /// `internal` when it cannot be removed.
    pub async fn drop_draft(&self, args: DropDraft) -> Result<(), IpcError> {
        let dropping = self.journal().change(move |folder| folder.remove(&args));
        dropping.await
    }

    /// Every draft on this machine, and the files beside them that cannot be read.
    ///
    /// # Errors
    ///
    /// `internal` when the folder cannot be read.
    pub async fn list_drafts(&self) -> Result<Drafts, IpcError> {
        let folder = self.journal().folder.clone();
        let listing = spawn_blocking(move || folder.list());
        let listed = listing.await.map_err(io::Error::other).flatten();
        self.journal().said(listed)
    }
}
