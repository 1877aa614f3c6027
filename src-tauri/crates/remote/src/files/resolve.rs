//! Where a path really leads.

use futures_util::future::try_join;

use super::Place;
use crate::{Error, RemotePath};

impl Place {
    /// The path that `path` stands for once its links are followed. A last segment that does not exist is kept.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidPath`] when that is not under the root of `path`, [`Error::NotFound`] when its folder does not exist.
    pub(super) async fn resolve(&self, path: &RemotePath) -> Result<RemotePath, Error> {
        let (root, real) = try_join(self.real_path(&self.root), self.real_path(path)).await?;
        if real.is_under(&root) {
            return Ok(real);
        }
        Err(Error::InvalidPath {
            path: path.to_string(),
            reason: format!("a symbolic link leads out of {} to {real}", self.root),
        })
    }

    /// Where an entry of a folder stands, without following the entry itself.
    pub(super) async fn resolve_entry(&self, path: &RemotePath) -> Result<RemotePath, Error> {
        match path.parent() {
            Some(folder) if path != &self.root => self.resolve(&folder).await?.join(path.name()),
            _ => Err(Error::InvalidPath {
                path: path.to_string(),
                reason: "it is a root and stays as it is".to_owned(),
            }),
        }
    }

    async fn real_path(&self, path: &RemotePath) -> Result<RemotePath, Error> {
        match self.ask_real_path(path).await {
            Err(Error::NotFound(_)) => self.real_path_of_nothing(path).await,
            asked => asked,
        }
    }

    /// OpenSSH tells where a file that does not exist would be; other servers do not.
    async fn real_path_of_nothing(&self, path: &RemotePath) -> Result<RemotePath, Error> {
        let nothing = || Error::NotFound(path.clone());
        if self.sftp.lstat(path.as_str()).await.is_ok() {
            return Err(nothing());
        }
        let folder = path.parent().ok_or_else(nothing)?;
        let real = self.ask_real_path(&folder).await?;
        // That folder may be nothing, too.
        let looked = self.sftp.stat(real.as_str()).await;
        looked.map_err(|_| nothing())?;
        real.join(path.name())
    }

    async fn ask_real_path(&self, path: &RemotePath) -> Result<RemotePath, Error> {
        let asked = self.sftp.realpath(path.as_str()).await;
        let name = asked.map_err(|error| Error::from_sftp(error, path))?;
        match std::str::from_utf8(&name) {
            Ok(name) => RemotePath::parse(name),
            Err(_) => Err(Error::InvalidPath {
                path: path.to_string(),
                reason: "a symbolic link leads to a name that is not UTF-8".to_owned(),
            }),
        }
    }
}
