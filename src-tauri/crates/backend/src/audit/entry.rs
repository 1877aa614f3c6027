//! A line on its way.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, SecondsFormat};

use super::{Audit, AuditAction, AuditLine};
use crate::{ErrorCode, IpcError, clock::now_ms, files::Site};

/// A line of the log for work that is going on: what becomes known is set on it. It is written when the work is settled, or, as
/// `cancelled`, when it is dropped.
#[derive(Debug)]
pub(crate) struct Entry {
    audit: Audit,
    line: AuditLine,
    is_written: bool,
}

impl Entry {
    pub(super) fn new(audit: Audit, what: AuditAction) -> Self {
        Self {
            audit,
            line: AuditLine {
                time: String::new(),
                what,
                outcome: String::new(),
                workspace_id: None,
                instance_id: None,
                os_user: None,
                endpoint: None,
                request_id: None,
                path: None,
                to: None,
                sha256_before: None,
                sha256_after: None,
                bytes: None,
            },
            is_written: false,
        }
    }

    /// The same, at a workspace's instance.
    pub(crate) fn at(mut self, site: &Site) -> Self {
        self.workspace_id = Some(site.workspace.to_string());
        self.instance_id = Some(site.instance.to_string());
        self
    }

    /// Writes the line with its outcome.
    pub(crate) fn settle(mut self, outcome: Result<(), ErrorCode>) {
        self.write(outcome);
    }

    /// Writes the line with the outcome of `done`.
    pub(crate) fn settle_with<T>(self, done: &Result<T, IpcError>) {
        self.settle(done.as_ref().map(drop).map_err(|error| error.code));
    }

    fn write(&mut self, outcome: Result<(), ErrorCode>) {
        self.is_written = true;
        self.line.outcome = match outcome {
            Ok(()) => "ok".to_owned(),
            Err(code) => name(code),
        };
        self.line.time = now();
        self.audit.write(&self.line);
    }
}

impl Deref for Entry {
    type Target = AuditLine;

    fn deref(&self) -> &AuditLine {
        &self.line
    }
}

impl DerefMut for Entry {
    fn deref_mut(&mut self) -> &mut AuditLine {
        &mut self.line
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.is_written {
            self.write(Err(ErrorCode::Cancelled));
        }
    }
}

/// The code as it crosses the boundary.
fn name(code: ErrorCode) -> String {
    let value = serde_json::to_value(code).unwrap_or_default();
    value.as_str().unwrap_or("internal").to_owned()
}

fn now() -> String {
    let ms = i64::try_from(now_ms()).unwrap_or(i64::MAX);
    let time = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
