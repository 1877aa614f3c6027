//! The commands that change workspaces on the platform, and those about the cache.

use backend::{
    Backend, CacheInfo, ControlWorkspace, Controlled, DismissRestart, ForgetWorkspace, IpcError,
    SaveReport, SaveWorkspace, Template,
};
use tauri::State;

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn save_workspace(
    backend: State<'_, Backend>,
    args: SaveWorkspace,
) -> Result<SaveReport, IpcError> {
    backend.save_workspace(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn control_workspace(
    backend: State<'_, Backend>,
    args: ControlWorkspace,
) -> Result<Controlled, IpcError> {
    backend.control_workspace(args).await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn dismiss_restart(
    backend: State<'_, Backend>,
    args: DismissRestart,
) -> Result<(), IpcError> {
    backend.dismiss_restart(&args)
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn list_templates(backend: State<'_, Backend>) -> Result<Vec<Template>, IpcError> {
    backend.list_templates().await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn read_cache_info(backend: State<'_, Backend>) -> Result<CacheInfo, IpcError> {
    backend.read_cache_info().await
}

#[tauri::command]
#[tracing::instrument(skip_all, err)]
pub(crate) async fn clear_cache(backend: State<'_, Backend>) -> Result<CacheInfo, IpcError> {
    backend.clear_cache().await
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn forget_workspace(
    backend: State<'_, Backend>,
    args: ForgetWorkspace,
) -> Result<(), IpcError> {
    backend.forget_workspace(args).await
}
