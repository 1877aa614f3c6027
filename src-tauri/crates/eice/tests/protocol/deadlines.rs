//! A peer that accepts and then says nothing: the error names the step, and comes when the step's deadline is over.
//!
//! All is real until the peer has fallen silent. Then the clock is paused, which lets a runtime with nothing to do jump to its
//! next timer: the deadlines are measured to the millisecond and cost no time.

use std::time::Duration;

use eice::{Client, Error, InstanceId, Phase, ProxySettings};
use tokio::{
    io::AsyncWriteExt,
    net::TcpListener,
    time::{Instant, pause, sleep},
};

use crate::peer::{Dialler, Peer, answer, head, proxy};

/// A deadline is kept to this.
const TOLERANCE: Duration = Duration::from_millis(250);

/// Dials while `until_silent` does the peer's part, and gives the error, which must come after `deadline`.
async fn silenced<T>(
    dialler: &Dialler,
    deadline: Duration,
    until_silent: impl Future<Output = T>,
) -> Error {
    let begun = Instant::now();
    let serve = async {
        let kept_open = until_silent.await;
        pause();
        (Instant::now(), kept_open)
    };
    let ((silent, _kept_open), opened) = tokio::join!(serve, dialler.open());
    let error = opened.err().unwrap();
    assert!(begun.elapsed() >= deadline, "{error} too early");
    assert!(silent.elapsed() <= deadline + TOLERANCE, "{error} too late");
    error
}

fn is_timeout_of(error: &Error, expected: Phase) -> bool {
    matches!(error, Error::TimedOut { phase } if *phase == expected) && error.is_retryable()
}

#[tokio::test]
async fn a_silent_tls_handshake_ends_after_5_s_as_the_connection() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let error = silenced(&dialler, Duration::from_secs(5), peer.accept()).await;
    assert!(is_timeout_of(&error, Phase::Connect), "{error:?}");
}

#[tokio::test]
async fn a_silent_upgrade_ends_after_10_s_as_the_upgrade() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let until_silent = async {
        let mut stream = peer.accept_tls().await;
        head(&mut stream).await;
        stream
    };
    let error = silenced(&dialler, Duration::from_secs(10), until_silent).await;
    assert!(is_timeout_of(&error, Phase::Upgrade), "{error:?}");
}

#[tokio::test]
async fn an_upgrade_that_drips_ends_after_10_s_all_the_same() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let serve = async {
        let mut stream = peer.accept_tls().await;
        head(&mut stream).await;
        pause();
        let begun = Instant::now();
        for byte in b"HTTP/1.1 101 Switching Protocols\r\n" {
            sleep(Duration::from_secs(1)).await;
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
        begun
    };
    let dial = async {
        let error = dialler.open().await.err().unwrap();
        (error, Instant::now())
    };
    let (begun, (error, ended)) = tokio::join!(serve, dial);
    assert!(is_timeout_of(&error, Phase::Upgrade), "{error:?}");
    assert!(ended - begun <= Duration::from_secs(10) + TOLERANCE);
}

#[tokio::test]
async fn the_body_of_a_refusal_is_waited_for_2_s_and_what_has_come_counts() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    let until_silent = async {
        let mut stream = peer.accept_tls().await;
        answer(
            &mut stream,
            &["HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nAccess Den"],
        )
        .await;
        stream
    };
    let error = silenced(&dialler, Duration::from_secs(2), until_silent).await;
    assert!(
        matches!(&error, Error::AccessDenied { message, .. } if message.contains("Access Den")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_proxy_that_does_not_answer_connect_ends_after_5_s_as_the_proxy() {
    let peer = Peer::start().await;
    let silent_proxy = Peer::start().await;
    let dialler = peer
        .client(proxy(&format!("http://{}", silent_proxy.name())))
        .await;
    let until_silent = async {
        let mut socket = silent_proxy.accept().await;
        head(&mut socket).await;
        socket
    };
    let error = silenced(&dialler, Duration::from_secs(5), until_silent).await;
    assert!(is_timeout_of(&error, Phase::Proxy), "{error:?}");
}

#[tokio::test]
async fn a_silent_tls_handshake_of_the_proxy_ends_after_5_s_as_the_proxy() {
    let peer = Peer::start().await;
    let silent_proxy = Peer::start().await;
    let dialler = peer
        .client(proxy(&format!("https://{}", silent_proxy.name())))
        .await;
    let error = silenced(&dialler, Duration::from_secs(5), silent_proxy.accept()).await;
    assert!(is_timeout_of(&error, Phase::Proxy), "{error:?}");
}

#[tokio::test]
async fn a_silent_tls_handshake_behind_a_proxy_ends_after_5_s_as_the_connection() {
    let peer = Peer::start().await;
    let honest_proxy = Peer::start().await;
    let dialler = peer
        .client(proxy(&format!("http://{}", honest_proxy.name())))
        .await;
    let until_silent = async {
        let mut socket = honest_proxy.accept().await;
        answer(&mut socket, &["HTTP/1.1 200 OK\r\n\r\n"]).await;
        socket
    };
    let error = silenced(&dialler, Duration::from_secs(5), until_silent).await;
    assert!(is_timeout_of(&error, Phase::Connect), "{error:?}");
}

#[tokio::test]
async fn what_hears_nobody_is_unreachable_at_once() {
    let peer = Peer::start().await;
    let dialler = peer.client(ProxySettings::default()).await;
    drop(peer);
    let error = dialler.open().await.err().unwrap();
    assert!(
        matches!(
            &error,
            Error::Unreachable {
                phase: Phase::Connect,
                ..
            }
        ),
        "{error:?}"
    );
}

/// How a call to AWS fails whose request is heard, and then nothing. Its client has AWS at `http://{listener}`.
async fn unanswered<T>(
    deadline: Duration,
    call: impl AsyncFnOnce(Client) -> Result<T, Error>,
) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let client = Peer::start().await.client_of_aws(&url).await;
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        pause();
        (Instant::now(), stream)
    };
    let ((silent, _kept_open), answer) = tokio::join!(serve, call(client));
    let error = answer.err().unwrap();
    assert!(silent.elapsed() <= deadline + TOLERANCE, "{error} too late");
    error
}

#[tokio::test]
async fn a_silent_look_up_key_push_and_identity_each_end_after_10_s_under_their_own_name() {
    const DEADLINE: Duration = Duration::from_secs(10);
    let id: InstanceId = "i-0123456789abcdef0".parse().unwrap();
    let look_up = unanswered(DEADLINE, async |client| {
        client.tagged("Name", vec!["a".to_owned()]).await
    });
    let error = look_up.await;
    assert!(is_timeout_of(&error, Phase::LookUp), "{error:?}");
    tokio::time::resume();
    let console = unanswered(DEADLINE, async |client| {
        client.console_fingerprints(&id).await
    });
    let error = console.await;
    assert!(is_timeout_of(&error, Phase::LookUp), "{error:?}");
    tokio::time::resume();
    let identity = unanswered(DEADLINE, async |client| client.identity().await);
    let error = identity.await;
    assert!(is_timeout_of(&error, Phase::Identity), "{error:?}");
    tokio::time::resume();
    let key = format!("ssh-ed25519 {}", "A".repeat(68));
    let push = unanswered(DEADLINE, async |client| {
        client.send_ssh_public_key(&id, "ubuntu", &key).await
    });
    let error = push.await;
    assert!(is_timeout_of(&error, Phase::KeyPush), "{error:?}");
}
