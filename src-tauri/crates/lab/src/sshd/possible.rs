//! Whether real sshd can run here, found out by trying.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

use crate::{disk::is_root, programs::program};

pub(super) const SFTP_SERVERS: [&str; 3] = [
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
    "/usr/lib/ssh/sftp-server",
];
/// The first OpenSSH that shuts out addresses which fail to log in, as all our clients' one is.
const PENALTIES_SINCE: (u32, u32) = (9, 8);

/// The programs that an instance is made of.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    pub(super) unshare: PathBuf,
    pub(super) sshd: PathBuf,
    pub(super) sftp_server: PathBuf,
    /// Whether sshd has to be told not to punish failed logins.
    pub(super) has_penalties: bool,
}

/// The programs, or one sentence that says why real sshd cannot run here.
pub(crate) async fn find() -> Result<Binaries, String> {
    if !is_root() {
        return Err("it needs root, for a private mount namespace per instance".to_owned());
    }
    let sshd = program("sshd").ok_or("sshd is not installed (package openssh-server)")?;
    program("sudo").ok_or("sudo is not installed")?;
    let unshare = program("unshare").ok_or("unshare is not installed (package util-linux)")?;
    let sftp_server = SFTP_SERVERS
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists());
    let sftp_server = sftp_server.ok_or("OpenSSH's sftp-server is not installed")?;
    try_namespaces(&unshare).await?;
    let has_penalties = version(&sshd)
        .await
        .is_some_and(|version| version >= PENALTIES_SINCE);
    Ok(Binaries {
        unshare,
        sshd,
        sftp_server,
        has_penalties,
    })
}

/// A container's root may lack the right to mount.
async fn try_namespaces(unshare: &Path) -> Result<(), String> {
    let tried = Command::new(unshare)
        .args(super::process::NAMESPACES)
        .args(["--", "/bin/sh", "-c", "mount -t tmpfs tmpfs /mnt"])
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| format!("unshare did not run: {error}"))?;
    if tried.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&tried.stderr).trim().to_owned();
    Err(format!(
        "this system does not let root make a private mount namespace ({said})"
    ))
}

/// `-V` is newer than some sshd in use, but those print their version when they refuse it.
async fn version(sshd: &Path) -> Option<(u32, u32)> {
    let said = Command::new(sshd)
        .arg("-V")
        .stdin(Stdio::null())
        .output()
        .await
        .ok()?;
    parse_version(&String::from_utf8_lossy(&said.stderr))
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (_, version) = text.split_once("OpenSSH_")?;
    let (major, rest) = version.split_once('.')?;
    let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_an_answer_and_from_a_refusal() {
        let refusal = "unknown option -- V\nOpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17\nusage:";
        assert_eq!(parse_version(refusal), Some((9, 2)));
        assert_eq!(
            parse_version("OpenSSH_10.0p2, OpenSSL 3.5.1"),
            Some((10, 0))
        );
        assert!(Some((10, 0)) >= Some(PENALTIES_SINCE));
        assert_eq!(parse_version("Dropbear v2022.83"), None);
    }
}
