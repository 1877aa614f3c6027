//! Removing one file.

use super::Files;
use crate::{Error, RemotePath};

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
            let attrs = place
                .sftp
                .raw()
                .lstat(real.as_str())
                .await
                .map_err(to_error)?
                .attrs;
            if attrs.is_dir() {
                return Err(Error::InvalidPath {
                    path: path.to_string(),
                    reason: "it is a folder; only files can be removed".to_owned(),
                });
            }
            place
                .sftp
                .raw()
                .remove(real.as_str())
                .await
                .map_err(to_error)?;
            Ok(())
        })
        .await
        .map_err(|error| place.explain(error))
    }
}
