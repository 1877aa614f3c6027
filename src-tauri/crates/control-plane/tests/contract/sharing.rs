//! Reads that are shared, reads that wait, and reads that are repeated.

use std::time::Duration;

use control_plane::Error;
use futures_util::future::join_all;
use lab::platform::{PlatformFault, ServerGeneration};

use crate::world::{World, id};

#[tokio::test]
async fn ten_identical_reads_at_once_are_one_request() {
    let world = World::of(ServerGeneration::August2026).await;
    world
        .platform()
        .hold_metadata(2, Duration::from_millis(300));
    let first = id(1);
    let reads = (0..10).map(|_| world.client.workspace(&first));
    for row in join_all(reads).await {
        assert_eq!(row.unwrap().name, "many-1");
    }
    assert_eq!(world.asked("GET /workspaces/:id"), 1);
    world.platform().release_metadata();
    world.client.workspace(&first).await.unwrap();
    assert_eq!(
        world.asked("GET /workspaces/:id"),
        2,
        "nothing is kept of an answer"
    );
}

#[tokio::test]
async fn the_background_makes_120_requests_a_minute_and_a_person_never_waits() {
    let world = World::of(ServerGeneration::August2026).await;
    let background = world.client.background();
    for _ in 0..120 {
        background.workspaces().await.unwrap();
    }
    let more = tokio::time::timeout(Duration::from_millis(200), background.workspaces());
    assert!(more.await.is_err(), "the minute is used up");
    assert_eq!(world.asked("GET /workspaces"), 120);
    world.client.workspaces().await.unwrap();
    assert_eq!(world.asked("GET /workspaces"), 121);
}

#[tokio::test]
async fn a_server_that_is_nearly_out_of_patience_is_left_alone_by_the_background() {
    let world = World::of(ServerGeneration::August2026).await;
    world.platform().set_rate_limit(10);
    for _ in 0..10 {
        world.client.workspaces().await.unwrap();
    }
    let background = world.client.background();
    let more = tokio::time::timeout(Duration::from_millis(200), background.workspaces());
    assert!(more.await.is_err());
    assert_eq!(world.asked("GET /workspaces"), 10);
}

#[tokio::test]
async fn a_read_is_repeated_once_after_a_429_and_gives_up_then() {
    let world = World::of(ServerGeneration::August2026).await;
    let limited = || PlatformFault::error(429, "rate limit exceeded");
    world.platform().fault_next("GET /workspaces", limited());
    world.client.workspaces().await.unwrap();
    assert_eq!(world.asked("GET /workspaces"), 2);
    world.platform().set_fault("GET /workspaces", limited());
    let error = world.client.workspaces().await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { .. }), "{error:?}");
    assert_eq!(world.asked("GET /workspaces"), 4);
}

#[tokio::test]
async fn a_cut_network_is_unreachable_and_comes_back_at_the_same_address() {
    let world = World::of(ServerGeneration::August2026).await;
    world.client.workspaces().await.unwrap();
    world.lab.cut_network();
    let error = world.client.workspaces().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    world.lab.restore_network();
    assert_eq!(world.client.workspaces().await.unwrap().len(), 12);
}
