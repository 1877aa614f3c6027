//! A stream that can be ended from outside.
//!
//! `russh` and the SFTP client run tasks, which nobody stops: what they work on is stopped instead. Both also wait for
//! streams in ways that lose the cause of an end, or never end: a writer that waits for window is not woken by the death of its
//! session, and a shutdown that fails or waits takes the place of what went wrong before it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

type Cancelled = Pin<Box<WaitForCancellationFutureOwned>>;

/// `S` until `ended` is cancelled. Then it reads as its end and cannot be written any more, also for those who wait already.
///
/// Shutting it down neither fails nor waits: who does that drops it next.
pub(crate) struct Ending<S> {
    stream: S,
    /// One for each direction: reader and writer may be different tasks.
    end_of_reading: Cancelled,
    end_of_writing: Cancelled,
}

impl<S> Ending<S> {
    pub(crate) fn new(stream: S, ended: &CancellationToken) -> Self {
        Self {
            stream,
            end_of_reading: Box::pin(ended.clone().cancelled_owned()),
            end_of_writing: Box::pin(ended.clone().cancelled_owned()),
        }
    }

    fn poll_end_of_writing(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match self.end_of_writing.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::BrokenPipe.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Ending<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.end_of_reading.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Ending<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_end_of_writing(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_end_of_writing(cx)?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(Err(error)) = Pin::new(&mut self.stream).poll_shutdown(cx) {
            tracing::debug!(%error, "shutting a stream down");
        }
        Poll::Ready(Ok(()))
    }
}
