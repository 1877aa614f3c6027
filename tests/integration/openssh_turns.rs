//! Many `ssh` at once, and proxies that are stopped: whose agent an `ssh` finds, and what is left.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    os::unix::net::{UnixListener, UnixStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use futures_util::future::join_all;
use tokio::time::{Instant, timeout};

use crate::{
    station::{Station, complaint, run, said},
    support::until,
};

/// An `ssh` that asks an agent which never answers, so that its proxy waits in its turn.
struct Stuck {
    proxy: u32,
    _ssh: Kill,
    /// The question that is left open.
    _asked: UnixStream,
}

impl Stuck {
    async fn start(station: &Station) -> Self {
        let path = station.home.path().join("tmp/silent");
        fs::remove_file(&path).ok();
        let agent = UnixListener::bind(&path).unwrap();
        let option = format!("IdentityAgent={}", path.display());
        let mut ssh = station.ssh_command(&["-o", &option, "small-1", "true"]);
        let ssh = Kill(ssh.stderr(Stdio::null()).spawn().unwrap());
        let comes = tokio::task::spawn_blocking(move || agent.accept().unwrap().0);
        let asked = timeout(Duration::from_mins(1), comes)
            .await
            .unwrap()
            .unwrap();
        assert!(station.agent(0).exists(), "the proxy has its turn");
        let children = format!("/proc/{0}/task/{0}/children", ssh.0.id());
        let children = fs::read_to_string(children).unwrap();
        Self {
            proxy: children.trim().parse().unwrap(),
            _ssh: ssh,
            _asked: asked,
        }
    }

    fn send(&self, signal: &str) {
        let pid = self.proxy.to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Whether it runs; one that has ended is its parent's to wait for.
    fn is_alive(&self) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.proxy)).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    }
}

/// Kills its process at the end of a test, however it ends.
struct Kill(Child);

impl Drop for Kill {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn count(folder: PathBuf) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_to_one_host_and_to_several_all_log_in_each_with_its_own_key() {
    let station = Station::start(3).await;
    station.lab.world().set_delay(Duration::from_millis(20));
    let hosts = [
        "small-1", "small-1", "small-2", "small-1", "small-3", "small-1", "small-1",
    ];
    let all = hosts.iter().enumerate().map(async |(index, host)| {
        let output = station.ssh(&[host, &format!("echo {index}")]).await;
        assert_eq!(said(&output), index.to_string(), "{output:?}");
    });
    join_all(all).await;
    let counters = station.lab.counters();
    assert_eq!((counters.key_pushes, counters.ssh_authentications), (7, 7));
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_stopped_leaves_nothing_by_whatever_signal() {
    let station = Station::start(1).await;
    for signal in ["INT", "TERM", "HUP"] {
        let stuck = Stuck::start(&station).await;
        stuck.send(signal);
        until(|| !stuck.is_alive()).await;
        station.assert_nothing_is_left();
    }
    until(|| station.lab.counters().tunnels_open == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_proxy_leaves_does_not_break_the_next() {
    let station = Station::start(1).await;
    let stuck = Stuck::start(&station).await;
    stuck.send("KILL");
    until(|| !stuck.is_alive()).await;
    assert_eq!(count(station.agents()), 2, "its socket and its lock file");
    let output = station.ssh(&["small-1", "true"]).await;
    assert!(output.status.success(), "{output:?}");
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_proxy_that_is_killed_has_its_turn_at_once() {
    let station = Station::start(1).await;
    let stuck = Stuck::start(&station).await;
    let waiting = run(station.ssh_command(&["small-1", "true"]));
    let killing = async {
        until(|| station.lab.counters().key_pushes == 2).await;
        stuck.send("KILL");
        Instant::now()
    };
    let (output, killed) = tokio::join!(waiting, killing);
    assert!(output.status.success(), "{output:?}");
    assert!(
        killed.elapsed() < Duration::from_secs(8),
        "not after a deadline"
    );
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_its_turn_without_using_it_holds_others_up_for_a_while_only() {
    let station = Station::start(1).await;
    let stuck = Stuck::start(&station).await;
    let output = station.ssh(&["small-1", "true"]).await;
    assert!(output.status.success(), "{output:?}");
    assert!(stuck.is_alive());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lasts_an_hour_and_its_end_is_told() {
    let station = Station::start(1).await;
    let mut ssh = station.ssh_command(&["small-1", "cat"]);
    let mut ssh = Kill(ssh.stdin(Stdio::piped()).spawn().unwrap());
    let mut typing = ssh.0.stdin.take().unwrap();
    let mut echo = BufReader::new(ssh.0.stdout.take().unwrap()).lines();
    let mut echoes = move || {
        writeln!(typing, "hello").unwrap();
        echo.next().unwrap().unwrap()
    };
    let echoes = tokio::task::spawn_blocking(move || (echoes(), echoes))
        .await
        .unwrap()
        .1;
    let world = station.lab.world();
    world.advance(Duration::from_mins(50)).unwrap();
    let later = tokio::task::spawn_blocking(echoes).await.unwrap();
    assert_eq!(later, "hello", "it goes on");
    world.advance(Duration::from_secs(700)).unwrap();
    let ended = tokio::task::spawn_blocking(move || ssh.0.wait().unwrap().code());
    let status = timeout(Duration::from_secs(30), ended)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(status, Some(255));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_whose_input_ends_ends() {
    let station = Station::start(1).await;
    let output = station.causeway(&["proxy", &station.instance(0)]).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(complaint(&output), "");
    until(|| station.lab.counters().tunnels_open == 0).await;
}
