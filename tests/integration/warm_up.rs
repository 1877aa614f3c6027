//! Sessions that are opened ahead: never too many, never at anybody's cost, and never where it would be in vain.

use std::{collections::BTreeMap, time::Duration};

use backend::{AppEvent, Backend, ErrorCode, Leg, ListFiles, WarmUp, WorkspaceId};
use futures_util::{FutureExt as _, future::join_all, poll};
use lab::{Call, Counters, Fault, Proxy, ProxyOptions, platform::PlatformFault};

use crate::{
    proxies::behind,
    support::{World, codes, exports, open_panel, until},
};

async fn warm(backend: &Backend, workspace_id: WorkspaceId) {
    let args = WarmUp { workspace_id };
    let warmed = tokio::time::timeout(Duration::from_secs(30), backend.warm_up(&args)).await;
    assert!(warmed.is_ok(), "it waits for nothing that may never come");
}

/// What the cloud was asked for, set-ups included.
fn asked(world: &World) -> Counters {
    world.lab.counters()
}

/// What was asked of AWS and the platform by whoever asks first. What runs beside it in a set-up that has failed may still arrive.
fn asked_first(world: &World) -> BTreeMap<String, u64> {
    let mut requests = asked(world).requests;
    requests.retain(|route, _| route != TUNNEL && route != CONSOLE);
    requests
}

fn requests(world: &World, route: &str) -> u64 {
    let requests = world.lab.counters().requests;
    requests.get(route).copied().unwrap_or(0)
}

/// Set-ups that were begun.
fn set_ups(world: &World) -> u64 {
    requests(world, TUNNEL).max(requests(world, KEY_PUSH))
}

