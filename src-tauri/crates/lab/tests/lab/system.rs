//! Instances whose system is unusual.

use std::fs;

use lab::{Error, Extensions, Lab, Mount, SftpPath, SftpServer, Sudo, System};
use russh_sftp::client::SftpSession;

use crate::client::{
    first_instance, lab_on_embedded, lab_on_sshd,
    ssh::{Session, connect, login, new_key, push},
};

/// What the app runs for root's SFTP.
const ELEVATED: &str = "sh -c 'for server in /usr/lib/openssh/sftp-server \
     /usr/libexec/openssh/sftp-server /usr/lib/ssh/sftp-server; do \
     [ -x \"$server\" ] && exec sudo -n \"$server\"; done; exit 127'";

async fn with(system: System) -> (Lab, String, Session) {
    let lab = lab_on_sshd().await;
    let instance = first_instance(&lab);
    lab.world().set_system(&instance, system).unwrap();
    let session = login(&lab, &instance).await;
    (lab, instance, session)
}

fn mounts(mounts: Vec<Mount>) -> System {
    System {
        mounts,
        ..System::default()
    }
}

#[tokio::test]
async fn sftp_within_sshd_needs_no_program() {
    let (_lab, _, session) = with(System {
        sftp: SftpServer::Internal,
        sftp_path: SftpPath::Missing,
        ..System::default()
    })
    .await;
    let sftp = session.sftp().await;
    assert!(sftp.read("/workspace/README.md").await.is_ok());
    let tried = session.output(&format!("{ELEVATED}; echo $?")).await;
    assert_eq!(tried, "127\n");
}

#[tokio::test]
async fn sftp_server_lies_where_the_system_has_it_and_nowhere_else() {
    let paths = [
        (SftpPath::Debian, "/usr/lib/openssh/sftp-server"),
        (SftpPath::RedHat, "/usr/libexec/openssh/sftp-server"),
        (SftpPath::Alpine, "/usr/lib/ssh/sftp-server"),
    ];
    let list = paths.map(|(_, path)| path).join(" ");
    for (sftp_path, path) in paths {
        let (_lab, _, session) = with(System {
            sftp_path,
            ..System::default()
        })
        .await;
        let found = session.output(&format!("ls {list} 2> /dev/null")).await;
        assert_eq!(found, format!("{path}\n"));
        assert!(session.sftp().await.read("/etc/shadow").await.is_err());
        let root = session.sftp_of(ELEVATED).await;
        assert!(root.read("/etc/shadow").await.is_ok(), "{path}");
        let denied = session.output("sudo -n touch /usr/mine 2>&1").await;
        assert!(denied.contains("Read-only file system"), "{denied}");
    }
}

#[tokio::test]
async fn sudo_asks_for_a_password_or_is_not_there() {
    let sudo = |sudo| System {
        sudo,
        ..System::default()
    };
    let (lab, instance, session) = with(sudo(Sudo::NeedsPassword)).await;
    let said = session.output("sudo -n id 2>&1").await;
    assert!(said.contains("a password is required"), "{said}");
    lab.world()
        .set_system(&instance, sudo(Sudo::Missing))
        .unwrap();
    session.ended().await;
    let session = login(&lab, &instance).await;
    let said = session.output("sudo -n id 2>&1").await;
    assert!(said.contains("not found"), "{said}");
    lab.world()
        .set_system(&instance, System::default())
        .unwrap();
    let session = login(&lab, &instance).await;
    assert_eq!(session.output("sudo -n id -un").await, "root\n");
}

#[tokio::test]
async fn a_small_file_system_is_full_after_what_fits() {
    let small = |folder: &str| Mount::Small {
        folder: folder.to_owned(),
        size_bytes: 64 << 10,
    };
    let system = mounts(vec![small("/configs"), small("/workspace/small")]);
    let (lab, instance, session) = with(system).await;
    let said = session
        .output("head -c 100000 /dev/zero 2>&1 > /workspace/small/a")
        .await;
    assert!(said.contains("No space left on device"), "{said}");
    let root = session.sftp_of(ELEVATED).await;
    assert!(root.read("/configs/config.yaml").await.is_ok(), "a copy");
    root.create("/configs/new").await.unwrap();
    assert!(root.write("/configs/new", &vec![0; 100_000]).await.is_err());

    let on_host = lab.mounted(&instance, "/configs/config.yaml").unwrap();
    fs::write(&on_host, "changed behind its back").unwrap();
    let seen = root.read("/configs/config.yaml").await.unwrap();
    assert_eq!(seen, b"changed behind its back");
    let below = lab.disk(&instance, "/configs/config.yaml").unwrap();
    assert_ne!(
        fs::read(below).unwrap(),
        seen,
        "the disk below is untouched"
    );
}

