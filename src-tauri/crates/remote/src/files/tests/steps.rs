//! A write that goes wrong at any of its requests leaves the old file or the new one, and says which.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

use super::{
    Disk, WriteMode, load, runs, save,
    wire::{FAULTS, Fault, Faulty, dial},
};
use crate::{
    Error, Written,
    files::{names::Leftover, tidy::tidy},
    interop::{Server, sftp_over_pipes},
};

const OLD: &[u8] = b"name: old\n# what the agent has written\n";
const MODE: u32 = 0o640;

/// What is written, and over what.
#[derive(Debug, Clone, Copy)]
struct Case {
    old: Option<&'static [u8]>,
    new_bytes: usize,
    overwrites: bool,
}

/// Small files, files of several requests, files that are not there yet, and no comparison.
const CASES: [Case; 6] = [
    Case {
        old: Some(OLD),
        new_bytes: 100,
        overwrites: false,
    },
    Case {
        old: Some(OLD),
        new_bytes: 0,
        overwrites: false,
    },
    Case {
        old: Some(OLD),
        new_bytes: 200 << 10,
        overwrites: false,
    },
    Case {
        old: Some(OLD),
        new_bytes: 100,
        overwrites: true,
    },
    Case {
        old: None,
        new_bytes: 100,
        overwrites: false,
    },
    Case {
        old: None,
        new_bytes: 70 << 10,
        overwrites: true,
    },
];

/// No write makes more requests.
const MOST_REQUESTS: u32 = 60;
/// Every fault at every request of every case.
const ALL: usize = CASES.len() * FAULTS.len() * MOST_REQUESTS as usize;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_at_any_step_the_file_is_the_old_or_the_new_one() {
    const { assert!(ALL >= 2_000) };
    let runs = runs(ALL);
    let (mut old, mut new) = (0, 0);
    for run in 0..runs {
        let (case, fault, at) = spread(run, runs);
        match go_wrong(Server::Whole, case, fault, at).await {
            Found::Old => old += 1,
            Found::New => new += 1,
        }
    }
    assert!(
        old > runs / 10 && new > runs / 10,
        "{old} times old, {new} times new"
    );
}

/// A server that cannot replace in one step has the file out of its place for a moment: one that dies then is put back by the next visit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_server_without_extensions_the_old_file_is_whole_until_the_new_one_is() {
    let runs = runs(ALL) / 2;
    for run in 0..runs {
        let (case, fault, at) = spread(run, runs);
        go_wrong(Server::Plain, case, fault, at).await;
    }
}

/// What goes wrong in a run, spread over all that can when there are fewer.
fn spread(run: usize, runs: usize) -> (Case, Fault, u32) {
    let which = run * ALL / runs;
    (
        CASES[which % CASES.len()],
        FAULTS[which / CASES.len() % FAULTS.len()],
        u32::try_from(which / CASES.len() / FAULTS.len()).unwrap(),
    )
}

#[derive(Debug, PartialEq, Eq)]
enum Found {
    Old,
    New,
}

async fn go_wrong(server: Server, case: Case, fault: Fault, at: u32) -> Found {
    let told = &format!("{case:?} with {fault:?} at request {at} of {server:?}");
    let disk = Disk::new();
    let new = vec![b'n'; case.new_bytes];
    let mut mode = WriteMode::Create;
    if let Some(old) = case.old {
        disk.set(old);
        fs::set_permissions(disk.file(), PermissionsExt::from_mode(MODE)).unwrap();
        let place = disk.place(sftp_over_pipes().await);
        mode = WriteMode::Replace(load(&place, &disk.path()).await);
    }
    if case.overwrites {
        mode = WriteMode::Overwrite;
    }
    let ended = save_over(
        dial(server, fault, at, &disk.file()).await,
        &disk,
        &new,
        &mode,
    )
    .await;
    if server == Server::Plain {
        put_back(&disk).await;
    }
    let found = disk.get();
    let is_new = found.as_deref() == Some(&*new);
    let is_old = found.as_deref() == case.old;
    assert!(
        is_new || is_old,
        "{told}: torn: {} bytes",
        found.map_or(0, |found| found.len())
    );
    match ended {
        Some(Ok(_)) => assert!(is_new, "{told}: it was told to be saved"),
        Some(Err(error)) if error.leaves_fate_unknown() => {}
        Some(Err(error)) => assert!(
            is_old,
            "{told}: it was told that nothing is written: {error}"
        ),
        None => {}
    }
    if is_new && case.old.is_some() {
        let mode = fs::metadata(disk.file()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, MODE, "{told}");
    }
    assert_tidied(&disk, told).await;
    let expected = if is_new { Some(&*new) } else { case.old };
    assert!(
        disk.get().as_deref() == expected,
        "{told}: changed by tidying up"
    );
    if is_new { Found::New } else { Found::Old }
}

/// How a save over a faulty line ends; `None` when the app gives it up, or is gone.
async fn save_over(
    line: Option<Faulty>,
    disk: &Disk,
    new: &[u8],
    mode: &WriteMode,
) -> Option<Result<Written, Error>> {
    let Some(line) = line else {
        return Some(Err(Error::TunnelLost("before it began".to_owned())));
    };
    let place = disk.place(line.sftp.clone());
    let path = disk.path();
    let ended = tokio::select! {
        ended = save(&place, &path, new, mode) => Some(ended),
        () = line.stalled.notified() => None,
    };
    let requests = line.requests.load(Ordering::SeqCst);
    assert!(requests < MOST_REQUESTS, "{requests} requests");
    drop(place);
    line.end().await;
    ended
}

/// What is left is known as such, and gone after the next visit.
async fn assert_tidied(disk: &Disk, told: &str) {
    let root = disk.root();
    let place = disk.place(sftp_over_pipes().await);
    for name in disk.others() {
        let leftover = Leftover::of(&root, &name);
        assert!(
            leftover.is_some(),
            "{told}: {name:?} is left and nobody knows it"
        );
        // Older than anything is kept.
        let aged = aged(&name, Duration::from_hours(8 * 24));
        age(&disk.real, &name, &aged);
        let leftover = Leftover::of(&root, &aged).unwrap();
        assert!(
            tidy(&place, &root, &leftover).await.unwrap(),
            "{told}: {aged:?} stays"
        );
    }
    assert_eq!(disk.others(), Vec::<String>::new(), "{told}");
}

/// The next visit after an hour: a file that is out of its place goes back, and what was replaced stays.
async fn put_back(disk: &Disk) {
    let place = disk.place(sftp_over_pipes().await);
    for name in disk.others() {
        let aged = aged(&name, Duration::from_hours(1));
        age(&disk.real, &name, &aged);
        if let Some(leftover) = Leftover::of(&disk.root(), &aged) {
            tidy(&place, &disk.root(), &leftover).await.unwrap();
        }
    }
}

/// Gives a file its aged name, and a time that fits.
fn age(folder: &Path, name: &str, aged: &str) {
    let path = folder.join(aged);
    fs::rename(folder.join(name), &path).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    file.set_modified(hour_ago).unwrap();
}

/// The name as if it had been made so long ago.
fn aged(name: &str, age: Duration) -> String {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let then = now.saturating_sub(age).as_secs();
    let (stem, mark) = name.rsplit_once('.').unwrap();
    // `.name.TIME-RANDOM` and `.causeway` or `.causeway-old`.
    let (head, tail) = stem.rsplit_once('.').unwrap();
    let (_, random) = tail.split_once('-').unwrap();
    format!("{head}.{then:x}-{random}.{mark}")
}
