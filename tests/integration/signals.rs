//! The terminal twin, interrupted: it tidies up, and says with its exit status what ended it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use lab::Fleet;

use crate::support::{causeway, exports, start_lab, until};

/// Kills its process at the end of a test, however it ends.
struct Running(Child);

impl Running {
    fn send(&self, signal: &str) {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// The exit status; `None` when a signal killed it.
    async fn status(mut self) -> Option<i32> {
        let wait = tokio::task::spawn_blocking(move || self.0.wait().unwrap().code());
        tokio::time::timeout(Duration::from_secs(30), wait)
            .await
            .unwrap()
            .unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A demo cloud of one's own. Whether it starts with hang-ups ignored is not left to who runs the tests.
fn lab_process(home: &Path, hang_up: &str) -> Running {
    let tmp = home.join("tmp");
    fs::create_dir_all(&tmp).unwrap();
    let mut lab = Command::new("env");
    lab.arg(format!("--{hang_up}-signal=HUP"))
        .arg(causeway(home, &[]).get_program())
        .args(["lab", "--workspaces", "1"])
        .env("TMPDIR", tmp)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    Running(lab.spawn().unwrap())
}

fn until_ready(lab: &mut Running) {
    let lines = BufReader::new(lab.0.stdout.take().unwrap()).lines();
    let ready = lines
        .map(Result::unwrap)
        .find(|line| line.starts_with("# ready"));
    assert!(ready.is_some(), "the lab did not start");
}

fn is_empty(folder: PathBuf) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_leaves_nothing_by_whatever_signal_it_is_stopped() {
    for signal in ["INT", "TERM", "HUP"] {
        let home = tempfile::tempdir().unwrap();
        let mut lab = lab_process(home.path(), "default");
        until_ready(&mut lab);
        assert!(!is_empty(home.path().join("tmp")), "its disks are there");
        lab.send(signal);
        assert_eq!(lab.status().await, Some(0), "{signal}");
        assert!(is_empty(home.path().join("tmp")), "{signal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_under_nohup_outlives_its_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab_process(home.path(), "ignore");
    until_ready(&mut lab);
    lab.send("HUP");
    lab.send("INT");
    assert_eq!(lab.status().await, Some(0));
    assert!(is_empty(home.path().join("tmp")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_that_nobody_reads_from_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = lab_process(home.path(), "default");
    drop(lab.0.stdout.take());
    assert_eq!(lab.status().await, Some(1));
    assert!(is_empty(home.path().join("tmp")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_put_leaves_the_old_file_and_nothing_else() {
    let lab = start_lab(Fleet::small(1)).await;
    let home = tempfile::tempdir().unwrap();
    let (local, old) = (home.path().join("local"), "old\n");
    fs::write(&local, vec![b'x'; 3 << 20]).unwrap();
    let folder = lab.disk("small-1", "/configs/notes").unwrap();
    fs::write(folder.join("a.md"), old).unwrap();
    let names = || fs::read_dir(&folder).unwrap().count();
    let before = names();
    lab.world().set_delay(Duration::from_millis(60));
    let put = causeway(home.path(), &exports(&lab))
        .arg("put")
        .arg(&local)
        .arg("small-1:notes/a.md")
        .spawn();
    let put = Running(put.unwrap());
    until(|| names() == before + 1).await;
    put.send("INT");
    assert_eq!(put.status().await, Some(130));
    assert_eq!(names(), before, "the temporary file is gone");
    assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), old);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_put_that_waits_for_its_input_can_be_interrupted() {
    let lab = start_lab(Fleet::small(1)).await;
    let home = tempfile::tempdir().unwrap();
    let mut command = causeway(home.path(), &exports(&lab));
    command
        .env("RUST_LOG", "cli=debug,causeway=debug")
        .args(["put", "-", "small-1:notes/a.md"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped());
    let mut put = Running(command.spawn().unwrap());
    let mut said = BufReader::new(put.0.stderr.take().unwrap()).lines();
    let waits = tokio::task::spawn_blocking(move || {
        said.any(|line| line.unwrap().contains("reading standard input"))
    });
    assert!(waits.await.unwrap(), "it says that it waits");
    put.send("TERM");
    assert_eq!(put.status().await, Some(143));
}
