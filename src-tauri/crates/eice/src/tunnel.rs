//! The byte pipe: an open websocket as `AsyncRead + AsyncWrite`.
//!
//! The frames are ours and not a websocket library's, because a tunnel is a stream and libraries deal in messages: they keep a
//! fragmented message back until its last frame (a banner in a first fragment would never arrive), hold a frame of 16 MiB in
//! memory, and queue a PONG for each PING while the peer reads nothing. Here the payload goes on as it comes, whatever the frame
//! is like, and memory is bounded by construction: 32 KiB of what was received (64 KiB while the buffer grows), one frame of at
//! most 65,000 bytes that waits to be sent, one PONG and one CLOSE. The header's encoding and the opening handshake's keys are
//! tungstenite's.
//!
//! What SSH needs besides: the CLOSE code and reason are kept, because a target that cannot be reached is reported there and
//! nowhere else; shutting down never fails and never hangs, because `russh` loses the cause of a death otherwise; TEXT frames are
//! refused; every write leaves at once, because `russh` writes its banner without a flush.
//!
//! # Layout
//!
//! - `incoming`: the peer's frames, taken apart as they arrive
//! - `outgoing`: our frames, and what is owed to the peer's PING and CLOSE
//! - `monitor`: counters and the end, for whoever looks in from outside

mod incoming;
mod monitor;
mod outgoing;

use std::{
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker, ready},
};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client::TlsStream;

pub use self::monitor::{Close, TunnelMonitor};
use self::{
    incoming::{Incoming, Step},
    monitor::End,
    outgoing::Outgoing,
};
use crate::connect::Wire;

/// RFC 6455 §7.4.1: the purpose is fulfilled.
const NORMAL: u16 = 1000;

/// A tunnel to one port of one instance: a byte stream without frame boundaries.
///
/// End-of-file means that the other side has sent CLOSE; [`TunnelMonitor::close`] tells why. A connection that ends without CLOSE
/// is [`io::ErrorKind::UnexpectedEof`], and what is not a frame of a websocket server is [`io::ErrorKind::InvalidData`].
///
/// Reading and writing are independent: a peer that does not read makes writes wait (at most one frame is held for it), and what
/// nobody reads stays on the wire. Both halves of `tokio::io::split` may be used by different tasks.
///
/// # Cancel safety
///
/// Reads and writes are cancel safe: bytes are either handed over or still there. Dropping the tunnel closes the socket, without
/// CLOSE; [`tokio::io::AsyncWriteExt::shutdown`] sends CLOSE 1000 first and never waits.
pub struct Tunnel<S = TlsStream<Wire>> {
    stream: S,
    incoming: Incoming,
    outgoing: Outgoing,
    wakers: Arc<Wakers>,
    monitor: TunnelMonitor,
}

impl<S> fmt::Debug for Tunnel<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tunnel")
            .field("monitor", &self.monitor)
            .finish_non_exhaustive()
    }
}

impl<S> Tunnel<S> {
    /// A tunnel on a stream whose websocket upgrade is done; `received` is what has come after the upgrade's head.
    ///
    /// For tests and for other ways to an endpoint; [`crate::Client::open_tunnel`] does all of it.
    pub fn new(stream: S, received: Bytes) -> Self {
        Self {
            stream,
            incoming: Incoming::new(received),
            outgoing: Outgoing::default(),
            wakers: Arc::default(),
            monitor: TunnelMonitor::default(),
        }
    }

