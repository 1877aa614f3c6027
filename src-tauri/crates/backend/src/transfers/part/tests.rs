use std::path::PathBuf;

use remote::{EntryKind, RemotePath};

use super::*;
use crate::transfers::plan::File;

struct Here {
    home: tempfile::TempDir,
    plan: Arc<Plan>,
}

impl Here {
    fn new(names: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut plan = Plan::default();
        let remote = RemotePath::parse("/workspace").unwrap();
        let folder = plan.target(home.path(), &remote);
        for name in names {
            plan.file(File {
                folder,
                name: (*name).to_owned(),
                size_bytes: 3,
                is_named: false,
            });
        }
        Self {
            home,
            plan: Arc::new(plan),
        }
    }

    async fn part(&self, kept: Option<Part>, modified: u64) -> Part {
        let stat = Stat {
            kind: EntryKind::File,
            size_bytes: 3,
            modified: Duration::from_secs(modified),
            mode: 0o644,
            uid: 0,
            gid: 0,
        };
        Part::begin(kept, &self.plan, 0, &stat).await.unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.home.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

#[tokio::test]
async fn it_is_beside_its_place_until_it_is_whole_and_goes_on_after_a_rest() {
    let here = Here::new(&["a"]);
    let mut part = here.part(None, 1_000).await;
    part.push(b"ab").await.unwrap();
    assert_eq!(here.names(), [""; 0], "little is not worth a file yet");
    let part = part.park().await.unwrap();
    assert_eq!(here.names(), ["a.part"]);
    let mut part = here.part(Some(part), 1_000).await;
    assert_eq!((part.position(), part.is_whole()), (2, false));
    part.push(b"c").await.unwrap();
    assert!(part.is_whole());
    part.finish(Existing::Skip).await.unwrap();
    assert_eq!(here.names(), ["a"]);
    assert_eq!(fs::read(here.path("a")).unwrap(), b"abc");
    let modified = fs::metadata(here.path("a")).unwrap().modified().unwrap();
    assert_eq!(modified, UNIX_EPOCH + Duration::from_secs(1_000));
}

#[tokio::test]
async fn what_is_of_another_file_or_was_touched_is_not_gone_on_with() {
    let here = Here::new(&["a"]);
    let mut part = here.part(None, 1_000).await;
    part.push(b"ab").await.unwrap();
    let part = here.part(Some(part.park().await.unwrap()), 1_001).await;
    assert_eq!((part.position(), here.names().len()), (0, 0));
    let mut part = part;
    part.push(b"ab").await.unwrap();
    let part = part.park().await.unwrap();
    fs::write(here.path("a.part"), "abcdef").unwrap();
    assert_eq!(here.part(Some(part), 1_001).await.position(), 0);
}

#[tokio::test]
async fn files_that_are_there_stay_unless_they_are_to_be_replaced() {
    let here = Here::new(&["a"]);
    fs::write(here.path("a"), "old").unwrap();
    let mut part = here.part(None, 1_000).await;
    part.push(b"new").await.unwrap();
    let refused = part.park().await.unwrap();
    let refused = here.part(Some(refused), 1_000).await.finish(Existing::Skip);
    assert!(matches!(refused.await, Err(Trouble::Problem(_))));
    assert_eq!(fs::read(here.path("a")).unwrap(), b"old");
    let mut part = here.part(None, 1_000).await;
    part.push(b"new").await.unwrap();
    part.finish(Existing::Replace).await.unwrap();
    assert_eq!(fs::read(here.path("a")).unwrap(), b"new");
    assert_eq!(here.names(), ["a"], "nothing is left");
}

#[cfg(unix)]
#[tokio::test]
async fn no_link_is_followed_and_no_other_file_is_touched() {
    let here = Here::new(&["a", "a.2.part"]);
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "old").unwrap();
    for link in ["a", "a.part"] {
        std::os::unix::fs::symlink(&secret, here.path(link)).unwrap();
    }
    let mut part = here.part(None, 1_000).await;
    part.push(b"new").await.unwrap();
    let part = part.park().await.unwrap();
    assert_eq!(
        here.names(),
        ["a", "a.3.part", "a.part"],
        "a file of the plan keeps its name"
    );
    let part = here.part(Some(part), 1_000).await;
    part.finish(Existing::Replace).await.unwrap();
    assert_eq!(fs::read(&secret).unwrap(), b"old");
    assert!(
        fs::symlink_metadata(here.path("a")).unwrap().is_file(),
        "the link itself is replaced"
    );
}

#[tokio::test]
async fn a_folder_of_that_name_is_never_replaced() {
    let here = Here::new(&["a"]);
    fs::create_dir(here.path("a")).unwrap();
    let part = here.part(None, 1_000).await;
    let refused = part.finish(Existing::Replace).await;
    assert!(matches!(refused, Err(Trouble::Problem(_))));
    assert_eq!(here.names(), ["a"]);
}
