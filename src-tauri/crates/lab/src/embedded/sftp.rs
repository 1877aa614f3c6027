//! SFTP version 3 over an instance's disk, with OpenSSH's limits and those of its extensions that
//! an editor needs.

use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use russh_sftp::extensions::{FSYNC, FsyncExtension, LIMITS, LimitsExtension};
use russh_sftp::protocol::{
    Attrs, Data, ExtendedReply, File as Entry, FileAttributes, Handle, Name, OpenFlags, Packet,
    Status, StatusCode, Version,
};
use russh_sftp::server::Handler;
use russh_sftp::{de, ser};
use serde::Deserialize;

use super::attributes::status;
use super::disk::Disk;
use super::handles::{Handles, MOST_HANDLES, Open};
use super::jail::Last;
use super::owners::Rights;

const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// Entries in one answer to READDIR; OpenSSH's number.
const ENTRIES_PER_ANSWER: usize = 100;

/// Bytes in the longest packet, and in the longest read and write; OpenSSH 9.2's numbers.
const LONGEST_PACKET: u64 = 262_144;
const LONGEST_READ: u32 = 261_120;

/// One SFTP channel.
#[derive(Debug)]
pub(super) struct Sftp {
    disk: Arc<Disk>,
    rights: Rights,
    handles: Handles,
}

/// The two paths of a posix-rename.
#[derive(Debug, Deserialize)]
struct PosixRename {
    from: String,
    to: String,
}

impl Sftp {
    pub(super) fn new(disk: Arc<Disk>, rights: Rights) -> Self {
        Self {
            disk,
            rights,
            handles: Handles::default(),
        }
    }

    /// Writes a file through to the disk, away from the threads that serve connections.
    async fn sync(&mut self, handle: &str) -> Result<(), StatusCode> {
        let file = self
            .handles
            .file(handle)?
            .try_clone()
            .map_err(|error| status(&error))?;
        let synced = tokio::task::spawn_blocking(move || file.sync_all()).await;
        synced
            .map_err(|_| StatusCode::Failure)?
            .map_err(|error| status(&error))
    }
}

fn ok(id: u32) -> Status {
    Status {
        id,
        status_code: StatusCode::Ok,
        error_message: "Success".to_owned(),
        language_tag: String::new(),
    }
}

fn name(id: u32, path: String) -> Name {
    Name {
        id,
        files: vec![Entry::dummy(path)],
    }
}

fn payload<T: for<'a> Deserialize<'a>>(data: Vec<u8>) -> Result<T, StatusCode> {
    de::from_bytes(&mut Bytes::from(data)).map_err(|_| StatusCode::BadMessage)
}

fn limits(id: u32) -> Result<Packet, StatusCode> {
    let limits = LimitsExtension {
        max_packet_len: LONGEST_PACKET,
        max_read_len: LONGEST_READ.into(),
        max_write_len: LONGEST_READ.into(),
        max_open_handles: MOST_HANDLES as u64,
    };
    let data = ser::to_bytes(&limits).map_err(|_| StatusCode::Failure)?;
    Ok(Packet::ExtendedReply(ExtendedReply {
        id,
        data: data.to_vec(),
    }))
}

fn read_at(file: &File, offset: u64, length: u32) -> Result<Vec<u8>, StatusCode> {
    let mut data = vec![0; length.min(LONGEST_READ) as usize];
    let read = file
        .read_at(&mut data, offset)
        .map_err(|error| status(&error))?;
    if read == 0 {
        return Err(StatusCode::Eof);
    }
    data.truncate(read);
    Ok(data)
}

impl Handler for Sftp {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Result<Version, StatusCode> {
        let mut version = Version::new();
        for extension in [POSIX_RENAME, FSYNC, LIMITS] {
            version
                .extensions
                .insert(extension.to_owned(), "1".to_owned());
        }
        Ok(version)
    }

    async fn open(
        &mut self,
        id: u32,
        filename: String,
        pflags: OpenFlags,
        attrs: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        let (file, path) = self.disk.open(&filename, pflags, &attrs, self.rights)?;
        let handle = self.handles.insert(Open::File { file, path })?;
        Ok(Handle { id, handle })
    }

    async fn close(&mut self, id: u32, handle: String) -> Result<Status, StatusCode> {
        drop(self.handles.remove(&handle)?);
        Ok(ok(id))
    }

