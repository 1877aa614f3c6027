//! Publishing a card: with whose token, and that none is left behind.

use backend::{CardEntry, ErrorCode, PublishCard, ReadCard};
use lab::platform::PlatformFault;

use crate::{
    saving::{GENERATIONS, asked, follow, world_of},
    support::{World, until},
};

const UPDATE: &str = "POST /registry/update-card";
const ROW: &str = "GET /workspaces/:id";
const TOKENS: &str = "GET /workspaces/:id/tokens";
const REVOKE: &str = "DELETE /workspaces/:id/tokens/:token_id";

fn card(world: &World, name: &str, with_own_token: bool) -> PublishCard {
    let skills = r#"[{"id":"dig","name":"Digging","description":"Digs.","tags":[]}]"#;
    PublishCard {
        workspace_id: world.id(0),
        json: format!(r#"{{"name":"{name}","skills":{skills}}}"#),
        with_own_token,
    }
}

fn shown(world: &World) -> CardEntry {
    let workspace_id = world.id(0);
    let card = world.backend.read_card(&ReadCard { workspace_id });
    card.unwrap().unwrap()
}

fn tokens(world: &World) -> usize {
    let platform = world.lab.world().platform();
    platform.tokens_of(&world.id(0).to_string())
}

/// A world whose workspace has a token of its own, so that no other publishes its card.
async fn with_a_token() -> World {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.give_token(&world.id(0).to_string());
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_workspace_has_no_token_the_one_of_the_settings_will_do() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        let new = card(&world, "New", false);
        world.backend.publish_card(new).await.unwrap();
        assert_eq!(shown(&world).view.name.as_deref(), Some("New"));
        assert_eq!(asked(&world, "POST", "/tokens"), 0, "none was made");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_published_with_a_token_of_its_own_only_when_that_was_said() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        let platform = world.lab.world().platform();
        platform.give_token(&world.id(0).to_string());
        follow(&world).await;
        let refused = world.backend.publish_card(card(&world, "New", false));
        let error = refused.await.unwrap_err();
        assert_eq!(error.code, ErrorCode::AccessDenied);
        assert!(error.remedy.unwrap().contains("own token"));
        assert_eq!(asked(&world, "POST", "/tokens"), 0, "none was made");
        assert_eq!(shown(&world).view.name.as_deref(), Some("small-1"));

        // Nobody answers for the row, so that it is the event that brings the card.
        platform.set_fault(ROW, PlatformFault::error(500, "query failed"));
        let new = card(&world, "New", true);
        world.backend.publish_card(new).await.unwrap();
        until(|| shown(&world).view.name.as_deref() == Some("New")).await;
        assert_eq!(shown(&world).versions.len(), 2, "the one before is kept");
        assert_eq!(tokens(&world), 1, "the workspace's own alone");
        assert_eq!(asked(&world, "POST", "/tokens"), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_made_for_nothing_is_revoked_all_the_same() {
    let world = with_a_token().await;
    let platform = world.lab.world().platform();
    platform.set_fault(UPDATE, PlatformFault::unauthorized("no such token"));
    let new = card(&world, "New", true);
    let error = world.backend.publish_card(new).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthenticated, "{error}");
    assert_eq!(asked(&world, "POST", "/tokens"), 1);
    assert_eq!(tokens(&world), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_revoked_also_when_the_window_is_closed_in_between() {
    let world = with_a_token().await;
    let platform = world.lab.world().platform();
    platform.set_fault(TOKENS, PlatformFault::Stall);
    let (backend, new) = (world.backend.clone(), card(&world, "New", true));
    let asking = tokio::spawn(async move { backend.publish_card(new).await });
    until(|| asked(&world, "GET", "/tokens") == 1).await;
    assert_eq!(tokens(&world), 2);
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    platform.clear_faults();
    until(|| tokens(&world) == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_revoked_is_told_with_whether_the_card_was_published() {
    let world = with_a_token().await;
    let platform = world.lab.world().platform();
    platform.set_fault(REVOKE, PlatformFault::error(500, "no"));
    let new = card(&world, "New", true);
    let error = world.backend.publish_card(new).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PlatformError);
    assert!(error.message.contains("the card was published"), "{error}");
    assert!(error.message.contains("could not be revoked"), "{error}");
    assert!(error.remedy.unwrap().contains("still good"));
    assert_eq!(tokens(&world), 2, "as was said");
    assert_eq!(shown(&world).view.name.as_deref(), Some("New"));

    platform.set_fault(UPDATE, PlatformFault::unauthorized("no such token"));
    let newer = card(&world, "Newer", true);
    let error = world.backend.publish_card(newer).await.unwrap_err();
    assert!(error.message.contains("not published"), "{error}");
    assert!(error.message.contains("could not be revoked"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_with_as_many_tokens_as_it_may_have_publishes_nothing() {
    let world = with_a_token().await;
    let platform = world.lab.world().platform();
    for _ in 1..50 {
        platform.give_token(&world.id(0).to_string());
    }
    let new = card(&world, "New", true);
    let error = world.backend.publish_card(new).await.unwrap_err();
    assert!(error.message.contains("50"), "{error}");
    assert_eq!(tokens(&world), 50);
    assert_eq!(shown(&world).view.name.as_deref(), Some("small-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_card_is_not_sent() {
    let world = World::start(1).await;
    for json in ["[]", "{", "\"card\"", r#"{"a":"\u0000"}"#] {
        let mut args = card(&world, "New", true);
        args.json = json.to_owned();
        let error = world.backend.publish_card(args).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{json}");
    }
    assert!(!world.lab.counters().requests.contains_key(UPDATE));
}
