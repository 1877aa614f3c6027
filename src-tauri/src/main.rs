//! The desktop app.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use causeway_desktop::Start;

fn main() -> ExitCode {
    let start = match Start::from_args(std::env::args().skip(1)) {
        Ok(start) => start,
        Err(problem) => return causeway_desktop::refuse(&problem),
    };
    causeway_desktop::run(start)
}
