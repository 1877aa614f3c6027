//! Single entries: removing, moving, looking at.

use std::time::Duration;

use super::{EntryKind, Files};
use crate::{Error, RemotePath, sftp::Attributes};

/// What the file system says of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// What it is, links followed.
    pub kind: EntryKind,
    /// Size.
    pub size_bytes: u64,
    /// Last change since the epoch; whole seconds.
    pub modified: Duration,
    /// Permission bits.
    pub mode: u32,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

impl From<Attributes> for Stat {
    fn from(attributes: Attributes) -> Self {
        let (uid, gid) = attributes.owner.unwrap_or_default();
        Self {
            kind: EntryKind::of(&attributes),
            size_bytes: attributes.size_bytes.unwrap_or(0),
            modified: Duration::from_secs(attributes.modified_seconds().into()),
            mode: attributes.mode.unwrap_or(0) & 0o7777,
            uid,
            gid,
        }
    }
}

impl Files<'_> {
    /// Removes a file, or a link itself; never a folder.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] for a folder or a root.
    pub async fn remove(&self, path: &RemotePath) -> Result<(), Error> {
        let place = self.place(path).await?;
        self.run(&place, async {
            let to_error = |error| Error::from_sftp(error, path);
            let real = place.resolve_entry(path).await?;
            let attributes = place.sftp.lstat(real.as_str()).await.map_err(to_error)?;
            if attributes.is_folder() {
                return Err(Error::InvalidPath {
                    path: path.to_string(),
                    reason: "it is a folder; here only files are removed".to_owned(),
                });
            }
            place.sftp.remove(real.as_str()).await.map_err(to_error)
        })
        .await
        .map_err(|error| place.explain(error))
    }

    /// Renames or moves a file, a link itself or a folder, within one root.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] when something has the new name; [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] for a
    /// root, for a folder that would go into itself, and from one root to another.
    pub async fn rename(&self, from: &RemotePath, to: &RemotePath) -> Result<(), Error> {
        let place = self.place(from).await?;
        let refuse = |reason: &str| {
            Err(Error::InvalidPath {
                path: to.to_string(),
                reason: reason.to_owned(),
            })
        };
        if !to.is_under(&place.root) {
            return refuse("it is under another root: download it, and upload it there");
        }
        if to != from && to.is_under(from) {
            return refuse("a folder cannot go into itself");
        }
        self.run(&place, async {
            let (old, new) = (
                place.resolve_entry(from).await?,
                place.resolve_entry(to).await?,
            );
            let looked = place.sftp.lstat(old.as_str());
            let taken = place.sftp.lstat(new.as_str());
            looked
                .await
                .map_err(|error| Error::from_sftp(error, from))?;
            if taken.await.is_ok() {
                return Err(Error::Exists(to.clone()));
            }
            // OpenSSH refuses here, too, when something has come in between.
            match place.sftp.rename(old.as_str(), new.as_str()).await {
                Ok(()) => Ok(()),
                Err(error) => Err(place.second_look(Error::from_sftp(error, to), to).await),
            }
        })
        .await
        .map_err(|error| place.explain(error))
    }

    /// What the file system says of `path`, links followed; `None` when there is nothing.
    ///
    /// # Errors
    ///
    /// [`Error::PermissionDenied`], [`Error::InvalidPath`] when a link leads out of the root.
    pub async fn stat(&self, path: &RemotePath) -> Result<Option<Stat>, Error> {
        let place = self.place(path).await?;
        self.run(&place, async {
            let looked = place.sftp.stat(path.as_str());
            match place.resolve(path).await {
                Ok(_) => {}
                Err(Error::NotFound(_)) => return Ok(None),
                Err(error) => return Err(error),
            }
            match looked.await.map_err(|error| Error::from_sftp(error, path)) {
                Ok(attributes) => Ok(Some(attributes.into())),
                Err(Error::NotFound(_)) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .await
    }
}
