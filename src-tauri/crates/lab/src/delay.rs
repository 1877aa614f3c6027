//! Distance: what a byte needs from the client to a server and back.
//!
//! Every accepted connection goes over a [`Link`]. Bytes are held back for half a round trip each
//! way and nothing else: order and throughput stay, so that a test that raises the delay counts
//! round trips. The kernel has answered the TCP handshake before the lab sees the connection, so its
//! round trip is charged to the connection's first bytes.

use std::{
    collections::VecDeque,
    future::{Future, pending},
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream},
    net::TcpStream,
    time::{Instant, sleep_until},
};

/// Bytes that may be on the way in one direction; more than any delay used here can fill.
const IN_FLIGHT_BYTES: usize = 16 << 20;
/// What a server's end holds before it must be read.
const PIPE_BYTES: usize = 256 << 10;
const READ_BYTES: usize = 64 << 10;

/// The distance between clients and the lab. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    round_trip_nanos: Arc<AtomicU64>,
}

impl Link {
    /// A link on which a round trip takes this long.
    pub(crate) fn new(round_trip: Duration) -> Self {
        let link = Self {
            round_trip_nanos: Arc::default(),
        };
        link.set(round_trip);
        link
    }

    /// Changes it, also for connections that are open.
    pub(crate) fn set(&self, round_trip: Duration) {
        let nanos = u64::try_from(round_trip.as_nanos()).unwrap_or(u64::MAX);
        self.round_trip_nanos.store(nanos, Ordering::Relaxed);
    }

    /// What a round trip takes.
    pub(crate) fn round_trip(&self) -> Duration {
        Duration::from_nanos(self.round_trip_nanos.load(Ordering::Relaxed))
    }
}

/// Puts the link between an accepted connection and the server that `serve` is.
///
/// Returns once the server has let go of its end and all it wrote has been delivered. Dropping the
/// future cuts the connection.
pub(crate) async fn carry<F, S>(socket: TcpStream, link: &Link, serve: F)
where
    F: FnOnce(DuplexStream) -> S,
    S: Future<Output = ()>,
{
    let opened = Instant::now() + link.round_trip();
    let (client_reads, client_writes) = socket.into_split();
    let (server_end, our_end) = tokio::io::duplex(PIPE_BYTES);
    let (our_reads, our_writes) = tokio::io::split(our_end);
    let inward = async {
        log_end(pump(client_reads, our_writes, link, opened).await);
        // The client may only have finished sending: the answer is still to come.
        pending::<()>().await;
    };
    let outward = async { log_end(pump(our_reads, client_writes, link, opened).await) };
    tokio::select! {
        () = inward => {}
        ((), ()) = async { tokio::join!(serve(server_end), outward) } => {}
    }
}

fn log_end(result: io::Result<()>) {
    // Clients and faults cut connections all the time; that is not the lab's error.
    if let Err(error) = result {
        tracing::trace!(%error, "a connection was cut");
    }
}

/// Moves bytes, each half a round trip after it came in, but none before the connection is open.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    link: &Link,
    opened: Instant,
) -> io::Result<()> {
    let mut on_the_way: VecDeque<(Instant, Bytes)> = VecDeque::new();
    let mut held = 0;
    let mut ended = false;
    let mut buffer = BytesMut::new();
    loop {
        while let Some((due, bytes)) = on_the_way.pop_front() {
            if due > Instant::now() {
                on_the_way.push_front((due, bytes));
                break;
            }
            held -= bytes.len();
            if bytes.is_empty() {
                return to.shutdown().await;
            }
            to.write_all(&bytes).await?;
        }
        let next_due = on_the_way.front().map(|(due, _)| *due);
        buffer.reserve(READ_BYTES);
        tokio::select! {
            read = from.read_buf(&mut buffer), if !ended && held < IN_FLIGHT_BYTES => {
                ended = read? == 0;
                held += buffer.len();
                let due = Instant::now().max(opened) + link.round_trip() / 2;
                on_the_way.push_back((due, buffer.split().freeze()));
            }
            () = sleep_until(next_due.unwrap_or_else(Instant::now)), if next_due.is_some() => {}
        }
    }
}

#[cfg(test)]
mod tests;
