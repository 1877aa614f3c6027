//! Folders: making them, and removing them with all that is in them.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{Files, Place, open_folder::read_folder};
use crate::{
    Error, RemotePath,
    sftp::{Attributes, Name},
};

const NEW_FOLDER_MODE: u32 = 0o755;
/// Files that are removed at the same time.
const REMOVALS_IN_FLIGHT: usize = 64;

/// What a removal has removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files and links.
    pub files: u64,
    /// Folders.
    pub folders: u64,
}

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

    /// Makes one folder, and those above it.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] when something has that name, and those of [`Files::create_dir_all`].
    pub async fn create_dir(&self, path: &RemotePath) -> Result<(), Error> {
        let place = self.place(path).await?;
        self.run(&place, async {
            if let Some(folder) = path.parent().filter(|folder| folder.is_under(&place.root)) {
                create_dir_all(&place, &folder).await?;
            }
            let real = place.resolve_entry(path).await?;
            if place.sftp.lstat(real.as_str()).await.is_ok() {
                return Err(Error::Exists(path.clone()));
            }
            create_dir(&place, &real).await
        })
        .await
        .map_err(|error| place.explain(error))
    }

    /// Removes a folder with all that is in it. Links in it are removed and not followed; a link to a folder is not a folder.
    ///
    /// It ends at the first thing that cannot be removed; what was removed before that is gone.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] for a root and for what is not a folder.
    pub async fn remove_dir_all(&self, path: &RemotePath) -> Result<Removed, Error> {
        let place = self.place(path).await?;
        self.run(&place, async {
            let real = place.resolve_entry(path).await?;
            let looked = place.sftp.lstat(real.as_str()).await;
            if !looked
                .map_err(|error| Error::from_sftp(error, path))?
                .is_folder()
            {
                return Err(Error::InvalidPath {
                    path: path.to_string(),
                    reason: "it is not a folder".to_owned(),
                });
            }
            remove_tree(&place, real).await
        })
        .await
        .map_err(|error| place.explain(error))
    }
}

impl Place {
    /// What is known of the folder that holds `path`.
    pub(super) async fn folder_of(&self, path: &RemotePath) -> Result<Attributes, Error> {
        let folder = path.parent().unwrap_or_else(RemotePath::root);
        let looked = self.sftp.stat(folder.as_str()).await;
        looked.map_err(|error| Error::from_sftp(error, &folder))
    }

    /// Whether `path` is a folder, under the root also when its links are followed.
    async fn has_folder(&self, path: &RemotePath) -> Result<bool, Error> {
        let real = match self.resolve(path).await {
            Ok(real) => real,
            Err(Error::NotFound(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        match self.sftp.stat(real.as_str()).await {
            Ok(attributes) if attributes.is_folder() => Ok(true),
            Ok(_) => Err(Error::InvalidPath {
                path: path.to_string(),
                reason: "it is a file, so nothing can stand below it".to_owned(),
            }),
            // Where it cannot be looked at, making it tells why.
            Err(_) => Ok(false),
        }
    }
}

pub(super) async fn create_dir_all(place: &Place, path: &RemotePath) -> Result<(), Error> {
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
    let mode = Attributes {
        mode: Some(NEW_FOLDER_MODE),
        ..Attributes::default()
    };
    if let Err(error) = place.sftp.mkdir(folder.as_str(), mode).await {
        // The server has no word of its own for what exists already.
        return match place.has_folder(folder).await {
            Ok(false) => Err(place.second_look(to_error(error), folder).await),
            found => found.map(drop),
        };
    }
    let as_above = Attributes {
        owner: above.owner,
        ..Attributes::default()
    };
    let owned = place.sftp.setstat(folder.as_str(), as_above).await;
    owned.map_err(to_error)
}

/// Empties and removes `top`, deepest folders first. Nothing is followed: what is not a folder by itself is removed as a file.
async fn remove_tree(place: &Place, top: RemotePath) -> Result<Removed, Error> {
    let mut removed = Removed::default();
    // A folder is pushed back below its own folders, and removed when it comes up for the second time.
    let mut stack = vec![(top, false)];
    while let Some((folder, is_empty)) = stack.pop() {
        if is_empty {
            let done = place.sftp.rmdir(folder.as_str()).await;
            if let Err(error) = done {
                return Err(place
                    .second_look(Error::from_sftp(error, &folder), &folder)
                    .await);
            }
            removed.folders += 1;
            continue;
        }
        let mut names = Vec::new();
        read_folder(place, &folder, &folder, &mut |more| names.extend(more)).await?;
        let (folders, files) = children(&folder, &names)?;
        removed.files += remove_files(place, files).await?;
        stack.push((folder, true));
        stack.extend(folders.into_iter().map(|folder| (folder, false)));
    }
    Ok(removed)
}

type Children = (Vec<RemotePath>, Vec<RemotePath>);

fn children(folder: &RemotePath, names: &[Name]) -> Result<Children, Error> {
    let (mut folders, mut files) = Children::default();
    for Name { name, attributes } in names {
        if matches!(&**name, b"." | b"..") {
            continue;
        }
        let Ok(text) = std::str::from_utf8(name) else {
            return Err(Error::InvalidPath {
                path: folder.to_string(),
                reason: format!(
                    "it holds {}, whose name is not UTF-8: remove that in a shell first",
                    super::text::escaped(name)
                ),
            });
        };
        // A name with a slash would be a way out; no file system has one.
        if text.contains('/') {
            continue;
        }
        let path = folder.join(text)?;
        if attributes.is_folder() {
            folders.push(path);
        } else {
            files.push(path);
        }
    }
    Ok((folders, files))
}

async fn remove_files(place: &Place, files: Vec<RemotePath>) -> Result<u64, Error> {
    let count = files.len() as u64;
    stream::iter(files)
        .map(|file| async move {
            let done = place.sftp.remove(file.as_str()).await;
            done.map_err(|error| Error::from_sftp(error, &file))
        })
        .buffer_unordered(REMOVALS_IN_FLIGHT)
        .try_collect::<()>()
        .await?;
    Ok(count)
}
