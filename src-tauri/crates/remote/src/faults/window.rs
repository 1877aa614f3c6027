//! Data that nobody reads and data that nobody takes.

use std::time::Duration;

use tokio::{
    io::AsyncWriteExt,
    time::{Instant, sleep, timeout},
};

use super::{
    LATE, ROOTS, USERS, World,
    script::{Flood, Program, Script},
    sevens, tasks,
};
use crate::{
    Access, Error, Files, RemotePath, WriteMode,
    channel::{Program as Asked, ProgramStream, Start},
    session::Lane,
};

/// Far more than a channel's window here.
const LARGE: usize = 1 << 20;
/// Less than the content, enough for a few small requests.
const WINDOW: u32 = 64 << 10;
/// Longer than an SFTP packet may be.
const OVERSIZED: &[u8] = b"\xff\xff\xff\xff";

async fn write(world: &World, path: &str) -> Result<(), Error> {
    let path = RemotePath::parse(path).unwrap();
    let content = vec![7; LARGE];
    Files::new(&world.session)
        .write(&path, &content, &WriteMode::Overwrite)
        .await
        .map(drop)
}

/// Guard: `Sftp::run` ends the channel of an operation that has lost it. Here the server has stopped reading, and its writer waits for
/// window, which keeps the channel: what the server still sends would fill `russh`'s queue and stop the event loop that all channels
/// share.
#[tokio::test(start_paused = true)]
async fn an_unread_channel_does_not_freeze_the_others() {
    let world = World::start(Script {
        window: Some(WINDOW),
        subsystem: Program::Answers(OVERSIZED, Flood::Of(64)),
        ..Script::default()
    })
    .await;
    let (raw, _) = world
        .session
        .sftp(Access::User, Lane::Interactive)
        .await
        .unwrap();
    let stuck = (0..64_u64).map(|at| raw.write(b"handle", at, &vec![0; 32 << 10]));
    let error = raw
        .run(async {
            let answers = futures_util::future::join_all(stuck).await;
            let failed = answers.into_iter().find_map(Result::err).unwrap();
            Err::<(), _>(Error::from_sftp(failed, &RemotePath::root()))
        })
        .await
        .unwrap_err();
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
    world.session.discard_sftp(&raw);
    sleep(Duration::from_secs(5)).await;
    let other = timeout(Duration::from_secs(1), world.read(ROOTS)).await;
    assert_eq!(sevens(&other.expect("it is answered").unwrap()), 100 << 10);
}

/// A channel that floods, of which nobody reads.
async fn unread(world: &World) -> ProgramStream {
    let channel = world.session.open_channel().await.unwrap();
    let command = Asked::Command("cat /dev/zero");
    let (mut unread, _) = channel.request(command, Start::IsPresumed).await.unwrap();
    // What the script takes for a version and a request.
    unread.write_all(&[0; 8]).await.unwrap();
    unread
}

/// Guard: the watchdog, which asks the event loop itself. Keep-alive and the limit of inactivity are timers of that loop, so that
/// neither goes off while it waits for a channel's reader.
#[tokio::test(start_paused = true)]
async fn a_session_that_an_unread_channel_has_frozen_is_found_dead() {
    let world = World::start(Script {
        command: Program::Answers(b"", Flood::Of(64)),
        ..Script::default()
    })
    .await;
    let _unread = unread(&world).await;
    sleep(Duration::from_secs(30) + LATE).await;
    assert!(
        world.session.is_dead(),
        "a session that does not answer is dead"
    );
    let error = world.read(USERS).await.unwrap_err();
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
}

/// Guards, of which each is enough: `Sftp::run` ends with its session, and so does the stream under the SFTP client. `russh` does not wake a
/// writer that waits for window when the session dies.
#[tokio::test(start_paused = true)]
async fn a_write_that_waits_for_window_ends_when_the_session_dies() {
    let world = World::start(Script {
        window: Some(WINDOW),
        ..Script::default()
    })
    .await;
    let line = world.line.clone();
    tokio::spawn(async move {
        sleep(Duration::from_secs(5)).await;
        line.cut();
    });
    let started = Instant::now();
    let error = write(&world, USERS).await.unwrap_err();
    assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
    let took = started.elapsed();
    assert!(took <= Duration::from_secs(5) + LATE, "{took:?}");
}

/// Guard: `Ending` under the SFTP client. Its writer task waits for window inside of a branch that it cannot leave, and holds the channel
/// and the content for as long as the process lives.
#[tokio::test(start_paused = true)]
async fn a_session_that_dies_in_a_write_leaves_no_task_behind() {
    let before = tasks().await;
    let world = World::start(Script {
        window: Some(WINDOW),
        ..Script::default()
    })
    .await;
    let line = world.line.clone();
    tokio::spawn(async move {
        sleep(Duration::from_secs(5)).await;
        line.cut();
    });
    write(&world, USERS).await.unwrap_err();
    drop(world);
    assert_eq!(tasks().await, before);
}

/// Held for `russh`: a stream of a channel waits for window on its own side. `Handle::data` does not, and stops every other channel until
/// the window opens; clippy's `disallowed-methods` keeps it out.
#[tokio::test(start_paused = true)]
async fn a_channel_that_waits_for_window_does_not_hold_the_others_up() {
    let world = World::start(Script {
        window: Some(WINDOW),
        ..Script::default()
    })
    .await;
    let waiting = write(&world, USERS);
    let other = async {
        sleep(Duration::from_secs(5)).await;
        timeout(Duration::from_secs(1), world.read(ROOTS)).await
    };
    let (waited, other) = tokio::join!(waiting, other);
    waited.expect_err("its window never opens");
    assert_eq!(sevens(&other.expect("it is answered").unwrap()), 100 << 10);
}

/// Guard: `channel_buffer_size` and `maximum_packet_size` of `config`. What nobody reads costs 32 MiB at most; more than that, the
/// server's own limit is the only one.
#[tokio::test(start_paused = true)]
async fn what_an_unread_channel_may_hold_is_bounded() {
    let world = World::start(Script {
        command: Program::Answers(b"", Flood::Of(32 << 10)),
        ..Script::default()
    })
    .await;
    let _unread = unread(&world).await;
    sleep(Duration::from_secs(10)).await;
    let read = world.line.bytes_read();
    assert!(read > 1 << 20, "the server has sent what it could: {read}");
    assert!(read < 34 << 20, "{read} bytes wait in memory");
}
