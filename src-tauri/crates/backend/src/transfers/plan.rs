//! What there is to do: folders and files, each with its place on both sides.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use remote::RemotePath;

/// The folders and files of a transfer, as they were found.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Each after the one that holds it.
    pub(super) folders: Vec<Folder>,
    pub(super) files: Vec<File>,
    /// Files here that end as unfinished ones do: their names are not free for those.
    parts: HashSet<PathBuf>,
}

/// A folder on both sides.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) local: PathBuf,
    pub(super) remote: RemotePath,
    /// The target itself: not one that was found.
    pub(super) is_target: bool,
}

/// A file; its name is the same on both sides.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Which of the folders.
    pub(super) folder: usize,
    pub(super) name: String,
    /// As it was found.
    pub(super) size_bytes: u64,
    /// Somebody has named it, and not only a folder that it is in: a link is followed then.
    pub(super) is_named: bool,
}

impl Plan {
    /// Where a folder stands in the plan, which may be there already.
    pub(super) fn target(&mut self, local: &Path, remote: &RemotePath) -> usize {
        let known = self.folders.iter().position(|folder| {
            folder.is_target && folder.local == local && folder.remote == *remote
        });
        known.unwrap_or_else(|| {
            self.folders.push(Folder {
                local: local.to_owned(),
                remote: remote.clone(),
                is_target: true,
            });
            self.folders.len() - 1
        })
    }

    /// A folder that was found.
    pub(super) fn folder(&mut self, local: PathBuf, remote: RemotePath) -> usize {
        self.folders.push(Folder {
            local,
            remote,
            is_target: false,
        });
        self.folders.len() - 1
    }

    /// A file that was found.
    pub(super) fn file(&mut self, file: File) {
        if Path::new(&file.name)
            .extension()
            .is_some_and(|end| end == "part")
            && let Some(folder) = self.folders.get(file.folder)
        {
            self.parts.insert(folder.local.join(&file.name));
        }
        self.files.push(file);
    }

    /// Whether a file will be here that has the name of an unfinished one.
    pub(super) fn takes(&self, local: &Path) -> bool {
        self.parts.contains(local)
    }

    /// A file with its folder.
    pub(super) fn get(&self, file: usize) -> Option<(&File, &Folder)> {
        let file = self.files.get(file)?;
        Some((file, self.folders.get(file.folder)?))
    }
}
