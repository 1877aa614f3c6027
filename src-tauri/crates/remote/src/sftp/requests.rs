//! What is asked of a server, each a line. A request is on its way when its method returns; awaiting it awaits the answer.

use bytes::Bytes;

use super::{
    Sftp,
    client::{Asking, Cork, SftpError},
    done, refusal,
    wire::{Answer, Attributes, Name, Request, Space, StatusCode, decode_statvfs},
};

impl Sftp {
    /// What is asked for while it lives leaves as one, with nothing of anybody else in between. Never held across a wait.
    pub(crate) fn cork(&self) -> Cork<'_> {
        self.client.cork()
    }

    /// What `path` is, its last link followed.
    pub(crate) fn stat(&self, path: &str) -> Asking<Attributes> {
        self.client.ask(&Request::Stat { path }, attributes)
    }

    /// What `path` is, a link itself.
    pub(crate) fn lstat(&self, path: &str) -> Asking<Attributes> {
        self.client.ask(&Request::Lstat { path }, attributes)
    }

    /// What an open file is.
    pub(crate) fn fstat(&self, handle: &[u8]) -> Asking<Attributes> {
        self.client.ask(&Request::Fstat { handle }, attributes)
    }

    /// Sets what is given of `attributes`.
    pub(crate) fn setstat(&self, path: &str, attributes: Attributes) -> Asking<()> {
        self.client
            .ask(&Request::Setstat { path, attributes }, done)
    }

    /// As [`Sftp::setstat`], of an open file.
    pub(crate) fn fsetstat(&self, handle: &[u8], attributes: Attributes) -> Asking<()> {
        self.client
            .ask(&Request::Fsetstat { handle, attributes }, done)
    }

    /// Where `path` leads, links followed, as the server knows it.
    pub(crate) fn realpath(&self, path: &str) -> Asking<Bytes> {
        self.client
            .ask(&Request::Realpath { path }, |answer| match answer {
                Answer::Names(names) => Ok(names
                    .into_iter()
                    .next()
                    .map(|name| name.name)
                    .unwrap_or_default()),
                answer => Err(refusal(answer)),
            })
    }

    /// The next entries of an open folder; `None` at its end.
    pub(crate) fn readdir(&self, handle: &[u8]) -> Asking<Option<Vec<Name>>> {
        self.client
            .ask(&Request::Readdir { handle }, |answer| match answer {
                Answer::Names(names) => Ok(Some(names)),
                Answer::Status {
                    code: StatusCode::Eof,
                    ..
                } => Ok(None),
                answer => Err(refusal(answer)),
            })
    }

    /// At most `length` bytes from `offset`, fewer where the server likes; `None` at the end of the file.
    pub(crate) fn read(&self, handle: &[u8], offset: u64, length: u32) -> Asking<Option<Bytes>> {
        self.client.ask(
            &Request::Read {
                handle,
                offset,
                length,
            },
            |answer| match answer {
                Answer::Data(data) if data.is_empty() => Ok(None),
                Answer::Data(data) => Ok(Some(data)),
                Answer::Status {
                    code: StatusCode::Eof,
                    ..
                } => Ok(None),
                answer => Err(refusal(answer)),
            },
        )
    }

    /// Writes `data` at `offset`.
    pub(crate) fn write(&self, handle: &[u8], offset: u64, data: &[u8]) -> Asking<()> {
        self.client.ask(
            &Request::Write {
                handle,
                offset,
                data,
            },
            done,
        )
    }

    /// Removes a file or a link.
    pub(crate) fn remove(&self, path: &str) -> Asking<()> {
        self.client.ask(&Request::Remove { path }, done)
    }

    /// Removes an empty folder.
    pub(crate) fn rmdir(&self, path: &str) -> Asking<()> {
        self.client.ask(&Request::Rmdir { path }, done)
    }

    /// Makes a folder.
    pub(crate) fn mkdir(&self, path: &str, attributes: Attributes) -> Asking<()> {
        self.client.ask(&Request::Mkdir { path, attributes }, done)
    }

    /// Renames; where `to` exists, OpenSSH refuses, and others replace it.
    pub(crate) fn rename(&self, from: &str, to: &str) -> Asking<()> {
        self.client.ask(&Request::Rename { from, to }, done)
    }

    /// Puts `from` in the place of `to` in one step. Only where [`Sftp::has`] says so.
    pub(crate) fn posix_rename(&self, from: &str, to: &str) -> Asking<()> {
        self.extended(super::POSIX_RENAME, &[from.as_bytes(), to.as_bytes()])
    }

    /// Gives the file at `from` a second name, which must not exist. Only where [`Sftp::has`] says so.
    pub(crate) fn hardlink(&self, from: &str, to: &str) -> Asking<()> {
        self.extended(super::HARDLINK, &[from.as_bytes(), to.as_bytes()])
    }

    /// Brings an open file onto the disk. Only where [`Sftp::has`] says so.
    pub(crate) fn fsync(&self, handle: &[u8]) -> Asking<()> {
        self.extended(super::FSYNC, &[handle])
    }

    /// How full the file system of `path` is. Only where [`Sftp::has`] says so.
    pub(crate) fn space(&self, path: &str) -> Asking<Space> {
        let request = Request::Extended {
            name: super::STATVFS,
            arguments: &[path.as_bytes()],
        };
        self.client.ask(&request, |answer| match answer {
            Answer::Extended(reply) => decode_statvfs(reply).ok_or_else(|| {
                SftpError::Ended("the server sent a statvfs that is none".to_owned())
            }),
            answer => Err(refusal(answer)),
        })
    }

    fn extended(&self, name: &'static str, arguments: &[&[u8]]) -> Asking<()> {
        self.client
            .ask(&Request::Extended { name, arguments }, done)
    }
}

fn attributes(answer: Answer) -> Result<Attributes, SftpError> {
    match answer {
        Answer::Attributes(attributes) => Ok(attributes),
        answer => Err(refusal(answer)),
    }
}
