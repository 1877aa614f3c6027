//! A connection in memory that a test can disturb.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex},
    time::{Instant, Sleep, sleep},
};
use tokio_util::sync::CancellationToken;

/// What each side may send ahead of the other.
const BUFFER_BYTES: usize = 256 << 10;
/// What may be on its way when there is latency.
const IN_FLIGHT_BYTES: usize = 4 << 20;

/// The switches of a line, seen from the client. Bytes flow, frozen ones wait, and a cut line reads as its end and cannot be written.
#[derive(Clone, Default)]
pub(super) struct Line(Arc<Mutex<Switches>>);

#[derive(Default)]
struct Switches {
    reads: Flow,
    writes: Flow,
    shutdown: Shutdown,
    latency: Duration,
    /// Bytes that may still be read, and what happens to the line then.
    left: Option<(u64, Flow)>,
    bytes_read: u64,
    bytes_written: u64,
    waiting: Vec<Waker>,
    dropped: CancellationToken,
}

/// Whether bytes go through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    #[default]
    Open,
    Frozen,
    Cut,
}

/// How the client's shutdown of its stream ends.
#[derive(Clone, Copy, Default)]
pub(super) enum Shutdown {
    #[default]
    Works,
    Fails,
    NeverEnds,
}

impl Line {
    /// A line, and its two ends: the client's and the server's.
    pub(super) fn new() -> (Self, FaultyStream, DuplexStream) {
        let (near, far) = duplex(BUFFER_BYTES);
        let line = Self::default();
        let stream = FaultyStream {
            stream: near,
            line: line.clone(),
            arriving: VecDeque::new(),
            timer: Box::pin(sleep(Duration::ZERO)),
        };
        (line, stream, far)
    }

    /// Nothing comes from the server any more.
    pub(super) fn freeze_reads(&self) {
        self.change(|switches| switches.reads = Flow::Frozen);
    }

    /// Nothing is taken from the client any more.
    pub(super) fn freeze_writes(&self) {
        self.change(|switches| switches.writes = Flow::Frozen);
    }

    /// Both directions end, without a word.
    pub(super) fn cut(&self) {
        self.change(|switches| switches.set(Flow::Cut));
    }

    /// Sets both directions to `flow` once the client has read another `bytes`.
    pub(super) fn set_after_reading(&self, bytes: u64, flow: Flow) {
        self.change(|switches| match bytes {
            0 => switches.set(flow),
            _ => switches.left = Some((bytes, flow)),
        });
    }

    /// Writing fails from now on; reading goes on.
    pub(super) fn fail_writes(&self) {
        self.change(|switches| switches.writes = Flow::Cut);
    }

    pub(super) fn set_shutdown(&self, shutdown: Shutdown) {
        self.change(|switches| switches.shutdown = shutdown);
    }

    /// What comes from the server takes `latency` from now on.
    pub(super) fn set_latency(&self, latency: Duration) {
        self.change(|switches| switches.latency = latency);
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.switches().bytes_read
    }

    pub(super) fn bytes_written(&self) -> u64 {
        self.switches().bytes_written
    }

    /// Waits until the client has let go of its end.
    pub(super) async fn dropped(&self) {
        let dropped = self.switches().dropped.clone();
        dropped.cancelled().await;
    }

    fn switches(&self) -> MutexGuard<'_, Switches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Switches) -> T) {
        let mut switches = self.switches();
        change(&mut switches);
        for waker in switches.waiting.drain(..) {
            waker.wake();
        }
    }
}

impl Switches {
    fn set(&mut self, flow: Flow) {
        (self.reads, self.writes) = (flow, flow);
    }
}

/// The client's end.
pub(super) struct FaultyStream {
    stream: DuplexStream,
    line: Line,
    arriving: VecDeque<(Instant, Vec<u8>)>,
    timer: Pin<Box<Sleep>>,
}

impl FaultyStream {
    /// Takes what the server has sent, as far as it fits on the line.
    fn poll_arrivals(&mut self, cx: &mut Context<'_>, latency: Duration) -> io::Result<bool> {
        let mut chunk = [0; 8 << 10];
        while self
            .arriving
            .iter()
            .map(|(_, bytes)| bytes.len())
            .sum::<usize>()
            < IN_FLIGHT_BYTES
        {
            let mut buf = ReadBuf::new(&mut chunk);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buf)? {
                Poll::Pending => return Ok(false),
                Poll::Ready(()) if buf.filled().is_empty() => return Ok(true),
                Poll::Ready(()) => {
                    let bytes = buf.filled().to_vec();
                    self.arriving.push_back((Instant::now() + latency, bytes));
                }
            }
        }
        Ok(false)
    }
}

impl AsyncRead for FaultyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let latency = this.line.switches().latency;
        let has_ended = this.poll_arrivals(cx, latency)?;
        let mut switches = this.line.switches();
        match switches.reads {
            Flow::Open => {}
            Flow::Cut => return Poll::Ready(Ok(())),
            Flow::Frozen => {
                switches.waiting.push(cx.waker().clone());
                return Poll::Pending;
            }
        }
        let Some((at, bytes)) = this.arriving.front_mut() else {
            switches.waiting.push(cx.waker().clone());
            return if has_ended {
                Poll::Ready(Ok(()))
            } else {
                Poll::Pending
            };
        };
        if *at > Instant::now() {
            this.timer.as_mut().reset(*at);
            switches.waiting.push(cx.waker().clone());
            if this.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
        let left = switches
            .left
            .and_then(|(left, _)| usize::try_from(left).ok())
            .unwrap_or(usize::MAX);
        let length = bytes.len().min(buf.remaining()).min(left);
        buf.put_slice(&bytes[..length]);
        bytes.drain(..length);
        if bytes.is_empty() {
            this.arriving.pop_front();
        }
        switches.bytes_read += length as u64;
        if let Some((left, flow)) = switches.left.take() {
            switches.left = (left > length as u64).then(|| (left - length as u64, flow));
            if switches.left.is_none() {
                switches.set(flow);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for FaultyStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let mut switches = this.line.switches();
        match switches.writes {
            Flow::Open => {}
            Flow::Cut => return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            Flow::Frozen => {
                switches.waiting.push(cx.waker().clone());
                return Poll::Pending;
            }
        }
        let written = Pin::new(&mut this.stream).poll_write(cx, buf);
        match &written {
            Poll::Ready(Ok(length)) => switches.bytes_written += *length as u64,
            Poll::Ready(Err(_)) => {}
            Poll::Pending => switches.waiting.push(cx.waker().clone()),
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shutdown = self.line.switches().shutdown;
        match shutdown {
            Shutdown::Works => Pin::new(&mut self.stream).poll_shutdown(cx),
            Shutdown::Fails => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
            Shutdown::NeverEnds => Poll::Pending,
        }
    }
}

impl Drop for FaultyStream {
    fn drop(&mut self) {
        self.line.switches().dropped.cancel();
    }
}
