//! The host's words for files and failures, in SFTP's.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;

use russh_sftp::protocol::{FileAttributes, StatusCode};

/// What SFTP says of a failed call, exactly as OpenSSH does.
///
/// `EEXIST`, `ENOTEMPTY`, `EISDIR` and `ENOSPC` all become a bare `Failure`; a client has to look
/// for itself.
///
/// Source: openssh-portable `sftp-server.c`, `errno_to_portable`; tried against 9.2.
pub(super) fn status(error: &io::Error) -> StatusCode {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StatusCode::NoSuchFile,
        io::ErrorKind::PermissionDenied => StatusCode::PermissionDenied,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => StatusCode::BadMessage,
        io::ErrorKind::Unsupported => StatusCode::OpUnsupported,
        _ => StatusCode::Failure,
    }
}

/// A file's attributes, with the owner that the instance would have.
pub(super) fn attributes(metadata: &Metadata, uid: u32) -> FileAttributes {
    FileAttributes {
        size: Some(metadata.len()),
        uid: Some(uid),
        gid: Some(uid),
        permissions: Some(metadata.mode()),
        atime: u32::try_from(metadata.atime()).ok(),
        mtime: u32::try_from(metadata.mtime()).ok(),
        ..FileAttributes::default()
    }
}
