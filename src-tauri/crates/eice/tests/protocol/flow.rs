//! Bytes through a real websocket over real TLS: order, frames, back-pressure and the end.

use std::io;

use eice::Close;
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, split};
use tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use crate::peer::Peer;

/// Bytes in which a piece that is lost or moved shows: a prime number of them, again and again.
fn pattern(length: usize) -> Vec<u8> {
    let byte = |at: usize| (at * 31 + at / 251).to_le_bytes()[0];
    let block: Vec<u8> = (0..65_521).map(byte).collect();
    let mut bytes = block.repeat(length / block.len() + 1);
    bytes.truncate(length);
    bytes
}

#[tokio::test]
async fn a_write_leaves_without_a_flush_and_in_frames_of_65000_bytes() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    let sent = pattern(100_000);
    let sizes = async {
        let first = socket.next().await.unwrap().unwrap().into_data();
        let second = socket.next().await.unwrap().unwrap().into_data();
        assert!([&first[..], &second[..]].concat() == sent);
        (first.len(), second.len())
    };
    let (written, sizes) = tokio::join!(tunnel.write_all(&sent), sizes);
    written.unwrap();
    assert_eq!(sizes, (65_000, 35_000));
    assert_eq!(tunnel.monitor().bytes_written(), 100_000);
}

#[tokio::test]
async fn bytes_arrive_in_order_whatever_the_frames_are_like() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    let sent = pattern(17 << 20);
    let (small, large) = sent.split_at(sent.len() - (16 << 20));
    let (tiny, middle) = small.split_at(2_000);
    let serve = async {
        for byte in tiny {
            socket
                .send(Message::Binary(vec![*byte].into()))
                .await
                .unwrap();
            socket
                .send(Message::Binary(Vec::new().into()))
                .await
                .unwrap();
        }
        for piece in middle.chunks(9_999) {
            socket.send(Message::Ping(b"hey"[..].into())).await.unwrap();
            socket
                .send(Message::Binary(piece.to_vec().into()))
                .await
                .unwrap();
        }
        socket
            .send(Message::Binary(large.to_vec().into()))
            .await
            .unwrap();
    };
    let mut received = vec![0; sent.len()];
    let ((), read) = tokio::join!(serve, tunnel.read_exact(&mut received));
    read.unwrap();
    assert!(received == sent, "not one byte is lost, added or moved");
    assert_eq!(tunnel.monitor().bytes_read(), sent.len() as u64);
}

#[tokio::test]
async fn a_ping_is_answered_while_the_tunnel_is_only_read() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    let serve = async {
        for word in ["are", "you", "there"] {
            socket.send(Message::Ping(word.into())).await.unwrap();
            let answer = socket.next().await.unwrap().unwrap();
            assert_eq!(answer, Message::Pong(word.into()));
        }
        socket
            .send(Message::Binary(b"end"[..].into()))
            .await
            .unwrap();
    };
    let mut word = [0; 3];
    let ((), read) = tokio::join!(serve, tunnel.read_exact(&mut word));
    read.unwrap();
    assert_eq!(&word, b"end", "a PING is not bytes and not the end");
}

#[tokio::test]
async fn a_peer_that_does_not_read_makes_writes_wait_and_gets_everything_later() {
    let peer = Peer::start().await;
    let (tunnel, mut socket) = peer.tunnel().await;
    let monitor = tunnel.monitor();
    let (mut reader, mut writer) = split(tunnel);
    let sent = pattern(20 << 20);
    let mut writing = Box::pin(writer.write_all(&sent));
    // What the sockets take without a reader, they take at once: nothing has to be waited for but the kernel.
    let mut before = None;
    while before != Some(monitor.bytes_written()) {
        before = Some(monitor.bytes_written());
        for _ in 0..1_000 {
            assert!(
                (&mut writing).now_or_never().is_none(),
                "nobody has read 20 MiB"
            );
            tokio::task::yield_now().await;
        }
    }
    assert!(
        monitor.bytes_written() < 16 << 20,
        "{}",
        monitor.bytes_written()
    );
    let reading = async {
        let mut received = Vec::new();
        while received.len() < sent.len() {
            received.extend_from_slice(&socket.next().await.unwrap().unwrap().into_data());
        }
        received
    };
    let (written, received) = tokio::join!(writing, reading);
    written.unwrap();
    assert!(received == sent);
    drop(reader.read(&mut [0; 1]).now_or_never());
}

#[tokio::test]
async fn what_nobody_reads_stays_with_the_peer() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    let piece = pattern(60_000);
    let mut fed = 0;
    let mut idle = 0;
    while idle < 1_000 {
        let message = Message::Binary(piece.clone().into());
        match socket.feed(message).now_or_never() {
            Some(fed_one) => {
                fed_one.unwrap();
                fed += piece.len();
                idle = 0;
            }
            None => idle += 1,
        }
        assert!(
            fed < 16 << 20,
            "{fed} bytes were taken from the peer without a reader"
        );
        tokio::task::yield_now().await;
    }
    let mut received = vec![0; piece.len()];
    tunnel.read_exact(&mut received).await.unwrap();
    assert!(received == piece, "and it is all still there");
}

