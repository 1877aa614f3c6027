//! Each error body that the server has, on each endpoint that the app uses.

use control_plane::{Client, Error, WorkspacePatch};
use lab::platform::PlatformFault;

use crate::world::{BOTH, World, id};

/// A body, and whether an error is what it means.
type Body = (PlatformFault, fn(&Error) -> bool);

/// What each body is to the caller.
fn bodies() -> Vec<Body> {
    vec![
        (PlatformFault::error(400, "bad"), |error| {
            matches!(error, Error::BadRequest { .. })
        }),
        (PlatformFault::unauthorized("no"), |error| {
            matches!(error, Error::Unauthorized { .. })
        }),
        (PlatformFault::empty(403), |error| {
            matches!(error, Error::OriginRefused)
        }),
        (PlatformFault::error(404, "workspace not found"), |error| {
            matches!(error, Error::NotFound { .. })
        }),
        (PlatformFault::empty(404), |error| {
            matches!(error, Error::WrongOrganization)
        }),
        (PlatformFault::text(404, "404 page not found"), |error| {
            matches!(error, Error::EndpointUnknown)
        }),
        (PlatformFault::page(404), |error| {
            matches!(error, Error::EndpointUnknown)
        }),
        (PlatformFault::deleted("x"), |error| {
            matches!(error, Error::Deleted)
        }),
        (
            PlatformFault::error(404, "workspace not found or not paused"),
            |error| matches!(error, Error::WrongState { .. }),
        ),
        (PlatformFault::conflict("busy"), |error| {
            matches!(error, Error::Conflict { .. })
        }),
        (PlatformFault::empty(500), |error| {
            matches!(error, Error::Refused { status: 500, .. })
        }),
        (PlatformFault::error(501, "no console"), |error| {
            matches!(error, Error::Unsupported { .. })
        }),
        (PlatformFault::text(502, "canvas unavailable"), |error| {
            matches!(error, Error::Upstream { .. })
        }),
        (PlatformFault::unavailable(), |error| {
            matches!(error, Error::Unavailable { .. })
        }),
        (PlatformFault::no_provisioner(), |error| {
            matches!(error, Error::NoProvisioner { .. })
        }),
        (PlatformFault::Html, |error| {
            matches!(error, Error::NotJson { .. })
        }),
    ]
}

/// Asks what `route` names.
async fn ask(client: &Client, route: &str) -> Result<(), Error> {
    let id = id(1);
    let patch = WorkspacePatch {
        collapsed: Some(true),
        ..WorkspacePatch::default()
    };
    match route {
        "GET /workspaces" => client.workspaces().await.map(drop),
        "GET /workspaces/:id" => client.workspace(&id).await.map(drop),
        "GET /workspaces/:id/model" => client.model(&id).await.map(drop),
        "GET /templates" => client.templates().await.map(drop),
        "PATCH /workspaces/:id" => client.patch(&id, &patch).await.map(drop),
        "PUT /workspaces/:id/model" => client.set_model(&id, "m").await,
        "POST /workspaces/:id/restart" => client.restart(&id).await.map(drop),
        "POST /workspaces/:id/pause" => client.pause(&id).await.map(drop),
        "POST /workspaces/:id/resume" => client.resume(&id).await.map(drop),
        "POST /registry/update-card" => client.update_card(&id, "{}", None).await,
        "POST /workspaces/:id/tokens" => client.mint_token(&id).await.map(drop),
        other => unreachable!("nothing asks {other}"),
    }
}

const ROUTES: [&str; 11] = [
    "GET /workspaces",
    "GET /workspaces/:id",
    "GET /workspaces/:id/model",
    "GET /templates",
    "PATCH /workspaces/:id",
    "PUT /workspaces/:id/model",
    "POST /workspaces/:id/restart",
    "POST /workspaces/:id/pause",
    "POST /workspaces/:id/resume",
    "POST /registry/update-card",
    "POST /workspaces/:id/tokens",
];

#[tokio::test]
async fn every_error_body_means_the_same_on_every_endpoint_of_both_generations() {
    for generation in BOTH {
        let world = World::of(generation).await;
        for route in ROUTES {
            for (fault, is_expected) in bodies() {
                world.platform().set_fault(route, fault.clone());
                let error = ask(&world.client, route).await.unwrap_err();
                assert!(is_expected(&error), "{route} with {fault:?}: {error:?}");
            }
        }
    }
}
