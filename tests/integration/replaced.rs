//! A restart on the platform makes a new instance: nothing of the old one is used any more, and nothing typed is lost or misplaced.

use std::time::Duration;

use backend::{
    AppEvent, ChooseInstance, ChosenInstance, ErrorCode, Leg, Outcome, PanelEvent, RemoveFile,
    Subscription,
};
use futures_util::future::{join, join3};
use lab::{Instance, Peer, platform::PlatformFault};

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

/// Waits until `before` is dialled; then the workspace is on `after`, and whoever hears of that removes the connection to `before`.
async fn moves_while_it_is_dialled(world: &World, before: &Instance, after: &Instance) {
    until(|| is_used(world, before)).await;
    let platform = world.lab.world().platform();
    platform.set_instance_id(&before.workspace_id, Some(after.id.clone()));
    world.open_panel(0, &[Leg::Workspace]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_of_an_instance_that_is_replaced_meanwhile_is_read_on_the_new_one() {
    let (world, instances) = with_a_silent_one(2).await;
    let [before, after] = &instances[..] else {
        panic!("two workspaces")
    };
    let read = async {
        join3(
            world.open_panel(0, &[Leg::Config, Leg::Files]),
            world.read(0, "config.yaml"),
            world.list(0, "notes"),
        )
        .await
    };
    let moves = moves_while_it_is_dialled(&world, before, after);
    let ((events, file, folder), ()) = join(read, moves).await;
    assert_eq!(events.len(), 2);
    assert!(
        events.iter().all(|event| is_of(event, after)),
        "{events:#?}"
    );
    assert_eq!(file.unwrap().instance_id, after.id);
    let folder = folder.unwrap();
    assert!(folder.stored.is_none(), "{folder:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_waits_for_an_instance_that_is_replaced_tells_that_and_not_how_it_ended() {
    let (world, instances) = with_a_silent_one(2).await;
    let [before, after] = &instances[..] else {
        panic!("two workspaces")
    };
    let write = world.write(world.edit(0, "config.yaml", None, "name: typed\n"));
    let moves = moves_while_it_is_dialled(&world, before, after);
    let (saved, ()) = join(write, moves).await;
    let error = saved.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    assert!(error.message.contains(&after.id), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_connection_that_somebody_closes_asks_for_another() {
    let (world, instances) = with_a_silent_one(1).await;
    let close = async {
        until(|| is_used(&world, &instances[0])).await;
        let switches = world.lab.world();
        switches.set_peer(&instances[0].id, Peer::Sshd).unwrap();
        world.backend.close_all_tunnels().await.unwrap();
    };
    let legs = [Leg::Config, Leg::Files];
    let (events, ()) = join(world.open_panel(0, &legs), close).await;
    assert!(
        events.iter().all(|event| is_of(event, &instances[0])),
        "{events:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_instance_is_told_also_when_the_platform_does_not_say_where_it_is() {
    let (world, instances) = with_a_silent_one(1).await;
    let switches = world.lab.world();
    switches
        .set_instance_state(&instances[0].id, "stopped")
        .unwrap();
    let fault = PlatformFault::error(500, "no");
    switches.platform().set_fault("GET /workspaces/:id", fault);
    let codes = codes(&world.open_panel(0, &Leg::ALL).await);
    let code = |leg| codes.iter().find(|(of, _)| *of == leg).unwrap().1;
    assert_eq!(code(Leg::Workspace), Some(ErrorCode::PlatformError));
    for leg in [Leg::Config, Leg::Files] {
        assert_eq!(code(leg), Some(ErrorCode::InstanceStopped));
    }
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
