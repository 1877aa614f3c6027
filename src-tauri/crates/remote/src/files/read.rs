//! A whole file, as bytes.

use std::{collections::VecDeque, time::Duration};

use futures_util::future::join;
use sha2::{Digest, Sha256};

use super::{
    CHUNK_BYTES, CHUNKS_IN_FLIGHT, Encoding, Files, MAX_EDIT_BYTES, Place,
    open::{Found, open},
    text::{decode, decode_for_show},
};
use crate::{Error, RemotePath, sftp::Attributes};

/// How much is shown of either end of a file that is too large.
const EXCERPT_BYTES: u64 = 64 << 10;
const PERMISSION_BITS: u32 = 0o7777;

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
    /// Can be edited; the bytes that it stands for are those of the [`Encoding`].
    Text(String, Encoding),
    /// Anything else.
    Binary(Vec<u8>),
    /// More than 5 MiB: its two ends, cut at lines, for a look.
    TooLarge {
        /// The first 64 KiB at most.
        head: String,
        /// The last 64 KiB at most.
        tail: String,
        /// Bytes between the two.
        omitted_bytes: u64,
    },
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it holds.
    pub kind: ContentKind,
    /// Which state of it.
    pub version: Version,
    /// Permission bits.
    pub mode: u32,
    /// Why it cannot be written.
    pub read_only_reason: Option<String>,
}

/// All bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Which state of the file.
    pub version: Version,
}

impl Files<'_> {
    /// Reads a file for an editor: text, binary, or only the two ends above 5 MiB.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] for a folder or when a link leads out of the root.
    pub async fn read(&self, path: &RemotePath) -> Result<Content, Error> {
        self.reading(path, |place, path| Box::pin(read_content(place, path)))
            .await
    }

    /// Reads a file of any size into memory.
    ///
    /// # Errors
    ///
    /// As [`Files::read`].
    pub async fn read_all(&self, path: &RemotePath) -> Result<Whole, Error> {
        self.reading(path, |place, path| {
            Box::pin(async move {
                let mut found = open(place, path, u64::MAX).await?;
                let bytes = found.bytes(place, path).await?;
                Ok(Whole {
                    version: version(&found.attributes, Some(&bytes)),
                    bytes,
                })
            })
        })
        .await
    }
}

/// What [`Files::read`] answers, for whoever has the place already.
pub(super) async fn read_content(place: &Place, path: &RemotePath) -> Result<Content, Error> {
    let mut found = open(place, path, MAX_EDIT_BYTES).await?;
    let (kind, version) = if found.size_bytes() > MAX_EDIT_BYTES {
        (
            found.excerpt(place, path).await?,
            version(&found.attributes, None),
        )
    } else {
        let bytes = found.bytes(place, path).await?;
        let version = version(&found.attributes, Some(&bytes));
        let kind = match decode(bytes) {
            Ok((text, encoding)) => ContentKind::Text(text, encoding),
            Err(bytes) => ContentKind::Binary(bytes),
        };
        (kind, version)
    };
    Ok(Content {
        kind,
        version,
        mode: found.attributes.mode.unwrap_or(0) & PERMISSION_BITS,
        read_only_reason: place.read_only_reason.clone(),
    })
}

impl Found {
    pub(super) fn size_bytes(&self) -> u64 {
        self.attributes.size_bytes.unwrap_or(0)
    }

    /// All that it holds. Of what a growing file gains meanwhile, only the rest of the last chunk comes with it; a file that has shrunk
    /// is read to its new end.
    pub(super) async fn bytes(
        &mut self,
        place: &Place,
        path: &RemotePath,
    ) -> Result<Vec<u8>, Error> {
        let mut bytes = std::mem::take(&mut self.beginning);
        let from = bytes.len() as u64;
        if let Some(left) = self.size_bytes().checked_sub(from).filter(|left| *left > 0) {
            bytes.extend(self.range(place, path, from, left).await?);
        }
        Ok(bytes)
    }

    async fn excerpt(&self, place: &Place, path: &RemotePath) -> Result<ContentKind, Error> {
        let size = self.size_bytes();
        let (head, tail) = join(
            self.range(place, path, 0, EXCERPT_BYTES),
            self.range(place, path, size - EXCERPT_BYTES, EXCERPT_BYTES),
        )
        .await;
        let (mut head, mut tail) = (head?, tail?);
        if let Some(end) = head.iter().rposition(|byte| *byte == b'\n') {
            head.truncate(end + 1);
        }
        if let Some(end) = tail.iter().position(|byte| *byte == b'\n') {
            tail.drain(..=end);
        }
        Ok(ContentKind::TooLarge {
            omitted_bytes: size.saturating_sub((head.len() + tail.len()) as u64),
            head: decode_for_show(&head),
            tail: decode_for_show(&tail),
        })
    }

    /// At most `length` bytes from `offset`, rounded up to whole chunks, with many requests in flight.
    async fn range(
        &self,
        place: &Place,
        path: &RemotePath,
        offset: u64,
        length: u64,
    ) -> Result<Vec<u8>, Error> {
        let end = offset + length;
        let mut next = offset;
        let mut asked = VecDeque::new();
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        loop {
            while next < end && asked.len() < CHUNKS_IN_FLIGHT {
                asked.push_back(read_chunk(place, path, self.handle.as_bytes(), next));
                next += u64::from(CHUNK_BYTES);
            }
            let Some(chunk) = asked.pop_front() else {
                return Ok(bytes);
            };
            let chunk = chunk.await?;
            let is_last = chunk.len() < CHUNK_BYTES as usize;
            bytes.extend(chunk);
            if is_last {
                return Ok(bytes);
            }
        }
    }
}

/// One chunk, whole unless the file ends in it: servers may answer with less than was asked for. Its first request is on its way when
/// this returns.
fn read_chunk<'a>(
    place: &'a Place,
    path: &'a RemotePath,
    handle: &'a [u8],
    offset: u64,
) -> impl Future<Output = Result<Vec<u8>, Error>> + use<'a> {
    let first = place.sftp.read(handle, offset, CHUNK_BYTES);
    async move {
        let to_error = |error| Error::from_sftp(error, path);
        let mut bytes = Vec::new();
        let mut answer = first.await.map_err(to_error)?;
        while let Some(data) = answer {
            bytes.extend_from_slice(&data);
            let missing =
                CHUNK_BYTES.saturating_sub(u32::try_from(bytes.len()).unwrap_or(CHUNK_BYTES));
            if missing == 0 {
                break;
            }
            let from = offset + bytes.len() as u64;
            answer = place
                .sftp
                .read(handle, from, missing)
                .await
                .map_err(to_error)?;
        }
        Ok(bytes)
    }
}

/// The version of a file with these attributes and, when it was read, this content.
pub(super) fn version(attributes: &Attributes, content: Option<&[u8]>) -> Version {
    Version {
        size_bytes: content.map_or(attributes.size_bytes.unwrap_or(0), |bytes| {
            bytes.len() as u64
        }),
        modified: Duration::from_secs(attributes.modified_seconds().into()),
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
