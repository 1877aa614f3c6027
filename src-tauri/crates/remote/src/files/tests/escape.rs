//! No path leads out of its root, whatever links there are: held against the kernel's own view of random trees.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use proptest::{collection::vec, prelude::*};
use tempfile::TempDir;

use super::{super::folders::create_dir_all, Place, read_content, save};
use crate::{ContentKind, Error, RemotePath, WriteMode, interop::sftp_over_pipes};

const SECRET: &str = "of nobody's business";

/// Trees in the gate; more when a soak asks for them.
fn cases() -> u32 {
    const GATE: u32 = 40;
    std::env::var("CAUSEWAY_SOAK_RUNS").map_or(GATE, |runs| runs.parse().unwrap())
}

/// Something in a tree, made where there is room for it.
#[derive(Debug, Clone)]
enum Entry {
    Folder(String),
    File(String),
    Link(String, Goal),
}

/// Where a link leads: below `from`, which is not always there.
#[derive(Debug, Clone)]
enum Goal {
    Root(String),
    Outside(String),
    /// As it is: relative, climbing, to itself, or to nothing.
    Text(String),
}

fn name() -> impl Strategy<Value = String> {
    "[abc]|\\.\\.x|ü| "
}

fn below() -> impl Strategy<Value = String> {
    vec(name(), 1..4).prop_map(|names| names.join("/"))
}

fn goal() -> impl Strategy<Value = Goal> {
    prop_oneof![
        "|[abc]|[abc]/[abc]|\\.\\./outside/secret".prop_map(Goal::Root),
        "|secret|folder|folder/deep|none|\\.\\./root/a".prop_map(Goal::Outside),
        "[abc]|\\./[abc]|\\.\\.|(\\.\\./){1,6}[abc]?|(\\.\\./){1,3}outside(/secret|/folder)?|none/none|/|/\\.\\./tmp"
            .prop_map(Goal::Text),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        2 => below().prop_map(Entry::Folder),
        1 => below().prop_map(Entry::File),
        3 => (below(), goal()).prop_map(|(at, goal)| Entry::Link(at, goal)),
    ]
}

/// A root, and beside it what must not be reached.
struct World {
    _folder: TempDir,
    root: PathBuf,
    outside: PathBuf,
}

impl World {
    fn grow(entries: &[Entry]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        let (root, outside) = (real.join("root"), real.join("outside"));
        fs::create_dir(&root).unwrap();
        fs::create_dir_all(outside.join("folder/deep")).unwrap();
        for file in ["secret", "folder/a", "folder/deep/b"] {
            fs::write(outside.join(file), SECRET).unwrap();
        }
        let world = Self {
            _folder: folder,
            root,
            outside,
        };
        for entry in entries {
            world.add(entry);
        }
        world
    }

    /// Adds an entry, unless something is in its way, or a link leads its folder elsewhere.
    fn add(&self, entry: &Entry) {
        let (Entry::Folder(at) | Entry::File(at) | Entry::Link(at, _)) = entry;
        let path = self.root.join(at);
        let parent = path.parent().unwrap();
        if fs::create_dir_all(parent).is_err() || parent.canonicalize().unwrap() != parent {
            return;
        }
        match entry {
            Entry::Folder(_) => fs::create_dir(&path),
            Entry::File(_) if fs::symlink_metadata(&path).is_err() => fs::write(&path, "mine"),
            Entry::File(_) => Ok(()),
            Entry::Link(_, Goal::Root(to)) => symlink(self.root.join(to), &path),
            Entry::Link(_, Goal::Outside(to)) => symlink(self.outside.join(to), &path),
            Entry::Link(_, Goal::Text(to)) => symlink(to, &path),
        }
        // What is there already stays.
        .ok();
    }

    /// Names and contents of all that is outside.
    fn seen_outside(&self) -> Vec<(PathBuf, Option<String>)> {
        let mut seen = Vec::new();
        let mut folders = vec![self.outside.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                seen.push((path.clone(), fs::read_to_string(path).ok()));
            }
        }
        let beside = fs::read_dir(self.outside.parent().unwrap()).unwrap();
        seen.extend(beside.map(|entry| (entry.unwrap().path(), None)));
        seen.sort();
        seen
    }
}

/// What `resolve` says of `path`, against what the kernel says.
async fn agrees(place: &Place, root: &Path, path: &RemotePath) -> Result<(), TestCaseError> {
    let resolved = place.resolve(path).await;
    match (Path::new(path.as_str()).canonicalize(), &resolved) {
        (Ok(real), Ok(resolved)) => {
            prop_assert_eq!(real.to_str(), Some(resolved.as_str()));
            prop_assert!(real.starts_with(root), "{} leads to {:?}", path, real);
        }
        (Ok(real), Err(error)) => {
            prop_assert!(!real.starts_with(root), "{} is refused: {:?}", path, error);
            prop_assert!(matches!(error, Error::InvalidPath { .. }), "{:?}", error);
        }
        // It does not exist yet: it may be made, where its folder is.
        (Err(_), Ok(resolved)) => {
            let folder = resolved.parent().unwrap();
            let real = Path::new(folder.as_str()).canonicalize();
            let is_inside = real.is_ok_and(|real| real.starts_with(root));
            prop_assert!(is_inside, "{} would be made at {}", path, resolved);
        }
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

/// Reads, writes and makes folders at `path`.
async fn use_all(place: &Place, path: &RemotePath) -> Result<(), TestCaseError> {
    if let Ok(content) = read_content(place, path).await {
        let is_ours = !matches!(&content.kind, ContentKind::Text(text, _) if text == SECRET);
        prop_assert!(is_ours, "{} was read", path);
    }
    // What is refused is as good: what counts is the state of the disk afterwards.
    for folder in [path.clone(), path.join("made/deep").unwrap()] {
        create_dir_all(place, &folder).await.ok();
        let file = folder.join("new").unwrap();
        save(place, &file, b"changed", &WriteMode::Overwrite)
            .await
            .ok();
    }
    save(place, path, b"changed", &WriteMode::Overwrite)
        .await
        .ok();
    if let Ok(entry) = place.resolve_entry(path).await {
        let folder = Path::new(entry.as_str()).parent().unwrap().canonicalize();
        // A folder that is not there cannot be a way out.
        let is_inside = folder.map_or(true, |folder| folder.starts_with(place.root.as_str()));
        prop_assert!(entry.is_under(&place.root) && is_inside, "{}", entry);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn a_path_stands_for_what_is_under_its_root_or_is_refused(
        entries in vec(entry(), 1..14),
        paths in vec(below(), 1..10),
    ) {
        let world = World::grow(&entries);
        let outside = world.seen_outside();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let root = RemotePath::parse(world.root.to_str().unwrap()).unwrap();
            let place = Place::at(sftp_over_pipes().await, root.clone());
            let paths: Vec<_> = paths.iter().map(|path| root.join(path).unwrap()).collect();
            for path in &paths {
                agrees(&place, &world.root, path).await?;
            }
            for path in &paths {
                use_all(&place, path).await?;
            }
            Ok::<_, TestCaseError>(())
        })?;
        prop_assert_eq!(world.seen_outside(), outside, "nothing outside has changed");
    }
}
