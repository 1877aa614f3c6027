//! What proftpd is told, wherever it runs.

use std::fmt::{self, Display, Formatter};

use super::Extensions;

/// All extensions that `mod_sftp` has. They are on unless they are taken away.
const EXTENSIONS: [&str; 10] = [
    "checkFile",
    "copyFile",
    "fsync",
    "hardlink",
    "homeDirectory",
    "posixRename",
    "spaceAvailable",
    "statvfs",
    "vendorID",
    "versionSelect",
];

/// A configuration file. Paths are as the server sees them.
pub(crate) struct Config<'a> {
    /// A port that it listens at by itself, with a log to `/dev/log`; without one it serves the socket
    /// that it is started on, in silence.
    pub(crate) port: Option<u16>,
    /// User and group of the server outside of sessions.
    pub(crate) runs_as: (&'a str, &'a str),
    /// Who may log in; like `/etc/passwd`.
    pub(crate) users: &'a str,
    /// Like `/etc/group`.
    pub(crate) groups: &'a str,
    pub(crate) host_key: &'a str,
    /// A file of keys. `%u` stands for the user's name.
    pub(crate) keys: &'a str,
    pub(crate) extensions: Extensions,
}

/// Nobody is idle for too long within a test; 0 would be "at once" for `mod_sftp`, not "never".
const CONSTANT: &str = "\
LoadModule mod_sftp.c
ServerName lab
DefaultServer on
DefaultAddress 127.0.0.1
UseReverseDNS off
DelayEngine off
WtmpLog off
TransferLog none
ScoreboardFile none
RootLogin on
RequireValidShell off
AuthOrder mod_auth_file.c
AllowOverwrite on
AllowStoreRestart on
Umask 022
TimeoutIdle 3600
SFTPEngine on
SFTPAuthMethods publickey
";

impl Display for Config<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(CONSTANT)?;
        match self.port {
            Some(port) => writeln!(out, "ServerType standalone\nPort {port}")?,
            None => writeln!(out, "ServerType inetd\nSystemLog none")?,
        }
        let (user, group) = self.runs_as;
        writeln!(out, "User {user}\nGroup {group}")?;
        writeln!(out, "AuthUserFile \"{}\"", self.users)?;
        writeln!(out, "AuthGroupFile \"{}\"", self.groups)?;
        writeln!(out, "SFTPHostKey \"{}\"", self.host_key)?;
        writeln!(out, "SFTPAuthorizedUserKeys \"file:{}\"", self.keys)?;
        if self.extensions == Extensions::None {
            writeln!(out, "SFTPExtensions -{}", EXTENSIONS.join(" -"))?;
        }
        Ok(())
    }
}
