//! `causeway grep`.

use std::process::ExitCode;

use backend::{Backend, SearchFiles, SearchMatch};

use crate::{
    args::Place,
    connect::find,
    output::{self, Failure, plain},
};

/// Exit status when nothing was found, as that of `grep`.
const NOT_FOUND: u8 = 1;

/// Prints every find as `path:line:text`; what could not be searched goes to standard error.
pub(crate) async fn run(
    backend: &Backend,
    place: &Place,
    text: String,
    ignores_case: bool,
) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let args = SearchFiles {
        workspace_id,
        folder: place.path.clone(),
        text,
        is_case_sensitive: !ignores_case,
        search_id: 1,
    };
    let mut printed = Ok(());
    let end = backend
        .search_files(args, |found| {
            if printed.is_ok() {
                printed = found.iter().try_for_each(print);
            }
        })
        .await?;
    printed?;
    for problem in &end.problems {
        output::note(problem);
    }
    if end.is_cut {
        output::note(&format!("stopped after {} lines", end.matches));
    }
    Ok(match end.matches {
        0 => ExitCode::from(NOT_FOUND),
        _ => ExitCode::SUCCESS,
    })
}

fn print(found: &SearchMatch) -> Result<(), Failure> {
    // Of what is not text, code has tabs.
    let text: Vec<_> = found.text.split('\t').map(plain).collect();
    let (path, text) = (plain(&found.path), text.join("\t"));
    output::line(&format!("{path}:{}:{text}", found.line))
}
