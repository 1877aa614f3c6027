//! Peers that no websocket library would be, byte by byte.

use std::io;

use bytes::Bytes;
use eice::Tunnel;
use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

fn pair(room: usize) -> (Tunnel<DuplexStream>, DuplexStream) {
    let (ours, theirs) = duplex(room);
    (Tunnel::new(ours, Bytes::new()), theirs)
}

/// What a reader gets, and what the peer is told with our CLOSE.
async fn broken_by(bytes: &[u8]) -> (io::ErrorKind, String, u16) {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(bytes).await.unwrap();
    let mut received = Vec::new();
    let error = tunnel.read_to_end(&mut received).await.unwrap_err();
    assert_eq!(tunnel.monitor().close(), None, "the peer has not closed");
    assert_eq!(tunnel.monitor().close_reason(), Some(error.to_string()));
    let again = tunnel.read(&mut [0; 1]).await.unwrap_err();
    assert_eq!(
        again.kind(),
        error.kind(),
        "an error does not turn into an end"
    );
    drop(tunnel);
    let mut told = Vec::new();
    peer.read_to_end(&mut told).await.unwrap();
    assert_eq!(
        (told[0], told[1]),
        (0x88, 0x82),
        "a masked CLOSE with a code"
    );
    let code = u16::from_be_bytes([told[6] ^ told[2], told[7] ^ told[3]]);
    (error.kind(), error.to_string(), code)
}

#[tokio::test]
async fn what_is_not_a_frame_of_a_server_breaks_the_tunnel_and_the_peer_is_told() {
    for (bytes, code, word) in [
        (&b"\x81\x05hello"[..], 1003, "text"),
        (b"\x82\x85\x01\x02\x03\x04hello", 1002, "masked"),
        (b"HTTP/1.1 200 OK\r\n\r\n", 1002, "reserved"),
        (b"\x8f\x00", 1002, "unknown kind"),
        (b"\x80\x00", 1002, "not begun"),
        (
            b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
            1002,
            "masked",
        ),
        (
            b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
            1002,
            "impossible length",
        ),
    ] {
        let (kind, text, told) = broken_by(bytes).await;
        assert_eq!(kind, io::ErrorKind::InvalidData, "{text}");
        assert_eq!(told, code, "{text}");
        assert!(text.contains(word), "{text}");
    }
}

#[tokio::test]
async fn what_comes_after_a_close_is_nothing() {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(b"\x82\x02hi\x88\x02\x03\xe8\x82\x04more\x81\x04text\xff\xff")
        .await
        .unwrap();
    let mut received = Vec::new();
    tunnel.read_to_end(&mut received).await.unwrap();
    assert_eq!(received, b"hi");
    assert_eq!(tunnel.monitor().close().unwrap().code, Some(1000));
}

#[tokio::test]
async fn a_close_in_the_middle_of_a_message_is_the_end_as_any_other() {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(b"\x02\x02hi\x88\x00").await.unwrap();
    let mut received = Vec::new();
    tunnel.read_to_end(&mut received).await.unwrap();
    assert_eq!(received, b"hi");
    assert_eq!(
        tunnel.monitor().close_reason().as_deref(),
        Some("closed without a reason")
    );
}

#[tokio::test]
async fn the_first_fragment_of_a_message_is_read_before_the_last_one_comes() {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(b"\x02\x07SSH-2.0").await.unwrap();
    let mut banner = [0; 7];
    let read = tunnel.read_exact(&mut banner).now_or_never();
    read.expect("it is all there").unwrap();
    assert_eq!(&banner, b"SSH-2.0");
}

#[tokio::test]
async fn half_a_frame_is_read_before_the_other_half_comes() {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(b"\x82\x7f\0\0\0\0\x01\0\0\0SSH")
        .await
        .unwrap();
    let mut begin = [0; 3];
    let read = tunnel.read_exact(&mut begin).now_or_never();
    read.expect("of 16 MiB, three bytes are there").unwrap();
    assert_eq!(&begin, b"SSH");
}

