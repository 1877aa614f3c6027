//! A loss in authentication is not a refusal, and neither waits for ever.

use tokio::time::timeout;

use super::{
    LATE, dial_peer,
    script::{Authentication, Script},
    server::serve,
};
use crate::{
    Error, Phase,
    faults::line::{Flow, Line},
};

fn script(authentication: Authentication) -> Script {
    Script {
        authentication,
        ..Script::default()
    }
}

/// Guard: `Greeted::authenticate` asks whether the session is closed. `russh` answers a refusal without alternatives for a connection
/// that died while it waited, and a pool that believed it would tell people to check their user name.
#[tokio::test(start_paused = true)]
async fn a_connection_lost_in_authentication_is_not_a_refused_key() {
    let peer = |far| serve(far, script(Authentication::Cut), <_>::default());
    let (error, ..) = dial_peer(peer).await;
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
}

/// Guard: the same, from the other side.
#[tokio::test(start_paused = true)]
async fn a_refused_key_is_not_a_lost_connection() {
    let peer = |far| serve(far, script(Authentication::Refuse), <_>::default());
    let (error, ..) = dial_peer(peer).await;
    assert!(matches!(error, Error::KeyRefused { .. }), "{error:?}");
}

/// Guard: `Greeted::authenticate` looks at the methods that remain before it asks whether the session is closed: the server may be
/// gone before the answer is looked at.
#[tokio::test(start_paused = true)]
async fn a_key_refused_by_a_server_that_leaves_at_once_is_refused() {
    let refuse = |far| serve(far, script(Authentication::Refuse), <_>::default());
    let (.., line) = dial_peer(refuse).await;
    let up_to_the_answer = line.bytes_read();
    let (line, near, far) = Line::new();
    line.set_after_reading(up_to_the_answer, Flow::Cut);
    tokio::spawn(refuse(far));
    let error = super::dial(near).await.unwrap_err();
    assert!(matches!(error, Error::KeyRefused { .. }), "{error:?}");
}

/// Guard: the deadline of authentication. The tunnel holds one of the endpoint's 20 places.
#[tokio::test(start_paused = true)]
async fn a_server_that_never_judges_the_key_is_given_up_with_its_tunnel() {
    let peer = |far| serve(far, script(Authentication::Never), <_>::default());
    let (error, took, line) = dial_peer(peer).await;
    assert!(
        matches!(error, Error::TimedOut(Phase::Authentication)),
        "{error:?}"
    );
    assert!(
        took.as_secs() == 10 && took.subsec_millis() <= 250,
        "{took:?}"
    );
    timeout(LATE, line.dropped())
        .await
        .expect("a dial that was given up lets go of its tunnel");
}
