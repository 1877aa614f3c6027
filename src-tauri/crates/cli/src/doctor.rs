//! `causeway doctor`: the whole way to an instance, from a terminal.

use std::process::ExitCode;

use backend::{
    Backend, DoctorReport, DoctorResult, RecentLog, RunDoctor, WorkspaceId, doctor_text,
};

use crate::{
    connect::find,
    output::{self, Failure, plain},
};

/// What is asked of the doctor.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) workspace: Option<String>,
    pub(crate) json: bool,
    pub(crate) report: bool,
}

/// Prints each step as it settles. The exit status is 1 when one has failed.
pub(crate) async fn run(
    backend: &Backend,
    visit: Visit,
    log: &RecentLog,
) -> Result<ExitCode, Failure> {
    let (workspace_id, unknown) = match &visit.workspace {
        None => (None, None),
        // An id is taken as it is: the platform may be what does not answer.
        Some(wanted) => match wanted.parse::<WorkspaceId>() {
            Ok(id) => (Some(id), None),
            Err(_) => match find(backend, wanted).await {
                Ok((id, _)) => (Some(id), None),
                Err(failure) => (None, Some(failure)),
            },
        },
    };
    let args = RunDoctor { workspace_id };
    if visit.report {
        let report = backend.write_bug_report(args, &log.text()).await?;
        output::line(&report.path)?;
        return Ok(ExitCode::SUCCESS);
    }
    // A closed pipe is noticed at the end: what is open is closed in order before.
    let sink = |result: DoctorResult| drop(print(result, visit.json));
    let report = backend.run_doctor(args, sink).await?;
    match unknown {
        Some(failure) => Err(failure),
        None if report.is_well => Ok(ExitCode::SUCCESS),
        None => Ok(output::legs_failed()),
    }
}

fn print(result: DoctorResult, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return output::json(&result);
    }
    let text = doctor_text(&DoctorReport {
        is_well: true,
        results: vec![result],
    });
    text.lines().try_for_each(|line| output::line(&plain(line)))
}