#[tokio::test]
async fn a_ping_flood_of_a_peer_that_reads_nothing_holds_up_neither_reading_nor_the_rest_of_a_write()
 {
    let (mut tunnel, peer) = pair(64);
    let sent = vec![7; 1_000];
    tunnel
        .write_all(&sent)
        .now_or_never()
        .expect("one frame is taken")
        .unwrap();
    let mut flood = b"\x89\x04ping".repeat(10_000);
    flood.extend_from_slice(b"\x82\x03end");
    let (mut from_tunnel, mut to_tunnel) = tokio::io::split(peer);
    let mut end = [0; 3];
    let (written, read) = tokio::join!(to_tunnel.write_all(&flood), tunnel.read_exact(&mut end));
    written.unwrap();
    read.unwrap();
    assert_eq!(&end, b"end");
    // Only now the peer reads: the write from before, and one PONG for all.
    let mut received = vec![0; 8 + sent.len() + 6 + 4];
    let (mut none, mut more) = ([0; 1], [0; 1]);
    tokio::select! {
        read = from_tunnel.read_exact(&mut received) => { read.unwrap(); }
        read = tunnel.read(&mut none) => panic!("nothing more was sent: {read:?}"),
    }
    assert_eq!((received[0], received[8 + sent.len()]), (0x82, 0x8a));
    tokio::select! {
        biased;
        read = tunnel.read(&mut none) => panic!("{read:?}"),
        read = from_tunnel.read(&mut more) => panic!("a PONG too many: {read:?}"),
        () = tokio::task::yield_now() => {}
    }
    drop(from_tunnel.unsplit(to_tunnel));
}

#[tokio::test]
async fn a_write_that_waits_goes_on_when_only_the_reader_is_there_to_push() {
    let (tunnel, peer) = pair(16);
    let (mut reader, mut writer) = tokio::io::split(tunnel);
    writer
        .write_all(b"SSH-2.0-causeway_of_more_than_16_bytes\r\n")
        .await
        .unwrap();
    drop(writer);
    let (mut from_tunnel, _to_tunnel) = tokio::io::split(peer);
    let (mut received, mut none) = ([0; 6 + 40], [0; 1]);
    tokio::select! {
        read = from_tunnel.read_exact(&mut received) => { read.unwrap(); }
        read = reader.read(&mut none) => panic!("{read:?}"),
    }
    assert_eq!(received[0], 0x82);
}

#[tokio::test]
async fn reading_into_nothing_is_nothing() {
    let (mut tunnel, mut peer) = pair(16);
    peer.write_all(b"\x82\x01x").await.unwrap();
    assert_eq!(tunnel.read(&mut []).await.unwrap(), 0);
    assert_eq!(tunnel.read_u8().await.unwrap(), b'x');
    assert_eq!(tunnel.write(&[]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_peer_that_has_gone_is_told_apart_from_one_that_has_closed() {
    let (mut tunnel, peer) = pair(16);
    drop(peer);
    let error = tunnel.read(&mut [0; 1]).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!(tunnel.monitor().close_reason(), None);
    let error = tunnel.write_all(b"anybody?").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}

#[tokio::test]
async fn a_write_that_fails_finds_the_reason_that_has_already_come() {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(b"\x89\0\x88\x1d\x03\xf3Unable to connect to target")
        .await
        .unwrap();
    drop(peer);
    let monitor = tunnel.monitor();
    let error = tunnel.write_all(b"SSH-2.0-causeway\r\n").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(
        monitor.close_reason().as_deref(),
        Some("1011 Unable to connect to target"),
        "nobody has read, and the reason is known"
    );
}

#[tokio::test]
async fn a_write_that_fails_takes_nothing_from_the_reader() {
    let (mut tunnel, mut peer) = pair(1 << 10);
    peer.write_all(b"\x82\x02hi\x88\x02\x03\xe8").await.unwrap();
    drop(peer);
    tunnel.write_all(b"anybody?").await.unwrap_err();
    let mut received = Vec::new();
    tunnel.read_to_end(&mut received).await.unwrap();
    assert_eq!(received, b"hi");
}
