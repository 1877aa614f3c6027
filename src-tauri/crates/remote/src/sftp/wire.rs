//! SFTP version 3 as bytes: what OpenSSH and everybody else speaks.
//!
//! Names and handles stay the bytes that they are: a handle is any bytes, and a name that is not UTF-8 is a name. That, the order of
//! requests, and what becomes of an answer that nobody waits for any more, are why this crate has a codec of its own.
//!
//! Source: draft-ietf-secsh-filexfer-02, and OpenSSH's `PROTOCOL` for the extensions.

mod answer;
mod request;

use bytes::{Buf, BufMut, Bytes, BytesMut};

pub(crate) use self::{
    answer::{Answer, Name, StatusCode},
    request::Request,
};

/// The protocol version that is offered and expected.
pub(super) const VERSION: u32 = 3;
/// The largest packet that is taken, as OpenSSH has it.
pub(super) const MAX_PACKET_BYTES: u32 = 256 << 10;

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
