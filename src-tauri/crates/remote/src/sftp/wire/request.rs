//! What is asked.

use bytes::{BufMut, BytesMut};

use super::{Attributes, put_string};

const OPEN: u8 = 3;
pub(super) const CLOSE: u8 = 4;
const READ: u8 = 5;
const WRITE: u8 = 6;
const LSTAT: u8 = 7;
const FSTAT: u8 = 8;
const SETSTAT: u8 = 9;
const FSETSTAT: u8 = 10;
const OPENDIR: u8 = 11;
const READDIR: u8 = 12;
const REMOVE: u8 = 13;
const MKDIR: u8 = 14;
const RMDIR: u8 = 15;
const REALPATH: u8 = 16;
const STAT: u8 = 17;
const RENAME: u8 = 18;
const EXTENDED: u8 = 200;

/// A request, without its number.
#[derive(Debug, Clone)]
pub(crate) enum Request<'a> {
    Open {
        path: &'a str,
        flags: u32,
        attributes: Attributes,
    },
    Close {
        handle: &'a [u8],
    },
    Read {
        handle: &'a [u8],
        offset: u64,
        length: u32,
    },
    Write {
        handle: &'a [u8],
        offset: u64,
        data: &'a [u8],
    },
    Lstat {
        path: &'a str,
    },
    Fstat {
        handle: &'a [u8],
    },
    Stat {
        path: &'a str,
    },
    Setstat {
        path: &'a str,
        attributes: Attributes,
    },
    Fsetstat {
        handle: &'a [u8],
        attributes: Attributes,
    },
    Opendir {
        path: &'a str,
    },
    Readdir {
        handle: &'a [u8],
    },
    Remove {
        path: &'a str,
    },
    Mkdir {
        path: &'a str,
        attributes: Attributes,
    },
    Rmdir {
        path: &'a str,
    },
    Realpath {
        path: &'a str,
    },
    /// Fails on OpenSSH where `to` exists.
    Rename {
        from: &'a str,
        to: &'a str,
    },
    /// `posix-rename@openssh.com` and its like, whose arguments are strings.
    Extended {
        name: &'static str,
        arguments: &'a [&'a [u8]],
    },
}

impl Request<'_> {
    /// Appends the packet with the number `id`.
    pub(in crate::sftp) fn encode(&self, id: u32, out: &mut BytesMut) {
        let start = out.len();
        out.put_u32(0);
        out.put_u8(self.kind());
        out.put_u32(id);
        self.encode_fields(out);
        let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
        if let Some(place) = out.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_be_bytes());
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Open { .. } => OPEN,
            Self::Close { .. } => CLOSE,
            Self::Read { .. } => READ,
            Self::Write { .. } => WRITE,
            Self::Lstat { .. } => LSTAT,
            Self::Fstat { .. } => FSTAT,
            Self::Stat { .. } => STAT,
            Self::Setstat { .. } => SETSTAT,
            Self::Fsetstat { .. } => FSETSTAT,
            Self::Opendir { .. } => OPENDIR,
            Self::Readdir { .. } => READDIR,
            Self::Remove { .. } => REMOVE,
            Self::Mkdir { .. } => MKDIR,
            Self::Rmdir { .. } => RMDIR,
            Self::Realpath { .. } => REALPATH,
            Self::Rename { .. } => RENAME,
            Self::Extended { .. } => EXTENDED,
        }
    }

    fn encode_fields(&self, out: &mut BytesMut) {
        match *self {
            Self::Open {
                path,
                flags,
                attributes,
            } => {
                put_string(out, path.as_bytes());
                out.put_u32(flags);
                attributes.encode(out);
            }
            Self::Close { handle } | Self::Fstat { handle } | Self::Readdir { handle } => {
                put_string(out, handle);
            }
            Self::Read {
                handle,
                offset,
                length,
            } => {
                put_string(out, handle);
                out.put_u64(offset);
                out.put_u32(length);
            }
            Self::Write {
                handle,
                offset,
                data,
            } => {
                put_string(out, handle);
                out.put_u64(offset);
                put_string(out, data);
            }
            Self::Lstat { path }
            | Self::Stat { path }
            | Self::Opendir { path }
            | Self::Remove { path }
            | Self::Rmdir { path }
            | Self::Realpath { path } => put_string(out, path.as_bytes()),
            Self::Setstat { path, attributes } | Self::Mkdir { path, attributes } => {
                put_string(out, path.as_bytes());
                attributes.encode(out);
            }
            Self::Fsetstat { handle, attributes } => {
                put_string(out, handle);
                attributes.encode(out);
            }
            Self::Rename { from, to } => {
                put_string(out, from.as_bytes());
                put_string(out, to.as_bytes());
            }
            Self::Extended { name, arguments } => {
                put_string(out, name.as_bytes());
                for argument in arguments {
                    put_string(out, argument);
                }
            }
        }
    }
}
