//! With no network: what was seen last, with its age.

use std::{sync::Arc, task::Poll, time::Duration};

use backend::{
    AppEvent, Backend, Cache, ConnectionStatus, Environment, ErrorCode, MemoryCache, Paths,
    ReadCard, Source,
};
use futures_util::poll;
use sha2::{Digest, Sha256};

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

/// A name that no name server knows, by its top-level domain.
const NOWHERE: &str = "https://platform.causeway.invalid/";

/// What was seen of the one platform in `seen`, as if it had been seen at `scope`. The names of sections have a hash of that.
fn moved(seen: &MemoryCache, scope: &str) -> MemoryCache {
    let hash = Sha256::digest(scope)[..8]
        .iter()
        .fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    let sections = seen.sections();
    let index = sections.iter().find_map(|name| name.strip_prefix("index-"));
    let cache = MemoryCache::default();
    for section in &sections {
        let mut value = seen.read(section).unwrap();
        if let Some(name) = value.get_mut("scope") {
            *name = scope.into();
        }
        cache.write(&section.replace(index.unwrap(), &hash), value);
    }
    cache
}

#[tokio::test]
async fn a_start_without_network_names_or_region_shows_all_that_was_seen_before_it_asks_anybody() {
    let world = World::start(3).await;
    let seen = Arc::new(MemoryCache::default());
    let online = connect(&world.home, exports(&world.lab), seen.clone()).await;
    online.refresh().await.unwrap();
    let (id, org_id) = (world.id(0), world.lab.org_id().to_owned());
    online.close().await;
    let cache = moved(&seen, &format!("{NOWHERE}|{org_id}"));
    let World { lab, home, .. } = world;
    lab.stop().await;

    // Nothing of AWS: the whole standard chain is walked, to the instance metadata that nobody serves here.
    let variables = [
        ("CAUSEWAY_PLATFORM_URL", NOWHERE.to_owned()),
        ("CAUSEWAY_PLATFORM_TOKEN", "token".to_owned()),
        ("CAUSEWAY_ORG_ID", org_id),
    ];
    let paths = Paths {
        settings: home.path().join("settings.json"),
        known_hosts: home.path().join("known_hosts"),
    };
    let began = tokio::time::Instant::now();
    let backend = Backend::new(paths, Environment::given(variables), Arc::new(cache));
    // This is the only thread: a task that asks somebody has not even run.
    let connected = poll!(Box::pin(backend.connect()));
    assert!(
        matches!(connected, Poll::Ready(Ok(()))),
        "it waits for nobody: {connected:?}"
    );
    let mut window = backend.subscribe();
    let Some(AppEvent::Snapshot { state }) = window.next().await else {
        panic!("the first event is a snapshot")
    };
    let took = began.elapsed();
    let list = state.workspaces.unwrap();
    assert_eq!((list.workspaces.len(), list.source), (3, Source::Store));
    assert_eq!(state.connection.status, ConnectionStatus::Connecting);
    assert_eq!(state.connection.answered_ms, None);
    let card = backend.read_card(&ReadCard { workspace_id: id }).unwrap();
    assert_eq!(card.unwrap().source, Source::Store);
    assert!(took < Duration::from_secs(5), "shown after {took:?}");

    backend.keep_fresh();
    let offline = async {
        loop {
            if let Some(AppEvent::Connection { connection }) = window.next().await
                && connection.status == ConnectionStatus::Offline
            {
                return connection;
            }
        }
    };
    let offline = tokio::time::timeout(Duration::from_secs(30), offline).await;
    let error = offline.unwrap().error.expect("it says why");
    assert_eq!(error.code, ErrorCode::Unreachable);
    // Whatever this machine has of AWS, work that waits for it goes on.
    let aws = tokio::time::timeout(Duration::from_mins(1), backend.renew_credentials());
    aws.await
        .expect("AWS is set up, or says what it lacks")
        .ok();
    let Some(AppEvent::Snapshot { state }) = backend.subscribe().next().await else {
        panic!("the first event is a snapshot")
    };
    assert_eq!(state.workspaces.unwrap().workspaces.len(), 3);
}
