//! Folders: large ones, deep ones, and what is in them that cannot be shown as it is.

use std::{collections::HashSet, fs, os::unix::ffi::OsStrExt, time::Duration};

use backend::{EntryKind, ErrorCode, ListFiles, Listing, ListingPart};
use lab::{Files, Owner};

use crate::support::{World, assert_helpful};

/// More than one folder needs to be told in parts. 100,000 as the benchmark has it would only take longer.
const MANY: usize = 12_000;

async fn list_in_parts(world: &World, args: ListFiles) -> (Listing, Vec<ListingPart>) {
    let mut parts = Vec::new();
    let listing = world
        .backend
        .list_files(args, |part| parts.push(part))
        .await
        .unwrap();
    (listing, parts)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_folder_shows_its_first_rows_before_the_rest_and_comes_whole_in_order() {
    let world = World::start(1).await;
    let instance = world.lab.instances()[0].id.clone();
    world
        .lab
        .world()
        .make_files(&instance, "/workspace/big", &Files::new(MANY, 0))
        .unwrap();
    let before = world.lab.counters();
    let args = ListFiles::of(world.id(0), "/workspace/big");
    let (listing, parts) = list_in_parts(&world, args).await;
    assert_eq!(listing.total, MANY as u64);
    assert!(listing.entries.is_empty(), "they have come as chunks");
    let ListingPart::First { entries } = &parts[0] else {
        panic!("the first rows come first");
    };
    assert_eq!(entries.len(), 500);
    assert!(
        parts
            .iter()
            .any(|part| matches!(part, ListingPart::Count { entries } if *entries < MANY as u64)),
        "they are told while the rest is on its way"
    );
    let names: Vec<_> = parts
        .iter()
        .filter_map(|part| match part {
            ListingPart::Chunk { entries } => Some(entries),
            ListingPart::First { .. } | ListingPart::Count { .. } => None,
        })
        .flatten()
        .map(|entry| entry.name.clone())
        .collect();
    assert_eq!(names.len(), MANY);
    assert!(names.is_sorted(), "file-000000 and so on");
    let after = world.lab.counters();
    assert!(after.ssh_authentications - before.ssh_authentications <= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_not_utf8_are_listed_escaped_and_refused_and_all_others_can_be_saved() {
    let world = World::start(1).await;
    let instance = world.lab.instances()[0].id.clone();
    let names = world
        .lab
        .world()
        .make_odd_names(&instance, "/workspace/odd", Owner::User)
        .unwrap();
    let listing = world.list(0, "/workspace/odd").await.unwrap();
    assert_eq!(listing.entries.len(), names.len(), "{listing:?}");
    let shown: HashSet<_> = listing.entries.iter().map(|entry| &entry.name).collect();
    assert_eq!(shown.len(), names.len(), "no two look the same");
    let mut locked = 0;
    for entry in &listing.entries {
        if let Some(reason) = &entry.locked_reason {
            assert!(reason.contains("UTF-8"), "{reason}");
            assert!(entry.name.contains("\\x"), "{:?}", entry.name);
            let error = world.read(0, &entry.path).await.unwrap_err();
            assert_eq!(error.code, ErrorCode::NotFound, "{error}");
            locked += 1;
            continue;
        }
        let loaded = world.read(0, &entry.path).await.unwrap();
        let text = format!("{} and more", loaded.text.as_deref().unwrap());
        let edit = world.edit(0, &entry.path, Some(&loaded), &text);
        world.write(edit).await.unwrap();
        let file = world.disk(0, "/workspace/odd").join(&entry.name);
        assert_eq!(fs::read_to_string(file).unwrap(), text);
    }
    let not_utf8 = names
        .iter()
        .filter(|name| std::str::from_utf8(name.as_bytes()).is_err());
    assert_eq!(locked, not_utf8.count());
    assert!(locked > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_leave_the_root_are_refused_and_the_rest_is_followed() {
    let world = World::start(1).await;
    let instance = world.lab.instances()[0].id.clone();
    world
        .lab
        .world()
        .make_links(&instance, "/workspace/links", Owner::User)
        .unwrap();
    for inside in [
        "relative",
        "absolute",
        "up-and-down",
        "to-folder/deep",
        "chain-30",
    ] {
        let path = format!("/workspace/links/{inside}");
        assert!(world.read(0, &path).await.is_ok(), "{inside}");
    }
    for outside in ["out-absolute", "out-relative"] {
        let path = format!("/workspace/links/{outside}");
        let error = world.read(0, &path).await.unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
        let write = world.edit(0, &path, None, "x");
        let error = world.write(write).await.unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
    }
    for nowhere in ["loop", "loop-a"] {
        let path = format!("/workspace/links/{nowhere}");
        assert!(world.read(0, &path).await.is_err(), "{nowhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_goes_as_deep_as_asked_and_says_what_it_leaves_out() {
    let world = World::start(1).await;
    let deep = world.disk(0, "/workspace/d1/d2/d3/d4/d5/d6");
    fs::create_dir_all(&deep).unwrap();
    fs::create_dir_all(world.disk(0, "/workspace/d1/node_modules/x")).unwrap();
    fs::write(world.disk(0, "/workspace/d1/d2/file"), "x").unwrap();
    let args = |depth, shows_hidden| ListFiles {
        depth,
        shows_hidden,
        ..ListFiles::of(world.id(0), "/workspace/d1")
    };
    let (listing, _) = list_in_parts(&world, args(1, false)).await;
    let paths = |listing: &Listing| -> Vec<String> {
        let mut paths: Vec<_> = listing
            .entries
            .iter()
            .map(|entry| entry.path["/workspace/d1/".len()..].to_owned())
            .collect();
        paths.sort();
        paths
    };
    assert_eq!(paths(&listing), ["d2"]);
    assert_eq!(
        listing.hidden,
        ["node_modules"],
        "nothing is left out in silence"
    );
    let (listing, _) = list_in_parts(&world, args(5, true)).await;
    assert_eq!(
        paths(&listing),
        [
            "d2",
            "d2/d3",
            "d2/d3/d4",
            "d2/d3/d4/d5",
            "d2/d3/d4/d5/d6",
            "d2/file",
            "node_modules",
            "node_modules/x"
        ]
    );
    assert!(listing.hidden.is_empty());
    let folders = listing
        .entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Folder);
    assert_eq!(folders.count(), 7);
    for depth in [0, 6] {
        let error = world
            .backend
            .list_files(args(depth, false), |_| {})
            .await
            .unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_died_write_has_left_is_gone_after_the_next_visit_and_a_lost_file_is_back() {
    let world = World::start(1).await;
    let folder = world.disk(0, "/workspace");
    let hour_ago = std::time::SystemTime::now()
        .duration_since(std::time::SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs()
        - 3_600;
    let half = folder.join(format!(".a.md.{hour_ago:x}-0123abcd.causeway"));
    let moved = folder.join(format!(".lost.md.{hour_ago:x}-0123abcd.causeway-old"));
    let alive = folder.join(format!(".a.md.{:x}-0123abcd.causeway", hour_ago + 3_600));
    for (file, text) in [(&half, "half"), (&moved, "whole"), (&alive, "alive")] {
        fs::write(file, text).unwrap();
        let written = std::time::SystemTime::now() - Duration::from_hours(1);
        let open = fs::File::options().write(true).open(file).unwrap();
        open.set_modified(written).unwrap();
        std::os::unix::fs::chown(file, Some(1000), Some(1000)).unwrap();
    }
    let listing = world.list(0, "/workspace").await.unwrap();
    assert_eq!(listing.hidden.len(), 3, "{:?}", listing.hidden);
    assert!(!half.exists(), "nobody writes it any more");
    assert!(alive.exists(), "somebody may be writing it");
    assert_eq!(
        fs::read_to_string(folder.join("lost.md")).unwrap(),
        "whole",
        "it was moved away by a write that died before it was done"
    );
}
