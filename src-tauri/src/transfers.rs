//! The commands on transfers. Files of this machine are chosen in a dialog, or dropped: the window never names one.

use backend::{
    Backend, ChooseDownload, ChooseUpload, ControlTransfer, ErrorCode, IpcError, UploadDropped,
    UploadKind,
};
use tauri::{AppHandle, Runtime, State};

use crate::dialogs::{pick_files, pick_folder};

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn choose_upload<R: Runtime>(
    app: AppHandle<R>,
    backend: State<'_, Backend>,
    args: ChooseUpload,
) -> Result<bool, IpcError> {
    let chosen = match args.kind {
        UploadKind::Files => pick_files(&app).await,
        UploadKind::Folder => pick_folder(&app).await.into_iter().collect(),
    };
    if chosen.is_empty() {
        return Ok(false);
    }
    backend
        .upload(args.workspace_id, chosen, &args.folder, args.existing)
        .await?;
    Ok(true)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn upload_dropped(
    backend: State<'_, Backend>,
    args: UploadDropped,
) -> Result<(), IpcError> {
    let Some(dropped) = backend.take_drop(args.drop_id) else {
        let message = "what was dropped is not known any more: drop it again";
        return Err(IpcError::new(ErrorCode::NotFound, message));
    };
    backend
        .upload(args.workspace_id, dropped, &args.folder, args.existing)
        .await?;
    Ok(())
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(workspace = %args.workspace_id), err)]
pub(crate) async fn choose_download<R: Runtime>(
    app: AppHandle<R>,
    backend: State<'_, Backend>,
    args: ChooseDownload,
) -> Result<bool, IpcError> {
    let Some(into) = pick_folder(&app).await else {
        return Ok(false);
    };
    backend
        .download(args.workspace_id, args.paths, into, args.existing)
        .await?;
    Ok(true)
}

#[tauri::command]
#[tracing::instrument(skip_all, fields(transfer = args.id), err)]
pub(crate) async fn control_transfer(
    backend: State<'_, Backend>,
    args: ControlTransfer,
) -> Result<(), IpcError> {
    backend.control_transfer(args).await
}
