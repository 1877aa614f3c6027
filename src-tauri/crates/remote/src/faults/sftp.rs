//! What an SFTP server does wrong ends its channel at the worst, not the session.

use std::{sync::atomic::Ordering, time::Duration};

use futures_util::future::join_all;
use tokio::time::{Instant, timeout};

use super::{
    LATE, ROOTS, USERS, World,
    script::{Flood, Program, Script},
    sevens,
    shelf::Shelf,
};
use crate::{Error, Phase};

const SIZE: usize = 100 << 10;

/// Guard: `MAX_HANDLES`. A server has room for so many, and closes nobody's for another.
#[tokio::test(start_paused = true)]
async fn no_more_than_64_handles_are_open_on_a_channel() {
    let shelf = Shelf {
        size_bytes: SIZE as u64,
        read_takes: Duration::from_millis(1),
        ..Shelf::default()
    };
    let most_open = shelf.counts.clone();
    let world = World::start(Script {
        shelf,
        ..Script::default()
    })
    .await;
    for read in join_all((0..70).map(|_| world.read(USERS))).await {
        assert_eq!(sevens(&read.unwrap()), SIZE);
    }
    let most_open = most_open.most_open.load(Ordering::Relaxed);
    assert_eq!(most_open, 64, "as many as there may be, and no more");
}

/// Guard: `Progress`, since the operation as a whole takes longer than it may stand still, and so does the last of its requests, from the
/// moment in which it was queued.
#[tokio::test(start_paused = true)]
async fn a_slow_link_is_not_a_time_out() {
    const CHUNKS: usize = 64;
    let world = World::start(Script {
        shelf: Shelf {
            size_bytes: (CHUNKS * (32 << 10)) as u64,
            read_takes: Duration::from_secs(2),
            ..Shelf::default()
        },
        ..Script::default()
    })
    .await;
    let started = Instant::now();
    let content = world.read(USERS).await.unwrap();
    assert_eq!(sevens(&content), CHUNKS * (32 << 10));
    assert!(started.elapsed() >= Duration::from_secs(2 * CHUNKS as u64));
}

/// Guard: `Sftp::run`'s idle deadline, and that the channel is given up after it.
#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_costs_an_operation_30_seconds_and_its_channel() {
    let world = World::start(Script {
        shelf: Shelf {
            silent_from: 0,
            ..Shelf::default()
        },
        ..Script::default()
    })
    .await;
    for opened in 1..=3 {
        let started = Instant::now();
        let error = world.read(USERS).await.unwrap_err();
        let took = started.elapsed();
        assert!(
            matches!(error, Error::TimedOut(Phase::Operation)),
            "{error:?}"
        );
        assert!(took <= Duration::from_secs(30) + LATE, "{took:?}");
        assert_eq!(world.seen.opened_channels.load(Ordering::Relaxed), opened);
    }
    assert!(world.session.probe().await, "the session is alive");
}

/// Guard: `client::read`, `classify::of_sftp`, and that the next operation opens another channel.
#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_ends_the_channel_and_not_the_session() {
    let oversized: &[u8] = b"\0\x08\0\0\x65\0\0\0\x01";
    let nobodys = b"\0\0\0\x11\x65\0\0\x01\x01\0\0\0\x63\0\0\0\0\0\0\0\0";
    let not_an_answer = b"\0\0\0\x05\x04\0\0\0\x01";
    for answer in [oversized, nobodys, not_an_answer] {
        let world = World::start(Script {
            subsystem: Program::Answers(answer, Flood::No),
            ..Script::default()
        })
        .await;
        for _ in 0..12 {
            let read = timeout(LATE, world.read(USERS)).await;
            let error = read
                .unwrap_or_else(|_| panic!("{answer:?} was waited for"))
                .unwrap_err();
            assert!(matches!(error, Error::TunnelLost(_)), "{error:?}");
        }
        assert_eq!(sevens(&world.read(ROOTS).await.unwrap()), SIZE);
        timeout(LATE, world.seen.channels_fall_to(1))
            .await
            .expect("the broken ones are closed");
    }
}

/// Guard: `MAX_PACKET_BYTES`. A `.bashrc` that prints is found out by the first four bytes, and not by a deadline.
#[tokio::test(start_paused = true)]
async fn a_shell_that_prints_before_sftp_costs_its_channel_at_once() {
    let world = World::start(Script {
        subsystem: Program::Prints(b"Welcome to Ubuntu\r\n"),
        ..Script::default()
    })
    .await;
    let read = timeout(LATE, world.read(USERS)).await;
    let error = read.expect("nothing is waited for").unwrap_err();
    assert!(matches!(error, Error::Unsupported(_)), "{error:?}");
    assert!(error.to_string().contains(".bashrc"), "{error}");
    timeout(LATE, world.seen.channels_fall_to(0)).await.unwrap();
    assert!(world.session.probe().await, "the session is alive");
}

/// Guard: `read_chunk`, and `Download::next`, which ask for the rest. Servers may answer with less than was asked for, as OpenSSH did below
/// 64 KiB and others do for files that grow.
#[tokio::test(start_paused = true)]
async fn answers_that_are_shorter_than_the_questions_make_whole_files_all_the_same() {
    for answers_at_most in [1_000, 32_000, 32_767] {
        let world = World::start(Script {
            shelf: Shelf {
                size_bytes: SIZE as u64,
                answers_at_most,
                ..Shelf::default()
            },
            ..Script::default()
        })
        .await;
        assert_eq!(sevens(&world.read(USERS).await.unwrap()), SIZE);
        let path = crate::RemotePath::parse(USERS).unwrap();
        let files = crate::Files::bulk(&world.session);
        let mut download = files.download(&path).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = download.next().await.unwrap() {
            bytes.extend_from_slice(&piece);
        }
        assert_eq!(bytes, vec![7; SIZE], "at most {answers_at_most} an answer");
    }
}
