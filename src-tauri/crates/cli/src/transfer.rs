//! Files and folders to and from an instance.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use backend::{
    AppEvent, Backend, EntryKind, ErrorCode, Existing, IpcError, StatFiles, Transfer,
    TransferState, WorkspaceId,
};

use crate::{
    args::Place,
    connect::find,
    files,
    output::{self, Failure, plain},
};

/// Fetches what stands at `from` into the folder `into`, which is made if it does not exist.
pub(crate) async fn get(
    backend: &Backend,
    from: Vec<Place>,
    into: PathBuf,
    existing: Existing,
) -> Result<ExitCode, Failure> {
    let mut wanted: Vec<(WorkspaceId, Vec<String>)> = Vec::new();
    for Place { workspace, path } in from {
        let (workspace, _) = find(backend, &workspace).await?;
        match wanted.iter_mut().find(|(known, _)| *known == workspace) {
            Some((_, paths)) => paths.push(path),
            None => wanted.push((workspace, vec![path])),
        }
    }
    std::fs::create_dir_all(&into).map_err(|error| {
        let message = format!("{} cannot be made: {error}", into.display());
        IpcError::new(ErrorCode::InvalidInput, message)
    })?;
    let mut ids = Vec::new();
    for (workspace, paths) in wanted {
        let begun = backend.download(workspace, paths, into.clone(), existing);
        ids.push(begun.await?);
    }
    follow(backend, &ids).await
}

/// Takes one file to a path, or anything into a folder: one that exists, or that is named with a slash at its end.
pub(crate) async fn put(
    backend: &Backend,
    from: Vec<PathBuf>,
    place: &Place,
    existing: Existing,
) -> Result<ExitCode, Failure> {
    if let [only] = from.as_slice()
        && (only == Path::new("-") || (only.is_file() && !is_folder(backend, place).await?))
    {
        return files::put(backend, only.clone(), place).await;
    }
    if from.iter().any(|path| path == Path::new("-")) {
        let message = "standard input goes to one file: give its path";
        return Err(IpcError::new(ErrorCode::InvalidInput, message).into());
    }
    let (workspace, _) = find(backend, &place.workspace).await?;
    let begun = backend.upload(workspace, from, &place.path, existing);
    follow(backend, &[begun.await?]).await
}

async fn is_folder(backend: &Backend, place: &Place) -> Result<bool, Failure> {
    if place.path.is_empty() || place.path.ends_with('/') {
        return Ok(true);
    }
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let paths = vec![place.path.clone()];
    let looked = backend
        .stat_files(StatFiles {
            workspace_id,
            paths,
        })
        .await?;
    let is_folder = |stat: &backend::Stat| stat.kind == EntryKind::Folder;
    Ok(looked
        .iter()
        .any(|file| file.stat.as_ref().is_some_and(is_folder)))
}

/// Shows how transfers go, to their end, and tells what did not arrive.
async fn follow(backend: &Backend, ids: &[u64]) -> Result<ExitCode, Failure> {
    let is_terminal = io::stderr().is_terminal();
    let mut events = backend.subscribe();
    let transfers = loop {
        let transfers = match events.next().await {
            Some(AppEvent::Snapshot { state }) => state.transfers,
            Some(AppEvent::Transfers { transfers }) => transfers,
            Some(_) => continue,
            None => return Err(IpcError::new(ErrorCode::Cancelled, "it was given up").into()),
        };
        let ours: Vec<_> = transfers
            .into_iter()
            .filter(|one| ids.contains(&one.id))
            .collect();
        if is_terminal {
            show(&ours);
        }
        if ours.iter().all(has_ended) {
            break ours;
        }
    };
    if is_terminal {
        write!(io::stderr().lock(), "\r\x1b[K").ok();
    }
    let mut is_all = true;
    for transfer in &transfers {
        is_all &= tell(transfer)?;
    }
    Ok(if is_all {
        ExitCode::SUCCESS
    } else {
        output::legs_failed()
    })
}

fn has_ended(transfer: &Transfer) -> bool {
    match transfer.state {
        TransferState::Done | TransferState::Failed | TransferState::Cancelled => true,
        TransferState::Queued
        | TransferState::Scanning
        | TransferState::Running
        | TransferState::Paused => false,
    }
}

/// One line, over the one before. Nothing depends on it.
fn show(transfers: &[Transfer]) {
    let sum = |of: fn(&Transfer) -> u64| transfers.iter().map(of).sum::<u64>();
    let (done, total) = (sum(|one| one.bytes_done), sum(|one| one.bytes_total));
    let percent = (done * 100).checked_div(total).unwrap_or(0);
    let speed: f64 = transfers
        .iter()
        .filter_map(|one| one.bytes_per_second)
        .sum();
    let left = transfers
        .iter()
        .filter_map(|one| one.seconds_left)
        .fold(0.0, f64::max);
    let files = format!(
        "{}/{} files",
        sum(|one| one.files_done),
        sum(|one| one.files_total)
    );
    let line = format!(
        "{percent:>3} %  {files}  {:.1} MB/s  {left:.0} s left",
        speed / 1e6
    );
    let mut stderr = io::stderr().lock();
    write!(stderr, "\r\x1b[K{line}")
        .and_then(|()| stderr.flush())
        .ok();
}

/// Says what has arrived and what has not; whether that is everything.
fn tell(transfer: &Transfer) -> Result<bool, Failure> {
    let complain = |text: &str| writeln!(io::stderr().lock(), "causeway: {}", plain(text)).ok();
    for problem in &transfer.problems {
        complain(&format!("{}: {}", problem.path, problem.reason));
    }
    let more = transfer
        .problem_count
        .saturating_sub(transfer.problems.len() as u64);
    if more > 0 {
        complain(&format!("and {more} more"));
    }
    if let Some(error) = &transfer.error {
        return Err(error.clone().into());
    }
    output::line(&format!(
        "{} files, {} bytes",
        transfer.files_done, transfer.bytes_done
    ))?;
    Ok(transfer.state == TransferState::Done && transfer.problem_count == 0)
}
