//! The byte pipe: an open websocket as `AsyncRead + AsyncWrite`.
//!
//! Four things that a general adapter does not do: the CLOSE code and reason are kept, because a target that cannot be reached
//! is reported there and nowhere else; shutting down never fails and never hangs, because `russh` loses the cause of a death
//! otherwise; TEXT frames are refused; every write leaves at once, because `russh` writes its banner without a flush.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use futures_util::{Sink, Stream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{self, Message, protocol::WebSocketConfig},
};

/// The largest binary frame sent, as the AWS CLI does; the endpoint's own limit is not documented.
const MAX_FRAME_BYTES: usize = 65_000;
/// The largest message accepted.
const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// A tunnel to one port of one instance: a byte stream without frame boundaries.
///
/// Dropping it closes the socket. End-of-file means that the other side has closed; [`TunnelMonitor::close_reason`] tells why.
#[derive(Debug)]
pub struct Tunnel<S = TlsStream<TcpStream>> {
    socket: WebSocketStream<S>,
    unread: Bytes,
    monitor: TunnelMonitor,
}

/// Looks into a tunnel from outside, also after its end.
#[derive(Debug, Clone, Default)]
pub struct TunnelMonitor(Arc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    bytes_read: AtomicU64,
    bytes_written: AtomicU64,
    /// Held for one assignment or clone only.
    close_reason: Mutex<Option<String>>,
}

impl TunnelMonitor {
    /// Payload bytes that came out of the tunnel.
    pub fn bytes_read(&self) -> u64 {
        self.0.bytes_read.load(Ordering::Relaxed)
    }

    /// Payload bytes that went into the tunnel.
    pub fn bytes_written(&self) -> u64 {
        self.0.bytes_written.load(Ordering::Relaxed)
    }

    /// The endpoint's reason for closing, such as `1011 Unable to connect to target`; `None` while open or after a silent end.
    pub fn close_reason(&self) -> Option<String> {
        self.0
            .close_reason
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn closed(&self, reason: String) {
        *self
            .0
            .close_reason
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }
}

/// What the websocket is opened with: eager writes, bounded messages.
pub(crate) fn websocket_config() -> WebSocketConfig {
    WebSocketConfig::default()
        .write_buffer_size(0)
        .max_message_size(Some(MAX_MESSAGE_BYTES))
}

impl<S> Tunnel<S> {
    pub(crate) fn new(socket: WebSocketStream<S>) -> Self {
        Self {
            socket,
            unread: Bytes::new(),
            monitor: TunnelMonitor::default(),
        }
    }

    /// A handle that outlives the tunnel.
    pub fn monitor(&self) -> TunnelMonitor {
        self.monitor.clone()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Tunnel<S> {
    /// Fetches the next frame with bytes; empty at the end.
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        loop {
            match ready!(Pin::new(&mut self.socket).poll_next(cx)) {
                Some(Ok(Message::Binary(bytes))) if bytes.is_empty() => {}
                Some(Ok(Message::Binary(bytes))) => return Poll::Ready(Ok(bytes)),
                Some(Ok(Message::Close(frame))) => {
                    self.monitor.closed(frame.map_or_else(
                        || "closed without a reason".to_owned(),
                        |frame| format!("{} {}", u16::from(frame.code), frame.reason),
                    ));
                    return Poll::Ready(Ok(Bytes::new()));
                }
                Some(Ok(Message::Text(_))) => {
                    let text = "the endpoint sent a text frame";
                    self.monitor.closed(text.to_owned());
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, text)));
                }
                // PINGs are answered by tungstenite itself.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(error)) => return Poll::Ready(end_or_error(error)),
                None => return Poll::Ready(Ok(Bytes::new())),
            }
        }
    }
}

fn end_or_error(error: tungstenite::Error) -> io::Result<Bytes> {
    match error {
        tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed => {
            Ok(Bytes::new())
        }
        error => Err(to_io(error)),
    }
}

