//! Whole folders up and down again: whole, over one set-up, through pauses and lost sessions, and with nothing left behind.

mod interrupted;
mod watched;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{ControlTransfer, ErrorCode, Existing, TransferAction, TransferState, WorkspaceId};
use tempfile::TempDir;

use self::{interrupted::large, watched::Watched};
use crate::support::{World, assert_helpful, exports, until};

const MB: usize = 1_000_000;
/// A round trip that leaves time to do something in the middle of a large file.
const SLOW: Duration = Duration::from_millis(150);

/// Every file below `top` with its bytes, and every folder.
fn tree(top: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut below = vec![top.to_owned()];
    while let Some(folder) = below.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(top).unwrap().to_owned();
            if path.is_dir() {
                below.push(path);
                found.insert(relative, None);
            } else {
                found.insert(relative, Some(fs::read(path).unwrap()));
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut noise = Vec::with_capacity(bytes + 8);
    while noise.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.extend_from_slice(&state.to_le_bytes());
    }
    noise.truncate(bytes);
    noise
}

/// `files` small ones in folders of folders, with what else a folder may hold.
fn make_tree(top: &Path, files: usize) {
    for file in 0..files {
        let folder = top.join(format!("a{}/b{}/c{}", file % 3, file % 5, file % 7));
        fs::create_dir_all(&folder).unwrap();
        let bytes = noise(file * 37 % 5_000, file as u64);
        fs::write(folder.join(format!("file {file}.md")), bytes).unwrap();
    }
    fs::create_dir_all(top.join("empty/below")).unwrap();
    fs::create_dir_all(top.join("1/2/3/4/5/6/7")).unwrap();
    fs::write(top.join("1/2/3/4/5/6/7/deep"), "deep").unwrap();
    fs::create_dir_all(top.join("node_modules/.git")).unwrap();
    fs::write(top.join("node_modules/.git/hidden"), "hidden").unwrap();
    fs::write(top.join("ümlaut \n'quote'"), "odd").unwrap();
}

#[expect(clippy::print_stdout, reason = "the figures of a soak")]
fn told(up: Duration, down: Duration) {
    println!("{} files: up {up:?}, down {down:?}", small_files());
}

fn small_files() -> usize {
    std::env::var("CAUSEWAY_SOAK_FILES").map_or(200, |files| files.parse().unwrap())
}

struct Here {
    folder: TempDir,
}

impl Here {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn folder(&self, name: &str) -> PathBuf {
        fs::create_dir_all(self.path(name)).unwrap();
        self.path(name)
    }
}

