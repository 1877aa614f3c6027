//! The real window, driven as a user drives it, for tests and for measurements.
//!
//! `tauri-driver` starts the built app and passes WebDriver commands on to WebKit's own driver. Behind the app stands a lab in
//! this process. Every wait is for a condition, with a deadline; nothing is mocked. `scripts/check.sh` runs the tests, which are
//! in `tests/window`, inside a display in memory; each starts its own lab, its own folders and its own app.
//!
//! - [`World`]: a lab, and the folders of one user
//! - [`App`]: the app, started and ended through the driver
//! - [`Page`]: what is on the screen, found by test id
//! - [`processes`]: what the system knows of running processes
#![expect(
    clippy::missing_errors_doc,
    reason = "an error is always a sentence about what did not happen"
)]

mod app;
mod page;
pub mod processes;
mod wait;
mod world;

pub use crate::{
    app::{App, target_folder},
    page::Page,
    wait::{DEADLINE, until},
    world::{World, workspace, workspace_ids},
};

/// What a step comes to. Whatever went wrong is a sentence for the log.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
