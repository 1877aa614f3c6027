//! The one window.

use backend::{ErrorCode, IpcError};
use tauri::{AppHandle, Runtime, WebviewUrl, WebviewWindowBuilder};

use crate::Start;

/// The window's label, which the capabilities name.
const LABEL: &str = "main";
const SIZE: (f64, f64) = (1280.0, 800.0);
const MIN_SIZE: (f64, f64) = (800.0, 520.0);

/// Opens the window.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, start: Start) -> Result<(), IpcError> {
    let page = if start.open_first {
        "index.html?open=first"
    } else {
        "index.html"
    };
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App(page.into()))
        .title("Causeway")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(MIN_SIZE.0, MIN_SIZE.1)
        .build()
        .map(drop)
        .map_err(|error| {
            IpcError::new(
                ErrorCode::Internal,
                format!("the window cannot be opened: {error}"),
            )
        })
}
