//! Files in pieces, for transfers: of any size, many at a time, on a channel of their own.

mod download;
mod upload;
mod window;

pub use self::{
    download::Download,
    upload::{Upload, UploadMode},
};

use super::{Files, Place, folders::create_dir_all};
use crate::{Error, RemotePath, sftp::Attributes};

/// A folder whose place is known, for work on many of its entries.
#[derive(Debug, Clone)]
pub struct Folder {
    pub(super) place: Place,
    /// As asked for.
    path: RemotePath,
    /// Where that leads.
    real: RemotePath,
    attributes: Attributes,
}

impl Folder {
    /// As asked for.
    pub fn path(&self) -> &RemotePath {
        &self.path
    }

    /// Why nothing can be written here.
    pub fn read_only_reason(&self) -> Option<&str> {
        self.place.read_only_reason.as_deref()
    }

    /// An entry as it was asked for, and where it is.
    fn entry(&self, name: &str) -> Result<(RemotePath, RemotePath), Error> {
        if name.contains('/') || name.is_empty() {
            return Err(Error::InvalidPath {
                path: name.to_owned(),
                reason: "it is not a name".to_owned(),
            });
        }
        Ok((self.path.join(name)?, self.real.join(name)?))
    }
}

impl Files<'_> {
    /// A folder to work in.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::InvalidPath`] when it is none or a link leads out of the root.
    pub async fn folder(&self, path: &RemotePath) -> Result<Folder, Error> {
        let place = self.place(path).await?;
        self.run(&place, found(&place, path)).await
    }

    /// As [`Files::folder`], made with those above it where they do not exist.
    ///
    /// # Errors
    ///
    /// As [`Files::folder`] and [`Files::create_dir_all`].
    pub async fn make_folder(&self, path: &RemotePath) -> Result<Folder, Error> {
        let place = self.place(path).await?;
        self.run(&place, async {
            create_dir_all(&place, path).await?;
            found(&place, path).await
        })
        .await
        .map_err(|error| place.explain(error))
    }
}

async fn found(place: &Place, path: &RemotePath) -> Result<Folder, Error> {
    let real = place.resolve(path).await?;
    let looked = place.sftp.stat(real.as_str()).await;
    let attributes = looked.map_err(|error| Error::from_sftp(error, path))?;
    if !attributes.is_folder() {
        return Err(Error::InvalidPath {
            path: path.to_string(),
            reason: "it is not a folder".to_owned(),
        });
    }
    Ok(Folder {
        place: place.clone(),
        path: path.clone(),
        real,
        attributes,
    })
}