const TUNNEL: &str = "GET /openTunnel";
const CONSOLE: &str = "ec2 GetConsoleOutput";
const KEY_PUSH: &str = "ec2-instance-connect SendSSHPublicKey";

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_after_a_warm_up_finds_its_session_and_its_channel() {
    let world = World::start(1).await;
    warm(&world.backend, world.id(0)).await;
    let warmed = asked(&world);
    assert_eq!((warmed.key_pushes, warmed.ssh_authentications), (1, 1));
    assert!(warmed.sftp_opens > 0);
    let events = world.open_panel(0, &Leg::ALL).await;
    assert!(codes(&events).iter().all(|(_, code)| code.is_none()));
    warm(&world.backend, world.id(0)).await;
    let after = asked(&world);
    assert_eq!(
        (after.key_pushes, after.websocket_upgrades, after.sftp_opens),
        (1, 1, warmed.sftp_opens),
        "one set-up in all"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_workspaces_at_once_four_are_warmed_up_until_one_is_used() {
    let world = World::start(10).await;
    join_all((0..10).map(|index| warm(&world.backend, world.id(index)))).await;
    let counters = asked(&world);
    assert_eq!((counters.key_pushes, counters.websocket_upgrades), (4, 4));
    join_all((0..10).map(|index| warm(&world.backend, world.id(index)))).await;
    assert_eq!(asked(&world).key_pushes, 4, "they are open and unused");
    for index in 0..10 {
        world.read(index, "config.yaml").await.unwrap();
    }
    assert_eq!(asked(&world).key_pushes, 10, "four were there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_does_not_run_is_left_alone() {
    let world = World::start(2).await;
    let platform = world.lab.world().platform();
    platform.set_status(&world.id(0).to_string(), "paused");
    let stopped = world.lab.instances()[1].id.clone();
    let switches = world.lab.world();
    switches.set_instance_state(&stopped, "stopped").unwrap();
    world.backend.refresh().await.unwrap();
    for index in 0..2 {
        warm(&world.backend, world.id(index)).await;
    }
    assert_eq!(set_ups(&world), 0);
    world.backend.preload().await.unwrap();
    let before = asked(&world);
    warm(&world.backend, world.id(1)).await;
    assert_eq!(asked(&world), before, "AWS has said so");
    platform.set_instance_id(&world.id(0).to_string(), None);
    platform.set_status(&world.id(0).to_string(), "online");
    world.backend.refresh().await.unwrap();
    warm(&world.backend, world.id(0)).await;
    assert_eq!(set_ups(&world), 0, "it has none");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_good_credentials_aws_is_not_asked_and_neither_is_anybody_else() {
    let world = World::start(2).await;
    let switches = world.lab.world();
    let mut window = world.backend.subscribe();
    let Some(AppEvent::Snapshot { state }) = window.next().await else {
        panic!("the first event is a snapshot")
    };
    assert_eq!(state.credentials, None);
    switches.refuse(Call::SendSshPublicKey, Fault::expired_token_exception());
    // The first one learns it from AWS.
    warm(&world.backend, world.id(0)).await;
    let before = asked_first(&world);
    for index in [0, 1, 0] {
        warm(&world.backend, world.id(index)).await;
    }
    assert_eq!(asked_first(&world), before);
    while let Some(Some(event)) = window.next().now_or_never() {
        let is_prompt = matches!(event, AppEvent::Credentials { .. });
        assert!(!is_prompt, "nobody has asked for anything: {event:?}");
    }
    switches.accept(Call::SendSshPublicKey);
    world.backend.renew_credentials().await.unwrap();
    warm(&world.backend, world.id(0)).await;
    assert_eq!(asked(&world).ssh_authentications, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_nothing_is_warmed_up() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    let failure = PlatformFault::error(500, "query failed");
    platform.set_fault("GET /workspaces", failure);
    world.backend.refresh().await.unwrap_err();
    warm(&world.backend, world.id(0)).await;
    assert_eq!(requests(&world, TUNNEL), 0);
    platform.clear_faults();
    world.backend.refresh().await.unwrap();
    warm(&world.backend, world.id(0)).await;
    assert_eq!(requests(&world, TUNNEL), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_sessions_are_not_kept_or_no_unknown_key_is_taken_nothing_is_warmed_up() {
    let world = World::start(1).await;
    for (name, value) in [
        ("EIC_TUNNEL_POOL_TTL", "0"),
        ("CAUSEWAY_HOST_KEYS", "pinned"),
    ] {
        let mut variables = exports(&world.lab);
        variables.retain(|(known, _)| *known != name);
        variables.push((name, value.to_owned()));
        let backend = world.connect_with(variables).await;
        backend.preload().await.unwrap();
        warm(&backend, world.id(0)).await;
        assert_eq!(set_ups(&world), 0, "{name}={value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_key_that_somebody_has_to_decide_about_is_not_met_ahead() {
    let world = World::start(1).await;
    world.read(0, "config.yaml").await.unwrap();
    let instance = world.lab.instances()[0].id.clone();
    world.lab.world().rotate_host_key(&instance).unwrap();
    let error = world.read(0, "config.yaml").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::HostKeyChanged, "{error}");
    let before = asked_first(&world);
    warm(&world.backend, world.id(0)).await;
    assert_eq!(asked_first(&world), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_up_that_is_stopped_gives_its_dial_up() {
    let world = World::start(1).await;
    let (switches, workspace_id) = (world.lab.world(), world.id(0));
    switches.stall(Call::OpenTunnel);
    let backend = world.backend.clone();
    let warming = tokio::spawn(async move { warm(&backend, workspace_id).await });
    until(|| requests(&world, TUNNEL) == 1 && !world.backend.tunnels().is_empty()).await;
    world.backend.stop_warm_up(&WarmUp { workspace_id });
    warming.await.unwrap();
    // Nothing of it is left, not even a row that says that it failed.
    until(|| world.backend.tunnels().is_empty()).await;
    switches.resume(Call::OpenTunnel);
    let counters = asked(&world);
    assert_eq!((counters.tunnels_open, counters.websocket_upgrades), (0, 0));
    world.read(0, "config.yaml").await.unwrap();
    assert_eq!(asked(&world).websocket_upgrades, 1, "its place is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_that_has_joined_keeps_the_dial_of_a_warm_up_that_is_stopped() {
    let world = World::start(1).await;
    let (switches, workspace_id) = (world.lab.world(), world.id(0));
    switches.stall(Call::OpenTunnel);
    let backend = world.backend.clone();
    let warming = tokio::spawn(async move { warm(&backend, workspace_id).await });
    until(|| requests(&world, TUNNEL) == 1).await;
    let mut panel = Box::pin(world.open_panel(0, &[Leg::Config, Leg::Files]));
    // All that it needs before the session is known.
    assert!(poll!(&mut panel).is_pending());
    world.backend.stop_warm_up(&WarmUp { workspace_id });
    warming.await.unwrap();
    switches.resume(Call::OpenTunnel);
    let events = panel.await;
    assert_eq!(
        codes(&events)
            .iter()
            .filter(|(_, code)| code.is_none())
            .count(),
        2,
        "{events:?}"
    );
    assert_eq!(
        (requests(&world, TUNNEL), requests(&world, KEY_PUSH)),
        (1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_up_that_comes_while_a_panel_dials_adds_nothing() {
    let world = World::start(1).await;
    world.lab.world().stall(Call::OpenTunnel);
    let mut panel = Box::pin(open_panel(&world.backend, world.id(0), &[Leg::Files]));
    assert!(poll!(&mut panel).is_pending());
    let mut warming = Box::pin(warm(&world.backend, world.id(0)));
    assert!(poll!(&mut warming).is_pending(), "it joins");
    world.lab.world().resume(Call::OpenTunnel);
    tokio::join!(panel, warming);
    let list = ListFiles::of(world.id(0), "");
    world.backend.list_files(list, |_| {}).await.unwrap();
    assert_eq!(
        (requests(&world, TUNNEL), requests(&world, KEY_PUSH)),
        (1, 1)
    );
}

/// Connections to the endpoint that a proxy was asked for.
fn connections(world: &World, proxy: &Proxy) -> usize {
    let endpoint = world.lab.endpoint_dns_name();
    let connects = proxy.connects().into_iter();
    connects.filter(|one| one.authority == endpoint).count()
}

/// Behind a proxy, and knowing what is known after a start.
async fn started_behind(world: &World, proxy: &Proxy) -> Backend {
    let backend = behind(world, proxy.url()).await;
    backend.preload().await.unwrap();
    backend
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_near_has_the_endpoint_connected_once_and_the_panel_takes_that() {
    let world = World::start(2).await;
    let proxy = world.lab.start_proxy(ProxyOptions::default()).await;
    let proxy = proxy.unwrap();
    let backend = started_behind(&world, &proxy).await;
    for _ in 0..3 {
        backend.preconnect();
    }
    until(|| connections(&world, &proxy) == 1).await;
    assert_eq!(
        set_ups(&world),
        0,
        "nothing is signed for it, and no key pushed"
    );
    for (index, expected) in [(0, 1), (1, 2)] {
        let events = open_panel(&backend, world.id(index), &[Leg::Config]).await;
        assert!(codes(&events).iter().all(|(_, code)| code.is_none()));
        assert_eq!(connections(&world, &proxy), expected, "it is used once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_good_credentials_nobody_connects_ahead() {
    let world = World::start(1).await;
    let proxy = world.lab.start_proxy(ProxyOptions::default()).await;
    let proxy = proxy.unwrap();
    let backend = started_behind(&world, &proxy).await;
    let other = started_behind(&world, &proxy).await;
    let expired = Fault::expired_token_exception();
    world.lab.world().refuse(Call::SendSshPublicKey, expired);
    // AWS is what says so.
    open_panel(&backend, world.id(0), &[Leg::Config]).await;
    let before = connections(&world, &proxy);
    backend.preconnect();
    // Whose credentials nobody has refused. It comes later, and so do its requests.
    other.preconnect();
    until(|| connections(&world, &proxy) > before).await;
    other.refresh().await.unwrap();
    assert_eq!(connections(&world, &proxy), before + 1, "the other's");
}
