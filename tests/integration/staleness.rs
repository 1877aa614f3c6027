//! "Live" is what was answered in this session, and only as long as the platform answers.

use std::time::Duration;

use backend::{AppEvent, ConnectionStatus, ErrorCode, Leg, Source, Subscription};
use lab::platform::PlatformFault;

use crate::support::World;

async fn told(window: &mut Subscription, is_it: impl Fn(&AppEvent) -> bool) {
    let waiting = async { while !is_it(&window.next().await.unwrap()) {} };
    tokio::time::timeout(Duration::from_secs(5), waiting)
        .await
        .unwrap_or_else(|_| panic!("told within 5 s"));
}

fn is_unauthenticated(event: &AppEvent) -> bool {
    let AppEvent::Connection { connection } = event else {
        return false;
    };
    let code = connection.error.as_ref().map(|error| error.code);
    connection.status == ConnectionStatus::Offline
        && code == Some(ErrorCode::Unauthenticated)
        && connection.answered_ms.is_some()
}

fn is_list_of(event: &AppEvent, wanted: Source) -> bool {
    match event {
        AppEvent::Workspaces { list } => list.source == wanted,
        AppEvent::WorkspacesChanged { source, .. } => *source == wanted,
        _ => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_any_request_finds_refused_makes_all_stale_within_five_seconds() {
    let refusal = PlatformFault::Answer {
        status: 401,
        body: r#"{"error":"invalid workspace auth token"}"#.into(),
    };
    for (route, is_leg) in [
        ("GET /workspaces/:id/model", true),
        ("GET /workspaces", false),
    ] {
        let world = World::start(1).await;
        let mut window = world.backend.subscribe();
        window.next().await;
        world
            .lab
            .world()
            .platform()
            .set_fault(route, refusal.clone());
        if is_leg {
            world.open_panel(0, &[Leg::Model]).await;
        } else {
            world.backend.refresh().await.unwrap_err();
        }
        told(&mut window, is_unauthenticated).await;
        told(&mut window, |event| is_list_of(event, Source::Store)).await;
        world.lab.world().platform().clear_faults();
        world.backend.refresh().await.unwrap();
        told(&mut window, |event| is_list_of(event, Source::Live)).await;
    }
}
