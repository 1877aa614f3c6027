use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use super::*;
use crate::{Cache, MemoryCache, RestartReason};

mod parts;

const MIB: usize = 1 << 20;
const DAY_MS: u64 = 24 * 3_600_000;

/// Counts what is written, and may hold files of the old format.
#[derive(Default)]
struct Counting {
    inner: MemoryCache,
    written: Mutex<Vec<String>>,
    old: Mutex<Vec<(String, Map<String, Value>)>>,
}

impl Cache for Counting {
    fn read(&self, section: &str) -> Option<Value> {
        self.inner.read(section)
    }

    fn write(&self, section: &str, value: Value) {
        self.written.lock().unwrap().push(section.to_owned());
        self.inner.write(section, value);
    }

    fn remove(&self, section: &str) {
        self.inner.remove(section);
    }

    fn sections(&self) -> Vec<String> {
        self.inner.sections()
    }

    fn old_files(&self) -> Vec<(String, Map<String, Value>)> {
        self.old.lock().unwrap().clone()
    }

    fn remove_old_files(&self) {
        self.old.lock().unwrap().clear();
    }
}

impl Counting {
    fn take_written(&self) -> Vec<String> {
        std::mem::take(&mut self.written.lock().unwrap())
    }
}

fn store(cache: &Arc<Counting>) -> Store {
    Store::new(
        &Shelves::new(cache.clone()),
        "https://a.example/|".to_owned(),
    )
}

fn card(name: &str, bytes: usize) -> String {
    json!({ "name": name, "description": "x".repeat(bytes) }).to_string()
}

fn list(ids: &[&str], fetched_ms: u64) -> StoredList {
    let row = |id: &&str| Workspace {
        id: (*id).to_owned(),
        ..Workspace::default()
    };
    StoredList {
        workspaces: ids.iter().map(row).collect(),
        fetched_ms,
    }
}

fn newest(store: &Store, workspace: &str) -> Option<StoredCard> {
    store.cards(workspace)?.versions.into_iter().next()
}

#[test]
fn everything_is_there_again_after_a_start_and_another_platform_has_none_of_it() {
    let cache = Arc::new(Counting::default());
    let raw = "{ \"name\" : \"Ä\",\n \"n\": 1.50 }";
    {
        let store = store(&cache);
        assert!(store.keep_card("w1", raw, 5));
        store.set_list(&list(&["w1"], 5));
        store.keep_last("w1", "config", &"name: x\n", 6);
        store.set_base("w1", Some("/configs"));
        let needs = NeedsRestart {
            reason: RestartReason::Files,
            since_ms: 7,
        };
        store.set_needs_restart("w1", Some(needs));
    }
    let again = store(&cache);
    assert_eq!(newest(&again, "w1").unwrap().raw, raw, "byte for byte");
    assert_eq!(again.list(), Some(list(&["w1"], 5)));
    let config: Seen<String> = again.last("w1", "config").unwrap();
    assert_eq!((config.value.as_str(), config.fetched_ms), ("name: x\n", 6));
    assert_eq!(again.base("w1").as_deref(), Some("/configs"));
    assert_eq!(again.needs_restart().len(), 1);
    again.set_needs_restart("w1", None);
    assert!(again.needs_restart().is_empty());
    let other = Store::new(&Shelves::new(cache), "https://b.example/|".to_owned());
    assert!(other.cards("w1").is_none() && other.list().is_none());
}

