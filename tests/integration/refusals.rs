//! What is refused, at once and with a reason, and what a broken-off operation leaves behind: nothing.

use std::{fs, path::Path, process::Command, time::Duration};

use backend::{ErrorCode, Leg, Outcome, PanelEvent};
use futures_util::future::join_all;
use tokio::time::timeout;

use crate::support::{World, assert_helpful, exports, open_panel, until};

/// Far below any deadline of an operation, far above what an answer takes.
const AT_ONCE: Duration = Duration::from_secs(10);

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Temporary files of writes in a folder.
fn temporaries(folder: &Path) -> usize {
    let is_temporary =
        |entry: &fs::DirEntry| entry.path().extension().is_some_and(|e| e == "causeway");
    fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(is_temporary)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_is_refused_and_holds_nobody_up() {
    let world = World::start(1).await;
    make_pipe(&world.disk(0, "/configs/pipe"));
    make_pipe(&world.disk(0, "/home/ubuntu/pipe"));
    std::os::unix::fs::symlink("/home/ubuntu/pipe", world.disk(0, "/configs/away")).unwrap();
    for path in ["pipe", "away", "/home/ubuntu/pipe"] {
        let read = timeout(AT_ONCE, world.read(0, path)).await;
        assert_helpful(&read.expect(path).unwrap_err(), ErrorCode::InvalidInput);
        let list = timeout(AT_ONCE, world.list(0, path)).await;
        list.expect(path).unwrap_err();
    }
    let after = timeout(AT_ONCE, world.read(0, "config.yaml")).await;
    after.expect("the channel goes on").unwrap();
    assert_eq!(world.lab.counters().ssh_authentications, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_files_may_share_a_new_folder() {
    let world = World::start(1).await;
    let writes = (0..8).map(|number| {
        let write = world.edit(0, &format!("new/deep/{number}.md"), None, "x\n");
        world.write(write)
    });
    for write in join_all(writes).await {
        write.unwrap();
    }
    assert_eq!(world.list(0, "new/deep").await.unwrap().entries.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_below_a_file_is_refused_with_the_reason() {
    let world = World::start(1).await;
    for path in ["config.yaml/x", "config.yaml/x/y"] {
        let put = world.backend.put_bytes(&world.id(0), path, b"x").await;
        let error = put.unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
        assert!(error.message.contains("config.yaml"), "{error}");
        assert!(error.message.contains("it is a file"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_the_file_that_was_asked_for() {
    let world = World::start(1).await;
    let write = world.edit(0, "/home/new.txt", None, "x");
    let error = world.write(write).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PermissionDenied);
    assert!(error.message.contains("/home/new.txt"), "{error}");
    assert!(!error.message.contains(".causeway"), "{error}");
    let write = world.edit(0, &format!("notes/{}", "n".repeat(256)), None, "x");
    let error = world.write(write).await.unwrap_err();
    assert_helpful(&error, ErrorCode::InvalidInput);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_was_given_up_leaves_no_temporary_file() {
    let world = World::start(1).await;
    let folder = world.disk(0, "/configs/notes");
    world.read(0, "notes/a.md").await.unwrap();
    world.lab.world().set_delay(Duration::from_millis(40));
    let write = world.edit(0, "notes/new.md", None, &"x".repeat(3 << 20));
    tokio::select! {
        written = world.write(write) => panic!("too fast to be given up: {written:?}"),
        () = until(|| temporaries(&folder) == 1) => {}
    }
    until(|| temporaries(&folder) == 0).await;
    assert!(!folder.join("new.md").exists());
    assert_eq!(world.lab.counters().ssh_authentications, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_closes_waits_for_what_tidies_up() {
    let world = World::start(1).await;
    let folder = world.disk(0, "/configs/notes");
    world.read(0, "notes/a.md").await.unwrap();
    world.lab.world().set_delay(Duration::from_millis(40));
    let write = world.edit(0, "notes/new.md", None, &"x".repeat(3 << 20));
    tokio::select! {
        written = world.write(write) => panic!("too fast to be given up: {written:?}"),
        () = until(|| temporaries(&folder) == 1) => {}
    }
    world.backend.close().await;
    assert_eq!(temporaries(&folder), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_instance_costs_the_others_no_look_up_of_the_endpoints() {
    let world = World::start(3).await;
    let instance = world.lab.instances()[1].id.clone();
    world
        .lab
        .world()
        .set_instance_state(&instance, "stopped")
        .unwrap();
    let variables = exports(&world.lab);
    let backend = world.connect_with(variables).await;
    let endpoint_look_ups =
        || world.lab.counters().requests["ec2 DescribeInstanceConnectEndpoints"];
    let before = endpoint_look_ups();
    let mut ends = Vec::new();
    for index in 0..3 {
        let events = open_panel(&backend, world.id(index), &[Leg::Files]).await;
        ends.extend(events.into_iter().map(|event| match event {
            PanelEvent::Files {
                outcome: Outcome::Failed { error, .. },
                ..
            } => Some(error.code),
            _ => None,
        }));
    }
    assert_eq!(ends, [None, Some(ErrorCode::InstanceStopped), None]);
    assert_eq!(endpoint_look_ups() - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn host_keys_that_cannot_be_kept_name_their_file() {
    let world = World::start(1).await;
    let file = world.home.path().join("known_hosts");
    fs::create_dir(&file).unwrap();
    let error = world.read(0, "config.yaml").await.unwrap_err();
    assert_helpful(&error, ErrorCode::InvalidInput);
    assert!(error.message.contains(file.to_str().unwrap()), "{error}");
}
