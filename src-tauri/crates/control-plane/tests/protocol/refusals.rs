//! Each answer that is not a success, and each way to get none.

use std::time::Duration;

use control_plane::{Client, Error};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::Instant,
};

use crate::platform::{Canned, Platform, TOKEN, http, id};

/// What the list fails with when this is the answer, each time.
async fn failure(answer: Canned) -> Error {
    let platform = Platform::answering([answer.clone(), answer]).await;
    platform.client().workspaces().await.unwrap_err()
}

/// The error and its sources, as a log shows them.
fn report(error: &Error) -> String {
    let first: &dyn std::error::Error = error;
    let chain = std::iter::successors(Some(first), |error| error.source());
    chain
        .map(|error| format!("{error} {error:?}"))
        .collect::<Vec<_>>()
        .join(": ")
}

#[tokio::test]
async fn a_401_says_what_the_server_said() {
    let error = failure(Canned::json(401, r#"{"error":"invalid admin auth token"}"#)).await;
    assert!(
        matches!(&error, Error::Unauthorized { message } if message == "invalid admin auth token")
    );
}

#[tokio::test]
async fn an_empty_403_is_about_the_origin_and_another_is_a_refusal() {
    assert!(matches!(
        failure(Canned::empty(403)).await,
        Error::OriginRefused
    ));
    let error = failure(Canned::json(403, r#"{"error":"forbidden"}"#)).await;
    assert!(matches!(error, Error::Refused { status: 403, .. }));
}

#[tokio::test]
async fn a_404_is_told_apart_by_its_body() {
    let json = Canned::json(404, r#"{"error":"workspace not found"}"#);
    assert!(
        matches!(failure(json).await, Error::NotFound { message } if message == "workspace not found")
    );
    let deleted = Canned::json(404, r#"{"workspace_id":"7f0c","deleted":true}"#);
    assert!(matches!(failure(deleted).await, Error::Deleted));
    for state in ["already paused", "not paused"] {
        let body = format!(r#"{{"error":"workspace not found or {state}"}}"#);
        let error = failure(Canned::json(404, body)).await;
        assert!(matches!(error, Error::WrongState { .. }), "{error:?}");
    }
    assert!(matches!(
        failure(Canned::empty(404)).await,
        Error::WrongOrganization
    ));
    assert!(matches!(
        failure(Canned::text(404, "404 page not found")).await,
        Error::EndpointUnknown
    ));
    assert!(matches!(
        failure(Canned::html(404)).await,
        Error::EndpointUnknown
    ));
}

#[tokio::test]
async fn a_503_is_unavailable_only_when_the_server_says_so() {
    let body = r#"{"error":"platform datastore unavailable","code":"platform_unavailable"}"#;
    assert!(matches!(
        failure(Canned::json(503, body)).await,
        Error::Unavailable { .. }
    ));
    let other = Canned::json(503, r#"{"error":"provisioner not available"}"#);
    assert!(matches!(failure(other).await, Error::NoProvisioner { .. }));
    for proxy in [Canned::html(503), Canned::text(503, "no upstream")] {
        let error = failure(proxy).await;
        assert!(
            matches!(error, Error::Refused { status: 503, .. }),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_keeps_the_servers_words() {
    let bad = failure(Canned::json(400, r#"{"error":"invalid workspace ID"}"#)).await;
    assert!(matches!(&bad, Error::BadRequest { message } if message == "invalid workspace ID"));
    let busy = failure(Canned::json(409, r#"{"error":"parent is paused"}"#)).await;
    assert!(matches!(&busy, Error::Conflict { message } if message == "parent is paused"));
    let lacking = failure(Canned::json(501, r#"{"error":"no console"}"#)).await;
    assert!(matches!(&lacking, Error::Unsupported { message } if message == "no console"));
    for (answer, words) in [
        (
            Canned::text(502, "control plane unavailable"),
            "control plane unavailable",
        ),
        (Canned::html(502), "an HTML page"),
    ] {
        let error = failure(answer).await;
        assert!(matches!(&error, Error::Upstream { message } if message == words));
    }
    let panicked = failure(Canned::empty(500)).await;
    assert!(
        matches!(&panicked, Error::Refused { status: 500, message } if message == "an empty answer")
    );
}

#[tokio::test]
async fn a_success_that_is_not_json_is_named() {
    for (answer, expected) in [
        (Canned::html(200), "an HTML page"),
        (Canned::text(200, "<html>"), "an HTML page"),
        (Canned::text(200, "hello"), "an answer of type text/plain"),
        (Canned::empty(204), "an empty answer"),
    ] {
        let error = failure(answer).await;
        assert!(
            matches!(&error, Error::NotJson { what } if what == expected),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_only_its_host_is_shown() {
    let location = "https://login.example/start?code=s3cret";
    let platform = Platform::answering([Canned::empty(302).with("location", location)]).await;
    let error = platform.client().workspaces().await.unwrap_err();
    assert!(matches!(&error, Error::NotJson { what } if what == "a redirect to login.example"));
    assert_eq!(platform.asked().len(), 1);
}

#[tokio::test]
async fn json_of_another_shape_is_malformed() {
    assert!(matches!(
        failure(Canned::json(200, "{}")).await,
        Error::Malformed(_)
    ));
    let platform = Platform::answering([Canned::json(200, "[]")]).await;
    assert!(matches!(
        platform.client().workspace(&id()).await,
        Err(Error::Malformed(_))
    ));
}

#[tokio::test]
async fn after_a_429_a_read_is_repeated_once() {
    let limited =
        || Canned::json(429, r#"{"error":"rate limit exceeded"}"#).with("retry-after", "0");
    let platform = Platform::answering([limited(), Canned::json(200, "[]")]).await;
    let asked = Instant::now();
    assert!(platform.client().workspaces().await.unwrap().is_empty());
    assert!(
        asked.elapsed() >= Duration::from_millis(250),
        "never at once"
    );
    assert_eq!(platform.asked().len(), 2);

    let last = Canned::empty(429).with("retry-after", "33");
    let platform = Platform::answering([limited(), last, Canned::json(200, "[]")]).await;
    let error = platform.client().workspaces().await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { retry_after } if retry_after.as_secs() == 33));
    assert_eq!(platform.asked().len(), 2, "a second 429 is the answer");
}

#[tokio::test]
async fn nothing_but_a_429_is_repeated() {
    let platform = Platform::answering([Canned::empty(500), Canned::json(200, "[]")]).await;
    assert!(platform.client().workspaces().await.is_err());
    assert_eq!(platform.asked().len(), 1);
}

#[tokio::test]
async fn an_answer_that_does_not_come_times_out() {
    let never = Canned::json(200, "[]").after(Duration::from_mins(10));
    let platform = Platform::answering([never]).await;
    let client = platform.client().with_timeout(Duration::from_millis(50));
    assert!(matches!(client.workspaces().await, Err(Error::TimedOut)));
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 64];
        stream.read_exact(&mut request).await.unwrap();
    });
    let client = Client::new(http(), base, None, None);
    assert!(matches!(
        client.workspaces().await,
        Err(Error::Unreachable(_))
    ));
    server.await.unwrap();
}

/// Reads one request.
async fn hear(stream: &mut TcpStream) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let read = stream.read_buf(&mut request).await.unwrap();
        assert!(read > 0, "the client has gone");
    }
}

/// A server that answers once on its first connection, and ends that when it is asked again; it answers for good on its second.
/// Returns how many requests it had.
async fn ending_once() -> (Client, JoinHandle<usize>) {
    const ANSWER: &[u8] =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]";
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        hear(&mut first).await;
        first.write_all(ANSWER).await.unwrap();
        hear(&mut first).await;
        drop(first);
        let second = tokio::time::timeout(Duration::from_secs(1), listener.accept());
        let Ok(Ok((mut second, _))) = second.await else {
            return 2;
        };
        hear(&mut second).await;
        second.write_all(ANSWER).await.unwrap();
        3
    });
    let client = Client::new(http(), base.parse().unwrap(), None, None);
    (client, server)
}

#[tokio::test]
async fn a_read_does_not_fail_with_a_connection_that_the_server_ends_just_then() {
    let (client, server) = ending_once().await;
    for _ in 0..2 {
        assert!(client.workspaces().await.unwrap().is_empty());
    }
    assert_eq!(server.await.unwrap(), 3);
}

#[tokio::test]
async fn a_change_is_not_made_again_when_its_connection_ends() {
    let (client, server) = ending_once().await;
    client.workspaces().await.unwrap();
    let error = client.pause(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert_eq!(server.await.unwrap(), 2);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_cut_off() {
    let body = format!("\"{}\"", "x".repeat(4 << 20));
    let platform = Platform::answering([Canned::json(200, body)]).await;
    let error = platform.client().workspace(&id()).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit_bytes } if limit_bytes == 4 << 20));
}

#[tokio::test]
async fn a_setting_that_no_header_can_carry_makes_no_request() {
    let platform = Platform::answering([]).await;
    let base: url::Url = platform.base.parse().unwrap();
    let client = Client::new(http(), base.clone(), None, Some("two\nlines".into()));
    let error = client.workspaces().await.unwrap_err();
    assert!(matches!(error, Error::InvalidSetting { setting: "token" }));
    let client = Client::new(http(), base, Some("two\nlines".into()), None);
    let error = client.workspaces().await.unwrap_err();
    assert!(matches!(
        error,
        Error::InvalidSetting {
            setting: "organization id"
        }
    ));
    assert!(platform.asked().is_empty());
}

#[tokio::test]
async fn no_error_shows_the_token_or_the_secrets_of_the_address() {
    let echo = format!(r#"{{"error":"no such token {TOKEN}"}}"#);
    for answer in [
        Canned::json(401, echo.clone()),
        Canned::text(500, &echo),
        Canned::of_type(200, TOKEN),
    ] {
        let report = report(&failure(answer).await);
        assert!(!report.contains(TOKEN), "{report}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let base = format!("http://user:pa55@{address}/?key=pa55")
        .parse()
        .unwrap();
    let client = Client::new(http(), base, None, Some(TOKEN.into()));
    let error = client.workspaces().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)));
    let report = report(&error);
    assert!(
        !report.contains("pa55") && !report.contains(TOKEN),
        "{report}"
    );
}
