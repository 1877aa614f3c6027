//! A panel when nobody answers: what was seen last, with its age and why.

use std::sync::{Arc, Mutex};

use backend::{
    Backend, Cache, ControlWorkspace, ErrorCode, Leg, ListFiles, MemoryCache, OpenPanel, Outcome,
    PanelEvent, PublishCard, SaveOutcome, SaveWorkspace, WorkspaceAction, WorkspaceChanges,
    WorkspaceId,
};

use crate::support::{World, connect, exports, open_panel};

/// A world whose backend has seen everything of the first workspace, and its cache.
async fn seen() -> (World, Arc<dyn Cache>) {
    let mut world = World::start(1).await;
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::default());
    world.backend = connect(&world.home, exports(&world.lab), cache.clone()).await;
    world.backend.preload().await.unwrap();
    world.open_panel(0, &Leg::ALL).await;
    world.list(0, "notes").await.unwrap();
    (world, cache)
}

/// Every event of an opening.
async fn all(backend: &Backend, world: &World) -> Vec<PanelEvent> {
    let events = Mutex::new(Vec::new());
    let args = OpenPanel {
        workspace_id: world.id(0),
        generation: 1,
        legs: Leg::ALL.to_vec(),
    };
    let sink = |event| events.lock().unwrap().push(event);
    backend.open_panel(args, sink).await.unwrap();
    events.into_inner().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_begins_with_what_was_seen_last_of_every_leg() {
    let (world, _) = seen().await;
    let events = all(&world.backend, &world).await;
    assert_eq!(events.len(), 10);
    assert!(events[..5].iter().all(PanelEvent::is_stored), "{events:?}");
    assert!(!events[5..].iter().any(PanelEvent::is_stored));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_start_without_a_network_all_of_it_is_there_and_a_folder_says_its_age_and_why() {
    let (world, cache) = seen().await;
    let loaded = world.read(0, "config.yaml").await.unwrap();
    let text = format!("{}# mine\n", loaded.text.clone().unwrap());
    let edit = world.edit(0, "config.yaml", Some(&loaded), &text);
    world.write(edit).await.unwrap();

    // Addresses of nobody: the same platform by its name, which leads to nothing any more.
    let World { lab, home, backend } = world;
    let mut variables = exports(&lab);
    let authority = home.path().join("ca.pem");
    std::fs::copy(lab.ca_file(), &authority).unwrap();
    variables.retain(|(name, _)| *name != "CAUSEWAY_EXTRA_CA_FILE");
    variables.push(("CAUSEWAY_EXTRA_CA_FILE", authority.display().to_string()));
    let workspace_id = lab.instances()[0].workspace_id.parse().unwrap();
    backend.close().await;
    lab.stop().await;

    let offline = connect(&home, variables, cache).await;
    let events = Mutex::new(Vec::new());
    let args = OpenPanel {
        workspace_id,
        generation: 1,
        legs: Leg::ALL.to_vec(),
    };
    let sink = |event| events.lock().unwrap().push(event);
    offline.open_panel(args, sink).await.unwrap();
    let events = events.into_inner().unwrap();
    let stored: Vec<_> = events.iter().filter(|event| event.is_stored()).collect();
    assert_eq!(stored.len(), 5, "{events:?}");
    let config = events.iter().find_map(|event| match event {
        PanelEvent::Config {
            outcome: Outcome::Stored { value, .. },
            ..
        } => value.text.clone(),
        _ => None,
    });
    assert_eq!(
        config.unwrap(),
        text,
        "as it was saved, not as it was loaded"
    );

    let listing = offline
        .list_files(ListFiles::of(workspace_id, "notes"), |_| {})
        .await
        .unwrap();
    assert_eq!(listing.entries.len(), 2);
    let age = listing.stored.unwrap();
    assert!(age.fetched_ms > 0);
    assert_ne!(age.error.code, ErrorCode::NotFound);
    let unseen = ListFiles::of(workspace_id, "prompts");
    offline.list_files(unseen, |_| {}).await.unwrap_err();

    nothing_is_queued(&offline, workspace_id).await;
}

/// What cannot be sent has failed; nothing waits for a network.
async fn nothing_is_queued(offline: &Backend, workspace_id: WorkspaceId) {
    let args = SaveWorkspace {
        workspace_id,
        changes: WorkspaceChanges {
            name: Some("renamed".to_owned()),
            ..WorkspaceChanges::default()
        },
        model: Some("m".to_owned()),
        provider: None,
        restart: true,
    };
    let report = offline.save_workspace(args).await.unwrap();
    assert!(matches!(report.legs[0].outcome, SaveOutcome::Failed { .. }));
    for leg in &report.legs[1..] {
        assert!(
            matches!(leg.outcome, SaveOutcome::Skipped { .. }),
            "{leg:?}"
        );
    }
    let restart = ControlWorkspace {
        workspace_id,
        action: WorkspaceAction::Restart,
    };
    let error = offline.control_workspace(restart).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unreachable);
    let card = PublishCard {
        workspace_id,
        json: r#"{"name":"New"}"#.to_owned(),
        with_own_token: true,
    };
    let error = offline.publish_card(card).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unreachable);
}

