//! A search ends whatever becomes of it, and costs its channel at the worst.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, timeout};

use super::{
    LATE, USERS, World,
    script::{Program, Script},
    sevens,
};
use crate::{Case, Error, Files, Match, Phase, RemotePath, SearchText, Searched, Session};

async fn search(session: &Session, told: &mut Vec<Match>) -> Result<Searched, Error> {
    let folder = RemotePath::parse("/home/ubuntu").unwrap();
    let text = SearchText::parse("needle").unwrap();
    Files::new(session)
        .search(&folder, &text, Case::Sensitive, &mut |found| {
            told.extend(found);
        })
        .await
}

async fn world(command: Program) -> World {
    World::start(Script {
        command,
        ..Script::default()
    })
    .await
}

/// Guard: the idle deadline, and that what has come is told meanwhile.
#[tokio::test(start_paused = true)]
async fn a_search_without_an_answer_ends_after_a_minute_with_its_channel() {
    let found: &[u8] = b"Welcome\0./a\x001:a needle\n";
    for (program, lines) in [(Program::Silent, 0), (Program::Prints(found), 1)] {
        let world = world(program).await;
        let started = Instant::now();
        let mut told = Vec::new();
        let error = search(&world.session, &mut told).await.unwrap_err();
        let took = started.elapsed();
        assert!(matches!(error, Error::TimedOut(Phase::Search)), "{error:?}");
        let minute = Duration::from_mins(1);
        assert!(took >= minute && took <= minute + LATE, "{took:?}");
        assert_eq!(told.len(), lines);
        timeout(LATE, world.seen.channels_fall_to(1)).await.unwrap();
        assert_eq!(sevens(&world.read(USERS).await.unwrap()), 100 << 10);
    }
}

/// Guard: `Running` closes what is dropped; else the eleventh search finds no room.
#[tokio::test(start_paused = true)]
async fn a_search_that_is_given_up_gives_its_channel_back() {
    let world = world(Program::Silent).await;
    for _ in 0..12 {
        let mut told = Vec::new();
        let searching = search(&world.session, &mut told);
        timeout(Duration::from_secs(1), searching)
            .await
            .map(drop)
            .unwrap_err();
    }
    timeout(LATE, world.seen.channels_fall_to(1)).await.unwrap();
}

/// Guard: `MAX_SEARCHES`, below the channels of a session.
#[tokio::test(start_paused = true)]
async fn a_third_search_at_the_same_time_is_refused_and_the_session_has_room_for_files() {
    let world = world(Program::Silent).await;
    let searches: Vec<_> = (0..2)
        .map(|_| {
            let session = Arc::clone(&world.session);
            tokio::spawn(async move { search(&session, &mut Vec::new()).await })
        })
        .collect();
    tokio::time::sleep(LATE).await;
    let error = search(&world.session, &mut Vec::new()).await.unwrap_err();
    assert!(matches!(error, Error::ChannelRefused), "{error:?}");
    assert_eq!(sevens(&world.read(USERS).await.unwrap()), 100 << 10);
    searches.iter().for_each(tokio::task::JoinHandle::abort);
}

/// Guard: the answer to `exec`; and the death of a session is told as one.
#[tokio::test(start_paused = true)]
async fn a_refused_command_and_a_dead_session_are_told_apart() {
    let refusing = world(Program::Declined).await;
    let error = search(&refusing.session, &mut Vec::new())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::SearchUnsupported(_)), "{error:?}");
    assert!(refusing.session.probe().await, "the session is alive");

    let dying = world(Program::Silent).await;
    let searching = tokio::spawn({
        let session = Arc::clone(&dying.session);
        async move { search(&session, &mut Vec::new()).await }
    });
    tokio::time::sleep(LATE).await;
    dying.session.close().await;
    let ended = timeout(LATE, searching).await.unwrap().unwrap();
    assert!(matches!(ended, Err(Error::TunnelLost(_))), "{ended:?}");
}
