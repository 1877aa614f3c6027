//! SFTP version 3 as bytes: what OpenSSH and everybody else speaks.
//!
//! Names and handles stay the bytes that they are: a handle is any bytes, and a name that is not UTF-8 is a name. That, the order of
//! requests, and what becomes of an answer that nobody waits for any more, are why this crate has a codec of its own.
//!
//! Source: draft-ietf-secsh-filexfer-02, and OpenSSH's `PROTOCOL` for the extensions.

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// The protocol version that is offered and expected.
pub(super) const VERSION: u32 = 3;
/// The largest packet that is taken, as OpenSSH has it.
pub(super) const MAX_PACKET_BYTES: u32 = 256 << 10;

const OPEN: u8 = 3;
const CLOSE: u8 = 4;
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

const STATUS: u8 = 101;
const HANDLE: u8 = 102;
const DATA: u8 = 103;
const NAME: u8 = 104;
const ATTRS: u8 = 105;
const EXTENDED_REPLY: u8 = 201;

const HAS_SIZE: u32 = 1;
const HAS_OWNER: u32 = 2;
const HAS_MODE: u32 = 4;
const HAS_TIMES: u32 = 8;
const HAS_EXTENDED: u32 = 1 << 31;

/// How a file is opened.
pub(crate) mod flags {
    /// For reading.
    pub(crate) const READ: u32 = 1;
    /// For writing.
    pub(crate) const WRITE: u32 = 2;
    /// It is made if it does not exist.
    pub(crate) const CREATE: u32 = 8;
    /// It must not exist.
    pub(crate) const EXCLUSIVE: u32 = 32;
}

/// What is known of an entry, or is to be set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Attributes {
    pub(crate) size_bytes: Option<u64>,
    /// User and group.
    pub(crate) owner: Option<(u32, u32)>,
    /// Type and permission bits.
    pub(crate) mode: Option<u32>,
    /// Last use and last change, seconds since the epoch.
    pub(crate) times: Option<(u32, u32)>,
}

impl Attributes {
    const TYPE: u32 = 0o170_000;

    fn has_type(&self, kind: u32) -> bool {
        self.mode.is_some_and(|mode| mode & Self::TYPE == kind)
    }

    pub(crate) fn is_folder(&self) -> bool {
        self.has_type(0o040_000)
    }

    pub(crate) fn is_file(&self) -> bool {
        self.has_type(0o100_000)
    }

    pub(crate) fn is_symlink(&self) -> bool {
        self.has_type(0o120_000)
    }

    /// Last change, seconds since the epoch.
    pub(crate) fn modified_seconds(&self) -> u32 {
        self.times.map_or(0, |(_, modified)| modified)
    }

    fn encode(&self, out: &mut BytesMut) {
        let flag = |is_there: bool, flag| if is_there { flag } else { 0 };
        out.put_u32(
            flag(self.size_bytes.is_some(), HAS_SIZE)
                | flag(self.owner.is_some(), HAS_OWNER)
                | flag(self.mode.is_some(), HAS_MODE)
                | flag(self.times.is_some(), HAS_TIMES),
        );
        if let Some(size) = self.size_bytes {
            out.put_u64(size);
        }
        if let Some((user, group)) = self.owner {
            out.put_u32(user);
            out.put_u32(group);
        }
        if let Some(mode) = self.mode {
            out.put_u32(mode);
        }
        if let Some((used, modified)) = self.times {
            out.put_u32(used);
            out.put_u32(modified);
        }
    }

    fn decode(input: &mut Bytes) -> Option<Self> {
        let flags = u32(input)?;
        let attributes = Self {
            size_bytes: if flags & HAS_SIZE > 0 {
                Some(u64(input)?)
            } else {
                None
            },
            owner: if flags & HAS_OWNER > 0 {
                Some((u32(input)?, u32(input)?))
            } else {
                None
            },
            mode: if flags & HAS_MODE > 0 {
                Some(u32(input)?)
            } else {
                None
            },
            times: if flags & HAS_TIMES > 0 {
                Some((u32(input)?, u32(input)?))
            } else {
                None
            },
        };
        if flags & HAS_EXTENDED > 0 {
            for _ in 0..u32(input)? {
                string(input)?;
                string(input)?;
            }
        }
        Some(attributes)
    }
}

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
    pub(super) fn encode(&self, id: u32, out: &mut BytesMut) {
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

/// One entry of a folder, or a resolved path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) name: Bytes,
    pub(crate) attributes: Attributes,
}

