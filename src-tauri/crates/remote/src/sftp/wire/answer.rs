//! What is answered.

use bytes::Bytes;

use super::{Attributes, string, u8, u32};

pub(super) const STATUS: u8 = 101;
pub(super) const HANDLE: u8 = 102;
const DATA: u8 = 103;
pub(super) const NAME: u8 = 104;
const ATTRS: u8 = 105;
const EXTENDED_REPLY: u8 = 201;

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
    pub(in crate::sftp) fn decode(mut packet: Bytes) -> Option<(u32, Self)> {
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
