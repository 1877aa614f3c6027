use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, sync::Arc};

use futures_util::future::join_all;

use super::*;
use crate::{Environment, FileVersion, MemoryCache, Paths, TextEncoding};

const WORKSPACE: &str = "0b9ec38e-6b3c-4f0c-9a41-7a3c0ad5c001";
const INSTANCE: &str = "i-0123456789abcdef0";

struct Home {
    folder: tempfile::TempDir,
    backend: Backend,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            settings: folder.path().join("settings.json"),
            known_hosts: folder.path().join("known_hosts"),
        };
        let backend = Backend::new(paths, Environment::default(), Arc::<MemoryCache>::default());
        Self { folder, backend }
    }

    fn drafts(&self) -> PathBuf {
        self.folder.path().join("drafts")
    }

    /// The one file of the journal.
    fn file(&self) -> PathBuf {
        let mut files: Vec<_> = fs::read_dir(self.drafts()).unwrap().collect();
        assert_eq!(files.len(), 1);
        files.remove(0).unwrap().path()
    }

    async fn texts(&self) -> Vec<String> {
        let listed = self.backend.list_drafts().await.unwrap();
        listed.drafts.into_iter().map(|draft| draft.text).collect()
    }

    async fn unreadable(&self) -> Vec<String> {
        self.backend.list_drafts().await.unwrap().unreadable
    }
}

fn draft(path: &str, text: &str, changed_ms: u64) -> Draft {
    Draft {
        workspace_id: WORKSPACE.parse().unwrap(),
        instance_id: INSTANCE.to_owned(),
        path: path.to_owned(),
        text: text.to_owned(),
        encoding: TextEncoding::Utf8WithBytes,
        base: Some(FileVersion {
            size_bytes: 3,
            modified_ms: 1_000,
            sha256: None,
        }),
        base_text: Some("old".to_owned()),
        changed_ms,
    }
}

fn dropping(draft: &Draft) -> DropDraft {
    DropDraft {
        workspace_id: draft.workspace_id,
        instance_id: draft.instance_id.clone(),
        path: draft.path.clone(),
    }
}

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn what_is_kept_is_listed_oldest_first_and_is_the_user_s_alone() {
    let home = Home::new();
    assert_eq!(home.texts().await, [""; 0], "no folder is no error");
    let newer = draft("/configs/a", "b\u{0}\u{10FF80}", 2);
    home.backend.keep_draft(newer.clone()).await.unwrap();
    assert_eq!((mode(&home.drafts()), mode(&home.file())), (0o700, 0o600));
    let older = draft("/configs/b", "a", 1);
    home.backend.keep_draft(older.clone()).await.unwrap();
    let listed = home.backend.list_drafts().await.unwrap();
    assert_eq!(listed.drafts, [older, newer]);
    assert_eq!(listed.unreadable, [""; 0]);
}

#[tokio::test]
async fn one_path_on_two_instances_is_two_drafts_and_dropping_one_leaves_the_other() {
    let home = Home::new();
    let first = draft("/configs/a", "first", 1);
    let mut second = draft("/configs/a", "second", 2);
    second.instance_id = "i-0123456789abcdef1".to_owned();
    home.backend.keep_draft(first.clone()).await.unwrap();
    home.backend.keep_draft(second).await.unwrap();
    home.backend.drop_draft(dropping(&first)).await.unwrap();
    assert_eq!(home.texts().await, ["second"]);
    home.backend.drop_draft(dropping(&first)).await.unwrap();
}

#[tokio::test]
async fn the_last_of_many_at_once_stays_also_when_nobody_waits_for_the_others() {
    let home = Home::new();
    let mut keeping = Vec::new();
    for n in 0..100 {
        let mut kept = Box::pin(home.backend.keep_draft(draft("/a", &n.to_string(), 0)));
        // Asked for, in this order.
        assert!(futures_util::poll!(&mut kept).is_pending());
        keeping.push(kept);
    }
    let last = keeping.pop();
    keeping.truncate(20);
    join_all(keeping.into_iter().step_by(2)).await;
    last.unwrap().await.unwrap();
    assert_eq!(home.texts().await, ["99"]);
}

