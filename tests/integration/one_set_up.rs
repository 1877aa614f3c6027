//! The pool's promise, counted where the set-ups arrive.

use backend::{ErrorCode, Leg};
use futures_util::future::join_all;

use crate::support::{World, codes};

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_three_reads_two_listings_a_write_and_a_removal_cost_one_set_up() {
    let world = World::start(1).await;
    let events = world.open_panel(0, &Leg::ALL).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "{:?}",
        codes(&events)
    );
    for path in ["notes/a.md", "notes/b.md", "prompts/system.md"] {
        world.read(0, path).await.unwrap();
    }
    for path in ["notes", "prompts"] {
        world.list(0, path).await.unwrap();
    }
    let new = world.edit(0, "notes/new.md", None, "hello\n");
    world.write(new).await.unwrap();
    world.remove(0, "notes/new.md").await.unwrap();
    let counters = world.lab.counters();
    assert_eq!(counters.key_pushes, 1, "one key push for everything");
    assert_eq!(counters.websocket_upgrades, 1, "one tunnel for everything");
    assert_eq!(
        counters.ssh_authentications, 1,
        "one authentication for everything"
    );
    assert_eq!(
        world.backend.setups(),
        1,
        "the backend counts as the lab does"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_reads_at_the_same_time_share_one_dial_and_instances_do_not_share() {
    let world = World::start(2).await;
    let reads = (0..40).map(|number| world.read(number % 2, "config.yaml"));
    let reads = join_all(reads).await;
    assert!(reads.iter().all(Result::is_ok), "{reads:?}");
    let counters = world.lab.counters();
    assert_eq!(
        (counters.key_pushes, counters.ssh_authentications),
        (2, 2),
        "one for each instance"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_dies_is_replaced_and_a_read_does_not_notice() {
    let world = World::start(1).await;
    world.read(0, "config.yaml").await.unwrap();
    world
        .lab
        .world()
        .drop_tunnels(&world.id(0).to_string())
        .unwrap();
    world.read(0, "config.yaml").await.unwrap();
    assert_eq!(world.lab.counters().ssh_authentications, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_does_not_cost_the_session() {
    let world = World::start(1).await;
    for path in ["no/such/file", "/home/root/.ssh/id", "/workspace/none"] {
        assert!(world.read(0, path).await.is_err(), "{path}");
    }
    let denied = world.edit(0, "/home/new.txt", None, "x");
    let denied = world.write(denied).await.unwrap_err();
    assert_eq!(denied.code, ErrorCode::PermissionDenied, "{denied}");
    world.read(0, "config.yaml").await.unwrap();
    assert_eq!(
        world.lab.counters().ssh_authentications,
        1,
        "permission denied is not a dead session"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_failure_in_names_and_contents_never_cost_the_session() {
    const TEXT: &str = "Permission denied\nbroken pipe\nConnection reset by peer\nEOF\n";
    let world = World::start(1).await;
    for name in [
        "Permission denied",
        "broken pipe",
        "connection reset by peer",
        "EOF",
    ] {
        let path = format!("notes/{name}");
        world.write(world.edit(0, &path, None, TEXT)).await.unwrap();
        assert_eq!(
            world.read(0, &path).await.unwrap().text.as_deref(),
            Some(TEXT)
        );
        world.list(0, &path).await.unwrap_err();
        world.read(0, &format!("{path}/below")).await.unwrap_err();
        world.remove(0, &path).await.unwrap();
        world.read(0, &path).await.unwrap_err();
    }
    assert_eq!(world.lab.counters().ssh_authentications, 1);
}
