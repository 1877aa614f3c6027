//! For tests: OpenSSH's own `sftp-server`, without SSH and without the lab.
//!
//! It serves this machine's files as the user who runs the tests, so that they keep to temporary folders.

use std::{path::Path, process::Stdio, sync::Arc};

use tokio::process::{Child, Command};
use tokio_util::task::TaskTracker;

use crate::{handshake::Death, sftp::Sftp};

/// Where distributions keep it: Debian, Red Hat and Amazon, Alpine and SUSE.
const SERVERS: [&str; 3] = [
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
    "/usr/lib/ssh/sftp-server",
];

/// A channel to a server of its own, which ends with it.
pub(crate) async fn sftp_over_pipes() -> Arc<Sftp> {
    sftp_over_pipes_with(Death::default(), TaskTracker::new()).await
}

/// The same, with `death` for the end of its session, and `background` for what is on its way.
pub(crate) async fn sftp_over_pipes_with(death: Death, background: TaskTracker) -> Arc<Sftp> {
    let mut server = spawn_server(Server::Whole);
    let (input, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
    // The server ends when its input does; waiting for it is what keeps it from being a zombie.
    tokio::spawn(async move { server.wait().await });
    Sftp::over(tokio::io::join(output, input), death, background)
        .await
        .expect("OpenSSH's sftp-server speaks version 3")
}

/// What a server can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    /// All that OpenSSH's can.
    Whole,
    /// It offers none of the extensions that a write makes use of.
    Plain,
}

/// OpenSSH's server, with pipes for its input and output.
pub(crate) fn spawn_server(server: Server) -> Child {
    let refused: &[&str] = match server {
        Server::Whole => &[],
        Server::Plain => &["-P", "posix-rename,hardlink,fsync,statvfs"],
    };
    Command::new(server_path())
        .args(refused)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Where it is on this machine.
pub(crate) fn server_path() -> &'static str {
    SERVERS
        .into_iter()
        .find(|path| Path::new(path).exists())
        .expect("the tests need OpenSSH's sftp-server")
}
