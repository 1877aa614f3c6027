//! A session that dies is found dead in time, and its death is never taken for an answer.

use std::time::Duration;

use futures_util::future::join_all;
use russh::keys::{Algorithm, PrivateKey, key::safe_rng};
use tokio::time::{Instant, sleep, timeout};

use super::{
    FOR_EVER, LATE, USERS, World, greeted,
    line::{Flow, Line},
    script::Script,
    server::serve,
    shelf::Shelf,
};
use crate::{Error, Files, RemotePath, handshake::Death};

/// A session of `russh` with our configuration, and without our watchdog.
async fn unwatched() -> (
    russh::client::Handle<crate::handshake::Callbacks>,
    Death,
    Line,
) {
    let (line, near, far) = Line::new();
    tokio::spawn(serve(far, Script::default(), <_>::default()));
    let pins = tempfile::tempdir().unwrap();
    let key = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519).unwrap();
    let greeted = greeted(near, &pins).await.unwrap();
    let (handle, death) = greeted.authenticate("ubuntu", key).await.unwrap();
    (handle, death, line)
}

/// A script whose file has `silent_from` bytes that can be read.
fn silent_from(silent_from: u64) -> Script {
    Script {
        shelf: Shelf {
            silent_from,
            ..Shelf::default()
        },
        ..Script::default()
    }
}

/// Guard: `inactivity_timeout` of `config`. Keep-alive waits for its turn behind the write that gets nowhere.
#[tokio::test(start_paused = true)]
async fn a_peer_that_stops_draining_is_found_dead() {
    let (handle, death, line) = unwatched().await;
    line.freeze_writes();
    handle.send_keepalive(true).await.unwrap();
    timeout(Duration::from_mins(1) + LATE, death.token.cancelled())
        .await
        .expect("the session ends by itself");
}

/// Guard: `keepalive_interval` of `config`, without which the limit of inactivity would end every idle session.
#[tokio::test(start_paused = true)]
async fn an_idle_session_lives_as_long_as_its_peer() {
    let (handle, death, line) = unwatched().await;
    sleep(FOR_EVER).await;
    assert!(!death.token.is_cancelled() && !handle.is_closed());
    line.freeze_reads();
    timeout(Duration::from_mins(2), death.token.cancelled())
        .await
        .expect("a peer that does not answer is dead");
}

/// Guard: the watchdog, which is twice as fast as keep-alive.
#[tokio::test(start_paused = true)]
async fn a_peer_that_falls_silent_ends_what_waits_for_it() {
    let world = World::start(silent_from(0)).await;
    let started = Instant::now();
    world.session.open_sftp().await.unwrap();
    world.line.freeze_reads();
    sleep(Duration::from_secs(5)).await;
    let error = world.read(USERS).await.unwrap_err();
    let took = started.elapsed();
    assert!(
        took <= Duration::from_secs(30) + LATE,
        "the watchdog looks every 20 s and waits for 10: {took:?}"
    );
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
    assert!(error.to_string().contains("stopped answering"), "{error}");
    timeout(LATE, world.line.dropped())
        .await
        .expect("a session that is declared dead lets go of its tunnel");
}

/// Guard: `Traffic`, which the watchdog looks at before it judges. Its own answer may be behind much else on a slow link.
#[tokio::test(start_paused = true)]
async fn a_session_too_slow_for_its_watchdog_lives_while_answers_come() {
    let world = World::start(Script::default()).await;
    world.session.open_sftp().await.unwrap();
    world.line.set_latency(Duration::from_millis(10_200));
    let home = [RemotePath::parse("/home/ubuntu").unwrap()];
    for _ in 0..6 {
        let files = Files::new(&world.session);
        assert_eq!(files.base(&home).await.unwrap(), home[0]);
    }
    assert!(!world.session.is_dead());
}

/// Guards, of which each is enough: `Sftp::run` looks at the death of its session first, and `classify::of_sftp` takes what the SFTP client says of an ended stream for the end of the channel. To `russh` the death of a session
/// is an end of file on each of its channels, and a truncated file would look like a whole one.
#[tokio::test(start_paused = true)]
async fn a_death_in_the_middle_of_a_read_is_not_an_end_of_file() {
    for bytes in [1, 900, 20_000, 50_000, 99_000] {
        let world = World::start(Script::default()).await;
        world.session.open_sftp().await.unwrap();
        world.line.set_after_reading(bytes, Flow::Cut);
        let error = world.read(USERS).await.unwrap_err();
        assert!(matches!(error, Error::TunnelLost(_)), "{bytes}: {error:?}");
        assert!(world.session.is_dead());
    }
}

/// Guard: `classify::of_sftp`. The session is alive, and the next operation finds another channel.
#[tokio::test(start_paused = true)]
async fn a_crash_of_the_file_server_is_neither_an_end_of_file_nor_a_death() {
    let world = World::start(Script {
        shelf: Shelf {
            crashes_from: 64 << 10,
            ..Shelf::default()
        },
        ..Script::default()
    })
    .await;
    for _ in 0..12 {
        let error = world.read(USERS).await.unwrap_err();
        assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
        assert!(world.session.probe().await, "the session answers");
    }
}

/// Guard: `Session::probe` asks whether the session is dead after its answer. `russh` reports a ping as sent and answered when the
/// session dies under it.
#[tokio::test(start_paused = true)]
async fn a_death_under_a_probe_is_not_its_answer() {
    let world = World::start(Script::default()).await;
    world.line.freeze_reads();
    // Which of answer and death a probe sees first is left to chance.
    let probes = join_all((0..32).map(|_| world.session.probe()));
    let cut = async {
        sleep(Duration::from_secs(1)).await;
        world.line.cut();
    };
    let (answers, ()) = tokio::join!(probes, cut);
    assert_eq!(answers, [false; 32]);
}

/// Guard: `Session::probe` has the watchdog look at once. After a sleep the session is as good as gone, and whoever waits on it
/// would wait for half a minute.
#[tokio::test(start_paused = true)]
async fn a_probe_without_an_answer_ends_what_waits_on_the_session_in_three_seconds() {
    let world = World::start(Script::default()).await;
    world.session.open_sftp().await.unwrap();
    let started = Instant::now();
    world.line.freeze_reads();
    let probe = timeout(Duration::from_millis(1_500), world.session.probe());
    let (read, answered) = tokio::join!(world.read(USERS), probe);
    assert!(answered.is_err(), "whoever asked has given up before");
    assert!(read.unwrap_err().is_tunnel_lost());
    assert!(started.elapsed() <= Duration::from_secs(3) + LATE);
    assert!(world.session.is_dead());
}

/// Guard: `Callbacks::_ends`. All that works on a session hears of its death at once, also when only one direction is gone.
#[tokio::test(start_paused = true)]
async fn a_line_that_cannot_be_written_any_more_ends_what_is_under_way() {
    let world = World::start(silent_from(64 << 10)).await;
    let started = Instant::now();
    let reading = world.read(USERS);
    let fault = async {
        sleep(Duration::from_secs(1)).await;
        world.line.fail_writes();
        world.session.probe().await
    };
    let (read, answered) = tokio::join!(reading, fault);
    assert!(!answered);
    assert!(read.unwrap_err().is_tunnel_lost());
    assert!(started.elapsed() <= Duration::from_secs(1) + LATE);
}
