//! The switches that forbid changes, and the base folder of one workspace.

use backend::{AppEvent, ErrorCode, SetWorkspace, WorkspaceSettings};

use crate::support::{World, assert_helpful};

impl World {
    fn set(&self, index: usize, read_only: bool, base_folder: Option<&str>) {
        let args = SetWorkspace {
            workspace_id: self.id(index),
            values: WorkspaceSettings {
                read_only,
                base_folder: base_folder.map(str::to_owned),
            },
        };
        self.backend.set_workspace(args).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_for_one_workspace_forbids_every_change_there_and_none_elsewhere() {
    let world = World::start(2).await;
    world.set(0, true, None);
    let loaded = world.read(0, "notes/a.md").await.unwrap();
    let edit = world.edit(0, "notes/a.md", Some(&loaded), "new");
    let write = world.backend.write_file(edit.clone()).await.unwrap_err();
    let remove = world.remove(0, "notes/a.md").await.unwrap_err();
    let id = world.id(0);
    let put = world.backend.put_bytes(&id, "a", b"a").await.unwrap_err();
    for error in [write, remove, put] {
        assert_helpful(&error, ErrorCode::ReadOnly);
        let remedy = error.remedy.unwrap();
        assert!(
            remedy.contains(&id.to_string()),
            "names the switch: {remedy}"
        );
    }
    assert!(world.disk(0, "/configs/notes/a.md").exists());
    world
        .backend
        .put_bytes(&world.id(1), "a", b"a")
        .await
        .unwrap();
    world.set(0, false, None);
    world.backend.write_file(edit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_folder_of_one_s_own_takes_the_place_of_the_runtime_s_and_is_announced() {
    let world = World::start(1).await;
    assert_eq!(world.list(0, "").await.unwrap().base, "/configs");
    let mut events = world.backend.subscribe();
    events.next().await;
    world.set(0, false, Some("/workspace"));
    let announced = events.next().await;
    assert!(
        matches!(announced, Some(AppEvent::Settings { .. })),
        "{announced:?}"
    );
    assert_eq!(world.list(0, "").await.unwrap().base, "/workspace");
    world.read(0, "README.md").await.unwrap();
    // Outside of the usual roots it is one by itself, and nothing beside it is.
    let outside = world.disk(0, "/opt/agent");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("config.yaml"), "name: elsewhere\n").unwrap();
    world.set(0, false, Some("/opt/agent"));
    assert_eq!(world.list(0, "").await.unwrap().base, "/opt/agent");
    let loaded = world.read(0, "config.yaml").await.unwrap();
    let edit = world.edit(0, "config.yaml", Some(&loaded), "name: here\n");
    world.write(edit).await.unwrap();
    let text = std::fs::read_to_string(outside.join("config.yaml")).unwrap();
    assert_eq!(text, "name: here\n");
    let beside = world.read(0, "/opt/other").await.unwrap_err();
    assert_helpful(&beside, ErrorCode::InvalidInput);
    world.set(0, false, Some("/workspace/not-there"));
    let error = world.list(0, "").await.unwrap_err();
    assert_helpful(&error, ErrorCode::NotFound);
    world.set(0, false, None);
    assert_eq!(world.list(0, "").await.unwrap().base, "/configs");
}
