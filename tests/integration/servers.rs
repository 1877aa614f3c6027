//! File servers that are not all the same: other programs, other places, other disks.

use std::fs;

use backend::{
    CreateFolder, EntryKind, ErrorCode, IpcError, MoveEntry, RemoveFolder, StatFiles, WriteOutcome,
};
use lab::{Extensions, Mount, SftpPath, SftpServer, Sudo, System};

use crate::support::{World, assert_helpful, ownership};

impl World {
    async fn set_system(&self, system: System) {
        let instance = &self.lab.instances()[0].id;
        self.lab.world().set_system(instance, system).unwrap();
        // The tunnel of before is cut: a read moves on to another, a change would not be repeated.
        self.list(0, "/home").await.unwrap();
    }

    async fn notes_of_a_save(&self, path: &str, text: &str) -> Result<Vec<String>, IpcError> {
        let loaded = self.read(0, path).await?;
        let edit = self.edit(0, path, Some(&loaded), text);
        match self.backend.write_file(edit).await? {
            WriteOutcome::Saved {
                notes, is_verified, ..
            } => {
                assert!(is_verified, "small files are read back");
                Ok(notes)
            }
            WriteOutcome::Conflict { .. } => panic!("nobody else has written {path}"),
        }
    }

    async fn move_to(&self, from: &str, to: &str) -> Result<(), IpcError> {
        let args = MoveEntry {
            workspace_id: self.id(0),
            from: from.to_owned(),
            to: to.to_owned(),
            instance_id: None,
        };
        self.backend.move_entry(args).await
    }

    async fn make_folder(&self, path: &str) -> Result<(), IpcError> {
        let args = CreateFolder {
            workspace_id: self.id(0),
            path: path.to_owned(),
            instance_id: None,
        };
        self.backend.create_folder(args).await
    }

    async fn remove_folder(&self, path: &str, typed: &str) -> Result<(u64, u64), IpcError> {
        let args = RemoveFolder {
            workspace_id: self.id(0),
            path: path.to_owned(),
            confirmed_name: typed.to_owned(),
            instance_id: None,
        };
        let removed = self.backend.remove_folder(args).await?;
        Ok((removed.files, removed.folders))
    }
}

/// Everything that a person does with files, on whatever server.
async fn works(world: &World) -> Vec<String> {
    let folder = "/workspace/new";
    world.make_folder(folder).await.unwrap();
    let again = world.make_folder(folder).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Conflict, "{again}");
    world
        .write(world.edit(0, "/workspace/new/a.md", None, "first\n"))
        .await
        .unwrap();
    let notes = world
        .notes_of_a_save("/workspace/new/a.md", "second\n")
        .await
        .unwrap();
    let file = world.disk(0, "/workspace/new/a.md");
    assert_eq!(fs::read_to_string(&file).unwrap(), "second\n");
    let stale = world.read(0, "/workspace/new/a.md").await.unwrap();
    fs::write(&file, "theirs\n").unwrap();
    let edit = world.edit(0, "/workspace/new/a.md", Some(&stale), "mine\n");
    match world.backend.write_file(edit).await.unwrap() {
        WriteOutcome::Conflict {
            theirs, written, ..
        } => {
            assert_eq!(theirs.unwrap().text.as_deref(), Some("theirs\n"));
            assert_eq!(written, None);
        }
        saved @ WriteOutcome::Saved { .. } => panic!("{saved:?}"),
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "theirs\n");
    let taken = world
        .move_to("/workspace/new/a.md", "/workspace/README.md")
        .await
        .unwrap_err();
    assert_eq!(taken.code, ErrorCode::Conflict, "{taken}");
    world
        .move_to("/workspace/new/a.md", "/workspace/new/b.md")
        .await
        .unwrap();
    let names: Vec<_> = fs::read_dir(world.disk(0, folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["b.md"], "nothing is left beside it");
    let refused = world.remove_folder(folder, "other").await.unwrap_err();
    assert_helpful(&refused, ErrorCode::InvalidInput);
    assert_eq!(world.remove_folder(folder, "new").await.unwrap(), (1, 1));
    assert!(!world.disk(0, folder).exists());
    notes
}

