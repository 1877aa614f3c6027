//! Searching the content of files, by the instance's own `grep`.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown, symlink},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use backend::{ErrorCode, IpcError, SearchEnd, SearchFiles, SearchMatch, StopSearch};

use tokio::time::Instant;

use crate::support::{World, assert_helpful, causeway, exports, until};

impl World {
    fn search(&self, folder: &str, text: &str) -> SearchFiles {
        SearchFiles {
            workspace_id: self.id(0),
            folder: folder.to_owned(),
            text: text.to_owned(),
            is_case_sensitive: true,
            search_id: 1,
        }
    }

    /// Every match, in order of path and line, and the end.
    async fn found(&self, args: SearchFiles) -> Result<(Vec<SearchMatch>, SearchEnd), IpcError> {
        let mut found = Vec::new();
        let end = self
            .backend
            .search_files(args, |matches| found.extend(matches))
            .await?;
        found.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        assert_eq!(end.matches, found.len() as u64);
        Ok((found, end))
    }

    /// Lets go of what else allows `sudo`, and of the session.
    fn forget_sudo_and_session(&self) {
        let folder = fs::read_dir(self.disk(0, "/etc/sudoers.d"));
        for file in folder.into_iter().flatten() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
        let world = self.lab.world();
        world.drop_tunnels(&self.id(0).to_string()).unwrap();
    }

    /// A folder that takes `grep` many seconds to read, without a find: one large file of many names.
    fn make_slow(&self, folder: &str) {
        let folder = self.disk(0, folder).join("slow");
        fs::create_dir(&folder).unwrap();
        let line = "some text of a line that is not what anybody looks for\n";
        fs::write(folder.join("first"), line.repeat(400_000)).unwrap();
        for number in 0..3_000 {
            fs::hard_link(folder.join("first"), folder.join(number.to_string())).unwrap();
        }
        chown(&folder, Some(1000), Some(1000)).unwrap();
    }
}

fn matched(path: &str, line: u64, text: &str) -> SearchMatch {
    SearchMatch {
        path: path.to_owned(),
        line,
        text: text.to_owned(),
    }
}