#[test]
fn the_same_content_only_becomes_younger() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    assert!(store.keep_card("w1", r#"{"a":1,"b":{"c":2,"d":3}}"#, 1));
    assert!(!store.keep_card("w1", r#"{ "b": {"d":3, "c":2}, "a": 1 }"#, 9));
    let cards = store.cards("w1").unwrap();
    assert_eq!(cards.versions.len(), 1);
    let card = &cards.versions[0];
    assert_eq!((card.first_seen_ms, card.confirmed_ms), (1, 9));
    assert_eq!(card.raw, r#"{"a":1,"b":{"c":2,"d":3}}"#);
}

#[test]
fn a_list_that_brings_nothing_new_writes_nothing_and_is_not_lost_at_the_end() {
    let cache = Arc::new(Counting::default());
    let ids: Vec<_> = (0..50).map(|n| format!("w{n}")).collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    let take = |store: &Store, at_ms| {
        for id in &ids {
            store.keep_card(id, &card(id, 10), at_ms);
        }
        store.set_list(&list(&ids, at_ms));
    };
    let first = store(&cache);
    take(&first, 1);
    drop(first);
    cache.take_written();
    let second = store(&cache);
    take(&second, 2);
    assert_eq!(cache.take_written(), Vec::<String>::new());
    drop(second);
    let written = cache.take_written();
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(written[0].starts_with("index-"), "{written:?}");
    let third = store(&cache);
    assert_eq!(third.list().unwrap().fetched_ms, 2);
    assert_eq!(newest(&third, "w7").unwrap().confirmed_ms, 2);
}

#[test]
fn ten_older_versions_are_kept_newest_first_and_each_content_once() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    for n in 0..20 {
        assert!(store.keep_card("w1", &card(&n.to_string(), 1), n));
    }
    let versions = store.cards("w1").unwrap().versions;
    let seen: Vec<_> = versions.iter().map(|card| card.first_seen_ms).collect();
    assert_eq!(seen, (9..20).rev().collect::<Vec<_>>());
    assert!(
        store.keep_card("w1", &card("15", 1), 30),
        "it is another one than the last"
    );
    let versions = store.cards("w1").unwrap().versions;
    assert_eq!((versions.len(), versions[0].first_seen_ms), (11, 30));
}

#[test]
fn two_mib_of_a_workspace_are_kept_and_the_newest_card_always() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    for n in 0..5 {
        store.keep_card("w1", &card(&n.to_string(), MIB / 2), n);
    }
    assert_eq!(store.cards("w1").unwrap().versions.len(), 3);
    store.keep_last("w1", "config", &"x".repeat(MIB / 2), 1);
    assert_eq!(store.cards("w1").unwrap().versions.len(), 2);
    store.keep_last("w1", "folders", &"x".repeat(MIB / 2 - 1000), 1);
    assert_eq!(store.cards("w1").unwrap().versions.len(), 1);
    assert!(store.last::<String>("w1", "folders").is_some());
    store.keep_card("w1", &card("large", 3 * MIB), 9);
    assert_eq!(store.cards("w1").unwrap().versions.len(), 1);
    assert!(newest(&store, "w1").unwrap().raw.contains("large"));
    assert!(store.last::<String>("w1", "config").is_none());
}

#[test]
fn for_want_of_room_the_least_recently_used_workspace_goes_and_comes_back_when_it_is_wanted() {
    let cache = Arc::new(Counting::default());
    let shelves = Shelves::with_limit(cache.clone(), 3 * MIB as u64);
    let store = Store::new(&shelves, "a".to_owned());
    for id in ["w1", "w2", "w3"] {
        store.keep_card(id, &card(id, MIB - 1000), 1);
        shelves.state().entry("a", id).used_ms = 1;
    }
    store.cards("w1");
    store.set_list(&list(&["w1", "w2", "w3", "w4"], 1));
    store.keep_card("w4", &card("w4", MIB), 1);
    assert!(store.cards("w1").is_some(), "it was looked at");
    let gone: Vec<_> = ["w2", "w3"]
        .into_iter()
        .filter(|id| store.cards(id).is_none())
        .collect();
    let [gone] = gone[..] else { panic!("{gone:?}") };
    assert_eq!(store.list().unwrap().workspaces.len(), 4, "the list stays");
    assert!(
        store.keep_card(gone, &card(gone, MIB - 1000), 2),
        "it was wanted"
    );
    assert!(store.cards(gone).is_some());
    let sections = cache.sections();
    assert_eq!(
        sections
            .iter()
            .filter(|name| name.starts_with("ws-"))
            .count(),
        3
    );
}

#[test]
fn what_nobody_has_wanted_does_not_drive_out_others_at_each_list() {
    let cache = Arc::new(Counting::default());
    let shelves = Shelves::with_limit(cache.clone(), 2 * MIB as u64);
    let store = Store::new(&shelves, "a".to_owned());
    let take = || {
        for id in ["w1", "w2", "w3", "w4"] {
            store.keep_card(id, &card(id, MIB - 1000), 1);
        }
    };
    take();
    cache.take_written();
    take();
    let written = cache.take_written();
    assert!(
        written.iter().all(|name| name.starts_with("index-")),
        "{written:?}"
    );
}

#[test]
fn withdrawn_and_removed_cards_stay_as_history_and_come_back_to_life() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    store.keep_card("w1", &card("a", 1), 1);
    store.withdraw_card("w1", 5);
    store.withdraw_card("w1", 6);
    store.bury("w1", 7);
    store.bury("unknown", 7);
    let cards = store.cards("w1").unwrap();
    assert_eq!((cards.withdrawn_ms, cards.removed_ms), (Some(5), Some(7)));
    assert!(
        store.keep_card("w1", &card("a", 1), 8),
        "it is shown differently"
    );
    let cards = store.cards("w1").unwrap();
    assert_eq!((cards.withdrawn_ms, cards.removed_ms), (None, None));
    assert_eq!(
        (cards.versions.len(), cards.versions[0].confirmed_ms),
        (1, 8)
    );
}

#[test]
fn what_was_removed_goes_after_thirty_days() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    store.keep_card("w1", &card("a", 1), 1);
    store.bury("w1", DAY_MS);
    store.set_list(&list(&[], 31 * DAY_MS));
    assert!(store.cards("w1").is_some());
    store.set_list(&list(&[], 31 * DAY_MS + 1));
    assert!(store.cards("w1").is_none());
    assert!(!cache.sections().iter().any(|name| name.starts_with("ws-")));
}

