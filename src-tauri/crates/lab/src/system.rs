//! How an instance's system differs from the usual one.
//!
//! Plain data, given to [`World::set_system`](crate::World::set_system). What becomes of it is the
//! matter of `sshd`; the embedded server has none of it.

use crate::proftpd::Extensions;

/// An instance's system, as far as it can be chosen. The default is a plain Ubuntu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// Which server SFTP sessions of the login user are. Defaults to [`SftpServer::External`].
    pub sftp: SftpServer,
    /// Where OpenSSH's `sftp-server` lies. Defaults to [`SftpPath::Hosts`].
    pub sftp_path: SftpPath,
    /// What the login user may do as root. Defaults to [`Sudo::Free`].
    pub sudo: Sudo,
    /// In the order in which they are made. None by default.
    pub mounts: Vec<Mount>,
}

/// Which server SFTP sessions of the login user are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SftpServer {
    /// OpenSSH's `sftp-server`, a program of its own.
    #[default]
    External,
    /// `internal-sftp`: the same within sshd.
    Internal,
    /// proftpd's `mod_sftp`, in the place of sshd: no shell and no `sudo`. A grant that has
    /// ended counts until a tunnel is opened next. [`Counters`](crate::Counters) know nothing of its
    /// logins and sessions.
    Proftpd(Extensions),
}

/// Where OpenSSH's `sftp-server` lies, and nowhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SftpPath {
    /// Where this machine has it.
    #[default]
    Hosts,
    /// `/usr/lib/openssh/sftp-server`, as on Debian and Ubuntu.
    Debian,
    /// `/usr/libexec/openssh/sftp-server`, as on Amazon Linux and RHEL.
    RedHat,
    /// `/usr/lib/ssh/sftp-server`, as on Alpine and SUSE.
    Alpine,
    /// Nowhere. The login user's SFTP works only with [`SftpServer::Internal`].
    Missing,
}

impl SftpPath {
    /// Its path; `None` where it is left alone or taken away.
    pub(crate) fn path(self) -> Option<&'static str> {
        match self {
            Self::Hosts | Self::Missing => None,
            Self::Debian => Some("/usr/lib/openssh/sftp-server"),
            Self::RedHat => Some("/usr/libexec/openssh/sftp-server"),
            Self::Alpine => Some("/usr/lib/ssh/sftp-server"),
        }
    }
}

/// What the login user may do as root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sudo {
    /// Everything, without a password, as on EC2.
    #[default]
    Free,
    /// Everything, with a password that nobody has: `sudo -n` is refused.
    NeedsPassword,
    /// Nothing: there is no `sudo`.
    Missing,
}

/// A mount of the instance's own. Its folder is absolute on the instance; where it does not exist it
/// is made, in a folder that does, with that one's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mount {
    /// A file system in memory, with a copy of what the folder holds. What is written there is gone
    /// when the instance's server ends, and [`Lab::mounted`](crate::Lab::mounted) is the way to it.
    Small {
        /// Where.
        folder: String,
        /// All that fits: writing more gives ENOSPC. Whole pages of 4,096 bytes are counted.
        size_bytes: u64,
    },
    /// The folder as it is, for reading only: writing gives EROFS, to root too.
    ReadOnly {
        /// Where.
        folder: String,
    },
}
