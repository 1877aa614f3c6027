//! What a user does and sees, done to and seen in the real window.
//!
//! `tauri-driver` starts the built app and passes WebDriver commands on to WebKit's own driver. Behind the app stands a lab in
//! this process, with real sshd. Every wait is for a condition, with a deadline; nothing is mocked.
//!
//! - [`world`]: a lab, and the folders of one user
//! - [`app`]: the app, started and ended through the driver
//! - [`page`]: what is on the screen, found by test id
//! - [`processes`]: what the system knows of running processes
//! - `journeys`: the tests

mod app;
mod journeys;
mod page;
mod processes;
mod wait;
mod world;

/// What a step of a journey comes to. Whatever went wrong is a sentence for the test's log.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
