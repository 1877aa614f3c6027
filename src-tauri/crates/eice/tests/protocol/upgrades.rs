//! The websocket's opening handshake.

use eice::{Error, Phase, ProxySettings};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tungstenite::handshake::derive_accept_key;

use crate::peer::{Peer, answer, head};

/// What a handshake needs to say.
fn accepted(request: &str) -> String {
    let key = request.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("sec-websocket-key")
            .then_some(value)
    });
    let accept = derive_accept_key(key.unwrap().as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
}

#[tokio::test]
async fn the_request_has_the_headers_of_the_aws_cli_and_all_authentication_in_its_url() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        let request = head(&mut stream).await;
        let accepted = accepted(&request);
        stream.write_all(accepted.as_bytes()).await.unwrap();
        (request, stream)
    };
    let ((request, _stream), tunnel) = tokio::join!(serve, dialler.open());
    tunnel.unwrap();
    let mut lines = request.trim_end().lines();
    let first = lines.next().unwrap();
    assert!(
        first.starts_with(
            "GET /openTunnel?instanceConnectEndpointId=eice-123&remotePort=22\
             &privateIpAddress=10.1.2.3&maxTunnelDuration=300&X-Amz-Algorithm=AWS4-HMAC-SHA256&"
        ) && first.ends_with(" HTTP/1.1"),
        "{first}"
    );
    let mut headers: Vec<_> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .filter(|(name, _)| name != "sec-websocket-key")
        .collect();
    headers.sort();
    let expected = [
        ("connection", "Upgrade"),
        ("host", &peer.name()),
        ("sec-websocket-version", "13"),
        ("upgrade", "websocket"),
        (
            "user-agent",
            concat!("causeway/", env!("CARGO_PKG_VERSION")),
        ),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn frames_that_come_with_the_head_are_not_lost() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        let request = head(&mut stream).await;
        let mut answer = accepted(&request).into_bytes();
        answer.extend_from_slice(b"\x82\x07SSH-2.0\x02\x03-Op");
        stream.write_all(&answer).await.unwrap();
        stream
    };
    let (_stream, tunnel) = tokio::join!(serve, dialler.open());
    let mut banner = [0; 10];
    tunnel.unwrap().read_exact(&mut banner).await.unwrap();
    assert_eq!(&banner, b"SSH-2.0-Op");
}

#[tokio::test]
async fn an_answer_for_another_key_is_not_a_tunnel() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        let head = accepted("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        answer(&mut stream, &[&head]).await;
    };
    let error = dialler.refused_by(serve).await;
    assert!(
        matches!(&error, Error::Unreachable { phase: Phase::Upgrade, source } if source.to_string().contains("another request")),
        "{error:?}"
    );
}

#[tokio::test]
async fn garbage_instead_of_http_is_unreachable_in_the_upgrade() {
    for garbage in [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "\0\0\0\0",
        "HTTP/1.1 abc\r\n\r\n",
        "",
    ] {
        let peer = Peer::start().await;
        let dialler = peer.client(ProxySettings::default()).await;
        let serve = async {
            let mut stream = peer.accept_tls().await;
            answer(&mut stream, &[garbage]).await;
        };
        let error = dialler.refused_by(serve).await;
        assert!(
            matches!(
                &error,
                Error::Unreachable {
                    phase: Phase::Upgrade,
                    ..
                }
            ),
            "{garbage:?}: {error:?}"
        );
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn an_endless_head_is_cut_off() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        answer(&mut stream, &["HTTP/1.1 101 Switching Protocols\r\n"]).await;
        let header = format!("x: {}\r\n", "y".repeat(1000));
        let mut sent = 0;
        while sent < 64 << 20 && stream.write_all(header.as_bytes()).await.is_ok() {
            sent += header.len();
        }
        assert!(sent < 8 << 20, "{sent} bytes of head were taken");
    };
    let error = dialler.refused_by(serve).await;
    assert!(
        matches!(
            &error,
            Error::Unreachable {
                phase: Phase::Upgrade,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_dropped_dial_closes_the_socket() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let (gone, mut left) = {
        let mut opening = Box::pin(dialler.open());
        let serve = async {
            let mut stream = peer.accept_tls().await;
            head(&mut stream).await;
            stream
        };
        tokio::select! {
            stream = serve => (true, stream),
            _ = &mut opening => panic!("nobody answered"),
        }
    };
    assert!(gone);
    let end = left.read(&mut [0; 1]).await;
    assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
}

#[tokio::test]
async fn a_websocket_server_of_another_make_understands_the_handshake() {
    let peer = Peer::start().await;
    let (mut tunnel, mut socket) = peer.tunnel().await;
    tunnel.write_all(b"SSH-2.0-causeway").await.unwrap();
    let message = socket.next().await.unwrap().unwrap();
    assert_eq!(message.into_data().as_ref(), b"SSH-2.0-causeway");
}
