//! Who owns what on the instance.
//!
//! The host's files all belong to whoever runs the lab, so the instance's owners are kept here, and
//! a session that is not elevated is held to them: on a real instance too `/configs` is root's.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use russh_sftp::protocol::StatusCode;

use super::attributes::status;

/// The user id of `ubuntu` on an instance; its group has the same number.
pub(super) const UBUNTU: u32 = 1000;

/// Root's, and the owner of whatever is not known better.
const ROOT: u32 = 0;

/// With whose rights a session works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rights {
    /// As root, under sudo.
    Root,
    /// As the login user.
    User,
}

impl Rights {
    /// Who owns what such a session creates.
    pub(super) fn uid(self) -> u32 {
        match self {
            Self::Root => ROOT,
            Self::User => UBUNTU,
        }
    }
}

/// What a session wants to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// The owners of an instance's files, by host path. What has no entry has its folder's owner.
#[derive(Debug)]
pub(super) struct Owners {
    /// Held for lines, never across an await.
    by_path: Mutex<BTreeMap<PathBuf, u32>>,
}

impl Owners {
    /// The owners of a fresh instance: home and workspace are the user's, the rest is root's.
    pub(super) fn new(root: &Path) -> Self {
        let users = ["home/ubuntu", "workspace", "tmp"];
        let by_path = users.map(|folder| (root.join(folder), UBUNTU)).into();
        Self {
            by_path: Mutex::new(by_path),
        }
    }

    pub(super) fn of(&self, path: &Path) -> u32 {
        let by_path = self.lock();
        path.ancestors()
            .find_map(|path| by_path.get(path))
            .copied()
            .unwrap_or(ROOT)
    }

    pub(super) fn set(&self, path: &Path, uid: u32) {
        self.lock().insert(path.to_owned(), uid);
    }

    pub(super) fn remove(&self, path: &Path) {
        self.lock().remove(path);
    }

    /// Whether a session may read or write what lies at `path`.
    ///
    /// # Errors
    ///
    /// `PermissionDenied`, or what looking at the file answered.
    pub(super) fn check(
        &self,
        path: &Path,
        rights: Rights,
        access: Access,
    ) -> Result<(), StatusCode> {
        if rights == Rights::Root {
            return Ok(());
        }
        let metadata = fs::metadata(path).map_err(|error| status(&error))?;
        let mode = metadata.permissions().mode();
        let bits = if self.of(path) == UBUNTU {
            mode >> 6
        } else {
            mode
        };
        let needed = match access {
            Access::Read => 0o4,
            Access::Write => 0o2,
        };
        if bits & needed == needed {
            Ok(())
        } else {
            Err(StatusCode::PermissionDenied)
        }
    }

    /// Whether a session may add and remove names in the folder of `path`.
    ///
    /// # Errors
    ///
    /// As [`Owners::check`].
    pub(super) fn check_folder(&self, path: &Path, rights: Rights) -> Result<(), StatusCode> {
        let folder = path.parent().ok_or(StatusCode::PermissionDenied)?;
        self.check(folder, rights, Access::Write)
    }

    /// Whether a session may change a file's mode, times or owner.
    ///
    /// # Errors
    ///
    /// `PermissionDenied`.
    pub(super) fn check_owner(&self, path: &Path, rights: Rights) -> Result<(), StatusCode> {
        if rights == Rights::Root || self.of(path) == UBUNTU {
            return Ok(());
        }
        Err(StatusCode::PermissionDenied)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, u32>> {
        self.by_path.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
