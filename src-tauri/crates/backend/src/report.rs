//! A report for whoever helps: what the doctor found and how things stand, in one text file without secrets.

mod redact;

use std::{fmt::Write as _, fs, io, path::Path};

use self::redact::Redaction;
use crate::{
    Backend, BugReport, DoctorReport, DoctorStatus, ErrorCode, IpcError, RunDoctor, clock::now_ms,
};

impl Backend {
    /// Runs the doctor and writes a report, with `recent_log` at its end. Tokens, keys, signatures and the home folder are taken out
    /// of all of it; names of workspaces and addresses are in it, and the user should look through it before passing it on.
    ///
    /// # Errors
    ///
    /// `internal` when the file cannot be written. That the doctor cannot run is part of the report.
    pub async fn write_bug_report(
        &self,
        args: RunDoctor,
        recent_log: &str,
    ) -> Result<BugReport, IpcError> {
        let doctor = Box::pin(self.run_doctor(args, |_| {})).await;
        let text = Redaction::of_user().apply(&self.report(doctor, recent_log));
        let folder = self.paths().reports();
        let file = folder.join(format!("causeway-report-{}.txt", now_ms()));
        write_private(&file, &text).map_err(|error| {
            let message = format!(
                "the report could not be written to {}: {error}",
                file.display()
            );
            IpcError::new(ErrorCode::Internal, message)
        })?;
        Ok(BugReport {
            path: file.display().to_string(),
            text,
        })
    }

    fn report(&self, doctor: Result<DoctorReport, IpcError>, recent_log: &str) -> String {
        let settings = self.read_settings();
        let connection = self.state().shown().connection.clone();
        let mut text = format!(
            "Causeway {} on {} {}\n\n# Settings\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH
        );
        // Writing to a string cannot fail.
        let values = serde_json::to_string_pretty(&settings.values).unwrap_or_default();
        writeln!(
            text,
            "{values}\ntoken: {}",
            if settings.has_token { "set" } else { "none" }
        )
        .ok();
        for (field, variable) in &settings.from_environment {
            writeln!(text, "{field} comes from {variable}").ok();
        }
        writeln!(
            text,
            "\n# Connection\n{:?}, {:?}",
            connection.mode, connection.status
        )
        .ok();
        if let Some(error) = &connection.error {
            writeln!(text, "{error}").ok();
        }
        text.push_str("\n# Doctor\n");
        match doctor {
            Ok(report) => text.push_str(&doctor_text(&report)),
            Err(error) => drop(writeln!(text, "it could not run: {error}")),
        }
        text.push_str("\n# Tunnels\n");
        for tunnel in self.tunnels() {
            let error = tunnel.last_error.as_deref().unwrap_or("-");
            writeln!(
                text,
                "{} through {}: {:?}, {} leases, {} bytes in, {} out, last error: {error}",
                tunnel.instance_id,
                tunnel.endpoint,
                tunnel.state,
                tunnel.leases,
                tunnel.bytes_read,
                tunnel.bytes_written
            )
            .ok();
        }
        text.push_str("\n# Recent log\n");
        text.push_str(recent_log);
        text
    }
}

/// A report of the doctor as text: a line for each step, and under a failed one its remedy.
pub fn doctor_text(report: &DoctorReport) -> String {
    let mut text = String::new();
    for result in &report.results {
        let status = match result.status {
            DoctorStatus::Ok => "ok",
            DoctorStatus::Warning => "note",
            DoctorStatus::Failed => "FAILED",
            DoctorStatus::Skipped => "skipped",
        };
        let ms = result
            .ms
            .map_or_else(String::new, |ms| format!("{ms:.0} ms"));
        let (title, detail) = (&result.title, &result.detail);
        // Writing to a string cannot fail.
        writeln!(text, "{status:<8} {title:<28} {ms:>8}  {detail}").ok();
        let remedy = result
            .error
            .as_ref()
            .and_then(|error| error.remedy.as_deref());
        for line in remedy.unwrap_or_default().lines() {
            writeln!(text, "         {line}").ok();
        }
    }
    text
}

fn write_private(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(file)?, text.as_bytes())
}
