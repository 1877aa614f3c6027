//! The end of a lab: nothing of it is left.

use std::{env, fs, io::Write as _, path::Path, process::Stdio, time::Duration};

use lab::{Fleet, Lab, Options, SshServer};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    net::TcpStream,
    process::Command,
    time::timeout,
};

use crate::client::{first_instance, lab_on_sshd, ssh::login};

const DEADLINE: Duration = Duration::from_secs(20);

/// The processes whose command line names a folder.
fn processes_of(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let command_lines = entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    let command_lines = command_lines.map(|line| String::from_utf8_lossy(&line).into_owned());
    command_lines.filter(|line| line.contains(folder)).collect()
}

/// Returns when no process names a folder any more.
async fn all_gone(folder: &Path) {
    let gone = async {
        while !processes_of(folder).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, gone).await.expect("all processes end");
}

/// A lab with one sshd in use, and the folder of its instance.
async fn busy() -> (Lab, std::path::PathBuf) {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    session.output("true").await;
    let folder = lab.disk(&instance, "/").unwrap();
    assert!(!processes_of(&folder).is_empty(), "an sshd runs");
    (lab, folder)
}

#[tokio::test]
async fn a_stopped_lab_leaves_no_process_no_listener_and_no_file() {
    let (lab, folder) = busy().await;
    let port = lab
        .platform_url()
        .rsplit(':')
        .next()
        .unwrap()
        .parse::<u16>()
        .unwrap();
    lab.stop().await;
    assert_eq!(processes_of(&folder), Vec::<String>::new());
    assert!(!folder.exists());
    TcpStream::connect(("127.0.0.1", port))
        .await
        .map(|_| ())
        .expect_err("nobody listens");
}

#[tokio::test]
async fn a_dropped_lab_ends_its_processes() {
    let (lab, folder) = busy().await;
    drop(lab);
    all_gone(&folder).await;
}

#[tokio::test]
async fn no_mount_of_an_instance_reaches_the_host() {
    let (lab, folder) = busy().await;
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    assert!(!mounts.contains(folder.to_str().unwrap()), "{mounts}");
    lab.stop().await;
}

/// Names the folder of the lab that a second copy of this test starts, to be killed.
const VICTIM: &str = "CAUSEWAY_LAB_VICTIM";
const READY: &str = "the victim is ready";

#[tokio::test]
async fn a_lab_that_was_killed_leaves_no_process() {
    if let Some(folder) = env::var_os(VICTIM) {
        return be_killed(folder.into()).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut victim = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "stop::a_lab_that_was_killed_leaves_no_process",
            "--nocapture",
        ])
        .env(VICTIM, folder.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    while !lines
        .next_line()
        .await
        .unwrap()
        .expect("the victim starts")
        .contains(READY)
    {}
    assert!(!processes_of(folder.path()).is_empty(), "an sshd runs");
    victim.kill().await.unwrap();
    all_gone(folder.path()).await;
}

async fn be_killed(folder: std::path::PathBuf) {
    let options = Options {
        ssh: SshServer::RequireSshd,
        dir: Some(folder),
        ..Options::new(Fleet::small(1))
    };
    let lab = Lab::start(options).await.unwrap();
    let _session = login(&lab, &first_instance(&lab)).await;
    // The runner gives no terminal to print to; the parent reads this pipe.
    let mut pipe = std::io::stdout();
    pipe.write_all(format!("{READY}\n").as_bytes()).unwrap();
    std::future::pending::<()>().await;
}
