//! With no network: what was seen last, with its age.

use std::sync::Arc;

use backend::{AppEvent, ConnectionStatus, ErrorCode, MemoryCache, ReadCard, Source};

use crate::support::{World, connect, exports};

#[tokio::test(flavor = "multi_thread")]
async fn list_and_cards_of_the_last_time_are_there_with_their_age() {
    let world = World::start(3).await;
    let cache = Arc::new(MemoryCache::default());
    let online = connect(&world.home, exports(&world.lab), cache.clone()).await;
    online.refresh().await.unwrap();
    let id = world.id(0);
    let card = online
        .read_card(&ReadCard { workspace_id: id })
        .unwrap()
        .unwrap();
    assert_eq!(card.source, Source::Live);
    drop(online);

    let mut variables = exports(&world.lab);
    let home = world.home;
    // The lab's own file goes with it; a user's stays.
    let authority = home.path().join("ca.pem");
    std::fs::copy(world.lab.ca_file(), &authority).unwrap();
    variables.retain(|(name, _)| *name != "CAUSEWAY_EXTRA_CA_FILE");
    variables.push(("CAUSEWAY_EXTRA_CA_FILE", authority.display().to_string()));
    world.lab.stop().await;
    let offline = connect(&home, variables, cache).await;
    assert_eq!(
        offline.refresh().await.unwrap_err().code,
        ErrorCode::Unreachable
    );
    let mut events = offline.subscribe();
    let Some(AppEvent::Snapshot { state }) = events.next().await else {
        panic!("the first event is a snapshot")
    };
    assert_eq!(state.connection.status, ConnectionStatus::Offline);
    assert!(state.connection.error.is_some(), "it says why");
    let list = state.workspaces.unwrap();
    assert_eq!((list.workspaces.len(), list.source), (3, Source::Store));
    let kept = offline
        .read_card(&ReadCard { workspace_id: id })
        .unwrap()
        .unwrap();
    assert_eq!(
        (kept.source, kept.confirmed_ms),
        (Source::Store, card.confirmed_ms)
    );
    assert_eq!(kept.view.name, card.view.name);
    assert_eq!(kept.raw, card.raw);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_platform_s_cards_are_not_shown() {
    let (first, second) = (World::start(1).await, World::start(1).await);
    let cache = Arc::new(MemoryCache::default());
    let backend = connect(&first.home, exports(&first.lab), cache.clone()).await;
    backend.refresh().await.unwrap();
    let other = connect(&second.home, exports(&second.lab), cache).await;
    let args = ReadCard {
        workspace_id: first.id(0),
    };
    assert!(backend.read_card(&args).unwrap().is_some());
    assert!(
        other.read_card(&args).unwrap().is_none(),
        "the same id elsewhere is another workspace"
    );
}
