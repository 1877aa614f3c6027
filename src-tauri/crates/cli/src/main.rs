//! `causeway`: what the app does, from a terminal, for scripts and measurements.
//!
//! Exit status: 0 all is well, 1 a leg or an operation failed, 2 usage or settings, 128 and the signal's number (Ctrl-C: 130)
//! when it was interrupted.

mod args;
mod audit;
mod card;
mod connect;
mod control;
mod doctor;
mod files;
mod lab_command;
mod output;
mod panel;
#[cfg(unix)]
mod proxy;
mod run;
mod search;
mod signals;
mod ssh_config;
mod transfer;

use std::process::ExitCode;

use backend::RecentLog;
use clap::Parser;
use tracing_subscriber::{
    EnvFilter, Layer, filter::FilterExt, filter::filter_fn, layer::SubscriberExt,
    util::SubscriberInitExt,
};

fn main() -> ExitCode {
    let args = args::Args::parse();
    let log = start_logging();
    // One provider for everything; a second installation would only mean that there is one already.
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return output::fail(&run::internal(format!("no runtime: {error}")), false),
    };
    let code = runtime.block_on(run::run(args, &log));
    // Standard input may still be waited for, by a thread that nothing can interrupt.
    runtime.shutdown_background();
    code
}

/// To standard error, where `RUST_LOG` chooses, and the last of it into memory, for reports. Secrets stay out whatever is chosen.
fn start_logging() -> RecentLog {
    let recent = RecentLog::default();
    let chosen = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
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
