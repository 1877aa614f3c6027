//! What a panel has asked for ends with it: its requests are aborted, its reads abandoned.

use backend::{ClosePanel, ErrorCode, Leg, OpenPanel, PanelEvent};
use lab::platform::PlatformFault;

use crate::support::{World, until};

const ROUTES: [&str; 3] = [
    "GET /workspaces/:id",
    "GET /workspaces/:id/model",
    "GET /workspaces/:id/provider",
];

fn opening(world: &World, generation: u64) -> OpenPanel {
    OpenPanel {
        workspace_id: world.id(0),
        generation,
        legs: Leg::ALL.to_vec(),
    }
}

/// Whether the platform has so many of a panel's requests in progress.
fn has_in_flight(world: &World, legs: usize) -> bool {
    let platform = world.lab.world().platform();
    // What is in progress stays counted.
    platform.reset_counters();
    platform.counters().most_metadata_legs() == legs
}

fn leases(world: &World) -> u64 {
    let tunnels = world.backend.tunnels();
    tunnels.iter().map(|tunnel| tunnel.leases).sum()
}

/// A world whose session is open, and in which nothing is answered any more.
async fn stuck() -> World {
    let world = World::start(1).await;
    world.open_panel(0, &Leg::ALL).await;
    let switches = world.lab.world();
    for route in ROUTES {
        switches.platform().set_fault(route, PlatformFault::Stall);
    }
    switches.freeze_tunnels(&world.id(0).to_string()).unwrap();
    world
}

fn nothing_new(event: &PanelEvent) {
    assert!(event.is_stored(), "a late answer: {event:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_that_is_closed_leaves_no_request_and_no_read_behind() {
    let world = stuck().await;
    let opened = world
        .backend
        .open_panel(opening(&world, 2), |event| nothing_new(&event));
    let closing = async {
        until(|| has_in_flight(&world, 3) && leases(&world) > 0).await;
        world.backend.close_panel(&ClosePanel {
            workspace_id: world.id(0),
            generation: 2,
        });
    };
    let (opened, ()) = tokio::join!(opened, closing);
    assert_eq!(opened.unwrap_err().code, ErrorCode::Cancelled);
    // The platform still answers nobody: these were taken back.
    until(|| has_in_flight(&world, 0)).await;
    until(|| leases(&world) == 0).await;
    let switches = world.lab.world();
    switches.platform().clear_faults();
    switches.thaw_tunnels(&world.id(0).to_string()).unwrap();
    world.read(0, "config.yaml").await.unwrap();
    assert_eq!(
        world.lab.counters().ssh_authentications,
        1,
        "the session is as good as before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_opening_takes_back_what_the_older_one_has_asked() {
    let world = stuck().await;
    let older = world
        .backend
        .open_panel(opening(&world, 2), |event| nothing_new(&event));
    let newer = async {
        until(|| has_in_flight(&world, 3)).await;
        let retry = OpenPanel {
            legs: vec![Leg::Workspace],
            ..opening(&world, 3)
        };
        let newer = world.backend.open_panel(retry, |event| nothing_new(&event));
        let closing = async {
            until(|| has_in_flight(&world, 1)).await;
            world.backend.close_panel(&ClosePanel {
                workspace_id: world.id(0),
                generation: 3,
            });
        };
        tokio::join!(newer, closing).0
    };
    let (older, newer) = tokio::join!(older, newer);
    assert_eq!(older.unwrap_err().code, ErrorCode::Cancelled);
    assert_eq!(newer.unwrap_err().code, ErrorCode::Cancelled);
    until(|| has_in_flight(&world, 0)).await;
}
