//! Connections that are open before a tunnel needs them: used once, passed over when they are dead, and not left behind.

use std::time::Duration;

use eice::{ProxySettings, Tunnel};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, pause, resume},
};
use tokio_rustls::server::TlsStream;

use crate::peer::{Dialler, Peer, head, websocket};

type Connection = TlsStream<TcpStream>;

async fn prepared(peer: &Peer, dialler: &Dialler) -> Connection {
    dialler.client.preconnect();
    peer.accept_tls().await
}

/// Opens a tunnel whose websocket is on `connection`: on any other, nothing would answer.
async fn open_on(dialler: &Dialler, connection: Connection) -> Tunnel {
    let (tunnel, _) = tokio::join!(dialler.open(), websocket(connection));
    tunnel.unwrap()
}

/// Opens a tunnel for which the client connects anew.
async fn open_anew(peer: &Peer, dialler: &Dialler) -> Tunnel {
    let (tunnel, _) = tokio::join!(dialler.open(), peer.accept_websocket());
    tunnel.unwrap()
}

async fn is_closed(mut connection: Connection) -> bool {
    let mut byte = [0];
    matches!(connection.read(&mut byte).await, Ok(0) | Err(_))
}

#[tokio::test]
async fn the_next_tunnel_takes_it_and_the_one_after_that_connects() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let spare = prepared(&peer, &dialler).await;
    // Known already.
    dialler.client.preconnect();
    dialler.client.preconnect();
    let _first = open_on(&dialler, spare).await;
    let _second = open_anew(&peer, &dialler).await;
}

#[tokio::test]
async fn one_that_is_still_being_made_is_waited_for() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    dialler.client.preconnect();
    let _tunnel = open_anew(&peer, &dialler).await;
    // There was one connection for both: the next is for somebody else.
    let _other = open_anew(&peer, &dialler).await;
}

#[tokio::test]
async fn one_that_was_closed_meanwhile_is_passed_over() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let mut spare = prepared(&peer, &dialler).await;
    spare.shutdown().await.unwrap();
    drop(spare);
    let _tunnel = open_anew(&peer, &dialler).await;
}

#[tokio::test]
async fn one_that_is_closed_in_place_of_an_answer_is_passed_over() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let mut spare = prepared(&peer, &dialler).await;
    let serve = async {
        head(&mut spare).await;
        drop(spare);
        peer.accept_websocket().await
    };
    let (tunnel, _) = tokio::join!(dialler.open(), serve);
    tunnel.unwrap();
}

#[tokio::test]
async fn one_that_does_not_answer_costs_three_seconds() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let mut spare = prepared(&peer, &dialler).await;
    let serve = async {
        head(&mut spare).await;
        pause();
        let silent = Instant::now();
        let socket = peer.accept().await;
        resume();
        (silent.elapsed(), websocket(peer.secure(socket).await).await)
    };
    let (tunnel, (waited, _socket)) = tokio::join!(dialler.open(), serve);
    tunnel.unwrap();
    assert!(waited <= Duration::from_millis(3_250), "{waited:?}");
    // What has passed before the clock stood still is not in it.
    assert!(waited >= Duration::from_secs(1), "{waited:?}");
}

#[tokio::test]
async fn a_refusal_on_it_is_the_answer() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let mut spare = prepared(&peer, &dialler).await;
    let serve = async {
        head(&mut spare).await;
        let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
        spare.write_all(refusal).await.unwrap();
    };
    // Nobody accepts another connection.
    let error = dialler.refused_by(serve).await;
    assert!(!error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn what_nobody_takes_is_closed_after_30_s() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let spare = prepared(&peer, &dialler).await;
    pause();
    let begun = Instant::now();
    assert!(is_closed(spare).await);
    let lived = begun.elapsed();
    resume();
    assert!(lived <= Duration::from_millis(30_250), "{lived:?}");
    assert!(lived >= Duration::from_secs(29), "{lived:?}");
    let _tunnel = open_anew(&peer, &dialler).await;
}

#[tokio::test]
async fn an_old_one_gives_way_to_a_new_one() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let old = prepared(&peer, &dialler).await;
    pause();
    tokio::time::advance(Duration::from_secs(16)).await;
    resume();
    let new = prepared(&peer, &dialler).await;
    assert!(is_closed(old).await);
    let _tunnel = open_on(&dialler, new).await;
}

#[tokio::test]
async fn none_outlives_its_client_or_a_change_of_the_network() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let spare = prepared(&peer, &dialler).await;
    dialler.client.forget_connections();
    assert!(is_closed(spare).await);
    let spare = prepared(&peer, &dialler).await;
    drop(dialler);
    assert!(is_closed(spare).await);
}

#[tokio::test]
async fn one_that_could_not_be_made_is_none() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    dialler.client.preconnect();
    // It is no TLS: that dial fails, and tells nobody.
    let mut socket = peer.accept().await;
    socket.write_all(b"220 hello\r\n").await.unwrap();
    let mut rest = Vec::new();
    socket.read_to_end(&mut rest).await.unwrap();
    let _tunnel = open_anew(&peer, &dialler).await;
}