#[tokio::test]
async fn a_read_only_folder_is_that_for_root_too() {
    let folder = "/configs".to_owned();
    let (lab, instance, session) = with(mounts(vec![Mount::ReadOnly { folder }])).await;
    let said = session.output("sudo -n touch /configs/a 2>&1").await;
    assert!(said.contains("Read-only file system"), "{said}");
    assert!(
        session
            .output("cat /configs/config.yaml")
            .await
            .contains("small-1")
    );
    fs::write(lab.disk(&instance, "/configs/a").unwrap(), "").expect("the host may");
}

async fn reads(sftp: &SftpSession) -> bool {
    sftp.read("/workspace/README.md").await.is_ok()
}

#[tokio::test]
async fn proftpd_stands_in_the_place_of_sshd_and_knows_the_granted_keys() {
    let (lab, instance, session) = with(System {
        sftp: SftpServer::Proftpd(Extensions::None),
        ..System::default()
    })
    .await;
    let sftp = session.sftp().await;
    assert!(reads(&sftp).await);
    assert_eq!(sftp.canonicalize(".").await.unwrap(), "/home/ubuntu");
    assert!(sftp.read("/etc/shadow").await.is_err(), "not as root");
    assert!(sftp.create("/configs/mine").await.is_err(), "not as root");
    assert!(sftp.fs_info("/").await.unwrap().is_none(), "no extension");

    let key = new_key();
    let mut stranger = connect(&lab, &instance).await;
    assert!(!stranger.authenticate("ubuntu", key.clone()).await);
    push(&lab, &instance, &key).await;
    lab.world().expire_grants().unwrap();
    let mut late = connect(&lab, &instance).await;
    assert!(!late.authenticate("ubuntu", key.clone()).await);
    push(&lab, &instance, &key).await;
    assert!(late.authenticate("ubuntu", key).await, "granted again");
}

#[tokio::test]
async fn a_killed_sftp_server_leaves_its_session() {
    let (lab, instance, session) = with(System::default()).await;
    let (own, root) = (session.sftp().await, session.sftp_of(ELEVATED).await);
    assert!(reads(&own).await && reads(&root).await);
    assert_eq!(lab.world().kill_sftp(&instance).unwrap(), 2);
    assert!(!reads(&own).await && !reads(&root).await);
    assert!(reads(&session.sftp().await).await, "another one");
    assert_eq!(lab.world().kill_sftp("small-2").unwrap(), 0);
}

#[tokio::test]
async fn a_killed_sftp_server_within_sshd_leaves_its_session_too() {
    let (lab, instance, session) = with(System {
        sftp: SftpServer::Internal,
        ..System::default()
    })
    .await;
    let sftp = session.sftp().await;
    assert!(reads(&sftp).await);
    assert_eq!(lab.world().kill_sftp(&instance).unwrap(), 1);
    assert!(!reads(&sftp).await);
    assert_eq!(session.output("echo here").await, "here\n");
}

#[tokio::test]
async fn a_killed_session_ends_and_sshd_stays() {
    let (lab, instance, session) = with(System::default()).await;
    let namespace = session.output("readlink /proc/self/ns/pid").await;
    assert!(lab.world().kill_sessions(&instance).unwrap() > 0);
    session.ended().await;
    let session = login(&lab, &instance).await;
    let now = session.output("readlink /proc/self/ns/pid").await;
    assert_eq!(now, namespace);
}

#[tokio::test]
async fn a_stalled_sftp_server_answers_when_it_is_resumed() {
    let (lab, instance, session) = with(System::default()).await;
    let (own, root) = (session.sftp().await, session.sftp_of(ELEVATED).await);
    assert_eq!(lab.world().stall_sftp(&instance).unwrap(), 2);
    let states = session
        .output("ps -C sftp-server -o stat= | cut -c 1")
        .await;
    assert_eq!(states, "T\nT\n");
    let asked = async { tokio::join!(reads(&own), reads(&root)) };
    tokio::pin!(asked);
    tokio::select! {
        biased;
        _ = &mut asked => panic!("nobody answers"),
        states = session.output("ps -C sftp-server -o stat= | cut -c 1") => {
            assert_eq!(states, "T\nT\n");
        }
    }
    assert!(lab.world().resume_sftp(&instance).unwrap() >= 2);
    assert_eq!(asked.await, (true, true), "nothing is lost");
}

#[tokio::test]
async fn a_replaced_instance_keeps_its_system() {
    let (lab, instance, _session) = with(System {
        sudo: Sudo::NeedsPassword,
        ..System::default()
    })
    .await;
    let new = lab.world().replace_instance(&instance).unwrap();
    let said = login(&lab, &new.id).await.output("sudo -n id 2>&1").await;
    assert!(said.contains("a password is required"), "{said}");
}

#[tokio::test]
async fn the_embedded_server_says_that_it_has_no_system() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let refused = lab.world().set_system(&instance, System::default());
    assert!(matches!(refused, Err(Error::NoSshd(_))), "{refused:?}");
    assert_eq!(lab.world().kill_sessions(&instance).unwrap(), 0);
    assert_eq!(lab.mounted(&instance, "/"), None);
}