/// The server's word for how a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusCode {
    Ok,
    Eof,
    NoSuchFile,
    PermissionDenied,
    Failure,
    BadMessage,
    NoConnection,
    ConnectionLost,
    Unsupported,
    /// One that version 3 does not have.
    Other(u32),
}

impl From<u32> for StatusCode {
    fn from(code: u32) -> Self {
        match code {
            0 => Self::Ok,
            1 => Self::Eof,
            2 => Self::NoSuchFile,
            3 => Self::PermissionDenied,
            4 => Self::Failure,
            5 => Self::BadMessage,
            6 => Self::NoConnection,
            7 => Self::ConnectionLost,
            8 => Self::Unsupported,
            other => Self::Other(other),
        }
    }
}

/// What answers a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Status { code: StatusCode, message: String },
    Handle(Bytes),
    Data(Bytes),
    Names(Vec<Name>),
    Attributes(Attributes),
    Extended(Bytes),
}

impl Answer {
    /// Takes a packet without its length apart: the request's number, and the answer. `None` when it is not one.
    pub(super) fn decode(mut packet: Bytes) -> Option<(u32, Self)> {
        let input = &mut packet;
        let kind = u8(input)?;
        let id = u32(input)?;
        let answer = match kind {
            STATUS => Self::Status {
                code: u32(input)?.into(),
                // Old servers leave the text out.
                message: string(input)
                    .map(|text| String::from_utf8_lossy(&text).into_owned())
                    .unwrap_or_default(),
            },
            HANDLE => Self::Handle(string(input)?),
            DATA => Self::Data(string(input)?),
            NAME => Self::Names(names(input)?),
            ATTRS => Self::Attributes(Attributes::decode(input)?),
            EXTENDED_REPLY => Self::Extended(packet),
            _ => return None,
        };
        Some((id, answer))
    }
}

fn names(input: &mut Bytes) -> Option<Vec<Name>> {
    let count = u32(input)?;
    // Each takes 12 bytes at least, so that a lie about the count costs nothing.
    let mut names = Vec::with_capacity((count as usize).min(input.len() / 12));
    for _ in 0..count {
        let name = string(input)?;
        // For people, and in no fixed form.
        string(input)?;
        let attributes = Attributes::decode(input)?;
        names.push(Name { name, attributes });
    }
    Some(names)
}

/// The packet that begins a session.
pub(super) fn init() -> [u8; 9] {
    [0, 0, 0, 5, 1, 0, 0, 0, 3]
}

/// The extensions that the server offers in its first packet; `None` when that is no version 3.
pub(super) fn decode_version(mut packet: Bytes) -> Option<Vec<Bytes>> {
    const VERSION_PACKET: u8 = 2;
    let input = &mut packet;
    if u8(input)? != VERSION_PACKET || u32(input)? != VERSION {
        return None;
    }
    let mut extensions = Vec::new();
    while let Some(name) = string(input) {
        string(input)?;
        extensions.push(name);
    }
    Some(extensions)
}

/// How full a file system is, for the user who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Space {
    pub(crate) free_bytes: u64,
    /// How many files may still be made; some file systems do not count.
    pub(crate) free_files: u64,
    pub(crate) files: u64,
    pub(crate) is_read_only: bool,
}

/// The reply to `statvfs@openssh.com`.
pub(super) fn decode_statvfs(mut reply: Bytes) -> Option<Space> {
    const READ_ONLY: u64 = 1;
    let input = &mut reply;
    let _block_bytes = u64(input)?;
    let fragment_bytes = u64(input)?;
    let _blocks = u64(input)?;
    let _free_for_root = u64(input)?;
    let free = u64(input)?;
    let files = u64(input)?;
    let _free_files_for_root = u64(input)?;
    let free_files = u64(input)?;
    let _id = u64(input)?;
    Some(Space {
        free_bytes: fragment_bytes.saturating_mul(free),
        free_files,
        files,
        is_read_only: u64(input)? & READ_ONLY > 0,
    })
}

fn put_string(out: &mut BytesMut, bytes: &[u8]) {
    out.put_u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    out.put_slice(bytes);
}

fn u8(input: &mut Bytes) -> Option<u8> {
    input.try_get_u8().ok()
}

fn u32(input: &mut Bytes) -> Option<u32> {
    input.try_get_u32().ok()
}

fn u64(input: &mut Bytes) -> Option<u64> {
    input.try_get_u64().ok()
}

fn string(input: &mut Bytes) -> Option<Bytes> {
    let length = u32(input)? as usize;
    (length <= input.len()).then(|| input.split_to(length))
}

#[cfg(test)]
mod tests;
