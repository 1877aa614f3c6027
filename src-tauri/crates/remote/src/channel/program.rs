//! A program on a channel, as a stream; on OpenSSH from the request on, without waiting for the answer to it.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf, client::Msg};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::{io::StreamReader, task::TaskTracker};

use super::{OpenChannel, Program};

type Output = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;
type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// What a program reads and writes. Dropping it closes its channel.
///
/// Where the server refuses the program, the stream reads as its end, and [`Refused`] tells.
///
/// Whoever holds it reads it: `russh` has one loop for all channels, and it waits for the reader of each.
pub(crate) struct ProgramStream {
    /// Taken by the drop.
    output: Option<StreamReader<Output, Bytes>>,
    input: Input,
    /// Taken by the drop.
    channel: Option<ChannelWriteHalf<Msg>>,
    background: TaskTracker,
}

/// When bytes may follow the request for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// At once: OpenSSH's sshd takes requests and bytes in order.
    IsPresumed,
    /// Once the server says that it has started: proftpd ends the connection when they come earlier.
    IsAwaited,
}

/// Whether the server has refused to start a program.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refused(Arc<AtomicBool>);

impl Refused {
    pub(crate) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl OpenChannel {
    /// Asks the server to start `program`: the word that it has is waited for, or taken for granted.
    pub(crate) async fn request(
        mut self,
        program: Program,
        start: Start,
    ) -> Result<(ProgramStream, Refused), russh::Error> {
        let refused = Refused::default();
        let channel = self.channel.as_mut().ok_or(russh::Error::WrongChannel)?;
        match program {
            Program::Subsystem(name) => channel.request_subsystem(true, name).await?,
            Program::Command(command) => channel.exec(true, command).await?,
        }
        if start == Start::IsAwaited && !super::starts(channel).await {
            refused.0.store(true, Ordering::Relaxed);
        }
        let (output, channel) = self
            .channel
            .take()
            .ok_or(russh::Error::WrongChannel)?
            .split();
        let stream = ProgramStream {
            output: Some(StreamReader::new(bytes_of(output, refused.clone()))),
            input: input_of(&channel, &refused),
            channel: Some(channel),
            background: self.background.clone(),
        };
        Ok((stream, refused))
    }
}

/// What goes to a program. What would go to one that is known not to run is dropped: proftpd ends the connection over it.
fn input_of(channel: &ChannelWriteHalf<Msg>, refused: &Refused) -> Input {
    if refused.is_so() {
        Box::pin(tokio::io::sink())
    } else {
        Box::pin(channel.make_writer())
    }
}

/// What comes from a program, until its end or the word that it does not start.
fn bytes_of(output: ChannelReadHalf, refused: Refused) -> Output {
    Box::pin(stream::unfold(output, move |mut output| {
        let refused = refused.clone();
        async move {
            while !refused.is_so() {
                match output.wait().await? {
                    ChannelMsg::Data { data } => return Some((Ok(data), output)),
                    ChannelMsg::Failure => {
                        refused.0.store(true, Ordering::Relaxed);
                    }
                    ChannelMsg::Eof | ChannelMsg::Close => return None,
                    _ => {}
                }
            }
            None
        }
    }))
}

impl AsyncRead for ProgramStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.output {
            Some(output) => Pin::new(output).poll_read(cx, buf),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for ProgramStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.input.as_mut().poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.input.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.input.as_mut().poll_shutdown(cx)
    }
}

impl Drop for ProgramStream {
    fn drop(&mut self) {
        // First of all: while its queue is full and nobody reads, `russh`'s loop stands still and takes no request to close it.
        drop(self.output.take());
        if let Some(channel) = self.channel.take() {
            super::close(channel, &self.background);
        }
    }
}
