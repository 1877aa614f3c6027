//! What `russh` gets to see of the stream under a session.
//!
//! It ends when the session is declared dead or given up, whatever `russh` is waiting for then, and it tells from outside what has
//! moved: a watchdog judges by that, and a dial that gets nowhere names the step it stopped in.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;

use crate::ending::Ending;

/// How every SSH banner begins; RFC 4253, section 4.2.
const BANNER: &[u8] = b"SSH-";
/// How that of OpenSSH's sshd does.
const OPENSSH: &[u8] = b"SSH-2.0-OpenSSH";

/// What has moved over a transport.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traffic(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes_read: AtomicU64,
    bytes_written: AtomicU64,
    has_banner: AtomicBool,
    is_openssh: AtomicBool,
}

impl Traffic {
    pub(crate) fn bytes_read(&self) -> u64 {
        self.0.bytes_read.load(Ordering::Relaxed)
    }

    pub(crate) fn bytes_written(&self) -> u64 {
        self.0.bytes_written.load(Ordering::Relaxed)
    }

    /// Whether the other side has sent its whole banner.
    pub(crate) fn has_banner(&self) -> bool {
        self.0.has_banner.load(Ordering::Relaxed)
    }

    /// Whether it says there that it is OpenSSH's sshd.
    pub(crate) fn is_openssh(&self) -> bool {
        self.0.is_openssh.load(Ordering::Relaxed)
    }
}

/// A stream under a session.
pub(crate) struct Transport<S> {
    stream: Ending<S>,
    traffic: Traffic,
    /// How the line that is being read begins, until the banner is complete.
    line: Vec<u8>,
}

impl<S> Transport<S> {
    /// `stream`, until `ended` is cancelled; `traffic` counts what moves.
    pub(crate) fn new(stream: S, ended: &CancellationToken, traffic: Traffic) -> Self {
        Self {
            stream: Ending::new(stream, ended),
            traffic,
            line: Vec::with_capacity(OPENSSH.len()),
        }
    }

    fn look_for_banner(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte != b'\n' {
                if self.line.len() < OPENSSH.len() {
                    self.line.push(byte);
                }
            } else if self.line.starts_with(BANNER) {
                let is_openssh = self.line == OPENSSH;
                self.traffic
                    .0
                    .is_openssh
                    .store(is_openssh, Ordering::Relaxed);
                self.traffic.0.has_banner.store(true, Ordering::Relaxed);
                return;
            } else {
                self.line.clear();
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Transport<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let bytes = buf.filled().get(before..).unwrap_or_default();
        let counts = &self.traffic.0;
        counts
            .bytes_read
            .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if !self.traffic.has_banner() {
            self.look_for_banner(bytes);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Transport<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let length = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        let counts = &self.traffic.0;
        counts
            .bytes_written
            .fetch_add(length as u64, Ordering::Relaxed);
        Poll::Ready(Ok(length))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
