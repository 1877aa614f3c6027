//! What a panel costs, counted and never timed: set-ups, requests, connections.

use backend::Leg;
use lab::{Proxy, ProxyOptions};

use crate::support::{World, codes, exports};

const ROUTES: [&str; 3] = [
    "GET /workspaces/:id",
    "GET /workspaces/:id/model",
    "GET /workspaces/:id/provider",
];

/// A world that is reached through a proxy, which counts connections: each asks it for its own way.
async fn counted() -> (World, Proxy) {
    let mut world = World::start(2).await;
    let options = ProxyOptions { credentials: None };
    let proxy = world.lab.start_proxy(options).await.unwrap();
    let mut variables = exports(&world.lab);
    variables.push(("HTTPS_PROXY", proxy.url()));
    world.backend = world.connect_with(variables).await;
    world.backend.preload().await.unwrap();
    (world, proxy)
}

/// Connections to a server, by its URL or its name.
fn connections(proxy: &Proxy, server: &str) -> usize {
    let authority = server.trim_start_matches("https://").trim_end_matches('/');
    let connects = proxy.connects();
    let to_it = connects.iter().filter(|one| one.authority == authority);
    to_it.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_costs_one_set_up_one_request_a_leg_and_no_connection_to_the_platform() {
    let (world, proxy) = counted().await;
    let lab = &world.lab;
    assert_eq!(connections(&proxy, lab.platform_url()), 1, "for the list");
    for opening in 1..=3 {
        let events = world.open_panel(0, &Leg::ALL).await;
        assert!(codes(&events).iter().all(|(_, code)| code.is_none()));
        let counters = lab.counters();
        for route in ROUTES {
            assert_eq!(counters.requests[route], opening, "{route}");
        }
        assert_eq!(
            (counters.key_pushes, counters.ssh_authentications),
            (1, 1),
            "opening {opening}"
        );
    }
    for path in ["notes/a.md", "notes/b.md", "prompts/system.md"] {
        world.read(0, path).await.unwrap();
    }
    for path in ["notes", "prompts", ""] {
        world.list(0, path).await.unwrap();
    }
    let counters = lab.counters();
    assert_eq!(
        (counters.key_pushes, counters.ssh_authentications),
        (1, 1),
        "reads and listings go over what is there"
    );
    assert_eq!(
        counters.requests["GET /workspaces"], 2,
        "each backend's own"
    );
    assert_eq!(connections(&proxy, lab.platform_url()), 1);
    assert_eq!(connections(&proxy, lab.endpoint_dns_name()), 1);
    assert_eq!(connections(&proxy, lab.instance_connect_url()), 1);
    world.open_panel(1, &Leg::ALL).await;
    assert_eq!(connections(&proxy, lab.platform_url()), 1);
    assert_eq!(connections(&proxy, lab.endpoint_dns_name()), 2, "a tunnel");
}
