//! Our frames, and what is owed to the peer's PING and CLOSE.
//!
//! At most one frame waits here, with one PONG and one CLOSE behind it: a frame is put in only when the one before has left. Of
//! several PINGs that come meanwhile the last is answered, which RFC 6455 §5.5.3 allows.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio::io::AsyncWrite;
use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

/// The largest binary frame sent, as the AWS CLI does; the endpoint's own limit is not documented.
const MAX_FRAME_BYTES: usize = 65_000;

/// What has not been sent yet.
#[derive(Default)]
pub(super) struct Outgoing {
    /// The rest of the one frame that is on its way.
    frame: BytesMut,
    pong: Option<Bytes>,
    /// The code of a CLOSE that is still to be sent.
    close: Option<u16>,
    /// Whether the last word has been said: nothing is taken after CLOSE.
    is_closed: bool,
    /// Whether the stream may keep bytes back.
    is_unflushed: bool,
}

impl Outgoing {
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Whether there is something to push on.
    pub(super) fn is_pending(&self) -> bool {
        self.is_unflushed || !self.frame.is_empty() || self.pong.is_some() || self.close.is_some()
    }

    /// Makes a frame of the beginning of `bytes`, after [`Self::poll_drain`] only. Nothing is not made a frame of.
    pub(super) fn data(&mut self, bytes: &[u8]) -> usize {
        let payload = bytes.get(..MAX_FRAME_BYTES).unwrap_or(bytes);
        if !payload.is_empty() {
            self.encode(OpCode::Data(Data::Binary), payload);
        }
        payload.len()
    }

    /// Answers a PING, instead of one that has not been answered yet.
    pub(super) fn pong(&mut self, payload: Bytes) {
        if !self.is_closed {
            self.pong = Some(payload);
        }
    }

    /// Says the last word, once.
    pub(super) fn close(&mut self, code: u16) {
        if !self.is_closed {
            self.is_closed = true;
            self.pong = None;
            self.close = Some(code);
        }
    }

    /// Forgets everything: the stream takes nothing any more.
    pub(super) fn give_up(&mut self) {
        *self = Self {
            is_closed: true,
            ..Self::default()
        };
    }

    /// Hands all frames to the stream.
    pub(super) fn poll_drain<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            while !self.frame.is_empty() {
                let sent = ready!(Pin::new(&mut *stream).poll_write(cx, &self.frame))?;
                if sent == 0 {
                    return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                }
                self.frame.advance(sent);
            }
            if let Some(payload) = self.pong.take() {
                self.encode(OpCode::Control(Control::Pong), &payload);
            } else if let Some(code) = self.close.take() {
                self.encode(OpCode::Control(Control::Close), &code.to_be_bytes());
            } else {
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// Hands all frames to the stream, and the stream's bytes to the wire.
    pub(super) fn poll_flush<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(stream, cx))?;
        if self.is_unflushed {
            ready!(Pin::new(stream).poll_flush(cx))?;
            self.is_unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    #[expect(
        clippy::expect_used,
        reason = "a buffer in memory takes what is written to it"
    )]
    fn encode(&mut self, opcode: OpCode, payload: &[u8]) {
        let mask: [u8; 4] = rand::random();
        let header = FrameHeader {
            opcode,
            mask: Some(mask),
            ..FrameHeader::default()
        };
        let length = payload.len() as u64;
        self.frame.clear();
        self.frame.reserve(header.len(length) + payload.len());
        header
            .format(length, &mut (&mut self.frame).writer())
            .expect("a header is encoded in memory");
        let head = self.frame.len();
        self.frame.extend_from_slice(payload);
        for word in self.frame.split_at_mut(head).1.chunks_mut(mask.len()) {
            for (byte, key) in word.iter_mut().zip(mask) {
                *byte ^= key;
            }
        }
        self.is_unflushed = true;
    }
}

#[cfg(test)]
mod tests;
