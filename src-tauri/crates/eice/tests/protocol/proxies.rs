//! The way through a proxy, plain and over TLS.

use eice::{Error, Phase};
use futures_util::StreamExt;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::TcpStream,
};

use crate::peer::{Peer, answer, head, proxy};

/// Does what a proxy does, once, and gives the request that it got.
async fn forward(mut client: impl AsyncRead + AsyncWrite + Unpin) -> String {
    let request = head(&mut client).await;
    let target = request.split(' ').nth(1).unwrap().to_owned();
    let mut endpoint = TcpStream::connect(&target).await.unwrap();
    let established = b"HTTP/1.1 200 Connection established\r\n\r\n";
    client.write_all(established).await.unwrap();
    client.flush().await.unwrap();
    // Whichever side leaves first ends it.
    if let Err(error) = copy_bidirectional(&mut client, &mut endpoint).await {
        assert_ne!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
    request
}

/// Opens a tunnel through the proxy at `url` and sends a word through it, whose client is `client`.
async fn request_of_tunnel_through<C>(
    endpoint: &Peer,
    url: &str,
    client: impl Future<Output = C>,
) -> String
where
    C: AsyncRead + AsyncWrite + Unpin,
{
    let dialler = endpoint.client(proxy(url)).await;
    let proxying = async { forward(client.await).await };
    let tunnelling = async {
        let (opened, mut socket) = tokio::join!(dialler.open(), endpoint.accept_websocket());
        let mut tunnel = opened.unwrap();
        tunnel.write_all(b"through").await.unwrap();
        let message = socket.next().await.unwrap().unwrap();
        assert_eq!(message.into_data().as_ref(), b"through");
    };
    let (request, ()) = tokio::join!(Box::pin(proxying), Box::pin(tunnelling));
    request
}

#[tokio::test]
async fn a_tunnel_opens_through_a_plain_proxy() {
    let endpoint = Peer::start().await;
    let between = Peer::start().await;
    let url = format!("http://{}", between.name());
    let request = request_of_tunnel_through(&endpoint, &url, between.accept()).await;
    let name = endpoint.name();
    assert!(
        request.starts_with(&format!("CONNECT {name} HTTP/1.1\r\n")),
        "{request}"
    );
    assert!(request.contains(&format!("Host: {name}\r\n")), "{request}");
    assert!(
        !request.to_lowercase().contains("authorization"),
        "no user, no header: {request}"
    );
}

#[tokio::test]
async fn a_tunnel_opens_through_a_proxy_that_is_spoken_to_over_tls_with_a_password() {
    let endpoint = Peer::start().await;
    let between = endpoint.beside().await;
    let url = format!("https://user:pa%20ss@{}", between.name());
    let request = request_of_tunnel_through(&endpoint, &url, Box::pin(between.accept_tls())).await;
    assert!(
        request.contains("Proxy-Authorization: Basic dXNlcjpwYSBzcw==\r\n"),
        "{request}"
    );
}

async fn refused_with(head: &str, user: &str) -> Error {
    let endpoint = Peer::start().await;
    let between = Peer::start().await;
    let dialler = endpoint
        .client(proxy(&format!("http://{user}{}", between.name())))
        .await;
    let serve = async {
        let mut socket = between.accept().await;
        answer(&mut socket, &[head]).await;
    };
    dialler.refused_by(serve).await
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_says_where_to_put_it() {
    let head = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n";
    let error = refused_with(head, "").await;
    let text = error.to_string();
    assert!(text.starts_with("the proxy localhost:"), "{text}");
    assert!(
        text.ends_with("asks for a user and password: put them into HTTPS_PROXY"),
        "{text}"
    );
    assert!(
        matches!(
            error,
            Error::Proxy {
                status: Some(407),
                ..
            }
        ) && !error.is_retryable()
    );

    let error = refused_with(head, "user:secret@").await;
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("does not accept the user and password"),
        "{shown}"
    );
    assert!(
        !shown.contains("secret") && !shown.contains("user:"),
        "{shown}"
    );
}

#[tokio::test]
async fn any_other_answer_of_a_proxy_is_told_with_its_status() {
    for (head, status, is_retryable) in [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden", false),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "502 Bad Gateway", true),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://login\r\n\r\n",
            "302 Found",
            false,
        ),
    ] {
        let error = refused_with(head, "").await;
        let text = error.to_string();
        assert!(
            text.ends_with(&format!(
                "does not connect to localhost: it answered {status}"
            )),
            "{text}"
        );
        assert_eq!(error.is_retryable(), is_retryable, "{text}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_speak_http_or_says_too_much_is_unreachable_in_its_own_phase() {
    for head in [
        "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n\x16\x03\x01",
        "",
    ] {
        let error = refused_with(head, "").await;
        assert!(
            matches!(
                &error,
                Error::Unreachable {
                    phase: Phase::Proxy,
                    ..
                }
            ),
            "{head:?}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_not_passed_by() {
    let endpoint = Peer::start().await;
    let gone = Peer::start().await;
    let dialler = endpoint
        .client(proxy(&format!("http://{}", gone.name())))
        .await;
    drop(gone);
    let error = dialler.open().await.err().unwrap();
    assert!(
        matches!(
            &error,
            Error::Unreachable {
                phase: Phase::Proxy,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_is_refused_at_once_and_without_its_password() {
    let endpoint = Peer::start().await;
    let url = "socks5://ada:hush-hush@localhost:1080";
    let error = endpoint.try_load(proxy(url), "https://localhost:1").await;
    let error = error.err().unwrap();
    assert!(
        matches!(&error, Error::Proxy { status: None, .. }),
        "{error:?}"
    );
    assert!(!format!("{error:?} {error}").contains("hush-hush"));
}
