//! Files on the instance: whole, and as they were but for what was changed.

use std::{fs, time::Duration};

use backend::{ContentKind, EntryKind, ErrorCode, WriteOutcome};

use crate::support::{World, assert_helpful, ownership, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_edit_stands_on_the_disk_with_mode_and_owner_kept() {
    let world = World::start(1).await;
    let file = world.disk(0, "/configs/config.yaml");
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    std::os::unix::fs::chown(&file, Some(0), Some(1000)).unwrap();
    let loaded = world.read(0, "config.yaml").await.unwrap();
    assert_eq!(
        loaded.text.as_deref(),
        Some(&*fs::read_to_string(&file).unwrap())
    );
    let text = format!("{}# edited\n", loaded.text.as_deref().unwrap());
    let version = world
        .write(world.edit(0, "config.yaml", Some(&loaded), &text))
        .await
        .unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(ownership(&file), (0o640, 0, 1000));
    let again = world.read(0, "config.yaml").await.unwrap();
    assert_eq!(again.version, version, "what was written is what is read");
    let names: Vec<_> = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().contains("causeway")),
        "{names:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_user_stays_the_user_s() {
    let world = World::start(1).await;
    let file = world.disk(0, "/workspace/README.md");
    let before = ownership(&file);
    let loaded = world.read(0, "/workspace/README.md").await.unwrap();
    let edit = world.edit(0, "/workspace/README.md", Some(&loaded), "new\n");
    world.write(edit).await.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "new\n");
    assert_eq!(ownership(&file), before);
    world
        .write(world.edit(0, "/workspace/new.md", None, "x"))
        .await
        .unwrap();
    assert_eq!(
        ownership(&world.disk(0, "/workspace/new.md")),
        (0o644, before.1, before.2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changed_since_it_was_loaded_is_a_conflict_and_stays() {
    let world = World::start(1).await;
    let file = world.disk(0, "/configs/notes/a.md");
    let loaded = world.read(0, "notes/a.md").await.unwrap();
    // The same size and, within its second, the same time: only the content tells.
    let theirs = "x".repeat(usize::try_from(loaded.version.size_bytes).unwrap());
    fs::write(&file, &theirs).unwrap();
    let mut edit = world.edit(0, "notes/a.md", Some(&loaded), "mine\n");
    match world.backend.write_file(edit.clone()).await.unwrap() {
        WriteOutcome::Conflict {
            theirs: Some(found),
            written: None,
            ..
        } => assert_eq!(found.text.as_ref(), Some(&theirs), "with both texts"),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        theirs,
        "theirs stays until the user has chosen"
    );
    edit.overwrite = true;
    world.write(edit).await.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_never_replaces_one_that_is_there() {
    let world = World::start(1).await;
    let create = world.edit(0, "notes/a.md", None, "mine\n");
    let error = world.write(create).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    let loaded = world.read(0, "notes/a.md").await.unwrap();
    fs::remove_file(world.disk(0, "/configs/notes/a.md")).unwrap();
    let edit = world.edit(0, "notes/a.md", Some(&loaded), "mine\n");
    let error = world.write(edit).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
    assert!(
        !world.disk(0, "/configs/notes/a.md").exists(),
        "a removal is a change, too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_inside_its_root_is_written_through_and_stays_a_link() {
    let world = World::start(1).await;
    let link = world.disk(0, "/configs/current.md");
    std::os::unix::fs::symlink("notes/a.md", &link).unwrap();
    let loaded = world.read(0, "current.md").await.unwrap();
    let edit = world.edit(0, "current.md", Some(&loaded), "through\n");
    world.write(edit).await.unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let target = world.disk(0, "/configs/notes/a.md");
    assert_eq!(fs::read_to_string(target).unwrap(), "through\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_and_large_files_are_told_and_not_shown() {
    let world = World::start(1).await;
    fs::write(world.disk(0, "/configs/blob"), [0xff, 0, 1, 2]).unwrap();
    fs::write(
        world.disk(0, "/configs/large.log"),
        vec![b'x'; (5 << 20) + 1],
    )
    .unwrap();
    let blob = world.read(0, "blob").await.unwrap();
    assert_eq!(
        (blob.kind, blob.text, blob.version.size_bytes),
        (ContentKind::Binary, None, 4)
    );
    let large = world.read(0, "large.log").await.unwrap();
    assert_eq!((large.kind, large.text), (ContentKind::TooLarge, None));
    let args = backend::ReadFile {
        workspace_id: world.id(0),
        path: "large.log".to_owned(),
    };
    let whole = world.backend.read_bytes(args).await.unwrap();
    assert_eq!(
        whole.len(),
        (5 << 20) + 1,
        "the CLI reads files of any size"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_has_folders_first_and_odd_names_as_they_are() {
    let world = World::start(1).await;
    for name in ["zeta", "with space", "quote'\"", "new\nline", "ümlaut"] {
        fs::write(world.disk(0, &format!("/configs/notes/{name}")), "x").unwrap();
    }
    fs::create_dir(world.disk(0, "/configs/notes/zfolder")).unwrap();
    fs::create_dir(world.disk(0, "/configs/notes/node_modules")).unwrap();
    let listing = world.list(0, "notes").await.unwrap();
    let names: Vec<_> = listing
        .entries
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    let expected = [
        "zfolder",
        "a.md",
        "b.md",
        "new\nline",
        "quote'\"",
        "with space",
        "zeta",
        "ümlaut",
    ];
    assert_eq!(names, expected);
    assert_eq!(listing.entries[0].kind, EntryKind::Folder);
    assert_eq!(
        (listing.base.as_str(), listing.path.as_str()),
        ("/configs", "/configs/notes")
    );
    for entry in listing
        .entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::File)
    {
        world.read(0, &entry.path).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_files_are_removed() {
    let world = World::start(1).await;
    assert_helpful(
        &world.remove(0, "notes").await.unwrap_err(),
        ErrorCode::InvalidInput,
    );
    assert_helpful(
        &world.remove(0, "").await.unwrap_err(),
        ErrorCode::InvalidInput,
    );
    assert_helpful(
        &world.remove(0, "notes/none.md").await.unwrap_err(),
        ErrorCode::NotFound,
    );
    world.remove(0, "notes/a.md").await.unwrap();
    assert!(!world.disk(0, "/configs/notes/a.md").exists());
    assert!(world.disk(0, "/configs/notes/b.md").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_sudo_files_of_root_are_readable_and_say_why_they_cannot_be_written() {
    let world = World::start(1).await;
    // The instance's disk is complete once it is up; what is refused later concerns a new session.
    world.list(0, "/workspace").await.unwrap();
    let sudoers = world.disk(0, "/etc/sudoers");
    fs::write(&sudoers, "root ALL=(ALL) ALL\n").unwrap();
    for file in fs::read_dir(world.disk(0, "/etc/sudoers.d"))
        .into_iter()
        .flatten()
    {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    world
        .lab
        .world()
        .drop_tunnels(&world.id(0).to_string())
        .unwrap();
    let loaded = world.read(0, "config.yaml").await.unwrap();
    let reason = loaded.read_only_reason.clone().unwrap();
    assert!(reason.contains("sudo"), "{reason}");
    let text = loaded.text.clone().unwrap();
    let edit = world.edit(0, "config.yaml", Some(&loaded), &format!("{text}# x\n"));
    let error = world.write(edit).await.unwrap_err();
    assert_helpful(&error, ErrorCode::PermissionDenied);
    assert!(error.message.contains("sudo"), "{error}");
    assert_eq!(
        world.lab.counters().ssh_authentications,
        2,
        "the new session stays alive"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn abandoned_reads_leave_no_handle_open() {
    /// More than the 126 handles that russh-sftp can tell apart.
    const ABANDONED: usize = 200;
    let world = World::start(1).await;
    world.read(0, "notes/a.md").await.unwrap();
    // An opening answers after 40 ms; each read is dropped while it waits for that, or for what follows.
    world.lab.world().set_delay(Duration::from_millis(40));
    let reads = (0..ABANDONED).map(|index| {
        let wait = Duration::from_millis(20 + index as u64 % 80);
        tokio::time::timeout(wait, world.read(0, "notes/a.md"))
    });
    let ended = futures_util::future::join_all(reads).await;
    let abandoned = ended.iter().filter(|read| read.is_err()).count();
    assert!(
        abandoned > ABANDONED / 2,
        "only {abandoned} were dropped in time"
    );
    world.lab.world().set_delay(Duration::ZERO);
    for _ in 0..100 {
        world.read(0, "notes/b.md").await.unwrap();
    }
    assert_eq!(world.lab.counters().ssh_authentications, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answer_was_lost_is_looked_for_and_not_repeated() {
    let world = World::start(1).await;
    let file = world.disk(0, "/configs/notes/a.md");
    let loaded = world.read(0, "notes/a.md").await.unwrap();
    let edit = world.edit(0, "notes/a.md", Some(&loaded), "new\n");
    // What the instance has done is answered 100 ms later: time enough to cut the connection in between.
    world.lab.world().set_delay(Duration::from_millis(200));
    let write = world.write(edit);
    let cut = async {
        until(|| fs::read_to_string(&file).unwrap() == "new\n").await;
        world
            .lab
            .world()
            .drop_tunnels(&world.id(0).to_string())
            .unwrap();
        world.lab.world().set_delay(Duration::ZERO);
    };
    let (written, ()) = tokio::join!(write, cut);
    written.unwrap();
    assert_eq!(
        world.lab.counters().ssh_authentications,
        2,
        "the answer came from a second session"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_was_cut_before_it_was_done_says_so_and_leaves_the_old_file() {
    let world = World::start(1).await;
    let file = world.disk(0, "/configs/notes/a.md");
    let old = fs::read_to_string(&file).unwrap();
    let loaded = world.read(0, "notes/a.md").await.unwrap();
    let edit = world.edit(0, "notes/a.md", Some(&loaded), &"x".repeat(3 << 20));
    world.lab.world().set_delay(Duration::from_millis(200));
    let write = world.write(edit);
    let cut = async {
        let folder = file.parent().unwrap();
        let is_temporary =
            |entry: fs::DirEntry| entry.path().extension().is_some_and(|e| e == "causeway");
        until(|| fs::read_dir(folder).unwrap().flatten().any(is_temporary)).await;
        world
            .lab
            .world()
            .drop_tunnels(&world.id(0).to_string())
            .unwrap();
        world.lab.world().set_delay(Duration::ZERO);
    };
    let (written, ()) = tokio::join!(write, cut);
    let error = written.unwrap_err();
    assert_helpful(&error, ErrorCode::TunnelLost);
    assert!(error.message.contains("save again"), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), old);
}