    /// A handle that outlives the tunnel.
    pub fn monitor(&self) -> TunnelMonitor {
        self.monitor.clone()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Tunnel<S> {
    /// Pushes on what waits to be sent, as far as it goes: a reader has to, or a PONG and the rest of a write would wait for the
    /// next write.
    fn push(&mut self, both: &mut Context<'_>) {
        if !self.outgoing.is_pending() {
            return;
        }
        if let Poll::Ready(Err(error)) = self.outgoing.poll_flush(&mut self.stream, both) {
            // There may still be a CLOSE to read; whoever writes is told by the next write.
            tracing::debug!(%error, "a tunnel cannot be written to");
            self.outgoing.give_up();
        }
    }

    /// Passes `outcome` on. Before an error it looks for the CLOSE that the error may be due to: whoever fails to write may not
    /// read any more, and the reason would be lost.
    fn wrote<T>(
        &mut self,
        outcome: Poll<io::Result<T>>,
        both: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        while matches!(outcome, Poll::Ready(Err(_))) && self.monitor.end().is_none() {
            match self.incoming.step() {
                Ok(Step::Payload) => break,
                Ok(Step::Ping(_)) => {}
                Ok(Step::Close(close)) => self.end(End::Closed(close), NORMAL),
                Ok(Step::Starved) => match self.incoming.poll_fill(&mut self.stream, both) {
                    Poll::Ready(Ok(received)) if received > 0 => {}
                    _ => break,
                },
                Err(violation) => self.end(End::Violated(violation.text), violation.code),
            }
        }
        outcome
    }

    /// Ends the tunnel on our side: `end` is what readers are told from now on, `code` what the peer is told.
    fn end(&mut self, end: End, code: u16) {
        self.monitor.ended(end);
        self.outgoing.close(code);
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Tunnel<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        this.wakers.reader.register(cx.waker());
        let waker = Waker::from(Arc::clone(&this.wakers));
        let mut both = Context::from_waker(&waker);
        loop {
            this.push(&mut both);
            if let Some(end) = this.monitor.end() {
                return Poll::Ready(end.as_read());
            }
            match this.incoming.step() {
                Ok(Step::Payload) => {
                    this.monitor.read(this.incoming.take(buf));
                    return Poll::Ready(Ok(()));
                }
                Ok(Step::Ping(payload)) => this.outgoing.pong(payload),
                Ok(Step::Close(close)) => {
                    let code = close.code.unwrap_or(NORMAL);
                    this.end(End::Closed(close), code);
                }
                Ok(Step::Starved) => {
                    let filling = this.incoming.poll_fill(&mut this.stream, &mut both);
                    if ready!(filling)? == 0 {
                        this.end(End::Vanished, NORMAL);
                    }
                }
                Err(violation) => this.end(End::Violated(violation.text), violation.code),
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Tunnel<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.outgoing.is_closed() {
            let error = io::Error::new(io::ErrorKind::BrokenPipe, "the tunnel is closed");
            return Poll::Ready(Err(error));
        }
        this.wakers.writer.register(cx.waker());
        let waker = Waker::from(Arc::clone(&this.wakers));
        let mut both = Context::from_waker(&waker);
        let drained = this.outgoing.poll_drain(&mut this.stream, &mut both);
        ready!(this.wrote(drained, &mut both))?;
        let accepted = this.outgoing.data(buf);
        this.monitor.written(accepted);
        // It leaves now if it can; if not, the next write, flush or read goes on.
        let flushed = this.outgoing.poll_flush(&mut this.stream, &mut both);
        match this.wrote(flushed, &mut both) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(accepted)),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.wakers.writer.register(cx.waker());
        let waker = Waker::from(Arc::clone(&this.wakers));
        let mut both = Context::from_waker(&waker);
        let flushed = this.outgoing.poll_flush(&mut this.stream, &mut both);
        this.wrote(flushed, &mut both)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Best effort: the CLOSE frame is written or it is not; the caller learns of the end by reading.
        let this = self.get_mut();
        this.outgoing.close(NORMAL);
        match this.outgoing.poll_flush(&mut this.stream, cx) {
            Poll::Ready(Err(error)) => tracing::debug!(%error, "closing a tunnel"),
            Poll::Ready(Ok(())) | Poll::Pending => {}
        }
        Poll::Ready(Ok(()))
    }
}

/// Who waits for the socket: reading sends too, and a failed write reads, so both sides are woken and neither loses its turn.
#[derive(Debug, Default)]
struct Wakers {
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Wake for Wakers {
    fn wake(self: Arc<Self>) {
        self.reader.wake();
        self.writer.wake();
    }
}
