//! Ways for a route to go wrong, put on and taken off by tests and the demo.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::response::Response;
use http::StatusCode;
use serde_json::json;
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
    /// Answers with this status, type and body.
    Raw {
        /// The HTTP status; an impossible one becomes 500.
        status: u16,
        /// The `Content-Type`; none where it is empty.
        content_type: String,
        /// The body.
        body: String,
    },
    /// Answers 200 with an HTML page, as a login page or a proxy in between does.
    Html,
    /// Does not answer until all faults are cleared; the real answer comes then.
    Stall,
}

impl PlatformFault {
    /// 401 in these words.
    pub fn unauthorized(message: &str) -> Self {
        Self::error(401, message)
    }

    /// `{"error": message}` with a status.
    pub fn error(status: u16, message: &str) -> Self {
        let body = json!({ "error": message }).to_string();
        Self::Answer { status, body }
    }

    /// 404 of a workspace that was removed.
    pub fn deleted(workspace_id: &str) -> Self {
        let body = json!({ "workspace_id": workspace_id, "status": "removed", "deleted": true });
        Self::Answer {
            status: 404,
            body: body.to_string(),
        }
    }

    /// 503 while the server's database is away.
    pub fn unavailable() -> Self {
        let error = "platform datastore unavailable — retry shortly";
        let body = json!({ "error": error, "code": "platform_unavailable" });
        Self::Answer {
            status: 503,
            body: body.to_string(),
        }
    }

    /// 503 of a server that cannot start workspaces.
    pub fn no_provisioner() -> Self {
        Self::error(503, "provisioner not available")
    }

    /// 409: something else has to happen first.
    pub fn conflict(message: &str) -> Self {
        Self::error(409, message)
    }

    /// A status and nothing else: 404 of the tenant guard, 403 of the origin check, 500 of a panic.
    pub fn empty(status: u16) -> Self {
        Self::Raw {
            status,
            content_type: String::new(),
            body: String::new(),
        }
    }

    /// Plain text, as the router (404) and the proxy before the server (502) answer.
    pub fn text(status: u16, body: &str) -> Self {
        Self::Raw {
            status,
            content_type: reply::TEXT.to_owned(),
            body: body.to_owned(),
        }
    }

    /// A web page with a status of its own, as the tenant image answers what it does not know.
    pub fn page(status: u16) -> Self {
        Self::Raw {
            status,
            content_type: HTML.to_owned(),
            body: LOGIN_PAGE.to_owned(),
        }
    }
}

const HTML: &str = "text/html; charset=utf-8";
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
            PlatformFault::Raw {
                status,
                content_type,
                body,
            } => {
                let status =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Some(if content_type.is_empty() && body.is_empty() {
                    reply::empty(status)
                } else {
                    reply::answer(status, &content_type, body)
                })
            }
            PlatformFault::Html => Some(reply::answer(StatusCode::OK, HTML, LOGIN_PAGE.to_owned())),
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
