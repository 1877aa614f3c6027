//! The peer's frames, taken apart as they arrive.
//!
//! Payload is handed on from the middle of a frame and of a message, so neither has a limit: a frame of 16 MiB costs as much as
//! one of 16 bytes. A control frame is kept until it is whole, which is 125 bytes at most.

use std::{
    io::{self, Cursor},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::io::poll_read_buf;
use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

use super::monitor::Close;
use crate::printable::printable;

/// How much is read at once: two TLS records.
const READ_BYTES: usize = 32 << 10;
/// RFC 6455 §5.5.
const MAX_CONTROL_BYTES: u64 = 125;
/// RFC 6455 §7.4.1.
const PROTOCOL_ERROR: u16 = 1002;
/// RFC 6455 §7.4.1.
const UNSUPPORTED_DATA: u16 = 1003;

/// What has been received and not been taken yet.
#[derive(Default)]
pub(super) struct Incoming {
    buffer: BytesMut,
    /// Payload of the current data frame that has not been taken yet; most of it may still be on the wire.
    remaining: u64,
    /// Whether the current message has more frames.
    is_fragmented: bool,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// There are bytes to take.
    Payload,
    /// A PING with its payload.
    Ping(Bytes),
    /// A CLOSE. Nothing after it counts.
    Close(Close),
    /// Nothing before more is received.
    Starved,
}

/// What is not allowed to come from a websocket server. The connection is of no use any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Violation {
    /// For our own CLOSE.
    pub(super) code: u16,
    pub(super) text: &'static str,
}

impl Violation {
    const fn protocol(text: &'static str) -> Self {
        Self {
            code: PROTOCOL_ERROR,
            text,
        }
    }
}

impl Incoming {
    pub(super) fn new(received: Bytes) -> Self {
        Self {
            buffer: received.into(),
            ..Self::default()
        }
    }

    /// Reads more, after [`Step::Starved`] only. 0 is the end.
    pub(super) fn poll_fill<S: AsyncRead + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        self.buffer.reserve(READ_BYTES);
        poll_read_buf(Pin::new(stream), cx, &mut self.buffer)
    }

    /// Takes payload, as much as there is and as `into` has room for.
    pub(super) fn take(&mut self, into: &mut ReadBuf<'_>) -> usize {
        let wanted = usize::try_from(self.remaining).unwrap_or(usize::MAX);
        let at_hand = self.buffer.len().min(into.remaining()).min(wanted);
        into.put_slice(self.buffer.get(..at_hand).unwrap_or_default());
        self.buffer.advance(at_hand);
        self.remaining -= at_hand as u64;
        at_hand
    }

    /// Goes on to what matters next; PONGs and empty frames do not.
    pub(super) fn step(&mut self) -> Result<Step, Violation> {
        loop {
            if self.buffer.is_empty() {
                return Ok(Step::Starved);
            }
            if self.remaining > 0 {
                return Ok(Step::Payload);
            }
            let mut cursor = Cursor::new(&self.buffer);
            let parsed = FrameHeader::parse(&mut cursor)
                .map_err(|_| Violation::protocol("the endpoint sent a frame of unknown kind"))?;
            let Some((header, length)) = parsed else {
                return Ok(Step::Starved);
            };
            let header_bytes = usize::try_from(cursor.position()).unwrap_or(usize::MAX);
            self.check(&header, length)?;
            match header.opcode {
                OpCode::Data(_) => {
                    self.buffer.advance(header_bytes);
                    self.is_fragmented = !header.is_final;
                    self.remaining = length;
                }
                OpCode::Control(kind) => {
                    let length = usize::try_from(length).unwrap_or(usize::MAX);
                    if self.buffer.len() < header_bytes.saturating_add(length) {
                        return Ok(Step::Starved);
                    }
                    self.buffer.advance(header_bytes);
                    let payload = self.buffer.get(..length).unwrap_or_default();
                    let payload = Bytes::copy_from_slice(payload);
                    self.buffer.advance(length);
                    match kind {
                        Control::Ping => return Ok(Step::Ping(payload)),
                        Control::Close => return close(payload).map(Step::Close),
                        Control::Pong | Control::Reserved(_) => {}
                    }
                }
            }
        }
    }

    /// Whether a server may send this frame now (RFC 6455 §5).
    fn check(&self, header: &FrameHeader, length: u64) -> Result<(), Violation> {
        if header.rsv1 || header.rsv2 || header.rsv3 {
            return Err(Violation::protocol("the endpoint set a reserved bit"));
        }
        if header.mask.is_some() {
            return Err(Violation::protocol("the endpoint sent a masked frame"));
        }
        match header.opcode {
            OpCode::Data(Data::Text) => Err(Violation {
                code: UNSUPPORTED_DATA,
                text: "the endpoint sent a text frame",
            }),
            OpCode::Data(Data::Continue) if !self.is_fragmented => Err(Violation::protocol(
                "the endpoint continued a message that it had not begun",
            )),
            OpCode::Data(Data::Binary) if self.is_fragmented => Err(Violation::protocol(
                "the endpoint began a message within another",
            )),
            OpCode::Data(_) if length > i64::MAX as u64 => Err(Violation::protocol(
                "the endpoint sent a frame of impossible length",
            )),
            OpCode::Control(_) if !header.is_final || length > MAX_CONTROL_BYTES => Err(
                Violation::protocol("the endpoint sent a control frame that is too long"),
            ),
            OpCode::Data(_) | OpCode::Control(_) => Ok(()),
        }
    }
}

fn close(mut payload: Bytes) -> Result<Close, Violation> {
    let code = match payload.len() {
        0 => None,
        1 => {
            let text = "the endpoint closed with half of a code";
            return Err(Violation::protocol(text));
        }
        _ => Some(payload.get_u16()),
    };
    let text = String::from_utf8_lossy(&payload);
    Ok(Close {
        code,
        reason: printable(&text, payload.len()),
    })
}

#[cfg(test)]
mod tests;
