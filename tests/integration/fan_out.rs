//! The metadata legs: at the same time, one request each, each settling alone.

use std::time::Duration;

use backend::{ErrorCode, Leg, Outcome, PanelEvent};
use lab::platform::{PlatformFault, ProviderEndpoint};

use crate::support::{World, codes, until};

const METADATA: [Leg; 3] = [Leg::Workspace, Leg::Model, Leg::Provider];
const ROUTES: [&str; 3] = [
    "GET /workspaces/:id",
    "GET /workspaces/:id/model",
    "GET /workspaces/:id/provider",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_three_metadata_requests_are_in_flight_at_once_and_one_for_each_leg() {
    let world = World::start(1).await;
    // No answer goes out before all three are there: a client that asks in series runs into the deadline.
    world
        .lab
        .world()
        .platform()
        .hold_metadata(METADATA.len(), Duration::from_secs(10));
    world.open_panel(0, &Leg::ALL).await;
    let counters = world.lab.counters();
    assert_eq!(counters.metadata_in_flight_max, 3);
    for route in ROUTES {
        assert_eq!(counters.requests[route], 1, "one request of {route}");
    }
    assert_eq!(
        counters.requests["GET /workspaces"], 1,
        "the card asks nobody"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_leg_leaves_the_others_alone_and_is_retried_alone() {
    let world = World::start(1).await;
    let failure = PlatformFault::Answer {
        status: 500,
        body: r#"{"error":"query failed"}"#.into(),
    };
    world.lab.world().platform().fault_next(ROUTES[1], failure);
    let events = world.open_panel(0, &Leg::ALL).await;
    for (leg, code) in codes(&events) {
        let expected = (leg == Leg::Model).then_some(ErrorCode::PlatformError);
        assert_eq!(code, expected, "{leg:?}");
    }
    let retried = world.open_panel(0, &[Leg::Model]).await;
    assert_eq!(codes(&retried), [(Leg::Model, None)]);
    let counters = world.lab.counters();
    assert_eq!(
        counters.requests[ROUTES[0]], 1,
        "a retry asks for its own leg only"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_the_server_does_not_have_is_no_failure() {
    for endpoint in [ProviderEndpoint::Absent, ProviderEndpoint::Retired] {
        let world = World::start(1).await;
        world.lab.world().platform().set_provider_endpoint(endpoint);
        for _ in 0..2 {
            let events = world.open_panel(0, &METADATA).await;
            let not_offered = events.iter().any(|event| {
                matches!(
                    event,
                    PanelEvent::Provider {
                        outcome: Outcome::NotOffered { .. },
                        ..
                    }
                )
            });
            assert!(not_offered, "{endpoint:?}: {events:?}");
        }
        assert_eq!(
            world.lab.counters().requests[ROUTES[2]],
            1,
            "a server is asked only once"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_opening_ends_the_older_one() {
    let world = World::start(1).await;
    for route in ROUTES {
        world
            .lab
            .world()
            .platform()
            .fault_next(route, PlatformFault::Stall);
    }
    let open = |generation| backend::OpenPanel {
        workspace_id: world.id(0),
        generation,
        legs: METADATA.to_vec(),
    };
    let stalled = world.backend.open_panel(open(1), |event| {
        assert!(event.is_stored(), "a late answer: {event:?}");
    });
    let newer = async {
        // The stalled requests must have arrived, or the newer opening would meet the fault.
        until(|| {
            let requests = world.lab.counters().requests;
            ROUTES.iter().all(|route| requests.contains_key(*route))
        })
        .await;
        world.backend.open_panel(open(2), |_| {}).await
    };
    let (stalled, newer) = tokio::join!(stalled, newer);
    assert_eq!(stalled.unwrap_err().code, ErrorCode::Cancelled);
    newer.unwrap();
}

/// When the last of the legs has settled, ms since the opening.
fn total_ms(events: &[PanelEvent]) -> f64 {
    fn ms<T>(outcome: &Outcome<T>) -> f64 {
        match outcome {
            Outcome::Stored { .. } => 0.0,
            Outcome::Ok { ms, .. } | Outcome::NotOffered { ms } | Outcome::Failed { ms, .. } => *ms,
        }
    }
    let one = |event: &PanelEvent| match event {
        PanelEvent::Workspace { outcome, .. } => ms(outcome),
        PanelEvent::Model { outcome, .. } => ms(outcome),
        PanelEvent::Provider { outcome, .. } => ms(outcome),
        PanelEvent::Config { outcome, .. } => ms(outcome),
        PanelEvent::Files { outcome, .. } => ms(outcome),
    };
    events.iter().map(one).fold(0.0, f64::max)
}

const OPENINGS: u64 = 5;

async fn quickest_ms(world: &World, legs: &[Leg]) -> f64 {
    let mut quickest = f64::MAX;
    for _ in 0..OPENINGS {
        quickest = quickest.min(total_ms(&world.open_panel(0, legs).await));
    }
    quickest
}

#[tokio::test(flavor = "multi_thread")]
async fn all_metadata_takes_as_long_as_one_leg_of_it_in_both_generations() {
    for endpoint in [
        ProviderEndpoint::Offered,
        ProviderEndpoint::Absent,
        ProviderEndpoint::Retired,
    ] {
        let world = World::start(1).await;
        world.lab.world().platform().set_provider_endpoint(endpoint);
        // A warm connection; what a server does not offer is known.
        world.open_panel(0, &METADATA).await;
        world.lab.world().set_delay(Duration::from_millis(150));
        world.lab.world().platform().reset_counters();
        // The quickest of several: what else runs on the machine takes its time now and then.
        let one = quickest_ms(&world, &[Leg::Workspace]).await;
        let all = quickest_ms(&world, &METADATA).await;
        assert!(one >= 150.0, "{endpoint:?}: {one} ms is no round trip");
        assert!(all <= 1.3 * one, "{endpoint:?}: all {all} ms, one {one} ms");
        let counters = world.lab.world().platform().counters();
        assert_eq!(counters.requests[ROUTES[0]], 2 * OPENINGS);
        assert_eq!(counters.requests[ROUTES[1]], OPENINGS);
        assert!(counters.most_metadata_legs() <= 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_that_is_gone_is_told_from_a_wrong_organization() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    for (body, code, said) in [
        (
            r#"{"error":"workspace not found"}"#,
            ErrorCode::NotFound,
            "gone",
        ),
        ("", ErrorCode::Unauthenticated, "organization"),
    ] {
        let fault = PlatformFault::Answer {
            status: 404,
            body: body.into(),
        };
        platform.fault_next(ROUTES[0], fault);
        let events = world.open_panel(0, &[Leg::Workspace]).await;
        let [PanelEvent::Workspace { outcome, .. }] = &events[..] else {
            panic!("{events:?}");
        };
        let Outcome::Failed { error, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(said), "{error}");
    }
}
