//! Replacing a file as a whole.
//!
//! The new content goes into a temporary file in the same folder, with the mode and the owner of the old one, onto the disk, and
//! then over the old one in one step. Until that step the old file is untouched; a failure before it, or dropping the write,
//! removes the temporary file.

use std::time::Duration;

use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::{BoxFuture, try_join},
    stream,
};
use russh::keys::key::safe_rng;
use russh_sftp::protocol::FileAttributes;

use super::{
    CHUNK_BYTES, CHUNKS_IN_FLIGHT, Files, MAX_EDIT_BYTES, Place, Version,
    read::{read, sha256, version},
};
use crate::{Error, RemotePath, sftp::OpenHandle};

/// Of a file that did not exist before.
const NEW_FILE_MODE: u32 = 0o644;
const PERMISSION_BITS: u32 = 0o7777;

/// What a write expects to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteMode {
    /// Nothing: a file that exists is a conflict.
    Create,
    /// This version: any other is a conflict.
    Replace(Version),
    /// Whatever is there, or nothing.
    Overwrite,
}

impl Files<'_> {
    /// Writes `content` as the whole of `path`, or nothing at all. A link is followed and stays a link.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when the file is not what `mode` expects; [`Error::PermissionDenied`], also when mode or owner cannot be
    /// kept; [`Error::NotFound`] when the folder does not exist; [`Error::Unsupported`] when the server cannot replace a file in
    /// one step. [`Error::TunnelLost`] and [`Error::TimedOut`] leave open which of the two contents stands.
    pub async fn write(
        &self,
        path: &RemotePath,
        content: &[u8],
        mode: &WriteMode,
    ) -> Result<Version, Error> {
        let place = self.place(path).await?;
        self.run(&place, write(&place, path, content, mode))
            .await
            .map_err(|error| place.explain(error))
    }
}

impl Place {
    /// A refusal is better understood with the reason why the channel is not elevated.
    pub(super) fn explain(&self, error: Error) -> Error {
        match error {
            Error::PermissionDenied { path, hint: None } => Error::PermissionDenied {
                path,
                hint: self.read_only_reason.clone(),
            },
            error => error,
        }
    }
}

async fn write(
    place: &Place,
    path: &RemotePath,
    content: &[u8],
    mode: &WriteMode,
) -> Result<Version, Error> {
    let target = place.resolve(path).await?;
    let (attributes, folder) = try_join(existing(place, &target), place.folder_of(&target)).await?;
    check(place, path, &target, mode).await?;
    let kept = kept_attributes(attributes.as_ref(), &folder);
    let creating = place.sftp.create_temporary(temporary_name(&target)?).await;
    let (temporary, handle) = creating.map_err(|error| Error::from_sftp(error, path))?;
    let written = async {
        fill(place, path, handle, content, kept).await?;
        // The longest step is over: look once more, right before the one that counts.
        let now = existing(place, &target).await?;
        if *mode != WriteMode::Overwrite && !is_same(attributes.as_ref(), now.as_ref()) {
            let current = now.as_ref().map(|attrs| version(attrs, None));
            return Err(Error::Conflict {
                path: path.clone(),
                current,
            });
        }
        place.sftp.posix_rename(temporary.as_str(), &target).await
    }
    .await;
    match written {
        Ok(()) => temporary.keep(),
        Err(error) => {
            temporary.remove().await;
            return Err(error);
        }
    }
    let attrs = existing(place, &target).await?.unwrap_or_default();
    let modified = Duration::from_secs(attrs.mtime.unwrap_or(0).into());
    Ok(Version {
        size_bytes: content.len() as u64,
        modified,
        sha256: Some(sha256(content)),
    })
}