#[test]
fn without_an_index_the_sections_are_found_and_an_older_section_is_believed() {
    let cache = Arc::new(Counting::default());
    let section = {
        let store = store(&cache);
        store.keep_card("w1", &card("old", 1), 1);
        names::Names::of(&store.scope).workspace("w1")
    };
    let old = cache.read(&section).unwrap();
    store(&cache).keep_card("w1", &card("new", 1), 2);
    let index = cache
        .sections()
        .into_iter()
        .find(|name| name.starts_with("index-"))
        .unwrap();
    // As after damage to the newest generation of the section.
    cache.write(&section, old);
    let restored = store(&cache);
    assert!(newest(&restored, "w1").unwrap().raw.contains("old"));
    assert!(
        restored.keep_card("w1", &card("new", 1), 3),
        "it is repaired"
    );
    drop(restored);
    cache.remove(&index);
    let without = store(&cache);
    assert!(newest(&without, "w1").unwrap().raw.contains("new"));
    assert_eq!(without.shelves.info().workspaces, 1);
}

#[test]
fn clearing_leaves_what_the_user_has_done() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    store.keep_card("w1", &card("a", 1), 1);
    store.set_list(&list(&["w1"], 1));
    store.set_layout(&BTreeMap::from([(
        "w1".to_owned(),
        Position { x: 1.0, y: 2.0 },
    )]));
    store.shelves.clear();
    assert!(store.cards("w1").is_none() && store.list().is_none());
    assert_eq!(store.shelves.info().workspaces, 0);
    assert_eq!(store.layout().len(), 1);
    let left = cache.sections();
    assert!(
        left.iter().all(|name| name.starts_with("local-")),
        "{left:?}"
    );
}

#[test]
fn a_workspace_is_forgotten_by_itself() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    for id in ["w1", "w2"] {
        store.keep_card(id, &card(id, 1), 1);
        store.set_base(id, Some("/configs"));
    }
    store.set_list(&list(&["w1", "w2"], 1));
    store.forget("w1");
    assert!(store.cards("w1").is_none() && store.base("w1").is_none());
    assert_eq!(store.list(), Some(list(&["w2"], 1)));
    assert!(store.cards("w2").is_some() && store.base("w2").is_some());
}

#[test]
fn the_format_before_this_one_is_taken_in_once() {
    let cache = Arc::new(Counting::default());
    let scope = "https://a.example/|";
    let file =
        |name: &str, key: String, value: Value| (name.to_owned(), Map::from_iter([(key, value)]));
    let row = serde_json::to_value(list(&["w1"], 4)).unwrap();
    *cache.old.lock().unwrap() = vec![
        file("workspaces", scope.to_owned(), row),
        file(
            "cards",
            format!("{scope} w1"),
            json!({ "raw": { "name": "Ada" }, "confirmed_ms": 3 }),
        ),
        file(
            "layout",
            scope.to_owned(),
            json!({ "w1": { "x": 1.0, "y": 2.0 } }),
        ),
        file("bases", format!("{scope} w1"), json!("/configs")),
    ];
    let shelves = Shelves::new(cache.clone());
    shelves.migrate();
    let store = Store::new(&shelves, scope.to_owned());
    assert!(
        cache.old_files().is_empty(),
        "they are gone when it is done"
    );
    assert_eq!(store.list(), Some(list(&["w1"], 4)));
    let card = newest(&store, "w1").unwrap();
    assert_eq!(
        (card.raw.as_str(), card.confirmed_ms),
        (r#"{"name":"Ada"}"#, 3)
    );
    assert_eq!(store.layout()["w1"], Position { x: 1.0, y: 2.0 });
    assert_eq!(store.base("w1").as_deref(), Some("/configs"));
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_lists_is_written_once_or_twice_and_the_last_one_within_a_second() {
    let cache = Arc::new(Counting::default());
    let store = store(&cache);
    for n in 0..1000 {
        store.set_list(&list(&["w1", &n.to_string()], n));
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let written = cache.take_written();
    assert!((1..=2).contains(&written.len()), "{}", written.len());
    let index = cache.read(&written[0]).unwrap();
    assert_eq!(index["list"]["fetched_ms"], 999);
}
