//! The commands.

use std::process::ExitCode;

use backend::{AcceptHostKey, Backend, ErrorCode, Existing, IpcError, ListFiles, RecentLog};

use crate::{
    args::{Args, CardArgs, Command, ProxyArgs},
    audit, card,
    connect::{connect, find, new_backend},
    control,
    doctor::{self, Visit},
    files, lab_command,
    output::{self, Failure, plain},
    panel, proxy, search,
    signals::Signals,
    ssh_config, transfer,
};

/// Runs one command to its exit status.
pub(crate) async fn run(args: Args, log: &RecentLog) -> ExitCode {
    let as_json = matches!(
        args.command,
        Command::Panel { json: true, .. }
            | Command::Workspaces { json: true }
            | Command::Doctor { json: true, .. }
            | Command::Audit { json: true, .. }
            | Command::Card(CardArgs { json: true, .. })
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
        // A card may be a file: whoever wants a workspace's connects.
        Command::Proxy(_) | Command::Audit { .. } | Command::Card(_) => new_backend()?,
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
        Command::Ls { place, depth, all } => files::list(backend, &place, depth, all).await,
        Command::Grep {
            ignore_case,
            text,
            place,
        } => search::run(backend, &place, text, ignore_case).await,
        Command::Cat { place } => files::cat(backend, &place).await,
        Command::Get {
            force,
            places,
            into,
        } => transfer::get(backend, places, into, existing(force)).await,
        Command::Put {
            force,
            sources,
            place,
        } => transfer::put(backend, sources, &place, existing(force)).await,
        Command::Rm { place, recursive } => files::remove(backend, &place, recursive).await,
        Command::Mkdir { place } => files::make_folder(backend, &place).await,
        Command::Mv { place, to } => files::rename(backend, &place, to).await,
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
        Command::Card(args) => card::run(backend, args).await,
        Command::Control(what) => control::run(backend, what).await,
        Command::TrustHostKey {
            workspace,
            fingerprint,
        } => trust_host_key(backend, &workspace, fingerprint).await,
        Command::SshConfig {
            workspaces,
            install,
        } => write_ssh_config(backend, &workspaces, install).await,
        Command::Audit { json, lines, path } => print_audit(backend, json, lines, path),
        Command::Proxy(args) => run_proxy(backend, args).await,
        Command::Lab { .. } => Ok(ExitCode::SUCCESS),
    }
}

fn print_audit(
    backend: &Backend,
    json: bool,
    lines: Option<usize>,
    path: bool,
) -> Result<ExitCode, Failure> {
    if path {
        output::line(&backend.audit_file().display().to_string())?;
    } else {
        audit::print(backend, json, lines)?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn write_ssh_config(
    backend: &Backend,
    workspaces: &[String],
    install: bool,
) -> Result<ExitCode, Failure> {
    if install {
        ssh_config::install(backend).await?;
    } else {
        ssh_config::print(backend, workspaces).await?;
    }
    Ok(ExitCode::SUCCESS)
}

fn existing(force: bool) -> Existing {
    if force {
        Existing::Replace
    } else {
        Existing::Skip
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

/// Dials, to see the key that is offered now, and accepts it if it is the one that was named.
async fn trust_host_key(
    backend: &Backend,
    workspace: &str,
    fingerprint: String,
) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, workspace).await?;
    let path = String::new();
    match backend
        .list_files(ListFiles::of(workspace_id, path), |_| {})
        .await
    {
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
