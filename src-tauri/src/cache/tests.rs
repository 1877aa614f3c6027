use std::fs;

use proptest::prelude::*;
use serde_json::json;
use tauri::{
    App,
    test::{MockRuntime, mock_builder, mock_context, noop_assets},
};
use tempfile::TempDir;

use super::*;

const NAME: &str = "ws-1";

/// A cache in a folder of its own, and the app that it needs.
struct World {
    _app: App<MockRuntime>,
    cache: Arc<StoreCache<MockRuntime>>,
}

fn open(home: &TempDir) -> World {
    let plugin = tauri_plugin_store::Builder::new().build();
    let app = mock_builder().plugin(plugin);
    let app = app.build(mock_context(noop_assets())).unwrap();
    let cache = StoreCache::open(&home.path().join("cache"));
    cache.attach(app.handle());
    World { _app: app, cache }
}

fn file(home: &TempDir, slot: &str) -> PathBuf {
    home.path().join(format!("cache/{NAME}.{slot}.json"))
}

/// Generations 1 and 2, in the files a and b. No file is written in between by itself.
fn written(home: &TempDir) {
    let world = open(home);
    for n in 1..=2 {
        world
            .cache
            .write(NAME, json!({ "n": n, "float": 0.1 + 0.2 }));
        world.cache.flush().unwrap();
    }
}

fn number(value: Option<Value>) -> Option<u64> {
    value?.get("n")?.as_u64()
}

fn notice(world: &World) -> Option<String> {
    world.cache.notices().borrow().clone()
}

#[test]
fn the_last_generation_is_read_and_the_one_before_lies_beside_it() {
    let home = tempfile::tempdir().unwrap();
    written(&home);
    let generation = |slot| format::generation_of(&fs::read(file(&home, slot)).unwrap());
    assert_eq!((generation("a"), generation("b")), (Some(1), Some(2)));
    let world = open(&home);
    let value = world.cache.read(NAME).unwrap();
    assert_eq!(value, json!({ "n": 2, "float": 0.1 + 0.2 }));
    assert_eq!(notice(&world), None);
    world.cache.write(NAME, json!({ "n": 3 }));
    world.cache.flush().unwrap();
    assert_eq!(generation("a"), Some(3), "the older one was replaced");
    assert_eq!(world.cache.sections(), [NAME]);
    assert!(world.cache.size_bytes() > 200);
}

#[test]
fn a_change_is_read_back_before_it_is_on_the_disk_and_a_removal_too() {
    let home = tempfile::tempdir().unwrap();
    written(&home);
    let world = open(&home);
    world.cache.write("ws-2", json!({ "n": 7 }));
    assert_eq!(number(world.cache.read("ws-2")), Some(7));
    world.cache.remove(NAME);
    assert_eq!(world.cache.read(NAME), None);
    assert_eq!(world.cache.sections(), ["ws-2"]);
    world.cache.flush().unwrap();
    assert!(!file(&home, "a").exists() && !file(&home, "b").exists());
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_the_user_s_alone() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().unwrap();
    written(&home);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.path().join("cache")), 0o700);
    assert_eq!(mode(&file(&home, "a")), 0o600);
    assert_eq!(mode(&file(&home, "b")), 0o600);
}

#[test]
fn a_section_that_is_no_file_name_is_not_written() {
    let home = tempfile::tempdir().unwrap();
    let world = open(&home);
    for section in ["../x", "", "a/b", "A", "a.b"] {
        world.cache.write(section, json!(1));
        assert_eq!(world.cache.read(section), None, "{section:?}");
    }
    world.cache.flush().unwrap();
    assert!(!home.path().join("x.a.json").exists());
}

