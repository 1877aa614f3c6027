//! Why a lab could not be started.

use std::{io, path::PathBuf};

/// Why a lab could not be started or could not do what a switch asked of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder that holds the lab's files could not be written.
    #[error("could not write {}", path.display())]
    Folder {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// No port on 127.0.0.1 could be had.
    #[error("could not listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// The lab's own certificates could not be made.
    #[error("could not make the certificates: {0}")]
    Certificates(String),
    /// A host key could not be made.
    #[error("could not make a host key: {0}")]
    HostKey(String),
    /// A real sshd was asked for and cannot be had here.
    #[error("real sshd is not possible here: {0}")]
    NoSshd(String),
    /// proftpd was asked for and cannot be had here.
    #[error("proftpd is not possible here: {0}")]
    NoProftpd(String),
    /// An instance's sshd did not come up.
    #[error("sshd of {instance} did not start: {reason}")]
    Sshd {
        /// The instance.
        instance: String,
        /// Its last words.
        reason: String,
    },
    /// The name or id is nobody's.
    #[error("the lab has no {0:?}")]
    Unknown(String),
}
