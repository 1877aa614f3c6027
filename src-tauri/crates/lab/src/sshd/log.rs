//! What an instance says about itself, and what of it counts.
//!
//! sshd's own log comes over a pipe; sudo's comes over the instance's `/dev/log`, because sshd does
//! not say which command it runs. Both are read as they come and once more whenever somebody asks
//! for the counters: what is written down before a client gets its answer is counted by then.

use std::{
    convert::Infallible,
    fs::{File, Permissions, set_permissions},
    io::{self, Read},
    os::{
        fd::AsRawFd,
        unix::{fs::PermissionsExt as _, net::UnixDatagram},
    },
    path::Path,
    sync::{Mutex, PoisonError},
};

use tokio::{net::unix::pipe, sync::watch};

use crate::counters::Tally;

/// Lines kept for a report of why an sshd did not start.
const KEPT_LINES: usize = 8;
const READ_BYTES: usize = 8 << 10;

/// How far an sshd has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Starting,
    Listening,
    Ended,
}

/// The logs of one instance.
#[derive(Debug)]
pub(super) struct Log {
    sshd: pipe::Receiver,
    system: tokio::net::UnixDatagram,
    /// The same two once more, to be read without waiting for the runtime to see that they can be.
    pending: (File, UnixDatagram),
    tally: Tally,
    progress: watch::Sender<Progress>,
    /// Held while lines are read and counted, never across an await.
    lines: Mutex<Lines>,
}

#[derive(Debug, Default)]
struct Lines {
    /// The beginning of a line that has not ended yet.
    partial: Vec<u8>,
    last: Vec<String>,
}

impl Lines {
    fn keep(&mut self, line: &str) {
        self.last.push(line.to_owned());
        if self.last.len() > KEPT_LINES {
            self.last.remove(0);
        }
    }
}

impl Log {
    /// Reads sshd's log from `sshd` and listens at `socket` for the rest.
    pub(super) fn new(sshd: pipe::Receiver, socket: &Path, tally: Tally) -> io::Result<Self> {
        // A copy of the handle shares its mode: it does not block either.
        let sshd = sshd.into_nonblocking_fd()?;
        let system = listen(socket)?;
        let pending = (File::from(sshd.try_clone()?), system.try_clone()?);
        Ok(Self {
            sshd: pipe::Receiver::from_owned_fd(sshd)?,
            system: tokio::net::UnixDatagram::from_std(system)?,
            pending,
            tally,
            progress: watch::Sender::new(Progress::Starting),
            lines: Mutex::default(),
        })
    }

    /// Reads until sshd is gone.
    pub(super) async fn follow(&self) {
        tokio::select! {
            () = self.follow_sshd() => {}
            () = self.follow_system() => {}
        }
    }

    async fn follow_sshd(&self) {
        while self.sshd.readable().await.is_ok() {
            match self.read_sshd(|buffer| self.sshd.try_read(buffer)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                _ => break,
            }
        }
        self.progress.send_replace(Progress::Ended);
    }

    /// Ends only with the runtime: the socket has no other end that could be closed.
    async fn follow_system(&self) {
        while self.system.readable().await.is_ok() {
            match self.read_system(|buffer| self.system.try_recv(buffer)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => tracing::warn!(%error, "an instance's system log cannot be read"),
                Ok(never) => match never {},
            }
        }
    }

    /// Reads what is there now.
    pub(super) fn read_pending(&self) {
        let (sshd, system) = &self.pending;
        // Nothing more to read and a closed pipe are the same here: the counters are up to date.
        self.read_sshd(|buffer| (&*sshd).read(buffer)).ok();
        self.read_system(|buffer| system.recv(buffer)).ok();
    }

    pub(super) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// The last lines that sshd wrote.
    pub(super) fn last_words(&self) -> String {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.last.join("; ")
    }

    /// Reads sshd's log to its end (`Ok`) or until there is no more for now (`WouldBlock`).
    fn read_sshd(&self, mut read: impl FnMut(&mut [u8]) -> io::Result<usize>) -> io::Result<()> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = [0; READ_BYTES];
        loop {
            let count = read(&mut buffer)?;
            if count == 0 {
                return Ok(());
            }
            lines.partial.extend(buffer.iter().take(count));
            while let Some(end) = lines.partial.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = lines.partial.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                self.count_sshd(&line);
                lines.keep(&line);
            }
        }
    }

    /// Reads the system's log until there is no more for now.
    fn read_system(
        &self,
        mut receive: impl FnMut(&mut [u8]) -> io::Result<usize>,
    ) -> io::Result<Infallible> {
        let mut buffer = [0; READ_BYTES];
        loop {
            let count = receive(&mut buffer)?;
            let line = String::from_utf8_lossy(buffer.get(..count).unwrap_or_default());
            tracing::trace!(%line, "system log");
            if is_sudo_sftp(&line) {
                self.tally.sftp_open();
            } else if line.contains(" proftpd[") {
                self.note_proftpd(&line);
            }
        }
    }

    /// It says when it begins and why it does not; of its sessions it says nothing here.
    fn note_proftpd(&self, line: &str) {
        if line.contains("standalone mode STARTUP") {
            self.progress.send_replace(Progress::Listening);
        }
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keep(line.trim_end());
    }

    fn count_sshd(&self, line: &str) {
        tracing::trace!(%line, "sshd");
        if line.starts_with("Server listening on ") {
            self.progress.send_replace(Progress::Listening);
        } else if line.starts_with("Accepted publickey ") {
            self.tally.ssh_authentication();
        } else if line.starts_with("Starting session: subsystem 'sftp'") {
            self.tally.sftp_open();
        }
    }
}

/// sudo writes `… sudo: ubuntu : PWD=/ ; USER=root ; COMMAND=/usr/lib/openssh/sftp-server`.
fn is_sudo_sftp(line: &str) -> bool {
    let command = line.split_once("COMMAND=").map(|(_, command)| command);
    let program = command.and_then(|command| command.split_whitespace().next());
    line.contains("sudo") && program.is_some_and(|program| program.ends_with("/sftp-server"))
}

/// Listens at a path of any length: a socket's own name may have 108 bytes at most, so its folder
/// is named by an open file.
fn listen(path: &Path) -> io::Result<UnixDatagram> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let folder = File::open(path.parent().unwrap_or(path))?;
    let name = path.file_name().unwrap_or_default();
    let short = Path::new("/proc/self/fd")
        .join(folder.as_raw_fd().to_string())
        .join(name);
    let socket = UnixDatagram::bind(short)?;
    socket.set_nonblocking(true)?;
    set_permissions(path, Permissions::from_mode(0o666))?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sftp_under_sudo_is_counted_of_what_sudo_says() {
        let sudo = |command: &str| {
            format!(
                "<85>Nov 24 02:00:00 sudo:   ubuntu : PWD=/home/ubuntu ; USER=root ; COMMAND={command}"
            )
        };
        assert!(is_sudo_sftp(&sudo("/usr/lib/openssh/sftp-server")));
        assert!(is_sudo_sftp(&sudo("/usr/lib/openssh/sftp-server -e")));
        assert!(!is_sudo_sftp(&sudo("/usr/bin/grep sftp-server")));
        assert!(!is_sudo_sftp(
            "<38>Nov 24 02:00:00 login: COMMAND=/x/sftp-server"
        ));
    }
}
