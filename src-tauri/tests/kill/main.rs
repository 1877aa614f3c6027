//! `kill -9` while cards change, again and again: whatever was said to be on the disk is there, and nothing is torn.
//!
//! The process that is killed is this test binary itself, in its test `child_keeps_cards`: the store of the app, on the store plugin,
//! on Tauri's mock runtime.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use backend::{Cache, Shelves, Store, StoredList, Workspace};
use causeway_desktop::StoreCache;
use tauri::{
    App,
    test::{MockRuntime, mock_builder, mock_context, noop_assets},
};
use tokio::time::Instant;

/// How many processes are killed; more in `make soak`.
const KILLS_VARIABLE: &str = "CAUSEWAY_SOAK_KILLS";
const KILLS: u64 = 200;
/// Where the child keeps its cards, and where it goes on counting.
const HOME_VARIABLE: &str = "CAUSEWAY_TEST_HOME";
const FIRST_VARIABLE: &str = "CAUSEWAY_TEST_FIRST";
const WORKSPACES: u64 = 5;
const SCOPE: &str = "https://platform.example/|";

/// The store as the app has it.
struct World {
    _app: App<MockRuntime>,
    cache: Arc<StoreCache<MockRuntime>>,
    shelves: Shelves,
    store: Store,
}

fn open(home: &Path) -> World {
    let plugin = tauri_plugin_store::Builder::new().build();
    let app = mock_builder().plugin(plugin);
    let app = app.build(mock_context(noop_assets())).unwrap();
    let cache = StoreCache::open(&home.join("cache"));
    cache.attach(app.handle());
    let shelves = Shelves::new(cache.clone());
    let store = Store::new(&shelves, SCOPE.to_owned());
    World {
        _app: app,
        cache,
        shelves,
        store,
    }
}

fn id(n: u64) -> String {
    format!("workspace-{}", n % WORKSPACES)
}

/// The `n`-th card. One in eight is large.
fn card(n: u64) -> String {
    let repeated = if n.is_multiple_of(8) {
        4_000
    } else {
        1 + n % 50
    };
    let description = "does it all ".repeat(usize::try_from(repeated).unwrap());
    format!(r#"{{ "name": "card {n}", "n": {n}, "description": "{description}" }}"#)
}

/// Which card a text is; fails if it is none.
fn number(raw: &str) -> u64 {
    let value: serde_json::Value = serde_json::from_str(raw).unwrap();
    let n = value.get("n").and_then(serde_json::Value::as_u64).unwrap();
    assert_eq!(
        raw,
        card(n),
        "a card is one that was written, byte for byte"
    );
    n
}

fn list(n: u64) -> StoredList {
    let row = |at| Workspace {
        id: id(at),
        name: format!("list {n}"),
        ..Workspace::default()
    };
    StoredList {
        workspaces: (0..WORKSPACES).map(row).collect(),
        fetched_ms: n,
    }
}

/// Keeps card after card; says which one is on the disk.
fn keep_cards(home: &Path, first: u64) {
    let world = open(home);
    for n in first.. {
        world.store.keep_card(&id(n), &card(n), n);
        world.store.set_list(&list(n));
        if !n.is_multiple_of(3) {
            continue;
        }
        world.shelves.flush().unwrap();
        // The harness shows what is printed at the end of a test, which this has none of.
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "\nkept {n}").unwrap();
        stdout.flush().unwrap();
    }
}

#[test]
#[ignore = "runs until it is killed, by the test below"]
fn child_keeps_cards() {
    let Some(home) = env::var_os(HOME_VARIABLE) else {
        return;
    };
    let first = env::var(FIRST_VARIABLE).unwrap().parse().unwrap();
    keep_cards(Path::new(&home), first);
}

fn start_child(home: &Path, first: u64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_keeps_cards", "--ignored", "--nocapture"])
        .env(HOME_VARIABLE, home)
        .env(FIRST_VARIABLE, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills a child some microseconds after it has said for the `said`-th time what is on the disk. Returns the last card that it said
/// is there.
fn kill_one(home: &Path, first: u64, said: u64, later: Duration) -> u64 {
    let mut child = start_child(home, first);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || {
        let number = |line: String| line.strip_prefix("kept ").map(|n| n.parse().unwrap());
        lines.by_ref().map_while(Result::ok).find_map(number)
    };
    let mut last: Option<u64> = None;
    for _ in 0..said {
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

/// The cards that there are now, none older than the last one of its workspace up to `acknowledged`. Returns the newest.
fn check(home: &Path, acknowledged: u64) -> u64 {
    let world = open(home);
    let listed = world.store.list().unwrap();
    assert_eq!(listed, list(listed.fetched_ms));
    assert!(listed.fetched_ms >= acknowledged, "the list is a young one");
    let mut newest = 0;
    for back in 0..WORKSPACES {
        let Some(at_least) = acknowledged.checked_sub(back) else {
            break;
        };
        let cards = world.store.cards(&id(at_least)).unwrap();
        let numbers: Vec<_> = cards
            .versions
            .iter()
            .map(|card| number(&card.raw))
            .collect();
        assert!(numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
        let shown = *numbers.first().unwrap();
        assert_eq!(id(shown), id(at_least), "a card is its own workspace's");
        assert!(shown >= at_least, "{shown} is older than {at_least}");
        newest = newest.max(shown);
    }
    newest.max(listed.fetched_ms)
}

#[test]
fn whenever_it_is_killed_every_workspace_has_the_card_that_was_said_to_be_kept() {
    let kills = env::var(KILLS_VARIABLE).map_or(KILLS, |text| text.parse().unwrap());
    let home = tempfile::tempdir().unwrap();
    let (mut first, mut torn) = (0, 0);
    for kill in 0..kills {
        // Spread over what a flush takes, and over which of them it hits.
        let later = Duration::from_micros(kill * 7_919 % 20_011);
        let acknowledged = kill_one(home.path(), first, 1 + kill % 4, later);
        torn += torn_files(&home.path().join("cache"));
        first = check(home.path(), acknowledged) + 1;
    }
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{kills} kills, {torn} files torn by them").unwrap();
}

/// Files that were hit in the middle: seen in one process as damage.
fn torn_files(folder: &Path) -> u64 {
    let world = open(folder.parent().unwrap());
    let sections = world.cache.sections();
    for section in &sections {
        assert!(world.cache.read(section).is_some(), "{section} is lost");
    }
    u64::from(world.cache.notices().borrow().is_some())
}
