//! What is read.

use control_plane::Error;
use lab::platform::{ProviderEndpoint, ServerGeneration};

use crate::world::{BOTH, World, client, id};

#[tokio::test]
async fn the_list_and_the_single_read_are_of_the_same_workspaces() {
    for generation in BOTH {
        let world = World::of(generation).await;
        let list = world.client.workspaces().await.unwrap();
        assert_eq!(list.len(), 12);
        let single = world.client.workspace(&id(2)).await.unwrap();
        assert_eq!(single.parent_id, Some(id(1)));
        assert_eq!(single.with_list_fields_of(&list[1]).name, list[1].name);
        let missing = "00000000-0000-4000-8000-000000000000".parse().unwrap();
        let error = world.client.workspace(&missing).await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_model_says_where_it_comes_from() {
    for (generation, model, source) in [
        (ServerGeneration::April2026, "", "default"),
        (
            ServerGeneration::August2026,
            "anthropic:claude-sonnet-4-5",
            "default",
        ),
    ] {
        let world = World::of(generation).await;
        let chosen = world.client.model(&id(1)).await.unwrap();
        assert_eq!(chosen.source, "workspace_secrets");
        world.client.set_model(&id(1), "").await.unwrap();
        let left = world.client.model(&id(1)).await.unwrap();
        assert_eq!((left.model.as_str(), left.source.as_str()), (model, source));
    }
}

#[tokio::test]
async fn a_provider_that_neither_generation_offers_is_asked_for_once_and_never_sent() {
    for generation in BOTH {
        let world = World::of(generation).await;
        assert_eq!(world.client.provider(&id(1)).await.unwrap(), None);
        assert_eq!(world.client.provider(&id(2)).await.unwrap(), None);
        assert_eq!(world.asked("GET /workspaces/:id/provider"), 1);
        let error = world.client.set_provider(&id(1), "x").await.unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }), "{error:?}");
        assert_eq!(world.asked("PUT /workspaces/:id/provider"), 0);
    }
}

#[tokio::test]
async fn a_server_between_the_two_offers_the_provider() {
    let world = World::of(ServerGeneration::April2026).await;
    world
        .platform()
        .set_provider_endpoint(ProviderEndpoint::Offered);
    world.client.set_provider(&id(1), "openai").await.unwrap();
    let provider = world.client.provider(&id(1)).await.unwrap().unwrap();
    assert_eq!(provider.provider, "openai");
}

#[tokio::test]
async fn templates_without_skills_are_templates() {
    for generation in BOTH {
        let world = World::of(generation).await;
        let templates = world.client.templates().await.unwrap();
        assert_eq!(templates.len(), 3);
        assert_eq!(templates[0].models.len(), 2);
        assert!(templates[1].skills.is_empty());
    }
}

#[tokio::test]
async fn without_the_token_each_kind_of_route_refuses_in_its_own_words() {
    let world = World::of(ServerGeneration::August2026).await;
    for (token, admin, workspace) in [
        (None, "admin auth required", "missing workspace auth token"),
        (
            Some("wrong"),
            "invalid admin auth token",
            "invalid workspace auth token",
        ),
    ] {
        let stranger = client(&world.lab, token);
        let error = stranger.workspaces().await.unwrap_err();
        assert!(matches!(&error, Error::Unauthorized { message } if message == admin));
        let error = stranger.model(&id(1)).await.unwrap_err();
        assert!(matches!(&error, Error::Unauthorized { message } if message == workspace));
    }
}
