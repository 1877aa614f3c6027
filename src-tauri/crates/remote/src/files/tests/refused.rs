//! A server that refuses one kind of request, or has no room, costs the write and nothing else.

use std::process::Stdio;

use tokio::process::Command;
use tokio_util::task::TaskTracker;

use super::{Disk, WriteMode, load, save};
use crate::{
    Error,
    handshake::Death,
    interop::{server_path, sftp_over_pipes},
    sftp::Sftp,
};

const OLD: &[u8] = b"the old one\n";

/// OpenSSH's names for what a write asks for, and for what it does not.
const REQUESTS: [&str; 18] = [
    "open",
    "close",
    "read",
    "write",
    "lstat",
    "setstat",
    "fsetstat",
    "opendir",
    "remove",
    "mkdir",
    "realpath",
    "stat",
    "rename",
    "posix-rename",
    "hardlink",
    "fsync",
    "statvfs",
    "symlink",
];

async fn sftp_through(script: &str) -> std::sync::Arc<Sftp> {
    let mut server = Command::new("sh")
        .args(["-c", script, "sh", server_path()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (input, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
    tokio::spawn(async move { server.wait().await });
    Sftp::over(
        tokio::io::join(output, input),
        Death::default(),
        TaskTracker::new(),
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn a_request_that_is_not_permitted_leaves_the_old_file_or_is_not_needed() {
    let mut refused = Vec::new();
    for request in REQUESTS {
        for content in [vec![b'n'; 50], vec![b'n'; 100 << 10]] {
            let disk = Disk::new();
            disk.set(OLD);
            let loaded = load(&disk.place(sftp_over_pipes().await), &disk.path()).await;
            let sftp = sftp_through(&format!("exec \"$1\" -P {request}")).await;
            let place = disk.place(sftp);
            let saved = save(&place, &disk.path(), &content, &WriteMode::Replace(loaded)).await;
            match saved {
                Ok(_) => assert_eq!(disk.get().unwrap(), content, "{request}"),
                Err(error) => {
                    // Read back after the rename: that alone fails with the new file in place.
                    assert!(
                        matches!(error, Error::PermissionDenied { .. }),
                        "{request}: {error:?}"
                    );
                    assert_eq!(disk.get().unwrap(), OLD, "{request}: {error}");
                    refused.push(request);
                }
            }
        }
    }
    refused.dedup();
    for request in ["open", "write", "fsetstat", "close", "stat"] {
        assert!(
            refused.contains(&request),
            "{request} is needed: {refused:?}"
        );
    }
}

#[tokio::test]
async fn what_a_server_cannot_do_is_told() {
    let disk = Disk::new();
    disk.set(OLD);
    let plain = "exec \"$1\" -P posix-rename,hardlink,fsync,statvfs";
    let place = disk.place(sftp_through(plain).await);
    let loaded = load(&place, &disk.path()).await;
    let written = save(&place, &disk.path(), b"new", &WriteMode::Replace(loaded))
        .await
        .unwrap();
    assert_eq!(disk.get().unwrap(), b"new");
    assert!(written.is_verified);
    assert_eq!(written.notes.len(), 3, "{:?}", written.notes);
    assert_eq!(disk.others(), Vec::<String>::new());

    let place = disk.place(sftp_over_pipes().await);
    let loaded = load(&place, &disk.path()).await;
    let written = save(&place, &disk.path(), b"newer", &WriteMode::Replace(loaded))
        .await
        .unwrap();
    assert_eq!(
        written.notes,
        Vec::<String>::new(),
        "OpenSSH can do all of it"
    );
}

#[tokio::test]
async fn a_disk_without_room_leaves_the_old_file_and_nothing_beside_it() {
    for kib in [0, 16, 64, 96, 199] {
        let disk = Disk::new();
        disk.set(OLD);
        let loaded = load(&disk.place(sftp_over_pipes().await), &disk.path()).await;
        // The limit of a process has the same effect as the limit of a disk: the write is cut short.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$1\"", kib * 2);
        let place = disk.place(sftp_through(&script).await);
        let content = vec![b'n'; 200 << 10];
        let error = save(&place, &disk.path(), &content, &WriteMode::Replace(loaded))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{error:?}");
        assert_eq!(disk.get().unwrap(), OLD);
        assert_eq!(disk.others(), Vec::<String>::new(), "with {kib} KiB");
    }
}
