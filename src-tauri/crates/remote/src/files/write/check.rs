//! Comparing what is there with what the caller expects.

use std::sync::Arc;

use super::{Before, Conflict, WriteMode};
use crate::{
    Error, RemotePath,
    files::{Content, Place, Version, open::must_be_file, read::read_content},
    sftp::Attributes,
};

/// The file at `target`, if there is one, as `mode` expects it.
pub(super) async fn expected(
    place: &Place,
    path: &RemotePath,
    target: &RemotePath,
    mode: &WriteMode,
) -> Result<Option<Before>, Error> {
    let Some(attributes) = present(place, target).await? else {
        return match mode {
            WriteMode::Replace(_) => Err(conflict(path, None)),
            WriteMode::Create | WriteMode::Overwrite => Ok(None),
        };
    };
    let expected = match mode {
        WriteMode::Overwrite => {
            return Ok(Some(Before {
                attributes,
                version: None,
            }));
        }
        WriteMode::Create => None,
        WriteMode::Replace(version) => Some(version),
    };
    let current = match read_content(place, target).await {
        Ok(current) => current,
        Err(Error::NotFound(_)) => return Err(conflict(path, None)),
        Err(error) => return Err(error),
    };
    match expected {
        Some(expected) if is_same(expected, &current.version) => Ok(Some(Before {
            attributes,
            version: Some(current.version),
        })),
        _ => Err(conflict(path, Some(current))),
    }
}

/// Whether two looks saw the same content; without a hash of both, size and time have to do.
pub(super) fn is_same(one: &Version, other: &Version) -> bool {
    match (&one.sha256, &other.sha256) {
        (Some(one), Some(other)) => one == other,
        _ => (one.size_bytes, one.modified) == (other.size_bytes, other.modified),
    }
}

/// What is known of the file at `target`; `None` when there is nothing.
pub(super) async fn present(
    place: &Place,
    target: &RemotePath,
) -> Result<Option<Attributes>, Error> {
    let looked = place.sftp.stat(target.as_str()).await;
    match looked.map_err(|error| Error::from_sftp(error, target)) {
        Ok(attributes) => must_be_file(&attributes, target).map(|()| Some(attributes)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn conflict(path: &RemotePath, theirs: Option<Content>) -> Error {
    Error::Conflict {
        path: path.clone(),
        conflict: Arc::new(Conflict {
            theirs,
            written: None,
            kept: None,
        }),
    }
}
