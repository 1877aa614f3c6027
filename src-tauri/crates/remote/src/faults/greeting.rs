//! Peers that are slow, hostile, or no SSH server at all: up to the end of the key exchange a dial has one deadline, and its error
//! names the step that it stopped in.

use std::{future::pending, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt, DuplexStream},
    time::{sleep, timeout},
};

use super::{FOR_EVER, LATE, dial_peer};
use crate::{Error, Phase};

const DEADLINE: Duration = Duration::from_secs(10);

/// Sends `bytes` and then nothing, with the line open.
async fn say(mut far: DuplexStream, bytes: &'static [u8]) {
    far.write_all(bytes).await.unwrap();
    read_for_ever(far).await;
}

async fn read_for_ever(mut far: impl AsyncRead + Unpin) {
    while far.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {}
    pending::<()>().await;
}

/// The error at the deadline, which a peer that says `bytes` leads to.
async fn stalled_after(bytes: &'static [u8]) -> Error {
    let (error, took, line) = dial_peer(|far| say(far, bytes)).await;
    assert!(took >= DEADLINE && took <= DEADLINE + LATE, "{took:?}");
    timeout(LATE, line.dropped())
        .await
        .expect("a dial that was given up lets go of its tunnel");
    error
}

/// Guard: the deadline of `greet`.
#[tokio::test(start_paused = true)]
async fn an_instance_that_says_nothing_is_unreachable() {
    let error = stalled_after(b"").await;
    assert!(
        matches!(error, Error::TargetUnreachable { .. }),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_hangs_up_without_a_word_is_unreachable() {
    let (error, took, _) = dial_peer(|far| async { drop(far) }).await;
    assert!(
        matches!(error, Error::TargetUnreachable { .. }),
        "{error:?}"
    );
    assert!(took <= LATE, "nothing is waited for: {took:?}");
}

/// Guard: `Transport` looks for the end of the banner.
#[tokio::test(start_paused = true)]
async fn a_stall_before_the_end_of_the_banner_is_one_in_the_banner() {
    for begun in [&b"Welcome!\r\n"[..], b"SSH-2.0-Fau", b"S"] {
        let error = stalled_after(begun).await;
        assert!(matches!(error, Error::TimedOut(Phase::Banner)), "{error:?}");
    }
}

/// Guard: as before. Without it people are sent to check a security group that is right.
#[tokio::test(start_paused = true)]
async fn a_stall_after_the_banner_is_one_in_the_key_exchange() {
    for banner in [&b"SSH-2.0-Faults\r\n"[..], b"Welcome!\r\nSSH-2.0-Faults\n"] {
        let error = stalled_after(banner).await;
        assert!(
            matches!(error, Error::TimedOut(Phase::Handshake)),
            "{error:?}"
        );
    }
}

/// Guard: `greeting_error` asks whether there was a banner. A server that hangs up later is there, so that another try may help.
#[tokio::test(start_paused = true)]
async fn a_connection_lost_in_the_key_exchange_is_not_an_unreachable_instance() {
    let hangs_up = |mut far: DuplexStream| async move {
        far.write_all(b"SSH-2.0-Faults\r\n").await.unwrap();
        far.read_u8().await.unwrap();
    };
    let (error, took, _) = dial_peer(hangs_up).await;
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
    assert!(took <= LATE, "{took:?}");
}

/// Held for `russh`: it reads 20 lines before the banner, of 255 bytes each, and no more.
#[tokio::test(start_paused = true)]
async fn a_server_that_never_comes_to_its_banner_is_no_ssh_server() {
    let lines = |mut far: DuplexStream| async move {
        while far.write_all(b"an HTTP server, say\r\n").await.is_ok() {}
    };
    let endless_line =
        |mut far: DuplexStream| async move { while far.write_all(&[b'x'; 512]).await.is_ok() {} };
    for (error, took, line) in [dial_peer(lines).await, dial_peer(endless_line).await] {
        assert!(matches!(error, Error::UnsupportedServer(_)), "{error:?}");
        assert!(took <= LATE, "{took:?}");
        let read = line.bytes_read();
        assert!(read < 8 << 10, "{read} bytes were read for a banner");
    }
}

/// Guard: the deadline is for the whole of it, not for each byte.
#[tokio::test(start_paused = true)]
async fn a_banner_that_comes_byte_by_byte_ends_at_the_deadline() {
    let drips = |mut far: DuplexStream| async move {
        for byte in b"SSH-2.0-".iter().chain(std::iter::repeat(&b'x')) {
            if far.write_all(&[*byte]).await.is_err() {
                return;
            }
            sleep(Duration::from_secs(1)).await;
        }
    };
    let (error, took, _) = dial_peer(drips).await;
    assert!(matches!(error, Error::TimedOut(Phase::Banner)), "{error:?}");
    assert!(took <= DEADLINE + LATE, "{took:?}");
}

/// Held for `russh`: no packet is longer than 256 KiB and a little, whatever it says of itself.
#[tokio::test(start_paused = true)]
async fn a_packet_that_claims_four_gigabytes_ends_the_dial_at_once() {
    let claims = |far| say(far, b"SSH-2.0-Faults\r\n\xff\xff\xff\xff\x04\x14\0\0");
    let (error, took, _) = dial_peer(claims).await;
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
    assert!(took <= LATE, "{took:?}");
}

/// Guard: `Greeted::given_up`, which `greet` holds from the start. `russh`'s task outlives the future that waits for it, and each byte
/// of a peer puts off its own end: in the key exchange this one would live for ever.
#[tokio::test(start_paused = true)]
async fn a_dial_that_is_dropped_in_the_key_exchange_lets_go_of_its_tunnel() {
    let ignores = |mut far: DuplexStream| async move {
        // `SSH_MSG_IGNORE`, empty, in the clear.
        let packet = b"\0\0\0\x0c\x06\x02\0\0\0\0\0\0\0\0\0\0";
        far.write_all(b"SSH-2.0-Faults\r\n").await.unwrap();
        while far.write_all(packet).await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    };
    let (line, near, far) = super::Line::new();
    tokio::spawn(ignores(far));
    timeout(Duration::from_secs(3), super::dial(near))
        .await
        .expect_err("the peer never comes to its keys");
    timeout(LATE, line.dropped())
        .await
        .expect("nobody waits for this dial any more");
    assert!(line.bytes_read() > 40, "the peer was heard all the time");
    timeout(FOR_EVER, line.dropped()).await.unwrap();
}