/// Compares what is there with what the caller expects.
async fn check(
    place: &Place,
    path: &RemotePath,
    target: &RemotePath,
    mode: &WriteMode,
) -> Result<(), Error> {
    let expected = match mode {
        WriteMode::Overwrite => return Ok(()),
        WriteMode::Create => None,
        WriteMode::Replace(version) => Some(version),
    };
    let current = match read(place, target, MAX_EDIT_BYTES).await {
        Ok((version, _)) => Some(version),
        Err(Error::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    let is_expected = match (expected, &current) {
        (None, None) => true,
        (Some(expected), Some(current)) => match (&expected.sha256, &current.sha256) {
            (Some(expected), Some(current)) => expected == current,
            _ => expected == current,
        },
        _ => false,
    };
    if is_expected {
        Ok(())
    } else {
        Err(Error::Conflict {
            path: path.clone(),
            current,
        })
    }
}

async fn existing(place: &Place, target: &RemotePath) -> Result<Option<FileAttributes>, Error> {
    let answer = place.sftp.raw().stat(target.as_str()).await;
    match answer.map_err(|error| Error::from_sftp(error, target)) {
        Ok(stat) if stat.attrs.is_regular() => Ok(Some(stat.attrs)),
        Ok(_) => Err(Error::InvalidPath {
            path: target.to_string(),
            reason: "it is not a regular file".to_owned(),
        }),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Mode and owner of the old file; of a new one, the usual mode and the owner of its folder.
fn kept_attributes(old: Option<&FileAttributes>, folder: &FileAttributes) -> FileAttributes {
    let mode = old
        .and_then(|attrs| attrs.permissions)
        .unwrap_or(NEW_FILE_MODE);
    let owner = old.unwrap_or(folder);
    FileAttributes {
        permissions: Some(mode & PERMISSION_BITS),
        uid: owner.uid,
        gid: owner.gid,
        ..FileAttributes::empty()
    }
}

fn is_same(before: Option<&FileAttributes>, now: Option<&FileAttributes>) -> bool {
    let shape = |attrs: Option<&FileAttributes>| attrs.map(|attrs| (attrs.size, attrs.mtime));
    shape(before) == shape(now)
}

/// `.name.XXXXXXXX.causeway` beside the target.
fn temporary_name(target: &RemotePath) -> Result<RemotePath, Error> {
    use russh::keys::ssh_key::rand_core::Rng;

    /// `NAME_MAX` is 255 bytes; this leaves room for the rest.
    const MAX_STEM_BYTES: usize = 200;
    let mut stem = target.name().to_owned();
    while stem.len() > MAX_STEM_BYTES {
        stem.pop();
    }
    let name = format!(".{stem}.{:08x}.causeway", safe_rng().next_u32());
    target.parent().unwrap_or_else(RemotePath::root).join(&name)
}

/// Fills the temporary file of `path` and brings it onto the disk.
async fn fill(
    place: &Place,
    path: &RemotePath,
    handle: OpenHandle,
    content: &[u8],
    kept: FileAttributes,
) -> Result<(), Error> {
    let to_error = |error| Error::from_sftp(error, path);
    let raw = place.sftp.raw();
    let written = async {
        write_chunks(place, path, handle.as_str(), content).await?;
        raw.fsetstat(handle.as_str(), kept)
            .await
            .map_err(to_error)?;
        if place.sftp.has_fsync() {
            raw.fsync(handle.as_str()).await.map_err(to_error)?;
        }
        Ok(())
    }
    .await;
    handle.close().await;
    written
}

async fn write_chunks(
    place: &Place,
    path: &RemotePath,
    handle: &str,
    content: &[u8],
) -> Result<(), Error> {
    let chunks = content
        .chunks(CHUNK_BYTES as usize)
        .zip((0_u64..).step_by(CHUNK_BYTES as usize));
    let writes: BoxFuture<'_, Result<(), Error>> = stream::iter(chunks)
        .map(|(chunk, offset)| async move {
            let done = place.sftp.raw().write(handle, offset, chunk.to_vec()).await;
            place.sftp.progressed();
            done.map(drop)
                .map_err(|error| Error::from_sftp(error, path))
        })
        .buffer_unordered(CHUNKS_IN_FLIGHT)
        .try_collect()
        .boxed();
    writes.await
}
