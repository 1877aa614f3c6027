//! How a file gets its name.

use crate::{
    Error, RemotePath,
    files::{Place, names},
    sftp::{HARDLINK, POSIX_RENAME, SftpError, TemporaryFile},
};

/// Where a file is to be.
pub(crate) struct Target<'a> {
    pub(crate) place: &'a Place,
    /// As asked for.
    pub(crate) path: &'a RemotePath,
    /// Where that leads.
    pub(crate) real: RemotePath,
}

impl Target<'_> {
    pub(super) fn error(&self, error: SftpError) -> Error {
        Error::from_sftp(error, self.path)
    }

    /// Gives the new file its name, unless somebody has that; [`Error::Exists`] then.
    pub(crate) async fn create(&self, temporary: &TemporaryFile) -> Result<(), Error> {
        let (sftp, target) = (&self.place.sftp, self.real.as_str());
        // OpenSSH's plain rename refuses a taken name by itself; other servers may replace what is there.
        if !sftp.has(HARDLINK) && sftp.lstat(target).await.is_ok() {
            return Err(Error::Exists(self.path.clone()));
        }
        match sftp.rename(temporary.as_str(), target).await {
            Ok(()) => Ok(()),
            Err(_) if sftp.lstat(target).await.is_ok() => Err(Error::Exists(self.path.clone())),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Puts the new file over the old one, in one step where the server can.
    pub(crate) async fn rename_over(&self, temporary: &TemporaryFile) -> Result<(), Error> {
        let (sftp, target) = (&self.place.sftp, self.real.as_str());
        if sftp.has(POSIX_RENAME) {
            let renamed = sftp.posix_rename(temporary.as_str(), target).await;
            return renamed.map_err(|error| self.error(error));
        }
        // Some servers replace with the plain one, in one step; others refuse.
        if sftp.rename(temporary.as_str(), target).await.is_ok() {
            return Ok(());
        }
        let away = names::aside(&self.real)?;
        let moved = sftp.rename(target, away.as_str()).await;
        moved.map_err(|error| self.error(error))?;
        let renamed = sftp.rename(temporary.as_str(), target).await;
        let Err(error) = renamed else {
            if let Err(error) = sftp.remove(away.as_str()).await {
                tracing::warn!(%away, %error, "what was replaced is left");
            }
            return Ok(());
        };
        let error = self.error(error);
        if error.leaves_fate_unknown() {
            return Err(error);
        }
        match sftp.rename(away.as_str(), target).await {
            Ok(()) => Err(error),
            Err(again) if self.error(again.clone()).leaves_fate_unknown() => Err(self.error(again)),
            Err(_) => Err(Error::Refused {
                path: self.path.clone(),
                message: format!("{error}; the file is at {away} now: rename it back"),
            }),
        }
    }
}
