//! Why a server has refused something: many have one word for everything.

use super::Place;
use crate::{Error, RemotePath, sftp::STATVFS};

/// With less than this, a disk counts as full: what failed may have needed more than a block.
const FULL_BYTES: u64 = 64 << 10;

impl Place {
    /// A refusal is better understood with the reason why the channel is not elevated.
    pub(super) fn explain(&self, error: Error) -> Error {
        match error {
            Error::PermissionDenied { path, hint: None } => Error::PermissionDenied {
                path,
                hint: self.read_only_reason.clone(),
            },
            error => error,
        }
    }

    /// `error` itself, or what a second look tells in place of a bare refusal to write at `path`: OpenSSH has no code for a full disk, nor
    /// for one that is mounted read-only. It comes before anything is removed that fills the disk.
    pub(super) async fn look_for_room(&self, error: Error, path: &RemotePath) -> Error {
        let Error::Refused { message, .. } = &error else {
            return error;
        };
        let folder = path.parent().unwrap_or_else(RemotePath::root);
        if !self.sftp.has(STATVFS) {
            return error;
        }
        let Ok(space) = self.sftp.space(folder.as_str()).await else {
            return error;
        };
        let message = format!("{message}; {} bytes are free there", space.free_bytes);
        if space.is_read_only {
            Error::PermissionDenied {
                path: path.clone(),
                hint: Some("its file system is mounted read-only".to_owned()),
            }
        } else if space.free_bytes < FULL_BYTES {
            refused(path, format!("the disk is full ({message})"))
        } else if space.files > 0 && space.free_files == 0 {
            refused(
                path,
                format!("the disk has no room for another file ({message})"),
            )
        } else {
            error
        }
    }

    /// The same for what gives `path` a name, or takes it away: that may be taken, or a folder not be empty.
    pub(super) async fn second_look(&self, error: Error, path: &RemotePath) -> Error {
        let error = self.look_for_room(error, path).await;
        if !matches!(error, Error::Refused { .. }) {
            return error;
        }
        match self.sftp.lstat(path.as_str()).await {
            Ok(attributes) if attributes.is_folder() => {
                refused(path, "the folder is in the way, or is not empty".to_owned())
            }
            Ok(_) => Error::Exists(path.clone()),
            Err(_) => error,
        }
    }
}

fn refused(path: &RemotePath, message: String) -> Error {
    Error::Refused {
        path: path.clone(),
        message,
    }
}