/// Processes with `text` among their arguments.
fn processes(text: &str) -> usize {
    let own = std::process::id().to_string();
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy() != own)
        .filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
        .filter(|line| {
            line.windows(text.len())
                .any(|window| window == text.as_bytes())
        })
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_found_in_files_of_root_and_of_the_user() {
    let world = World::start(1).await;
    for (folder, owner) in [("/configs", 0), ("/home/ubuntu", 1000)] {
        let disk = world.disk(0, folder).join("searched");
        for name in ["", "sub", ".git", "node_modules"] {
            fs::create_dir_all(disk.join(name)).unwrap();
            fs::write(disk.join(name).join("file"), "one\na Needle: ü\n").unwrap();
        }
        fs::write(disk.join("binary"), b"a Needle\0\n").unwrap();
        fs::write(disk.join(".x.1-00000000.causeway"), "a Needle").unwrap();
        fs::write(disk.join("latin1"), b"Ren\xe9 Needle\r\n").unwrap();
        fs::set_permissions(disk.join("sub/file"), fs::Permissions::from_mode(0o600)).unwrap();
        chown(disk.join("sub/file"), Some(owner), None).unwrap();
        symlink("/etc", disk.join("link")).unwrap();

        let path = |name: &str| format!("{folder}/searched/{name}");
        let args = world.search(&path(""), "Needle");
        let (found, end) = world.found(args).await.unwrap();
        let expected = [
            matched(&path("file"), 2, "a Needle: ü"),
            matched(&path("latin1"), 1, "Ren\u{FFFD} Needle"),
            matched(&path("sub/file"), 2, "a Needle: ü"),
        ];
        assert_eq!(found, expected);
        assert_eq!((end.is_cut, end.problems), (false, vec![]));

        let (found, _) = world
            .found(world.search(&path(""), "needle: Ü"))
            .await
            .unwrap();
        assert_eq!(found, []);
        let args = SearchFiles {
            is_case_sensitive: false,
            ..world.search(&path(""), "needle: Ü")
        };
        let (found, _) = world.found(args).await.unwrap();
        assert_eq!(found, [expected[0].clone(), expected[2].clone()]);
        let (found, _) = world
            .found(world.search(&path(".git"), "Needle"))
            .await
            .unwrap();
        assert_eq!(found, [matched(&path(".git/file"), 2, "a Needle: ü")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_and_names_are_data() {
    let world = World::start(1).await;
    let mark = world.disk(0, "/home/ubuntu/mark");
    for folder in ["/configs", "/home/ubuntu"] {
        for hostile in [
            "'; touch /home/ubuntu/mark; '",
            "$(touch /home/ubuntu/mark)",
            "`touch /home/ubuntu/mark`",
            "\" || touch /home/ubuntu/mark \"",
            "\\'; touch /home/ubuntu/mark #",
            "--include=*",
            "-v",
            "!! \\\\ \\n %s",
        ] {
            let name = hostile.replace('/', "_");
            let disk = world.disk(0, folder).join(&name);
            fs::create_dir(&disk).unwrap();
            fs::write(disk.join("-a\n'b'"), hostile).unwrap();
            let place = format!("{folder}/{name}");
            let (found, end) = world.found(world.search(&place, hostile)).await.unwrap();
            assert_eq!(found, [matched(&format!("{place}/-a\n'b'"), 1, hostile)]);
            assert_eq!(end.problems, Vec::<String>::new());
        }
    }
    assert!(!mark.exists(), "nothing of it was run");
    for text in ["", "two\nlines", &"x".repeat(1_001)] {
        let error = world
            .found(world.search("/configs", text))
            .await
            .unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_a_link_leads_out_of_its_root_is_refused_and_what_cannot_be_read_is_told() {
    let world = World::start(1).await;
    symlink("/etc", world.disk(0, "/home/ubuntu").join("out")).unwrap();
    for folder in ["/home/ubuntu/out", "/etc", "/home/ubuntu/out/ssh"] {
        let error = world.found(world.search(folder, "root")).await.unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
    }
    let error = world
        .found(world.search("/home/ubuntu/none", "x"))
        .await
        .unwrap_err();
    assert_helpful(&error, ErrorCode::NotFound);

    let closed = world.disk(0, "/home/ubuntu").join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(world.disk(0, "/home/ubuntu").join("open"), "needle").unwrap();
    let (found, end) = world
        .found(world.search("/home/ubuntu", "needle"))
        .await
        .unwrap();
    assert_eq!(found, [matched("/home/ubuntu/open", 1, "needle")]);
    assert_eq!(end.problems, ["closed: Permission denied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_ends_at_2000_lines_and_a_file_at_200() {
    let world = World::start(1).await;
    let text = "cut-needle-5d1f";
    let disk = world.disk(0, "/configs/notes");
    for number in 0..20 {
        fs::write(
            disk.join(format!("many{number}")),
            format!("{text}\n").repeat(300),
        )
        .unwrap();
    }
    let (found, end) = world
        .found(world.search("/configs/notes", text))
        .await
        .unwrap();
    assert_eq!((found.len(), end.is_cut), (2_000, true));
    let most = found.iter().filter(|one| one.path == found[0].path).count();
    assert_eq!(most, 200);
    until(|| processes(text) == 0).await;
    assert!(
        end.problems.iter().any(|problem| problem.contains("200")),
        "{:?}",
        end.problems
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_that_nobody_wants_any_more_does_not_stand_in_the_way_of_others() {
    let world = World::start(1).await;
    world.make_slow("/configs");
    // 200 lines of each of 3,000 files, of which the first ten files are enough.
    for _ in 0..10 {
        let text = "some text of a line";
        let (found, end) = world.found(world.search("/configs", text)).await.unwrap();
        assert_eq!((found.len(), end.is_cut), (2_000, true));
        let read = tokio::time::timeout(Duration::from_secs(5), world.read(0, "config.yaml"));
        read.await.unwrap().unwrap();
    }
    assert_eq!(world.backend.setups(), 1, "it is one session all the time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_search_ends_at_once_and_leaves_no_grep() {
    let world = World::start(1).await;
    for (folder, text) in [
        ("/configs", "stop-root-77a1"),
        ("/home/ubuntu", "stop-user-77a1"),
    ] {
        world.make_slow(folder);
        let args = world.search(folder, text);
        let searching = tokio::spawn({
            let backend = world.backend.clone();
            let args = args.clone();
            async move { backend.search_files(args, |_| {}).await }
        });
        until(|| processes(text) > 0).await;
        world.read(0, "config.yaml").await.unwrap();
        let stopped = Instant::now();
        world.backend.stop_search(&StopSearch {
            workspace_id: args.workspace_id,
            search_id: args.search_id,
        });
        let error = searching.await.unwrap().unwrap_err();
        let took = stopped.elapsed();
        assert_eq!(error.code, ErrorCode::Cancelled);
        // Far from the minute that a search may take without a find.
        assert!(took < Duration::from_secs(2), "{took:?}");
        until(|| processes(text) == 0).await;
    }
    assert_eq!(
        world.backend.setups(),
        1,
        "the session is as good as before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_search_of_a_workspace_stops_the_first() {
    let world = World::start(1).await;
    world.make_slow("/configs");
    let text = "first-needle-90be";
    let first = tokio::spawn({
        let backend = world.backend.clone();
        let args = world.search("/configs", text);
        async move { backend.search_files(args, |_| {}).await }
    });
    until(|| processes(text) > 0).await;
    for number in 0..20 {
        let args = SearchFiles {
            search_id: number,
            ..world.search("/configs/notes", "nothing-holds-this")
        };
        let (found, _) = world.found(args).await.unwrap();
        assert_eq!(found, [], "channels are given back");
    }
    let error = first.await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::Cancelled);
    until(|| processes(text) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_sudo_files_of_root_are_searched_as_the_user_and_that_is_told() {
    let world = World::start(1).await;
    // The instance's disk is complete once it is up; what is refused later concerns a new session.
    world.list(0, "/workspace").await.unwrap();
    fs::write(world.disk(0, "/etc/sudoers"), "root ALL=(ALL) ALL\n").unwrap();
    world.forget_sudo_and_session();
    fs::write(world.disk(0, "/configs/open"), "needle").unwrap();
    fs::write(world.disk(0, "/configs/closed"), "needle").unwrap();
    let closed = fs::Permissions::from_mode(0o600);
    fs::set_permissions(world.disk(0, "/configs/closed"), closed).unwrap();
    let (found, end) = world
        .found(world.search("/configs", "needle"))
        .await
        .unwrap();
    assert_eq!(found, [matched("/configs/open", 1, "needle")]);
    assert!(end.problems[0].contains("sudo"), "{:?}", end.problems);
    assert!(end.problems[1].contains("closed"), "{:?}", end.problems);
}

/// As an instance whose `sudo` allows `sftp-server` and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn where_sudo_refuses_a_shell_files_of_root_are_searched_as_the_user() {
    let world = World::start(1).await;
    // The instance's disk is complete once it is up; what is refused later concerns a new session.
    world.list(0, "/workspace").await.unwrap();
    let allowed = "ubuntu ALL=(ALL) NOPASSWD: /usr/lib/openssh/sftp-server\n";
    fs::write(world.disk(0, "/etc/sudoers"), allowed).unwrap();
    world.forget_sudo_and_session();
    fs::write(world.disk(0, "/configs/open"), "needle").unwrap();
    let (found, end) = world
        .found(world.search("/configs", "needle"))
        .await
        .unwrap();
    assert_eq!(found, [matched("/configs/open", 1, "needle")]);
    assert!(end.problems[0].contains("sudo -n"), "{:?}", end.problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn matches_come_while_grep_goes_on() {
    let world = World::start(1).await;
    world.make_slow("/configs");
    let text = "early-needle-3c2d";
    // Which entry comes first is the file system's to say.
    let slow = world.disk(0, "/configs/slow");
    for number in 0..100 {
        fs::write(slow.join(format!("{}-early", number * 30)), text).unwrap();
    }
    let told = AtomicUsize::new(0);
    let searching = world
        .backend
        .search_files(world.search("/configs", text), |found| {
            told.fetch_add(found.len(), Ordering::Relaxed);
        });
    tokio::select! {
        end = searching => panic!("it should take longer: {end:?}"),
        () = until(|| told.load(Ordering::Relaxed) > 0) => {}
    }
    until(|| processes(text) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_finds_as_grep_does() {
    let world = World::start(1).await;
    fs::write(world.disk(0, "/configs/found"), "a\n-x\tNeedle\x1b[1m\n").unwrap();
    let name = world.lab.instances()[0].workspace_id.clone();
    let home = Path::new(world.home.path());
    fs::create_dir(home.join("tmp")).unwrap();
    let run = |arguments: &[&str]| {
        let place = format!("{name}:/configs");
        let mut command = causeway(home, &exports(&world.lab));
        command.arg("grep").args(arguments).arg(place);
        let output = tokio::task::block_in_place(|| command.output().unwrap());
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let expected = "/configs/found:2:-x\tNeedle\\u{1b}[1m\n".to_owned();
    assert_eq!(run(&["Needle"]), (Some(0), expected.clone()));
    assert_eq!(run(&["-i", "-X\tneedle"]), (Some(0), expected));
    assert_eq!(run(&["needle"]), (Some(1), String::new()));
}
