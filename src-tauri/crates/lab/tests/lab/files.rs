//! Files made behind everybody's back, as the instance sees them.

use std::{collections::HashSet, ffi::OsString, fs, os::unix::ffi::OsStrExt as _};

use lab::{Files, Lab, Owner};

use crate::client::{
    first_instance, lab_on_sshd,
    ssh::{Session, login},
};

async fn start() -> (Lab, String, Session) {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    (lab, instance, session)
}

#[tokio::test]
async fn a_folder_has_a_hundred_thousand_entries() {
    let (lab, instance, session) = start().await;
    lab.world()
        .make_files(&instance, "/workspace/many", &Files::new(100_000, 0))
        .unwrap();
    let said = session
        .output("ls -f /workspace/many | grep -c file-")
        .await;
    assert_eq!(said, "100000\n");
    let said = session.output("stat -c '%U %a %s' /workspace/many/file-099999");
    assert_eq!(said.await, "ubuntu 644 0\n");
}

#[tokio::test]
async fn a_tree_has_ten_thousand_small_files_that_all_differ() {
    let (lab, instance, session) = start().await;
    let files = Files {
        per_folder: Some(100),
        ..Files::new(10_000, 300)
    };
    lab.world()
        .make_files(&instance, "/workspace/tree", &files)
        .unwrap();
    let said = session
        .output("cd /workspace/tree; ls | wc -l; find . -type f | wc -l")
        .await;
    assert_eq!(said, "100\n10000\n");
    let said = session.output("cat /workspace/tree/*/* | sort -u | wc -l");
    let different = said.await.trim().parse::<usize>().unwrap();
    assert!(different >= 10_000, "{different}");
}

#[tokio::test]
async fn files_of_another_user_are_for_root_only() {
    let (lab, instance, session) = start().await;
    let files = Files {
        owner: Owner::Agent,
        mode: 0o600,
        ..Files::new(1, 10)
    };
    lab.world()
        .make_files(&instance, "/workspace/theirs", &files)
        .unwrap();
    let path = "/workspace/theirs/file-000000";
    let user = session.sftp().await;
    assert!(user.read(path).await.is_err(), "its owner is another");
    assert!(user.create("/workspace/theirs/mine").await.is_err());
    let root = session.sftp_under_sudo().await;
    assert_eq!(root.read(path).await.unwrap(), b"file-00000");
    let said = session.output("stat -c '%U:%G %u %a' /workspace/theirs/file-000000");
    assert_eq!(said.await, "agent:agent 1001 600\n");
}

#[tokio::test]
async fn names_are_any_bytes() {
    let (lab, instance, session) = start().await;
    let names = lab
        .world()
        .make_odd_names(&instance, "/workspace/odd", Owner::User)
        .unwrap();
    assert!(
        names.iter().any(|name| name.to_str().is_none()),
        "not UTF-8"
    );
    assert!(names.iter().any(|name| name.as_bytes().contains(&b'\n')));
    let on_host = fs::read_dir(lab.disk(&instance, "/workspace/odd").unwrap()).unwrap();
    let on_host: HashSet<OsString> = on_host.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(on_host, names.iter().cloned().collect());
    let said = session.output("cd /workspace/odd; ls -A --zero | tr -cd '\\0' | wc -c; cat ./-rf");
    assert_eq!(said.await, format!("{}\n-rf", names.len()));
}

#[tokio::test]
async fn links_lead_where_they_should_not() {
    let (lab, instance, session) = start().await;
    let folder = "/workspace/links";
    lab.world()
        .make_links(&instance, folder, Owner::User)
        .unwrap();
    let sftp = session.sftp().await;
    let content = async |name: &str| sftp.read(format!("{folder}/{name}")).await.ok();
    for name in ["relative", "absolute", "up-and-down", "chain-30"] {
        assert_eq!(content(name).await.unwrap(), b"inside", "{name}");
    }
    assert_eq!(content("to-folder/deep").await.unwrap(), b"folder/deep");
    for name in ["dangling", "loop", "loop-a", "chain-44"] {
        assert_eq!(content(name).await, None, "{name}");
    }
    let instances = content("out-absolute").await.unwrap();
    assert!(instances.starts_with(b"root:"), "the instance's own");
    assert_eq!(content("out-relative").await.unwrap(), instances);
    let said = session.output("stat -c %U /workspace/links/dangling").await;
    assert_eq!(said, "ubuntu\n");
}
