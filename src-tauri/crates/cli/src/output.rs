//! What is printed, and the exit status.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use backend::{ErrorCode, IpcError};
use serde::Serialize;

/// A leg or an operation failed.
const FAILED: u8 = 1;
/// Usage or settings.
const USAGE: u8 = 2;

/// An error, and whether nothing could be tried because of the settings.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: IpcError,
    pub(crate) is_settings: bool,
}

impl From<IpcError> for Failure {
    fn from(error: IpcError) -> Self {
        Self {
            error,
            is_settings: false,
        }
    }
}

/// Prints a line. A closed pipe ends the program as it ends any other.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    writeln!(io::stdout().lock(), "{text}").map_err(|error| closed(&error))
}

/// Prints one JSON value as a line.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| IpcError::new(ErrorCode::Internal, error.to_string()))?;
    line(&text)
}

/// Prints bytes as they are.
pub(crate) fn bytes(content: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(content)
        .and_then(|()| stdout.flush())
        .map_err(|error| closed(&error))
}

/// Says what went wrong, on standard output as JSON or on standard error as a sentence.
pub(crate) fn fail(failure: &Failure, as_json: bool) -> ExitCode {
    if as_json {
        let said = serde_json::json!({ "error": failure.error });
        // Nothing more can be said when standard output is closed.
        line(&said.to_string()).ok();
    } else {
        let code = serde_json::to_value(failure.error.code).unwrap_or_default();
        let code = code.as_str().unwrap_or_default();
        writeln!(
            io::stderr().lock(),
            "causeway: {code}: {}",
            plain(&failure.error.message)
        )
        .ok();
        for line in failure.error.remedy.as_deref().unwrap_or_default().lines() {
            writeln!(io::stderr().lock(), "  {}", plain(line)).ok();
        }
    }
    ExitCode::from(if failure.is_settings { USAGE } else { FAILED })
}

/// Says something beside the output.
pub(crate) fn note(text: &str) {
    // Nothing more can be said when standard error is closed.
    writeln!(io::stderr().lock(), "causeway: {}", plain(text)).ok();
}

/// Some legs failed; they have been printed.
pub(crate) fn legs_failed() -> ExitCode {
    ExitCode::from(FAILED)
}

/// Text of others on a terminal: control characters are shown, not obeyed.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() {
                c.escape_default().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}

fn closed(error: &io::Error) -> Failure {
    IpcError::new(
        ErrorCode::Cancelled,
        format!("standard output is closed: {error}"),
    )
    .into()
}
