//! The one window.

use backend::{Backend, ErrorCode, IpcError};
use tauri::{
    AppHandle, Manager, Runtime, Webview, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent, webview::PageLoadEvent,
};

use crate::{Start, closing::Closing, dragging};

/// The window's label, which the capabilities name.
pub(crate) const LABEL: &str = "main";
const SIZE: (f64, f64) = (1280.0, 800.0);
const MIN_SIZE: (f64, f64) = (800.0, 520.0);

/// Opens the window, and its page in it once that has been read.
///
/// To draw a page that still waits for this process, `WebKitGTK` holds this process up: both stand still for half a second,
/// in two starts of five. A page that is hidden is not drawn.
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
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished
                && let Err(error) = show_page(&window)
            {
                tracing::error!("the page cannot be shown: {error}");
            }
        })
        .build()
        .and_then(|window| {
            page_of(&window).hide()?;
            watch(&window);
            Ok(())
        })
        .map_err(|error| failed("opened", &error))
}

/// What is hidden loses the keyboard.
fn show_page<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    let page = page_of(window);
    page.show()?;
    page.set_focus()
}

fn page_of<R: Runtime>(window: &WebviewWindow<R>) -> &Webview<R> {
    window.as_ref()
}

/// Closes the window without asking. The app ends with it.
pub(crate) fn close<R: Runtime>(window: &WebviewWindow<R>) -> Result<(), IpcError> {
    window.destroy().map_err(|error| failed("closed", &error))
}

/// Tells the backend what happens to the window.
fn watch<R: Runtime>(window: &WebviewWindow<R>) {
    let (own, closing) = (window.clone(), Closing::default());
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } => {
            let backend = own.state::<Backend>();
            if closing.must_wait(|| backend.ask_to_close()) {
                api.prevent_close();
            }
        }
        WindowEvent::DragDrop(event) => {
            let scale = own.scale_factor().unwrap_or(1.0);
            if let Some(dragging) = dragging::of(event, scale) {
                own.state::<Backend>().dragged(dragging);
            }
        }
        _ => {}
    });
}

fn failed(done: &str, error: &tauri::Error) -> IpcError {
    let message = format!("the window cannot be {done}: {error}");
    IpcError::new(ErrorCode::Internal, message)
}
