//! The app's cache as the backend uses it: on the store plugin, with a platform.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path};

use backend::{
    AppEvent, AppState, Backend, Environment, ForgetWorkspace, Leg, OpenPanel, Paths, ReadCard,
    WorkspaceId,
};
use causeway_desktop::StoreCache;
use lab::{Fleet, Lab, Options};
use tauri::{
    App,
    test::{MockRuntime, mock_builder, mock_context, noop_assets},
};

struct World {
    _app: App<MockRuntime>,
    backend: Backend,
}

async fn start_lab() -> Lab {
    // Whatever has installed one already has installed this one.
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok();
    Lab::start(Options::new(Fleet::small(2))).await.unwrap()
}

async fn open(lab: &Lab, home: &Path) -> World {
    let plugin = tauri_plugin_store::Builder::new().build();
    let app = mock_builder().plugin(plugin);
    let app = app.build(mock_context(noop_assets())).unwrap();
    let cache = StoreCache::open(&home.join("cache"));
    cache.attach(app.handle());
    let paths = Paths {
        settings: home.join("config/settings.json"),
        known_hosts: home.join("data/known_hosts"),
    };
    let backend = Backend::new(paths, Environment::given(lab.exports()), cache);
    backend.connect().await.unwrap();
    World { _app: app, backend }
}

fn id(lab: &Lab) -> WorkspaceId {
    lab.instances()
        .first()
        .unwrap()
        .workspace_id
        .parse()
        .unwrap()
}

async fn snapshot(backend: &Backend) -> Box<AppState> {
    let Some(AppEvent::Snapshot { state }) = backend.subscribe().next().await else {
        unreachable!("the first event is a snapshot")
    };
    state
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found
}

fn contains(content: &[u8], text: &str) -> bool {
    content
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_session_no_secret_is_in_any_file() {
    let (lab, home) = (start_lab().await, tempfile::tempdir().unwrap());
    let world = open(&lab, home.path()).await;
    world.backend.refresh().await.unwrap();
    let args = OpenPanel {
        workspace_id: id(&lab),
        generation: 1,
        legs: vec![Leg::Workspace, Leg::Config, Leg::Files],
    };
    world.backend.open_panel(args, |_| {}).await.unwrap();
    world.backend.close().await;
    let files = files(home.path());
    assert!(
        files.iter().any(|(name, _)| name.contains("/cache/ws-")),
        "there is a cache"
    );
    let credentials = lab.credentials();
    for (name, content) in &files {
        for secret in [
            lab.token(),
            &credentials.secret_access_key,
            credentials.session_token.as_deref().unwrap(),
            "X-Amz-Signature=",
            "PRIVATE KEY",
            "Bearer ",
        ] {
            assert!(!contains(content, secret), "{secret} is in {name}");
        }
    }
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_told_and_what_was_kept_is_shown_until_it_is_cleared_or_forgotten() {
    let (lab, home) = (start_lab().await, tempfile::tempdir().unwrap());
    let first = open(&lab, home.path()).await;
    first.backend.refresh().await.unwrap();
    first.backend.close().await;
    // A second generation of the index, which is damaged then.
    let second = open(&lab, home.path()).await;
    assert_eq!(snapshot(&second.backend).await.cache_notice, None);
    second.backend.refresh().await.unwrap();
    second.backend.close().await;
    let newer =
        |(name, _): &(String, Vec<u8>)| name.contains("/cache/index-") && name.ends_with(".b.json");
    let (index, content) = files(home.path()).into_iter().find(newer).unwrap();
    fs::write(index, content.get(..content.len() / 2).unwrap()).unwrap();

    let third = open(&lab, home.path()).await;
    let state = snapshot(&third.backend).await;
    assert!(state.cache_notice.unwrap().contains("damaged"));
    assert_eq!(state.workspaces.unwrap().workspaces.len(), 2);
    let args = ReadCard {
        workspace_id: id(&lab),
    };
    assert!(third.backend.read_card(&args).unwrap().is_some());
    let info = third.backend.read_cache_info().await.unwrap();
    assert_eq!((info.workspaces, info.limit_bytes), (2, 200 << 20));
    assert!(info.bytes > 0 && info.folder.unwrap().ends_with("cache"));

    let forget = ForgetWorkspace {
        workspace_id: id(&lab),
    };
    third.backend.forget_workspace(forget).await.unwrap();
    assert!(third.backend.read_card(&args).unwrap().is_none());
    assert_eq!(third.backend.read_cache_info().await.unwrap().workspaces, 1);
    let cleared = third.backend.clear_cache().await.unwrap();
    assert_eq!(cleared.workspaces, 0);
    let left = files(&home.path().join("cache"));
    assert!(left.iter().all(|(name, _)| name.contains("/local-")));
    third.backend.refresh().await.unwrap();
    assert!(
        third.backend.read_card(&args).unwrap().is_some(),
        "it is seen again"
    );
    lab.stop().await;
}
