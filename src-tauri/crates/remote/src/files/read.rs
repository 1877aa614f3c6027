//! A whole file, as bytes.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, future::join, stream};
use russh_sftp::{
    client::error::Error as SftpError,
    protocol::{FileAttributes, OpenFlags, StatusCode},
};
use sha2::{Digest, Sha256};

use super::{CHUNK_BYTES, CHUNKS_IN_FLIGHT, Files, MAX_EDIT_BYTES, Place};
use crate::{Error, RemotePath};

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Size.
    pub size_bytes: u64,
    /// Last change since the epoch; whole seconds, SFTP has no more.
    pub modified: Duration,
    /// SHA-256 of the content in hexadecimal; `None` when it was not read.
    pub sha256: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentKind {
    /// UTF-8 without NUL.
    Text(String),
    /// Anything else.
    Binary(Vec<u8>),
    /// More than the caller takes; not read.
    TooLarge,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it holds.
    pub kind: ContentKind,
    /// Which state of it.
    pub version: Version,
    /// Why it cannot be written.
    pub read_only_reason: Option<String>,
}

impl Files<'_> {
    /// Reads a file for an editor: text, binary, or only its size above 5 MiB.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] for a folder or when a link leads out of the root.
    pub async fn read(&self, path: &RemotePath) -> Result<Content, Error> {
        self.read_up_to(path, MAX_EDIT_BYTES).await
    }

    /// Reads a file of any size into memory.
    ///
    /// # Errors
    ///
    /// As [`Files::read`].
    pub async fn read_all(&self, path: &RemotePath) -> Result<Content, Error> {
        self.read_up_to(path, u64::MAX).await
    }

    async fn read_up_to(&self, path: &RemotePath, max_bytes: u64) -> Result<Content, Error> {
        let place = self.place(path).await?;
        let (version, bytes) = self.run(&place, read(&place, path, max_bytes)).await?;
        let kind = match bytes {
            None => ContentKind::TooLarge,
            Some(bytes) if bytes.contains(&0) => ContentKind::Binary(bytes),
            Some(bytes) => String::from_utf8(bytes).map_or_else(
                |error| ContentKind::Binary(error.into_bytes()),
                ContentKind::Text,
            ),
        };
        Ok(Content {
            kind,
            version,
            read_only_reason: place.read_only_reason,
        })
    }
}

/// The version, and the bytes unless there are more than `max_bytes`.
pub(super) async fn read(
    place: &Place,
    path: &RemotePath,
    max_bytes: u64,
) -> Result<(Version, Option<Vec<u8>>), Error> {
    let raw = place.sftp.raw();
    let (real, stat) = join(place.resolve(path), raw.stat(path.as_str())).await;
    let to_error = |error| Error::from_sftp(error, path);
    let real = real?;
    let attrs = stat.map_err(to_error)?.attrs;
    regular(&attrs, path)?;
    let size_bytes = attrs.size.unwrap_or(0);
    if size_bytes > max_bytes {
        return Ok((version(&attrs, None), None));
    }
    // Only now: opening a pipe waits for its writer, and a path may lead out of the root.
    let handle = place
        .sftp
        .open_file(real.as_str(), OpenFlags::READ, FileAttributes::empty())
        .await
        .map_err(to_error)?;
    let bytes = read_handle(place, path, handle.as_str(), size_bytes).await;
    handle.close().await;
    let bytes = bytes?;
    Ok((version(&attrs, Some(&bytes)), Some(bytes)))
}

/// Reads `size_bytes` with many requests in flight. Of what a growing file gains meanwhile, only the rest of the last chunk
/// comes with it; a file that has shrunk is read to its new end.
async fn read_handle(
    place: &Place,
    path: &RemotePath,
    handle: &str,
    size_bytes: u64,
) -> Result<Vec<u8>, Error> {
    let offsets = (0..size_bytes).step_by(CHUNK_BYTES as usize);
    let mut chunks = stream::iter(offsets)
        .map(|offset| read_chunk(place, path, handle, offset))
        .buffered(CHUNKS_IN_FLIGHT);
    let mut bytes = Vec::with_capacity(usize::try_from(size_bytes).unwrap_or(0));
    while let Some(chunk) = chunks.try_next().await? {
        let is_last = chunk.len() < CHUNK_BYTES as usize;
        bytes.extend(chunk);
        if is_last {
            break;
        }
    }
    Ok(bytes)
}

/// One chunk, whole unless the file ends in it: servers may answer with less than was asked for.
async fn read_chunk(
    place: &Place,
    path: &RemotePath,
    handle: &str,
    offset: u64,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while bytes.len() < CHUNK_BYTES as usize {
        let missing = CHUNK_BYTES - u32::try_from(bytes.len()).unwrap_or(CHUNK_BYTES);
        let from = offset + bytes.len() as u64;
        let answer = place.sftp.raw().read(handle, from, missing).await;
        place.sftp.progressed();
        match answer {
            Ok(data) if data.data.is_empty() => break,
            Ok(data) => bytes.extend(data.data),
            Err(SftpError::Status(status)) if status.status_code == StatusCode::Eof => break,
            Err(error) => return Err(Error::from_sftp(error, path)),
        }
    }
    Ok(bytes)
}

fn regular(attrs: &FileAttributes, path: &RemotePath) -> Result<(), Error> {
    if attrs.is_regular() {
        return Ok(());
    }
    let what = if attrs.is_dir() {
        "a folder"
    } else {
        "not a regular file"
    };
    Err(Error::InvalidPath {
        path: path.to_string(),
        reason: format!("it is {what}"),
    })
}

/// The version of a file with these attributes and, when it was read, this content.
pub(super) fn version(attrs: &FileAttributes, content: Option<&[u8]>) -> Version {
    Version {
        size_bytes: content.map_or(attrs.size.unwrap_or(0), |bytes| bytes.len() as u64),
        modified: Duration::from_secs(attrs.mtime.unwrap_or(0).into()),
        sha256: content.map(sha256),
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(content: &[u8]) -> String {
    use std::fmt::Write;

    Sha256::digest(content)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            write!(text, "{byte:02x}").ok();
            text
        })
}