#[tokio::test(flavor = "multi_thread")]
async fn openssh_s_own_servers_can_do_all_of_it() {
    let world = World::start(1).await;
    for sftp in [SftpServer::External, SftpServer::Internal] {
        world
            .set_system(System {
                sftp,
                ..System::default()
            })
            .await;
        assert_eq!(works(&world).await, Vec::<String>::new(), "{sftp:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn proftpd_does_it_with_and_without_extensions_and_what_it_lacks_is_told() {
    let world = World::start(1).await;
    for (extensions, missing) in [(Extensions::None, 3), (Extensions::Offered, 0)] {
        world
            .set_system(System {
                sftp: SftpServer::Proftpd(extensions),
                ..System::default()
            })
            .await;
        let notes = works(&world).await;
        assert_eq!(notes.len(), missing, "{extensions:?}: {notes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_of_root_is_found_wherever_distributions_have_it() {
    let world = World::start(1).await;
    for sftp_path in [SftpPath::Debian, SftpPath::RedHat, SftpPath::Alpine] {
        world
            .set_system(System {
                sftp_path,
                ..System::default()
            })
            .await;
        let text = format!("name: {sftp_path:?}\nruntime: claude-code\n");
        world.notes_of_a_save("config.yaml", &text).await.unwrap();
        let file = world.disk(0, "/configs/config.yaml");
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        assert_eq!(ownership(&file).1, 0, "it is root's and stays so");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_sudo_or_a_server_for_it_files_of_root_are_read_only_and_say_why() {
    let world = World::start(1).await;
    for (sudo, sftp_path, sftp) in [
        (Sudo::NeedsPassword, SftpPath::Hosts, SftpServer::External),
        (Sudo::Missing, SftpPath::Hosts, SftpServer::External),
        (Sudo::Free, SftpPath::Missing, SftpServer::Internal),
    ] {
        world
            .set_system(System {
                sudo,
                sftp_path,
                sftp,
                ..System::default()
            })
            .await;
        let told = format!("{sudo:?}, {sftp_path:?}");
        let listing = world.list(0, "").await.unwrap();
        let reason = listing.read_only_reason.expect(&told);
        assert!(reason.contains("sudo"), "{told}: {reason}");
        let error = world
            .notes_of_a_save("config.yaml", "name: x\n")
            .await
            .unwrap_err();
        assert_helpful(&error, ErrorCode::PermissionDenied);
        // Those of the user are not concerned.
        world
            .notes_of_a_save("/workspace/README.md", &told)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_and_one_for_reading_only_are_named_and_cost_nothing() {
    let world = World::start(1).await;
    fs::write(world.disk(0, "/workspace/old.md"), "old\n").unwrap();
    world
        .set_system(System {
            mounts: vec![Mount::Small {
                folder: "/workspace".to_owned(),
                size_bytes: 256 << 10,
            }],
            ..System::default()
        })
        .await;
    let large = "x".repeat(300 << 10);
    let error = world
        .notes_of_a_save("/workspace/old.md", &large)
        .await
        .unwrap_err();
    assert!(error.message.contains("disk is full"), "{error}");
    let now = world.read(0, "/workspace/old.md").await.unwrap();
    assert_eq!(now.text.as_deref(), Some("old\n"));
    let names: Vec<_> = world.list(0, "/workspace").await.unwrap().hidden;
    assert_eq!(names, Vec::<String>::new(), "the half file is gone");

    world
        .set_system(System {
            mounts: vec![Mount::ReadOnly {
                folder: "/workspace".to_owned(),
            }],
            ..System::default()
        })
        .await;
    let error = world
        .notes_of_a_save("/workspace/old.md", "new\n")
        .await
        .unwrap_err();
    assert_helpful(&error, ErrorCode::PermissionDenied);
    assert!(error.message.contains("read-only"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_files_tells_what_has_changed_and_what_is_gone() {
    let world = World::start(1).await;
    let loaded = world.read(0, "/workspace/README.md").await.unwrap();
    let paths = ["/workspace/README.md", "/workspace/none.md", "/workspace"];
    let args = StatFiles {
        workspace_id: world.id(0),
        paths: paths.map(str::to_owned).to_vec(),
    };
    let stats = world.backend.stat_files(args).await.unwrap();
    let file = stats[0].stat.as_ref().unwrap();
    assert_eq!(stats[0].path, loaded.path);
    assert_eq!(stats[0].instance_id, loaded.instance_id);
    assert_eq!(
        (file.size_bytes, file.modified_ms, file.mode),
        (
            loaded.version.size_bytes,
            loaded.version.modified_ms,
            loaded.mode
        ),
        "an editor compares them"
    );
    assert_eq!(stats[1].stat, None);
    assert_eq!(stats[2].stat.as_ref().unwrap().kind, EntryKind::Folder);
}