fn workspace(world: &World) -> PathBuf {
    world.disk(0, "/workspace")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_of_small_files_goes_up_and_comes_down_again_over_one_set_up() {
    let world = World::start(1).await;
    let here = Here::new();
    let top = here.folder("top");
    make_tree(&top, small_files());
    let started = std::time::SystemTime::now();
    let mut up = Watched::up(&world, &[&top], "/workspace/in", Existing::Skip).await;
    let gone = up.arrived().await;
    let up_took = started.elapsed().unwrap();
    assert_eq!(gone.name, "top");
    assert_eq!(gone.files_total, small_files() as u64 + 3);
    let there = workspace(&world).join("in");
    assert!(
        tree(&top) == tree(&there.join("top")),
        "every byte is there"
    );
    let back = here.folder("back");
    let started = std::time::SystemTime::now();
    let mut down = Watched::down(&world, &["/workspace/in/top"], &back, Existing::Skip).await;
    down.arrived().await;
    let down_took = started.elapsed().unwrap();
    assert!(
        tree(&top) == tree(&back.join("top")),
        "and every byte is back"
    );
    assert_eq!(world.lab.counters().ssh_authentications, 1);
    assert_eq!(world.lab.counters().websocket_upgrades, 1);
    let kept = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let deep = Path::new("top/1/2/3/4/5/6/7/deep");
    let seconds = |time: std::time::SystemTime| {
        time.duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs()
    };
    assert_eq!(
        seconds(kept(&back.join(deep))),
        seconds(kept(&there.join(deep)))
    );
    told(up_took, down_took);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_skipped_and_told_or_replaced_as_a_whole() {
    let world = World::start(1).await;
    let here = Here::new();
    let (a, b) = (here.write("a", b"new a"), here.write("b", b"new b"));
    let there = workspace(&world);
    fs::write(there.join("a"), "old").unwrap();
    std::os::unix::fs::chown(there.join("a"), Some(1000), Some(1000)).unwrap();
    let mut up = Watched::up(&world, &[&a, &b], "/workspace", Existing::Skip).await;
    let done = up.done().await;
    assert_eq!(
        (done.files_done, done.files_total, done.problem_count),
        (1, 2, 1)
    );
    assert!(
        done.problems[0].reason.contains("skipped"),
        "{:?}",
        done.problems
    );
    assert_eq!(done.problems[0].path, a.display().to_string());
    assert_eq!(fs::read(there.join("a")).unwrap(), b"old");
    let mut up = Watched::up(&world, &[&a, &b], "/workspace", Existing::Replace).await;
    up.arrived().await;
    assert_eq!(fs::read(there.join("a")).unwrap(), b"new a");
    let back = here.folder("back");
    fs::write(back.join("a"), "mine").unwrap();
    let from = ["/workspace/a", "/workspace/b"];
    let mut down = Watched::down(&world, &from, &back, Existing::Skip).await;
    let done = down.done().await;
    assert_eq!(done.name, "2 files");
    assert_eq!((done.files_done, done.problem_count), (1, 1));
    assert_eq!(fs::read(back.join("a")).unwrap(), b"mine");
    let mut down = Watched::down(&world, &from, &back, Existing::Replace).await;
    down.arrived().await;
    assert_eq!(fs::read(back.join("a")).unwrap(), b"new a");
    assert_eq!(names(&back), ["a", "b"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_come_is_told_and_the_rest_comes() {
    let world = World::start(1).await;
    let here = Here::new();
    let top = workspace(&world).join("top");
    fs::create_dir_all(top.join("secret")).unwrap();
    fs::write(top.join("secret/key"), "x").unwrap();
    fs::write(top.join("good"), "good").unwrap();
    fs::write(top.join("locked"), "x").unwrap();
    fs::write(top.join(std::ffi::OsStr::from_bytes(b"bad\xff")), "x").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", top.join("link")).unwrap();
    for closed in ["secret", "locked"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o000);
        fs::set_permissions(top.join(closed), mode).unwrap();
    }
    let from = [
        "/workspace/top",
        "/workspace/none",
        "/etc/shadow",
        "/workspace/top/../../etc",
    ];
    let mut down = Watched::down(&world, &from, here.folder.path(), Existing::Skip).await;
    let done = down.done().await;
    let told = |what: &str| {
        let about = |problem: &&backend::TransferProblem| problem.path.contains(what);
        let found = done.problems.iter().find(about);
        found
            .unwrap_or_else(|| panic!("{what} is not in {:?}", done.problems))
            .reason
            .clone()
    };
    assert!(told("bad\\xff").contains("UTF-8"));
    assert!(told("link").contains("link"));
    assert!(told("locked").contains("ermission"));
    assert!(told("secret").contains("ermission"));
    assert!(told("none").contains("does not exist"));
    assert!(told("/etc/shadow").contains("outside"));
    assert!(told("..").contains(".."));
    assert_eq!(done.problem_count, 7, "{:?}", done.problems);
    assert_eq!(names(here.folder.path()), ["top"]);
    assert_eq!(names(&here.path("top")), ["good", "secret"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_is_told_and_a_target_that_cannot_ends_it() {
    let world = World::start(1).await;
    let here = Here::new();
    let top = here.folder("top");
    fs::create_dir(top.join("closed")).unwrap();
    fs::write(top.join("closed/a"), "a").unwrap();
    fs::write(top.join("b"), "b").unwrap();
    let closed = workspace(&world).join("top/closed");
    fs::create_dir_all(&closed).unwrap();
    for folder in [workspace(&world).join("top"), closed.clone()] {
        std::os::unix::fs::chown(folder, Some(1000), Some(1000)).unwrap();
    }
    std::os::unix::fs::chown(&closed, Some(0), Some(0)).unwrap();
    let mut up = Watched::up(&world, &[&top], "/workspace", Existing::Skip).await;
    let done = up.done().await;
    assert_eq!(
        (done.files_done, done.problem_count),
        (1, 1),
        "{:?}",
        done.problems
    );
    assert!(
        done.problems[0].path.ends_with("top/closed/a"),
        "{:?}",
        done.problems
    );
    assert!(
        done.problems[0].reason.contains("ermission"),
        "{:?}",
        done.problems
    );
    let mut up = Watched::up(&world, &[&top], "/workspace/top/b", Existing::Skip).await;
    let failed = up.when(|one| one.state == TransferState::Failed).await;
    assert_helpful(&failed.error.unwrap(), ErrorCode::InvalidInput);
    up.tell(TransferAction::Dismiss).await.unwrap();
    assert!(
        world
            .backend
            .transfer_list()
            .iter()
            .all(|one| one.id != up.id)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_pooling_a_transfer_keeps_the_one_session_that_it_has() {
    let mut world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "EIC_TUNNEL_POOL_TTL");
    variables.push(("EIC_TUNNEL_POOL_TTL", "0".to_owned()));
    world.backend = world.connect_with(variables).await;
    world.backend.preload().await.unwrap();
    let here = Here::new();
    let top = here.folder("top");
    make_tree(&top, 60);
    let mut up = Watched::up(&world, &[&top], "/workspace/in", Existing::Skip).await;
    up.arrived().await;
    assert_eq!(world.lab.counters().ssh_authentications, 1);
    until(|| world.lab.counters().tunnels_open == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_refuses_an_upload_and_no_download_and_the_log_has_each_file() {
    let mut world = World::start(1).await;
    let here = Here::new();
    let file = here.write("a", b"new");
    let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
    up.arrived().await;
    let mut variables = exports(&world.lab);
    variables.push(("CAUSEWAY_READ_ONLY", "1".to_owned()));
    world.backend = world.connect_with(variables).await;
    world.backend.preload().await.unwrap();
    let refused = world
        .backend
        .upload(world.id(0), vec![file], "/workspace/in", Existing::Replace);
    assert_helpful(&refused.await.unwrap_err(), ErrorCode::ReadOnly);
    let back = here.folder("back");
    let mut down = Watched::down(&world, &["/workspace/in/a"], &back, Existing::Skip).await;
    down.arrived().await;
    let log = world.backend.read_audit().unwrap();
    for what in ["upload", "download"] {
        let about = |line: &&String| line.contains(&format!("\"{what}\""));
        let line = log.iter().find(about).unwrap();
        assert!(
            line.contains("\"/workspace/in/a\"") && line.contains("\"bytes\":3"),
            "{line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_work_on_an_instance_and_the_third_waits_for_its_turn() {
    let world = World::start(1).await;
    let here = Here::new();
    let (_, back) = large(&world, &here).await;
    world.lab.world().set_delay(SLOW);
    let mut watched = Vec::new();
    for folder in ["1", "2", "3"] {
        let into = here.folder(&format!("back/{folder}"));
        watched.push(Watched::down(&world, &["/workspace/large"], &into, Existing::Skip).await);
    }
    watched[1]
        .when(|one| one.state == TransferState::Running)
        .await;
    assert_eq!(
        world.backend.transfer_list()[2].state,
        TransferState::Queued
    );
    world.lab.world().set_delay(Duration::ZERO);
    for one in &mut watched {
        one.arrived().await;
    }
    assert_eq!(names(&back), ["1", "2", "3"]);
    assert_eq!(world.lab.counters().ssh_authentications, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_begun_says_why() {
    let world = World::start(1).await;
    let here = Here::new();
    let id: WorkspaceId = world.id(0);
    let nothing = world
        .backend
        .upload(id, Vec::new(), "/workspace", Existing::Skip);
    assert_helpful(&nothing.await.unwrap_err(), ErrorCode::InvalidInput);
    let from = vec!["config.yaml".to_owned()];
    let none = world
        .backend
        .download(id, from, here.path("none"), Existing::Skip);
    assert_helpful(&none.await.unwrap_err(), ErrorCode::InvalidInput);
    let action = TransferAction::Pause;
    let unknown = world
        .backend
        .control_transfer(ControlTransfer { id: 7, action });
    assert_eq!(unknown.await.unwrap_err().code, ErrorCode::NotFound);
}