#[tokio::test]
async fn both_halves_of_a_tunnel_work_in_tasks_of_their_own() {
    let peer = Peer::start().await;
    let (tunnel, socket) = peer.tunnel().await;
    let (mut reader, mut writer) = split(tunnel);
    let (mut to_tunnel, mut from_tunnel) = socket.split();
    let bytes = pattern(4 << 20);
    let expected = bytes.clone();
    let writing = tokio::spawn(async move { writer.write_all(&bytes).await.map(|()| writer) });
    let reading = tokio::spawn(async move {
        let mut received = vec![0; 1 << 20];
        reader.read_exact(&mut received).await.map(|_| received)
    });
    let sending = tokio::spawn(async move {
        for piece in pattern(1 << 20).chunks(1_000) {
            to_tunnel
                .send(Message::Ping(b"!"[..].into()))
                .await
                .unwrap();
            to_tunnel
                .send(Message::Binary(piece.to_vec().into()))
                .await
                .unwrap();
        }
        to_tunnel
    });
    let mut received = Vec::new();
    while received.len() < expected.len() {
        if let Message::Binary(bytes) = from_tunnel.next().await.unwrap().unwrap() {
            received.extend_from_slice(&bytes);
        }
    }
    assert!(received == expected);
    assert!(reading.await.unwrap().unwrap() == pattern(1 << 20));
    drop((writing.await.unwrap().unwrap(), sending.await.unwrap()));
}

#[tokio::test]
async fn a_close_is_the_end_and_its_code_and_reason_are_kept() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    let monitor = tunnel.monitor();
    assert_eq!(
        (monitor.close(), monitor.close_reason()),
        (None, None),
        "open"
    );
    let serve = async {
        socket
            .send(Message::Binary(b"last words"[..].into()))
            .await
            .unwrap();
        let frame = CloseFrame {
            code: CloseCode::Error,
            reason: "Unable to connect to target".into(),
        };
        socket.close(Some(frame)).await.unwrap();
        socket.next().await
    };
    let mut received = Vec::new();
    let (answer, read) = tokio::join!(serve, tunnel.read_to_end(&mut received));
    read.unwrap();
    assert_eq!(received, b"last words");
    assert!(
        matches!(&answer, Some(Ok(Message::Close(Some(frame)))) if frame.code == CloseCode::Error),
        "our CLOSE has the same code: {answer:?}"
    );
    let expected = Close {
        code: Some(1011),
        reason: "Unable to connect to target".to_owned(),
    };
    assert_eq!(monitor.close(), Some(expected));
    assert_eq!(
        monitor.close_reason().as_deref(),
        Some("1011 Unable to connect to target")
    );
    assert_eq!(
        tunnel.read(&mut [0; 1]).await.unwrap(),
        0,
        "the end stays the end"
    );
    let error = tunnel.write_all(b"anybody?").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}

#[tokio::test]
async fn shutting_down_sends_close_1000() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    tunnel.write_all(b"bye").await.unwrap();
    tunnel.shutdown().await.unwrap();
    assert_eq!(
        socket.next().await.unwrap().unwrap().into_data().as_ref(),
        b"bye"
    );
    let last = socket.next().await.unwrap().unwrap();
    assert!(
        matches!(&last, Message::Close(Some(frame)) if u16::from(frame.code) == 1000),
        "{last:?}"
    );
    let error = tunnel.write_all(b"more").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}

#[tokio::test]
async fn shutting_down_never_waits_and_never_fails() {
    let peer = Peer::start().await;
    let (mut tunnel, socket) = peer.tunnel().await;
    let block = vec![0; 60_000];
    while tunnel.write_all(&block).now_or_never().is_some() {}
    tunnel
        .shutdown()
        .now_or_never()
        .expect("the peer does not read")
        .unwrap();
    drop(socket);
    let (mut tunnel, socket) = peer.tunnel().await;
    drop(socket);
    tunnel
        .shutdown()
        .now_or_never()
        .expect("the peer is gone")
        .unwrap();
}

#[tokio::test]
async fn a_connection_that_ends_without_a_close_is_an_error_and_has_no_reason() {
    let peer = Peer::start().await;
    let (mut tunnel, socket) = peer.tunnel().await;
    drop(socket);
    let error = tunnel.read(&mut [0; 8]).await.unwrap_err();
    assert!(
        matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset
        ),
        "{error:?}"
    );
    assert_eq!(tunnel.monitor().close_reason(), None);
}
