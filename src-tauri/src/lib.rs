//! The shell: a window around [`backend::Backend`]. Wiring only; nothing below it knows Tauri.
//!
//! # Layout
//!
//! - `start`: what the command line asks for
//! - `commands`, `cards`, `lifecycle`, `transfers`: the contract's commands, each a line; `frame`: a file's text as raw bytes
//! - `cache`: [`backend::Cache`] on the store plugin
//! - `demo`: the demo cloud inside the app
//! - `window`: the one window; `closing`: whether it may go; `dragging`: files that are dragged onto it
//! - `dialogs`: the system's own dialogs for files of this machine

mod cache;
mod cards;
mod closing;
mod commands;
mod demo;
mod dialogs;
mod dragging;
mod frame;
mod lifecycle;
mod start;
mod transfers;
mod window;

use std::{io::Write, process::ExitCode, time::Duration};

use backend::{Backend, Environment, ErrorCode, IpcError, Paths, RecentLog};
use tauri::{App, AppHandle, Manager, RunEvent, Runtime};
use tracing_subscriber::{
    EnvFilter, Layer, filter::FilterExt, filter::filter_fn, layer::SubscriberExt,
    util::SubscriberInitExt,
};

pub use cache::StoreCache;
pub use commands::with_commands;
pub use start::Start;

use crate::{commands::Listener, demo::Demo};

/// How long closing sessions and the demo may hold up the end of the app.
const EXIT_DEADLINE: Duration = Duration::from_secs(5);

/// Runs the app until its window is closed.
pub fn run(start: Start) -> ExitCode {
    let log = start_logging();
    // One provider for everything; a second installation would only mean that there is one already.
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok();
    let app = with_commands(tauri::Builder::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .setup(move |app| set_up(app, start, log).map_err(Into::into))
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    tauri::async_runtime::block_on(close(app));
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&format!("the window cannot be opened: {error}")),
    }
}

/// Says why the app does not start.
pub fn refuse(problem: &str) -> ExitCode {
    // Nothing more can be said when standard error is closed.
    writeln!(std::io::stderr(), "causeway: {problem}").ok();
    ExitCode::from(2)
}

fn set_up<R: Runtime>(app: &App<R>, start: Start, log: RecentLog) -> Result<(), IpcError> {
    let handle = app.handle();
    let folder = tauri_plugin_store::resolve_store_path(handle, "cache");
    let folder = folder.map_err(|error| {
        let message = format!("there is no place for the cache: {error}");
        IpcError::new(ErrorCode::Internal, message)
    })?;
    let cache = StoreCache::open(handle, &folder);
    let backend = Backend::new(Paths::of_user()?, Environment::of_process(), cache);
    app.manage(backend.clone());
    app.manage(Demo::default());
    app.manage(Listener::default());
    app.manage(start);
    app.manage(log);
    // Before the window: the cache is read while the webview starts.
    tauri::async_runtime::spawn(connect(handle.clone(), backend, start));
    window::open(handle, start)?;
    #[cfg(unix)]
    tauri::async_runtime::spawn(end_on_signal(handle.clone()));
    Ok(())
}

async fn connect<R: Runtime>(app: AppHandle<R>, backend: Backend, start: Start) {
    let connected = if start.demo {
        app.state::<Demo>().connect(&backend).await
    } else {
        backend.connect().await
    };
    match connected {
        Ok(()) => backend.keep_fresh(),
        // The window shows it; it is the connection's own state.
        Err(error) => tracing::error!("not connected: {error}"),
    }
}

/// SIGTERM and Ctrl-C end the app as closing its window does.
#[cfg(unix)]
async fn end_on_signal<R: Runtime>(app: AppHandle<R>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    app.exit(0);
}

async fn close<R: Runtime>(app: &AppHandle<R>) {
    let closing = async {
        app.state::<Backend>().close().await;
        app.state::<Demo>().stop().await;
    };
    if tokio::time::timeout(EXIT_DEADLINE, closing).await.is_err() {
        tracing::warn!("closing took too long and was given up");
    }
}

/// To standard error, where `RUST_LOG` chooses, and the last of it into memory, for bug reports. Secrets stay out whatever is chosen.
fn start_logging() -> RecentLog {
    let recent = RecentLog::default();
    let chosen = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let to_stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let to_memory = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(recent.clone());
    let told = EnvFilter::new("info");
    tracing_subscriber::registry()
        .with(to_stderr.with_filter(chosen.and(filter_fn(backend::is_safe_to_log))))
        .with(to_memory.with_filter(told.and(filter_fn(backend::is_safe_to_log))))
        .init();
    recent
}
