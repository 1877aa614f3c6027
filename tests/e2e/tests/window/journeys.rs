//! The tests, one file for each concern.

mod doctor;
mod drafts;
mod files;
mod fleet_and_panel;
mod keyboard;
mod kills;
mod network;
mod offline;
mod tidy;

use std::panic::Location;

use e2e::{App, Outcome, Page};

/// Does the steps of a journey in the app's window. When one fails, a picture of the window is kept first.
#[track_caller]
fn in_window<T>(
    app: &App,
    steps: impl AsyncFnOnce(Page) -> Outcome<T>,
) -> impl Future<Output = Outcome<T>> {
    let place = Location::caller();
    async move {
        let page = app.page();
        let outcome = steps(page.clone()).await;
        if outcome.is_err() {
            let file = place.file().rsplit('/').next().unwrap_or_default();
            page.keep_picture(&format!("failed-{file}-{}", place.line()))
                .await
                .ok();
        }
        outcome
    }
}
