//! The bytes of one SSH connection, both ways, with the pressure of each side on the other.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::Notify,
    time::timeout,
};

use super::key_exchange::Scanner;

/// As large as a frame of the tunnel.
const PIECE_BYTES: usize = 65_000;
/// sshd speaks first, at once.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// For what is still on its way from a side that takes nothing more.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// The local side has closed, or is gone.
    Local,
    /// The other side has closed.
    Remote,
    /// The other side has closed, or stayed silent, before it had said anything.
    NoAnswer,
    /// The tunnel broke.
    Broken(io::Error),
}

/// Carries the local side's bytes into the tunnel until it closes; tells `has_agreed` when its part of the key exchange is over.
pub(super) async fn send(
    mut local: impl AsyncRead + Unpin,
    mut tunnel: impl AsyncWrite + Unpin,
    has_agreed: &Notify,
) -> End {
    let mut scanner = Scanner::new();
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        // A local side that cannot be read is one that is gone. No bytes are its end, not something to try again.
        let Ok(length @ 1..) = local.read(&mut piece).await else {
            // What has been written is with the tunnel already; the end is told as well as it can be.
            tunnel.shutdown().await.ok();
            return End::Local;
        };
        let bytes = piece.get(..length).unwrap_or_default();
        let sent = async {
            tunnel.write_all(bytes).await?;
            tunnel.flush().await
        };
        if let Err(error) = sent.await {
            // The other side may have told why, and that is still to be read.
            tokio::time::sleep(LAST_WORDS).await;
            return End::Broken(error);
        }
        if !scanner.is_over() && scanner.find_end(bytes).is_some() {
            has_agreed.notify_one();
        }
    }
}

/// Carries the tunnel's bytes to the local side until it closes. What tells the local side that the key exchange is over is held
/// back until `gate` opens.
///
/// # Errors
///
/// Those of `gate`.
pub(super) async fn receive<E>(
    mut tunnel: impl AsyncRead + Unpin,
    mut local: impl AsyncWrite + Unpin,
    gate: impl Future<Output = Result<(), E>>,
) -> Result<End, E> {
    let mut scanner = Scanner::new();
    let mut gate = Some(std::pin::pin!(gate));
    let mut piece = vec![0; PIECE_BYTES];
    let mut has_spoken = false;
    loop {
        let reading = tunnel.read(&mut piece);
        let read = if has_spoken {
            reading.await
        } else {
            let first = timeout(FIRST_WORD, reading).await;
            first.unwrap_or(Ok(0))
        };
        let length = match read {
            Ok(0) if has_spoken => return Ok(End::Remote),
            Ok(0) => return Ok(End::NoAnswer),
            Ok(length) => length,
            Err(error) => return Ok(End::Broken(error)),
        };
        has_spoken = true;
        let mut bytes = piece.get(..length).unwrap_or_default();
        if let Some(end) = gate.as_ref().and_then(|_| scanner.find_end(bytes)) {
            let (before, rest) = bytes.split_at(end);
            if put(&mut local, before).await.is_err() {
                return Ok(End::Local);
            }
            if let Some(gate) = gate.take() {
                gate.await?;
            }
            bytes = rest;
        }
        if put(&mut local, bytes).await.is_err() {
            return Ok(End::Local);
        }
    }
}

async fn put(local: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    local.write_all(bytes).await?;
    local.flush().await
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    /// A version, a packet that says that the key exchange is over, and more.
    fn stream() -> Vec<u8> {
        let mut stream = b"SSH-2.0-x\r\n".to_vec();
        stream.extend([0, 0, 0, 12, 10, 21]);
        stream.extend([0; 10]);
        stream.extend(b"more");
        stream
    }

    #[tokio::test]
    async fn the_end_of_the_key_exchange_waits_for_the_gate() {
        let (mut far, tunnel) = duplex(1 << 20);
        let (local, mut ssh) = duplex(1 << 20);
        let opens = Notify::new();
        let gate = async {
            opens.notified().await;
            Ok::<_, ()>(())
        };
        far.write_all(&stream()).await.unwrap();
        let held = b"SSH-2.0-x\r\n".len() + 5;
        let look = async {
            let mut seen = vec![0; held];
            ssh.read_exact(&mut seen).await.unwrap();
            let more = timeout(Duration::from_millis(20), ssh.read_u8()).await;
            assert!(more.is_err(), "the rest is held back");
            opens.notify_one();
            let mut rest = vec![0; stream().len() - held];
            ssh.read_exact(&mut rest).await.unwrap();
            assert_eq!([seen, rest].concat(), stream());
            drop(far);
        };
        let (end, ()) = tokio::join!(receive(tunnel, local, gate), look);
        assert!(matches!(end, Ok(End::Remote)), "{end:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn silence_and_an_end_without_a_word_are_no_answer() {
        let open = || std::future::ready(Ok::<_, ()>(()));
        let (_far, tunnel) = duplex(64);
        let end = receive(tunnel, tokio::io::sink(), open()).await;
        assert!(matches!(end, Ok(End::NoAnswer)), "{end:?}");
        let end = receive(tokio::io::empty(), tokio::io::sink(), open()).await;
        assert!(matches!(end, Ok(End::NoAnswer)), "{end:?}");
    }

    #[tokio::test]
    async fn a_local_side_that_closes_is_the_end_and_all_it_said_has_arrived() {
        let (mut far, tunnel) = duplex(1 << 20);
        let agreed = Notify::new();
        let end = send(&stream()[..], tunnel, &agreed).await;
        assert!(matches!(end, End::Local), "{end:?}");
        agreed.notified().await;
        let mut arrived = Vec::new();
        far.read_to_end(&mut arrived).await.unwrap();
        assert_eq!(arrived, stream());
    }

    #[tokio::test(start_paused = true)]
    async fn a_tunnel_that_takes_nothing_more_is_broken() {
        let (far, tunnel) = duplex(64);
        drop(far);
        let end = send(&b"SSH-2.0-x\r\n"[..], tunnel, &Notify::new()).await;
        assert!(matches!(end, End::Broken(_)), "{end:?}");
    }
}