    async fn read(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        len: u32,
    ) -> Result<Data, StatusCode> {
        let data = read_at(self.handles.file(&handle)?, offset, len)?;
        Ok(Data { id, data })
    }

    async fn write(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        data: Vec<u8>,
    ) -> Result<Status, StatusCode> {
        let written = self.handles.file(&handle)?.write_all_at(&data, offset);
        written.map(|()| ok(id)).map_err(|error| status(&error))
    }

    async fn lstat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        let attrs = self.disk.stat(&path, Last::Keep)?;
        Ok(Attrs { id, attrs })
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        let attrs = self.disk.stat(&path, Last::Follow)?;
        Ok(Attrs { id, attrs })
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Result<Attrs, StatusCode> {
        match self.handles.get(&handle)? {
            Open::File { file, path } => {
                let attrs = self.disk.stat_open(file, path)?;
                Ok(Attrs { id, attrs })
            }
            Open::Folder { .. } => Err(StatusCode::Failure),
        }
    }

    async fn setstat(
        &mut self,
        id: u32,
        path: String,
        attrs: FileAttributes,
    ) -> Result<Status, StatusCode> {
        self.disk
            .change(&path, &attrs, self.rights)
            .map(|()| ok(id))
    }

    async fn fsetstat(
        &mut self,
        id: u32,
        handle: String,
        attrs: FileAttributes,
    ) -> Result<Status, StatusCode> {
        let (Open::File { path, .. } | Open::Folder { path, .. }) = self.handles.get(&handle)?;
        self.disk
            .change_host(path, &attrs, self.rights)
            .map(|()| ok(id))
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, StatusCode> {
        let (entries, path) = self.disk.list(&path, self.rights)?;
        let entries = entries.into_iter();
        let handle = self.handles.insert(Open::Folder { entries, path })?;
        Ok(Handle { id, handle })
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Result<Name, StatusCode> {
        let Open::Folder { entries, .. } = self.handles.get(&handle)? else {
            return Err(StatusCode::Failure);
        };
        let files: Vec<Entry> = entries.take(ENTRIES_PER_ANSWER).collect();
        if files.is_empty() {
            Err(StatusCode::Eof)
        } else {
            Ok(Name { id, files })
        }
    }

    async fn remove(&mut self, id: u32, filename: String) -> Result<Status, StatusCode> {
        self.disk.remove(&filename, self.rights).map(|()| ok(id))
    }

    async fn mkdir(
        &mut self,
        id: u32,
        path: String,
        attrs: FileAttributes,
    ) -> Result<Status, StatusCode> {
        self.disk
            .create_folder(&path, &attrs, self.rights)
            .map(|()| ok(id))
    }

    async fn rmdir(&mut self, id: u32, path: String) -> Result<Status, StatusCode> {
        self.disk.remove_folder(&path, self.rights).map(|()| ok(id))
    }

    async fn realpath(&mut self, id: u32, path: String) -> Result<Name, StatusCode> {
        self.disk.real_path(&path).map(|path| name(id, path))
    }

    async fn rename(
        &mut self,
        id: u32,
        oldpath: String,
        newpath: String,
    ) -> Result<Status, StatusCode> {
        self.disk
            .rename(&oldpath, &newpath, self.rights)
            .map(|()| ok(id))
    }

    async fn readlink(&mut self, id: u32, path: String) -> Result<Name, StatusCode> {
        self.disk.read_link(&path).map(|target| name(id, target))
    }

    /// OpenSSH takes the target first, whatever the standard says, and so does this.
    async fn symlink(
        &mut self,
        id: u32,
        target: String,
        link: String,
    ) -> Result<Status, StatusCode> {
        self.disk.link(&target, &link, self.rights).map(|()| ok(id))
    }

    async fn extended(
        &mut self,
        id: u32,
        request: String,
        data: Vec<u8>,
    ) -> Result<Packet, StatusCode> {
        match request.as_str() {
            POSIX_RENAME => {
                let PosixRename { from, to } = payload(data)?;
                self.disk.replace(&from, &to, self.rights)?;
            }
            FSYNC => {
                let FsyncExtension { handle } = payload(data)?;
                self.sync(&handle).await?;
            }
            LIMITS => return limits(id),
            _ => return Err(StatusCode::OpUnsupported),
        }
        Ok(Packet::Status(ok(id)))
    }
}
