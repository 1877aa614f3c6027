//! What is changed, and that nothing is changed twice.

use control_plane::{Error, Parent, WorkspacePatch};
use lab::platform::{PlatformFault, Provisioner, ServerGeneration};

use crate::world::{BOTH, World, id};

fn renamed(name: &str) -> WorkspacePatch {
    WorkspacePatch {
        name: Some(name.to_owned()),
        tier: Some(4),
        ..WorkspacePatch::default()
    }
}

#[tokio::test]
async fn a_patch_changes_the_row_and_nothing_else() {
    for generation in BOTH {
        let world = World::of(generation).await;
        let patched = world.client.patch(&id(2), &renamed("New")).await.unwrap();
        assert!(!patched.needs_restart);
        let moved = WorkspacePatch {
            parent: Some(Parent::TopLevel),
            workspace_dir: Some("/srv/x".to_owned()),
            ..WorkspacePatch::default()
        };
        assert!(
            world
                .client
                .patch(&id(2), &moved)
                .await
                .unwrap()
                .needs_restart
        );
        let row = world.client.workspace(&id(2)).await.unwrap();
        assert_eq!(
            (row.name.as_str(), row.tier, row.parent_id),
            ("New", Some(4), None)
        );
        assert_eq!(row.status, "online");
    }
}

#[tokio::test]
async fn a_column_that_is_swallowed_shows_only_when_it_is_read_back() {
    let world = World::of(ServerGeneration::August2026).await;
    world.platform().swallow_columns(&["name"]);
    world.client.patch(&id(2), &renamed("New")).await.unwrap();
    let row = world.client.workspace(&id(2)).await.unwrap();
    assert_eq!((row.name.as_str(), row.tier), ("many-2", Some(4)));
}

#[tokio::test]
async fn what_the_server_would_spoil_is_never_sent() {
    let world = World::of(ServerGeneration::April2026).await;
    let bad = WorkspacePatch {
        tier: Some(0),
        ..WorkspacePatch::default()
    };
    let refused = [
        world.client.patch(&id(1), &bad).await.err(),
        world.client.set_model(&id(1), &"m".repeat(101)).await.err(),
        world.client.set_model(&id(1), "a\nb").await.err(),
        world.client.update_card(&id(1), "[]", None).await.err(),
    ];
    for error in refused {
        assert!(
            matches!(error, Some(Error::InvalidInput { .. })),
            "{error:?}"
        );
    }
    assert!(world.platform().counters().requests.is_empty());
}

#[tokio::test]
async fn pause_and_resume_take_the_team_along_and_know_their_states() {
    for generation in BOTH {
        let world = World::of(generation).await;
        let client = &world.client;
        assert_eq!(client.pause(&id(1)).await.unwrap(), 10);
        let again = client.pause(&id(1)).await.unwrap_err();
        assert!(matches!(again, Error::WrongState { .. }), "{again:?}");
        let child = client.resume(&id(2)).await.unwrap_err();
        assert!(
            matches!(&child, Error::Conflict { message } if message.contains("many-1")),
            "{child:?}"
        );
        let child = client.restart(&id(2)).await.unwrap_err();
        assert!(matches!(child, Error::Conflict { .. }), "{child:?}");
        assert_eq!(client.resume(&id(1)).await.unwrap(), 10);
        let other = client.resume(&id(11)).await.unwrap_err();
        assert!(matches!(other, Error::WrongState { .. }), "{other:?}");
    }
}

#[tokio::test]
async fn a_restart_is_provisioning_and_needs_a_provisioner() {
    for generation in BOTH {
        let world = World::of(generation).await;
        world.platform().set_boot_time(None);
        let restarted = world.client.restart(&id(1)).await.unwrap();
        assert_eq!(restarted.status, "provisioning");
        let row = world.client.workspace(&id(1)).await.unwrap();
        assert_eq!(row.status, "provisioning");
        world.platform().set_provisioner(Provisioner::Missing);
        let error = world.client.restart(&id(1)).await.unwrap_err();
        assert!(matches!(error, Error::NoProvisioner { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_new_model_restarts_containers_only() {
    for (provisioner, status) in [
        (Provisioner::Docker, "provisioning"),
        (Provisioner::Instances, "online"),
    ] {
        let world = World::of(ServerGeneration::August2026).await;
        world.platform().set_boot_time(None);
        world.platform().set_provisioner(provisioner);
        world.client.set_model(&id(1), "m-2").await.unwrap();
        let row = world.client.workspace(&id(1)).await.unwrap();
        assert_eq!(row.status, status);
        assert_eq!(world.client.model(&id(1)).await.unwrap().model, "m-2");
    }
}

#[tokio::test]
async fn once_there_is_a_token_only_it_publishes_a_card_and_revoking_ends_it() {
    for generation in BOTH {
        let world = World::of(generation).await;
        let client = &world.client;
        client
            .update_card(&id(1), r#"{"name":"a"}"#, None)
            .await
            .unwrap();
        let token = client.mint_token(&id(1)).await.unwrap();
        let refused = client.update_card(&id(1), "{}", None).await.unwrap_err();
        assert!(matches!(refused, Error::Unauthorized { .. }), "{refused:?}");
        client
            .update_card(&id(1), r#"{"name":"b"}"#, Some(&token.token))
            .await
            .unwrap();
        let card = client.workspace(&id(1)).await.unwrap().agent_card.unwrap();
        assert_eq!(card.get(), r#"{"name":"b"}"#);
        client.revoke_token(&id(1), &token).await.unwrap();
        assert_eq!(world.platform().tokens_of(&id(1).to_string()), 0);
        let gone = client.revoke_token(&id(1), &token).await.unwrap_err();
        assert!(matches!(gone, Error::NotFound { .. }), "{gone:?}");
    }
}

#[tokio::test]
async fn the_51st_token_is_refused_for_good() {
    let world = World::of(ServerGeneration::August2026).await;
    for _ in 0..50 {
        world.client.mint_token(&id(1)).await.unwrap();
    }
    let error = world.client.mint_token(&id(1)).await.unwrap_err();
    assert!(matches!(error, Error::TokenLimit { .. }), "{error:?}");
}

#[tokio::test]
async fn a_change_is_sent_once_whatever_comes_of_it() {
    let world = World::of(ServerGeneration::August2026).await;
    for fault in [
        PlatformFault::error(429, "rate limit exceeded"),
        PlatformFault::unavailable(),
        PlatformFault::text(502, "canvas unavailable"),
        PlatformFault::empty(500),
    ] {
        world
            .platform()
            .fault_next("POST /workspaces/:id/restart", fault);
        world.platform().reset_counters();
        world.client.restart(&id(1)).await.unwrap_err();
        assert_eq!(world.asked("POST /workspaces/:id/restart"), 1);
    }
}
