//! However a session ends, its tunnel is let go of, and the cause is kept.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{LATE, USERS, World, line::Shutdown, script::Script, shelf::Shelf};
use crate::{Access, Error, session::Lane};

/// What a session may take to close: for what tidies up, and for its goodbye.
const CLOSE_DEADLINE: Duration = Duration::from_secs(4);

/// The error of a read that is under way when the line is cut.
async fn cut_under_a_read(shutdown: Shutdown) -> String {
    let world = World::start(Script {
        shelf: Shelf {
            silent_from: 0,
            ..Shelf::default()
        },
        ..Script::default()
    })
    .await;
    world.line.set_shutdown(shutdown);
    let started = Instant::now();
    let cut = async {
        sleep(Duration::from_secs(1)).await;
        world.line.cut();
    };
    let (read, ()) = tokio::join!(world.read(USERS), cut);
    let took = started.elapsed();
    assert!(took <= Duration::from_secs(1) + LATE, "{took:?}");
    match read {
        Err(Error::TunnelLost(cause)) => cause,
        other => panic!("not a loss: {other:?}"),
    }
}

/// Guards: `Ending::poll_shutdown`, and that `Sftp::run` looks at the death of its session first. After a shutdown that fails `russh` forgets the cause and skips its callback; behind one that never
/// ends it neither ends itself nor tells anybody.
#[tokio::test(start_paused = true)]
async fn a_stream_that_cannot_be_shut_down_keeps_the_cause_of_a_death() {
    let cause = cut_under_a_read(Shutdown::Works).await;
    // What is looked at first would be left to chance.
    for shutdown in [Shutdown::Works, Shutdown::Fails, Shutdown::NeverEnds].repeat(6) {
        assert_eq!(cut_under_a_read(shutdown).await, cause);
    }
}

/// Guard: `Session::close` disconnects. Dropping `russh`'s handle does not, as long as there is a channel.
#[tokio::test(start_paused = true)]
async fn a_closed_session_says_goodbye_and_lets_go_of_its_tunnel() {
    let world = World::start(Script::default()).await;
    let held = world
        .session
        .sftp(Access::User, Lane::Interactive)
        .await
        .unwrap();
    timeout(LATE, world.session.close()).await.unwrap();
    timeout(LATE, world.line.dropped()).await.unwrap();
    timeout(LATE, world.seen.said_goodbye())
        .await
        .expect("sshd counts connections that end without a word");
    assert!(world.session.is_dead());
    drop(held);
}

/// Guard: `Session::close` cancels the token that `Transport` ends with. A goodbye that cannot be sent would hold the tunnel, and one of
/// the endpoint's 20 places, until `russh` gives up.
#[tokio::test(start_paused = true)]
async fn a_session_whose_line_is_frozen_is_closed_all_the_same() {
    let world = World::start(Script::default()).await;
    let _held = world
        .session
        .sftp(Access::User, Lane::Interactive)
        .await
        .unwrap();
    world.line.freeze_reads();
    world.line.freeze_writes();
    timeout(CLOSE_DEADLINE + LATE, world.session.close())
        .await
        .expect("closing is bounded");
    timeout(LATE, world.line.dropped()).await.unwrap();
}

/// Guard: `Session::_ends`.
#[tokio::test(start_paused = true)]
async fn a_dropped_session_lets_go_of_its_tunnel_whatever_holds_a_channel() {
    let World { session, line, .. } = World::start(Script::default()).await;
    let _held = session.sftp(Access::User, Lane::Interactive).await.unwrap();
    drop(session);
    timeout(LATE, line.dropped()).await.unwrap();
}
