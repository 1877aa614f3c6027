//! The commands.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use backend::{
    Backend, EntryKind, Environment, ErrorCode, IpcError, ListFiles, MemoryCache, Paths, ReadFile,
    RemoveFile, Workspace, WorkspaceId,
};

use crate::{
    args::{Args, Command, Place},
    lab_command,
    output::{self, Failure, plain},
    panel,
    signals::Signals,
};

/// Runs one command to its exit status.
pub(crate) async fn run(args: Args) -> ExitCode {
    let as_json = matches!(
        args.command,
        Command::Panel { json: true, .. } | Command::Workspaces { json: true }
    );
    match run_command(args.command).await {
        Ok(code) => code,
        Err(failure) => output::fail(&failure, as_json),
    }
}

/// A failure that is not the user's.
pub(crate) fn internal(message: String) -> Failure {
    IpcError::new(ErrorCode::Internal, message).into()
}

async fn run_command(command: Command) -> Result<ExitCode, Failure> {
    if let Command::Lab {
        workspaces,
        delay_ms,
    } = command
    {
        return lab_command::serve(workspaces, delay_ms).await;
    }
    let mut signals =
        Signals::catch().map_err(|error| internal(format!("signals cannot be caught: {error}")))?;
    let backend = connect().await?;
    let done = tokio::select! {
        done = with_backend(&backend, command) => done,
        status = signals.next() => Ok(ExitCode::from(status)),
    };
    // What the command was dropped in the middle of is tidied up here, in seconds; a second signal does not wait for it.
    tokio::select! {
        () = backend.close() => {}
        _ = signals.next() => {}
    }
    done
}

async fn with_backend(backend: &Backend, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Workspaces { json } => list_workspaces(backend, json).await,
        Command::Panel {
            workspace,
            repeat,
            json,
        } => panel::open(backend, &workspace, repeat, json).await,
        Command::Ls { place } => list_files(backend, &place).await,
        Command::Cat { place } => cat(backend, &place).await,
        Command::Put { file, place } => put(backend, file, &place).await,
        Command::Rm { place } => remove(backend, &place).await,
        Command::Lab { .. } => Ok(ExitCode::SUCCESS),
    }
}

/// A backend on the settings in force.
async fn connect() -> Result<Backend, Failure> {
    let settings = |error| Failure {
        error,
        is_settings: true,
    };
    let paths = Paths::of_user().map_err(settings)?;
    let backend = Backend::new(
        paths,
        Environment::of_process(),
        Arc::new(MemoryCache::default()),
    );
    backend.connect().await.map_err(settings)?;
    if backend.read_settings().values.platform_url.is_none() {
        return Err(settings(IpcError::new(
            ErrorCode::InvalidInput,
            "no platform is set: set CAUSEWAY_PLATFORM_URL, or try `causeway lab`",
        )));
    }
    Ok(backend)
}

/// The workspace that was meant: by id, else by a name that only one has.
pub(crate) async fn find(
    backend: &Backend,
    wanted: &str,
) -> Result<(WorkspaceId, Workspace), Failure> {
    let list = backend.workspaces().await?;
    let id = wanted.parse::<WorkspaceId>().ok().map(|id| id.to_string());
    let matches: Vec<_> = list
        .workspaces
        .into_iter()
        .filter(|row| Some(&row.id) == id.as_ref() || row.name == wanted)
        .collect();
    match <[Workspace; 1]>::try_from(matches) {
        Ok([row]) => {
            let id = row
                .id
                .parse()
                .map_err(|_| internal(format!("{} is no id", row.id)))?;
            Ok((id, row))
        }
        Err(none) if none.is_empty() => Err(IpcError::new(
            ErrorCode::NotFound,
            format!("there is no workspace {wanted:?}: see `causeway workspaces`"),
        )
        .into()),
        Err(several) => {
            let ids: Vec<_> = several.iter().map(|row| row.id.as_str()).collect();
            Err(IpcError::new(
                ErrorCode::InvalidInput,
                format!(
                    "{wanted:?} names several workspaces; give one of {}",
                    ids.join(", ")
                ),
            )
            .into())
        }
    }
}

async fn list_workspaces(backend: &Backend, json: bool) -> Result<ExitCode, Failure> {
    let list = backend.workspaces().await?;
    if json {
        output::json(&list.workspaces)?;
    } else {
        for row in &list.workspaces {
            let tier = row
                .tier
                .map_or_else(|| "-".to_owned(), |tier| tier.to_string());
            output::line(&format!(
                "{}  {:<12}  tier {tier}  {:<12}  {}",
                row.id,
                plain(&row.status),
                plain(&row.runtime),
                plain(&row.name)
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list_files(backend: &Backend, place: &Place) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let path = place.path.clone();
    let listing = backend.list_files(ListFiles { workspace_id, path }).await?;
    for entry in &listing.entries {
        let mark = match entry.kind {
            EntryKind::Folder => "/",
            EntryKind::Symlink => "@",
            EntryKind::File | EntryKind::Other => "",
        };
        output::line(&format!(
            "{:>12}  {}{mark}",
            entry.size_bytes,
            plain(&entry.name)
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn cat(backend: &Backend, place: &Place) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let path = place.path.clone();
    let content = backend.read_bytes(ReadFile { workspace_id, path }).await?;
    output::bytes(&content)?;
    Ok(ExitCode::SUCCESS)
}

async fn put(backend: &Backend, file: PathBuf, place: &Place) -> Result<ExitCode, Failure> {
    // A thread of its own: what is typed or piped may take long, and Ctrl-C is to be heard meanwhile.
    let content = tokio::task::spawn_blocking(move || read_local(&file))
        .await
        .map_err(|error| internal(format!("reading failed: {error}")))??;
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    backend
        .put_bytes(&workspace_id, &place.path, &content)
        .await?;
    Ok(ExitCode::SUCCESS)
}

/// The bytes of a local file, or of standard input for `-`.
fn read_local(file: &Path) -> Result<Vec<u8>, Failure> {
    let content = if file == Path::new("-") {
        let mut content = Vec::new();
        tracing::debug!("reading standard input");
        std::io::stdin()
            .lock()
            .read_to_end(&mut content)
            .map(|_| content)
    } else {
        std::fs::read(file)
    };
    content.map_err(|error| Failure {
        error: IpcError::new(
            ErrorCode::InvalidInput,
            format!("{} cannot be read: {error}", file.display()),
        ),
        is_settings: true,
    })
}

async fn remove(backend: &Backend, place: &Place) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let path = place.path.clone();
    backend
        .remove_file(RemoveFile { workspace_id, path })
        .await?;
    Ok(ExitCode::SUCCESS)
}
