//! The system's own dialogs for files of this machine. The webview has no permission for them: only commands of ours open one.

use std::path::PathBuf;

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::window;

/// Asks for files. None when the user has chosen none.
///
/// # Cancel safety
///
/// The dialog stays open when the future is dropped; what is chosen then is forgotten.
pub(crate) async fn pick_files<R: Runtime>(app: &AppHandle<R>) -> Vec<PathBuf> {
    let (chosen, choice) = oneshot::channel();
    // Nobody waits any more when it cannot be sent.
    dialog(app).pick_files(move |files| drop(chosen.send(files)));
    let files = choice.await.ok().flatten().unwrap_or_default();
    files.into_iter().filter_map(local).collect()
}

/// Asks for a folder. `None` when the user has chosen none.
///
/// # Cancel safety
///
/// As [`pick_files`].
pub(crate) async fn pick_folder<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    let (chosen, choice) = oneshot::channel();
    dialog(app).pick_folder(move |folder| drop(chosen.send(folder)));
    choice.await.ok().flatten().and_then(local)
}

fn dialog<R: Runtime>(app: &AppHandle<R>) -> FileDialogBuilder<R> {
    let dialog = app.dialog().file();
    match app.get_webview_window(window::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

/// On a desktop every choice is a path.
fn local(chosen: FilePath) -> Option<PathBuf> {
    match chosen.into_path() {
        Ok(path) => Some(path),
        Err(error) => {
            tracing::warn!(%error, "what was chosen is no file of this machine");
            None
        }
    }
}
