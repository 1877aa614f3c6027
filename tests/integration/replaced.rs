//! A restart on the platform makes a new instance: nothing of the old one is used any more, and nothing typed is lost or misplaced.

use std::time::Duration;

use backend::{
    AppEvent, ChooseInstance, ChosenInstance, ErrorCode, Leg, Outcome, PanelEvent, RemoveFile,
    Subscription,
};
use futures_util::future::join;
use lab::{Instance, Peer};

use crate::support::{World, codes, until};

/// A world that follows the platform's events, and a window that has seen everything up to now.
async fn following(workspaces: usize) -> (World, Subscription) {
    let world = World::start(workspaces).await;
    let mut window = world.backend.subscribe();
    let first = window.next().await;
    assert!(
        matches!(first, Some(AppEvent::Snapshot { .. })),
        "{first:?}"
    );
    world.backend.keep_fresh();
    until(|| world.lab.world().platform().counters().sockets_open == 1).await;
    (world, window)
}

/// The next replacement that the window is told of: the workspace, and the instance that it had.
async fn told(window: &mut Subscription) -> (String, String) {
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
    tokio::time::timeout(Duration::from_secs(20), told)
        .await
        .unwrap()
}

fn is_used(world: &World, instance: &Instance) -> bool {
    let tunnels = world.backend.tunnels();
    tunnels
        .iter()
        .any(|tunnel| tunnel.instance_id == instance.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_instance_is_noticed_its_session_dropped_and_the_new_one_opened() {
    let (world, mut window) = following(1).await;
    let before = world.lab.instances()[0].clone();
    let loaded = world.read(0, "config.yaml").await.unwrap();
    assert_eq!(loaded.instance_id, before.id);

    let after = world.lab.world().replace_instance(&before.id).unwrap();
    let expected = (before.workspace_id.clone(), before.id.clone());
    assert_eq!(told(&mut window).await, expected);
    until(|| !is_used(&world, &before)).await;

    let events = world.open_panel(0, &Leg::ALL).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "{events:?}"
    );
    let loaded = world.read(0, "config.yaml").await.unwrap();
    assert_eq!(loaded.instance_id, after.id);
}

/// Whether the files of a panel are those of `instance`.
fn is_of(event: &PanelEvent, instance: &Instance) -> bool {
    match event {
        PanelEvent::Config {
            outcome: Outcome::Ok { value, .. },
            ..
        } => value.instance_id == instance.id,
        PanelEvent::Config { .. } => false,
        PanelEvent::Files { outcome, .. } => matches!(outcome, Outcome::Ok { .. }),
        _ => true,
    }
}

/// A backend that has seen the first workspace's row, and the instances, the first of which says nothing when it is dialled.
async fn with_a_silent_one(workspaces: usize) -> (World, Vec<Instance>) {
    let world = World::start(workspaces).await;
    world.open_panel(0, &[Leg::Workspace]).await;
    let instances = world.lab.instances();
    let switches = world.lab.world();
    switches.set_peer(&instances[0].id, Peer::Silent).unwrap();
    (world, instances)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_whose_instance_ends_under_it_goes_on_to_the_one_that_the_platform_tells() {
    let (world, instances) = with_a_silent_one(1).await;
    let platform = world.lab.world().platform();
    // The row is told once the instance has been replaced.
    platform.hold_metadata(4, Duration::from_secs(20));
    let replace = async {
        until(|| is_used(&world, &instances[0])).await;
        let after = world.lab.world().replace_instance(&instances[0].id);
        platform.release_metadata();
        after.unwrap()
    };
    let (events, after) = join(world.open_panel(0, &Leg::ALL), replace).await;
    assert!(
        events.iter().all(|event| is_of(event, &after)),
        "{events:#?}"
    );
}

/// Whoever hears of the replacement removes the connection while the panel waits for it, which is no failure.
#[tokio::test(flavor = "multi_thread")]
async fn an_opening_whose_instance_is_replaced_in_the_list_goes_on_to_the_new_one() {
    let (world, instances) = with_a_silent_one(2).await;
    let replace = async {
        until(|| is_used(&world, &instances[0])).await;
        let platform = world.lab.world().platform();
        platform.set_instance_id(&instances[0].workspace_id, Some(instances[1].id.clone()));
        world.open_panel(0, &[Leg::Workspace]).await;
    };
    let (events, ()) = join(world.open_panel(0, &[Leg::Config, Leg::Files]), replace).await;
    assert_eq!(events.len(), 2);
    assert!(
        events.iter().all(|event| is_of(event, &instances[1])),
        "{events:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_loaded_from_a_replaced_instance_is_neither_written_nor_removed_on_its_successor()
{
    let (world, mut window) = following(1).await;
    let before = world.lab.instances()[0].clone();
    let loaded = world.read(0, "config.yaml").await.unwrap();
    let after = world.lab.world().replace_instance(&before.id).unwrap();
    told(&mut window).await;
    world.open_panel(0, &[Leg::Workspace]).await;

    let write = world.edit(0, "config.yaml", Some(&loaded), "name: typed\n");
    let error = world.write(write).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    assert!(
        error.message.contains(&before.id) && error.message.contains(&after.id),
        "{error}"
    );
    let args = RemoveFile {
        workspace_id: world.id(0),
        path: "config.yaml".to_owned(),
        instance_id: Some(before.id),
    };
    let error = world.backend.remove_file(args).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    assert_eq!(
        world.read(0, "config.yaml").await.unwrap().text,
        loaded.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_one_of_several_instances_that_one_list_replaces_is_told() {
    const FLEET: usize = 6;
    let (world, mut window) = following(FLEET).await;
    for index in 0..FLEET {
        world.read(index, "config.yaml").await.unwrap();
    }
    let mut expected = Vec::new();
    for instance in world.lab.instances() {
        world.lab.world().replace_instance(&instance.id).unwrap();
        expected.push((instance.workspace_id, instance.id));
    }
    let mut seen = Vec::new();
    for _ in 0..FLEET {
        seen.push(told(&mut window).await);
    }
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_the_platform_contradicts_is_over_and_the_list_does_not_bring_it_back() {
    let world = World::start(2).await;
    let [own, other] = [0, 1].map(|index| world.lab.instances()[index].id.clone());
    let choice = ChooseInstance {
        workspace_id: world.id(0),
        instance: Some(ChosenInstance {
            instance_id: other,
            private_ip: None,
        }),
    };
    world.backend.choose_instance(choice).await.unwrap();
    // The single row tells the instance, the list does not.
    world.open_panel(0, &[Leg::Workspace]).await;
    world.backend.refresh().await.unwrap();
    let loaded = world.read(0, "config.yaml").await.unwrap();
    assert_eq!(loaded.instance_id, own);
}
