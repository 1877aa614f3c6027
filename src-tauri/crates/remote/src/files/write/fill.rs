//! The temporary file: content, mode and owner, and onto the disk.

use std::collections::VecDeque;

use super::{Write, names};
use crate::{
    Error,
    files::{CHUNK_BYTES, CHUNKS_IN_FLIGHT, Place},
    sftp::{Attributes, FSYNC, OpenHandle, SftpError, TemporaryFile},
};

/// Of a file that did not exist before.
const NEW_FILE_MODE: u32 = 0o644;
const PERMISSION_BITS: u32 = 0o7777;

impl Write<'_> {
    /// Writes the content beside the target. Everything behind the last chunk goes out in one burst.
    pub(super) async fn fill(&self, folder: &Attributes) -> Result<TemporaryFile, Error> {
        let path = names::temporary(&self.at.real)?;
        let creating = self.at.place.sftp.create_temporary(path).await;
        let (temporary, handle) = creating.map_err(|error| self.at.error(error))?;
        let before = self.before.as_ref().map(|before| &before.attributes);
        let filled = self
            .fill_handle(handle, kept_attributes(before, folder))
            .await;
        match filled {
            Ok(()) => Ok(temporary),
            Err(error) => {
                let error = self.at.place.look_for_room(error, self.at.path).await;
                temporary.remove().await;
                Err(error)
            }
        }
    }

    async fn fill_handle(&self, handle: OpenHandle, kept: Attributes) -> Result<(), Error> {
        let sftp = &self.at.place.sftp;
        let mut asked = VecDeque::new();
        let offsets = (0_u64..).step_by(CHUNK_BYTES as usize);
        for (chunk, offset) in self.content.chunks(CHUNK_BYTES as usize).zip(offsets) {
            if asked.len() == CHUNKS_IN_FLIGHT
                && let Some(oldest) = asked.pop_front()
            {
                self.settled(oldest).await?;
            }
            asked.push_back(sftp.write(handle.as_bytes(), offset, chunk));
        }
        let end = finish(self.at.place, handle, kept, IsFlushed::Yes);
        for chunk in asked {
            self.settled(chunk).await?;
        }
        end.await.map_err(|error| self.at.error(error))
    }

    async fn settled(
        &self,
        request: impl Future<Output = Result<(), SftpError>>,
    ) -> Result<(), Error> {
        request.await.map_err(|error| self.at.error(error))
    }
}

/// Whether a file is brought onto the disk before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IsFlushed {
    Yes,
    No,
}

/// Sets mode and owner, flushes and closes, in one burst that is on its way when this returns.
pub(crate) fn finish(
    place: &Place,
    handle: OpenHandle,
    kept: Attributes,
    is_flushed: IsFlushed,
) -> impl Future<Output = Result<(), SftpError>> + Send + use<> {
    let sftp = &place.sftp;
    let set = sftp.fsetstat(handle.as_bytes(), kept);
    let is_flushed = is_flushed == IsFlushed::Yes && sftp.has(FSYNC);
    let flushed = is_flushed.then(|| sftp.fsync(handle.as_bytes()));
    let closed = handle.close();
    async move {
        set.await?;
        if let Some(flushed) = flushed {
            flushed.await?;
        }
        closed.await
    }
}

/// Mode and owner of the old file; of a new one, the usual mode and the owner of its folder.
pub(crate) fn kept_attributes(old: Option<&Attributes>, folder: &Attributes) -> Attributes {
    let mode = old
        .and_then(|attributes| attributes.mode)
        .unwrap_or(NEW_FILE_MODE);
    Attributes {
        mode: Some(mode & PERMISSION_BITS),
        owner: old.unwrap_or(folder).owner,
        ..Attributes::default()
    }
}
