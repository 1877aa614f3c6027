//! Whether a restart is due: what makes it so, what it outlives, and what settles it.

use std::{path::PathBuf, sync::Arc};

use backend::{
    Backend, Cache, ControlWorkspace, DismissRestart, Existing, MemoryCache, MoveEntry,
    RestartReason, SaveWorkspace, WorkspaceAction,
};
use lab::platform::Provisioner;

use crate::{
    saving::{GENERATIONS, follow, nothing, row, world_of},
    support::{World, connect, exports, until},
};

fn reason(world: &World) -> Option<RestartReason> {
    row(world, 0).needs_restart.map(|due| due.reason)
}

fn dismiss(world: &World) {
    let workspace_id = world.id(0);
    let args = DismissRestart { workspace_id };
    world.backend.dismiss_restart(&args).unwrap();
    assert_eq!(reason(world), None);
}

async fn save(world: &World, change: impl FnOnce(&mut SaveWorkspace)) {
    let mut args = nothing(world);
    change(&mut args);
    world.backend.save_workspace(args).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tier_or_runtime_makes_it_due_and_another_name_does_not() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        save(&world, |args| args.changes.name = Some("x".to_owned())).await;
        save(&world, |args| args.changes.tier = Some(2)).await;
        assert_eq!(reason(&world), None, "the tier was that before");
        save(&world, |args| args.changes.tier = Some(3)).await;
        assert_eq!(reason(&world), Some(RestartReason::Row));
        world.backend.refresh().await.unwrap();
        assert_eq!(reason(&world), Some(RestartReason::Row), "a list leaves it");
        dismiss(&world);
        save(&world, |args| {
            args.changes.runtime = Some("hermes".to_owned());
        })
        .await;
        assert_eq!(reason(&world), Some(RestartReason::Row));
        dismiss(&world);
        let platform = world.lab.world().platform();
        platform.swallow_columns(&["tier"]);
        save(&world, |args| args.changes.tier = Some(4)).await;
        assert_eq!(reason(&world), None, "the tier did not take");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_alone_makes_it_due_until_the_platform_provisions() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        follow(&world).await;
        save(&world, |args| args.model = Some(String::new())).await;
        assert_eq!(reason(&world), Some(RestartReason::Model));
        // Somebody else restarts it.
        let platform = world.lab.world().platform();
        platform.set_status(&world.id(0).to_string(), "provisioning");
        until(|| reason(&world).is_none()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_the_platform_restarts_for_by_itself_leaves_nothing_due() {
    let world = World::start(1).await;
    follow(&world).await;
    let platform = world.lab.world().platform();
    platform.set_provisioner(Provisioner::Docker);
    save(&world, |args| args.model = Some("m".to_owned())).await;
    until(|| reason(&world).is_none()).await;
    until(|| row(&world, 0).status == "online").await;
    assert_eq!(reason(&world), None);
}

async fn rename(world: &World, from: &str, to: &str) {
    let args = MoveEntry {
        workspace_id: world.id(0),
        from: from.to_owned(),
        to: to.to_owned(),
        instance_id: None,
    };
    world.backend.move_entry(args).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_below_the_base_folder_make_it_due_however_they_change() {
    let world = World::start(1).await;
    let due = Some(RestartReason::Files);
    let edit = world.edit(0, "notes/new.md", None, "x");
    world.write(edit).await.unwrap();
    assert_eq!(reason(&world), due, "written");
    dismiss(&world);
    world.remove(0, "notes/new.md").await.unwrap();
    assert_eq!(reason(&world), due, "removed");
    dismiss(&world);
    rename(&world, "notes/a.md", "notes/c.md").await;
    assert_eq!(reason(&world), due, "renamed");
    dismiss(&world);
    upload(&world, "").await;
    until(|| reason(&world) == due).await;
}

/// Takes a file into a folder of the instance.
async fn upload(world: &World, folder: &str) {
    let file: PathBuf = world.home.path().join("uploaded.md");
    std::fs::write(&file, "x").unwrap();
    let begun = world
        .backend
        .upload(world.id(0), vec![file], folder, Existing::Replace);
    begun.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_elsewhere_and_what_did_not_change_leave_it() {
    let world = World::start(1).await;
    let other = world.edit(0, "/workspace/new.md", None, "x");
    world.write(other).await.unwrap();
    rename(&world, "/workspace/new.md", "/workspace/newer.md").await;
    world.remove(0, "/workspace/newer.md").await.unwrap();
    upload(&world, "/workspace").await;
    let there = world.disk(0, "/workspace/uploaded.md");
    until(|| there.exists()).await;
    world.remove(0, "notes/none.md").await.unwrap_err();
    until(|| {
        let transfers = world.backend.transfer_list();
        transfers
            .iter()
            .all(|one| one.state == backend::TransferState::Done)
    })
    .await;
    assert_eq!(reason(&world), None);
}

fn again(backend: &Backend, world: &World) -> Option<RestartReason> {
    let list = backend.workspaces();
    let list = futures_util::FutureExt::now_or_never(list)
        .unwrap()
        .unwrap();
    let id = world.id(0).to_string();
    let mut rows = list.workspaces.into_iter();
    let row = rows.find(|row| row.id == id).unwrap();
    row.needs_restart.map(|due| due.reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_outlives_the_app_and_its_cache_until_a_restart_settles_it_for_good() {
    let mut world = World::start(1).await;
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::default());
    let variables = || exports(&world.lab);
    world.backend = connect(&world.home, variables(), cache.clone()).await;
    world.backend.preload().await.unwrap();
    let edit = world.edit(0, "notes/new.md", None, "x");
    world.write(edit).await.unwrap();
    world.backend.clear_cache().await.unwrap();
    world.backend.close().await;

    let next = connect(&world.home, exports(&world.lab), cache.clone()).await;
    next.preload().await.unwrap();
    assert_eq!(again(&next, &world), Some(RestartReason::Files));
    let args = ControlWorkspace {
        workspace_id: world.id(0),
        action: WorkspaceAction::Restart,
    };
    next.control_workspace(args).await.unwrap();
    assert_eq!(again(&next, &world), None);
    next.close().await;

    let last = connect(&world.home, exports(&world.lab), cache).await;
    last.preload().await.unwrap();
    assert_eq!(again(&last, &world), None);
}