/// What becomes of a file that is `bytes` now.
fn damages(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut flipped = bytes.to_vec();
    let middle = flipped.len() - 10;
    flipped[middle] ^= 1;
    let mut other_generation = String::from_utf8(bytes.to_vec()).unwrap();
    other_generation = other_generation.replace("\"generation\":2", "\"generation\":9");
    vec![
        ("truncated", bytes[..bytes.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("zeros", vec![0; bytes.len()]),
        ("garbage", b"\xff\xfe{]".repeat(50)),
        ("a flipped bit", flipped),
        ("another generation", other_generation.into_bytes()),
        ("longer", [bytes, b" "].concat()),
    ]
}

#[test]
fn damage_to_the_last_generation_leads_to_the_one_before_and_is_told() {
    let whole = tempfile::tempdir().unwrap();
    written(&whole);
    for (kind, damage) in damages(&fs::read(file(&whole, "b")).unwrap()) {
        let home = tempfile::tempdir().unwrap();
        written(&home);
        fs::write(file(&home, "b"), damage).unwrap();
        let world = open(&home);
        assert_eq!(number(world.cache.read(NAME)), Some(1), "{kind}");
        assert_eq!(notice(&world).as_deref(), Some(RESTORED), "{kind}");
        let good = fs::read(file(&home, "a")).unwrap();
        world.cache.write(NAME, json!({ "n": 5 }));
        world.cache.flush().unwrap();
        assert_eq!(
            fs::read(file(&home, "a")).unwrap(),
            good,
            "{kind}: the good one is not the one that is overwritten"
        );
        assert_eq!(number(open(&home).cache.read(NAME)), Some(5), "{kind}");
    }
}

#[test]
fn a_missing_file_is_no_damage_and_costs_only_what_was_in_it() {
    let home = tempfile::tempdir().unwrap();
    written(&home);
    fs::remove_file(file(&home, "b")).unwrap();
    let world = open(&home);
    assert_eq!(number(world.cache.read(NAME)), Some(1));
    fs::remove_file(file(&home, "a")).unwrap();
    assert_eq!(world.cache.read(NAME), None);
    assert_eq!(notice(&world), None);
}

#[test]
fn when_both_are_damaged_there_is_nothing_that_is_told_and_writing_goes_on() {
    let home = tempfile::tempdir().unwrap();
    written(&home);
    fs::write(file(&home, "a"), "{}").unwrap();
    fs::write(file(&home, "b"), "").unwrap();
    let world = open(&home);
    assert_eq!(world.cache.read(NAME), None);
    assert_eq!(notice(&world).as_deref(), Some(LOST));
    world.cache.write(NAME, json!({ "n": 8 }));
    world.cache.flush().unwrap();
    assert_eq!(number(open(&home).cache.read(NAME)), Some(8));
}

#[test]
fn what_cannot_be_written_is_told_kept_and_written_later() {
    let home = tempfile::tempdir().unwrap();
    // A file where the folder should be: that stops root, too.
    fs::write(home.path().join("cache"), "").unwrap();
    let world = open(&home);
    world.cache.write(NAME, json!({ "n": 1 }));
    assert!(world.cache.flush().is_err());
    let told = notice(&world).unwrap();
    assert!(told.contains("cannot be written"), "{told}");
    assert_eq!(number(world.cache.read(NAME)), Some(1));
    fs::remove_file(home.path().join("cache")).unwrap();
    world.cache.flush().unwrap();
    assert_eq!(notice(&world), None, "it is over");
    assert_eq!(number(open(&home).cache.read(NAME)), Some(1));
}

#[test]
fn sections_are_written_in_the_order_of_their_last_changes() {
    let mut pending = Pending::default();
    for section in ["index", "ws-1", "ws-2", "index"] {
        pending.add(section, Change::Remove);
    }
    let order = std::iter::from_fn(|| pending.begin().map(|(section, _)| section));
    assert_eq!(order.collect::<Vec<_>>(), ["ws-1", "ws-2", "index"]);
}

#[test]
fn what_is_kept_can_be_read_before_there_is_an_app() {
    let home = tempfile::tempdir().unwrap();
    written(&home);
    let cache = StoreCache::<MockRuntime>::open(&home.path().join("cache"));
    assert_eq!(number(cache.read(NAME)), Some(2));
    assert_eq!(cache.sections(), [NAME]);
}

#[test]
fn old_files_are_read_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("cards.json");
    fs::write(
        &path,
        r#"{ "https://a.example/| w1": { "raw": {}, "confirmed_ms": 1 } }"#,
    )
    .unwrap();
    fs::write(home.path().join("layout.json"), "{ torn").unwrap();
    let world = open(&home);
    let names: Vec<_> = world.cache.old_files().into_iter().collect();
    assert_eq!(names[0].0, "cards");
    assert_eq!(names[0].1.len(), 1);
    world.cache.remove_old_files();
    assert!(!path.exists());
    assert!(world.cache.old_files().is_empty());
}

#[test]
fn old_files_do_not_hold_up_who_opens_the_cache_before_there_is_an_app() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("cards.json");
    fs::write(&path, "{}").unwrap();
    let cache = StoreCache::<MockRuntime>::open(&home.path().join("cache"));
    drop(backend::Shelves::new(cache));
    assert!(path.exists(), "they are taken in when somebody connects");
}

#[test]
fn a_start_with_ten_thousand_workspaces_reads_one_index() {
    use std::io::Write;

    use backend::{Shelves, Store, StoredList, Workspace};

    const SCOPE: &str = "https://platform.example/|";
    let row = |n: u32| Workspace {
        id: format!("0b9ec38e-6b3c-4f0c-9a41-{n:012}"),
        name: format!("agent {n}"),
        role: Some("does what it is asked to do".to_owned()),
        status: "online".to_owned(),
        runtime: "claude-code".to_owned(),
        ..Workspace::default()
    };
    for count in [1_000, 10_000] {
        let home = tempfile::tempdir().unwrap();
        let world = open(&home);
        let shelves = Shelves::new(world.cache.clone());
        let list = StoredList {
            workspaces: (0..count).map(row).collect(),
            fetched_ms: 1,
        };
        Store::new(&shelves, SCOPE.to_owned()).set_list(&list);
        shelves.flush().unwrap();
        let world = open(&home);
        let started = tokio::time::Instant::now();
        let shelves = Shelves::new(world.cache.clone());
        let read = Store::new(&shelves, SCOPE.to_owned()).list();
        let took = started.elapsed();
        assert_eq!(read, Some(list));
        // Unoptimised; a release build takes a tenth of it.
        assert!(took < Duration::from_secs(10), "{count}: {took:?}");
        writeln!(io::stdout(), "{count} workspaces: {took:?}").unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_to_one_file_never_costs_the_last_good_generation(
        slot in 0..2_usize,
        at in any::<prop::sample::Index>(),
        length in 0..200_usize,
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let home = tempfile::tempdir().unwrap();
        written(&home);
        let damaged = file(&home, ["a", "b"][slot]);
        let mut content = fs::read(&damaged).unwrap();
        let whole = content.clone();
        let from = at.index(content.len());
        let to = (from + length).min(content.len());
        content.splice(from..to, bytes);
        fs::write(&damaged, &content).unwrap();
        let world = open(&home);
        let expected = if slot == 1 && content != whole { 1 } else { 2 };
        prop_assert_eq!(number(world.cache.read(NAME)), Some(expected));
        prop_assert_eq!(notice(&world).is_some(), content != whole);
    }
}
