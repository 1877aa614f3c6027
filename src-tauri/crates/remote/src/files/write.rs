//! Replacing a file as a whole.
//!
//! The new content goes into a temporary file in the same folder, with the mode and the owner of the old one, onto the disk, and
//! then over the old one in one step. Until that step the old file is untouched; a failure before it, or dropping the write,
//! removes the temporary file.
//!
//! Between the last look at the old file and that step somebody else may write, too. So the file that is replaced gets a second name in
//! the same burst, and is compared afterwards: what nobody knew of is part of the [`Conflict`] then, and not lost. The new file is read
//! back before the write counts.
//!
//! Apps like this one take turns with that, so that two who save at once do not meet there.
//!
//! One gap is left, since SFTP has no exchange of two files: who replaces the file as a whole in the server's instant between those two
//! requests, which arrive together, is not noticed. Moving the old file away first would close it, and leave no file at all behind a crash.
//!
//! Folders cannot be flushed to the disk over SFTP: after a crash of the instance right behind a write, the old file may be there again.

mod check;
mod fill;
mod replace;
mod target;
mod turn;

pub(super) use self::{
    fill::{IsFlushed, finish, kept_attributes},
    target::Target,
};

use std::sync::Arc;

use futures_util::future::try_join;

use super::{
    Content, Files, Place, Version, names,
    read::{self, sha256, version},
};
use crate::{
    Error, RemotePath,
    sftp::{Attributes, FSYNC, HARDLINK, POSIX_RENAME},
};

/// Files up to this size are read back; 1 MiB.
const MAX_VERIFIED_BYTES: usize = 1 << 20;

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

/// A write that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file as it is now.
    pub version: Version,
    /// It was read back and compared; files above 1 MiB are not.
    pub is_verified: bool,
    /// What the server could not do, in words.
    pub notes: Vec<String>,
}

/// Somebody else has changed the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What they made of it; `None` when they removed it.
    pub theirs: Option<Content>,
    /// The new content is the file all the same: `theirs` came in between and is what it took the place of.
    pub written: Option<Version>,
    /// Where `theirs` is on the instance, when it is too large to be part of this.
    pub kept: Option<RemotePath>,
}

impl Files<'_> {
    /// Writes `content` as the whole of `path`, or nothing at all. A link is followed and stays a link.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when the file is not what `mode` expects; [`Error::PermissionDenied`], also when mode or owner cannot be
    /// kept; [`Error::NotFound`] when the folder does not exist. [`Error::TunnelLost`] and [`Error::TimedOut`] leave open which of the two
    /// contents stands; after any other error it is the old one.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the old content or the new one.
    pub async fn write(
        &self,
        path: &RemotePath,
        content: &[u8],
        mode: &WriteMode,
    ) -> Result<Written, Error> {
        let place = self.place(path).await?;
        self.run(&place, async {
            match write(&place, path, content, mode).await {
                Ok(written) => Ok(written),
                Err(error) => Err(place.look_for_room(error, path).await),
            }
        })
        .await
        .map_err(|error| place.explain(error))
    }
}

/// A file that is being replaced.
struct Write<'a> {
    at: Target<'a>,
    /// What was there at the first look.
    before: Option<Before>,
    content: &'a [u8],
    mode: &'a WriteMode,
}

/// A file as it was before it is replaced.
struct Before {
    attributes: Attributes,
    /// What it held, when it was read.
    version: Option<Version>,
}

pub(super) async fn write(
    place: &Place,
    path: &RemotePath,
    content: &[u8],
    mode: &WriteMode,
) -> Result<Written, Error> {
    let target = place.resolve(path).await?;
    let (before, folder) = try_join(
        check::expected(place, path, &target, mode),
        place.folder_of(&target),
    )
    .await?;
    let write = Write {
        at: Target {
            place,
            path,
            real: target,
        },
        before,
        content,
        mode,
    };
    let temporary = write.fill(&folder).await?;
    write.replace(temporary).await?;
    let (version, is_verified) = write.verify().await?;
    Ok(Written {
        version,
        is_verified,
        notes: notes(place, write.before.is_some()),
    })
}

impl Write<'_> {
    fn conflict(&self, conflict: Conflict) -> Error {
        Error::Conflict {
            path: self.at.path.clone(),
            conflict: Arc::new(conflict),
        }
    }

    /// Reads the file back; somebody may have replaced it again at once.
    async fn verify(&self) -> Result<(Version, bool), Error> {
        if self.content.len() > MAX_VERIFIED_BYTES {
            let attributes = self.at.place.sftp.stat(self.at.real.as_str()).await;
            let mut version = version(&attributes.map_err(|error| self.at.error(error))?, None);
            version.size_bytes = self.content.len() as u64;
            version.sha256 = Some(sha256(self.content));
            return Ok((version, false));
        }
        match read::read_content(self.at.place, &self.at.real).await {
            Ok(now) if now.version.sha256 == Some(sha256(self.content)) => Ok((now.version, true)),
            Ok(now) => Err(self.conflict(Conflict {
                theirs: Some(now),
                written: None,
                kept: None,
            })),
            Err(Error::NotFound(_)) => Err(self.conflict(Conflict {
                theirs: None,
                written: None,
                kept: None,
            })),
            Err(error) => Err(error),
        }
    }
}

/// What a person should know of a server that lacks something.
fn notes(place: &Place, was_there: bool) -> Vec<String> {
    let lacks = |extension| !place.sftp.has(extension);
    let mut notes = Vec::new();
    if lacks(FSYNC) {
        notes.push("this server cannot be told to bring a file onto its disk: a crash of the instance may lose the last seconds".to_owned());
    }
    if was_there && lacks(POSIX_RENAME) {
        notes.push(
            "this server may not replace a file in one step: for a moment, the file can be missing"
                .to_owned(),
        );
    }
    if was_there && lacks(HARDLINK) {
        notes.push("this server cannot keep what is replaced: a change in the very moment of saving would not be noticed".to_owned());
    }
    notes
}
