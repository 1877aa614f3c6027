use std::sync::Arc;

use super::*;
use crate::{Entry, EntryKind, MemoryCache, store::Shelves};

const WORKSPACE: &str = "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11";

fn store() -> Store {
    Store::new(
        &Shelves::new(Arc::new(MemoryCache::default())),
        "here".to_owned(),
    )
}

fn listing(path: &str, entries: usize) -> Listing {
    let entry = |number: usize| Entry {
        name: number.to_string(),
        path: format!("{path}/{number}"),
        kind: EntryKind::File,
        size_bytes: 1,
        modified_ms: None,
        locked_reason: None,
    };
    Listing {
        base: "/configs".to_owned(),
        path: path.to_owned(),
        entries: (0..entries).map(entry).collect(),
        total: entries as u64,
        hidden: Vec::new(),
        read_only_reason: None,
        stored: None,
    }
}

fn keep(store: &Store, path: &str, entries: usize, at: u64) {
    let newest = Kept::new(&listing(path, entries), false, at);
    Folders::default().keep(store, WORKSPACE, newest);
}

#[test]
fn a_folder_is_found_by_its_path_whether_below_the_base_folder_or_absolute() {
    let store = store();
    keep(&store, "/configs/skills", 2, 7);
    for path in ["skills", "/configs/skills", "skills/"] {
        let found = find(&store, WORKSPACE, path, false, None).unwrap();
        assert_eq!((found.value.entries.len(), found.fetched_ms), (2, 7));
    }
    assert!(find(&store, WORKSPACE, "", false, None).is_none());
    assert!(find(&store, WORKSPACE, "skills", false, Some("/elsewhere")).is_none());
    assert!(
        find(&store, WORKSPACE, "skills", true, None).is_some(),
        "better without the hidden ones than nothing"
    );
}

#[test]
fn the_last_listing_of_a_folder_takes_the_place_of_the_one_before() {
    let store = store();
    keep(&store, "/configs", 5, 1);
    keep(&store, "/configs", 4, 2);
    let found = find(&store, WORKSPACE, "", false, None).unwrap();
    assert_eq!((found.value.total, found.fetched_ms), (4, 2));
    assert_eq!(kept(&store, WORKSPACE).len(), 1);
}

#[test]
fn what_is_kept_of_a_workspace_is_bounded_and_the_newest_stays() {
    let store = store();
    for number in 0..100 {
        keep(&store, &format!("/configs/{number}"), 1, number);
    }
    assert_eq!(kept(&store, WORKSPACE).len(), MOST_FOLDERS);
    keep(&store, "/configs/large", 50_000, 200);
    let large = find(&store, WORKSPACE, "large", false, None).unwrap().value;
    assert_eq!(
        (large.entries.len(), large.total),
        (MOST_ENTRIES_OF_ONE, 50_000)
    );
    for number in 0..5 {
        keep(
            &store,
            &format!("/configs/large/{number}"),
            900,
            300 + number,
        );
    }
    let entries = |kept: &Kept| kept.listing.entries.len();
    let kept = kept(&store, WORKSPACE);
    assert!(kept.iter().map(entries).sum::<usize>() <= MOST_ENTRIES);
    assert_eq!(kept[0].listing.path, "/configs/large/4");
}
