//! Why a session or a file operation failed: a variant for each decision that a caller can take.

use std::{fmt, io, sync::Arc};

use eice::{InstanceId, Place};

use crate::{
    Conflict, Expectation, RemotePath,
    classify::{self, SftpFate},
    remedy::missing_rule,
    sftp::{SftpError, StatusCode},
};

/// A step that has a deadline of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// SSH banner, of which something has come.
    Banner,
    /// SSH key exchange.
    Handshake,
    /// SSH authentication.
    Authentication,
    /// Opening an SFTP channel.
    OpenSftp,
    /// One file operation.
    Operation,
    /// Searching the content of files.
    Search,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Banner => "the SSH banner",
            Self::Handshake => "the SSH handshake",
            Self::Authentication => "SSH authentication",
            Self::OpenSftp => "opening SFTP",
            Self::Operation => "the file operation",
            Self::Search => "the search",
        })
    }
}

/// Why a session could not be made, or a file operation failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Look-up, key push or tunnel.
    #[error(transparent)]
    Eice(Arc<eice::Error>),
    /// The tunnel opened and nothing answered behind it.
    #[error("instance {instance} did not answer over SSH ({reason})")]
    TargetUnreachable {
        /// The instance.
        instance: InstanceId,
        /// What the endpoint said.
        reason: String,
        /// The security-group rule that is most likely missing; empty until it is known.
        rule: String,
    },
    /// The instance shows another host key than the expected one.
    #[error(
        "the host key of {instance} is not the expected one: {} {expected}, it offers {offered}",
        match expectation { Expectation::Pin => "pinned is", Expectation::Console => "its console shows" }
    )]
    HostKeyChanged {
        /// The instance.
        instance: InstanceId,
        /// SHA-256 fingerprints on record.
        expected: String,
        /// Where they are on record.
        expectation: Expectation,
        /// SHA-256 fingerprint of now.
        offered: String,
    },
    /// The instance has no pin, and only pinned keys are accepted.
    #[error(
        "the host key of {instance} is not known: it offers {offered}, and only pinned keys are accepted"
    )]
    HostKeyUnknown {
        /// The instance.
        instance: InstanceId,
        /// SHA-256 fingerprint of its key.
        offered: String,
        /// The file with the pins.
        file: String,
    },
    /// A key was to be accepted that the instance has not offered.
    #[error("{instance} has not offered a host key {fingerprint} that was refused")]
    HostKeyNotOffered {
        /// The instance.
        instance: InstanceId,
        /// The fingerprint that was to be accepted.
        fingerprint: String,
    },
    /// sshd does not accept the pushed key.
    #[error("{instance} refused the key for user {os_user}")]
    KeyRefused {
        /// The instance.
        instance: InstanceId,
        /// The user.
        os_user: String,
    },
    /// No algorithm in common, or a protocol that is not SSH.
    #[error("the instance's SSH server cannot be used: {0}")]
    UnsupportedServer(String),
    /// The session died; the operation may or may not have happened.
    #[error("the connection to the instance was lost: {0}")]
    TunnelLost(String),
    /// Too many channels; the session is alive.
    #[error("the instance refused another channel: try again in a moment")]
    ChannelRefused,
    /// A step took too long.
    #[error("{0} took too long")]
    TimedOut(Phase),
    /// Not a path that the app may use.
    #[error("{path:?} cannot be used: {reason}")]
    InvalidPath {
        /// The path as given.
        path: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Not a text that can be searched for.
    #[error("this text cannot be searched for: {0}")]
    InvalidSearch(&'static str),
    /// There is no such file or folder.
    #[error("{0} does not exist")]
    NotFound(RemotePath),
    /// The instance's user may not do this.
    #[error("permission denied on {path}{}", hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default())]
    PermissionDenied {
        /// The path.
        path: RemotePath,
        /// Why, where it is known.
        hint: Option<String>,
    },
    /// The file is not what the editor loaded.
    #[error("{path} was changed on the instance since it was loaded")]
    Conflict {
        /// The path.
        path: RemotePath,
        /// What is there now, and whether the new content is.
        conflict: Arc<Conflict>,
    },
    /// Something has the name that was to be given.
    #[error("{0} exists already")]
    Exists(RemotePath),
    /// The file server says no without a reason of its own.
    #[error("{path}: {message}")]
    Refused {
        /// The path.
        path: RemotePath,
        /// The server's text and, where known, the likely cause.
        message: String,
    },
    /// The file server lacks something that a safe operation needs.
    #[error("the instance's file server cannot do this: {0}")]
    Unsupported(String),
    /// The instance lacks what a search needs.
    #[error("files cannot be searched there: {0}")]
    SearchUnsupported(String),
    /// The pins could not be read or written.
    #[error("the host keys in {file} could not be read or written")]
    HostKeyStore {
        /// The file with the pins.
        file: String,
        /// The cause.
        #[source]
        source: Arc<io::Error>,
    },
}

impl Error {
    /// Names the security-group rule that is most likely missing, where the instance did not answer.
    #[must_use]
    pub fn at(mut self, place: &Place) -> Self {
        if let Self::TargetUnreachable { rule, .. } = &mut self {
            *rule = missing_rule(place);
        }
        self
    }

    /// Whether the session is gone, so that a fresh one may help.
    pub fn is_tunnel_lost(&self) -> bool {
        matches!(self, Self::TunnelLost(_))
    }

    /// Whether a write that failed so may have been done all the same.
    pub fn leaves_fate_unknown(&self) -> bool {
        matches!(self, Self::TunnelLost(_) | Self::TimedOut(Phase::Operation))
    }

    /// An SFTP answer about `path`. The caller has already looked whether the session is alive.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is what `map_err` hands over"
    )]
    pub(crate) fn from_sftp(error: SftpError, path: &RemotePath) -> Self {
        match classify::of_sftp(&error) {
            SftpFate::Answered => Self::answered(&error, path),
            // The next operation opens another channel.
            SftpFate::ChannelGone => Self::TunnelLost(format!("the SFTP channel ended: {error}")),
        }
    }

    fn answered(error: &SftpError, path: &RemotePath) -> Self {
        let path = path.clone();
        let message = error.to_string();
        let SftpError::Status { code, .. } = error else {
            return Self::Unsupported(message);
        };
        match code {
            StatusCode::NoSuchFile => Self::NotFound(path),
            StatusCode::PermissionDenied => Self::PermissionDenied { path, hint: None },
            StatusCode::Unsupported => Self::Unsupported(message),
            _ => Self::Refused { path, message },
        }
    }
}

impl From<eice::Error> for Error {
    fn from(error: eice::Error) -> Self {
        Self::Eice(Arc::new(error))
    }
}
