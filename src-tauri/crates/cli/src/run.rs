//! The commands.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use backend::{
    AcceptHostKey, Backend, EntryKind, ErrorCode, IpcError, ListFiles, ReadFile, RecentLog,
    RemoveFile,
};

use crate::{
    args::{Args, Command, Place, ProxyArgs},
    connect::{connect, find, new_backend},
    doctor::{self, Visit},
    lab_command,
    output::{self, Failure, plain},
    panel, proxy,
    signals::Signals,
    ssh_config,
};

/// Runs one command to its exit status.
pub(crate) async fn run(args: Args, log: &RecentLog) -> ExitCode {
    let as_json = matches!(
        args.command,
        Command::Panel { json: true, .. }
            | Command::Workspaces { json: true }
            | Command::Doctor { json: true, .. }
    );
    match run_command(args.command, log).await {
        Ok(code) => code,
        Err(failure) => output::fail(&failure, as_json),
    }
}

/// A failure that is not the user's.
pub(crate) fn internal(message: String) -> Failure {
    IpcError::new(ErrorCode::Internal, message).into()
}

async fn run_command(command: Command, log: &RecentLog) -> Result<ExitCode, Failure> {
    if let Command::Lab {
        workspaces,
        delay_ms,
    } = command
    {
        return lab_command::serve(workspaces, delay_ms).await;
    }
    let mut signals =
        Signals::catch().map_err(|error| internal(format!("signals cannot be caught: {error}")))?;
    let backend = match command {
        Command::Proxy(_) => new_backend()?,
        Command::Doctor { .. } => {
            let backend = new_backend()?;
            // What is wrong with the settings is what the doctor finds.
            if let Err(error) = backend.connect().await {
                tracing::debug!(%error, "not connected");
            }
            backend
        }
        _ => connect().await?,
    };
    let done = tokio::select! {
        done = Box::pin(with_backend(&backend, command, log)) => done,
        status = signals.next() => Ok(ExitCode::from(status)),
    };
    // What the command was dropped in the middle of is tidied up here, in seconds; a second signal does not wait for it.
    tokio::select! {
        () = backend.close() => {}
        _ = signals.next() => {}
    }
    done
}

async fn with_backend(
    backend: &Backend,
    command: Command,
    log: &RecentLog,
) -> Result<ExitCode, Failure> {
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
        Command::Doctor {
            workspace,
            json,
            report,
        } => {
            let visit = Visit {
                workspace,
                json,
                report,
            };
            doctor::run(backend, visit, log).await
        }
        Command::TrustHostKey {
            workspace,
            fingerprint,
        } => trust_host_key(backend, &workspace, fingerprint).await,
        Command::SshConfig {
            workspaces,
            install,
        } => {
            if install {
                ssh_config::install(backend).await?;
            } else {
                ssh_config::print(backend, &workspaces).await?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Proxy(args) => run_proxy(backend, args).await,
        Command::Lab { .. } => Ok(ExitCode::SUCCESS),
    }
}

#[cfg(unix)]
async fn run_proxy(backend: &Backend, args: ProxyArgs) -> Result<ExitCode, Failure> {
    proxy::run(backend, args).await?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(unix))]
async fn run_proxy(_: &Backend, _: ProxyArgs) -> Result<ExitCode, Failure> {
    let message = "ssh finds its agent at a Unix socket, and there are none here";
    Err(IpcError::new(ErrorCode::Unsupported, message).into())
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
        .remove_file(RemoveFile {
            workspace_id,
            path,
            instance_id: None,
        })
        .await?;
    Ok(ExitCode::SUCCESS)
}

/// Dials, to see the key that is offered now, and accepts it if it is the one that was named.
async fn trust_host_key(
    backend: &Backend,
    workspace: &str,
    fingerprint: String,
) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, workspace).await?;
    let path = String::new();
    match backend.list_files(ListFiles { workspace_id, path }).await {
        Err(error) if error.code == ErrorCode::HostKeyChanged => {
            let args = AcceptHostKey {
                workspace_id,
                fingerprint,
            };
            backend.accept_host_key(args).await?;
            output::line("the host key is pinned")?;
        }
        Err(error) => return Err(error.into()),
        Ok(_) => output::line("the host key was the expected one already")?,
    }
    Ok(ExitCode::SUCCESS)
}