fn to_io(error: tungstenite::Error) -> io::Error {
    match error {
        tungstenite::Error::Io(error) => error,
        tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed => {
            io::Error::new(io::ErrorKind::BrokenPipe, "the tunnel is closed")
        }
        error => io::Error::other(error),
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Tunnel<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.unread.is_empty() {
            this.unread = ready!(this.poll_frame(cx))?;
        }
        let length = this.unread.len().min(buf.remaining());
        buf.put_slice(&this.unread.split_to(length).copy_to_bytes(length));
        this.monitor
            .0
            .bytes_read
            .fetch_add(length as u64, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Tunnel<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.socket).poll_ready(cx)).map_err(to_io)?;
        let frame = buf.get(..buf.len().min(MAX_FRAME_BYTES)).unwrap_or(buf);
        Pin::new(&mut this.socket)
            .start_send(Message::Binary(Bytes::copy_from_slice(frame)))
            .map_err(to_io)?;
        this.monitor
            .0
            .bytes_written
            .fetch_add(frame.len() as u64, Ordering::Relaxed);
        Poll::Ready(Ok(frame.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket)
            .poll_flush(cx)
            .map_err(to_io)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Best effort: the CLOSE frame is written or it is not; the caller learns of the end by reading.
        match Pin::new(&mut self.get_mut().socket).poll_close(cx) {
            Poll::Ready(Err(error)) => tracing::debug!(%error, "closing a tunnel"),
            Poll::Ready(Ok(())) | Poll::Pending => {}
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{SinkExt, StreamExt};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, frame::coding::CloseCode};

    use super::*;

    async fn pair() -> (Tunnel<DuplexStream>, WebSocketStream<DuplexStream>) {
        let (near, far) = duplex(256 << 10);
        let config = Some(websocket_config());
        let client = WebSocketStream::from_raw_socket(near, Role::Client, config).await;
        let server = WebSocketStream::from_raw_socket(far, Role::Server, None).await;
        (Tunnel::new(client), server)
    }

    #[tokio::test]
    async fn a_write_leaves_without_a_flush_and_in_frames_of_65000_bytes() {
        let (mut tunnel, mut server) = pair().await;
        tunnel.write_all(&vec![7; 100_000]).await.unwrap();
        let first = server.next().await.unwrap().unwrap().into_data();
        let second = server.next().await.unwrap().unwrap().into_data();
        assert_eq!((first.len(), second.len()), (65_000, 35_000));
        assert_eq!(tunnel.monitor().bytes_written(), 100_000);
    }

    #[tokio::test]
    async fn pings_and_empty_frames_are_not_bytes_and_not_the_end() {
        let (mut tunnel, mut server) = pair().await;
        server
            .send(Message::Ping(Bytes::from_static(b"are you there")))
            .await
            .unwrap();
        server.send(Message::Binary(Bytes::new())).await.unwrap();
        server
            .send(Message::Binary(Bytes::from_static(b"SSH-2.0")))
            .await
            .unwrap();
        let mut buffer = [0; 7];
        tunnel.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"SSH-2.0");
    }

    #[tokio::test]
    async fn the_reason_of_a_close_is_kept() {
        let (mut tunnel, mut server) = pair().await;
        let frame = CloseFrame {
            code: CloseCode::Error,
            reason: "Unable to connect to target".into(),
        };
        server.close(Some(frame)).await.unwrap();
        assert_eq!(
            tunnel.read(&mut [0; 8]).await.unwrap(),
            0,
            "a close reads as the end"
        );
        assert_eq!(
            tunnel.monitor().close_reason().as_deref(),
            Some("1011 Unable to connect to target")
        );
    }

    #[tokio::test]
    async fn a_text_frame_is_an_error() {
        let (mut tunnel, mut server) = pair().await;
        server.send(Message::Text("hello".into())).await.unwrap();
        let error = tunnel.read(&mut [0; 8]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[tokio::test]
    async fn shutting_down_ends_at_once_even_when_the_peer_is_gone() {
        let (mut tunnel, server) = pair().await;
        drop(server);
        tunnel.shutdown().await.unwrap();
    }

    #[test]
    fn every_websocket_failure_ends_the_stream_as_an_error_or_as_its_end() {
        use tungstenite::error::{CapacityError, ProtocolError, SubProtocolError, UrlError};
        let broken = || io::Error::new(io::ErrorKind::ConnectionReset, "reset");
        let refused = http::Response::builder().status(403).body(None).unwrap();
        for (error, is_end) in [
            (tungstenite::Error::ConnectionClosed, true),
            (tungstenite::Error::AlreadyClosed, true),
            (tungstenite::Error::Io(broken()), false),
            (
                tungstenite::Error::Capacity(CapacityError::MessageTooLong {
                    size: 2,
                    max_size: 1,
                }),
                false,
            ),
            (
                tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake),
                false,
            ),
            (
                tungstenite::Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(
                    SubProtocolError::NoSubProtocol,
                )),
                false,
            ),
            (
                tungstenite::Error::WriteBufferFull(Box::new(Message::Text("x".into()))),
                false,
            ),
            (tungstenite::Error::Utf8("broken pipe".to_owned()), false),
            (tungstenite::Error::AttackAttempt, false),
            (tungstenite::Error::Url(UrlError::NoHostName), false),
            (tungstenite::Error::Http(Box::new(refused)), false),
        ] {
            let text = error.to_string();
            assert_eq!(end_or_error(error).is_ok(), is_end, "{text}");
        }
    }
}