/// A network that comes back brings back nothing that was tried without it.
#[tokio::test(flavor = "multi_thread")]
async fn what_failed_without_a_network_is_not_done_once_there_is_one() {
    let (world, _) = seen().await;
    let before = world.lab.counters().requests;
    world.lab.cut_network();
    // Until the connections that stood have gone as well.
    while world.backend.refresh().await.is_ok() {}
    nothing_is_queued(&world.backend, world.id(0)).await;
    world.lab.restore_network();
    world.backend.refresh().await.unwrap();
    all(&world.backend, &world).await;
    let after = world.lab.counters().requests;
    let changes = |requests: &std::collections::BTreeMap<String, u64>| -> Vec<_> {
        let is_change = |route: &str| {
            let methods = ["PATCH ", "PUT ", "POST ", "DELETE "];
            methods.iter().any(|method| route.starts_with(method))
        };
        let changes = requests.iter().filter(|(route, _)| is_change(route));
        changes.map(|(route, n)| (route.clone(), *n)).collect()
    };
    assert_eq!(changes(&after), changes(&before));
    let list = world.backend.workspaces().await.unwrap();
    assert_eq!(list.workspaces[0].name, "small-1");
}

/// The panel of a workspace that was restarted: its files are those of the new instance.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_stored_file_is_told_apart_from_the_one_of_the_new_instance() {
    let (world, _) = seen().await;
    let old = world.lab.instances()[0].id.clone();
    let new = world.lab.world().replace_instance(&old).unwrap();
    let events = all(&world.backend, &world).await;
    let instances: Vec<_> = events.iter().filter_map(instance_of_config).collect();
    assert_eq!(instances, [old, new.id], "{events:#?}");
}

/// Which instance a config.yaml came from.
fn instance_of_config(event: &PanelEvent) -> Option<String> {
    match event {
        PanelEvent::Config {
            outcome: Outcome::Stored { value, .. } | Outcome::Ok { value, .. },
            ..
        } => Some(value.instance_id.clone()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_instance_shows_its_folders_and_a_folder_that_is_gone_does_not() {
    let (world, _) = seen().await;
    let notes = world.disk(0, "/configs/notes");
    std::fs::remove_dir_all(notes).unwrap();
    let error = world.list(0, "notes").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "the instance has answered");
    let instance = world.lab.instances()[0].id.clone();
    let switches = world.lab.world();
    switches.set_instance_state(&instance, "stopped").unwrap();
    let fresh = open_panel(&world.backend, world.id(0), &[Leg::Files]).await;
    assert_eq!(fresh.len(), 1, "what was seen before is told apart");
    let listing = world.list(0, "notes").await.unwrap();
    assert_eq!(listing.entries.len(), 2);
    assert!(listing.stored.is_some());
}
