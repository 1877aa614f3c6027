//! Channels are closed on the server however their use ends, and one that does not answer costs its callers a deadline.

use std::time::Duration;

use tokio::{
    io::AsyncWriteExt,
    time::{Instant, timeout},
};
use tokio_util::task::TaskTracker;

use super::{
    LATE, ROOTS, USERS, World, read,
    script::{MOD_SFTP, Opening, Program, Script},
    sevens,
};
use crate::{
    Access, Error, Phase,
    channel::{self, Start},
    handshake::Death,
    session::Lane,
    sftp::{self, Sftp},
};

const DEADLINE: Duration = Duration::from_secs(10);
/// More than the server has room for, if none is given back.
const TRIES: usize = 12;

async fn fails_at_the_deadline(script: Script) -> World {
    let world = World::start(script).await;
    let started = Instant::now();
    let error = world.read(USERS).await.unwrap_err();
    let took = started.elapsed();
    assert!(
        matches!(error, Error::TimedOut(Phase::OpenSftp)),
        "{error:?}"
    );
    assert!(took >= DEADLINE && took <= DEADLINE + LATE, "{took:?}");
    assert!(!world.session.is_dead(), "a channel is not the session");
    world
}

/// Guard: the deadline of `Session::open_channel`; `russh` has none.
#[tokio::test(start_paused = true)]
async fn a_channel_that_is_never_answered_is_given_up_at_the_deadline() {
    fails_at_the_deadline(Script {
        opening: Opening::Never,
        ..Script::default()
    })
    .await;
}

/// Guard: the deadline of `Sftp::open`, and `OpenChannel`, which closes what is dropped: with `russh`'s own channel the eleventh try
/// finds no room.
#[tokio::test(start_paused = true)]
async fn a_program_that_never_starts_is_given_up_with_its_channel() {
    for program in [Program::Unanswered, Program::Silent] {
        let script = Script {
            subsystem: program,
            ..Script::default()
        };
        let world = fails_at_the_deadline(script).await;
        for _ in 0..TRIES {
            let error = world.read(USERS).await.unwrap_err();
            assert!(
                matches!(error, Error::TimedOut(Phase::OpenSftp)),
                "{error:?}"
            );
        }
        timeout(LATE, world.seen.channels_fall_to(0)).await.unwrap();
    }
}

/// Guard: `OpenChannel`.
#[tokio::test(start_paused = true)]
async fn a_program_that_is_declined_gives_its_channel_back() {
    let world = World::start(Script {
        subsystem: Program::Declined,
        ..Script::default()
    })
    .await;
    for _ in 0..TRIES {
        let error = world.read(USERS).await.unwrap_err();
        assert!(matches!(error, Error::Unsupported(_)), "{error:?}");
    }
    timeout(LATE, world.seen.channels_fall_to(0)).await.unwrap();
    assert_eq!(sevens(&world.read(ROOTS).await.unwrap()), 100 << 10);
}

/// Guard: what a server has said outlasts that its channel is given up. Several files of root are looked at at the same time, and each
/// look finds out by itself that they are served as the OS user.
#[tokio::test(start_paused = true)]
async fn why_there_is_no_server_for_root_is_known_also_to_who_asks_after_it_was_given_up() {
    let world = World::start(Script {
        banner: MOD_SFTP,
        command: Program::Declined,
        ..Script::default()
    })
    .await;
    let session = &world.session;
    let (sftp, _) = session
        .sftp_on_its_way(Access::Elevated, Lane::Interactive)
        .await
        .unwrap();
    let declined = sftp.ready().await.unwrap_err();
    assert!(
        matches!(declined, Error::PermissionDenied { .. }),
        "{declined:?}"
    );
    session.give_up_sftp(&sftp);
    let later = sftp.ready().await.unwrap_err();
    assert!(matches!(later, Error::PermissionDenied { .. }), "{later:?}");
}

/// Guard: what is written to a program that was refused goes nowhere.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_openssh_hears_no_more_on_a_channel_whose_program_it_refused() {
    let world = World::start(Script {
        banner: MOD_SFTP,
        subsystem: Program::Declined,
        ..Script::default()
    })
    .await;
    let channel = world.session.open_channel().await.unwrap();
    let program = channel::Program::Subsystem("sftp");
    let (mut stream, refused) = channel.request(program, Start::IsAwaited).await.unwrap();
    assert!(refused.is_so());
    stream.write_all(b"SSH_FXP_INIT").await.unwrap();
    stream.flush().await.unwrap();
    assert!(world.session.probe().await, "the connection has ended");
}

/// Guard: `Session::open_channel` opens in a task of its own, which closes what nobody waits for any more. A panel that is closed while
/// it loads drops its work right there.
#[tokio::test(start_paused = true)]
async fn a_channel_that_opens_after_its_caller_has_gone_is_closed() {
    let world = World::start(Script {
        opening: Opening::After(Duration::from_secs(2)),
        ..Script::default()
    })
    .await;
    for _ in 0..TRIES {
        timeout(Duration::from_secs(1), world.read(USERS))
            .await
            .expect_err("the channel takes longer");
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    timeout(LATE, world.seen.channels_fall_to(0))
        .await
        .expect("all of them are closed");
    assert_eq!(sevens(&world.read(USERS).await.unwrap()), 100 << 10);
}

/// Guard: by the kind of the failure. The session is as good as before.
#[tokio::test(start_paused = true)]
async fn a_refused_channel_is_not_a_dead_session() {
    let world = World::start(Script {
        opening: Opening::Refuse,
        ..Script::default()
    })
    .await;
    let error = world.read(USERS).await.unwrap_err();
    assert!(matches!(error, Error::ChannelRefused), "{error:?}");
    assert!(world.session.probe().await, "the session answers");
}

/// Guard: `Sftp::request` asks for its program within its deadline. `russh` queues ten messages; a session that is stuck takes no more, and
/// says nothing of it before its watchdog does.
#[tokio::test(start_paused = true)]
async fn a_program_that_cannot_even_be_asked_for_is_given_up_at_the_deadline() {
    let world = World::start(Script::default()).await;
    let session = &world.session;
    let channel = session.open_channel().await.unwrap();
    world.line.freeze_writes();
    let others: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let session = session.clone();
                async move { session.open_channel().await.map(drop) }
            })
        })
        .collect();
    tokio::time::sleep(LATE).await;
    let started = Instant::now();
    let opening = sftp::Opening::now(Access::User);
    let opened = Sftp::request(channel, opening, Death::default(), TaskTracker::new()).await;
    assert!(
        matches!(opened, Err(Error::TimedOut(Phase::OpenSftp))),
        "{opened:?}"
    );
    assert!(started.elapsed() <= DEADLINE + LATE);
    others.iter().for_each(tokio::task::JoinHandle::abort);
    read(session, USERS).await.unwrap_err();
}
