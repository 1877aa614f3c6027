//! Whole folders up and down again: whole, over one set-up, through pauses and lost sessions, and with nothing left behind.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{
    AppEvent, Backend, ControlTransfer, ErrorCode, Existing, IpcError, Subscription, Transfer,
    TransferAction, TransferState, Tunnel, WorkspaceId,
};
use tempfile::TempDir;

use crate::support::{World, assert_helpful, until};

const MB: usize = 1_000_000;
/// A round trip that leaves time to do something in the middle of a large file.
const SLOW: Duration = Duration::from_millis(150);
/// What may be on its way, and so for nothing, when it is stopped; with what SSH and SFTP add.
const IN_FLIGHT: usize = 10 * MB;

/// One transfer and what is told of it.
struct Watched {
    backend: Backend,
    events: Subscription,
    id: u64,
}

impl Watched {
    async fn up(world: &World, from: &[&Path], to: &str, existing: Existing) -> Self {
        let events = world.backend.subscribe();
        let from = from.iter().map(|path| PathBuf::from(*path)).collect();
        let begun = world.backend.upload(world.id(0), from, to, existing);
        let id = begun.await.unwrap();
        let backend = world.backend.clone();
        Self {
            backend,
            events,
            id,
        }
    }

    async fn down(world: &World, from: &[&str], into: &Path, existing: Existing) -> Self {
        let events = world.backend.subscribe();
        let from = from.iter().map(|path| (*path).to_owned()).collect();
        let begun = world
            .backend
            .download(world.id(0), from, into.to_owned(), existing);
        let id = begun.await.unwrap();
        let backend = world.backend.clone();
        Self {
            backend,
            events,
            id,
        }
    }

    /// The transfer as soon as it is told to be as it should.
    async fn when(&mut self, is_right: impl Fn(&Transfer) -> bool) -> Transfer {
        let waiting = async {
            loop {
                let transfers = match self.events.next().await.unwrap() {
                    AppEvent::Snapshot { state } => state.transfers,
                    AppEvent::Transfers { transfers } => transfers,
                    _ => continue,
                };
                let ours = transfers.into_iter().find(|one| one.id == self.id);
                if let Some(ours) = ours.filter(&is_right) {
                    return ours;
                }
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(120), waiting).await;
        found.unwrap_or_else(|_| panic!("it stands at {:?}", self.backend.transfer_list()))
    }

    async fn done(&mut self) -> Transfer {
        let ended = self.when(|one| {
            matches!(
                one.state,
                TransferState::Done | TransferState::Failed | TransferState::Cancelled
            )
        });
        let ended = ended.await;
        assert_eq!(ended.state, TransferState::Done, "{ended:?}");
        ended
    }

    /// All of it, and no word of anything that is missing.
    async fn arrived(&mut self) -> Transfer {
        let done = self.done().await;
        assert!(done.problems.is_empty(), "{:?}", done.problems);
        assert_eq!(done.files_done, done.files_total);
        assert_eq!(done.bytes_done, done.bytes_total);
        done
    }

    async fn tell(&self, action: TransferAction) -> Result<(), IpcError> {
        let id = self.id;
        self.backend
            .control_transfer(ControlTransfer { id, action })
            .await
    }
}

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
    assert_eq!(gone.files_total as usize, small_files() + 3);
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
    println!(
        "{} files: up {up_took:?}, down {down_took:?}",
        small_files()
    );
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

/// A large file there, and how much of it crosses the line until it is here.
async fn large(world: &World, here: &Here) -> (Vec<u8>, PathBuf) {
    let bytes = noise(20 * MB, 20);
    fs::write(workspace(world).join("large"), &bytes).unwrap();
    world.read(0, "config.yaml").await.unwrap();
    (bytes, here.folder("back"))
}

/// What has crossed the one tunnel, both ways, once nobody works on it and all of a large file has.
async fn crossed(world: &World) -> (u64, u64) {
    let rests = |tunnel: &Tunnel| {
        tunnel.leases == 0 && tunnel.bytes_read.max(tunnel.bytes_written) >= 20 * MB as u64
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
        begun.bytes_done < 20 * MB as u64,
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
    assert!(kept > 11 * MB as u64, "{kept}");
    down.tell(TransferAction::Resume).await.unwrap();
    let resumed = down.when(|one| one.state == TransferState::Running).await;
    assert!(
        resumed.bytes_done >= kept,
        "{} of {kept} were thrown away",
        resumed.bytes_done
    );
    down.arrived().await;
    let (read, _) = crossed(&world).await;
    let most = (20 * MB + IN_FLIGHT) as u64;
    assert!(
        read < most,
        "{read} bytes have come for 20 MB, {kept} of them before the pause"
    );
    assert!(fs::read(back.join("large")).unwrap() == bytes);
    assert_eq!(names(&back), ["large"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_pauses_and_goes_on_where_it_stopped() {
    let world = World::start(1).await;
    let here = Here::new();
    world.read(0, "config.yaml").await.unwrap();
    let bytes = noise(20 * MB, 21);
    let file = here.write("large", &bytes);
    let there = world.disk(0, "/workspace/in");
    world.lab.world().set_delay(SLOW);
    let mut up = Watched::up(&world, &[&file], "/workspace/in", Existing::Skip).await;
    let begun = up.when(|one| one.bytes_done > 12 * MB as u64).await;
    assert!(
        begun.bytes_done < 20 * MB as u64,
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
    let most = (20 * MB + IN_FLIGHT) as u64;
    assert!(written < most, "{written} bytes have gone for 20 MB");
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
            .unwrap()
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
    let file = here.write("up", &noise(20 * MB, 1));
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
