//! The pool as the window sees it, kept ahead of its time and checked after a sleep.

use std::time::Duration;

use backend::{Backend, ClosePanel, CloseTunnel, Leg, ReadFile, SetVisible, Tunnel, TunnelState};
use tokio::time::timeout;

use crate::support::{World, exports, open_panel, until};

/// A backend whose sessions live this many seconds.
async fn short_lived(world: &World, seconds: u64) -> Backend {
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "EIC_TUNNEL_POOL_TTL");
    variables.push(("EIC_TUNNEL_POOL_TTL", seconds.to_string()));
    let backend = world.connect_with(variables).await;
    backend.preload().await.unwrap();
    backend
}

fn only(backend: &Backend) -> Option<Tunnel> {
    <[Tunnel; 1]>::try_from(backend.tunnels())
        .ok()
        .map(|[tunnel]| tunnel)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_session_is_shown_with_its_workspace_and_what_its_set_up_was_spent_on() {
    let world = World::start(1).await;
    world.open_panel(0, &Leg::ALL).await;
    let is_complete = |tunnel: Tunnel| {
        tunnel.state == TunnelState::Open && tunnel.channels == 1 && tunnel.leases == 0
    };
    until(|| only(&world.backend).is_some_and(is_complete)).await;
    let tunnel = only(&world.backend).unwrap();
    assert_eq!(tunnel.instance_id, world.lab.instances()[0].id);
    assert_eq!(tunnel.workspace_id, Some(world.id(0).to_string()));
    assert_eq!(tunnel.endpoint, world.lab.endpoint_id());
    assert!(tunnel.bytes_read > 0 && tunnel.bytes_written > 0);
    let names: Vec<_> = tunnel
        .phases
        .iter()
        .map(|phase| phase.name.as_str())
        .collect();
    for phase in [
        "look-up",
        "key push",
        "websocket",
        "SSH key exchange",
        "authentication",
        "SFTP as root",
    ] {
        assert!(names.contains(&phase), "{phase} is missing in {names:?}");
    }
    let push = tunnel
        .phases
        .iter()
        .find(|phase| phase.name == "key push")
        .unwrap();
    let login = tunnel
        .phases
        .iter()
        .find(|phase| phase.name == "authentication")
        .unwrap();
    assert!(
        push.start_ms + push.ms <= login.start_ms + 0.01,
        "authentication waits for the push"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_set_up_is_shown_with_its_reason_until_one_succeeds() {
    let world = World::start(1).await;
    let instance = world.lab.instances()[0].id.clone();
    world.lab.world().block_target(&instance).unwrap();
    world.read(0, "config.yaml").await.unwrap_err();
    let has_failed = |tunnel: Tunnel| tunnel.state == TunnelState::Failed;
    until(|| only(&world.backend).is_some_and(has_failed)).await;
    let reason = only(&world.backend).unwrap().last_error.unwrap();
    assert!(reason.contains("Unable to connect to target"), "{reason}");
    world.lab.world().unblock_target(&instance).unwrap();
    world.read(0, "config.yaml").await.unwrap();
    until(|| only(&world.backend).is_some_and(|tunnel| tunnel.state == TunnelState::Open)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_one_closes_that_one_and_closing_all_the_rest() {
    let world = World::start(3).await;
    for index in 0..3 {
        world.read(index, "config.yaml").await.unwrap();
    }
    until(|| world.backend.tunnels().len() == 3).await;
    let first = world.backend.tunnels()[0].clone();
    world
        .backend
        .close_tunnel(&CloseTunnel { id: first.id })
        .await
        .unwrap();
    until(|| world.backend.tunnels().len() == 2).await;
    assert!(
        world
            .backend
            .tunnels()
            .iter()
            .all(|tunnel| tunnel.id != first.id)
    );
    world.backend.close_all_tunnels().await.unwrap();
    until(|| world.backend.tunnels().is_empty() && world.lab.counters().tunnels_open == 0).await;
    world.read(0, "config.yaml").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_an_open_panel_is_replaced_ahead_of_its_end_and_ends_with_the_panel() {
    let world = World::start(1).await;
    let backend = short_lived(&world, 2).await;
    open_panel(&backend, world.id(0), &Leg::ALL).await;
    until(|| world.lab.counters().ssh_authentications >= 3).await;
    let before = world.lab.counters().ssh_authentications;
    let args = ReadFile {
        workspace_id: world.id(0),
        path: "config.yaml".to_owned(),
    };
    backend.read_file(args).await.unwrap();
    let cost = world.lab.counters().ssh_authentications - before;
    assert!(cost <= 1, "a read finds a session ready: {cost} set-ups");
    backend.close_panel(&ClosePanel {
        workspace_id: world.id(0),
        generation: 1,
    });
    until(|| world.lab.counters().tunnels_open == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_ahead_while_the_platform_does_not_answer() {
    let world = World::start(1).await;
    let backend = short_lived(&world, 2).await;
    open_panel(&backend, world.id(0), &Leg::ALL).await;
    world
        .lab
        .world()
        .platform()
        .set_fault("GET /workspaces", lab::platform::PlatformFault::Html);
    backend.refresh().await.unwrap_err();
    until(|| world.lab.counters().tunnels_open == 0).await;
    world.lab.world().platform().clear_faults();
    backend.refresh().await.unwrap();
    backend.set_visible(&SetVisible { visible: false });
    backend.set_visible(&SetVisible { visible: true });
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_sleep_dead_sessions_are_found_and_the_next_read_has_a_fresh_one() {
    /// Far below the 30 s that an operation on a dead session would take to give up.
    const SOON: Duration = Duration::from_secs(10);
    let world = World::start(2).await;
    for index in 0..2 {
        world.read(index, "config.yaml").await.unwrap();
    }
    world
        .lab
        .world()
        .freeze_tunnels(&world.id(0).to_string())
        .unwrap();
    timeout(SOON, world.backend.woke("a test")).await.unwrap();
    world
        .lab
        .world()
        .thaw_tunnels(&world.id(0).to_string())
        .unwrap();
    timeout(SOON, world.read(0, "config.yaml"))
        .await
        .unwrap()
        .unwrap();
    world.read(1, "config.yaml").await.unwrap();
    let counters = world.lab.counters();
    assert_eq!(
        counters.ssh_authentications, 3,
        "only the dead one is replaced"
    );
}