#[tokio::test]
async fn a_draft_that_is_too_large_is_refused_and_the_one_before_stays() {
    let home = Home::new();
    home.backend
        .keep_draft(draft("/a", "kept", 1))
        .await
        .unwrap();
    let large = draft("/a", &"x".repeat(16 << 20), 2);
    let error = home.backend.keep_draft(large).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput);
    assert!(error.message.contains("16 MiB"), "{error}");
    let error = home
        .backend
        .keep_draft(draft("a", "", 2))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "a path that is none");
    assert_eq!(home.texts().await, ["kept"]);
}

#[tokio::test]
async fn any_damage_is_noticed_reported_by_name_and_left_in_place() {
    let home = Home::new();
    let kept = draft("/configs/a", "some text", 1);
    home.backend.keep_draft(kept.clone()).await.unwrap();
    let file = home.file();
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    let whole = fs::read(&file).unwrap();
    let mut damages: Vec<Vec<u8>> = (0..whole.len()).map(|at| whole[..at].to_vec()).collect();
    damages.push(vec![0; whole.len()]);
    damages.push(b"\n\n\n".to_vec());
    damages.push(b"{\"version\":1}\n{}\n".to_vec());
    damages.extend((0..whole.len()).step_by(7).map(|at| {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        flipped
    }));
    for damage in damages {
        fs::write(&file, &damage).unwrap();
        let listed = home.backend.list_drafts().await.unwrap();
        assert_eq!(listed.drafts, [], "{:?}", String::from_utf8_lossy(&damage));
        let said = &listed.unreadable[..];
        assert!(matches!(said, [one] if one.starts_with(&name)), "{said:?}");
        assert!(
            !said[0].contains("some"),
            "nothing of the content: {said:?}"
        );
        assert_eq!(fs::read(&file).unwrap(), damage);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_neither_overwritten_nor_removed() {
    let home = Home::new();
    let kept = draft("/configs/a", "new", 1);
    home.backend.keep_draft(kept.clone()).await.unwrap();
    let file = home.file();
    for (n, damage) in ["{\"version\":2}\nof the future\n", "garbage"]
        .iter()
        .enumerate()
    {
        fs::write(&file, damage).unwrap();
        assert_eq!(home.texts().await, [""; 0]);
        home.backend.keep_draft(kept.clone()).await.unwrap();
        assert_eq!(home.texts().await, ["new"]);
        assert_eq!(
            home.unreadable().await.len(),
            n + 1,
            "put aside, and reported"
        );
    }
    fs::write(&file, "more garbage").unwrap();
    home.backend.drop_draft(dropping(&kept)).await.unwrap();
    assert_eq!(home.unreadable().await.len(), 3);
    let said = home.unreadable().await.join("\n");
    assert!(said.contains("newer Causeway"), "{said}");
}

#[tokio::test]
async fn what_a_killed_process_left_unfinished_is_no_draft_and_goes_after_an_hour() {
    let home = Home::new();
    home.backend
        .keep_draft(draft("/a", "whole", 1))
        .await
        .unwrap();
    let [old, new] = [".draft-old.new", ".draft-new.new"].map(|name| home.drafts().join(name));
    for file in [&old, &new] {
        fs::write(file, "half").unwrap();
    }
    let two_hours_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(2);
    let open = fs::File::options().write(true).open(&old).unwrap();
    open.set_modified(two_hours_ago).unwrap();
    assert_eq!(home.texts().await, ["whole"]);
    assert_eq!(home.unreadable().await, [""; 0]);
    assert_eq!(
        (old.exists(), new.exists()),
        (false, true),
        "another process may be at it"
    );
}

#[tokio::test]
async fn a_copy_a_folder_and_a_file_without_end_are_reported() {
    let home = Home::new();
    home.backend
        .keep_draft(draft("/a", "whole", 1))
        .await
        .unwrap();
    fs::copy(home.file(), home.drafts().join("copy.json")).unwrap();
    fs::create_dir(home.drafts().join("folder.json")).unwrap();
    let endless = fs::File::create(home.drafts().join("endless.json")).unwrap();
    endless.set_len(1 << 40).unwrap();
    assert_eq!(home.texts().await, ["whole"]);
    assert_eq!(home.unreadable().await.len(), 3);
}

#[tokio::test]
async fn a_disk_that_takes_nothing_is_an_error_that_names_the_folder() {
    let home = Home::new();
    fs::write(home.drafts(), "in the way").unwrap();
    let error = home
        .backend
        .keep_draft(draft("/a", "text", 1))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Internal);
    assert!(error.message.contains("drafts"), "{error}");
    assert!(home.backend.list_drafts().await.is_err());
}
