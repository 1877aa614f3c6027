//! Ways for a route to go wrong, put on and taken off by tests and the demo.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::response::Response;
use http::StatusCode;
use tokio::sync::watch;

use super::reply;

/// How a route fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformFault {
    /// Answers with this status and JSON body instead of the real answer.
    Answer {
        /// The HTTP status; an impossible one becomes 500.
        status: u16,
        /// The body, sent as JSON whatever it is.
        body: String,
    },
    /// Answers 200 with an HTML page, as a login page or a proxy in between does.
    Html,
    /// Does not answer until all faults are cleared; the real answer comes then.
    Stall,
}

const LOGIN_PAGE: &str = "<!doctype html><html><head><title>Sign in</title></head>\
                          <body><h1>Sign in to continue</h1></body></html>";

/// The faults that are on.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// Held for lines, never across an await.
    by_route: Mutex<HashMap<String, Fault>>,
    clears: watch::Sender<()>,
}

#[derive(Debug)]
struct Fault {
    kind: PlatformFault,
    /// How many requests it still takes; `None`: all of them.
    remaining: Option<u32>,
}

impl Faults {
    pub(super) fn set(&self, route: &str, kind: PlatformFault, remaining: Option<u32>) {
        self.lock()
            .insert(route.to_owned(), Fault { kind, remaining });
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
        self.clears.send_replace(());
    }

    /// The answer that stands in for the real one, after any stall.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future forgets the request; a one-time fault stays used up.
    pub(super) async fn strike(&self, route: &str) -> Option<Response> {
        let mut clears = self.clears.subscribe();
        match self.take(route)? {
            PlatformFault::Answer { status, body } => {
                let status =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Some(reply::answer(status, reply::JSON, body))
            }
            PlatformFault::Html => Some(reply::answer(
                StatusCode::OK,
                "text/html; charset=utf-8",
                LOGIN_PAGE.to_owned(),
            )),
            PlatformFault::Stall => {
                // An error would mean that the server is gone, which ends a stall too.
                clears.changed().await.ok();
                None
            }
        }
    }

    fn take(&self, route: &str) -> Option<PlatformFault> {
        let mut faults = self.lock();
        let fault = faults.get_mut(route)?;
        let kind = fault.kind.clone();
        if let Some(remaining) = &mut fault.remaining {
            *remaining = remaining.saturating_sub(1);
            if *remaining == 0 {
                faults.remove(route);
            }
        }
        Some(kind)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Fault>> {
        self.by_route.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
