//! The small system around each real sshd.

use std::{collections::HashSet, os::unix::fs::MetadataExt as _};

use futures_util::future::join_all;
use lab::SshServerKind;

use crate::client::{
    first_instance, lab_on_sshd,
    ssh::{connect, login, new_key, push},
};

#[tokio::test]
async fn the_lab_says_that_it_runs_sshd() {
    assert_eq!(lab_on_sshd().await.ssh_server(), SshServerKind::Sshd);
}

#[tokio::test]
async fn the_login_user_is_ubuntu_and_becomes_root_without_a_password() {
    let lab = lab_on_sshd().await;
    let session = login(&lab, &first_instance(&lab)).await;
    assert_eq!(
        session.output("id -un; pwd; sudo -n id -un").await,
        "ubuntu\n/home/ubuntu\nroot\n"
    );
}

#[tokio::test]
async fn an_instance_has_disk_processes_and_name_to_itself() {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    let on_host = lab.disk(&instance, "/").unwrap();
    let seen = session
        .output(&format!("ls -d {} 2>&1", on_host.display()))
        .await;
    assert!(seen.contains("No such file"), "{seen}");
    let ours = std::fs::read_link("/proc/self/ns/pid").unwrap();
    let theirs = session.output("readlink /proc/self/ns/pid").await;
    assert_ne!(theirs.trim_end(), ours.to_str().unwrap());
    assert_eq!(
        session.output("uname -n; echo hello > /tmp/note").await,
        "ip-10-20-0-10\n"
    );
    let note = lab.disk(&instance, "/tmp/note").unwrap();
    assert_eq!(std::fs::read_to_string(note).unwrap(), "hello\n");
}

#[tokio::test]
async fn root_cannot_change_the_hosts_programs() {
    let lab = lab_on_sshd().await;
    let session = login(&lab, &first_instance(&lab)).await;
    let output = session.output("sudo -n touch /usr/mine 2>&1").await;
    assert!(output.contains("Read-only file system"), "{output}");
}

#[tokio::test]
async fn a_terminal_has_a_tty_of_its_own() {
    let lab = lab_on_sshd().await;
    let session = login(&lab, &first_instance(&lab)).await;
    let mut channel = session.0.channel_open_session().await.unwrap();
    channel
        .request_pty(true, "xterm", 80, 24, 0, 0, &[])
        .await
        .unwrap();
    channel.exec(true, "tty").await.unwrap();
    let mut output = String::new();
    while let Some(message) = channel.wait().await {
        if let russh::ChannelMsg::Data { data } = message {
            output.push_str(std::str::from_utf8(&data).unwrap());
        }
    }
    assert_eq!(output.trim_end(), "/dev/pts/0");
}

#[tokio::test]
async fn files_of_root_stay_roots_and_files_of_the_user_the_users() {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    let home = lab.disk(&instance, "/home/ubuntu").unwrap();
    assert_eq!(std::fs::metadata(home).unwrap().uid(), 1000);
    let output = session
        .output("exec 2>&1; cat /etc/shadow; sudo -n cat /etc/shadow")
        .await;
    assert!(
        output.starts_with("cat: /etc/shadow: Permission denied"),
        "{output}"
    );
    assert!(output.contains("ubuntu:*:"), "{output}");
}

#[tokio::test]
async fn tunnels_that_come_together_find_one_and_the_same_sshd() {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let key = new_key();
    push(&lab, &instance, &key).await;
    let logins = (0..6).map(|_| async {
        let mut session = connect(&lab, &instance).await;
        assert!(session.authenticate("ubuntu", key.clone()).await);
        session.output("readlink /proc/self/ns/pid").await
    });
    let namespaces: HashSet<_> = join_all(logins).await.into_iter().collect();
    assert_eq!(namespaces.len(), 1, "{namespaces:?}");
    assert_eq!(lab.counters().ssh_authentications, 6);
}

#[tokio::test]
async fn a_rotated_host_key_is_shown_to_the_next_connection() {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    let before = lab.world().host_key(&instance).unwrap();
    lab.world().rotate_host_key(&instance).unwrap();
    session.ended().await;
    assert_ne!(lab.world().host_key(&instance).unwrap(), before);
    // The client of these tests checks the key against the lab's word.
    let session = login(&lab, &instance).await;
    // sshd may let a client in before it says so in its log.
    session.output("true").await;
    assert_eq!(lab.counters().ssh_authentications, 2);
}

#[tokio::test]
async fn a_stopped_instance_keeps_its_disk_and_comes_back() {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    session.output("echo kept > ~/note").await;
    lab.world()
        .set_instance_state(&instance, "stopped")
        .unwrap();
    session.ended().await;
    lab.world()
        .set_instance_state(&instance, "running")
        .unwrap();
    let session = login(&lab, &instance).await;
    assert_eq!(session.output("cat ~/note").await, "kept\n");
}
