//! What panels have shown and what the platform as a whole has told, under the same rules as all else.

use super::*;
use crate::{
    Entry, EntryKind, Listing,
    last_seen::{Folders, Kept, find_folder},
};

const TEMPLATES: &str = "templates";

fn keep_folder(store: &Store, workspace: &str, entries: usize) {
    let entry = |number: usize| Entry {
        name: format!("{number:0>500}"),
        path: format!("/configs/{number:0>500}"),
        kind: EntryKind::File,
        size_bytes: 1,
        modified_ms: None,
        locked_reason: None,
    };
    let listing = Listing {
        base: "/configs".to_owned(),
        path: "/configs".to_owned(),
        entries: (0..entries).map(entry).collect(),
        total: entries as u64,
        hidden: Vec::new(),
        read_only_reason: None,
        stored: None,
    };
    Folders::default().keep(store, workspace, Kept::new(&listing, false, 1));
}

fn has_folder(store: &Store, workspace: &str) -> bool {
    find_folder(store, workspace, "", false, None).is_some()
}

fn has_templates(store: &Store) -> bool {
    store.last::<Vec<u8>>(PLATFORM, TEMPLATES).is_some()
}

/// A store with the folders of a workspace, whose card is known too, and with templates.
fn filled(cache: &Arc<Counting>) -> Store {
    let store = store(cache);
    store.keep_card("w1", &card("a", 1), 1);
    keep_folder(&store, "w1", 3);
    store.keep_last(PLATFORM, TEMPLATES, &[1], 1);
    store
}

#[test]
fn folders_and_templates_are_there_after_a_start_also_without_an_index() {
    let cache = Arc::new(Counting::default());
    drop(filled(&cache));
    let again = store(&cache);
    assert!(has_folder(&again, "w1") && has_templates(&again));
    drop(again);
    let sections = cache.sections().into_iter();
    for index in sections.filter(|name| name.starts_with("index-")) {
        cache.remove(&index);
    }
    let without = store(&cache);
    assert!(has_folder(&without, "w1") && has_templates(&without));
    assert_eq!(
        without.shelves.info().workspaces,
        1,
        "the platform is not one of them"
    );
}

#[test]
fn a_forgotten_workspace_takes_its_folders_along_and_leaves_the_templates() {
    let cache = Arc::new(Counting::default());
    let store = filled(&cache);
    keep_folder(&store, "w2", 3);
    store.forget("w1");
    assert!(!has_folder(&store, "w1"));
    assert!(has_folder(&store, "w2") && has_templates(&store));
}

#[test]
fn a_cleared_cache_holds_neither_and_takes_both_again() {
    let cache = Arc::new(Counting::default());
    let store = filled(&cache);
    store.shelves.clear();
    assert!(!has_folder(&store, "w1") && !has_templates(&store));
    assert!(!cache.sections().iter().any(|name| name.starts_with("ws-")));
    keep_folder(&store, "w1", 3);
    store.keep_last(PLATFORM, TEMPLATES, &[1], 2);
    assert!(has_folder(&store, "w1") && has_templates(&store));
}

#[test]
fn templates_are_of_no_list_and_stay_however_old_it_grows() {
    let cache = Arc::new(Counting::default());
    let store = filled(&cache);
    store.bury("w1", DAY_MS);
    store.set_list(&list(&[], 100 * DAY_MS));
    assert!(
        !has_folder(&store, "w1"),
        "it was removed from the platform long ago"
    );
    assert!(has_templates(&store));
}

#[test]
fn for_want_of_room_they_go_with_the_least_recently_used_and_come_back() {
    let cache = Arc::new(Counting::default());
    let shelves = Shelves::with_limit(cache, 3 * MIB as u64 / 2);
    let store = Store::new(&shelves, "a".to_owned());
    keep_folder(&store, "w1", 500);
    store.keep_last(PLATFORM, TEMPLATES, &[1], 1);
    for (id, used_ms) in [("w1", 1), (PLATFORM, 2)] {
        shelves.state().entry("a", id).used_ms = used_ms;
    }
    store.keep_card("w2", &card("b", MIB), 1);
    assert!(!has_folder(&store, "w1"), "it was not looked at any more");
    assert!(has_templates(&store), "there is room for them");
    keep_folder(&store, "w1", 3);
    assert!(has_folder(&store, "w1"));
}
