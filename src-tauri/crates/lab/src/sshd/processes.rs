//! The processes of an instance, as the host sees them.

use std::{fs, path::Path};

use rustix::process::{Pid, Signal, kill_process};

/// What a process of an instance is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An SFTP server, whichever.
    Sftp,
    /// What serves an SSH connection; where SFTP is served within it, that too.
    Session,
    /// sudo, with whatever it runs.
    Sudo,
}

/// Sends a signal to all processes of these kinds in the namespace that `unshare` has made; answers to
/// how many.
pub(super) fn signal(unshare: u32, kinds: &[Kind], signal: Signal) -> usize {
    let namespace = fs::read_link(format!("/proc/{unshare}/ns/pid_for_children"));
    let (Ok(namespace), Ok(all)) = (namespace, fs::read_dir("/proc")) else {
        return 0;
    };
    all.filter_map(Result::ok)
        .filter_map(|entry| {
            let number = entry.file_name().to_str()?.parse().ok()?;
            let own = fs::read_link(entry.path().join("ns/pid")).ok()?;
            let is_wanted = own == namespace && is_of(&entry.path(), kinds)?;
            is_wanted.then(|| Pid::from_raw(number)).flatten()
        })
        // One that has ended meanwhile is not counted.
        .filter(|process| kill_process(*process, signal).is_ok())
        .count()
}

fn is_of(process: &Path, kinds: &[Kind]) -> Option<bool> {
    let name = fs::read_to_string(process.join("comm")).ok()?;
    let command_line = fs::read(process.join("cmdline")).ok()?;
    let title = String::from_utf8_lossy(&command_line);
    Some(kinds.iter().any(|kind| is(*kind, name.trim_end(), &title)))
}

/// sshd and proftpd write into their command lines what they are doing.
fn is(kind: Kind, name: &str, title: &str) -> bool {
    let is_proftpd = title.starts_with("proftpd: ") && !title.contains("(accepting connections)");
    let is_sshd = ["sshd: ", "sshd-session: ", "sshd-auth: "]
        .iter()
        .any(|start| title.starts_with(start));
    match kind {
        Kind::Sftp => {
            name == "sftp-server" || is_proftpd || (is_sshd && title.contains("@internal-sftp"))
        }
        Kind::Session => is_proftpd || (is_sshd && !title.contains("[listener]")),
        Kind::Sudo => name == "sudo",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_title() {
        let listener = "sshd: /usr/sbin/sshd -D -e [listener] 0 of 10-100 startups";
        assert!(!is(Kind::Session, "sshd", listener));
        assert!(is(Kind::Session, "sshd", "sshd: ubuntu [priv]"));
        assert!(is(
            Kind::Session,
            "sshd-session",
            "sshd-session: ubuntu@notty"
        ));
        assert!(!is(Kind::Sftp, "sshd", "sshd: ubuntu@notty"));
        assert!(is(Kind::Sftp, "sshd", "sshd: ubuntu@internal-sftp"));
        assert!(is(
            Kind::Sftp,
            "sftp-server",
            "/usr/lib/openssh/sftp-server"
        ));
        assert!(is(
            Kind::Sftp,
            "proftpd",
            "proftpd: ubuntu - 127.0.0.1: IDLE"
        ));
        assert!(!is(
            Kind::Sftp,
            "proftpd",
            "proftpd: (accepting connections)"
        ));
    }
}
