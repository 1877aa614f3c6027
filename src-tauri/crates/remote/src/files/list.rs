//! One folder, without what lies deeper.

use std::time::Duration;

use futures_util::future::join_all;
use russh_sftp::{
    client::error::Error as SftpError,
    protocol::{File, FileType, StatusCode},
};

use super::{Files, Place};
use crate::{Error, RemotePath};

/// READDIRs in flight; OpenSSH answers each with 100 names.
const READDIRS_IN_FLIGHT: usize = 8;
/// Left out of every listing, as the platform does.
const HIDDEN: [&str; 4] = [".git", "__pycache__", "node_modules", ".DS_Store"];
/// What a name that is not UTF-8 is shown with.
const REPLACEMENT: char = '\u{FFFD}';

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, not followed.
    Symlink,
    /// A device, a pipe or a socket.
    Other,
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, without its folder.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// Size; of a folder, what the file system says.
    pub size_bytes: u64,
    /// Last change, since the epoch.
    pub modified: Option<Duration>,
    /// Whether the name is shown otherwise than it is, so that the entry cannot be opened.
    pub is_name_lossy: bool,
}

/// The entries of a folder: folders first, then by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The folder as asked for.
    pub path: RemotePath,
    /// Its entries, without those that the platform hides.
    pub entries: Vec<Entry>,
    /// Why nothing can be written here.
    pub read_only_reason: Option<String>,
}

impl Files<'_> {
    /// Lists one folder.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] when a link leads out of the root.
    pub async fn list(&self, path: &RemotePath) -> Result<Listing, Error> {
        let place = self.place(path).await?;
        let entries = self.run(&place, entries(&place, path)).await?;
        Ok(Listing {
            path: path.clone(),
            entries,
            read_only_reason: place.read_only_reason,
        })
    }
}

async fn entries(place: &Place, path: &RemotePath) -> Result<Vec<Entry>, Error> {
    // Nothing outside of the root is opened, so the open waits for where the path leads.
    let real = place.resolve(path).await?;
    let opened = place.sftp.open_folder(real.as_str()).await;
    let handle = opened.map_err(|error| Error::from_sftp(error, path))?;
    let found = read_all(place, handle.as_str(), path).await;
    handle.close().await;
    let mut entries = found?;
    entries.sort_by(|a, b| {
        (a.kind != EntryKind::Folder, &a.name).cmp(&(b.kind != EntryKind::Folder, &b.name))
    });
    Ok(entries)
}

async fn read_all(place: &Place, handle: &str, path: &RemotePath) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    loop {
        let burst = (0..READDIRS_IN_FLIGHT).map(|_| place.sftp.raw().readdir(handle));
        let mut has_ended = false;
        let answers = join_all(burst).await;
        place.sftp.progressed();
        for answer in answers {
            match answer {
                Ok(names) => entries.extend(names.files.into_iter().filter_map(entry)),
                Err(SftpError::Status(status)) if status.status_code == StatusCode::Eof => {
                    has_ended = true;
                }
                Err(error) => return Err(Error::from_sftp(error, path)),
            }
        }
        if has_ended {
            return Ok(entries);
        }
    }
}

fn entry(file: File) -> Option<Entry> {
    let name = file.filename;
    if matches!(name.as_str(), "." | "..") || HIDDEN.contains(&name.as_str()) {
        return None;
    }
    let kind = match file.attrs.file_type() {
        FileType::Dir => EntryKind::Folder,
        FileType::File => EntryKind::File,
        FileType::Symlink => EntryKind::Symlink,
        FileType::Other => EntryKind::Other,
    };
    Some(Entry {
        is_name_lossy: name.contains(REPLACEMENT),
        name,
        kind,
        size_bytes: file.attrs.size.unwrap_or(0),
        modified: file
            .attrs
            .mtime
            .map(|seconds| Duration::from_secs(u64::from(seconds))),
    })
}
