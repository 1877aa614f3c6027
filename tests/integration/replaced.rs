//! A restart on the platform makes a new instance: nothing of the old one is used any more, and nothing typed is lost or misplaced.

use std::time::Duration;

use backend::{AppEvent, ErrorCode, Leg, RemoveFile};

use crate::support::{World, codes};

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_instance_is_noticed_its_session_dropped_and_the_new_one_opened() {
    let world = World::start(1).await;
    let before = world.lab.instances()[0].clone();
    let loaded = world.read(0, "config.yaml").await.unwrap();
    assert_eq!(loaded.instance_id, before.id);
    let mut window = world.backend.subscribe();
    let first = window.next().await;
    assert!(
        matches!(first, Some(AppEvent::Snapshot { .. })),
        "{first:?}"
    );
    world.backend.keep_fresh();
    crate::support::until(|| world.lab.world().platform().counters().sockets_open == 1).await;

    let after = world.lab.world().replace_instance(&before.id).unwrap();
    let told = async {
        loop {
            if let Some(AppEvent::InstanceReplaced {
                workspace_id,
                instance_id,
            }) = window.next().await
            {
                return (workspace_id, instance_id);
            }
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(20), told)
        .await
        .unwrap();
    assert_eq!(told, (before.workspace_id.clone(), before.id.clone()));
    crate::support::until(|| {
        world
            .backend
            .tunnels()
            .iter()
            .all(|tunnel| tunnel.instance_id != before.id)
    })
    .await;

    let events = world.open_panel(0, &Leg::ALL).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "{events:?}"
    );
    assert_eq!(
        world.read(0, "config.yaml").await.unwrap().instance_id,
        after.id
    );

    let write = world.edit(0, "config.yaml", Some(&loaded), "name: typed\n");
    let error = world.backend.write_file(write).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    assert!(
        error.message.contains(&before.id) && error.message.contains(&after.id),
        "{error}"
    );
    assert_ne!(
        world.read(0, "config.yaml").await.unwrap().text.as_deref(),
        Some("name: typed\n")
    );

    let args = RemoveFile {
        workspace_id: world.id(0),
        path: "config.yaml".to_owned(),
        instance_id: Some(before.id.clone()),
    };
    let error = world.backend.remove_file(args).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    assert!(world.disk(0, "/configs/config.yaml").exists());
}
