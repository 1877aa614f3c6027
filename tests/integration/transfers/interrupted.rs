//! Transfers that are paused, cut, cancelled or ended in the middle.

use std::{fs, path::PathBuf, time::Duration};

use backend::{ErrorCode, Existing, Leg, TransferAction, TransferState, Tunnel};

use super::{Here, MB, SLOW, Watched, names, noise, workspace};
use crate::support::{World, assert_helpful, until};

/// What may be on its way, and so for nothing, when it is stopped; with what SSH and SFTP add.
const IN_FLIGHT: usize = 10 * MB;

/// More than what comes between two looks at a transfer, on a line of [`SLOW`].
const LARGE: usize = 40 * MB;

/// A large file there, and how much of it crosses the line until it is here.
pub(super) async fn large(world: &World, here: &Here) -> (Vec<u8>, PathBuf) {
    let bytes = noise(LARGE, 20);
    fs::write(workspace(world).join("large"), &bytes).unwrap();
    world.read(0, "config.yaml").await.unwrap();
    (bytes, here.folder("back"))
}

/// What has crossed the one tunnel, both ways, once nobody works on it and all of a large file has.
async fn crossed(world: &World) -> (u64, u64) {
    let rests = |tunnel: &Tunnel| {
        tunnel.leases == 0 && tunnel.bytes_read.max(tunnel.bytes_written) >= LARGE as u64
    };
    until(|| world.backend.tunnels().iter().all(rests)).await;
    let tunnels = world.backend.tunnels();
    assert_eq!(tunnels.len(), 1);
    (tunnels[0].bytes_read, tunnels[0].bytes_written)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_pauses_and_goes_on_where_it_stopped() {
    let world = World::start(1).await;
    let here = Here::new();
    let (bytes, back) = large(&world, &here).await;
    // So that it does not end before it is paused.
    world.lab.world().set_delay(SLOW);
    let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
    let begun = down.when(|one| one.bytes_done > 11 * MB as u64).await;
    assert!(
        begun.bytes_done < LARGE as u64,
        "it was too fast to be paused"
    );
    down.tell(TransferAction::Pause).await.unwrap();
    until(|| {
        back.join("large.part")
            .metadata()
            .is_ok_and(|part| part.len() > 0)
    })
    .await;
    let paused = down.when(|one| one.state == TransferState::Paused).await;
    assert!(!back.join("large").exists());
    assert_eq!((paused.bytes_per_second, paused.seconds_left), (None, None));
    world.lab.world().set_delay(Duration::ZERO);
    let kept = back.join("large.part").metadata().unwrap().len();
    // What was gathered last may still be on its way to the disk.
    assert!(kept > 9 * MB as u64, "{kept}");
    down.tell(TransferAction::Resume).await.unwrap();
    let resumed = down.when(|one| one.state == TransferState::Running).await;
    assert!(
        resumed.bytes_done >= kept,
        "{} of {kept} were thrown away",
        resumed.bytes_done
    );
    down.arrived().await;
    let (read, _) = crossed(&world).await;
    let most = (LARGE + IN_FLIGHT) as u64;
    assert!(
        read < most,
        "{read} bytes have come for 40 MB, {kept} of them before the pause"
    );
    assert!(fs::read(back.join("large")).unwrap() == bytes);
    assert_eq!(names(&back), ["large"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_pauses_and_goes_on_where_it_stopped() {
    let world = World::start(1).await;
    let here = Here::new();
    world.read(0, "config.yaml").await.unwrap();
    let bytes = noise(40 * MB, 21);
    let file = here.write("large", &bytes);
    let there = world.disk(0, "/workspace/in");
    world.lab.world().set_delay(SLOW);
    let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
    let begun = up.when(|one| one.bytes_done > 12 * MB as u64).await;
    assert!(
        begun.bytes_done < 40 * MB as u64,
        "it was too fast to be paused"
    );
    up.tell(TransferAction::Pause).await.unwrap();
    up.when(|one| one.state == TransferState::Paused).await;
    world.lab.world().set_delay(Duration::ZERO);
    assert!(!there.join("large").exists());
    let temporary = names(&there);
    assert_eq!(temporary.len(), 1, "{temporary:?}");
    up.tell(TransferAction::Resume).await.unwrap();
    up.arrived().await;
    let (_, written) = crossed(&world).await;
    let most = (40 * MB + IN_FLIGHT) as u64;
    assert!(written < most, "{written} bytes have gone for 40 MB");
    assert!(fs::read(there.join("large")).unwrap() == bytes);
    assert_eq!(names(&there), ["large"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_lost_is_followed_by_another_and_everything_arrives() {
    let world = World::start(1).await;
    let here = Here::new();
    let (bytes, back) = large(&world, &here).await;
    let file = here.write("up", &bytes);
    let drop_all = || {
        world
            .lab
            .world()
            .drop_tunnels(&world.id(0).to_string())
            .unwrap();
    };
    world.lab.world().set_delay(SLOW);
    let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
    down.when(|one| one.bytes_done > 2 * MB as u64).await;
    drop_all();
    let after = down.when(|one| one.bytes_done > 3 * MB as u64).await;
    assert_eq!(
        after.state,
        TransferState::Running,
        "nobody has to do anything"
    );
    world.lab.world().set_delay(Duration::ZERO);
    down.arrived().await;
    assert!(fs::read(back.join("large")).unwrap() == bytes);
    world.lab.world().set_delay(SLOW);
    let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
    up.when(|one| one.bytes_done > 2 * MB as u64).await;
    drop_all();
    world.lab.world().set_delay(Duration::ZERO);
    up.arrived().await;
    let there = world.disk(0, "/workspace/in");
    assert!(fs::read(there.join("up")).unwrap() == bytes);
    assert_eq!(names(&there), ["up"]);
    assert_eq!(world.lab.counters().ssh_authentications, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_does_not_come_back_fails_it_and_resume_goes_on_from_there() {
    let world = World::start(1).await;
    let here = Here::new();
    let (bytes, back) = large(&world, &here).await;
    let instance = world.lab.instances()[0].id.clone();
    world.lab.world().set_delay(SLOW);
    let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
    down.when(|one| one.bytes_done > 2 * MB as u64).await;
    world
        .lab
        .world()
        .set_instance_state(&instance, "stopped")
        .unwrap();
    world.lab.world().block_target(&instance).unwrap();
    world
        .lab
        .world()
        .drop_tunnels(&world.id(0).to_string())
        .unwrap();
    world.lab.world().set_delay(Duration::ZERO);
    let failed = down.when(|one| one.state == TransferState::Failed).await;
    assert!(failed.error.is_some(), "{failed:?}");
    let kept = back.join("large.part").metadata().unwrap().len();
    world.lab.world().unblock_target(&instance).unwrap();
    world
        .lab
        .world()
        .set_instance_state(&instance, "running")
        .unwrap();
    down.tell(TransferAction::Resume).await.unwrap();
    let resumed = down.when(|one| one.state == TransferState::Running).await;
    assert!(resumed.bytes_done >= kept && resumed.error.is_none());
    down.arrived().await;
    assert!(fs::read(back.join("large")).unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_leaves_nothing_behind_on_either_side() {
    let world = World::start(1).await;
    let here = Here::new();
    let (bytes, back) = large(&world, &here).await;
    let file = here.write("up", &bytes);
    world.lab.world().set_delay(SLOW);
    for pauses_first in [false, true] {
        let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
        let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
        for transfer in [&mut down, &mut up] {
            transfer.when(|one| one.bytes_done > 2 * MB as u64).await;
            if pauses_first {
                transfer.tell(TransferAction::Pause).await.unwrap();
            }
            transfer.tell(TransferAction::Cancel).await.unwrap();
            transfer
                .when(|one| one.state == TransferState::Cancelled)
                .await;
        }
        let there = world.disk(0, "/workspace/in");
        until(|| names(&back).is_empty() && names(&there).is_empty()).await;
        for transfer in [&down, &up] {
            let refused = transfer.tell(TransferAction::Resume).await;
            assert_helpful(&refused.unwrap_err(), ErrorCode::InvalidInput);
            transfer.tell(TransferAction::Dismiss).await.unwrap();
        }
        until(|| world.backend.transfer_list().is_empty()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_in_the_middle_leaves_nothing_behind_on_either_side() {
    let world = World::start(1).await;
    let here = Here::new();
    let (_, back) = large(&world, &here).await;
    let file = here.write("up", &noise(60 * MB, 60));
    world.lab.world().set_delay(SLOW);
    let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
    up.when(|one| one.bytes_done > 0).await;
    let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
    down.when(|one| one.bytes_done > 0).await;
    world.backend.close().await;
    let there = world.disk(0, "/workspace/in");
    assert_eq!(names(&back), [""; 0]);
    until(|| names(&there).is_empty()).await;
    assert!(world.backend.transfer_list().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_while_it_is_read_is_read_again_or_told() {
    let world = World::start(1).await;
    let here = Here::new();
    let (_, back) = large(&world, &here).await;
    let there = workspace(&world).join("large");
    world.lab.world().set_delay(SLOW);
    let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
    down.when(|one| one.bytes_done > 2 * MB as u64).await;
    fs::write(&there, "short now").unwrap();
    world.lab.world().set_delay(Duration::ZERO);
    down.arrived().await;
    assert_eq!(fs::read(back.join("large")).unwrap(), b"short now");
    let file = here.write("up", &noise(LARGE, 1));
    world.lab.world().set_delay(SLOW);
    let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
    up.when(|one| one.bytes_done > 2 * MB as u64).await;
    fs::write(&file, "short here").unwrap();
    world.lab.world().set_delay(Duration::ZERO);
    up.arrived().await;
    let there = world.disk(0, "/workspace/in");
    assert_eq!(fs::read(there.join("up")).unwrap(), b"short here");
    assert_eq!(names(&there), ["up"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_began_on_an_instance_does_not_go_on_on_its_successor() {
    let world = World::start(1).await;
    let here = Here::new();
    let (_, back) = large(&world, &here).await;
    world.lab.world().set_delay(SLOW);
    let mut down = Watched::down(&world, &["/workspace/large"], &back, Existing::Skip).await;
    down.when(|one| one.bytes_done > 0).await;
    down.tell(TransferAction::Pause).await.unwrap();
    down.when(|one| one.state == TransferState::Paused).await;
    world.lab.world().set_delay(Duration::ZERO);
    let before = world.lab.instances()[0].id.clone();
    world.lab.world().replace_instance(&before).unwrap();
    world.open_panel(0, &[Leg::Workspace]).await;
    let refused = down.tell(TransferAction::Resume).await;
    assert_helpful(&refused.unwrap_err(), ErrorCode::Conflict);
    down.tell(TransferAction::Cancel).await.unwrap();
    until(|| names(&back).is_empty()).await;
}
