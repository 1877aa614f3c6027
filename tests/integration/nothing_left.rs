//! No child process, no listening socket, no key on a disk.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use inotify::{Inotify, WatchMask};

use crate::support::causeway;

/// Kills its process at the end of a test, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A lab in another process, so that what this process's CLI has open is the CLI's own.
fn start_lab(home: &Path) -> (Running, Vec<(String, String)>) {
    let path = std::env::var("PATH").unwrap();
    let mut command = causeway(home, &[("PATH", path)]);
    command
        .env_remove("TMPDIR")
        .args(["lab", "--workspaces", "1"])
        .stdout(Stdio::piped());
    let mut lab = command.spawn().unwrap();
    let said = BufReader::new(lab.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut variables = Vec::new();
    for line in said.take_while(|line| !line.starts_with("# ready")) {
        let (name, value) = line.trim_start_matches("export ").split_once('=').unwrap();
        variables.push((name.to_owned(), value.trim_matches('\'').to_owned()));
    }
    (Running(lab), variables)
}

fn children(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    lists
        .flat_map(|list| {
            list.split_whitespace()
                .map(|pid| pid.parse().unwrap())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Inodes of the TCP sockets that listen.
fn listening() -> Vec<String> {
    const LISTEN: &str = "0A";
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .flat_map(|table| table.lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|row| {
            let fields: Vec<_> = row.split_whitespace().collect();
            (fields[3] == LISTEN).then(|| fields[9].to_owned())
        })
        .collect()
}

fn sockets(pid: u32) -> Vec<String> {
    let open = fs::read_dir(format!("/proc/{pid}/fd"))
        .into_iter()
        .flatten()
        .flatten();
    open.filter_map(|fd| fs::read_link(fd.path()).ok())
        .filter_map(|target| {
            Some(
                target
                    .to_str()?
                    .strip_prefix("socket:[")?
                    .trim_end_matches(']')
                    .to_owned(),
            )
        })
        .collect()
}

/// Watches a folder and those below it; what is written is read back at once and searched for a private key.
fn watch(folder: &Path, found: Arc<AtomicBool>, seen: Arc<AtomicBool>) {
    let mut inotify = Inotify::init().unwrap();
    let mask = WatchMask::CREATE | WatchMask::MODIFY | WatchMask::CLOSE_WRITE | WatchMask::MOVED_TO;
    inotify.watches().add(folder, mask).unwrap();
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(events) = inotify.read_events_blocking(&mut buffer) {
            for name in events.filter_map(|event| event.name.map(ToOwned::to_owned)) {
                let path = folder.join(name);
                if path.is_dir() {
                    watch(&path, found.clone(), seen.clone());
                    continue;
                }
                seen.store(true, Ordering::SeqCst);
                let content = fs::read(&path).unwrap_or_default();
                if String::from_utf8_lossy(&content).contains("PRIVATE KEY") {
                    found.store(true, Ordering::SeqCst);
                }
            }
        }
    });
}

/// The folders that a user's programs write to, and the variables that lead there.
const FOLDERS: [(&str, &str); 4] = [
    ("TMPDIR", "tmp"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CACHE_HOME", "cache"),
];

#[test]
fn the_cli_has_no_child_no_listening_socket_and_writes_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let (lab_home, home) = (folder.path().join("lab"), folder.path().join("home"));
    fs::create_dir_all(&lab_home).unwrap();
    let (lab, variables) = start_lab(&lab_home);
    let (found, seen) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
    let mut command = causeway(&home, &[]);
    command.envs(variables);
    for (variable, name) in FOLDERS {
        let own = home.join(name).join("causeway");
        fs::create_dir_all(&own).unwrap();
        command.env(variable, home.join(name));
        watch(&home.join(name), found.clone(), seen.clone());
        watch(&own, found.clone(), seen.clone());
    }
    watch(&home, found.clone(), seen.clone());
    command
        .args(["panel", "small-1", "--repeat", "40", "--json"])
        .stdout(Stdio::piped());

    let mut cli = Running(command.spawn().unwrap());
    let pid = cli.0.id();
    let openings = BufReader::new(cli.0.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut looks = 0;
    for opening in openings {
        assert!(children(pid).is_empty(), "no helper process");
        let listening = listening();
        assert!(
            !sockets(pid).iter().any(|socket| listening.contains(socket)),
            "no open port"
        );
        looks += usize::from(opening.contains("\"run\""));
    }
    assert!(cli.0.wait().unwrap().success());
    assert_eq!(looks, 40, "it was looked at while it worked");
    assert!(
        !children(lab.0.id()).is_empty(),
        "this is how a helper process would look"
    );
    let own = sockets(lab.0.id());
    assert!(
        listening().iter().any(|socket| own.contains(socket)),
        "and this an open port"
    );
    assert!(
        seen.load(Ordering::SeqCst),
        "the watch saw the pins being written"
    );
    assert!(
        !found.load(Ordering::SeqCst),
        "a private key was written to a file"
    );
}
