//! From the settings to a backend, and from what was typed to a workspace.

use std::sync::Arc;

use backend::{
    Backend, Environment, ErrorCode, IpcError, MemoryCache, Paths, Workspace, WorkspaceId,
};

use crate::{output::Failure, run::internal};

/// A backend on the settings in force, that has reached nobody.
pub(crate) fn new_backend() -> Result<Backend, Failure> {
    Ok(Backend::new(
        Paths::of_user().map_err(of_settings)?,
        Environment::of_process(),
        Arc::new(MemoryCache::default()),
    ))
}

fn of_settings(error: IpcError) -> Failure {
    Failure {
        error,
        is_settings: true,
    }
}

/// A backend on the settings in force, with a platform.
pub(crate) async fn connect() -> Result<Backend, Failure> {
    let backend = new_backend()?;
    reach_platform(&backend).await?;
    Ok(backend)
}

/// Connects to the platform of the settings, of which there must be one.
pub(crate) async fn reach_platform(backend: &Backend) -> Result<(), Failure> {
    backend.connect().await.map_err(of_settings)?;
    if backend.read_settings().values.platform_url.is_none() {
        return Err(of_settings(IpcError::new(
            ErrorCode::InvalidInput,
            "no platform is set: set CAUSEWAY_PLATFORM_URL, or try `causeway lab`",
        )));
    }
    Ok(())
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
