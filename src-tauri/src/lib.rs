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

use std::{io::Write, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use backend::{Backend, Cache, Environment, ErrorCode, IpcError, Paths, RecentLog};
use directories::BaseDirs;
use tauri::{App, AppHandle, Manager, RunEvent, Runtime};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
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
    let context = tauri::generate_context!();
    let parts = match Parts::new(&context.config().identifier) {
        Ok(parts) => parts,
        Err(error) => return refuse(&error.to_string()),
    };
    // What is below would panic.
    #[cfg(target_os = "linux")]
    if gtk::init().is_err() {
        return refuse(
            "there is no display to open a window on: start it in a desktop session, or set DISPLAY",
        );
    }
    // From here on something may be left behind.
    #[cfg(unix)]
    let signals = tauri::async_runtime::block_on(async { EndSignals::hear() });
    // Before the toolkit reads its settings, which leaves a processor at rest: what is kept is there when the webview starts.
    let demo = Arc::clone(&parts.demo);
    tauri::async_runtime::spawn(connect(parts.backend.clone(), demo.clone(), start));
    let app = with_commands(tauri::Builder::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .setup(move |app| {
            set_up(app, parts, start, log)?;
            #[cfg(unix)]
            tauri::async_runtime::spawn(end_on_signal(app.handle().clone(), signals));
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    tauri::async_runtime::block_on(close(app));
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tauri::async_runtime::block_on(demo.stop());
            refuse(&format!("the window cannot be opened: {error}"))
        }
    }
}

/// Says why the app does not start.
pub fn refuse(problem: &str) -> ExitCode {
    // Nothing more can be said when standard error is closed.
    writeln!(std::io::stderr(), "causeway: {problem}").ok();
    ExitCode::from(2)
}

/// What there is before there is an app.
struct Parts<R: Runtime> {
    cache: Arc<StoreCache<R>>,
    backend: Backend,
    demo: Arc<Demo>,
}

impl<R: Runtime> Parts<R> {
    fn new(identifier: &str) -> Result<Self, IpcError> {
        let cache = StoreCache::open(&cache_folder(identifier)?);
        let kept: Arc<dyn Cache> = cache.clone();
        Ok(Self {
            cache,
            backend: Backend::new(Paths::of_user()?, Environment::of_process(), kept),
            demo: Arc::default(),
        })
    }
}

/// The folder `cache` in the one that the store plugin keeps an app's files in.
fn cache_folder(identifier: &str) -> Result<PathBuf, IpcError> {
    let folders = BaseDirs::new().ok_or_else(|| {
        IpcError::new(ErrorCode::InvalidInput, "there is no home folder: set HOME")
    })?;
    Ok(folders.data_dir().join(identifier).join("cache"))
}

fn set_up<R: Runtime>(
    app: &App<R>,
    Parts {
        cache,
        backend,
        demo,
    }: Parts<R>,
    start: Start,
    log: RecentLog,
) -> Result<(), IpcError> {
    let handle = app.handle();
    cache.attach(handle);
    app.manage(backend);
    app.manage(demo);
    app.manage(Listener::default());
    app.manage(start);
    app.manage(log);
    window::open(handle, start)
}

async fn connect(backend: Backend, demo: Arc<Demo>, start: Start) {
    let connected = if start.demo {
        demo.connect(&backend).await
    } else {
        backend.connect().await
    };
    match connected {
        Ok(()) => backend.keep_fresh(),
        // The window shows it; it is the connection's own state.
        Err(error) => tracing::error!("not connected: {error}"),
    }
}

/// SIGTERM and Ctrl-C, heard from the moment on in which this is made: one that comes before there is an app waits for it.
#[cfg(unix)]
struct EndSignals {
    terminate: Signal,
    interrupt: Signal,
}

#[cfg(unix)]
impl EndSignals {
    /// `None` where the system does not let them be heard; then they end the process at once.
    fn hear() -> Option<Self> {
        Some(Self {
            terminate: signal(SignalKind::terminate()).ok()?,
            interrupt: signal(SignalKind::interrupt()).ok()?,
        })
    }
}

/// Ends the app at a signal as closing its window does.
#[cfg(unix)]
async fn end_on_signal<R: Runtime>(app: AppHandle<R>, signals: Option<EndSignals>) {
    let Some(mut signals) = signals else { return };
    tokio::select! {
        _ = signals.terminate.recv() => {}
        _ = signals.interrupt.recv() => {}
    }
    app.exit(0);
}

async fn close<R: Runtime>(app: &AppHandle<R>) {
    let closing = async {
        app.state::<Backend>().close().await;
        app.state::<Arc<Demo>>().stop().await;
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

#[cfg(test)]
mod tests {
    use tauri::test::{mock_builder, mock_context, noop_assets};

    use super::*;

    #[test]
    fn the_cache_is_where_the_plugin_keeps_an_app_s_files() {
        let mut context = mock_context(noop_assets());
        context.config_mut().identifier = "dev.causeway.test".to_owned();
        let app = mock_builder().build(context).unwrap();
        let folder = tauri_plugin_store::resolve_store_path(app.handle(), "cache").unwrap();
        assert_eq!(cache_folder("dev.causeway.test").unwrap(), folder);
    }
}
