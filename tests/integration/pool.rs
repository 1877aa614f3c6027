//! The pool on real parts: sshd's own limits, and connections that die under load.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use backend::ErrorCode;
use futures_util::future::join_all;
use tokio::time::timeout;

use crate::support::{World, exports, until};

/// An operation ends within its own deadline of 30 s, a set-up before it within 25 s, and both may happen twice.
const DEADLINE: Duration = Duration::from_secs(110);

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_reads_over_five_instances_cost_five_set_ups_and_none_is_refused() {
    let world = World::start(5).await;
    let paths = [
        "config.yaml",
        "notes/a.md",
        "notes/b.md",
        "prompts/system.md",
    ];
    let reads = (0..200).map(|number| world.read(number % 5, paths[number % paths.len()]));
    for read in join_all(reads).await {
        read.unwrap();
    }
    let counters = world.lab.counters();
    assert_eq!(counters.key_pushes, 5);
    assert_eq!(counters.websocket_upgrades, 5);
    assert_eq!(counters.ssh_authentications, 5);
    assert!(
        counters.sftp_opens <= 10,
        "two channels a session at most: {}",
        counters.sftp_opens
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tunnel_killed_under_a_hundred_operations_ends_each_of_them_and_the_next_one_works() {
    let world = World::start(1).await;
    world.read(0, "notes/a.md").await.unwrap();
    world.lab.world().set_delay(Duration::from_millis(50));
    let before = world.lab.counters().websocket_upgrades;
    let done = AtomicUsize::new(0);
    let operations = (0..100).map(|number| {
        let (world, done) = (&world, &done);
        async move {
            let outcome = match number % 4 {
                0 => world.read(0, "notes/a.md").await.map(drop),
                1 => world.list(0, "notes").await.map(drop),
                2 => world.read(0, "no/such/file").await.map(drop),
                _ => {
                    let path = format!("notes/new-{number}.md");
                    let write = world.edit(0, &path, None, "new\n");
                    world.write(write).await.map(drop)
                }
            };
            done.fetch_add(1, Ordering::SeqCst);
            outcome
        }
    });
    let kill = async {
        until(|| done.load(Ordering::SeqCst) >= 10).await;
        world
            .lab
            .world()
            .drop_tunnels(&world.id(0).to_string())
            .unwrap();
    };
    let (ended, ()) = tokio::join!(timeout(DEADLINE, join_all(operations)), kill);
    for (number, outcome) in ended.unwrap().into_iter().enumerate() {
        let Err(error) = outcome else { continue };
        let expected = [
            ErrorCode::TunnelLost,
            ErrorCode::TimedOut,
            ErrorCode::NotFound,
        ];
        assert!(
            expected.contains(&error.code),
            "operation {number}: {error:?}"
        );
    }
    world.lab.world().set_delay(Duration::ZERO);
    world.read(0, "notes/a.md").await.unwrap();
    let set_ups = world.lab.counters().websocket_upgrades - before;
    assert!(
        (1..=2).contains(&set_ups),
        "one successor for all: {set_ups}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_pooling_each_operation_sets_up_and_closes_its_own() {
    let world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "EIC_TUNNEL_POOL_TTL");
    variables.push(("EIC_TUNNEL_POOL_TTL", "0".to_owned()));
    let backend = world.connect_with(variables).await;
    backend.preload().await.unwrap();
    for _ in 0..3 {
        let args = backend::ReadFile {
            workspace_id: world.id(0),
            path: "config.yaml".to_owned(),
        };
        backend.read_file(args).await.unwrap();
    }
    assert_eq!(world.lab.counters().key_pushes, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_past_its_time_is_closed_by_itself() {
    let world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "EIC_TUNNEL_POOL_TTL");
    variables.push(("EIC_TUNNEL_POOL_TTL", "1".to_owned()));
    let backend = world.connect_with(variables).await;
    let args = backend::ReadFile {
        workspace_id: world.id(0),
        path: "config.yaml".to_owned(),
    };
    backend.read_file(args).await.unwrap();
    until(|| world.lab.counters().tunnels_open == 0).await;
}
