//! `kill -9` in the middle of keeping drafts, again and again: what was kept is there, whole.
//!
//! The process that is killed is this test binary itself, in its test `child_keeps_drafts`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use backend::{Backend, Draft, Environment, MemoryCache, Paths, TextEncoding};
use tokio::time::Instant;

/// How many processes are killed; more in `make soak`.
const KILLS_VARIABLE: &str = "CAUSEWAY_SOAK_KILLS";
const KILLS: u64 = 200;
/// Where the child keeps its drafts, and where it goes on counting.
const HOME_VARIABLE: &str = "CAUSEWAY_TEST_HOME";
const FIRST_VARIABLE: &str = "CAUSEWAY_TEST_FIRST";
/// Files that are typed in by turns.
const FILES: u64 = 3;

fn backend(home: &Path) -> Backend {
    let paths = Paths {
        settings: home.join("settings.json"),
        known_hosts: home.join("known_hosts"),
    };
    Backend::new(
        paths,
        Environment::default(),
        Arc::new(MemoryCache::default()),
    )
}

/// The `n`-th draft: which file it is of, and its text, follow from its number. One in eight is large.
fn typed(n: u64) -> Draft {
    let lines = if n.is_multiple_of(8) {
        20_000
    } else {
        1 + n % 50
    };
    Draft {
        workspace_id: "0b9ec38e-6b3c-4f0c-9a41-7a3c0ad5c001".parse().unwrap(),
        instance_id: "i-0123456789abcdef0".to_owned(),
        path: format!("/configs/{}", n % FILES),
        text: format!("typed {n}\n").repeat(usize::try_from(lines).unwrap()),
        encoding: TextEncoding::Utf8,
        base: None,
        base_text: Some("old\n".to_owned()),
        changed_ms: n,
    }
}

#[tokio::test]
#[ignore = "runs until it is killed, by the test below"]
async fn child_keeps_drafts() {
    let Some(home) = env::var_os(HOME_VARIABLE) else {
        return;
    };
    let first: u64 = env::var(FIRST_VARIABLE).unwrap().parse().unwrap();
    let backend = backend(Path::new(&home));
    for n in first.. {
        backend.keep_draft(typed(n)).await.unwrap();
        // The harness shows what is printed at the end of a test, which this has none of.
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "\nkept {n}").unwrap();
        stdout.flush().unwrap();
    }
}

fn start_child(home: &Path, first: u64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_keeps_drafts", "--ignored", "--nocapture"])
        .env(HOME_VARIABLE, home)
        .env(FIRST_VARIABLE, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills a child that begins with draft `first`, some microseconds after it has kept `kept` drafts. Returns the last one that it said it
/// had kept.
fn kill_one(home: &Path, first: u64, kept: u64, later: Duration) -> u64 {
    let mut child = start_child(home, first);
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = None;
    let mut next = || {
        let number = |line: String| line.strip_prefix("kept ").map(|n| n.parse().unwrap());
        said.by_ref().map_while(Result::ok).find_map(number)
    };
    while last.is_none_or(|last| last < first + kept - 1) {
        last = Some(next().unwrap());
    }
    let end = Instant::now() + later;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had said before it was killed, and nobody had read yet.
    while let Some(more) = next() {
        last = Some(more);
    }
    last.unwrap()
}

#[tokio::test]
async fn whenever_it_is_killed_each_draft_is_a_whole_one_and_at_most_the_last_is_missing() {
    let kills = env::var(KILLS_VARIABLE).map_or(KILLS, |text| text.parse().unwrap());
    let home = tempfile::tempdir().unwrap();
    let mut first = 0;
    let mut kept = BTreeMap::new();
    let mut unfinished = 0;
    for kill in 0..kills {
        // Spread over what a keep takes, and over which of them it hits.
        let later = Duration::from_micros(kill * 7_919 % 4_001);
        let last = kill_one(home.path(), first, 1 + kill % 7, later);
        let listed = backend(home.path()).list_drafts().await.unwrap();
        assert!(listed.unreadable.is_empty(), "{:?}", listed.unreadable);
        let mut found = BTreeMap::new();
        for draft in &listed.drafts {
            assert!(
                *draft == typed(draft.changed_ms),
                "it is one that was typed"
            );
            found.insert(draft.path.clone(), draft.changed_ms);
        }
        kept.extend((first..=last).map(|n| (typed(n).path, n)));
        // This one was killed before it could say that it had kept it, or before it had.
        let next = typed(last + 1);
        if found.get(&next.path) == Some(&next.changed_ms) {
            kept.insert(next.path, next.changed_ms);
        }
        assert_eq!(found, kept, "after kill {kill}");
        first = last + 2;
        let names = fs::read_dir(home.path().join("drafts")).unwrap();
        let names = names.map(|entry| entry.unwrap().path());
        let is_new = |path: &PathBuf| path.extension().is_some_and(|end| end == "new");
        unfinished = names.filter(is_new).count();
    }
    let mut stdout = std::io::stdout().lock();
    writeln!(
        stdout,
        "{kills} kills, {unfinished} in the middle of writing"
    )
    .unwrap();
    assert!(unfinished > 0, "none was killed in the middle of writing");
}
