//! The audit log: a line of JSON for each key push, each tunnel and each change of a file, on this machine.
//!
//! It says who did what where, with AWS's request ids and the hash of a file before and after, so that it can be laid beside
//! CloudTrail, which names neither an instance for a tunnel nor what went through it. It never has contents, tokens or signed URLs.
//! App and CLI share it: each line is one write at the end of the file. Writing it is best effort: that a disk is full does not
//! keep anybody from saving.
//!
//! # Layout
//!
//! - `file`: appending, rotation, reading
//! - `entry`: a line on its way, which is written however its work ends

mod entry;
mod file;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Serialize};

pub(crate) use self::entry::Entry;
use self::file::AuditFile;
use crate::{Backend, ErrorCode, IpcError};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// A key was put on an instance for a minute.
    KeyPush,
    /// A tunnel to an instance was opened.
    Tunnel,
    /// A file was written.
    Write,
    /// A file or a folder was removed.
    Remove,
    /// A file or a folder was moved or renamed.
    Move,
    /// A folder was made.
    CreateFolder,
    /// A file was taken to an instance.
    Upload,
    /// A file was fetched from an instance.
    Download,
}

/// One line of the log. What does not apply, or is not known, is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditLine {
    /// When it ended, RFC 3339 with milliseconds, in UTC.
    pub time: String,
    /// What was done.
    pub what: AuditAction,
    /// `ok`, or the code of the error. Whoever no longer waited for the end has `cancelled`.
    pub outcome: String,
    /// The workspace that the instance belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// The instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The user on the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os_user: Option<String>,
    /// The endpoint that a tunnel goes through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// AWS's name for the request, as in CloudTrail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Absolute path on the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it was moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// SHA-256 of the content before, where it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256_before: Option<String>,
    /// SHA-256 of the content afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256_after: Option<String>,
    /// Size of the content that was carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

/// The log. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Audit(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: AuditFile,
    /// That it cannot be written is said once.
    has_failed: AtomicBool,
}

impl Audit {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self(Arc::new(Inner {
            file: AuditFile::new(file),
            has_failed: AtomicBool::new(false),
        }))
    }

    /// A line for work that begins; see [`Entry`].
    pub(crate) fn begin(&self, what: AuditAction) -> Entry {
        Entry::new(self.clone(), what)
    }

    /// Writes a line: a few hundred bytes to the end of a file, so that this does not hand it to another thread, where the end of
    /// the process could overtake it.
    fn write(&self, line: &AuditLine) {
        let appended = serde_json::to_string(line)
            .map_err(Into::into)
            .and_then(|text| self.0.file.append(&text));
        if let Err(error) = appended
            && !self.0.has_failed.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(%error, "the audit log cannot be written");
        }
    }
}

impl Backend {
    /// Where the audit log is. Older parts lie beside it.
    pub fn audit_file(&self) -> &Path {
        self.audit().0.file.path()
    }

    /// The lines of the audit log, oldest first, each as it was written.
    ///
    /// # Errors
    ///
    /// `internal` when it cannot be read. A log that nobody has written to is empty.
    pub fn read_audit(&self) -> Result<Vec<String>, IpcError> {
        self.audit().0.file.lines().map_err(|error| {
            let file = self.audit_file().display();
            IpcError::new(
                ErrorCode::Internal,
                format!("the audit log {file} cannot be read: {error}"),
            )
        })
    }

    /// Writes a line for a key push or a tunnel that has ended, by `os_user`.
    pub(crate) fn note_access(&self, access: &eice::Access<'_>, os_user: &str) {
        let instance = access.instance.as_str();
        let mut entry = self.audit().begin(match access.kind {
            eice::AccessKind::KeyPush { .. } => AuditAction::KeyPush,
            eice::AccessKind::Tunnel { .. } => AuditAction::Tunnel,
        });
        entry.instance_id = Some(instance.to_owned());
        entry.workspace_id = self.workspace_on(instance);
        entry.request_id = access.request_id.map(str::to_owned);
        entry.os_user = Some(os_user.to_owned());
        match access.kind {
            eice::AccessKind::KeyPush { os_user } => entry.os_user = Some(os_user.to_owned()),
            eice::AccessKind::Tunnel { endpoint } => entry.endpoint = Some(endpoint.to_owned()),
        }
        match access.end {
            eice::AccessEnd::Granted => entry.settle(Ok(())),
            eice::AccessEnd::Failed(error) => entry.settle(Err(IpcError::from(error).code)),
            eice::AccessEnd::Abandoned => entry.settle(Err(ErrorCode::Cancelled)),
        }
    }

    /// Has the accesses of `eice` written down, by `os_user`, for as long as this backend is there.
    pub(crate) fn watch_accesses(&self, eice: &eice::Client, os_user: &str) {
        let (backend, os_user) = (self.downgrade(), os_user.to_owned());
        eice.observe(move |access| {
            if let Some(inner) = backend.upgrade() {
                Self::of(inner).note_access(access, &os_user);
            }
        });
    }

    /// The workspace of an instance, as far as the list tells.
    fn workspace_on(&self, instance: &str) -> Option<String> {
        let shown = self.state().shown();
        shown.fleet.on_instance(instance).map(|id| id.to_string())
    }
}
