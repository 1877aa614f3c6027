//! Answers other than 101: the body is read however it comes.

use eice::{Error, ProxySettings};
use tokio::io::AsyncWriteExt;

use crate::peer::{Peer, answer};

const BODY: &str =
    r#"{"ErrorCode":"InvalidParameter","Message":"The specified RemotePort is not valid."}"#;
const TEXT: &str = "ec2-instance-connect:OpenTunnel was refused (InvalidParameter): \
     The specified RemotePort is not valid. (HTTP 400, request 6f0e-1)";

/// What becomes of an answer in these pieces, after which the peer leaves or stays.
async fn refused(pieces: &[&str]) -> Error {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        answer(&mut stream, pieces).await;
        stream.shutdown().await.unwrap();
    };
    dialler.refused_by(serve).await
}

#[tokio::test]
async fn a_body_is_read_however_it_comes() {
    let length = BODY.len();
    let head = "HTTP/1.1 400 Bad Request\r\nx-amzn-RequestId: 6f0e-1\r\n";
    let sized = format!("{head}Content-Length: {length}\r\n\r\n");
    let (first, second) = BODY.split_at(20);
    let together = format!("{sized}{BODY}");
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
    let chunks = [
        format!("{:x}\r\n{first}\r\n", first.len()),
        format!("{:x}\r\n{second}\r\n0\r\n\r\n", second.len()),
    ];
    let until_end = format!("{head}\r\n");
    let bytes: Vec<_> = BODY.split("").collect();
    let mut dripping = vec![sized.as_str()];
    dripping.extend(bytes);
    for pieces in [
        vec![together.as_str()],
        vec![&sized, BODY],
        vec![&sized, first, second],
        vec![&chunked, &chunks[0], &chunks[1]],
        vec![&until_end, first, second],
        dripping,
    ] {
        assert_eq!(refused(&pieces).await.to_string(), TEXT, "{pieces:?}");
    }
}

#[tokio::test]
async fn a_page_of_something_in_between_is_shown_as_text() {
    let error = refused(&[
        "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>\r\n",
        "<h1>Bad gateway</h1></html>",
    ])
    .await;
    assert_eq!(
        error.to_string(),
        "ec2-instance-connect:OpenTunnel was refused (502): <html> <h1>Bad gateway</h1></html> (HTTP 502)"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn of_an_endless_body_the_beginning_counts() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        answer(&mut stream, &["HTTP/1.1 503 Busy\r\n\r\n"]).await;
        let page = "no ".repeat(1000);
        let mut sent = 0;
        while sent < 256 << 20 && stream.write_all(page.as_bytes()).await.is_ok() {
            sent += page.len();
        }
        assert!(sent < 16 << 20, "{sent} bytes of a body were taken");
    };
    let error = dialler.refused_by(serve).await;
    let Error::Refused { message, .. } = error else {
        panic!("{error:?}");
    };
    assert!(message.starts_with("no no no"), "{message}");
    assert!(message.len() < 600, "{message}");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_what_has_come_of_it() {
    let error = refused(&["HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nAccess Den"]).await;
    assert!(
        matches!(&error, Error::AccessDenied { message, .. } if message == "403: Access Den (HTTP 403)"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let date = "Date: Thu, 01 Jan 2015 00:00:00 GMT";
    let head = format!("HTTP/1.1 403 Forbidden\r\n{date}\r\nContent-Length: 0\r\n\r\n");
    let error = refused(&[&head]).await;
    let text = error.to_string();
    assert!(
        text.contains("This computer's clock is ") && text.contains(" min ahead"),
        "{text}"
    );
}

#[tokio::test]
async fn nothing_secret_is_in_an_error() {
    let error = refused(&["HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"]).await;
    let shown = format!("{error} {error:?}");
    for secret in ["AKIDEXAMPLE", "X-Amz-", "secret-key"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
