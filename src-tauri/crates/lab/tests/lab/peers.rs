//! Far ends that are no SSH servers, and endpoints that frame as they like.

use std::time::Duration;

use futures_util::StreamExt as _;
use lab::{Framing, Lab, Peer};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, DuplexStream},
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

use crate::client::{
    first_instance, lab_on_embedded,
    ssh::login,
    tunnel::{Request, WebSocket, stream},
};

const BANNER: &str = "SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5\r\n";

async fn tunnel(lab: &Lab) -> WebSocket {
    let request = Request::to(lab, &first_instance(lab));
    request.open(lab).await.expect("a tunnel")
}

/// A tunnel to the first instance, behind which `peer` stands.
async fn tunnel_to(lab: &Lab, peer: Peer) -> DuplexStream {
    lab.world().set_peer(&first_instance(lab), peer).unwrap();
    stream(tunnel(lab).await)
}

async fn assert_silent(tunnel: &mut (impl tokio::io::AsyncRead + Unpin)) {
    let read = timeout(Duration::from_millis(100), tunnel.read_u8()).await;
    assert!(read.is_err(), "neither a byte nor an end: {read:?}");
}

#[tokio::test]
async fn a_silent_peer_accepts_and_says_nothing() {
    let lab = lab_on_embedded().await;
    assert_silent(&mut tunnel_to(&lab, Peer::Silent).await).await;
    assert_eq!(lab.counters().tunnels_open, 1);
}

#[tokio::test]
async fn a_noisy_peer_sends_no_banner() {
    let lab = lab_on_embedded().await;
    let mut tunnel = tunnel_to(&lab, Peer::Garbage).await;
    let mut noise = vec![0; 64 << 10];
    tunnel.read_exact(&mut noise).await.unwrap();
    assert!(!noise.windows(4).any(|four| four == b"SSH-"));
    assert_silent(&mut tunnel).await;
}

#[tokio::test]
async fn a_peer_may_send_lines_for_ever() {
    let lab = lab_on_embedded().await;
    let mut lines = BufReader::new(tunnel_to(&lab, Peer::EndlessBanner).await).lines();
    for _ in 0..50_000 {
        let line = lines.next_line().await.unwrap().expect("one more");
        assert!(!line.starts_with("SSH-"), "{line}");
    }
}

#[tokio::test]
async fn a_peer_may_fall_silent_after_its_banner() {
    let lab = lab_on_embedded().await;
    let mut tunnel = tunnel_to(&lab, Peer::SilentAfterBanner).await;
    let mut banner = vec![0; BANNER.len()];
    tunnel.read_exact(&mut banner).await.unwrap();
    assert_eq!(banner, BANNER.as_bytes());
    assert_silent(&mut tunnel).await;
}

#[tokio::test]
async fn a_peer_may_close_after_its_banner() {
    let lab = lab_on_embedded().await;
    let mut tunnel = tunnel_to(&lab, Peer::CloseAfterBanner).await;
    let mut all = String::new();
    tunnel.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, BANNER);
    lab.world()
        .set_peer(&first_instance(&lab), Peer::Sshd)
        .unwrap();
    login(&lab, &first_instance(&lab)).await;
}

#[tokio::test]
async fn a_session_works_however_its_bytes_are_framed() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let framings = [
        Framing::Normal,
        Framing::OneByte,
        Framing::Fragmented,
        Framing::Pings { flood: 500 },
    ];
    for framing in framings {
        lab.world().set_framing(framing);
        let sftp = login(&lab, &instance).await.sftp().await;
        let home = sftp.metadata("/home/ubuntu").await;
        home.unwrap_or_else(|error| panic!("{framing:?}: {error}"));
    }
}

#[tokio::test]
async fn every_byte_may_be_a_frame_of_its_own() {
    let lab = lab_on_embedded().await;
    lab.world().set_framing(Framing::OneByte);
    let mut socket = tunnel(&lab).await;
    for expected in b"SSH-2.0-" {
        let message = socket.next().await.unwrap().unwrap();
        assert_eq!(message, Message::Binary(vec![*expected].into()));
    }
}

#[tokio::test]
async fn a_fragmented_message_is_whole_for_who_puts_it_together() {
    let lab = lab_on_embedded().await;
    lab.world().set_framing(Framing::Fragmented);
    let banner = tunnel(&lab).await.next().await.unwrap().unwrap();
    assert!(banner.into_data().starts_with(b"SSH-2.0-"));
}

#[tokio::test]
async fn pings_come_in_a_flood_and_then_before_every_frame() {
    let lab = lab_on_embedded().await;
    lab.world().set_framing(Framing::Pings { flood: 1_000 });
    let mut socket = tunnel(&lab).await;
    let mut pings = 0;
    let banner = loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Ping(_) => pings += 1,
            other => break other.into_data(),
        }
    };
    assert_eq!(pings, 1_001, "the flood, and one before the banner");
    assert!(banner.starts_with(b"SSH-2.0-"));
}

#[tokio::test]
async fn closed_tunnels_say_why_in_the_middle_of_a_session() {
    let lab = lab_on_embedded().await;
    let instances = lab.instances();
    let mut closed = tunnel(&lab).await;
    closed.next().await.unwrap().expect("a banner");
    let other = login(&lab, &instances[1].id).await;
    lab.world()
        .close_tunnels(&instances[0].id, 1001, "Going away")
        .unwrap();
    let frame = loop {
        match closed.next().await.expect("a close frame").unwrap() {
            Message::Close(frame) => break frame.expect("a code"),
            other => assert!(other.is_binary(), "{other}"),
        }
    };
    assert_eq!(
        (u16::from(frame.code), frame.reason.as_str()),
        (1001, "Going away")
    );
    closed.close(None).await.ok();
    other
        .sftp()
        .await
        .metadata("/home/ubuntu")
        .await
        .expect("still there");
    login(&lab, &instances[0].id).await;
}
