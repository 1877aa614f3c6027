//! Making folders.

use russh_sftp::protocol::FileAttributes;

use super::{Files, Place};
use crate::{Error, RemotePath};

const NEW_FOLDER_MODE: u32 = 0o755;

impl Files<'_> {
    /// Makes a folder and those above it, as far as they do not exist. Several callers may make the same one.
    ///
    /// # Errors
    ///
    /// [`Error::PermissionDenied`], [`Error::InvalidPath`] when a file is in the way or a link leads out of the root.
    pub async fn create_dir_all(&self, path: &RemotePath) -> Result<(), Error> {
        let place = self.place(path).await?;
        self.run(&place, create_dir_all(&place, path))
            .await
            .map_err(|error| place.explain(error))
    }
}

impl Place {
    /// What is known of the folder that holds `path`.
    pub(super) async fn folder_of(&self, path: &RemotePath) -> Result<FileAttributes, Error> {
        let folder = path.parent().unwrap_or_else(RemotePath::root);
        let stat = self.sftp.raw().stat(folder.as_str()).await;
        Ok(stat
            .map_err(|error| Error::from_sftp(error, &folder))?
            .attrs)
    }

    /// Whether `path` is a folder, under the root also when its links are followed.
    async fn has_folder(&self, path: &RemotePath) -> Result<bool, Error> {
        let real = match self.resolve(path).await {
            Ok(real) => real,
            Err(Error::NotFound(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        match self.sftp.raw().stat(real.as_str()).await {
            Ok(stat) if stat.attrs.is_dir() => Ok(true),
            Ok(_) => Err(Error::InvalidPath {
                path: path.to_string(),
                reason: "it is a file, so nothing can stand below it".to_owned(),
            }),
            // Where it cannot be looked at, making it tells why.
            Err(_) => Ok(false),
        }
    }
}

async fn create_dir_all(place: &Place, path: &RemotePath) -> Result<(), Error> {
    let mut missing = Vec::new();
    let mut folder = path.clone();
    while !place.has_folder(&folder).await? {
        let Some(parent) = folder.parent().filter(|_| folder != place.root) else {
            return Err(Error::NotFound(place.root.clone()));
        };
        missing.push(std::mem::replace(&mut folder, parent));
    }
    for folder in missing.iter().rev() {
        create_dir(place, folder).await?;
    }
    Ok(())
}

/// Makes one folder, owned as the one it stands in, unless somebody else is faster.
async fn create_dir(place: &Place, folder: &RemotePath) -> Result<(), Error> {
    let to_error = |error| Error::from_sftp(error, folder);
    let above = place.folder_of(folder).await?;
    let mode = FileAttributes {
        permissions: Some(NEW_FOLDER_MODE),
        ..FileAttributes::empty()
    };
    if let Err(error) = place.sftp.raw().mkdir(folder.as_str(), mode).await {
        // The server has no word of its own for what exists already.
        return match place.has_folder(folder).await {
            Ok(false) => Err(to_error(error)),
            found => found.map(drop),
        };
    }
    let owner = FileAttributes {
        uid: above.uid,
        gid: above.gid,
        ..FileAttributes::empty()
    };
    place
        .sftp
        .raw()
        .setstat(folder.as_str(), owner)
        .await
        .map_err(to_error)?;
    Ok(())
}
